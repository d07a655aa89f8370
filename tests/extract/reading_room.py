"""Claims from a few words, for the tests of extraction."""

from __future__ import annotations

import datetime as dt
from functools import cache

from corrobora.extract import Resources, extract, load_resources
from corrobora.extract.claims import Assembler
from corrobora.extract.judge import Judge, Weights
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.report import mark
from corrobora.extract.syntax import Sentence, Token
from corrobora.model import Claim, Report
from corrobora.text import sha256_of


@cache
def resources(*, fast: bool = False) -> Resources:
    return load_resources(fast=fast)


@cache
def lexicon(language: str) -> Lexicon:
    tongue = resources().tongue(language)
    assert tongue is not None
    return tongue.lexicon


def parsed(words: str) -> Sentence:
    """A sentence from ``word/POS/relation/head`` for each word, the head by its place from 0.

    Auxiliaries are finite, other verbs past participles.
    """
    tokens, at = [], 0
    for i, part in enumerate(words.split()):
        text, pos, dep, head = part.rsplit("/", 3)
        fin = "VerbForm=Fin" if pos == "AUX" and text != "été" else ""
        morph = "Tense=Past|VerbForm=Part" if pos == "VERB" else fin
        tokens.append(Token(i, at, at + len(text), text, text.lower(), pos, dep, int(head), morph))
        at += len(text) + 1
    return Sentence(tokens)


def report(text: str, language: str = "en", published: str | None = "2025-09-15") -> Report:
    return Report(
        id="r" + sha256_of(text)[:16],
        name="test.txt",
        text=text,
        sha256=sha256_of(text),
        raw_sha256=sha256_of(text),
        media_type="text/plain",
        language=language,
        published=dt.date.fromisoformat(published) if published else None,
    )


def claims(text: str, language: str = "en", *, fast: bool = False) -> tuple[Claim, ...]:
    return extract(report(text, language), resources(fast=fast))


def unjudged(text: str, language: str = "en") -> tuple[Claim, ...]:
    """All that the text may tell, also what the judge would leave out."""
    tongue = resources().tongue(language)
    assert tongue is not None
    given = report(text, language)
    every = Judge(Weights(constant=0.0, threshold=0.0, weights={}))
    return Assembler(
        given, mark(given, resources(), tongue), tongue.lexicon, every, "test"
    ).claims()  # fmt: skip


def claim(text: str, type_: str, language: str = "en") -> Claim:
    """The one claim of a type."""
    found = [c for c in claims(text, language) if c.type == type_]
    assert len(found) == 1, [(c.type, c.quote) for c in claims(text, language)]
    return found[0]


def who(claim_: Claim) -> list[str]:
    return [a.name for a in claim_.actors]


def whom(claim_: Claim) -> list[str]:
    return [t.name for t in claim_.targets]


def says(claim_: Claim) -> list[str]:
    return [v.name for v in claim_.speakers]
