"""Who first said it: the root origin of each claim, and how many roots are independent.

A report is a channel; what counts is who stands behind the words. Independence needs a positive
sign: a named speaker of one's own, an official statement, or a publisher that a person has vetted.
What has no such sign may be a copy and raises only the upper end of the range, so that outlets
nobody knows cannot buy confirmation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corrobora.model import Claim, Derivation, Independence, Judgement, Origin, Report, Voice
from corrobora.reconcile.officials import state_behind
from corrobora.reconcile.slots import root
from corrobora.text import plain

Verdict = Literal["same_text", "derived", "same_speaker", "independent", "unknown"]

SAME_TEXT_WORDS = 8
"""Two quotations of at least this many words, equal but for case and accents, are one text."""

OPENING = 600
"""Characters within which a sentence belongs to the opening of a report."""

_SHELL = re.compile(r"^the |\.(com|org|net|info|fr|ml|co\.uk)$|[^0-9a-z]+")
_COUNTRY = re.compile(r"[A-Z]{2}$")
_SPEECH = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN"})
_OFFICIAL = ("government", "state", "military", "police", "person", "organisation")


@dataclass(frozen=True, slots=True)
class Root:
    """The root origin of one claim.

    Attributes:
        key: Kind and identity; claims with one key have one origin.
        name: How it is shown.
        positive: True when there is a positive sign that it does not repeat someone else.
        reason: Why this is the origin, in words.
        channel: How the claim came from there: own (the root speaks here), cited, derived.
    """

    key: tuple[str, str]
    name: str
    positive: bool
    reason: str
    channel: Literal["own", "cited", "derived"]


class Roots:
    """Finds the root origin of claims among the reports given.

    Derivations whose report or source is not among the reports given are left out, as if they had
    never been found, so that a subset shows nothing of what it lacks.
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        reports: Mapping[str, Report],
        derivations: Iterable[Derivation],
        judgements: Iterable[Judgement] = (),
    ) -> None:
        self._reports = reports
        self._parties = _parties(claims)
        self._vetted = vetted_publishers(judgements, reports)
        self._sources: dict[str, list[Derivation]] = defaultdict(list)
        rejected = {j.subject for j in _latest(judgements, "derivation") if j.verdict == "reject"}
        for one in derivations:
            known = one.report in reports and (one.source is None or one.source in reports)
            if known and derivation_id(one) not in rejected:
                self._sources[one.report].append(one)
        for found in self._sources.values():
            found.sort(
                key=lambda d: (d.how != "repost", d.source or "~", derivation_id(d), d.spans)
            )
        self._same: dict[str, Report] = {}
        for report in sorted(reports.values(), key=_seniority):
            self._same.setdefault(report.sha256, report)
        self._cues: dict[str, tuple[tuple[int, int, Derivation], ...]] = {}

    def of(self, claim: Claim) -> Root:
        """The root origin of ``claim``."""
        voice = next((v for v in reversed(claim.speakers) if v.kind != "outlet"), None)
        if voice is not None and not voice.anonymous and _is_proper(voice.name):
            return self._speaker(voice, claim)
        outlet = next((v for v in reversed(claim.speakers) if v.kind == "outlet"), None)
        if outlet is not None:
            name = outlet.name
            return self._outlet(name, "cited", f"the text cites {name}")
        return self._publisher(claim.report, claim.start, claim.end, frozenset())

    def _speaker(self, voice: Voice, claim: Claim) -> Root:
        name = voice.name
        party = self._party(name)
        if party is None and claim.type in _SPEECH and voice.kind != "outlet":
            # Who accuses, rejects or demands is who speaks, whatever the name of the spokesman.
            sides = sorted({root(a.id) for a in claim.actors if not a.id.startswith(("?:", "~:"))})
            party = sides[0] if len(sides) == 1 else None
            if party is not None and not voice.name[:1].isupper():
                name = next(a.name for a in claim.actors if root(a.id) == party)
        if party is not None:
            key, reason = ("party", party), f"{name} speaks for itself"
        else:
            key, reason = ("voice", fold_name(name)), f"{name} is named as the speaker"
        return Root(key=key, name=name, positive=True, reason=reason, channel="cited")

    def _party(self, name: str) -> str | None:
        """The state or group that a name is or speaks for."""
        return self._parties.get(fold_name(name)) or state_behind(name)

    def _outlet(self, name: str, channel: Literal["own", "cited", "derived"], reason: str) -> Root:
        folded = fold_name(name)
        party = self._party(name)
        if party is not None:
            return Root(
                key=("party", party),
                name=name,
                positive=True,
                reason=f"{name} speaks for itself",
                channel=channel,
            )
        positive = folded in self._vetted
        if positive:
            reason = f"{reason}; {name} is vetted"
        return Root(
            key=("outlet", folded), name=name, positive=positive, reason=reason, channel=channel
        )

    def _publisher(self, report_id: str, start: int, end: int, seen: frozenset[str]) -> Root:
        report = self._same.get(self._reports[report_id].sha256, self._reports[report_id])
        source = self._covering(report.id, start, end) or self._covering(report_id, start, end)
        if source is not None and report.id not in seen:
            derivation, there = source
            if derivation.ghost is not None:
                name = derivation.ghost.publisher
                return self._outlet(name, "derived", f"{_HOW[derivation.how]} {name}")
            if derivation.source is not None:
                found = self._publisher(derivation.source, *there, seen | {report.id})
                return Root(
                    key=found.key,
                    name=found.name,
                    positive=found.positive,
                    reason=f"{_HOW[derivation.how]} {found.name}",
                    channel="derived",
                )
        if report.publisher:
            return self._outlet(report.publisher, "own", f"{report.publisher} reports it itself")
        return Root(
            key=("report", report.sha256),
            name=report.name,
            positive=False,
            reason="the report names no publisher",
            channel="own",
        )

    def _covering(
        self, report: str, start: int, end: int
    ) -> tuple[Derivation, tuple[int, int]] | None:
        for one in self._sources.get(report, ()):
            if not one.spans and one.how in ("repost", "translation", "revision"):
                return one, (start, end)
            for first, last, first2, last2 in one.spans:
                shared = min(end, last) - max(start, first)
                if shared * 2 >= end - start:
                    offset = max(start - first, 0)
                    return one, (min(first2 + offset, last2), last2)
        for first, last, one in self._cued(report):
            if min(end, last) > max(start, first):
                return one, (0, 0)
        return None

    def _cued(self, report: str) -> tuple[tuple[int, int, Derivation], ...]:
        """Sentences that hold the citation cue of a derivation.

        Before a cue in the opening stand title and standfirst, which sum up the story cited.
        """
        if report not in self._cues:
            text = self._reports[report].text
            found: list[tuple[int, int, Derivation]] = []
            for one in self._sources.get(report, ()):
                if one.how not in ("write-up", "quotation"):
                    continue
                for cue in one.cues:
                    words = cue.partition(": ")[2] or cue
                    at = text.find(words) if len(words) > 3 else -1
                    if at >= 0:
                        first, last = sentence_around(text, at, at + len(words))
                        found.append((0 if first < OPENING else first, last, one))
            self._cues[report] = tuple(found)
        return self._cues[report]


def _is_proper(name: str) -> bool:
    """True for a name; "hospital staff" or "witnesses" tell nobody apart."""
    return any(c.isupper() for c in name)


_HOW = {
    "repost": "reposted from",
    "quotation": "quoted from",
    "write-up": "written up from",
    "translation": "translated from",
    "revision": "a later version of",
}


def copy_roots(derivations: Iterable[Derivation], reports: Mapping[str, Report]) -> dict[str, str]:
    """For each report that is or has a whole copy, the report that the line begins with."""
    source = {
        d.report: d.source
        for d in sorted(derivations, key=lambda d: (d.report, d.source or ""), reverse=True)
        if d.how in ("repost", "translation", "revision")
        and d.source is not None
        and d.report in reports
        and d.source in reports
    }
    roots: dict[str, str] = {}
    for report in sorted(source):
        line, at = [report], report
        while at in source and source[at] not in line:
            at = source[at]
            line.append(at)
        roots[report] = min(line) if at in source else at
    return roots | {original: original for original in roots.values()}


def derivation_id(derivation: Derivation) -> str:
    """Name of a derivation in judgements: ``report>source`` or ``report>publisher``."""
    ghost = derivation.ghost.publisher if derivation.ghost else ""
    return f"{derivation.report}>{derivation.source or ghost}"


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """A publisher's or speaker's name for comparison: "The Post" and "post" are one."""
    folded = plain(name).strip()
    previous = ""
    while folded != previous:
        previous, folded = folded, _SHELL.sub("", folded)
    return folded or plain(name)


def vetted_publishers(
    judgements: Iterable[Judgement], reports: Mapping[str, Report]
) -> frozenset[str]:
    """Publishers that a person has accepted as doing their own reporting.

    A judgement on a report that accepts it vets its publisher; with ``value={"publisher": ...}``
    it vets the one named there. The latest judgement stands.
    """
    latest: dict[str, Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
        if judgement.subject_kind != "report":
            continue
        report = reports.get(judgement.subject)
        named = (judgement.value or {}).get("publisher") or (report.publisher if report else None)
        if named:
            latest[fold_name(str(named))] = judgement
    return frozenset(name for name, j in latest.items() if j.verdict == "accept")


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
    words = plain(claim.quote).split()
    return " ".join(words) if len(words) >= SAME_TEXT_WORDS else None


def origins_of(
    claims: Sequence[Claim], roots: Roots, reports: Mapping[str, Report]
) -> tuple[tuple[Origin, ...], Independence, dict[str, str]]:
    """The origins behind the claims of one event, their count, and the origin of each claim.

    Claims must be in canonical order. The name of an origin is the one its earliest report gives.
    """
    found = {claim.id: roots.of(claim) for claim in claims}
    parent = {root_.key: root_.key for root_ in found.values()}

    def top(key: tuple[str, str]) -> tuple[str, str]:
        while parent[key] != key:
            key = parent[key]
        return key

    def join(one: tuple[str, str], other: tuple[str, str]) -> None:
        a, b = sorted((top(one), top(other)), key=lambda k: (_RANK[k[0]], k))
        parent[b] = a

    for lifted, source in _written_up(claims, found):
        if top(lifted) != top(source):
            parent[top(lifted)] = top(source)
    texts: dict[str, tuple[str, str]] = {}
    for claim in claims:
        text = same_text_key(claim)
        if text is None:
            continue
        key = found[claim.id].key
        join(texts.setdefault(text, key), key)
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[top(found[claim.id].key)].append(claim)
    origins: list[tuple[tuple[bool, int, str], Origin, bool]] = []
    shown: dict[str, str] = {}
    for key, members in groups.items():
        own = [found[c.id] for c in members if found[c.id].key == key] or [found[members[0].id]]
        positive = any(found[c.id].positive for c in members)
        name = min(own, key=lambda r: (len(r.name), r.name)).name
        for claim in members:
            shown[claim.id] = name
        first_day = min(_published(reports[c.report]) for c in members)
        origins.append(((not positive, first_day, name), _origin(name, members), positive))
    origins.sort(key=lambda row: row[0])
    positives = sum(row[2] for row in origins)
    return (
        tuple(row[1] for row in origins),
        Independence(min=max(positives, min(1, len(origins))), max=len(origins)),
        shown,
    )


def _written_up(
    claims: Sequence[Claim], found: Mapping[str, Root]
) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Origins of reports that tell one happening both from a source and in their own voice.

    What a report says of it in its own voice has then shown no origin beside the source.
    """
    taken: dict[str, tuple[str, str]] = {}
    for claim in claims:
        one = found[claim.id]
        if one.key[0] == "outlet" and one.channel != "own":
            taken.setdefault(claim.report, one.key)
    return [
        (found[c.id].key, taken[c.report])
        for c in claims
        if found[c.id].channel == "own" and c.report in taken
    ]


_RANK = {"party": 0, "voice": 1, "outlet": 2, "report": 3}


def _origin(name: str, claims: Sequence[Claim]) -> Origin:
    speakers = dict.fromkeys(v.name for c in claims for v in c.speakers if v.kind != "outlet")
    return Origin(
        name=name,
        speakers=tuple(speakers),
        reports=tuple(dict.fromkeys(c.report for c in claims)),
        claims=tuple(c.id for c in claims),
    )


def _parties(claims: Sequence[Claim]) -> dict[str, str]:
    """Folded names of actors that act for a state or a group, and that state or group."""
    found: dict[str, str] = {}
    for claim in claims:
        for actor in (*claim.actors, *claim.targets):
            if actor.id.startswith(("?:", "~:")) or actor.kind in ("place", "media", "object"):
                continue
            whole = root(actor.id)
            official = _COUNTRY.match(whole) is None or actor.kind in _OFFICIAL
            if official:
                key = fold_name(actor.name)
                found[key] = min(found.get(key, whole), whole)
    return found


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence (or line) that holds start..end, by full stops and line breaks."""
    stops = [m.end() for m in re.finditer(r"[.!?][\"'”’»)]*\s+|\n+", text)]
    at = bisect_right(stops, start)
    first = stops[at - 1] if at else 0
    until = bisect_right(stops, max(end - 1, start))
    last = stops[until] if until < len(stops) else len(text)
    return first, last


def _latest(judgements: Iterable[Judgement], kind: str) -> list[Judgement]:
    latest: dict[str, Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
        if judgement.subject_kind == kind:
            latest[judgement.subject] = judgement
    return [latest[key] for key in sorted(latest)]


def _published(report: Report) -> int:
    return report.published.toordinal() if report.published else 10**7


def _seniority(report: Report) -> tuple[int, str]:
    return (_published(report), report.id)
