"""The reasons of share decisions in the language of a page.

The program decides in English: a reason is the docstring of a condition, or a sentence of the tear
line with words of the case in it. Pages give them in their own language by tables of words; a
sentence that is in none of them is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from corrobora.serve.words import texts
from corrobora.share.conditions import ASKING, DENYING, in_words

SOURCE = "en"
"""The language in which decisions give their reasons."""

_HOLE = re.compile(r"\\{(\w+)\\}")


def in_language(reason: str, language: str) -> str:
    """A reason in a language; one without words there stays as it is."""
    if language == SOURCE:
        return reason
    words = texts(language)
    condition = _conditions().get(reason)
    if condition is not None:
        return words["conditions"].get(condition, reason)
    for name, form in _tears():
        match = form.fullmatch(reason)
        if match is not None:
            found = {
                hole: _filled(hole, said, language) for hole, said in match.groupdict().items()
            }
            return words["tears"][name].format(**found)
    return reason


def _filled(hole: str, said: str, language: str) -> str:
    """What stands in a hole of a sentence: words of the case, or words of ours in the language."""
    if hole == "detail":
        return texts(language)["details"].get(said, said)
    if hole == "reasons":
        parts = re.findall(r"[^.]+\.(?:\s|$)", said)
        return " ".join(in_language(part.strip(), language) for part in parts) or said
    return said


@cache
def _conditions() -> Mapping[str, str]:
    """The name of each condition by what it says."""
    return {in_words(one): one.__name__ for one in (*DENYING, *ASKING)}


@cache
def _tears() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sentences of the tear line, with what is filled in as groups."""
    return tuple(
        (name, re.compile(_HOLE.sub(r"(?P<\1>.+)", re.escape(said)), re.DOTALL))
        for name, said in texts(SOURCE)["tears"].items()
    )
