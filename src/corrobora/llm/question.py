"""The question put to a model: instructions, labels, and a few numbered sentences as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corrobora.vocab.event_types import EventTypes

PIECE = 3000
"""Characters of a report in one question: with the instructions it fits the smallest contexts."""
ANSWER_TOKENS = 4096
"""How long an answer may be: about thirty claims, more than a piece usually holds."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Sentences that are asked about together, as offsets in the folded text of a report."""

    sentences: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From the first word to the last."""
        return self.sentences[0][0], self.sentences[-1][1]


def pieces(sentences: Sequence[Span]) -> Iterator[Piece]:
    """A report's sentences in runs of ``PIECE`` characters at most, in the order of the text."""
    run: list[Span] = []
    for start, end in sentences:
        if run and end - run[0][0] > PIECE:
            yield Piece(tuple(run))
            run = []
        run.append((start, end))
    if run:
        yield Piece(tuple(run))


def question(model: str, types: EventTypes, text: str, language: str, piece: Piece) -> str:
    """The body of a request as JSON text: ASCII only, the same for the same arguments.

    The sentences stand in it as JSON strings, so no words of a report can end them and go on as
    something else.
    """
    numbered = {
        str(number): text[start:end] for number, (start, end) in enumerate(piece.sentences, start=1)
    }
    data = json.dumps({"language": language, "sentences": numbered}, ensure_ascii=False)
    body = {
        "model": model,
        "temperature": 0,
        "max_tokens": ANSWER_TOKENS,
        "messages": [
            {"role": "system", "content": _instructions() + _labels(types)},
            {"role": "user", "content": _sendable(data)},
        ],
    }
    return json.dumps(body, ensure_ascii=True, separators=(",", ":"))


@cache
def _instructions() -> str:
    return files("corrobora.llm").joinpath("instructions.txt").read_text(encoding="utf-8")


def _labels(types: EventTypes) -> str:
    return "\n".join(
        f"- {type_.type}: {type_.summary} [{', '.join(mode.id for mode in type_.modes)}]"
        for type_ in types.types.values()
    )


def _sendable(text: str) -> str:
    """Text without lone surrogates, which no UTF-8 can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
