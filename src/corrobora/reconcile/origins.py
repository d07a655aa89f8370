"""How many origins an event has: whose roots are one, and which are independent.

Independence needs a positive sign, and the sign is a vetted chain: whoever tells it to the reader
(carrier, publisher, outlets cited on the way, the outlet or party at its root) is vetted (see
``vetting``). A chain with a link that nobody vetted may be invented from there on, its named
speakers included, and raises only the upper end of the range, so that outlets nobody knows cannot
buy confirmation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Literal

from corrobora.model import (
    RENDITION,
    Claim,
    Independence,
    Origin,
    Report,
)
from corrobora.reconcile.roots import Root, Roots, day_published
from corrobora.text import plain

Verdict = Literal["same_text", "derived", "same_speaker", "independent", "unknown"]

SAME_TEXT_WORDS = 8
"""Two quotations of at least this many words, equal but for case and accents, are one text."""


def verdict(a: Claim, b: Claim, roots: Roots) -> Verdict:
    """How two claims of one event stand to each other as evidence."""
    if same_text_key(a) is not None and same_text_key(a) == same_text_key(b):
        return "same_text"
    left, right = roots.of(a), roots.of(b)
    if left.key == right.key:
        own = left.channel == right.channel == "own"
        return "same_speaker" if own or left.key[0] in ("party", "voice") else "derived"
    return "independent" if left.positive and right.positive else "unknown"


def same_text_key(claim: Claim) -> str | None:
    """The folded words of a claim long enough to be a copy when met again; else None."""
    words = plain(claim.quote).split() if claim.method != RENDITION else []
    return " ".join(words) if len(words) >= SAME_TEXT_WORDS else None


def origins_of(
    claims: Sequence[Claim], roots: Roots, reports: Mapping[str, Report]
) -> tuple[tuple[Origin, ...], Independence, dict[str, str]]:
    """The origins behind the claims of one event, their count, and the origin of each claim.

    Claims must be in canonical order. The name of an origin is the one its earliest report gives.
    """
    found = {claim.id: roots.of(claim) for claim in claims}
    sourced = _sourced(claims, found)
    groups = _grouped(claims, found, sourced)
    origins: list[tuple[tuple[bool, int, str], Origin, bool]] = []
    shown: dict[str, str] = {}
    for key, members in groups.items():
        own = [found[c.id] for c in members if found[c.id].key == key] or [found[members[0].id]]
        positive = any(found[c.id].positive and c.id not in sourced for c in members)
        name = min(own, key=lambda r: (len(r.name), r.name)).name
        for claim in members:
            shown[claim.id] = name
        first_day = min(day_published(reports[c.report]) for c in members)
        origins.append(((not positive, first_day, name), _origin(name, members), positive))
    origins.sort(key=lambda row: row[0])
    positives = sum(row[2] for row in origins)
    return (
        tuple(row[1] for row in origins),
        Independence(min=max(positives, min(1, len(origins))), max=len(origins)),
        shown,
    )


Key = tuple[str, str]


class _Joined:
    """Which keys of origins stand for one (union and find)."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._parent = {key: key for key in keys}

    def top(self, key: Key) -> Key:
        while self._parent[key] != key:
            key = self._parent[key]
        return key

    def join(self, one: Key, other: Key) -> None:
        """Both are one origin, named for the one of higher rank."""
        a, b = sorted((self.top(one), self.top(other)), key=lambda k: (_RANK[k[0]], k))
        self._parent[b] = a

    def put_under(self, lifted: Key, source: Key) -> None:
        if self.top(lifted) != self.top(source):
            self._parent[self.top(lifted)] = self.top(source)


def _grouped(
    claims: Sequence[Claim], found: Mapping[str, Root], sourced: Container[str]
) -> dict[Key, list[Claim]]:
    """The claims of each origin, where the same words or a write-up show that two are one.

    What comes through an outlet that nobody vetted never folds two vetted origins into one.
    """
    sure = {found[c.id].key for c in claims if found[c.id].positive and c.id not in sourced}
    joined = _Joined(one.key for one in found.values())
    for claim, source in _written_up(claims, found):
        lifted = found[claim.id].key
        if found[claim.id].positive or lifted not in sure:
            joined.put_under(lifted, source)
    texts: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        text = same_text_key(claim)
        if text is not None:
            texts[text].append(claim)
    moved: dict[str, Key] = {}
    for members in texts.values():
        vouched = [c for c in members if found[c.id].positive]
        one = vouched or [c for c in members if found[c.id].key not in sure]
        for claim in one[1:]:
            joined.join(found[one[0].id].key, found[claim.id].key)
        if vouched:
            moved |= {c.id: found[vouched[0].id].key for c in members if c not in vouched}
    groups: dict[Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[joined.top(moved.get(claim.id, found[claim.id].key))].append(claim)
    return groups


def _written_up(
    claims: Sequence[Claim], found: Mapping[str, Root]
) -> list[tuple[Claim, tuple[str, str]]]:
    """Claims in their own voice of reports that tell the happening from a source too; its origin.

    What a report says of it in its own voice has then shown no origin beside the source: an outlet
    that it cites, or a party whose announcement it sums up ("the army announced" under a headline).
    """
    outlets: dict[str, tuple[str, str]] = {}
    parties: dict[str, tuple[str, str]] = {}
    for claim in claims:
        one = found[claim.id]
        if one.key[0] == "outlet" and one.channel != "own":
            outlets.setdefault(claim.report, one.key)
        if one.key[0] == "party" and one.channel != "own":
            parties.setdefault(claim.report, one.key)
    own = {c.report for c in claims if found[c.id].channel == "own" and c.speakers}
    taken = {**{r: key for r, key in parties.items() if r not in own}, **outlets}
    return [
        (c, taken[c.report]) for c in claims if found[c.id].channel == "own" and c.report in taken
    ]


def _sourced(claims: Sequence[Claim], found: Mapping[str, Root]) -> frozenset[str]:
    """Claims in a report's own voice beside a speaker whom it names for the same happening.

    The speaker may be all that the report has, so its own voice is no sign of a second origin.
    """
    named = {c.report for c in claims if found[c.id].key[0] in ("party", "voice")}
    return frozenset(
        c.id
        for c in claims
        if c.report in named and found[c.id].channel == "own" and not c.speakers
    )


_RANK = {"party": 0, "voice": 1, "outlet": 2, "report": 3}


def _origin(name: str, claims: Sequence[Claim]) -> Origin:
    speakers = dict.fromkeys(v.name for c in claims for v in c.speakers if v.kind != "outlet")
    return Origin(
        name=name,
        speakers=tuple(speakers),
        reports=tuple(dict.fromkeys(c.report for c in claims)),
        claims=tuple(c.id for c in claims),
    )
