"""Actors named by a noun: "Malian troops", "two officials", "armed men", "a military base"."""

from __future__ import annotations

from dataclasses import dataclass, field

from corrobora.extract.candidate import Candidate, Lexicon, Words, nationality_at
from corrobora.vocab.actor_book import Head, Match
from corrobora.vocab.types import ActorEntry

THINGS = frozenset({"facility", "vehicle", "object"})
_FORCES = frozenset({"mil", "armed"})
_COUNTRY_SECTORS = frozenset({"gov", "mil", "pol", "spy", "par", "jud", "emb"})
LINKED = frozenset(
    "linked backed led aligned affiliated run based controlled inspired allied supported trained "
    "funded occupied held speaking dominated born".split()
)
_OF_EN = frozenset({"of", "from"})
_OF_FR = frozenset({"de", "du", "d'", "des"})
_ADJECTIVAL = frozenset(
    "military militant civilian islamist jihadist jihadi terrorist criminal rebel insurgent "
    "extremist separatist guerrilla paramilitary mercenary opposition government police army "
    "mine bomber navy parliament congress church press media junta insurgency police".split()
)
_NOT_OURS = frozenset(
    "foreign international regional western european african multinational joint allied coalition "
    "rival hostile neighboring neighbouring coastal peacekeeping un arab etrangeres etrangers "
    "etrangere internationale internationales regionale regionales occidentales occidentale "
    "europeenne europeennes africaine conjointe alliees voisine voisines".split()
)
"""Modifiers that keep "the forces" from being those of the country that a text is about."""
_SEVERAL = frozenset(
    "governments regimes juntas armies militaries administrations ministries gouvernements juntes "
    "parliaments leaderships".split()
)
_MILITARY_RULE = frozenset(
    "junta junte regime military militaire militaires transitional transition putschistes coup "
    "rulers generaux generals".split()
)
_MAX_WORDS = 9


@dataclass
class _Group:
    """A noun group under construction; positions are token indices."""

    first: int
    last: int
    head: Head
    head_first: int
    plural: bool
    countries: list[str] = field(default_factory=list)
    owner_entry: ActorEntry | None = None
    owner: str | None = None
    number: int | None = None
    name_first: int = 0
    definite: bool = False
    determined: bool = False
    borrowed: Head | None = None
    linked: bool = False


def noun_groups(words: Words, lex: Lexicon, matches: list[Match]) -> list[Candidate]:
    """All noun groups of a text that stand for actors or for the objects of attacks."""
    ends = {match.last: match for match in matches}
    starts = {match.first: match for match in matches}
    covered = {i for match in matches for i in range(match.first, match.last)}
    found: list[Candidate] = []
    for group in _heads(words, lex, covered):
        if lex.language == "fr":
            _extend_right(words, lex, group, starts)
            _extend_left_french(words, lex, group)
        else:
            _extend_left(words, lex, group, ends)
            _attach_country(words, group, starts, _OF_EN)
        candidate = _candidate(words, lex, group)
        if candidate is not None:
            found.append(candidate)
    return found


def _heads(words: Words, lex: Lexicon, covered: set[int]) -> list[_Group]:
    """Head nouns, longest first; of adjacent ones the last is the head (French: the first)."""
    groups: list[_Group] = []
    index, count = 0, len(words.tokens)
    while index < count:
        hit = None if index in covered else _head_at(words, lex, index)
        if hit is None:
            index += 1
            continue
        end, head, plural = hit
        group = _Group(index, end, head, index, plural, name_first=index)
        if head.kind in THINGS and words.gap(index) == "-":
            index = end
            continue
        last = groups[-1] if groups else None
        if last and last.last == index and words.joined(index):
            if lex.language == "fr":
                index += 1
                continue
            if head.borrows:
                group.borrowed = last.borrowed or last.head
            group.first = group.name_first = last.first
            groups[-1] = group
        else:
            groups.append(group)
        index = end
    return groups


def _head_at(words: Words, lex: Lexicon, index: int) -> tuple[int, Head, bool] | None:
    tokens = words.tokens
    for folds, head, plural in lex.heads.get(tokens[index].fold, ()):
        end = index + len(folds)
        if end > len(tokens):
            continue
        if all(
            tokens[index + i].fold == fold and (i == 0 or words.joined(index + i))
            for i, fold in enumerate(folds)
        ):
            return end, head, plural
    return None


def _extend_left(words: Words, lex: Lexicon, group: _Group, ends: dict[int, Match]) -> None:
    """Take in the modifiers, nationality and number that stand before an English head."""
    index = group.first
    while index > 0 and group.head_first - index < _MAX_WORDS:
        if not (words.joined(index) or words.tokens[index].fold == "'s"):
            break
        taken = _owner_before(words, group, ends, index)
        if taken is None:
            taken = _word_before(words, lex, group, ends, index)
        if taken is None:
            break
        index = taken
        group.first = index
    token = words.tokens[index - 1] if index > 0 else None
    if token is not None and words.joined(index):
        group.determined = token.fold in lex.sets["determiners"]
        group.definite = token.fold in lex.sets["definite"]
        if token.fold in lex.sets["possessives"]:
            group.owner = token.fold
            group.first -= 1
    while group.first < group.head_first and words.tokens[group.first].fold in {"and", "or"}:
        group.first += 1
    _count(words, lex, group)


def _owner_before(words: Words, group: _Group, ends: dict[int, Match], index: int) -> int | None:
    """A known actor right before: "Mali's army", "US officials", "Wagner fighters"."""
    tokens = words.tokens
    end = index - 1 if tokens[index - 1].fold == "'s" else index
    match = ends.get(end)
    if match is None or group.countries or group.owner_entry:
        return None
    if tokens[index - 1].fold in LINKED:
        return None
    entry = match.entries[0]
    if entry.kind == "state":
        if group.head.sector == "emb" and words.between(match.first, match.last) != entry.name:
            return match.first  # "the Ankara embassy" is not Turkey's.
        if group.head.kind not in THINGS:
            group.countries.append(entry.id)
    elif entry.kind in {"facility", "place"}:
        return None
    else:
        if end != index and group.head.kind not in {"armed-group", "military", "government"}:
            return None
        group.owner_entry = entry
    if end == index or group.head.kind in THINGS:
        group.name_first = match.first
    return match.first


def _word_before(
    words: Words, lex: Lexicon, group: _Group, ends: dict[int, Match], index: int
) -> int | None:
    """One accepted word before ``index``; returns its position or None."""
    token = words.tokens[index - 1]
    fold = token.fold
    for size in (3, 2, 1):
        if index - size < 0:
            continue
        hit = nationality_at(lex, words, index - size)
        if hit and hit[0] == index:
            _add_country(group, hit[1])
            group.name_first = index - size
            return index - size
    if fold in lex.sets["modifiers"] or fold in LINKED or fold.endswith(("backed", "linked")):
        group.name_first = index - 1
        if fold in LINKED and words.gap(index - 1) == "-":
            group.name_first = _compound(words, index - 1)
            group.linked = True
            match = ends.get(index - 1)
            if match and fold in {"run", "controlled", "held"} and not group.countries:
                entry = match.entries[0]
                group.owner_entry = entry if entry.kind == "armed-group" else None
        return group.name_first
    if fold.isdigit() or fold in lex.numbers or fold in lex.sets["quantifiers"]:
        return index - 1
    if fold in {"and", "or"} and index >= 2 and _joins_modifiers(words, lex, index):
        return index - 1
    if fold == "of" and index >= 2 and words.tokens[index - 2].fold in lex.sets["quantifiers"]:
        return index - 1
    if group.head.kind in THINGS and _proper(words, lex, index - 1):
        group.name_first = index - 1
        return index - 1
    return None


def _compound(words: Words, index: int) -> int:
    """Where the hyphenated compound that ends with word ``index`` begins."""
    while index > 0 and words.gap(index) == "-":
        index -= 1
    return index


def _joins_modifiers(words: Words, lex: Lexicon, index: int) -> bool:
    """Whether "and" joins two adjectives of one sort: "current and former", "US and Malian"."""
    before, after = words.tokens[index - 2], words.tokens[index]
    if nationality_at(lex, words, index):
        nation = nationality_at(lex, words, index - 2)
        return bool(nation and nation[0] == index - 1)
    return before.fold in lex.sets["modifiers"] and after.fold in lex.sets["modifiers"]


def _proper(words: Words, lex: Lexicon, index: int) -> bool:
    token = words.tokens[index]
    return (
        token.upper
        and not words.opens[index]
        and not words.headline[index]
        and not words.caseless
        and token.fold not in lex.sets["common"]
    )


def _add_country(group: _Group, country: str) -> None:
    if country not in group.countries:
        group.countries.append(country)


def _count(words: Words, lex: Lexicon, group: _Group) -> None:
    """Read the number of persons; leave numbers and quantifiers out of the name."""
    first = group.first + (group.owner is not None)
    skip = lex.sets["quantifiers"] | {"of", "de", "d'", "and", "or", "et"}
    for index in range(first, group.head_first):
        fold = words.tokens[index].fold
        if fold.isdigit() or fold in lex.numbers:
            value = int(fold) if fold.isdigit() else lex.numbers[fold]
            gap = words.gap(index)
            if group.number is not None and gap == "-":
                value += group.number
            group.number = value
        elif fold not in skip:
            group.name_first = index
            return
    group.name_first = min(group.head_first, max(group.name_first, group.first))
    while group.name_first < group.head_first:
        fold = words.tokens[group.name_first].fold
        if not (fold.isdigit() or fold in lex.numbers or fold in skip):
            break
        group.name_first += 1


def _attach_country(
    words: Words, group: _Group, starts: dict[int, Match], links: frozenset[str]
) -> None:
    """Such as "the government of Mali", "officials in Bamako", "l'armée du Mali"."""
    if group.countries or group.owner_entry or group.head.kind in THINGS:
        return
    index, tokens = group.last, words.tokens
    if index + 1 >= len(tokens) or not words.joined(index):
        return
    seated = group.head.sector in _COUNTRY_SECTORS and group.head.sector != "emb"
    place = tokens[index].fold in {"in", "a", "au"} and seated
    if tokens[index].fold not in links and not place:
        return
    index += 1
    if tokens[index].fold in {"the", "la", "le", "l'", "les"}:
        index += 1
    match = starts.get(index)
    if match and match.entries[0].kind == "state" and words.joined(index):
        group.countries.append(match.entries[0].id)
        group.last = match.last


def _extend_right(words: Words, lex: Lexicon, group: _Group, starts: dict[int, Match]) -> None:
    """Take in the adjectives that follow a French head: "forces armées maliennes"."""
    tokens, index = words.tokens, group.last
    while index < len(tokens) and index - group.first < _MAX_WORDS and words.joined(index):
        hit = nationality_at(lex, words, index)
        fold = tokens[index].fold
        if hit and hit[2] == "adjective":
            _add_country(group, hit[1])
            index = hit[0]
        elif fold in lex.sets["modifiers"] and fold not in {"de", "au", "en"}:
            index += 1
        elif fold == "et" and index + 1 < len(tokens) and group.countries:
            following = nationality_at(lex, words, index + 1)
            if not following:
                break
            index += 1
        else:
            break
        group.last = index
    link = group.last < len(tokens) and tokens[group.last].fold in _OF_FR
    match = starts.get(group.last + link)
    fighters = group.head.kind in {"armed-group", "military"} and words.joined(group.last)
    if match and fighters and match.entries[0].kind == "armed-group":
        group.owner_entry = match.entries[0]
        group.last = match.last
    _attach_country(words, group, starts, _OF_FR)


def _extend_left_french(words: Words, lex: Lexicon, group: _Group) -> None:
    index, tokens = group.first, words.tokens
    while index > 0 and words.joined(index):
        fold = tokens[index - 1].fold
        number = fold in lex.numbers and not (fold in {"un", "une"} and not group.plural)
        linked = fold in {"de", "d'"} and index > 1
        amount = lex.sets["quantifiers"] | lex.numbers.keys()
        if (
            number
            or fold.isdigit()
            or fold in lex.sets["quantifiers"]
            or (linked and tokens[index - 2].fold in amount)
            or (fold in lex.sets["modifiers"] and fold not in {"de", "au", "en"})
        ):
            index -= 1
        else:
            break
    group.first = index
    if index > 0 and words.joined(index):
        fold = tokens[index - 1].fold
        group.determined = fold in lex.sets["determiners"]
        group.definite = fold in lex.sets["definite"]
        if fold in lex.sets["possessives"]:
            group.owner = fold
            group.first -= 1
    _count(words, lex, group)


def _candidate(words: Words, lex: Lexicon, group: _Group) -> Candidate | None:
    head = group.borrowed if group.borrowed and group.head.borrows else group.head
    sector, kind = head.sector, head.kind
    plural = group.plural
    bare = not (group.determined or group.countries or group.owner or group.owner_entry)
    modified = group.name_first < group.head_first or group.number is not None
    free = plural or head.anaphor or words.caseless or kind in {"media", "police", "armed-group"}
    if bare and not modified and not free:
        # "army base", "school year": a bare singular is a part of something else, unless a text
        # in telegraphic or caseless style drops its articles.
        return None
    if _attributive(words, lex, group, bare):
        return None
    base = Candidate(
        group.first,
        group.last,
        "",
        _words_of(words, lex, group),
        kind,
        form="description",
        anonymous=head.anonymous or group.head.anonymous,
        number=group.number,
        sector=sector,
        definite=group.definite,
        plural=plural,
        owner=group.owner,
    )
    folds = {t.fold for t in words.tokens[group.first : group.last]}
    base.military_rule = sector == "gov" and not folds.isdisjoint(_MILITARY_RULE)
    if group.owner_entry is not None:
        return _owned(base, group.owner_entry)
    if group.countries:
        return _national(words, lex, base, group, head)
    if head.canonical:
        base.name = head.canonical
    base.id = "~:" + base.name.casefold()
    ours = folds.isdisjoint(_NOT_OURS) and words.tokens[group.last - 1].fold not in _SEVERAL
    base.anaphoric = ours and head.anaphor and not (group.owner or group.linked)
    if ours and sector == "mil" and group.plural and not group.owner:
        base.anaphoric = True
    return base


def _attributive(words: Words, lex: Lexicon, group: _Group, bare: bool) -> bool:
    """Whether the noun only describes the next one: "military strikes", "rebel territory"."""
    index = group.last
    if group.plural or lex.language == "fr" or index >= len(words.tokens):
        return False
    after = words.tokens[index]
    if words.gap(index) != " " or not after.text[0].islower():
        return words.gap(index) == "-" and after.fold in LINKED
    verbal = after.fold.endswith("ed") or after.fold in lex.sets["speech"]
    if verbal or after.fold in lex.sets["common"]:
        return False
    adjective = words.tokens[index - 1].fold in _ADJECTIVAL
    return adjective and (bare or not after.fold.endswith("s"))


def _owned(base: Candidate, entry: ActorEntry) -> Candidate:
    """Resolve "JNIM fighters" (JNIM), "EU officials" (of the EU), "the Trump administration"."""
    base.country = entry.country
    if base.kind in THINGS:
        base.id, base.country = "~:" + base.name.casefold(), None
    elif entry.kind == "person" and base.sector == "gov" and entry.country:
        base.id = f"{entry.country}.gov"
        base.form = "name"
    elif base.sector in _FORCES or (base.sector == "gov" and entry.kind == "armed-group"):
        base.id, base.name, base.kind, base.form = entry.id, entry.name, entry.kind, "name"
    else:
        base.id = entry.id if base.anonymous else f"{entry.id}:{base.name.casefold()}"
        base.form = "nationality"
    return base


def _national(words: Words, lex: Lexicon, base: Candidate, group: _Group, head: Head) -> Candidate:
    """Such as "Malian troops" -> ML.mil; "French diplomats" -> FR.people:diplomats."""
    base.form = "nationality"
    if len(group.countries) > 1 or head.kind in THINGS:
        base.id = "~:" + base.name.casefold()
        base.country = group.countries[0] if len(group.countries) == 1 else None
        return base
    country = group.countries[0]
    adjective = lex.book.adjective(country)
    base.country = country
    noun = _noun_of(words, lex, group)
    if base.anonymous:
        base.id, base.name = f"{country}.gov", f"{adjective} {noun}"
        if base.sector != "gov":
            base.id = f"{country}.people:{noun.casefold()}"
        return base
    names: dict[str, str] = {
        "gov": f"{lex.book.country_name(country)} government",
        "mil": f"{adjective} military",
        "pol": f"{adjective} police",
        "spy": f"{adjective} intelligence services",
        "par": f"{adjective} parliament",
        "jud": f"{adjective} judiciary",
        "emb": f"{adjective} embassy",
    }
    if base.sector in names:
        base.id, base.name = f"{country}.{base.sector}", names[base.sector]
        return base
    base.id = f"{country}.{base.sector}:{noun.casefold()}"
    base.name = f"{adjective} {noun}"
    return base


def _noun_of(words: Words, lex: Lexicon, group: _Group) -> str:
    """The head noun in English and in the plural where the language's table has it."""
    end = max(group.head_first + 1, _head_end(words, lex, group))
    familiar = next(
        (i for i in range(group.head_first + 1, end) if words.tokens[i].fold == "familiar"), end
    )
    head = words.between(group.head_first, familiar)
    if lex.language == "fr":
        fold = " ".join(
            t.fold for t in words.tokens[group.head_first : _head_end(words, lex, group)]
        )
        return lex.english.get(fold) or lex.english.get(_singular(fold)) or head.casefold()
    return head if head[1:2].isupper() and not words.caseless else head.casefold()


def _singular(fold: str) -> str:
    return " ".join(word.removesuffix("s") for word in fold.split(" "))


def _head_end(words: Words, lex: Lexicon, group: _Group) -> int:
    hit = _head_at(words, lex, group.head_first)
    return hit[0] if hit else group.last


def _words_of(words: Words, lex: Lexicon, group: _Group) -> str:
    """The words of an unnamed group without article and number."""
    last = group.last
    name = " ".join(words.between(group.name_first, last).split())
    token = words.tokens[group.name_first]
    ordinary = token.fold in lex.sets["modifiers"] or group.name_first == group.head_first
    if words.caseless or (ordinary and not token.text[1:2].isupper()):
        return name.casefold() if words.caseless else name[:1].casefold() + name[1:]
    return name
