"""Labelled pairs of reports, by hand and by program, for the measures of copying."""

from __future__ import annotations

import datetime as dt
import importlib.util
import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from corrobora.collect.copies import derive
from corrobora.model import Report
from corrobora.text import sha256_of

ROOT = Path(__file__).resolve().parent.parent
DAY = dt.date(2025, 3, 1)
TAKEN = ("translation", "paraphrase", "citing")
"""Roles of versions that are taken from the original of their story."""

HONEST = {
    "official": "shared exact figure, independent",
    "chance": "one shared slip, independent",
}
"""Roles of versions of ``oddities.toml`` that are taken from nothing."""

Edge = tuple[str, str]


@dataclass
class Trial:
    """Reports, and the pairs among them whose label is known.

    Attributes:
        reports: All reports, the background too.
        taken: Report and source, with the kind of taking.
        apart: Pairs that are near but neither is taken from the other, with their kind.
        open: Pairs that are not judged.
    """

    reports: list[Report]
    taken: dict[Edge, str] = field(default_factory=dict)
    apart: dict[Edge, str] = field(default_factory=dict)
    open: set[Edge] = field(default_factory=set)


@dataclass(frozen=True)
class Score:
    """What was found of a trial."""

    found: dict[str, tuple[int, int]]
    false: dict[str, tuple[int, int]]
    stray: int
    reports: int

    @property
    def stray_per_100(self) -> float:
        """Edges between reports that have nothing to do with each other, per 100 reports."""
        return 100 * self.stray / self.reports


def report(
    text: str, publisher: str, published: dt.date | None = DAY, language: str = "en"
) -> Report:
    """A report as collecting would freeze it, without furniture."""
    text = " ".join(text.split())
    digest = sha256_of(f"{publisher}|{text}")
    return Report(
        id=f"r{digest[:16]}", name=publisher, text=text, sha256=sha256_of(text), raw_sha256="",
        media_type="text/plain", language=language, published=published, publisher=publisher,
    )  # fmt: skip


def score(trial: Trial) -> Score:
    """Derive, and compare with the labels; an edge in the wrong direction is not found."""
    edges = {(d.report, d.source) for d in derive(trial.reports) if d.source is not None}
    found: dict[str, tuple[int, int]] = {}
    for edge, kind in trial.taken.items():
        hits, all_ = found.get(kind, (0, 0))
        found[kind] = (hits + (edge in edges), all_ + 1)
    false: dict[str, tuple[int, int]] = {}
    for (one, other), kind in trial.apart.items():
        hits, all_ = false.get(kind, (0, 0))
        wrong = (one, other) in edges or (other, one) in edges
        false[kind] = (hits + wrong, all_ + 1)
    known = {frozenset(e) for e in (*trial.taken, *trial.apart, *trial.open)}
    stray = sum(frozenset(edge) not in known for edge in edges)
    return Score(found, false, stray, len(trial.reports))


# --- stories written by hand ---------------------------------------------------------------------


@cache
def story_trial() -> Trial:
    """The stories of ``corpus/copies/stories.toml`` in one case."""
    rows = tomllib.loads((ROOT / "corpus/copies/stories.toml").read_text(encoding="utf-8"))["story"]
    trial = Trial([])
    for row in rows:
        told = {}
        for version in row["text"]:
            told[version["role"]] = report(
                version["text"], version["publisher"], version["published"], version["language"]
            )
        trial.reports += told.values()
        for one, other in combinations(told, 2):
            pair = (told[other].id, told[one].id)
            if one == "original" and other in TAKEN:
                trial.taken[pair] = other
            elif "independent" in (one, other):
                trial.apart[pair] = "same topic, independent"
            else:
                trial.open.add(pair)
    return trial


@cache
def oddity_trial() -> Trial:
    """The stories of ``corpus/copies/oddities.toml``: shared slips, and shared exact figures."""
    rows = tomllib.loads((ROOT / "corpus/copies/oddities.toml").read_text(encoding="utf-8"))
    trial = Trial([])
    for row in rows["story"]:
        told = {
            v["role"]: report(v["text"], v["publisher"], v["published"], v["language"])
            for v in row["text"]
        }
        trial.reports += told.values()
        trial.taken[told["slip"].id, told["original"].id] = "shares slips with the original"
        for one, other in combinations(told, 2):
            if {one, other} != {"original", "slip"}:
                kind = HONEST["chance" if "chance" in (one, other) else "official"]
                trial.apart[told[other].id, told[one].id] = kind
    return trial


# --- texts made by program -----------------------------------------------------------------------


@cache
def passages() -> tuple[tuple[str, str], ...]:
    """Text and language of the development passages of ``corpus/``."""
    path = ROOT / "corpus" / "compile.py"
    spec = importlib.util.spec_from_file_location("corpus_compile", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows: list[dict[str, Any]] = module.read_corpus("dev")
    return tuple((row["text"], row["language"]) for row in rows)


class _Parts(Struct, frozen=True, forbid_unknown_fields=True):
    frames: tuple[str, ...]
    statements: tuple[str, ...]
    standing: tuple[str, ...]
    words: dict[str, str]


@cache
def parts() -> _Parts:
    """What made reports are made of."""
    return msgspec.toml.decode((ROOT / "corpus/copies/parts.toml").read_bytes(), type=_Parts)


_SYLLABLES = "ba ke lo mi nu ra se ti vo zu den gar hol pim tar wen".split()


def same_topic(chance: random.Random, words: int) -> str:
    """A report on raids, made of interchangeable words; no three of them in a row are fixed."""
    towns = ["".join(chance.choices(_SYLLABLES, k=3)).capitalize() for _ in range(4)]
    out: list[str] = []
    while sum(s.count(" ") + 1 for s in out) < words:
        picked = {name: chance.choice(words.split()) for name, words in parts().words.items()}
        picked |= {"town": chance.choice(towns), "number": str(chance.randint(2, 400))}
        text = chance.choice(parts().frames).format(**picked).replace("-", " ")
        out.append(text[0].upper() + text[1:])
    return " ".join(out)


@dataclass(frozen=True)
class Ground:
    """What the planted copies of a seed are made from and hidden among.

    Attributes:
        sources: Texts of about 600 words that are copied from.
        background: Other reports on like topics.
    """

    sources: tuple[Report, ...]
    background: tuple[Report, ...]


def ground(seed: int, sources: int = 25, background: int = 300) -> Ground:
    """Sources joined from passages of the corpus, and other reports: passages and made ones."""
    chance = random.Random(seed)
    english = [text for text, language in passages() if language == "en"]
    chance.shuffle(english)
    texts: list[str] = []
    for _ in range(sources):
        parts = ""
        while len(parts.split()) < 600 and english:
            parts = f"{parts} {english.pop()}"
        texts.append(parts)
    rest = english + [text for text, language in passages() if language == "fr"]
    others = [report(text, f"Passage {n}", _day(chance)) for n, text in enumerate(rest)]
    others += [
        report(same_topic(chance, chance.randint(250, 600)), f"Station {n}", _day(chance))
        for n in range(background - len(others))
    ]
    return Ground(tuple(report(t, f"Source {n}", DAY) for n, t in enumerate(texts)), tuple(others))


def _day(chance: random.Random) -> dt.date:
    return DAY + dt.timedelta(days=chance.randint(-5, 5))


def _edited(share: float) -> Callable[[str, random.Random], str]:
    def edit(text: str, chance: random.Random) -> str:
        words = text.split()
        spare = " ".join(parts().words[name] for name in ("what", "why", "people")).split()
        return " ".join(chance.choice(spare) if chance.random() < share else w for w in words)

    return edit


def _lifted(share: float) -> Callable[[str, random.Random], str]:
    def lift(text: str, chance: random.Random) -> str:
        words = text.split()
        size = int(len(words) * share)
        start = chance.randint(0, len(words) - size)
        own = same_topic(chance, len(words) - size).split()
        at = chance.randint(0, len(own))
        return " ".join((*own[:at], *words[start : start + size], *own[at:]))

    return lift


PLANTED: dict[str, Callable[[str, random.Random], str]] = {
    "repost": lambda text, _: f"Seen elsewhere today. {text}",
    "2 % edited": _edited(0.02),
    "5 % edited": _edited(0.05),
    "10 % edited": _edited(0.10),
    "20 % edited": _edited(0.20),
    "half lifted": _lifted(0.5),
    "quarter lifted": _lifted(0.25),
    "tenth lifted": _lifted(0.1),
}
"""How a copy is made of a source."""


def planted_trial(kind: str, base: Ground, seed: int) -> Trial:
    """Copies of one kind, one of each source, on the following days."""
    chance = random.Random(f"{seed}{kind}")
    trial = Trial([*base.sources, *base.background])
    for n, source in enumerate(base.sources):
        day = DAY + dt.timedelta(days=chance.randint(1, 4))
        copy = report(PLANTED[kind](source.text, chance), f"Taker {n}", day)
        trial.reports.append(copy)
        trial.taken[copy.id, source.id] = kind
    return trial


def common_words_trial(base: Ground, seed: int) -> Trial:
    """Reports that share an official statement, or standing phrases, and nothing else."""
    chance = random.Random(f"{seed}common words")
    trial = Trial(list(base.background))
    pieces = [(s, "shared official statement") for s in parts().statements]
    pieces += [(s, "shared standing phrases") for s in parts().standing]
    for number, (piece, _) in enumerate(pieces * 3):
        for side in "AB":
            text = same_topic(chance, 200)
            at = text.index(". ", 400) + 2
            made = f"{text[:at]}{piece} {text[at:]}"
            trial.reports.append(report(made, f"Paper {side}{number}", _day(chance)))
    # The same statement stands in six reports; every pair of them is labelled.
    by_piece: dict[str, list[Report]] = {}
    for made in trial.reports[len(base.background) :]:
        key = next(piece for piece, _ in pieces if piece in made.text)
        by_piece.setdefault(key, []).append(made)
    labels = dict(pieces)
    for piece, members in by_piece.items():
        for one, other in combinations(members, 2):
            trial.apart[other.id, one.id] = labels[piece]
    return trial
