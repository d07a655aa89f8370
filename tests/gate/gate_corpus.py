"""A corpus with gold made by hand, and how names and quoted words in it are compared."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
_IDLE = frozenset("the of a an and le la les l de du des d et un une".split())
_SHAPES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "‐": "-", "‑": "-"})


# --- words ---------------------------------------------------------------------------------------


def folded(name: str | None) -> str:
    """A name without case, accents, articles and punctuation."""
    text = unicodedata.normalize("NFKD", (name or "").translate(_SHAPES)).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    words = re.sub(r"[^\w ]", " ", re.sub(r"'s\b", " ", text)).split()
    return " ".join(word for word in words if word not in _IDLE)


class Names:
    """Which names and wordings stand for one actor.

    Args:
        groups: By name, other wordings of it.
        countries: By the name of a country, its other names and its adjectives.
    """

    def __init__(
        self,
        groups: Mapping[str, Iterable[str]] | None = None,
        countries: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._countries = {
            tuple(folded(wording).split()): folded(name)
            for name, wordings in (countries or {}).items()
            for wording in (name, *wordings)
        }
        self._of: dict[str, set[str]] = {}
        for name, wordings in (groups or {}).items():
            for wording in (name, *wordings):
                self._of.setdefault(folded(wording), set()).add(folded(name))

    def same(self, left: str, right: str) -> bool:
        """True when both may mean one actor: listed together, or half of their words shared.

        A body is the same whatever its country is called: "US military", "American military".
        """
        a, b = folded(left), folded(right)
        if not a or not b:
            return False
        if self._of.get(a, {a}) & self._of.get(b, {b}):
            return True
        one, two = set(a.split()), set(b.split())
        if len(one & two) * 2 >= len(one | two):
            return True
        one, two = self._body(a), self._body(b)
        return bool(one & two) and one ^ two <= {"government"}

    def _body(self, name: str) -> set[str]:
        """The words of a name; those that call its country, in front, as one."""
        words = name.split()
        for count in range(len(words), 0, -1):
            country = self._countries.get(tuple(words[:count]))
            if country is not None:
                return {country, *words[count:]}
        return set(words)

    def meet(self, left: Iterable[str], right: Iterable[str]) -> bool:
        """True when some name on the left may mean some name on the right."""
        others = list(right)
        return any(self.same(one, other) for one in left for other in others)


def wordings(values: Iterable[Any] | None) -> list[str]:
    """Names and written forms of exported actors or speakers (or plain strings)."""
    out: list[str] = []
    for value in values or ():
        if isinstance(value, dict):
            out += [value[key] for key in ("name", "text") if value.get(key)]
        elif value:
            out.append(str(value))
    return out


# --- the corpus ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Squeezed:
    """A text without white space, and where each of its characters stood."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Squeezed:
        """Drop white space, fold the shapes of quotation marks and dashes."""
        kept = [(n, c) for n, c in enumerate(text.translate(_SHAPES)) if not c.isspace()]
        return cls("".join(c for _, c in kept), tuple(n for n, _ in kept))

    def find(self, quote: str, near: float) -> tuple[int, int] | None:
        """The span of ``quote`` in the full text; of several, the one nearest to share ``near``."""
        wanted = Squeezed.of(quote).text
        if not wanted:
            return None
        starts = [m.start() for m in re.finditer(f"(?={re.escape(wanted)})", self.text)]
        if not starts:
            return None
        start = min(starts, key=lambda s: (abs(s / len(self.text) - near), s))
        return self.places[start], self.places[start + len(wanted) - 1] + 1


@dataclass(frozen=True)
class Corpus:
    """Hand-made gold and the source texts that it points into."""

    claims: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    derivations: list[Row] = field(default_factory=list)
    conflicts: list[Row] = field(default_factory=list)
    reports: list[Row] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    def key_of(self, *labels: str | None) -> str | None:
        """The gold key of a report that the product calls by these names, titles or addresses."""
        plain = [label.casefold() for label in labels if label]
        for row in self.reports:
            if any(row["report"].casefold() in label for label in plain):
                return str(row["report"])
        for row in self.reports:
            title = Squeezed.of(row["title"] or "").text.casefold()
            if title and any(Squeezed.of(label).text == title for label in plain):
                return str(row["report"])
        return None


def read_rows(path: Path) -> list[Row]:
    """Rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def read_source(path: Path) -> tuple[str, str]:
    """Key and text of one source file, without its header and its page furniture."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    header = {k: v.strip() for k, v in (line.split(":", 1) for line in head.splitlines())}
    text = "\n".join(s for s in body.splitlines() if not re.fullmatch(r"<<[a-z-]+>> .*", s))
    return header.get("record") or Path(header["file"]).stem, text.strip() + "\n"


def read_corpus(folder: Path) -> Corpus:
    """Read ``gold/`` and ``sources/`` of one corpus."""
    gold = folder / "gold"
    return Corpus(
        claims=read_rows(gold / "claims.jsonl"),
        events=read_rows(gold / "events.jsonl"),
        derivations=read_rows(gold / "derivations.jsonl"),
        conflicts=read_rows(gold / "conflicts.jsonl"),
        reports=read_rows(gold / "reports.jsonl"),
        texts=dict(read_source(path) for path in sorted((folder / "sources").glob("*.txt"))),
        names=Names(json.loads((gold / "names.json").read_text(encoding="utf-8"))),
    )


def fingerprint(folder: Path) -> str:
    """SHA-256 over names and bytes of everything in ``sources/`` and the data of ``gold/``."""
    digest = hashlib.sha256()
    paths = [*(folder / "sources").glob("*.txt"), *(folder / "gold").glob("*.json*")]
    for path in sorted(paths, key=lambda p: p.relative_to(folder).as_posix()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
