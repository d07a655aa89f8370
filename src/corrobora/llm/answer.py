"""What a model wrote, taken apart: JSON, JSON among other words, JSON that was cut short."""

from __future__ import annotations

import json
import re
from typing import Any

from corrobora.model import Json

LONGEST = 200_000
"""Characters of an answer that are looked at; what was asked for is ten times shorter."""
_TRIES = 50
"""Opening braces at which a record may begin."""
_THOUGHT = re.compile(r"\A.*</think>", re.DOTALL)
_LIST = re.compile(r'"claims"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def read_answer(content: str) -> tuple[list[Json], str | None]:
    """The claims that a model proposes, and what is wrong with its answer (None when nothing is).

    Reasoning before the answer, code fences and words around it are passed over. Of an answer that
    breaks off, the claims that are whole are read.
    """
    cut = len(content) > LONGEST
    text = _THOUGHT.sub("", content[:LONGEST])
    whole = None if cut else _whole(text)
    if whole is not None:
        return whole, None
    begun = _LIST.search(text)
    if begun is None:
        return [], "unreadable"
    return _run(text, begun.end()), "cut short"


def _whole(text: str) -> list[Json] | None:
    for opening in list(re.finditer(r"[{\[]", text))[:_TRIES]:
        value = _value(text, opening.start())
        found = value[0] if value else None
        if isinstance(found, dict) and isinstance(found.get("claims"), list):
            claims: list[Json] = found["claims"]
            return claims
        if isinstance(found, list) and _is_list_of_claims(found, text):
            return found
    return None


def _is_list_of_claims(found: list[Any], text: str) -> bool:
    # An empty list further in is a field of a record that was cut short.
    return all(isinstance(one, dict) for one in found) if found else text.strip() == "[]"


def _run(text: str, at: int) -> list[Json]:
    """The values that follow each other from here on, as far as they are whole."""
    found: list[Json] = []
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        value = _value(text, at)
        if value is None:
            return found
        found.append(value[0])
        at = value[1]


def _value(text: str, at: int) -> tuple[Any, int] | None:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
