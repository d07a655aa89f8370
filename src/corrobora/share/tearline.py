"""Briefs written by hand, sentence by sentence against the terms of an agreement.

A picture is made of what a partner may know; a person's text is not, so each of its sentences is
looked at before it goes out. A sentence rests on what it cites. It goes out if all of that may go
out, and if it is no finer than the agreement allows, as far as that can be seen: names, days,
figures and quotations that the case knows. A sentence that cites nothing rests on everything that
the text cites. What the partner's own brief says word for word may always go out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from corrobora.model import Actor, Brief, Claim, Sentence, Value, Voice, When
from corrobora.share.agreements import DateDetail
from corrobora.share.coarsen import coarse_actor, coarse_date, coarse_place, coarse_voice
from corrobora.share.decide import Obligations, strictest
from corrobora.share.labels import Label, join
from corrobora.share.picture import Holdings, Picture, Reader, decisions_for
from corrobora.text import names_in, plain
from corrobora.vocab.calendar import load_calendar
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.vocab.wording import wording
from corrobora.when import find_dates

QUOTED_RUN = 8
"""So many words in a row that stand in a report are a quotation of it."""

LEAST_NAME = 4
"""Characters of the shortest name, or part of a person's name, that is looked for."""

REFERENCE = re.compile(r"\\?\[([^\[\]]+?)\\?\]")
"""A citation as it stands in a text: ``[3b]`` of a brief, ``[ID]`` of a report or claim."""
_RUN = re.compile(r"(?:\s*\\?\[[^\[\]]+?\\?\])+")
_SOURCE = re.compile(r"- \*\*\\\[(\d+)\\\]\*\* .*\((.+)\)$")
"""A line in the list of sources: the number and the name of a report."""
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|~])")
LEAD = re.compile(r"\s*(#+ |[-*] |\d+\. |> )?")
"""What stands before the words of a line: the mark of a heading, an item of a list, a quotation."""
_WORD = re.compile(r"\w+")
_GOES_ON = re.compile(r"[^\w\s]*\s*(?:[a-zà-öø-ÿ]|$)")
"""How words after a reference begin that belong to the sentence before it."""


class Passage(Value, frozen=True, kw_only=True):
    """A sentence of a text with what it cites; a heading is one too.

    Attributes:
        line: The number of its line, from 1.
        lead: What stands before it on its line: ``"- "``, ``"## "``, or nothing.
        text: Its words, without marks of references and of Markdown.
        cites: What it cites, as it is written.
    """

    line: int
    lead: str
    text: str
    cites: tuple[str, ...]


class Torn(Value, frozen=True, kw_only=True):
    """A sentence that does not go out, and why; for our own desk, never for the partner."""

    line: int
    text: str
    reasons: tuple[str, ...]


class Kept(Value, frozen=True, kw_only=True):
    """A sentence that may go out, and the ids of reports and claims of the case it rests on."""

    passage: Passage
    basis: tuple[str, ...]


class Tear(Value, frozen=True, kw_only=True):
    """A text torn along what may go out.

    ``label`` and ``obligations`` are those of everything that the kept sentences rest on; where
    they rest on nothing there are no obligations, and nothing to give out.
    """

    kept: tuple[Kept, ...]
    torn: tuple[Torn, ...]
    basis: tuple[str, ...]
    label: Label
    obligations: Obligations | None


# --- reading a text ------------------------------------------------------------------------------


class Draft(Value, frozen=True, kw_only=True):
    """A text as passages, with the spans (report, start, end) that its labels stand for."""

    passages: tuple[Passage, ...]
    spans: Mapping[str, tuple[str, int, int]]


def read_draft(text: str) -> Draft:
    """A text or Markdown; of a brief that this program wrote, sources and citations are read apart.

    Lists of sources and citations, and what stands after them, are no passages: they lead to what
    the partner does not hold.
    """
    lines = text.splitlines()
    end = body_lines(lines)
    found = (p for n, line in enumerate(lines[:end], 1) for p in _passages(n, line))
    return Draft(passages=tuple(found), spans=dict(_spans(lines[end:])))


def body_lines(lines: Sequence[str]) -> int:
    """How many lines of a text stand before its lists of sources and citations."""
    return next((n for n, line in enumerate(lines) if _is_apparatus(line)), len(lines))


def _is_apparatus(line: str) -> bool:
    if not line.startswith("#"):
        return False
    pages = [wording(language).page for language in READ_LANGUAGES]
    return line.lstrip("# ").strip() in {p[k] for p in pages for k in ("sources", "citations")}


def _spans(lines: Iterable[str]) -> Iterator[tuple[str, tuple[str, int, int]]]:
    where = "|".join(
        re.escape(wording(language).page["characters"])
        .replace(r"\{start\}", rf"(?P<start_{language}>\d+)")
        .replace(r"\{end\}", rf"(?P<end_{language}>\d+)")
        for language in READ_LANGUAGES
    )
    cited = re.compile(rf"- \*\*\\\[(\w+)\\\]\*\* (.+?), (?:{where}):")
    for line in lines:
        if match := cited.match(line):
            told = [v for v in match.groupdict().values() if v is not None]
            yield match[1], (_bare(match[2]), int(told[0]), int(told[1]))
        elif match := _SOURCE.match(line):
            yield match[1], (_bare(match[2]), 0, sys.maxsize)


def _passages(number: int, line: str) -> Iterator[Passage]:
    lead = LEAD.match(line)
    at = lead.end() if lead else 0
    parts: list[tuple[str, tuple[str, ...]]] = []
    for match in _RUN.finditer(line, at):
        parts.append((line[at : match.start()], tuple(REFERENCE.findall(match[0]))))
        at = match.end()
    if line[at:].strip():
        parts.append((line[at:], ()))
    joined: list[tuple[str, tuple[str, ...]]] = []
    for words, cites in parts:
        if joined and _GOES_ON.match(words.strip()):
            before, earlier = joined.pop()
            joined.append((f"{before}{words}", (*earlier, *cites)))
        else:
            joined.append((words, cites))
    for words, cites in joined:
        said = _bare(words)
        if said or cites:
            mark = (lead[1] or "") if lead else ""
            yield Passage(line=number, lead=mark, text=said, cites=cites)


def _bare(words: str) -> str:
    """Words without what Markdown adds to them."""
    return " ".join(_ESCAPED.sub(r"\1", words.replace("**", "")).split())


def _key(words: str) -> str:
    """Words without references, by which a sentence is known again."""
    return re.sub(r"\s+([^\w\s])", r"\1", _bare(REFERENCE.sub("", words)))


# --- what a passage rests on ---------------------------------------------------------------------


class Tearing:
    """Looks at the sentences of one text for one partner.

    Args:
        reader: For whom.
        holdings: What the case holds.
        seen: What the partner may know.
        own: The brief that the partner would get, made of that alone.
    """

    def __init__(self, reader: Reader, holdings: Holdings, seen: Picture, own: Brief) -> None:
        self._reader = reader
        self._language = reader.standing.agreement.language
        self._holdings = holdings
        self._seen = seen
        self._decisions = decisions_for(reader, holdings)
        self._claims = {c.id: c for c in holdings.claims}
        self._by_report: dict[str, list[Claim]] = {}
        for claim in holdings.claims:
            self._by_report.setdefault(claim.report, []).append(claim)
        self._reports = {name: r for r in holdings.reports for name in (r.id, r.name, *r.names)}
        self._theirs = {r.id: r for r in seen.reports}
        self._own = self._own_words(own)
        self._told: dict[Obligations, tuple[set[str], set[str]]] = {}

    def _own_words(self, own: Brief) -> Mapping[str, tuple[str, ...]]:
        """What the partner's own brief says, and what each of its sentences rests on."""
        found: dict[str, tuple[str, ...]] = {
            _key(said): () for said in (own.title, own.summary, *(s.title for s in own.sections))
        }
        for section in own.sections:
            for sentence in section.sentences:
                found[_key(sentence.text)] = self._rests_on(sentence)
        return found

    def _rests_on(self, sentence: Sentence) -> tuple[str, ...]:
        spans = ((c.report, c.start, c.end) for c in sentence.citations)
        return tuple(dict.fromkeys(i for span in spans for i in self._inside(*span) or ()))

    def tear(self, text: str) -> Tear:
        """Which sentences of a text may go out, and which not and why."""
        draft = read_draft(text)
        cited = [self._cited(p, draft.spans) for p in draft.passages]
        everything = tuple(dict.fromkeys(i for ids, _ in cited for i in ids))
        kept: list[Kept] = []
        torn: list[Torn] = []
        for passage, (ids, unknown) in zip(draft.passages, cited, strict=True):
            own = self._own.get(_key(passage.text))
            if own is not None:
                kept.append(Kept(passage=passage, basis=own))
                continue
            basis = ids if passage.cites else everything
            reasons = unknown or tuple(self._reasons(passage.text, basis))
            if reasons:
                torn.append(Torn(line=passage.line, text=passage.text, reasons=reasons))
            else:
                kept.append(Kept(passage=passage, basis=basis))
        basis = tuple(dict.fromkeys(i for one in kept for i in one.basis))
        due = [o for i in basis if (o := self._decisions[i].obligations) is not None]
        return Tear(
            kept=tuple(kept),
            torn=tuple(torn),
            basis=basis,
            label=join(map(self._label, basis)),
            obligations=strictest(due) if due else None,
        )

    def _label(self, item: str) -> Label:
        claim = self._claims.get(item)
        return self._holdings.label_of(claim) if claim else self._holdings.label_of_report(item)

    def _cited(
        self, passage: Passage, spans: Mapping[str, tuple[str, int, int]]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What a passage cites, and a reason for each citation that leads nowhere."""
        ids: list[str] = []
        unknown: list[str] = []
        for mark in passage.cites:
            found = self._inside(*spans[mark]) if mark in spans else self._named(_bare(mark))
            if found is None:
                unknown.append(f"It cites {mark}, which the case does not hold.")
            else:
                ids += found
        return tuple(dict.fromkeys(ids)), tuple(unknown)

    def _named(self, name: str) -> tuple[str, ...] | None:
        """A claim by its id; a report, with all its claims, by id or name."""
        claim = self._claims.get(name)
        if claim is not None:
            return claim.report, claim.id
        report = self._reports.get(name)
        if report is None:
            return None
        return report.id, *(c.id for c in self._by_report.get(report.id, ()))

    def _inside(self, name: str, start: int, end: int) -> tuple[str, ...] | None:
        """A report of the case or of the partner, with the claims whose words are in a span."""
        theirs = self._theirs.get(name)
        if theirs is not None:
            claims = (c for c in self._seen.claims if c.report == theirs.id)
            shown = [theirs.id, *(c.id for c in claims if _overlap(c, start, end))]
            return tuple(self._seen.inner[i] for i in shown)
        report = self._reports.get(name)
        if report is None:
            return None
        claims = (c for c in self._by_report.get(report.id, ()) if _overlap(c, start, end))
        return report.id, *(c.id for c in claims)

    # --- may it go out ---------------------------------------------------------------------------

    def _reasons(self, text: str, basis: Sequence[str]) -> Iterator[str]:
        if not basis:
            yield "It cites nothing, so nobody can tell what may be done with it."
            return
        decisions = [self._decisions[i] for i in basis]
        denied = dict.fromkeys(reason for d in decisions for reason in d.reasons)
        if denied:
            yield from denied
            return
        due = strictest(d.obligations for d in decisions if d.obligations is not None)
        if not due.exact_words:
            yield from self._finer(text, due, [self._claims[i] for i in basis if i in self._claims])

    def _finer(self, text: str, due: Obligations, claims: Sequence[Claim]) -> Iterator[str]:
        """What in a text is finer than it may be, as far as the case knows it."""
        said = _words(text)
        named = [n for n in sorted(self._withheld_names(due)) if _words(n) in said]
        named += [n for n in self._names_not_given(text, due) if not any(n in m for m in named)]
        for name in named:
            yield f"It names {name}, and that has to be given more coarsely, or not at all."
        for words in self._finer_dates(text, due.date):
            yield f"It gives a time more exactly than by the {due.date.name.lower()}: {words}."
        if due.band_tolls:
            for figure in _figures(claims):
                if _words(figure) in said:
                    yield f"It gives a number of people that has to be a band: {figure}."
        quoted = self._quoted(said)
        if quoted:
            yield f"It quotes words of a report: {quoted}."

    def _names_not_given(self, text: str, due: Obligations) -> list[str]:
        """Words of a text that are names in some report and in nothing that the partner has."""
        given = set(_words(" ".join(self._given)).split())
        given.update(word for name in self._told_names(due)[0] for word in name.split())
        for language in READ_LANGUAGES:
            calendar = load_calendar(language)
            given.update(map(plain, (*calendar.months, *calendar.weekdays)))
        hidden = self._names - given
        found = (word for word in _WORD.findall(text) if not word[0].islower())
        return [word for word in dict.fromkeys(found) if plain(word) in hidden]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(n for r in self._holdings.reports for n in names_in(r.text))

    @cached_property
    def _given(self) -> tuple[str, ...]:
        """Everything that the partner's picture says, and of whom."""
        claims = self._seen.claims
        parties = (actor.name for c in claims for actor in (*c.actors, *c.targets))
        speakers = (voice.name for c in claims for voice in c.speakers)
        outlets = (r.publisher or "" for r in self._seen.reports)
        return (*(c.quote for c in claims), *parties, *speakers, *outlets)

    def _withheld_names(self, due: Obligations) -> set[str]:
        known, hidden = self._told_names(due)
        return {n for n in hidden if any(map(str.isupper, n)) and _words(n) not in known}

    def _told_names(self, due: Obligations) -> tuple[set[str], set[str]]:
        if due not in self._told:
            self._told[due] = self._told_under(due)
        return self._told[due]

    def _told_under(self, due: Obligations) -> tuple[set[str], set[str]]:
        """Folded names that may be given under these obligations, and names that may not."""
        hidden: set[str] = set()
        shown: set[str] = set()
        for claim in self._holdings.claims:
            if claim.place is not None:
                coarse = coarse_place(claim.place, due.place, self._language)
                shown.add(coarse.name if coarse else "")
                if coarse is None or coarse.name != claim.place.name:
                    hidden |= {claim.place.name, claim.place.text}
            for actor in (*claim.actors, *claim.targets):
                given = coarse_actor(actor, due, self._language).name
                shown.add(given)
                hidden |= _names(actor) if given != actor.name else set()
            for voice in claim.speakers:
                given = coarse_voice(voice, due, self._language).name
                shown.add(given)
                hidden |= _names(voice) if given != voice.name else set()
        if due.strip_source:
            for report in self._holdings.reports:
                hidden |= {report.publisher or "", report.carrier or "", report.author or ""}
        known = {_words(name) for name in shown}
        # A part of what may be named says nothing by itself.
        known |= {f" {part} " for name in known for part in name.split()}
        return known, hidden

    def _finer_dates(self, text: str, detail: DateDetail) -> Iterator[str]:
        found: dict[str, When] = {}
        for language in READ_LANGUAGES:
            dated = find_dates(text, load_calendar(language), self._reader.today, day_first=True)
            found |= {one.text: one.when for one in dated}
        for words, when in found.items():
            if not any(self._is_whole(when, step) for step in DateDetail if step <= detail):
                yield words

    def _is_whole(self, when: When, step: DateDetail) -> bool:
        """Whether a time begins and ends where a week, month or year does (any day, for days)."""
        coarse = coarse_date(_as_days(when), step, self._language)
        return coarse is not None and (coarse.start, coarse.end) == (when.start, when.end)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(_words(report.text) for report in self._holdings.reports)

    def _quoted(self, said: str) -> str | None:
        words = said.split()
        for at in range(len(words) - QUOTED_RUN + 1):
            run = " ".join(words[at : at + QUOTED_RUN])
            if any(f" {run} " in text for text in self._texts):
                return run
        return None


def _overlap(claim: Claim, start: int, end: int) -> bool:
    return min(claim.end, end) > max(claim.start, start)


def _words(text: str) -> str:
    """The folded words of a text, with a space before and after each."""
    return f" {' '.join(_WORD.findall(plain(text)))} "


def _names(one: Actor | Voice) -> set[str]:
    """The names of a party; of a person also the longer parts of the name."""
    whole = {name for name in (one.name, one.text) if len(name) >= LEAST_NAME}
    parts = {part for name in whole for part in _WORD.findall(name)} if _is_person(one) else set()
    return whole | {part for part in parts if len(part) >= LEAST_NAME and part[0].isupper()}


def _is_person(one: Actor | Voice) -> bool:
    return one.kind == "person"


def _as_days(when: When) -> When:
    """A time as the days it spans, so that how it was written makes no difference."""
    return When(start=when.start, end=when.end, precision="day", text=when.text)


def _figures(claims: Iterable[Claim]) -> list[str]:
    """Numbers of people in claims, in figures and in the words of the report."""
    counts = [c for claim in claims for c in (claim.deaths, claim.wounded) if c is not None]
    found = {str(n) for c in counts for n in (c.min, c.max) if n is not None and n > 1}
    return sorted(found | {c.text for c in counts if c.text})
