"""Persons named by their office alone: "the Ethiopian prime minister", "Peru's president"."""

from __future__ import annotations

from msgspec import Struct, field

from corrobora.extract.candidate import Candidate, Lexicon, Words, nationality_at
from corrobora.vocab.actor_book import Match
from corrobora.vocab.types import ActorEntry

UNITED_NATIONS = "UN"
WORLD_OFFICES = frozenset({"secretary-general"})
"""Offices that, without an owner, are those of the United Nations."""
_PAST = frozenset(
    "former ex deposed ousted outgoing exiled late ancien ancienne dechu dechue sortant".split()
)
"""Words that part a holder from whoever holds the office now; they enter the name."""
_OWNED_BY = {"en": frozenset({"of"}), "fr": frozenset({"de", "du", "d'", "des"})}
_ARTICLES = frozenset({"the", "la", "le", "l'", "les"})
_INDEFINITE = frozenset({"a", "an", "un", "une", "another", "one"})
_LOOSE = frozenset({"leader", "chief", "commander", "leaders", "head", "minister"})
"""Offices that only count with an owner or a text that says whose they are."""
_MAX_MODIFIERS = 4
_OWNERS = frozenset({"state", "igo", "armed-group", "party", "government", "ngo", "media"})


class _Office(Struct):
    first: int
    last: int
    name: str
    plural: bool
    country: str | None = None
    owner: ActorEntry | None = None
    definite: bool = False
    indefinite: bool = False
    possessive: str | None = None
    past: list[str] = field(default_factory=list)


def office_holders(words: Words, lex: Lexicon, matches: list[Match]) -> list[Candidate]:
    """Holders of offices, with the country or body whose office it is where the text names it.

    Those with a definite article and no owner come with ``anaphoric`` set, for coreference.
    """
    ends = {match.last: match for match in matches}
    starts = {match.first: match for match in matches}
    found: list[Candidate] = []
    reached = 0
    for index in words.positions(lex.offices.keys()):
        office = _office_at(words, lex, index) if index >= reached else None
        if office is None:
            continue
        reached = office.last
        _look_left(words, lex, office, ends)
        _look_right(words, lex, office, starts)
        made = _candidate(words, lex, office)
        if made is not None:
            found.append(made)
            reached = made.last
    return found


def _office_at(words: Words, lex: Lexicon, index: int) -> _Office | None:
    tokens = words.tokens
    for folds, name, plural in lex.offices.get(tokens[index].fold, ()):
        end = index + len(folds)
        if end <= len(tokens) and all(
            tokens[index + i].fold == fold and (i == 0 or words.joined(index + i))
            for i, fold in enumerate(folds)
        ):
            if words.gap(end) == "-" and end < len(tokens) and tokens[end].fold == "elect":
                return _Office(index, end + 1, f"{name}-elect", plural)
            return _Office(index, end, name, plural)
    return None


def _look_left(words: Words, lex: Lexicon, office: _Office, ends: dict[int, Match]) -> None:
    """Modifiers, and the owner before the office: "Chad's former president"."""
    index, steps = office.first, 0
    while index > 0 and steps < _MAX_MODIFIERS:
        token = words.tokens[index - 1]
        possessive = token.fold == "'s"
        if not (possessive or words.joined(index)):
            break
        match = ends.get(index - 1 if possessive else index)
        if match is not None and match.entries[0].kind in _OWNERS:
            _own(office, match.entries[0])
            office.first = match.first
            return
        if possessive:
            return
        nation = _nation_before(words, lex, index)
        if nation is not None:
            office.first, office.country = nation
            index = office.first
            continue
        if token.fold == "old" and words.gap(index - 1) == "-":
            index = office.first = max(0, index - 3)  # "the 93-year-old president"
            continue
        if token.fold in _PAST:
            office.past.insert(0, token.fold)
        elif token.fold not in lex.sets["modifiers"] and token.fold not in _ORDINALS:
            break
        index, office.first = index - 1, index - 1
        steps += 1
    before = words.tokens[office.first - 1] if office.first > 0 else None
    if before is not None and before.fold in _WHOSE:
        match = ends.get(office.first - 1)
        if match is not None and match.entries[0].kind in _OWNERS:
            _own(office, match.entries[0])
    elif before is not None and words.joined(office.first):
        office.definite = before.fold in lex.sets["definite"] | lex.sets["possessives"]
        office.indefinite = before.fold in _INDEFINITE
        office.possessive = before.fold if before.fold in lex.sets["possessives"] else None


_WHOSE = frozenset({"whose", "dont"})
_ORDINALS = frozenset("first second third elected long-serving serving long sitting".split())


def _nation_before(words: Words, lex: Lexicon, index: int) -> tuple[int, str] | None:
    for size in (3, 2, 1):
        hit = nationality_at(lex, words, index - size) if index >= size else None
        if hit and hit[0] == index and hit[2] == "adjective":
            return index - size, hit[1]
    return None


def _look_right(words: Words, lex: Lexicon, office: _Office, starts: dict[int, Match]) -> None:
    """The owner after the office: "president of Chad", "le président tchadien"."""
    index, tokens = office.last, words.tokens
    while lex.language == "fr" and index < len(tokens) and words.joined(index):
        hit = nationality_at(lex, words, index)
        if hit and hit[2] == "adjective":
            office.country, office.last = hit[1], hit[0]
            _complete(words, lex, office)
            return
        if tokens[index].fold in _PAST:
            office.past.append(tokens[index].fold)
        elif tokens[index].fold not in lex.sets["modifiers"] - {"de", "au", "en"}:
            break
        index += 1
        office.last = index
    if office.country or office.owner or index + 1 >= len(tokens) or not words.joined(index):
        return
    if tokens[index].fold not in _OWNED_BY.get(lex.language, _OWNED_BY["en"]):
        return
    index += 1
    if tokens[index].fold in _ARTICLES:
        index += 1
    match = starts.get(index)
    if match is not None and match.entries[0].kind in _OWNERS and words.joined(index):
        if words.gap(match.last) == "-":
            return  # "leaders of the U.S.-backed rebels"
        _own(office, match.entries[0])
        office.last = match.last


def _complete(words: Words, lex: Lexicon, office: _Office) -> None:
    """The words of an office behind its nationality: "ministre malgache de la Défense"."""
    head = words.tokens[office.first].fold
    at = office.last
    for folds, name, plural in lex.offices.get(head, ()):
        rest, end = folds[1:], at + len(folds) - 1
        if plural != office.plural or not rest or end > len(words.tokens):
            continue
        if all(
            words.tokens[at + i].fold == fold and words.joined(at + i)
            for i, fold in enumerate(rest)
        ):
            office.name, office.last = name, end
            return


def _own(office: _Office, entry: ActorEntry) -> None:
    if entry.kind == "state":
        office.country = entry.id
    else:
        office.owner, office.country = entry, entry.country


def _candidate(words: Words, lex: Lexicon, office: _Office) -> Candidate | None:
    owned = office.country is not None or office.owner is not None
    if not owned and (office.plural or not (office.definite or office.indefinite)):
        return None
    if not owned and office.name in _LOOSE and not office.indefinite:
        return None
    text = " ".join(words.between(office.first, office.last).split())
    made = Candidate(
        office.first, office.last, "~:" + text.casefold(), text, "person", office.country,
        form="description", sector="office", definite=office.definite, plural=office.plural,
        roles=(office.name,), rank=1,
    )  # fmt: skip
    if office.plural:
        made.kind = "people"
    if owned:
        name_office(lex, made, office.name, office.owner, office.past)
    elif office.indefinite:
        made.kind, made.anonymous = "people", True
        made.name = made.name.casefold() if words.caseless else made.name
    else:
        made.anaphoric = not office.past
        made.owner = office.possessive if made.anaphoric else None
    return made


def name_office(
    lex: Lexicon,
    made: Candidate,
    office: str,
    owner: ActorEntry | None,
    past: list[str] | tuple[str, ...] = (),
) -> None:
    """Give a candidate the identifier and the name of an office of its country or ``owner``."""
    whose = lex.book.short_name(owner) if owner else lex.book.country_name(made.country or "")
    key = owner.id if owner else made.country
    marks = ["former" if word.startswith(("former", "ex", "ancien")) else word for word in past]
    made.id = f"{key}.{'-'.join([*marks, office]).replace(' ', '-')}"
    made.name = " ".join([whose, *marks, office])
    made.form = "nationality"
