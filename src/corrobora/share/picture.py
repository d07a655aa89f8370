"""The partner's picture: what one partner may know, worked out from what that partner may know.

Nothing of the whole picture is filtered. Claims that may go out are made as coarse as they must be,
put into texts of their own under ids of their own, and reconciled anew, so that counts,
contradictions and events rest on the partner's inputs alone: changing something hidden changes no
byte. Who copied whom is read off the texts and addresses of the reports that may go out, so these
count as permitted there; what they say otherwise only as far as it is given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from corrobora.collect.copies import derive
from corrobora.model import (
    Actor,
    Claim,
    Derivation,
    Event,
    Ghost,
    Judgement,
    Report,
    Value,
    Voice,
    whole_claim,
)
from corrobora.reconcile import reconcile
from corrobora.reconcile.judged import judged_derivations
from corrobora.reconcile.roots import Roots, fold_name
from corrobora.reconcile.vetting import Vetting
from corrobora.share.agreements import DateDetail, Standing
from corrobora.share.coarsen import coarse_claim, first_day, pseudonym, sentence_of
from corrobora.share.conditions import Ask, Consent
from corrobora.share.consents import standing_on
from corrobora.share.decide import Decision, Obligations, decide_all
from corrobora.share.diligence import Diligence
from corrobora.share.labels import SEALED, Label, Purpose, join
from corrobora.text import sha256_of
from corrobora.vocab.wording import wording


class Reader(Value, frozen=True, kw_only=True):
    """For whom a picture is made: one agreement, one of its purposes, on one day.

    ``key`` is secret and the partner's own; ids and marks are made with it. ``consents`` is all
    that originators gave to the partner and took back, oldest first.
    """

    standing: Standing
    purpose: Purpose
    today: dt.date
    diligence: Diligence
    key: bytes
    consents: tuple[Consent, ...] = ()


class Holdings(Value, frozen=True, kw_only=True):
    """All that a case holds, with the labels of reports and of single claims.

    A claim carries the label of its report and its own; a report without a label is sealed.
    """

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    labels: Mapping[str, Label]
    claim_labels: Mapping[str, Label]
    judgements: tuple[Judgement, ...] = ()

    def label_of_report(self, report: str) -> Label:
        """The label of a report."""
        return self.labels.get(report, SEALED)

    def label_of(self, claim: Claim) -> Label:
        """The label of a claim: that of its report, joined with its own.

        A part that a person made of a claim has that of the claim as well.
        """
        found = self.label_of_report(claim.report)
        for name in dict.fromkeys((whole_claim(claim.id), claim.id)):
            own = self.claim_labels.get(name)
            found = found if own is None else found | own
        return found


class Withheld(Value, frozen=True, kw_only=True):
    """What one decision keeps back; for our own desk, never for the partner."""

    item: str
    decision: Decision


class Picture(Value, frozen=True, kw_only=True):
    """What a partner may know, under the partner's own ids.

    ``labels`` holds the label of every report, claim and event of it, ``obligations`` what is due
    for every report and claim; ``inner`` the ids that the house knows them by, and ``withheld``
    what was kept back, which both stay in the house. ``scope`` makes other ids the partner's own.
    """

    scope: str
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    derivations: tuple[Derivation, ...]
    events: tuple[Event, ...]
    labels: Mapping[str, Label]
    obligations: Mapping[str, Obligations]
    inner: Mapping[str, str]
    withheld: tuple[Withheld, ...]


def decisions_for(reader: Reader, holdings: Holdings) -> Mapping[str, Decision]:
    """The decision on every report and claim, by id."""
    return decide_all(asks_for(reader, holdings).items())


def asks_for(reader: Reader, holdings: Holdings) -> Mapping[str, Ask]:
    """What is asked of every report and claim, by id."""
    found = {r.id: _ask(reader, holdings.label_of_report(r.id), r.id) for r in holdings.reports}
    found.update((c.id, _ask(reader, holdings.label_of(c), c.report)) for c in holdings.claims)
    return found


def _ask(reader: Reader, label: Label, report: str) -> Ask:
    speaking = label.controllers | label.third_parties
    consents = standing_on(report, [c for c in reader.consents if c.originator in speaking])
    return Ask(
        label=label,
        standing=reader.standing,
        purpose=reader.purpose,
        today=reader.today,
        diligence=reader.diligence,
        consents=consents,
    )


def picture_for(reader: Reader, holdings: Holdings) -> Picture:
    """Work out what a partner may know; the order of the holdings does not matter."""
    decisions = decisions_for(reader, holdings)
    may = {key: d.obligations for key, d in decisions.items() if d.obligations is not None}
    reports = sorted((r for r in holdings.reports if r.id in may), key=lambda r: r.id)
    held = {r.id for r in reports}
    claims = sorted(
        (c for c in holdings.claims if c.id in may and c.report in held),
        key=lambda c: (c.report, c.start, c.end, c.id),
    )
    desk = _Desk(reader, may, reports, claims)
    judgements = tuple(_judgements(holdings.judgements, desk))
    derivations = desk.derivations(holdings.judgements)
    events = reconcile(desk.claims, desk.reports, derivations, judgements)
    labels = _labels(holdings, desk, reports, claims)
    for event in events:
        labels[event.id] = join(labels[c] for c in event.claims)
    outer = {**desk.report_ids, **desk.claim_ids}
    return Picture(
        scope=pseudonym(reader.key, "scope", reader.standing.agreement.id),
        reports=desk.reports,
        claims=desk.claims,
        derivations=derivations,
        events=events,
        labels=labels,
        obligations={outer[key]: may[key] for key in outer},
        inner={shown: key for key, shown in outer.items()},
        withheld=tuple(
            Withheld(item=key, decision=d) for key, d in decisions.items() if d.obligations is None
        ),
    )


def _labels(
    holdings: Holdings, desk: _Desk, reports: Sequence[Report], claims: Sequence[Claim]
) -> dict[str, Label]:
    found = {desk.report_ids[r.id]: holdings.label_of_report(r.id) for r in reports}
    return found | {desk.claim_ids[c.id]: holdings.label_of(c) for c in claims}


class _Desk:
    """Turns permitted reports and claims into the partner's."""

    def __init__(
        self,
        reader: Reader,
        may: Mapping[str, Obligations],
        reports: Sequence[Report],
        claims: Sequence[Claim],
    ) -> None:
        self._key = key = reader.key
        self._language = reader.standing.agreement.language
        self._may = may
        self._given = {r.id: r for r in reports}
        self._given_claims = tuple(claims)
        self.report_ids = {r.id: pseudonym(key, "report", r.id) for r in reports}
        self.claim_ids = {c.id: pseudonym(key, "claim", c.id) for c in claims}
        by_report: dict[str, list[Claim]] = {r.id: [] for r in reports}
        for claim in claims:
            by_report[claim.report].append(claim)
        self.spans: dict[str, tuple[int, int]] = {}
        made = [self._rendered(r, by_report[r.id]) for r in reports]
        self.reports = tuple(sorted((report for report, _ in made), key=lambda r: r.id))
        self.claims = tuple(claim for _, found in made for claim in found)

    def _rendered(self, report: Report, claims: Sequence[Claim]) -> tuple[Report, list[Claim]]:
        """A report as a text of its permitted claims alone, and the claims that quote it."""
        sentences: list[str] = []
        found: list[Claim] = []
        at = 0
        for claim in claims:
            obligations = self._may[claim.id]
            if obligations.exact_words:
                words, shown = claim.quote, _rebased(claim, at)
            else:
                shown = coarse_claim(claim, obligations, self._language)
                mark = pseudonym(self._key, "rendering", claim.id)
                words = sentence_of(shown, self._language, other=int(mark[0], 16) % 2 == 1)
            self.spans[claim.id] = at, at + len(words)
            found.append(
                replace(
                    shown,
                    id=self.claim_ids[claim.id],
                    report=self.report_ids[report.id],
                    start=at,
                    end=at + len(words),
                    quote=words,
                    follows=tuple(self.claim_ids[f] for f in claim.follows if f in self.claim_ids),
                )
            )
            sentences.append(words)
            at += len(words) + 2
        text = "\n\n".join(sentences)
        return self._shown(report, text), found

    def _shown(self, report: Report, text: str) -> Report:
        obligations = self._may[report.id]
        return Report(
            id=self.report_ids[report.id],
            name=self.report_ids[report.id],
            text=text,
            sha256=sha256_of(text),
            raw_sha256="",
            media_type="text/plain",
            title=report.title if obligations.exact_words else None,
            publisher=self._outlet(report.publisher, obligations),
            published=report.published if obligations.date is DateDetail.DAY else None,
            # An address often tells what is withheld, and leads to all of it.
            url=report.url if obligations.exact_words else None,
            language=self._language,
        )

    def _outlet(self, publisher: str | None, obligations: Obligations) -> str | None:
        """An outlet by name, or under a mark of its own by which it can be told from others."""
        if publisher is None or not obligations.strip_source:
            return publisher
        coarse = wording(self._language).coarse
        if obligations.source_protected:
            # Without a mark: what a protected source says cannot be put side by side.
            return coarse["voice-outlet"]
        mark = pseudonym(self._key, "outlet", fold_name(publisher))[:8].upper()
        return coarse["outlet"].format(mark=mark)

    def derivations(self, judgements: Iterable[Judgement]) -> tuple[Derivation, ...]:
        """Who took what from whom among the permitted reports, in the partner's texts."""
        judgements = tuple(judgements)
        given = [self._as_known(report) for report in self._given.values()]
        found = judged_derivations(derive(given), judgements, self._given)
        roots = Roots(self._given_claims, self._given, found, judgements)
        spans: dict[tuple[str, str], list[tuple[int, int, int, int]]] = {}
        for claim in self._given_claims:
            source = roots.source_of(claim)
            if source is not None:
                one, there = source
                here = self.spans[claim.id]
                spans.setdefault(_edge(one), []).append((*here, *self._there(one, there)))
        kept = []
        for one in found:
            whole = not one.spans and one.how in ("repost", "translation", "revision")
            if whole or _edge(one) in spans:
                kept.append(
                    self._shown_edge(one, tuple(spans.get(_edge(one), ())) if not whole else ())
                )
        return tuple(sorted(kept, key=lambda d: (d.report, d.source or "", d.how, d.spans)))

    def _as_known(self, report: Report) -> Report:
        """The report published on the first day that the partner cannot tell from its own."""
        if report.published is None:
            return report
        day = first_day(report.published, self._may[report.id].date)
        return replace(report, published=day)

    def _there(self, one: Derivation, span: tuple[int, int]) -> tuple[int, int]:
        """Where the passage taken stands in the partner's text of the source."""
        for claim in self._given_claims:
            if claim.report == one.source and min(claim.end, span[1]) > max(claim.start, span[0]):
                return self.spans[claim.id]
        return 0, 0

    def _shown_edge(
        self, one: Derivation, spans: tuple[tuple[int, int, int, int], ...]
    ) -> Derivation:
        obligations = self._may[one.report]
        ghost = None
        if one.ghost is not None:
            outlet = self._outlet(one.ghost.publisher, obligations)
            ghost = Ghost(publisher=outlet or "")
        return Derivation(
            report=self.report_ids[one.report],
            source=None if one.source is None else self.report_ids[one.source],
            ghost=ghost,
            how=one.how,
            cues=(),
            spans=spans,
        )

    def vetting(self, judgements: Iterable[Judgement]) -> Iterator[Judgement]:
        """Which of the outlets are vetted, under the partner's names for them.

        Not of protected sources, which have no name of their own.
        """
        vetting = Vetting(judgements, self._given)
        told: dict[str, bool] = {}
        for report in self._given.values():
            obligations = self._may[report.id]
            shown = self._outlet(report.publisher, obligations)
            if shown is not None and report.publisher and not obligations.source_protected:
                told[shown] = vetting.vetted(report.publisher)
        for name, vetted in sorted(told.items()):
            yield Judgement(
                subject_kind="outlet",
                subject=name,
                verdict="accept" if vetted else "reject",
                by="",
                at="",
                why="",
            )


def _edge(one: Derivation) -> tuple[str, str]:
    return one.report, one.source or f"ghost:{one.ghost.publisher if one.ghost else ''}"


def _judgements(judgements: Sequence[Judgement], desk: _Desk) -> Iterator[Judgement]:
    """What people said that rests on nothing but what the partner may know.

    Corrections of claims are in the claims already; a word on which claims are one event counts
    where all of its claims are permitted.
    """
    yield from desk.vetting(judgements)
    for one in judgements:
        if one.subject_kind == "event" and one.value:
            value = {
                word: [desk.claim_ids[c] for c in members]
                for word, members in one.value.items()
                if word in ("together", "apart", "free")
                and all(c in desk.claim_ids for c in members)
            }
            if value:
                yield replace(one, subject="", by="", why="", value=value)


def _rebased(claim: Claim, at: int) -> Claim:
    """A claim whose offsets count in a text where its quote begins at ``at``."""
    shift = at - claim.start

    def inside(start: int, end: int) -> bool:
        return claim.start <= start < end <= claim.end

    def actor(one: Actor) -> Actor:
        if inside(one.start, one.end):
            return replace(one, start=one.start + shift, end=one.end + shift)
        return replace(one, text="", start=0, end=0)

    def voice(one: Voice) -> Voice:
        if inside(one.start, one.end):
            return replace(one, start=one.start + shift, end=one.end + shift)
        return replace(one, text="", start=0, end=0)

    instrument = claim.instrument
    if instrument is not None:
        within = inside(instrument.start, instrument.end)
        moved = replace(instrument, start=instrument.start + shift, end=instrument.end + shift)
        instrument = moved if within else None
    return replace(
        claim,
        actors=tuple(map(actor, claim.actors)),
        targets=tuple(map(actor, claim.targets)),
        speakers=tuple(map(voice, claim.speakers)),
        instrument=instrument,
    )
