"""The whole of it: a report, the questions about it, recorded or new answers, claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from corrobora.errors import ModelError
from corrobora.extract import Resources
from corrobora.extract.report import spot
from corrobora.llm.answer import read_answer
from corrobora.llm.claims import Pointer
from corrobora.llm.endpoint import Endpoint
from corrobora.llm.question import Piece, pieces, question
from corrobora.llm.tally import Tally
from corrobora.model import Claim, Exchange, Json, Report
from corrobora.text import sha256_of

METHOD = "llm/1"
"""Name and version of the method; a change makes every report be read again."""

_NAME = re.compile(r"[\w.:/@+-]{1,120}", re.ASCII)


class Recorded(Protocol):
    """Where questions and answers are kept: a case, or the memory of one run."""

    def exchange(self, key: str) -> Exchange | None:
        """What was answered to the question with this hash, if it was put before."""

    def add_exchange(self, exchange: Exchange) -> None:
        """Keep a question and its answer."""


class Remembered(dict[str, Exchange]):
    """Questions and answers for the time of one run."""

    def exchange(self, key: str) -> Exchange | None:
        """What was answered to the question with this hash."""
        return self.get(key)

    def add_exchange(self, exchange: Exchange) -> None:
        """Keep it until the end."""
        self.setdefault(exchange.key, exchange)


@dataclass
class ModelReader:
    """Finds claims by asking a language model where they stand.

    The same report, resources and recorded answers give the same claims, byte for byte. A question
    that is recorded is never put again, whichever endpoint answered it.

    Args:
        name: The model, as its endpoint calls it.
        endpoint: Where new questions go; None allows recorded answers only.

    Raises:
        ModelError: The name cannot be one.
    """

    name: str
    endpoint: Endpoint | None
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ModelError(
                "The language model is not named, or by a name that none has.",
                hint="Give its name with --llm-model, as the endpoint lists it.",
            )

    @property
    def method(self) -> str:
        """Name and version of the method, with the model."""
        return f"{METHOD}+{self.name}"

    def claims(self, report: Report, resources: Resources, recorded: Recorded) -> tuple[Claim, ...]:
        """The claims of one report, in text order; none for a language that is not read.

        Raises:
            ModelBudget: No call is left.
            ModelError: A new question had to be put, and the endpoint did not answer it.
        """
        tongue = resources.tongue(report.language)
        if tongue is None:
            return ()
        marked = spot(report, resources, tongue)
        pointer = Pointer(report, marked, tongue, resources.types, self.method)
        text, language = marked.reading.text, tongue.language.code
        found: list[Claim] = []
        for piece in pieces(marked.spans):
            request = question(self.name, resources.types, text, language, piece)
            found += self._pointed(pointer, piece, self._exchange(request, recorded))
        return tuple(found)

    def _pointed(self, pointer: Pointer, piece: Piece, exchange: Exchange) -> list[Claim]:
        return pointer.claims(piece, self._proposals(exchange), self.tally)

    def _exchange(self, request: str, recorded: Recorded) -> Exchange:
        key = sha256_of(request)
        known = recorded.exchange(key)
        if known is not None:
            self.tally.replayed += 1
            return known
        if self.endpoint is None:
            raise ModelError(
                f"No answer of {self.name} to this text is recorded, and no endpoint is given.",
                hint="Give the address of an OpenAI-compatible endpoint: --llm-url or "
                "CORROBORA_LLM_URL.",
            )
        reply = self.endpoint.ask(request)
        exchange = Exchange(
            key=key,
            model=self.name,
            host=self.endpoint.host,
            request=request,
            answer=reply.content,
            refusal=reply.refusal,
            ended=reply.ended,
            answered_by=reply.model,
        )
        recorded.add_exchange(exchange)
        self.tally.answered += 1
        return exchange

    def _proposals(self, exchange: Exchange) -> list[Json]:
        if exchange.refusal or exchange.ended == "content_filter":
            self.tally.faults["refused"] += 1
            return []
        proposals, fault = read_answer(exchange.answer or "")
        if fault is not None:
            self.tally.faults[fault] += 1
        return proposals
