"""Actors named by a noun: "Malian troops", "two officials", "armed men", "a military base"."""

from __future__ import annotations

from msgspec.structs import replace

from corrobora.extract.candidate import Candidate, Lexicon, Words, nationality_at
from corrobora.extract.group_names import (
    FORCES,
    Group,
    head_at,
    holder,
    named_body,
    national,
    office_of,
    owned,
    unit_of,
    words_of,
)
from corrobora.extract.modifiers import (
    PARTICIPLES,
    compound_start,
    describes,
    joins_modifiers,
    proper,
    unknown_before,
)
from corrobora.extract.parts import THINGS
from corrobora.vocab.actor_book import Match
from corrobora.vocab.english_forms import IRREGULAR_PASTS
from corrobora.vocab.spelling import tokenise

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
_PLURAL_VERB = frozenset(("police", "media", "press"))
_COLLECTIVE = frozenset("force forces contingent mission army troupe armee unit unite".split())
"""Nouns that with an indefinite article are not the country's own body: "a military force"."""
_DEEDS = frozenset(
    "attack attacks act acts action actions activity activities bombing bombings raid raids strike "
    "strikes offensive offensives violence operation operations campaign campaigns threat threats "
    "rule coup coups crackdown shelling gunfire fire ambush ambushes assault assaults policy "
    "activity territory positions position".split()
)
"""Nouns before which a word such as "terrorist" or "military" is an adjective."""
_NOT_OURS = frozenset(
    "rebel mutinous dissident renegade breakaway mutineer putschist rebelles mutins "
    "foreign international regional western european african multinational joint allied coalition "
    "rival hostile neighboring neighbouring coastal peacekeeping un arab etrangeres etrangers "
    "etrangere internationale internationales regionale regionales occidentales occidentale "
    "europeenne europeennes africaine conjointe alliees voisine voisines".split()
)
"""Modifiers that keep "the forces" from being those of the country that a text is about."""
_OFFICIAL = frozenset({"officiel", "officiels"})
"""Adjectives of what only the authorities issue ("un bilan officiel")."""
_SEVERAL = frozenset(
    "governments regimes juntas armies militaries administrations ministries gouvernements juntes "
    "parliaments leaderships".split()
)
_MILITARY_RULE = frozenset(
    "junta junte regime military militaire militaires transitional transition putschistes coup "
    "rulers generaux generals".split()
)
_BODIES = frozenset({"armed-group", "military", "police"})
_SHARED = frozenset({"mil", "arms", "pol", "spy", "gov"})
"""Sectors where "French and American forces" are the forces of each."""
_BODIES_OF_PERSONS = frozenset({"mil", "pol"})
"""Sectors whose soldiers and officers act for them ("army soldiers")."""
_THEIRS = FORCES | {"arms", "member"}
_PLAIN_PERSONS = frozenset({"men", "members", "elements", "hommes", "membres"})
"""Nouns for persons that a body behind "of" tells who they are ("men of the LRA")."""
_SORTS = frozenset(
    "paramilitary rebel insurgent jihadist islamist militant guerrilla extremist outlawed banned "
    "separatist leftist rightist maoist marxist".split()
)
"""Words that say what sort of body a name stands for ("of the paramilitary ...")."""
_MAX_WORDS = 9


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
            _attach_country(words, lex, group, starts, _OF_EN)
        parties = group.countries if group.head.sector in _SHARED else []
        for countries in [[country] for country in parties] or [group.countries]:
            candidate = _candidate(words, lex, replace(group, countries=countries))
            if candidate is None:
                continue
            candidate.shares = len(parties) > 1
            found.append(candidate)
            if candidate.kind in THINGS or (candidate.anonymous and _speaks(words, group)):
                of = holder(words, group)
                found += [of] if of is not None else []
    return found


def _speaks(words: Words, group: Group) -> bool:
    """Whether a noun is for somebody who speaks for a body ("an army spokesman")."""
    return words.tokens[group.head_first].fold.startswith(_SPOKES) or words.tokens[
        group.last - 1
    ].fold.startswith(_SPOKES)


_SPOKES = "spokes"


def _heads(words: Words, lex: Lexicon, covered: set[int]) -> list[Group]:
    """Head nouns, longest first; of adjacent ones the last is the head (French: the first)."""
    groups: list[Group] = []
    reached = 0
    for index in words.positions(lex.heads.keys()):
        if index < reached or index in covered:
            continue
        hit = head_at(words, lex, index)
        if hit is None:
            continue
        before, (reached, head, plural) = reached, hit
        group = Group(index, reached, head, index, plural, name_first=index)
        if head.kind in THINGS and words.gap(index) == "-":
            continue
        last = groups[-1] if groups else None
        if (
            last
            and last.last == index
            and words.gap(index) == " "
            and _is_verb(words, lex, last, group)
        ):
            continue  # "police suspect that", "the fighters train abroad"
        if last and last.last == index and words.joined(index):
            if lex.language == "fr":
                reached = before
                continue
            if head.borrows and last.head.kind not in THINGS:
                group.borrowed = last.borrowed or last.head
                if group.borrowed.sector in _BODIES_OF_PERSONS:
                    group.body = last.first, last.last
            group.first = group.name_first = last.first
            groups[-1] = group
        else:
            groups.append(group)
    return groups


_ALSO_VERBS = frozenset("suspect train guard plant field base shop cable mine".split())


def _is_verb(words: Words, lex: Lexicon, before: Group, group: Group) -> bool:
    """Whether a noun right after another is rather the verb of the clause, by their numbers."""
    many = before.plural or before.head.kind == "police"
    word = words.tokens[group.head_first].fold
    if not before.plural and group.plural and word.removesuffix("s") in _ALSO_VERBS:
        after = words.tokens[group.last : group.last + 1]  # "the government suspects the firm"
        opens = lex.sets["determiners"] | lex.sets["possessives"] | {"that", "him", "them"}
        return bool(after) and words.gap(group.last) == " " and after[0].fold in opens
    return many and not group.plural and word in _ALSO_VERBS and group.last - group.head_first == 1


def _extend_left(words: Words, lex: Lexicon, group: Group, ends: dict[int, Match]) -> None:
    """Take in the modifiers, nationality and number that stand before an English head."""
    index = group.first
    while index > 0 and group.head_first - index < _MAX_WORDS:
        if not (words.joined(index) or words.tokens[index].fold == "'s"):
            index = _set_off_owner(words, group, ends, index)
            break
        taken = _owner_before(words, group, ends, index)
        if taken is None:
            taken = _word_before(words, lex, group, ends, index)
        if taken is None:
            break
        index = taken
        group.first = index
    if not (group.countries or group.owner_entry) and unknown_before(words, lex, group):
        group.first = index = group.name_first = group.first - 1
    token = words.tokens[index - 1] if index > 0 else None
    if token is not None and group.head.kind in THINGS:
        group.determined = token.fold == "'s" or words.gap(index) in _PLURAL_OWNER
    if token is not None and words.joined(index) and not group.determined:
        group.determined = token.fold in lex.sets["determiners"]
        group.definite = token.fold in lex.sets["definite"]
        if token.fold in lex.sets["possessives"]:
            group.owner = token.fold
            group.first -= 1
    while group.first < group.head_first and words.tokens[group.first].fold in {"and", "or"}:
        group.first += 1
    _count(words, lex, group)


_PLURAL_OWNER = frozenset({"' ", "\u2019 "})
"""What stands between owners and what is theirs: "the rebels' camp"."""


def _set_off_owner(words: Words, group: Group, ends: dict[int, Match], index: int) -> int:
    """An armed group in quotation marks or by its abbreviation: "Northern Front (NF) rebels"."""
    match = ends.get(index)
    if match is None or words.gap(index) not in _CLOSING or group.countries or group.owner_entry:
        return index
    entry = match.entries[0]
    if entry.kind != "armed-group" or group.head.sector not in _THEIRS:
        return index
    group.owner_entry = entry
    group.body = match.first, match.last
    group.first = match.first
    return match.first


_CLOSING = frozenset({") ", '" ', "\u201d ", "\u2019 ", "' ", " \u00bb "})


def _owner_before(words: Words, group: Group, ends: dict[int, Match], index: int) -> int | None:
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
        theirs = {"armed", "mil", "gov", "arms"}
        plain = entry.kind in _BODIES and words.tokens[group.head_first].fold in _PLAIN_PERSONS
        if end != index and group.head.sector not in theirs and not plain:
            return None
        group.owner_entry = entry
        group.body = match.first, match.last
    if end == index or group.head.kind in THINGS:
        group.name_first = match.first
    return match.first


def _word_before(
    words: Words, lex: Lexicon, group: Group, ends: dict[int, Match], index: int
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
    if fold in lex.sets["peoples"] and not fold.endswith("s"):
        group.people.insert(0, token.text.title() if words.caseless else token.text)
        group.name_first = index - 1
        return index - 1
    if fold in PARTICIPLES and not describes(words, lex, index - 1):
        return None
    return _modifier_before(words, lex, group, ends, index)


_PARTS_OF_WORDS = frozenset({"off", "on", "out", "up", "over"})
"""Words that are a part of an adjective only where a hyphen ties them ("off-duty")."""


def _modifier_before(
    words: Words, lex: Lexicon, group: Group, ends: dict[int, Match], index: int
) -> int | None:
    fold = words.tokens[index - 1].fold
    hyphened = words.gap(index) == "-" or words.gap(index - 1) == "-"
    linked = fold in LINKED and hyphened
    if fold in _PARTS_OF_WORDS and not hyphened:
        return None  # "broke off joint patrols"
    if fold in lex.sets["modifiers"] or linked or fold.endswith(("backed", "linked")):
        group.name_first = index - 1
        if fold in LINKED and words.gap(index - 1) == "-":
            group.name_first = compound_start(words, index - 1)
            group.linked = True
            match = ends.get(index - 1)
            if match and fold in {"run", "controlled", "held"} and not group.countries:
                entry = match.entries[0]
                group.owner_entry = entry if entry.kind == "armed-group" else None
        return group.name_first
    if fold.isdigit() or fold in lex.numbers or fold in lex.sets["quantifiers"]:
        return index - 1
    if fold in {"and", "or"} and index >= 2 and joins_modifiers(words, lex, index):
        return index - 1
    if fold == "of" and index >= 2 and words.tokens[index - 2].fold in lex.sets["quantifiers"]:
        return index - 1
    if group.head.kind in THINGS and proper(words, lex, index - 1):
        group.name_first = index - 1
        return index - 1
    return None


def _add_country(group: Group, country: str) -> None:
    if country not in group.countries:
        group.countries.append(country)


def _count(words: Words, lex: Lexicon, group: Group) -> None:
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
    words: Words, lex: Lexicon, group: Group, starts: dict[int, Match], links: frozenset[str]
) -> None:
    """Such as "the government of Mali", "officials in Bamako", "l'armée du Mali"."""
    if group.countries or group.owner_entry or group.head.kind in THINGS:
        return
    index, tokens = group.last, words.tokens
    if index + 1 >= len(tokens) or not words.joined(index):
        return
    seated = group.head.sector in _COUNTRY_SECTORS and group.head.sector != "emb"
    place = tokens[index].fold in {"in", "a", "au"} and seated and group.head.sector != "mil"
    if group.owner:
        return  # "its troops in Kenya" are not Kenya's.
    if tokens[index].fold not in links and not place:
        return
    index += 1
    if tokens[index].fold in {"the", "la", "le", "l'", "les"}:
        index += 1
    while index + 1 < len(tokens) and index not in starts and tokens[index].fold in _SORTS:
        index += 1
    while index + 1 < len(tokens) and index not in starts and tokens[index].fold in lex.titles:
        index += 1  # "les hommes du général Haftar"
    match = starts.get(index)
    if match is None or not words.joined(index) or words.gap(match.last) == "-":
        return
    entry = match.entries[0]
    if entry.kind == "person":
        led = lex.book.entries.get(entry.parent or "")
        entry = led if led is not None and led.kind == "armed-group" else entry
    if entry.kind == "state":
        group.countries.append(entry.id)
        group.last = match.last
    elif entry.kind in _BODIES and not place and (
        group.head.sector in _THEIRS or tokens[group.head_first].fold in _PLAIN_PERSONS
    ):  # fmt: skip
        group.owner_entry = entry  # "rebels of the LRA" are the LRA.
        group.body = match.first, match.last
        group.last = match.last


def _extend_right(words: Words, lex: Lexicon, group: Group, starts: dict[int, Match]) -> None:
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
    if group.countries:
        _complete(words, lex, group)
    link = group.last < len(tokens) and tokens[group.last].fold in _OF_FR
    match = starts.get(group.last + link)
    fighters = group.head.sector in FORCES and words.joined(group.last)
    if match and fighters and match.entries[0].kind == "armed-group":
        group.owner_entry = match.entries[0]
        group.body = match.first, match.last
        group.last = match.last
    _attach_country(words, lex, group, starts, _OF_FR)


def _complete(words: Words, lex: Lexicon, group: Group) -> None:
    """The words of a head behind its nationality: "ministère malien de la Défense"."""
    if group.head.sector != "gov":
        return
    for folds, head, plural in lex.heads.get(words.tokens[group.head_first].fold, ()):
        rest, end = folds[1:], group.last + len(folds) - 1
        if head.sector != "gov" or plural != group.plural or not rest or end > len(words.tokens):
            continue
        if all(
            words.tokens[group.last + i].fold == fold and words.joined(group.last + i)
            for i, fold in enumerate(rest)
        ):
            group.last = end
            return


def _extend_left_french(words: Words, lex: Lexicon, group: Group) -> None:
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


def _candidate(words: Words, lex: Lexicon, group: Group) -> Candidate | None:
    head = group.borrowed if group.borrowed and group.head.borrows else group.head
    sector, kind = head.sector, head.kind
    plural = group.plural
    bare = not (group.determined or group.countries or group.owner or group.owner_entry)
    modified = group.name_first < group.head_first or group.number is not None
    free = (
        plural or head.anaphor or words.caseless or kind in {"media", "police"} or sector == "armed"
    )
    if bare and not modified and not free:
        # "army base", "school year": a bare singular is a part of something else, unless a text
        # in telegraphic or caseless style drops its articles.
        return None
    if _attributive(words, lex, group, bare):
        return None
    if sector == "arms":
        if not (group.countries or group.owner_entry or group.borrowed):
            return _coalition(words, lex, group) or _vehicle(words, lex, group)
        sector = "mil" if not group.owner_entry else "arms"
    first = group.first
    if kind in THINGS:
        first = group.name_first  # How many there were is no part of what was hit.
    base = Candidate(
        first,
        group.last,
        "",
        words_of(words, lex, group),
        kind,
        form="description",
        anonymous=head.anonymous or group.head.anonymous,
        number=group.number,
        sector=sector,
        definite=group.definite,
        plural=plural,
        owner=group.owner,
        persons=group.head.persons or (head.kind == "people" and sector in _THEIRS),
        body=group.body,
    )
    folds = {t.fold for t in words.tokens[group.first : group.last]}
    base.military_rule = sector == "gov" and not folds.isdisjoint(_MILITARY_RULE)
    if sector == "mil":
        base.unit = unit_of(words, lex, group)
    elif sector == "gov":
        base.unit = office_of(words, lex, group)
    else:
        base.unit = named_body(words, lex, group) or base.unit
    foreign = group.owner_entry is not None and group.owner_entry.kind == "igo"
    if group.owner_entry is not None and not (foreign and group.countries and sector == "mil"):
        return owned(base, group.owner_entry)
    if group.countries:
        return national(words, lex, base, group)
    if head.canonical:
        base.name = head.canonical
    base.id = "~:" + base.name.casefold()
    ours = folds.isdisjoint(_NOT_OURS) and words.tokens[group.last - 1].fold not in _SEVERAL
    free = not (group.owner or group.linked) and (
        group.definite or plural or not group.determined or not folds.isdisjoint(_OFFICIAL)
    )
    base.anaphoric = ours and head.anaphor and free
    if ours and sector == "mil" and group.plural and free and not _further(words, group):
        base.anaphoric = True
    return base


def _further(words: Words, group: Group) -> bool:
    """Whether "more", "other" or "additional" sets a group apart from the one spoken of."""
    inside = words.tokens[group.first : group.head_first]
    return any(t.fold in {"more", "other", "additional", "extra", "autres"} for t in inside)


def _coalition(words: Words, lex: Lexicon, group: Group) -> Candidate | None:
    """Whose the planes are that a country leads others with: "Saudi-led warplanes"."""
    first = group.name_first
    led = next((i for i in range(first, group.head_first) if words.tokens[i].fold == "led"), None)
    if led is None or words.gap(led) != "-" or group.head.sector != "arms":
        return None
    name = f"{words.between(first, led + 1)} coalition"
    for match in lex.book.match(tokenise(name), lex.language):
        entry = match.entries[0]
        if match.last - match.first > 1 and entry.kind != "state":
            return Candidate(
                group.first, group.last, entry.id, entry.name, entry.kind, entry.country,
                sector="arms", plural=group.plural,
            )  # fmt: skip
    return Candidate(
        group.first, group.last, "?:" + name.casefold(), name, "military", sector="arms",
        plural=group.plural,
    )  # fmt: skip


def _vehicle(words: Words, lex: Lexicon, group: Group) -> Candidate | None:
    """Tanks and aeroplanes of nobody in particular: things that may be hit."""
    noun = words.tokens[group.last - 1].fold
    thrown = noun.startswith(("missile", "drone", "howitzer")) and group.owner is None
    if thrown or _attributive(words, lex, group, True):
        return None
    name = words_of(words, lex, group)
    return Candidate(
        group.name_first, group.last, "~:" + name.casefold(), name, "vehicle",
        form="description", sector="vehicle", plural=group.plural, owner=group.owner,
    )  # fmt: skip


_SHOTS = frozenset(
    "bullets bullet fire gunfire shells shelling rockets mortars bombs shots batons snipers".split()
)
_BY = frozenset({"by", "from", "in", "to"})
_FIRED = frozenset("tear teargas rubber live warning at on into shots volleys".split())
"""Words behind "fire" where it is a verb."""


def _fired_by(words: Words, group: Group) -> bool:
    """Whether shots are named by who fired them: "killed by police bullets", "in army fire"."""
    before = words.tokens[group.first - 1].fold if group.first else ""
    return before in _BY and words.joined(group.first)


def _attributive(words: Words, lex: Lexicon, group: Group, bare: bool) -> bool:
    """Whether the noun only describes the next one: "military strikes", "rebel territory"."""
    index = group.last
    if group.plural or lex.language == "fr" or index >= len(words.tokens):
        return False
    after = words.tokens[index]
    if group.head.sector == "arms" and words.gap(index) == " " and after.text.islower():
        return after.fold in {"strike", "strikes", "attack", "attacks", "raid", "raids", "fire"}
    if words.gap(index) != " " or not after.text[0].islower():
        return words.gap(index) == "-" and after.fold in LINKED
    adjective = words.tokens[index - 1].fold in _ADJECTIVAL
    if after.fold in _SHOTS and _fired_by(words, group):
        return False
    following = words.tokens[index + 1].fold if index + 1 < len(words.tokens) else ""
    if after.fold == "fire" and following in _FIRED:
        return False  # "police fire tear gas"
    if adjective and after.fold in _DEEDS:
        return True
    verbal = (
        after.fold.endswith("ed")
        or after.fold in lex.sets["speech"]
        or after.fold in IRREGULAR_PASTS
        or (bare and words.tokens[index - 1].fold in _PLURAL_VERB)  # "police suspect a cell"
    )
    if verbal or after.fold in lex.sets["common"]:
        return False
    return adjective and (bare or not after.fold.endswith("s"))
