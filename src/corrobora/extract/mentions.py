"""Mentions: the words of a text that stand for actors, or for the objects of their deeds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corrobora.extract.candidate import (
    Candidate,
    Lexicon,
    Words,
    finished,
    lexicon,
    nationality_at,
    read_words,
)
from corrobora.extract.caseless_names import caseless_persons
from corrobora.extract.coreference import resolve
from corrobora.extract.names import definitions, find_names, titles_before
from corrobora.extract.noun_groups import LINKED, noun_groups
from corrobora.extract.office_holders import office_holders
from corrobora.extract.pairs import pairs
from corrobora.extract.parts import THINGS, Mention, PlaceMention
from corrobora.extract.same_person import join_names
from corrobora.extract.serving import find_served, served_by
from corrobora.extract.steps import Steps, at_once
from corrobora.text import Reading
from corrobora.vocab.actor_book import ActorBook, Match
from corrobora.vocab.types import ActorEntry


def find_mentions(reading: Reading, language: str, book: ActorBook) -> tuple[Mention, ...]:
    """Find the actors of a text, in the order of the text and without overlaps.

    Known actors come from the book; others from their form: nationality and noun ("French
    troops"), title and name, "Ministry of …", "Name of a Group (NG)", unnamed groups ("gunmen"),
    and the words that point back to one of these ("the junta", "they").

    Args:
        reading: The text; offsets count in ``reading.text``.
        language: ISO 639-1 code. A language without wording is read with the English one.
        book: Known actors and words, from ``load_actors``.

    Returns:
        Mentions with offsets in ``reading.text``.
    """
    return at_once(spotted_in(reading, language, book)).mentions(())


class Spotted:
    """The actors that a text names, before what points back to them is resolved."""

    def __init__(
        self, words: Words, lex: Lexicon | None, kept: list[Candidate], filed: Sequence[str],
        header: set[int],
    ) -> None:  # fmt: skip
        self._words = words
        self._lex = lex
        self._kept = kept
        self._filed = list(filed)
        self._header = header

    def countries(self) -> list[str]:
        """Countries by how often their actors are named, most often first."""
        counted = Counter(c.country for c in self._kept if c.country)
        return [code for code, _ in sorted(counted.items(), key=lambda kv: (-kv[1], kv[0]))]

    def mentions(self, places: Sequence[PlaceMention]) -> tuple[Mention, ...]:
        """All mentions, those that point back resolved.

        Args:
            places: Places of the text, whose countries help to tell whose "the army" is.
        """
        if self._lex is None:
            return ()
        words = self._words
        used = {i for c in self._kept for i in range(c.first, c.last)}
        if self._lex.language != "fr":  # English texts more often say whose an army is
            places = ()
        towns = Counter(country for _, country in sorted(_scenes(places)))
        filed = [*self._filed, *self._filed_from(places)]
        scenes = {
            p.start: p.where.country for p in places
            if p.locative >= _TOLD and p.where.country and p.where.precision != "country"
        }  # fmt: skip
        resolved = resolve(words, self._lex, self._kept, used, filed, towns, scenes)
        ordered = sorted(resolved, key=lambda c: (c.first, c.rank >= 0))
        lex = self._lex
        return tuple(finished(words, c, served_by(lex, c)) for c in ordered)

    def _filed_from(self, places: Sequence[PlaceMention]) -> list[str]:
        """Countries of the towns in datelines, apart from those of states and capitals."""
        if self._filed or not self._header:
            return []
        tokens = [self._words.tokens[i] for i in sorted(self._header)]
        return [
            p.where.country for p in places
            if p.where.country and p.where.precision != "country"
            and any(t.start == p.start for t in tokens)
        ]  # fmt: skip


_TOLD = 0.5
"""Probability from which words are taken for a place where something happens."""


def _scenes(places: Sequence[PlaceMention]) -> set[tuple[str, str]]:
    """Towns and provinces that a text tells as places, each once, with their countries."""
    return {
        (p.where.name, p.where.country) for p in places
        if p.locative >= _TOLD and p.where.country and p.where.precision != "country"
    }  # fmt: skip


def spotted_in(reading: Reading, language: str, book: ActorBook) -> Steps[Spotted]:
    """The actors that a text names, step by step; see ``find_mentions``."""
    words = read_words(reading.text)
    if not words.tokens:
        return Spotted(words, None, [], (), set())
    yield
    lex = lexicon(book, language)
    header = _datelines(words)
    matches = book.match(words.tokens, lex.language, caseless=words.caseless)
    filed = [m.entries[0].id for m in matches if _is_filed(m, header)]
    matches = [m for m in matches if not _is_filed(m, header)]
    countries = _countries(words, lex, matches)
    matches = [m for m in matches if _believed(words, m, countries)]
    matches = _outside_persons(words, lex, matches)
    yield
    known = [_from_book(words, match, countries) for match in matches]
    taken = {
        i
        for match, candidate in zip(matches, known, strict=True)
        for i in range(match.first, match.last)
        if candidate.kind != "state" or not match.metonym
    }
    covered = taken | {i for m in matches for i in range(m.first, m.last)}
    surnames = {words.tokens[c.last - 1].fold: c for c in reversed(known) if c.kind == "person"}
    states = {m.last: m.first for m in matches if m.entries[0].kind == "state"}
    if words.caseless:
        named = caseless_persons(words, lex, covered, surnames)
    else:
        named = find_names(words, lex, covered, surnames, states)
    join_names(words, named)
    named += _apply_definitions(words, [*known, *named])
    _recognise(words, lex, named, countries)
    named = [c for c in named if c.first not in header]
    yield
    groups = [*noun_groups(words, lex, matches), *office_holders(words, lex, matches)]
    groups = [g for g in groups if not _is_title_of(words, lex, g, [*known, *named])]
    adjectives = [*_adjectives(words, lex, covered), *_peoples(words, lex)]
    kept = _without_overlaps([*known, *named, *groups, *adjectives, *pairs(words, lex)])
    _appose(words, lex, kept)
    find_served(words, lex, kept)
    return Spotted(words, lex, kept, filed, header)


def _french_people(words: Words, lex: Lexicon, first: int, last: int) -> bool:
    """Whether a French word of nationality is a noun: "les Maliens" (but "les soldats maliens")."""
    token = words.tokens[first]
    if lex.language != "fr" or words.caseless or not token.upper or words.headline[first]:
        return False
    return words.tokens[last - 1].fold.endswith(("s", "x"))


_DATELINE = re.compile(r"(?m)^[ \t]*(\S[^\n]{1,60}?)\s*(?:\s[-\u2013\u2014]{1,2}|--)\s+(?=\S)")
_LONGEST_DATELINE = 9


def _datelines(words: Words) -> set[int]:
    """Words of "NAIROBI, Kenya -" or "gisenyi, rwanda, nov 4 -": where a report was filed."""
    found: set[int] = set()
    for line in _DATELINE.finditer(words.text):
        inside = [
            i for i, t in enumerate(words.tokens[: _LONGEST_DATELINE * 40])
            if line.start(1) <= t.start and t.end <= line.end(1)
        ] if line.start() < _NEAR_TOP else []  # fmt: skip
        if not 0 < len(inside) <= _LONGEST_DATELINE:
            continue
        tokens = [words.tokens[i] for i in inside]
        dated = any(t.fold[:3] in _MONTHS for t in tokens) and any(t.fold.isdigit() for t in tokens)
        shouted = tokens[0].text.isupper() and len(tokens[0].text) > 2 and not words.caseless
        short = words.caseless and len(tokens) <= 2
        if dated or shouted or short:
            found.update(inside)
    return found


_NEAR_TOP = 1500
"""Characters; datelines stand at the top of a report."""
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec fev avr mai jui aou".split())


def _is_filed(match: Match, header: set[int]) -> bool:
    return match.first in header and match.entries[0].kind == "state"


def _countries(words: Words, lex: Lexicon, matches: list[Match]) -> dict[str, int]:
    """How often each country is named or its adjective used."""
    counts: dict[str, int] = {}
    for match in matches:
        past = len(match.entries) > 1 and any(e.until for e in match.entries)
        if match.entries[0].kind == "state" and not past:  # "Moscow" may be the Soviet Union's
            code = match.entries[0].id
            counts[code] = counts.get(code, 0) + 1
    reached = 0
    for index in words.positions(lex.nationalities.keys()):
        hit = nationality_at(lex, words, index) if index >= reached else None
        if hit:
            reached = hit[0]
            counts[hit[1]] = counts.get(hit[1], 0) + 1
    return counts


def _believed(words: Words, match: Match, countries: dict[str, int]) -> bool:
    """A short acronym of an armed group or a party needs its country somewhere in the text."""
    if not match.weak:
        return True
    if words.headline[match.first] and words.tokens[match.first].text.isupper():
        line = words.tokens[max(0, match.first - 2) : match.first + 3]
        if all(t.text.isupper() for t in line if t.text.isalpha()):
            return False
    return any(
        entry.kind not in {"armed-group", "party", "company"}
        or entry.country is None
        or entry.country in countries
        for entry in match.entries
    )


def _outside_persons(words: Words, lex: Lexicon, matches: list[Match]) -> list[Match]:
    """Leave out one-word names that are a part of a person's: "Ali Paris", "Jordan Miller"."""
    covered = {i for match in matches for i in range(match.first, match.last)}

    def name_word(index: int) -> bool:
        if not 0 <= index < len(words.tokens) or index in covered:
            return False
        token = words.tokens[index]
        ordinary = token.fold in lex.sets["common"] or token.fold in lex.titles
        place = token.fold in lex.sets["places"] or token.fold in lex.organisation
        return token.upper and not (ordinary or place or token.text.isupper())

    kept: list[Match] = []
    for match in matches:
        if _opens_longer_name(words, lex, match):
            continue
        token, index = words.tokens[match.first], match.first
        single = match.last - index == 1 and match.entries[0].kind != "person"
        if single and not words.caseless and not token.text.isupper():
            before = words.gap(index) == " " and name_word(index - 1)
            given = before and words.tokens[index - 1].fold in lex.sets["given"]
            titled = before and bool(titles_before(words, lex, index - 1)[1])
            first = token.fold in lex.sets["given"] and words.gap(index + 1) == " "
            if given or titled or (first and name_word(index + 1)):
                continue
        kept.append(match)
    return kept


def _opens_longer_name(words: Words, lex: Lexicon, match: Match) -> bool:
    """Whether an outlet's name is only the beginning of another: "The National Army"."""
    after = match.last
    if match.entries[0].kind != "media" or match.last - match.first > 2:
        return False
    if words.caseless:  # "the national" is an outlet only where capitals say so
        ordinary = lex.sets["modifiers"] | lex.sets["definite"]
        return all(t.fold in ordinary for t in words.tokens[match.first : match.last])
    if after < len(words.tokens) and words.gap(after) == "-" and words.tokens[after].upper:
        return True  # "La Croix-Rouge"
    if after >= len(words.tokens) or words.gap(after) != " " or words.headline[after]:
        return False
    token = words.tokens[after]
    return token.upper and token.fold not in lex.sets["common"] and token.fold not in lex.titles


def _chosen(match: Match, countries: dict[str, int]) -> ActorEntry:
    """Of several actors with one name, the one whose country the text speaks of most."""
    if len(match.entries) == 1:
        return match.entries[0]
    ranked = sorted(
        enumerate(match.entries),
        key=lambda pair: (
            -countries.get(pair[1].country or "", 0),
            pair[1].country is not None,
            pair[0],
        ),
    )
    return ranked[0][1]


def _from_book(words: Words, match: Match, countries: dict[str, int]) -> Candidate:
    entry = _chosen(match, countries)
    linked = words.gap(match.last) == "-" and words.tokens[match.last].fold in LINKED
    sector = entry.id.partition(".")[2] or ("person" if entry.kind == "person" else entry.kind)
    return Candidate(
        match.first,
        match.last,
        entry.id,
        entry.name,
        entry.kind,
        entry.country,
        form="adjective" if linked else "name",
        metonym=match.metonym and entry.kind in {"state", "igo"},
        sector=sector,
        rank=4,
    )


def _apply_definitions(words: Words, candidates: list[Candidate]) -> list[Candidate]:
    """Give the abbreviations that the text defines the actor they were defined for."""
    defined = definitions(words, candidates)
    if not defined:
        return []
    for candidate in candidates:
        if candidate.last - candidate.first != 1 or not candidate.id.startswith("?:"):
            continue
        full = defined.get(words.tokens[candidate.first].text)
        if full is not None and full is not candidate:
            candidate.id, candidate.name = full.id, full.name
            candidate.kind, candidate.country = full.kind, full.country
    # The long form may be the unknown one and the abbreviation the one in the book.
    for candidate in candidates:
        if candidate.rank < 4 or candidate.last - candidate.first != 1:
            continue
        full = defined.get(words.tokens[candidate.first].text)
        if full is not None and full.id.startswith("?:"):
            full.id, full.name = candidate.id, candidate.name
            full.kind, full.country = candidate.kind, candidate.country
        elif full is not None:
            candidate.id, candidate.name = full.id, full.name
            candidate.kind, candidate.country = full.kind, full.country
    covered = {c.first for c in candidates if c.last - c.first == 1}
    added: list[Candidate] = []
    for index, token in enumerate(words.tokens):
        full = defined.get(token.text)
        if full is not None and index not in covered:
            made = Candidate(index, index + 1, full.id, full.name, full.kind, full.country)
            made.sector = full.sector
            added.append(made)
    return added


def _recognise(
    words: Words, lex: Lexicon, named: list[Candidate], countries: dict[str, int]
) -> None:
    """Give "President Bazoum" the book's person of that surname, if the country is spoken of."""
    for candidate in named:
        lone = candidate.kind == "person" and candidate.last - candidate.first == 1
        if not lone or not candidate.id.startswith("?:"):
            continue
        people = lex.surnames.get(words.tokens[candidate.first].fold, ())
        fitting = [p for p in people if p.country in countries]
        if len(fitting) == 1 and " " not in candidate.name:
            entry = fitting[0]
            candidate.id, candidate.name, candidate.country = entry.id, entry.name, entry.country


def _appose(words: Words, lex: Lexicon, kept: list[Candidate]) -> None:
    """Join an office and its holder: "the defence minister, Ana Ruiz,"."""
    beside = [(first, second, first.last) for first, second in pairwise(kept)]
    for first, second, end in [*beside, *_across_seats(words, kept)]:
        if first.kind == "person" and first.sector != "office":
            name, office = first, second
        else:
            name, office = second, first
        if name.kind != "person" or name.sector == "office" or name.form == "pronoun":
            continue
        if not _holds_office(office) or "," not in words.text[words.tokens[end - 1].end :][:1]:
            continue
        start = second.first
        if second is name:
            start, _ = titles_before(words, lex, second.first)
        between = words.tokens[end:start]
        if any(t.fold not in {"the", "a", "an", "le", "la", "l'", "un", "une"} for t in between):
            continue
        name.country = name.country or office.country
        noun = words.tokens[office.last - 1].fold
        name.roles = (*name.roles, *(office.roles or (noun,)))
        office.id, office.name, office.kind = name.id, name.name, "person"
        office.anonymous, office.anaphoric, office.roles = False, False, ()
        office.sector, office.country = "person", name.country


def _across_seats(words: Words, kept: list[Candidate]) -> list[tuple[Candidate, Candidate, int]]:
    """Offices and the names behind where they are held: "the prosecutor in Lae, Ana Ruiz,".

    With each the position behind the place.
    """
    found = []
    for at, office in enumerate(kept):
        index = office.last
        if not _holds_office(office) or index + 1 >= len(words.tokens):
            continue
        if words.tokens[index].fold not in _SEATED or not words.joined(index):
            continue
        index += 1
        index += words.tokens[index].fold in {"the", "la", "le"}
        end = index
        while (
            end < len(words.tokens)
            and end - index < _LONGEST_SEAT
            and (words.tokens[end].upper and (end == index or words.joined(end)))
        ):
            end += 1
        behind = (c for c in kept[at + 1 : at + 4] if c.first >= end)
        holder = next(behind, None)
        if end > index and holder is not None:
            found.append((office, holder, end))
    return found


_SEATED = frozenset({"in", "to", "at", "for", "of", "a", "au", "aux", "en"})
_LONGEST_SEAT = 5


_ONE_OF_COURT = frozenset({"prosecutor", "judge", "procureur", "procureure", "juge"})


def _holds_office(candidate: Candidate) -> bool:
    one = not candidate.plural and candidate.number is None
    serves = candidate.sector in {"people", "armed"} or candidate.persons
    if candidate.sector == "jud":
        serves = candidate.name.casefold().split()[-1] in _ONE_OF_COURT
    return candidate.sector == "office" or (one and serves)


def _is_title_of(words: Words, lex: Lexicon, group: Candidate, names: list[Candidate]) -> bool:
    """Whether a noun belongs to a name, which takes its country: "the French diplomat X"."""
    if group.kind in THINGS or group.plural:
        return False
    for name in names:
        if name.kind != "person" or not group.last <= name.first <= group.last + 3:
            continue
        start, _ = titles_before(words, lex, name.first)
        if start <= group.last and "," not in words.gap(group.last):
            name.country = name.country or group.country
            return True
    return False


def _adjectives(words: Words, lex: Lexicon, covered: set[int]) -> list[Candidate]:
    """Such as "the French", "the Malians", and adjectives of nationality before other nouns."""
    found: list[Candidate] = []
    end = 0
    for index in words.positions(lex.nationalities.keys()):
        if index < end or index in covered:
            continue
        hit = nationality_at(lex, words, index)
        if hit is None:
            continue
        end, country, kind = hit
        name = lex.book.country_name(country)
        made = Candidate(index, end, country, name, "state", country, form="adjective")
        if kind == "people" or _french_people(words, lex, index, end):
            made.kind, made.form, made.plural, made.rank = "people", "nationality", True, 1
            made.id = f"{country}.people"
            made.name = lex.book.people(country) or words.between(index, end)
            if index and words.tokens[index - 1].fold == "the":
                made.kind, made.id, made.name = "state", country, name
                made.metonym = True
        found.append(made)
    return found


_GOING = frozenset(
    "fled left fought rose won lost held took went came began hold want fear".split()
)


def _peoples(words: Words, lex: Lexicon) -> list[Candidate]:
    """Ethnic and religious groups by themselves: "Tutsis", "the Tuareg"."""
    found: list[Candidate] = []
    for index in words.positions(lex.sets["peoples"]):
        token = words.tokens[index]
        if not (token.upper or words.caseless):
            continue
        alone = words.gap(index + 1) != " " or (
            index + 1 < len(words.tokens)
            and words.tokens[index + 1].fold in lex.sets["common"] | lex.sets["speech"]
        )
        definite = index > 0 and words.tokens[index - 1].fold in {"the", "les"}
        if definite and not alone:
            after = words.tokens[index + 1]
            alone = after.text.islower() and after.fold.endswith("ed")
            alone = alone or after.fold in _GOING
        article = words.tokens[index - 1].fold if index else ""
        plain = definite or article not in {"a", "an", "un", "une", "'s", "of"}
        if not token.fold.endswith("s") and not (alone and plain and token.upper):
            continue
        name = token.text.title() if words.caseless else token.text
        found.append(
            Candidate(
                index,
                index + 1,
                "~:" + token.fold,
                name,
                "people",
                form="nationality",
                sector="people",
                plural=True,
                definite=definite,
            )
        )
    return found


def _without_overlaps(candidates: list[Candidate]) -> list[Candidate]:
    """Longest first; of equal length, names before descriptions."""
    ranked = sorted(candidates, key=lambda c: (-(c.last - c.first), -c.rank, c.first))
    used: set[int] = set()
    kept: list[Candidate] = []
    for candidate in ranked:
        span = range(candidate.first, candidate.last)
        shared = candidate.shares and any(
            (k.first, k.last) == (candidate.first, candidate.last) for k in kept
        )
        if not used.isdisjoint(span) and not shared:
            continue
        if candidate.rank < 0 and not shared:
            continue
        used.update(span)
        kept.append(candidate)
    return sorted(kept, key=lambda c: (c.first, c.rank >= 0))
