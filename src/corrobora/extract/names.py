"""Names that the actor book lacks: persons and organisations, by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from corrobora.extract.candidate import Candidate, Lexicon, Words, nationality_at
from corrobora.model import ActorKind

_LINKS = frozenset("of for de du des d' l' and et pour on the la le les a au en sur".split())
_PREPOSITIONS = frozenset(
    "in at near from to around outside inside across through dans en a au vers near pres".split()
)
_ABSTRACT = re.compile(
    r"(?:tion|tions|ment|ments|ity|ities|ism|ness|ship|ships|ing|ings|ence|ance|ive|ics?|ical"
    r"|ural|ional|able|off|day|up|work|works|age)$"
)
"""Endings of ordinary English and French words that names of persons seldom have."""
_ADJECTIVE = re.compile(r"(?:ique|al|ale|aux|aire|iste|ienne|ive)s?$")
"""Endings of the French adjectives that stand in names of organisations."""
_LEADING = frozenset(
    "democratic national islamic patriotic popular united federal supreme high international "
    "central special joint human civil public social free general political economic people "
    "revolutionary liberation western eastern northern southern african arab".split()
)
_WHO = frozenset(("who", "whom"))
_ARTICLES = frozenset("a an the le la l' un une".split())
_PLAIN_VERBS = frozenset(
    "is was has had will who met visited arrived signed took became won died posted called "
    "pointed resigned ordered continued a est etait avait sera qui juge lance demande "
    "appelle".split()
)
_SMALL = frozenset({"de", "la", "le", "el", "al", "y", "e", "of"})
_LONGEST_NAME, _LONGEST_ORGANISATION = 5, 9


class Run(Struct, frozen=True):
    """Capitalised words in a row, without the titles before them."""

    first: int
    last: int
    roles: tuple[str, ...]
    country: str | None


def titles_before(words: Words, lex: Lexicon, index: int) -> tuple[int, tuple[str, ...]]:
    """Where the titles that end right before ``index`` begin, and the titles themselves."""
    roles: list[str] = []
    while index > 0 and (words.joined(index) or words.gap(index) in {". ", " ("}):
        for folds in lex.titles.get(words.tokens[index - 1].fold, ()):
            first = index - len(folds)
            if first >= 0 and all(words.tokens[first + i].fold == f for i, f in enumerate(folds)):
                roles.append(" ".join(folds))
                index = first
                break
        else:
            break
    return index, tuple(roles)


def _name_word(words: Words, lex: Lexicon, index: int, taken: set[int]) -> bool:
    token = words.tokens[index]
    if index in taken or not token.upper or (token.dotted and len(token.fold) > 3):
        return False
    common = token.fold in lex.sets["common"] and token.fold not in lex.sets["given"]
    if common and not (_called_so(words, lex, index) or _fights_for(words, lex, index)):
        return False
    return nationality_at(lex, words, index) is None


_CAUSES = frozenset(
    "liberation resistance independence revolutionary salvation redemption republican".split()
)


def _fights_for(words: Words, lex: Lexicon, index: int) -> bool:
    """Whether "Army" ends the name of an armed group: "People's Liberation Army"."""
    if not index or words.headline[index] or words.tokens[index].fold not in lex.organisation:
        return False
    before = words.tokens[index - 1]
    return before.fold in _CAUSES and before.upper and words.gap(index) == " "


def _called_so(words: Words, lex: Lexicon, index: int) -> bool:
    """Whether an ordinary word is a given name here: "President Bill Clinton"."""
    after = index + 1
    if after >= len(words.tokens) or words.gap(after) != " " or words.headline[index]:
        return False
    surname = words.tokens[after]
    named = surname.upper and surname.text.istitle() and surname.fold not in lex.sets["common"]
    return named and words.gap(index) == " " and bool(titles_before(words, lex, index)[1])


def _runs(words: Words, lex: Lexicon, taken: set[int]) -> Iterator[Run]:
    index, count = 0, len(words.tokens)
    for first in [n for n, token in enumerate(words.tokens) if token.upper and n not in taken]:
        if first < index or not _name_word(words, lex, first, taken):
            continue
        index = first + 1
        while index < count and index - first < _LONGEST_ORGANISATION:
            follows = words.joined(index) or (
                words.gap(index) == ". " and len(words.tokens[index - 1].text) == 1
            )
            if not follows or words.opens[index]:
                break
            if _name_word(words, lex, index, taken) or _ends_given_name(words, lex, first, index):
                index += 1
                continue
            step = _particles(words, lex, index, taken)
            if not step:
                break
            index = step
        yield from _without_titles(words, lex, first, index)


def _ends_given_name(words: Words, lex: Lexicon, first: int, index: int) -> bool:
    """Whether a small syllable ends a given name in two parts: "Lee Teng-hui", "Ban Ki-moon"."""
    token = words.tokens[index]
    if words.gap(index) != "-" or index - first < 2 or words.headline[first]:
        return False
    syllable = token.text.isalpha() and token.text.islower() and 2 <= len(token.text) <= _SYLLABLE
    return syllable and token.fold not in lex.sets["common"] and token.fold not in _COMPOUNDED


_SYLLABLE = 5
_COMPOUNDED = frozenset(
    "led run era made born free wide style type owned based held rate class level ruled like size "
    "war day old key aged built flag ally elect mail line area zone side".split()
)
"""Words that end compounds with a name before the hyphen ("the Joe Biden-era deal")."""


_WORDS_TOO = frozenset({"as", "an", "at"})
"""Arabic articles that are English words unless a hyphen ties them to a name ("as-Sadr")."""


def _particles(words: Words, lex: Lexicon, index: int, taken: set[int]) -> int:
    """The end of "ag", "al-", "de la" and the capitalised word after them, or 0."""
    end = index
    while (
        end < len(words.tokens)
        and end - index < 2
        and words.tokens[end].fold in lex.sets["particles"]
        and (words.tokens[end].fold not in _WORDS_TOO or words.gap(end + 1) == "-")
    ):
        end += 1
        if end >= len(words.tokens) or not words.joined(end):
            return 0
    if end > index and _name_word(words, lex, end, taken):
        return end + 1
    return 0


def _without_titles(words: Words, lex: Lexicon, first: int, last: int) -> Iterator[Run]:
    cut = first
    roles: tuple[str, ...] = ()
    for index in range(first + 1, last + 1):
        start, found = titles_before(words, lex, index)
        if found and start < index and start <= max(cut, first):
            cut, roles = index, found
    if cut == first:
        start, roles = titles_before(words, lex, first)
    else:
        start = first
    before = cut if cut == first else first
    start, more = titles_before(words, lex, before)
    roles = (*roles, *(r for r in more if r not in roles))
    country = None
    for size in (2, 1):
        if start - size >= 0 and words.joined(start):
            hit = nationality_at(lex, words, start - size)
            if hit and hit[0] == start:
                country = hit[1]
    if cut < last:
        yield Run(cut, last, roles, country)


def find_names(
    words: Words,
    lex: Lexicon,
    taken: set[int],
    known: dict[str, Candidate],
    states: dict[int, int],
) -> list[Candidate]:
    """Persons and organisations among the capitalised words that no dictionary name covers.

    Args:
        words: The text.
        lex: The language's words.
        taken: Token positions of dictionary names.
        known: Folded surnames of persons already found -> their candidate; surnames found here
            are added.
        states: End -> first token of the names of states, for "Kenya Airways".
    """
    found: list[Candidate] = []
    doubtful: list[Run] = []
    for run in _runs(words, lex, taken):
        if _is_plain_force(words, lex, run):
            continue
        candidate = _organisation(words, lex, run, states) or _person(words, lex, run)
        if candidate is None:
            doubtful.append(run)
            continue
        found.append(candidate)
        if candidate.kind == "person":
            remember(words, candidate, known)
    for run in doubtful:
        carried = _carried(words, lex, run, known) or _weak(words, lex, run)
        if carried is not None:
            found.append(carried)
            if carried.kind == "person" and not carried.anaphoric:
                remember(words, carried, known)
    return [full_name(words, candidate, known) for candidate in found]


def _is_plain_force(words: Words, lex: Lexicon, run: Run) -> bool:
    """Whether capitals stand on what any country has: "the Air Force", "the Coast Guard"."""
    if run.country is not None or run.last - run.first < 2 or words.headline[run.first]:
        return False
    folds = tuple(t.fold for t in words.tokens[run.first : run.last])
    heads = lex.heads.get(folds[0], ())
    return any(row[0] == folds and row[1].sector in {"mil", "pol"} for row in heads)


def remember(words: Words, person: Candidate, known: dict[str, Candidate]) -> None:
    """Keep a person under the surname, a fuller name before a shorter one."""
    if person.last - person.first < 2:
        known.setdefault(words.tokens[person.first].fold, person)
        return
    surname = words.tokens[person.last - 1].fold
    old = known.get(surname)
    if old is None or old.last - old.first < person.last - person.first:
        known[surname] = person


def full_name(words: Words, person: Candidate, known: dict[str, Candidate]) -> Candidate:
    """Give a lone surname the full name that the text has for it."""
    if person.kind != "person" or person.last - person.first > 1:
        return person
    full = known.get(words.tokens[person.first].fold)
    if full is not None and full is not person:
        person.id, person.name = full.id, full.name
        person.country = person.country or full.country
    return person


def make(words: Words, run: Run, kind: ActorKind, rank: int) -> Candidate:
    """The candidate that capitalised words in a row are."""
    name = " ".join(words.between(run.first, run.last).split())
    if words.caseless:
        name = name.title()
    folded = " ".join(t.fold for t in words.tokens[run.first : run.last]).replace("' ", "")
    sector = "person" if kind == "person" else "organisation"
    return Candidate(
        run.first,
        run.last,
        "?:" + folded,
        name,
        kind,
        run.country,
        sector=sector,
        roles=run.roles,
        rank=rank,
    )


def _person(words: Words, lex: Lexicon, run: Run) -> Candidate | None:
    """A person, when a title, a verb of speech, a given name or a particle says so."""
    tokens = words.tokens[run.first : run.last]
    folds = [t.fold for t in tokens]
    if len(tokens) > _LONGEST_NAME or folds[-1] in lex.sets["places"]:
        return None
    if len(tokens) == 1 and (tokens[0].text.isupper() or len(tokens[0].text) < 3):
        return None
    if len(tokens) == 1 and not run.roles and folds[0] in lex.organisation:
        return None  # "the Institute said"
    if words.headline[run.first] and not run.roles and folds[0] not in lex.sets["given"]:
        return None
    full = len(tokens) > 1
    if all(len(t.text) == 1 for t in tokens):
        return None
    given = full and (folds[0] in lex.sets["given"] or len(tokens[0].text) == 1)
    syllables = any(words.gap(i) == "-" and words.tokens[i].text.islower()
                    for i in range(run.first + 2, run.last))  # fmt: skip
    given = given or (full and syllables)
    particle = full and any(f in lex.sets["particles"] and f not in _SMALL for f in folds[1:-1])
    strong = bool(run.roles) or given or particle
    if not strong and not (_speaks(words, lex, run) and (full or not words.opens[run.first])):
        return None
    if not run.roles and not full and words.headline[run.first]:
        return None
    return make(words, run, "person", 2)


def _speaks(words: Words, lex: Lexicon, run: Run) -> bool:
    """Whether a verb of speech or an apposition stands beside the name."""
    tokens = words.tokens
    if run.last < len(tokens):
        after, gap = tokens[run.last].fold, words.gap(run.last)
        if gap == " " and after in lex.sets["speech"]:
            sure = run.last - run.first > 1 or after not in _PLAIN_VERBS
            return sure and not _before_place(words, run)
        full = run.last - run.first > 1
        if gap == ", " and full and after in _WHO:
            return True
        apposed = gap == ", " and after in _ARTICLES and full
        if apposed and run.last + 1 < len(tokens):
            near = {t.fold for t in tokens[run.last + 1 : run.last + 5]}
            return any(fold in lex.titles for fold in near)
    if run.first > 0 and words.gap(run.first) == " ":
        before = tokens[run.first - 1].fold
        return before in {"said", "told", "according", "selon", "declare", "affirme", "added"}
    return False


def _before_place(words: Words, run: Run) -> bool:
    return run.first > 0 and words.tokens[run.first - 1].fold in _PREPOSITIONS


def _weak(words: Words, lex: Lexicon, run: Run) -> Candidate | None:
    """Two or three capitalised words in running text, or an acronym, without other support."""
    tokens = words.tokens[run.first : run.last]
    if words.headline[run.first]:
        return None
    if len(tokens) == 1:
        text = tokens[0].text
        plain = text.isalpha() and text.isupper() and 3 <= len(text) <= 8
        if plain and tokens[0].fold not in lex.sets["not_acronyms"] and not _shouted(words, run):
            return make(words, run, "ngo", 0)
        return None
    if len(tokens) > 3 or words.opens[run.first] or _before_place(words, run):
        return None
    if any(t.fold in lex.sets["places"] or t.text.isupper() for t in tokens):
        return None
    if any(t.text[0].isdigit() or len(t.text) < 2 for t in tokens):
        return None
    if any(_ABSTRACT.search(t.fold) or t.fold in lex.sets["modifiers"] for t in tokens):
        return None
    if any(t.fold in lex.heads or t.fold in lex.titles for t in tokens):
        return None
    return make(words, run, "person", 0)


def _shouted(words: Words, run: Run) -> bool:
    """Whether the neighbours are in capitals too (a dateline or a shouted line)."""
    for index in (run.first - 1, run.last):
        if 0 <= index < len(words.tokens):
            text = words.tokens[index].text
            if len(text) > 3 and text.isalpha() and text.isupper():
                return True
    return False


def _carried(words: Words, lex: Lexicon, run: Run, known: dict[str, Candidate]) -> Candidate | None:
    """A lone surname of somebody named in full elsewhere in the text."""
    if run.last - run.first != 1:
        return None
    token = words.tokens[run.first]
    full = known.get(token.fold)
    if full is None or token.fold in lex.sets["places"]:
        return None
    carried = make(words, run, "person", 1)
    carried.id, carried.name, carried.country = full.id, full.name, full.country
    return carried


# --- organisations -------------------------------------------------------------------------------


def _state_before(
    words: Words, lex: Lexicon, run: Run, states: dict[int, int], *, single: bool
) -> int:
    """Where the state name of "Kenya Airways" or "South African Airways" begins."""
    if not words.joined(run.first) or (run.country is not None and not single):
        return run.first
    if run.first in states:
        return states[run.first]
    for size in (2, 1) if single else ():
        hit = nationality_at(lex, words, run.first - size) if run.first >= size else None
        if hit and hit[0] == run.first:
            return run.first - size
    return run.first


def _organisation(words: Words, lex: Lexicon, run: Run, states: dict[int, int]) -> Candidate | None:
    """Such as "Ministry of Defence", "Kayes University", "Front pour le salut national (FSN)"."""
    folds = [t.fold for t in words.tokens[run.first : run.last]]
    first_kind = lex.organisation.get(folds[0])
    if first_kind is not None:
        defined = _defined_end(words, run)
        if defined:
            return _make_organisation(words, lex, Run(run.first, defined, (), None), first_kind)
        end = _links(words, lex, run.last)
        if end > run.last or (len(folds) > 1 and lex.language == "fr"):
            return _make_organisation(words, lex, Run(run.first, end, (), run.country), first_kind)
    last_kind = lex.organisation.get(folds[-1])
    if last_kind is not None and last_kind != "government":
        start = _state_before(words, lex, run, states, single=len(folds) == 1)
        if start < run.first:
            return _make_organisation(words, lex, Run(start, run.last, (), None), last_kind)
    if last_kind is not None and len(folds) > 1:
        end = _links(words, lex, run.last)
        return _make_organisation(words, lex, Run(run.first, end, (), run.country), last_kind)
    for fold in folds[1:-1]:
        kind = lex.organisation.get(fold)
        if kind is not None:
            return _make_organisation(words, lex, run, kind)
    return None


def _defined_end(words: Words, run: Run) -> int:
    """Where the name ends that "(ABC)" closes: "Front patriotique pour la libération (FPL)"."""
    for index in range(run.first + 2, min(run.first + 12, len(words.tokens))):
        if words.opens[index]:
            return 0
        if words.gap(index) == " (":
            text = words.tokens[index].text
            return index if len(text) > 1 and sum(c.isupper() for c in text) > 1 else 0
        if not words.joined(index):
            return 0
    return 0


def _links(words: Words, lex: Lexicon, index: int) -> int:
    """The end of "of the …", "pour la …", "and …" with the capitalised words after them."""
    end, start = index, index
    while index < len(words.tokens) and index - start < _LONGEST_ORGANISATION:
        token = words.tokens[index]
        if not words.joined(index) and words.gap(index) != ", ":
            break
        lower = lex.language == "fr" and (
            token.fold in lex.sets["modifiers"] or bool(_ADJECTIVE.search(token.fold))
        )
        if words.gap(index) == ", " and not token.upper:
            break
        if lex.language == "fr" and not token.upper:
            nation = nationality_at(lex, words, index) if index == start else None
            if nation is not None and nation[2] == "adjective":
                index = nation[0]  # "Association marocaine des droits humains"
                continue
            lower = lower or token.fold in _IN_NAMES or _brought_in(words, index)
        if token.fold in _LINKS or (token.fold in _ONE and words.tokens[index - 1].fold == "pour"):
            if token.fold in {"and", "et"} and not _upper_at(words, index + 1):
                break
        elif (token.upper and words.gap(index) != ", ") or lower:
            end = index + 1
        else:
            break
        index += 1
    return end


def _brought_in(words: Words, index: int) -> bool:
    """Whether a French name goes on with an ordinary noun ("Front pour la *paix*")."""
    token, before = words.tokens[index], words.tokens[index - 1].fold
    if token.fold in _OUTSIDE_NAMES or not token.text.isalpha() or len(token.text) < _SHORTEST:
        return False
    if before in _BRINGING:
        return True
    return before in _NAME_ARTICLES and words.tokens[index - 2].fold in _BEFORE_ARTICLES


_BRINGING = frozenset({"de", "d'", "du", "des", "aux"})
_NAME_ARTICLES = frozenset({"la", "le", "l'", "les", "un", "une"})
_BEFORE_ARTICLES = frozenset({"pour", "de", "a"})
_ONE = frozenset({"un", "une"})
_SHORTEST = 3
_IN_NAMES = frozenset(
    "humain humains uni unie unis unies independant independante libre arme armee".split()
)
"""Adjectives of names beside those that their ending tells."""
_OUTSIDE_NAMES = frozenset(
    """fois premier premiere deuxieme second seconde troisieme semaine mois annee jour journee nuit
    soir matin part suite fin debut lendemain moment heure heures minutes lundi mardi mercredi
    jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre
    octobre novembre decembre ce cet cette ces son sa ses leur leurs nos notre plus moins tout
    toute tous toutes autres quelques plusieurs deux trois quatre cinq six dix""".split()
)
"""Words that a name of an organisation does not go on with."""


def _upper_at(words: Words, index: int) -> bool:
    return index < len(words.tokens) and words.tokens[index].upper


def _make_organisation(words: Words, lex: Lexicon, run: Run, kind: ActorKind) -> Candidate:
    first = run.first
    while first > 0 and words.joined(first) and not words.opens[first]:
        before = words.tokens[first - 1]
        if not (before.upper and before.fold in _LEADING):
            break
        first -= 1
    run = Run(first, run.last, run.roles, run.country)
    made = make(words, run, kind, 3)
    folds = {t.fold for t in words.tokens[run.first : run.last]}
    if run.country and folds & {"ministry", "ministere", "government", "gouvernement"}:
        made.id, made.kind = f"{run.country}.gov", "government"
        made.name = f"{lex.book.country_name(run.country)} government"
    return made


def definitions(words: Words, candidates: list[Candidate]) -> dict[str, Candidate]:
    """Abbreviations that the text defines: "Name of the Group (NG)" -> {"NG": its candidate}."""
    found: dict[str, Candidate] = {}
    if "(" not in words.text:
        return found
    by_last = {c.last: c for c in candidates if c.form == "name" and c.kind != "person"}
    for index, token in enumerate(words.tokens):
        gap = words.gap(index)
        if not gap.endswith("(") or len(gap) > 2 or not token.text.isalnum():
            continue
        letters = sum(c.isupper() for c in token.text)
        if letters < 2 or len(token.text) > 10:
            continue
        if not words.text[token.end : token.end + 1].startswith((")", ",", ";")):
            continue
        full = by_last.get(index)
        if full is not None and full.last - full.first > 1:
            found.setdefault(token.text, full)
    return found
