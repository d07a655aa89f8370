"""Who first said it: the root origin of each claim, and the chain through which it reached us.

A report is a channel; what counts is who stands behind the words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from corrobora.model import (
    Actor,
    Claim,
    Derivation,
    Judgement,
    Report,
    Voice,
)
from corrobora.reconcile.hanging import Hanging, sentence_around
from corrobora.reconcile.judged import JUDGED, derivation_id, judged_derivations
from corrobora.reconcile.officials import state_behind
from corrobora.reconcile.slots import root
from corrobora.reconcile.vetting import Vetting
from corrobora.text import plain
from corrobora.vocab.reasons import Reason, ReasonKey, because

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
        reason: Why this is the origin.
        channel: How the claim came from there: own (the root speaks here), cited, derived.
        chain: Outlets through which the claim reached the reader, nearest first.
        unvetted: Those of them that nobody has vetted.
    """

    key: tuple[str, str]
    name: str
    reason: Reason
    channel: Literal["own", "cited", "derived"]
    chain: tuple[str, ...] = ()
    unvetted: tuple[str, ...] = ()

    @property
    def positive(self) -> bool:
        """True for the positive sign of independence: every link of the chain is vetted."""
        return not self.unvetted


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
        self._vetting = Vetting(judgements, reports)
        self._sources: dict[str, list[Derivation]] = defaultdict(list)
        for one in judged_derivations(derivations, judgements, reports):
            if one.report in reports and (one.source is None or one.source in reports):
                self._sources[one.report].append(one)
        for found in self._sources.values():
            found.sort(key=source_order)
        self._same: dict[str, Report] = {}
        for report in sorted(reports.values(), key=self._seniority):
            self._same.setdefault(report.sha256, report)
        self._cues: dict[str, tuple[tuple[int, int, Derivation], ...]] = {}
        self._hanging = Hanging(reports, _is_attributed)
        self._hanging.add(claims)

    def of(self, claim: Claim) -> Root:
        """The root origin of ``claim``, and the chain by which the claim came from there."""
        found = self._root(claim)
        chain = tuple(dict.fromkeys(self._chain(claim, found)))
        unvetted = tuple(link for link in chain if not self._vetted(link))
        return replace(found, chain=chain, unvetted=unvetted)

    def _root(self, claim: Claim) -> Root:
        voice = next((v for v in reversed(claim.speakers) if v.kind != "outlet"), None)
        if voice is not None and not voice.anonymous and _is_proper(voice.name):
            return self._speaker(voice, claim)
        outlet = next((v for v in reversed(claim.speakers) if v.kind == "outlet"), None)
        if outlet is not None:
            name = outlet.name
            return self._outlet(name, "cited", because("origin.cited", who=name))
        side = _speaking_side(claim)
        if side is not None:
            reason = because("origin.itself", who=side.name)
            return Root(
                key=("party", root(side.id)), name=side.name, reason=reason, channel="cited"
            )
        return self._hung(claim) or self._publisher(
            claim.report, claim.start, claim.end, frozenset()
        )

    def _hung(self, claim: Claim) -> Root | None:
        """The root of the claim of the same report that an unattributed one hangs on."""
        body = self._hanging.summed_up(claim)
        if body is not None:
            found = self._root(body)
            reason = because("origin.heading", who=found.name)
            return replace(found, reason=reason, channel="cited")
        beside = self._hanging.announced(claim)
        if beside is not None:
            found = self._root(beside)
            reason = because("origin.sentence", who=found.name)
            return replace(found, reason=reason, channel="cited")
        doer = self._hanging.charging(claim)
        if doer is not None:
            reason = because("origin.charge", who=doer.name)
            key = ("party", root(doer.id))
            return Root(key=key, name=doer.name, reason=reason, channel="cited")
        return None

    def _chain(self, claim: Claim, found: Root) -> Iterator[str]:
        """Who tells the claim to the reader, from the nearest on, up to the root if it publishes.

        A named speaker is no link: that a person spoke is known only from who tells of it.
        """
        yield from self._channels(claim.report, claim.start, claim.end, frozenset())
        yield from (v.name for v in claim.speakers if v.kind == "outlet")
        if found.key[0] == "outlet":
            yield found.name

    def _channels(
        self, report_id: str, start: int, end: int, seen: frozenset[str]
    ) -> Iterator[str]:
        report = self._reports[report_id]
        yield from self._links(report)
        source = self._covering(report.id, start, end)
        if source is None or report.id in seen:
            return
        derivation, there = source
        if derivation.ghost is not None:
            yield derivation.ghost.publisher
        elif derivation.source is not None:
            yield from self._channels(derivation.source, *there, seen | {report.id})

    def _links(self, report: Report) -> tuple[str, ...]:
        """Who brings a report to the reader: its carrier, and its originator."""
        originator = report.publisher or report.id
        return (report.carrier, originator) if report.carrier else (originator,)

    def source_of(self, claim: Claim) -> tuple[Derivation, tuple[int, int]] | None:
        """The derivation by which a claim's words came into its report, and where they stood."""
        return self._covering(claim.report, claim.start, claim.end)

    def _speaker(self, voice: Voice, claim: Claim) -> Root:
        name = voice.name
        party = self._party(name)
        side = _speaking_side(claim) if party is None else None
        if side is not None:
            party = root(side.id)
            name = name if name[:1].isupper() else side.name
        if party is not None:
            key, reason = ("party", party), because("origin.itself", who=name)
        else:
            key, reason = ("voice", fold_name(name)), because("origin.named", who=name)
        return Root(key=key, name=name, reason=reason, channel="cited")

    def _party(self, name: str) -> str | None:
        """The state or group that a name is or speaks for."""
        return self._parties.get(fold_name(name)) or state_behind(name)

    def _outlet(
        self, name: str, channel: Literal["own", "cited", "derived"], reason: Reason
    ) -> Root:
        party = self._party(name)
        if party is not None:
            reason = because("origin.itself", who=name)
            return Root(key=("party", party), name=name, reason=reason, channel=channel)
        return Root(key=("outlet", fold_name(name)), name=name, reason=reason, channel=channel)

    def _publisher(self, report_id: str, start: int, end: int, seen: frozenset[str]) -> Root:
        report = self._same.get(self._reports[report_id].sha256, self._reports[report_id])
        source = self._covering(report.id, start, end) or self._covering(report_id, start, end)
        if source is not None and report.id not in seen:
            derivation, there = source
            if derivation.ghost is not None:
                name = derivation.ghost.publisher
                return self._outlet(name, "derived", because(_HOW[derivation.how], who=name))
            if derivation.source is not None:
                found = self._publisher(derivation.source, *there, seen | {report.id})
                reason = because(_HOW[derivation.how], who=found.name)
                return replace(found, reason=reason, channel="derived")
        if report.publisher:
            reason = because("origin.own", who=report.publisher)
            return self._outlet(report.publisher, "own", reason)
        return Root(
            key=("report", report.sha256),
            name=report.name,
            reason=because("origin.unnamed"),
            channel="own",
        )

    def _seniority(self, report: Report) -> tuple[bool, int, str]:
        """Of reports with one text those of vetted outlets come first, then the earliest."""
        return (not self._vouched(report), day_published(report), report.id)

    def _vetted(self, name: str) -> bool:
        return self._vetting.vetted(name)

    def _vouched(self, report: Report) -> bool:
        return all(self._vetted(link) for link in self._links(report))

    def _taken(self, one: Derivation) -> bool:
        """False where a vetted outlet would have copied, without credit, from one nobody vetted.

        Dates are easily forged: it is the other that copied, and gave an earlier day.
        """
        if one.source is None or any(cue.startswith(_CREDITS) for cue in one.cues):
            return True
        here, there = self._reports[one.report], self._reports[one.source]
        return not self._vouched(here) or self._vouched(there)

    def _covering(
        self, report: str, start: int, end: int
    ) -> tuple[Derivation, tuple[int, int]] | None:
        for one in self._sources.get(report, ()):
            if not self._taken(one):
                continue
            if not one.spans and (one.how in _WHOLE or any(c.startswith(JUDGED) for c in one.cues)):
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


def _speaking_side(claim: Claim) -> Actor | None:
    """Who accuses, rejects or demands is who speaks, whatever the name of the spokesman."""
    if claim.type not in _SPEECH:
        return None
    known = sorted(
        (a for a in claim.actors if not a.id.startswith(("?:", "~:")) and a.kind != "media"),
        key=lambda a: (root(a.id), a.name),
    )
    return known[0] if len({root(a.id) for a in known}) == 1 else None


def _is_attributed(claim: Claim) -> bool:
    """True for a claim that says whose word it is: a named speaker, an outlet, a speaking side."""
    named = any(
        v.kind == "outlet" or (not v.anonymous and _is_proper(v.name)) for v in claim.speakers
    )
    return named or _speaking_side(claim) is not None


_CREDITS = ("report: ", "told: ", "link: ", "credit to ", JUDGED)
"""Beginnings of cues by which a report itself, or a person, names its source."""
_WHOLE = ("repost", "translation", "revision")

_HOW: Mapping[str, ReasonKey] = {
    "repost": "origin.repost",
    "quotation": "origin.quotation",
    "write-up": "origin.write-up",
    "translation": "origin.translation",
    "revision": "origin.revision",
}


def copy_roots(derivations: Iterable[Derivation], reports: Mapping[str, Report]) -> dict[str, str]:
    """For each report that is or has a whole copy, the report that the line begins with."""
    source = {
        d.report: d.source
        for d in sorted(derivations, key=lambda d: (d.report, d.source or ""), reverse=True)
        if d.how in _WHOLE and d.source is not None and d.report in reports and d.source in reports
    }
    roots: dict[str, str] = {}
    for report in sorted(source):
        line, at = [report], report
        while at in source and source[at] not in line:
            at = source[at]
            line.append(at)
        roots[report] = min(line) if at in source else at
    return roots | {original: original for original in roots.values()}


def source_order(derivation: Derivation) -> tuple[bool, str, str, object]:
    """In which order the sources of a report are asked for the one that holds a claim."""
    return (
        derivation.how != "repost",
        derivation.source or "~",
        derivation_id(derivation),
        derivation.spans,
    )


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """A publisher's or speaker's name for comparison: "The Post" and "post" are one."""
    folded = plain(name).strip()
    previous = ""
    while folded != previous:
        previous, folded = folded, _SHELL.sub("", folded)
    return folded or plain(name)


def _parties(claims: Sequence[Claim]) -> dict[str, str]:
    """Folded names of actors that act for a state or a group, and that state or group."""
    found: dict[str, str] = {}
    for claim in claims:
        for name, party in parties_of(claim):
            found[name] = min(found.get(name, party), party)
    return found


def parties_of(claim: Claim) -> Iterator[tuple[str, str]]:
    """Folded names of a claim's actors that act for a state or a group, with what they act for."""
    for actor in (*claim.actors, *claim.targets):
        if actor.id.startswith(("?:", "~:")) or actor.kind in ("place", "media", "object"):
            continue
        whole = root(actor.id)
        if _COUNTRY.match(whole) is None or actor.kind in _OFFICIAL:
            yield fold_name(actor.name), whole


def day_published(report: Report) -> int:
    """When a report was published, as an ordinal; after all others where that is unknown."""
    return report.published.toordinal() if report.published else 10**7
