"""Words that point back: "the junta", "the group", "its forces", "they", "il"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from corrobora.extract.candidate import Candidate, Lexicon, Words
from corrobora.extract.noun_groups import LINKED
from corrobora.extract.office_holders import UNITED_NATIONS, WORLD_OFFICES, name_office
from corrobora.extract.pairs import both_parties, of_country
from corrobora.extract.pronouns import PREPOSITIONS, TIES, fits_pronoun, is_governed, pronoun_target

_WINDOW = 3
"""How many sentences back a pronoun or a short description may point."""

_GROUP_NOUNS = {
    "en": {
        "group": ("armed-group", "party", "ngo"), "movement": ("armed-group", "party"),
        "organization": ("igo", "ngo", "armed-group"),
        "organisation": ("igo", "ngo", "armed-group"),
        "faction": ("armed-group",), "alliance": ("armed-group", "igo", "party"),
        "coalition": ("armed-group", "igo", "party"), "insurgents": ("armed-group",),
        "rebels": ("armed-group",), "militants": ("armed-group",), "jihadists": ("armed-group",),
        "terrorists": ("armed-group",), "guerrillas": ("armed-group",), "gang": ("armed-group",),
        "militia": ("armed-group",), "cartel": ("armed-group",), "separatists": ("armed-group",),
        "paramilitaries": ("armed-group",), "mercenaries": ("armed-group",),
        "extremists": ("armed-group",), "fighters": ("armed-group",),
        "party": ("party",), "bloc": ("igo",), "union": ("igo",), "agency": ("media", "igo", "ngo"),
        "newspaper": ("media",), "paper": ("media",), "outlet": ("media",),
        "broadcaster": ("media",), "company": ("company",), "firm": ("company",),
        "carrier": ("company",), "manufacturer": ("company",), "producer": ("company",),
        "mission": ("igo",),
        "body": ("igo", "ngo"), "ngo": ("ngo",),
    },
    "fr": {
        "groupe": ("armed-group", "party", "ngo"), "mouvement": ("armed-group", "party"),
        "organisation": ("igo", "ngo", "armed-group"), "faction": ("armed-group",),
        "alliance": ("armed-group", "igo", "party"), "coalition": ("armed-group", "igo", "party"),
        "insurges": ("armed-group",), "rebelles": ("armed-group",), "milice": ("armed-group",),
        "jihadistes": ("armed-group",), "djihadistes": ("armed-group",),
        "terroristes": ("armed-group",), "separatistes": ("armed-group",),
        "mercenaires": ("armed-group",), "paramilitaires": ("armed-group",),
        "combattants": ("armed-group",), "parti": ("party",), "bloc": ("igo",),
        "union": ("igo",), "agence": ("media", "igo", "ngo"), "journal": ("media",),
        "quotidien": ("media",), "entreprise": ("company",), "compagnie": ("company",),
        "societe": ("company",), "mission": ("igo",), "firme": ("company",),
        "constructeur": ("company",), "groupement": ("armed-group", "party", "ngo"),
        "formation": ("party", "armed-group"), "guerilla": ("armed-group",),
        "institution": ("igo",), "instance": ("igo",), "ligue": ("ngo", "party", "igo"),
        "collectif": ("ngo",), "association": ("ngo",), "syndicat": ("ngo",),
        "federation": ("ngo",), "confederation": ("ngo",), "fondation": ("ngo",),
        "hebdomadaire": ("media",), "chaine": ("media",), "station": ("media",),
        "cartel": ("armed-group",), "maquisards": ("armed-group",),
        "guerilleros": ("armed-group",), "extremistes": ("armed-group",),
        "ong": ("ngo",),
    },
}  # fmt: skip
_COUNTRY_NOUNS = frozenset({"country", "nation", "pays"})
_REALMS = {
    "kingdom": frozenset("SA MA JO BH TH SZ LS BT TO".split()),
    "royaume": frozenset("SA MA JO BH TH SZ LS BT TO BE".split()),
    "emirate": frozenset("QA KW AE".split()), "emirat": frozenset("QA KW AE".split()),
    "sultanate": frozenset("OM BN".split()), "sultanat": frozenset("OM BN".split()),
    "archipelago": frozenset("KM PH ID MV FJ SC CV BS".split()),
    "archipel": frozenset("KM PH ID MV FJ SC CV BS".split()),
}  # fmt: skip
"""Nouns for a country by what it is, with the countries that are called so."""
_LATTER = frozenset({"celui", "celle", "ceux", "celles"})
"""Pronouns that with "-ci" take up who was named last."""
_IDLE_IT = frozenset(
    "is was seems appears remains became rained takes took turns collapsed expired lasted failed "
    "happened came began started exploded detonated".split()
)
_MODALS = frozenset("would will may might could can should must".split())
_IDLE_VERBS = frozenset(
    "be become seem appear remain take turn rain have collapse expire last fail happen come begin "
    "start not help mean depend".split()
)
"""Verbs that say nothing of anybody behind "it will" ("it may be that", "it would take years")."""
_BETWEEN_VERBS = frozenset("also soon now still then next never even only well".split())
_IDLE_IL = frozenset("y faut s' est semble parait convient reste existe n' fallait etait".split())


@dataclass
class _State:
    """What has been mentioned so far."""

    seen: list[Candidate]
    main_country: str | None
    roles: dict[str, Candidate]
    openings: dict[int, str]
    """By sentence, the country in which it opens ("À Niamey, la junte", "In Lae, the police")."""
    served: dict[str, Candidate] = field(default_factory=dict)
    """By person, the body for which he acts."""
    group: Candidate | None = None
    """The armed group of a text that names no other."""


def resolve(
    words: Words,
    lex: Lexicon,
    candidates: list[Candidate],
    taken: set[int],
    filed: Sequence[str] = (),
    towns: Mapping[str, int] | None = None,
    scenes: Mapping[int, str] | None = None,
) -> list[Candidate]:
    """Link anaphoric descriptions and pronouns to the last fitting actor before them.

    Args:
        words: The text.
        lex: The language's words.
        candidates: Mentions found so far, in the order of the text, without overlaps.
        taken: Token positions that these cover.
        filed: Countries that the report was filed from.
        towns: In how many places of each country the text has something happen.
        scenes: The countries of places by the offset of their first character.
    """
    pointers = sorted(
        [*candidates, *_pointers(words, lex, taken, _last_words(words, candidates))],
        key=lambda c: (c.first, c.rank >= 0),
    )
    about = main_country(words, candidates, filed, towns or {})
    state = _State([], about, {}, _openings(words, scenes or {}))
    state.group = _only_group(words, candidates)
    found: list[Candidate] = []
    for candidate in pointers:
        if candidate.sector.startswith("pair"):
            found += both_parties(words, lex, candidate, state.seen)
            continue
        kept = _resolved(words, lex, candidate, state)
        if kept is None:
            continue
        if kept.form == "pronoun" and kept.sector == "they":
            found += _with_them(kept, state.seen)
        found.append(kept)
        if kept.rank >= 0:
            state.seen.append(kept)
        _remember_served(words, kept, state)
        for role in (*kept.roles, *kept.held):
            state.roles[role.split(" ")[-1]] = kept
            if kept.id[:2] != "~:":
                state.roles[_office_of(lex, role)] = kept
    return found


def _openings(words: Words, scenes: Mapping[int, str]) -> dict[int, str]:
    """By sentence, the country of the place that it opens with and a comma sets off."""
    found: dict[int, str] = {}
    for index, opens in enumerate(words.opens):
        at = index + 1
        if not opens or words.tokens[index].fold not in _PLACING:
            continue
        while at < len(words.tokens) and words.tokens[at].fold in _PLACE_ARTICLES:
            at += 1
        country = scenes.get(words.tokens[at].start) if at < len(words.tokens) else None
        after = at + 1
        while country and after < len(words.tokens) and after <= at + _LONGEST_PLACE:
            if words.gap(after).startswith(","):
                found[words.sentence[index]] = country
                break
            if not words.tokens[after].upper:
                break
            after += 1
    return found


def _remember_served(words: Words, kept: Candidate, state: _State) -> None:
    """Keep for whom a person acts, who is called so again without it."""
    if kept.kind not in {"person", "people"} or kept.plural:
        return
    if kept.serves is not None:
        state.served.setdefault(kept.id, kept.serves)
    elif kept.id in state.served:
        kept.serves = state.served[kept.id]
    elif kept.anonymous and kept.country is None and state.main_country:
        inside = {t.fold for t in words.tokens[kept.first : kept.last]}
        kept.country = state.main_country if inside & _OFFICIAL else None


_OFFICIAL = frozenset({"ministry", "government", "presidency", "ministere", "gouvernement"})
"""Words by which an unnamed person speaks for the state that a text is about."""
_PLACE_ARTICLES = frozenset({"the", "la", "le", "l'"})
_LONGEST_PLACE = 4


def _with_them(pronoun: Candidate, seen: list[Candidate]) -> list[Candidate]:
    """The other parties of the words that "they" takes up ("French and German envoys")."""
    target = next((c for c in reversed(seen) if c.id == pronoun.id and c is not pronoun), None)
    if target is None:
        return []
    span = target.first, target.last
    others = [c for c in seen if (c.first, c.last) == span and c.id != target.id]
    return [
        replace(other, first=pronoun.first, last=pronoun.last, form="pronoun", anaphoric=True)
        for other in others
    ]


def _office_of(lex: Lexicon, title: str) -> str:
    """The English name of an office by a title as found before a name, else the title."""
    first = title.replace("-", " ").partition(" ")[0]
    for folds, name, _ in lex.offices.get(first, ()):
        if " ".join(folds) == title.replace("-", " "):
            return name
    return title


def main_country(
    words: Words,
    candidates: list[Candidate],
    filed: Sequence[str] = (),
    towns: Mapping[str, int] | None = None,
) -> str | None:
    """The country that a text is mostly about.

    The one most often named; counted twice where it is a place ("in Mali"), once more for each town
    or province where something happens, and as three for each dateline. Of several, the first.
    """
    counts: Counter[str] = Counter()
    for country, number in (towns or {}).items():
        counts[country] += _TOWN_WEIGHT * number
    for country in filed:
        counts[country] += _FILED_WEIGHT
    for candidate in candidates:
        if candidate.country and candidate.kind not in {"media", "ngo", "company"}:
            counts[candidate.country] += _PLACE_WEIGHT if _is_placed(words, candidate) else 1
    return max(counts, key=lambda country: counts[country], default=None)


def _is_placed(words: Words, candidate: Candidate) -> bool:
    """Whether a country is told as where something is ("in Mali")."""
    before = words.tokens[candidate.first - 1].fold if candidate.first else ""
    return candidate.kind == "state" and before in _PLACING


_PLACE_WEIGHT = 2
_TOWN_WEIGHT = 1
_FILED_WEIGHT = 3
_PLACING = frozenset("in at near inside across en a au aux dans".split())
"""Prepositions after which a country is where something is."""


def _last_words(words: Words, candidates: Sequence[Candidate]) -> frozenset[str]:
    """The last words of bodies named by several, by which a text calls them again ("the Front")."""
    return frozenset(
        words.tokens[c.last - 1].fold for c in candidates
        if c.form == "name" and c.last - c.first > 1 and c.kind in _SPOKEN_FOR
    )  # fmt: skip


def _pointers(words: Words, lex: Lexicon, taken: set[int], ends: frozenset[str]) -> list[Candidate]:
    """Pronouns, possessives' nouns apart, and "the group", "the country", "the minister".

    With them the last words of named bodies where they stand with a capital ("the Front").
    """
    found: list[Candidate] = []
    wording = lex.wording
    person, group, thing = (
        frozenset(wording.pronouns.get(k, ())) for k in ("person", "group", "thing")
    )
    nouns = _GROUP_NOUNS.get(lex.language, {})
    lands = _COUNTRY_NOUNS.union(_REALMS)
    pointing = _LATTER.union(person, group, thing, nouns, lands, lex.titles, ends, _HALVES)
    for index in words.positions(pointing):
        if index in taken:
            continue
        token = words.tokens[index]
        fold = token.fold
        if fold in _LATTER and [t.fold for t in words.tokens[index + 1 : index + 2]] == ["ci"]:
            made = Candidate(index, index + 2, "", token.text, "people", form="pronoun")
            made.sector, made.plural = "latter", fold in {"ceux", "celles"}
            found.append(made)
            continue
        sector = (
            "he" if fold in person else "they" if fold in group else "it" if fold in thing else ""
        )
        if sector and not _idle(words, lex, index):
            made = Candidate(index, index + 1, "", token.text, "people", form="pronoun")
            made.sector = sector
            found.append(made)
            continue
        definite = index > 0 and words.joined(index)
        definite = definite and words.tokens[index - 1].fold in lex.sets["definite"]
        if not definite:
            continue
        if fold in _REALMS and (token.upper or _is_completed(words, index)):
            continue  # "the United Kingdom", "le royaume de Siam"
        if fold in nouns and lex.language == "fr" and _is_completed(words, index):
            continue  # "la mission de paix" is none that was named
        if fold in nouns or fold in lands or fold in lex.titles:
            sector = "noun" if fold in nouns else "country" if fold in lands else "role"
            made = Candidate(index, index + 1, "", token.text, "people", form="description")
            made.sector = sector
            found.append(made)
        elif fold in ends | _HALVES and token.upper and not words.headline[index]:
            made = Candidate(index, index + 1, "", token.text, "people", form="description")
            made.sector = "end"
            found.append(made)
    return found


def _is_completed(words: Words, index: int) -> bool:
    """Whether a noun goes on with "of" or "de", so that it says by itself what it is."""
    after = words.tokens[index + 1].fold if index + 1 < len(words.tokens) else ""
    return after in _COMPLETING and words.joined(index + 1)


_COMPLETING = frozenset({"of", "de", "du", "des", "d'"})


def _idle(words: Words, lex: Lexicon, index: int) -> bool:
    """Whether "it" or "il" stands for nothing: "it is clear that", "il faut"."""
    fold = words.tokens[index].fold
    after = words.tokens[index + 1].fold if index + 1 < len(words.tokens) else ""
    if lex.language == "fr":
        return fold == "il" and after in _IDLE_IL
    if fold == "it" and after in _MODALS:
        verb = next(
            (t.fold for t in words.tokens[index + 2 : index + 5] if t.fold not in _BETWEEN_VERBS),
            "",
        )
        return verb in _IDLE_VERBS or not verb
    return fold == "it" and after in _IDLE_IT


def _resolved(words: Words, lex: Lexicon, candidate: Candidate, state: _State) -> Candidate | None:
    if candidate.owner:
        return _owned(words, lex, candidate, state)
    if candidate.sector in {"he", "they", "it"} and candidate.form == "pronoun":
        return _pointed(candidate, pronoun_target(words, lex, candidate, state.seen))
    named = _named_alike(words, candidate, state)
    if named is not None or candidate.sector == "end":
        return _pointed(candidate, named)
    if candidate.sector in {"latter", "noun"}:
        return _pointed(candidate, _taken_up(words, lex, candidate, state))
    if candidate.sector == "office":
        return _office(words, lex, candidate, state)
    if candidate.sector == "country":
        realms = _REALMS.get(words.tokens[candidate.first].fold)
        return _country(lex, candidate, state, realms)
    if candidate.sector == "role":
        return _pointed(candidate, state.roles.get(words.tokens[candidate.first].fold))
    return _by_its_noun(words, lex, candidate, state)


def _by_its_noun(words: Words, lex: Lexicon, candidate: Candidate, state: _State) -> Candidate:
    """Whom a noun stands for: somebody told before, an institution of a country, or itself."""
    if candidate.definite and (candidate.sector == "people" or _is_ranked(candidate)):
        holder = _named_as(words, candidate, state)
        if holder is not None or candidate.sector == "people":
            return _pointed(candidate, holder) or candidate
    if candidate.rank < 0 and candidate.country and candidate.anaphoric:
        return of_country(lex, candidate, candidate.country)
    if candidate.anaphoric and not candidate.country:
        _as_police(words, candidate, state)
        return _institution(words, lex, candidate, state)
    return _pointed(candidate, _as_described(words, lex, candidate, state)) or candidate


def _is_ranked(candidate: Candidate) -> bool:
    """Whether a noun is the rank of one soldier ("the general")."""
    one = candidate.persons and not candidate.plural
    return candidate.sector == "mil" and one and candidate.country is None


def _named_alike(words: Words, candidate: Candidate, state: _State) -> Candidate | None:
    """The body that a noun of its name takes up: "the Army", "the courts" of a union of courts.

    With a capital that no sentence or headline gives it, wherever it was named; else only bodies
    that no state has, named not long before.
    """
    index = candidate.first
    if candidate.last - index != 1 or not index or candidate.id[:2] not in {"", "~:"}:
        return None
    token, before = words.tokens[index], words.tokens[index - 1]
    if before.fold not in _THE or not words.joined(index) or words.caseless:
        return None
    raised = token.upper and not words.headline[index]
    if not raised and candidate.sector not in {"noun", "jud"}:
        return None
    if token.fold in _HALVES:
        return _half(words, candidate, state) if raised else None
    alike = {token.fold, token.fold + "s"} if raised else {token.fold}
    here = words.sentence[index]
    for earlier in reversed(state.seen):
        far = here - words.sentence[earlier.first] > _WINDOW * 2
        if far and not raised:
            return None
        if earlier.form != "name" or earlier.kind not in _SPOKEN_FOR:
            continue
        if not raised and earlier.kind in _AUTHORITIES:
            continue
        span = words.tokens[earlier.first : earlier.last]
        if len(span) > 1 and any(t.fold in alike and t.upper for t in span):
            return earlier
    return None


_HALVES = frozenset({"north", "south"})
"""Words by which a text calls the one or the other Korea, Sudan or Yemen."""


def _half(words: Words, candidate: Candidate, state: _State) -> Candidate | None:
    """The state that "the North" or "the South" is, if the text has named one that is called so."""
    half, after = words.tokens[candidate.first].fold, candidate.last
    if after < len(words.tokens) and words.gap(after) in {" ", "-"} and (
        words.tokens[after].upper or words.tokens[after].fold in _OF_LAND
    ):  # fmt: skip
        return None
    states = [c for c in state.seen if c.kind == "state" and c.country == c.id]
    return next((c for c in reversed(states) if c.name.casefold().startswith(half + " ")), None)


_OF_LAND = frozenset({"of", "and", "east", "west", "coast", "du", "de"})
_THE = frozenset({"the", "le", "la", "les", "l'"})


def _as_described(
    words: Words, lex: Lexicon, candidate: Candidate, state: _State
) -> Candidate | None:
    """Whom a description takes up that the text has named or described before."""
    armed = candidate.sector == "armed" and candidate.definite and candidate.id.startswith("~:")
    generic = all(
        t.fold in _GENERIC or t.fold in _GROUP_NOUNS.get(lex.language, {})
        for t in words.tokens[candidate.first : candidate.last]
    )
    if armed and generic:
        target = _last(words, candidate, state, frozenset({"armed-group"}), _WINDOW * 2)
        if target is not None:
            return target
    told = _described(words, candidate, state)
    if told is None and candidate.kind == "company" and candidate.definite:
        return _only_company(words, candidate, state)
    single = candidate.last - candidate.first == 1 and candidate.id.startswith("~:")
    if told is None and single and words.tokens[candidate.first].fold in _REBELS:
        return state.group
    if told is None and armed and words.tokens[candidate.last - 1].fold in _ASSAILANTS:
        return _assailants(words, candidate, state)
    return told


_REBELS = frozenset("rebels guerrillas guerillas insurgents rebelles insurges".split())
"""Nouns for members of some armed group, unlike "gunmen", who may be anybody's."""


def _only_company(words: Words, candidate: Candidate, state: _State) -> Candidate | None:
    """The company that "the uranium firm" is, where the text has named no other near it."""
    if candidate.plural or candidate.id[:2] != "~:":
        return None
    here = words.sentence[candidate.first]
    near = [
        c for c in state.seen
        if c.kind == "company" and c.form == "name" and here - words.sentence[c.first] <= _WINDOW
    ]  # fmt: skip
    return near[-1] if len({c.id for c in near}) == 1 else None


def _only_group(words: Words, candidates: Sequence[Candidate]) -> Candidate | None:
    """The armed group that "rebels" are of, where the text names no other."""
    groups = [
        c for c in candidates
        if c.kind == "armed-group" and c.id[:2] not in {"", "~:"} and not _affiliation(words, c)
    ]  # fmt: skip
    return groups[0] if len({c.id for c in groups}) == 1 else None


_ASSAILANTS = frozenset(
    "attackers assailants raiders gunmen militiamen kidnappers captors assaillants attaquants "
    "ravisseurs miliciens".split()
)
"""Nouns that take up those who do violence by another name than the text gave them first."""


def _assailants(words: Words, candidate: Candidate, state: _State) -> Candidate | None:
    """Who "the attackers" are: the last armed men or armed group told before, if no force."""
    here = words.sentence[candidate.first]
    single = candidate.last - candidate.first == 1 and candidate.number is None
    for earlier in reversed(state.seen):
        if not single or here - words.sentence[earlier.first] > _WINDOW:
            return None
        armed = earlier.sector == "armed" or earlier.kind == "armed-group"
        if armed and earlier.form != "adjective" and not _affiliation(words, earlier):
            return earlier
    return None


def _taken_up(words: Words, lex: Lexicon, candidate: Candidate, state: _State) -> Candidate | None:
    """Whom "celui-ci" or a noun such as "the group" takes up."""
    if candidate.sector == "latter":
        return _latter(words, candidate, state)
    kinds = _GROUP_NOUNS[lex.language][words.tokens[candidate.first].fold]
    return _last(words, candidate, state, frozenset(kinds), _WINDOW * 2)


def _latter(words: Words, candidate: Candidate, state: _State) -> Candidate | None:
    """Who was named last, which is what "celui-ci" takes up in distinction from the subject."""
    here = words.sentence[candidate.first]
    for earlier in reversed(state.seen):
        if here - words.sentence[earlier.first] > 1:
            return None
        group = earlier.plural or earlier.kind == "armed-group"
        known = earlier.kind in _PARTIES and earlier.form != "adjective"
        if known and (group if candidate.plural else not earlier.plural):
            return earlier
    return None


_PARTIES = frozenset(
    {"person", "people", "government", "state", "military", "police", "armed-group", "party",
     "igo", "ngo", "company", "media"}
)  # fmt: skip


def _described(words: Words, candidate: Candidate, state: _State) -> Candidate | None:
    """Unnamed persons whom the text has introduced at more length: "the rebels" of "Tutsi rebels".

    Only a noun by itself with a definite article points back so.
    """
    single = candidate.last - candidate.first == 1 and candidate.definite
    single = single and (candidate.plural or candidate.kind in _SPOKEN_FOR)
    if not single or not candidate.id.startswith("~:") or candidate.number is not None:
        return None
    noun = words.tokens[candidate.first].fold
    here = words.sentence[candidate.first]
    for earlier in reversed(state.seen):
        if here - words.sentence[earlier.first] > _WINDOW * 2:
            return None
        kinds = {earlier.kind, candidate.kind}
        same = len(kinds) == 1 or kinds <= _SPOKEN_FOR
        same = same and words.tokens[earlier.last - 1].fold == noun
        if same and earlier.form in {"description", "nationality"} and " " in earlier.name:
            return earlier
    return None


_GENERIC = frozenset(
    "islamist jihadist jihadi rebel militant armed terrorist extremist insurgent guerrilla rebels "
    "group movement organisation organization militia militiamen gunmen militants groupe "
    "mouvement jihadiste djihadiste islamiste arme rebelle terroriste".split()
)


def _office(words: Words, lex: Lexicon, candidate: Candidate, state: _State) -> Candidate:
    """The person who holds the office, where the text names one; else the office of a country."""
    if candidate.plural or not candidate.roles:
        return candidate
    office = candidate.roles[0]
    holder = state.roles.get(office)
    past = not candidate.anaphoric
    if holder is not None and holder.id[:2] != "~:" and holder.kind == "person":
        unknown = holder.country is None and candidate.country in {None, state.main_country}
        same = candidate.country in {None, holder.country} or unknown
        named = holder.sector == "person" or not candidate.country
        if (
            same
            and named
            and not (past and candidate.country is None)
            and "-" not in (candidate.id.partition(".")[2].removesuffix(office.replace(" ", "-")))
        ):
            return _pointed(candidate, holder) or candidate
    known = None if past and not candidate.country else _known_holder(lex, candidate, office, state)
    if known is not None:
        return _pointed(candidate, known) or candidate
    if past or candidate.country:
        return candidate
    opened = state.openings.get(words.sentence[candidate.first])
    if opened is not None and office not in WORLD_OFFICES:
        candidate.country = opened
        name_office(lex, candidate, office, None)
    elif office in WORLD_OFFICES:
        name_office(lex, candidate, office, lex.book.entries.get(UNITED_NATIONS))
    elif state.main_country:
        candidate.country = state.main_country
        name_office(lex, candidate, office, None)
    else:
        candidate.anaphoric = False
    return candidate


def _known_holder(
    lex: Lexicon, candidate: Candidate, office: str, state: _State
) -> Candidate | None:
    """The one person named before whom the actor book tells to hold the office of the country.

    A former holder ("the former president") has a longer identifier and is nobody's here.
    """
    country = candidate.country or state.main_country
    tail = candidate.id.partition(".")[2]
    if country is None or (tail and tail != office.replace(" ", "-")):
        return None
    fitting: dict[str, Candidate] = {}
    for earlier in state.seen:
        entry = lex.book.entries.get(earlier.id) if earlier.kind == "person" else None
        if entry is not None and entry.country == country and office in entry.offices:
            fitting.setdefault(entry.id, earlier)
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _named_as(words: Words, candidate: Candidate, state: _State) -> Candidate | None:
    """The person whom the text has introduced by this noun: "the spokesman"."""
    single = candidate.last - candidate.first == 1 and not candidate.plural
    plain = candidate.id.startswith("~:") and candidate.number is None
    if not (single and plain):
        return None
    holder = state.roles.get(words.tokens[candidate.first].fold)
    return holder if holder is not None and holder.kind == "person" else None


def _pointed(candidate: Candidate, target: Candidate | None) -> Candidate | None:
    if target is None:
        return None
    candidate.id, candidate.name, candidate.kind = target.id, target.name, target.kind
    candidate.country, candidate.plural = target.country, target.plural
    candidate.anonymous, candidate.anaphoric = target.anonymous, True
    candidate.serves = target.serves
    return candidate


def _last(
    words: Words, candidate: Candidate, state: _State, kinds: frozenset[str], window: int
) -> Candidate | None:
    here = words.sentence[candidate.first]
    for earlier in reversed(state.seen):
        if here - words.sentence[earlier.first] > window:
            return None
        fits = earlier.kind in kinds or ("armed-group" in kinds and earlier.sector == "armed")
        named = fits and not earlier.id.startswith("~:")
        if named and not _affiliation(words, earlier):
            return earlier
    return None


def _affiliation(words: Words, earlier: Candidate) -> bool:
    """Whether an actor is only named as what another one is linked to: "tied to al-Qaeda"."""
    before = words.tokens[max(0, earlier.first - 3) : earlier.first]
    after = words.tokens[earlier.last : earlier.last + 1]
    return any(t.fold in TIES for t in before) or (
        words.gap(earlier.last) == "-" and any(t.fold in LINKED for t in after)
    )


def _country(
    lex: Lexicon, candidate: Candidate, state: _State, realms: frozenset[str] | None = None
) -> Candidate | None:
    """The country that the text is about, or was named last; of ``realms``, if those are given."""
    states = [
        c.country for c in state.seen
        if c.country and c.kind not in {"media", "ngo"} and (realms is None or c.country in realms)
    ]  # fmt: skip
    if not states:
        return None
    country = state.main_country if state.main_country in states else states[-1]
    if country is None:
        return None
    candidate.id = candidate.country = country
    candidate.name, candidate.kind = lex.book.country_name(country), "state"
    candidate.anaphoric = candidate.metonym = True
    return candidate


_SENDING = (
    "send", "sent", "keep", "kept", "has", "have", "deploy", "station", "dispatch", "withdr",
    "pull", "contribut", "lost", "maintain", "moved", "pour", "mass", "envoie", "envoy", "deploie",
)  # fmt: skip


def _sender(words: Words, candidate: Candidate, state: _State) -> str | None:
    """The country that in this sentence sends, keeps or loses the unnamed troops."""
    if candidate.sector != "mil" or not candidate.plural:
        return None
    for earlier in reversed(state.seen):
        if words.sentence[earlier.first] != words.sentence[candidate.first]:
            return None
        before = words.tokens[earlier.first - 1].fold if earlier.first else ""
        if not earlier.country or earlier.kind != "state" or before in PREPOSITIONS:
            continue
        between = words.tokens[earlier.last : candidate.first]
        sends = any(t.fold.startswith(_SENDING) for t in between)
        return earlier.country if sends else None
    return None


def _as_police(words: Words, candidate: Candidate, state: _State) -> None:
    """Officers and patrols are the police's where police were spoken of last.

    So are officers who arrest or search somebody where no soldiers were spoken of.
    """
    if words.tokens[candidate.last - 1].fold not in {"officer", "officers", "patrol", "patrols"}:
        return
    after = words.tokens[candidate.last : candidate.last + 1]
    for earlier in reversed(state.seen):
        if words.sentence[candidate.first] - words.sentence[earlier.first] > _WINDOW:
            break
        if earlier.sector in {"mil", "pol"}:
            if earlier.sector == "pol":
                candidate.sector, candidate.kind = "pol", "police"
            return
    if after and after[0].fold in _POLICING and words.gap(candidate.last) == " ":
        candidate.sector, candidate.kind = "pol", "police"


_POLICING = frozenset(
    "arrested detained searched questioned handcuffed interrogated booked".split()
)
"""What officers do who are the police's, unless soldiers have been spoken of."""
_WASHINGTON = "US"


def _institution(words: Words, lex: Lexicon, candidate: Candidate, state: _State) -> Candidate:
    """Give "the junta" or "the army" the country last spoken of so, else the main one."""
    here = words.sentence[candidate.first]
    country = state.main_country
    noun = words.tokens[candidate.last - 1]
    bare = noun.text == "Congress" and not candidate.definite and candidate.sector == "par"
    if bare and any(c.country == _WASHINGTON for c in state.seen):
        return of_country(lex, candidate, _WASHINGTON)  # with no article it is no other country's
    owner = _whose(words, lex, candidate, state)
    if owner is not None:
        return of_country(lex, candidate, owner)
    sender = None if candidate.definite else _sender(words, candidate, state)
    if sender is not None:
        return of_country(lex, candidate, sender)
    opened = state.openings.get(here) if candidate.definite else None
    if opened is not None:
        return of_country(lex, candidate, opened)
    far = False
    for earlier in reversed(state.seen):
        # Only a country under military rule has a junta, however far back it was named.
        far = here - words.sentence[earlier.first] > _WINDOW
        if candidate.military_rule != earlier.military_rule and (
            candidate.military_rule or earlier.sector == "gov"
        ):
            if not far and not candidate.military_rule and earlier.country == country:
                break
            continue
        if far and not candidate.military_rule:
            break
        same = earlier.country and earlier.sector == candidate.sector
        if same and not earlier.anonymous and earlier.form != "name":
            country = earlier.country
            break
    else:
        far = True
    if far and country == state.main_country and not candidate.military_rule:
        country = _spoken_of(words, candidate, state) or country
    if country is None:
        candidate.anaphoric = False
        return candidate
    return of_country(lex, candidate, country)


_LAST = frozenset("last first own remaining entire dernier derniere derniers dernieres".split())
_WHOSE_REACH = 3
"""Words between "whose" and its noun ("whose last regular troops")."""


def _whose(words: Words, lex: Lexicon, candidate: Candidate, state: _State) -> str | None:
    """The country before "whose" or "dont" ("Turkey, whose parliament", "Bakou, dont l'armée")."""
    index = candidate.first
    steps = 0
    while index and steps < _WHOSE_REACH and words.joined(index) and (
        words.tokens[index - 1].fold in {"le", "la", "les", "l'"}
        or words.tokens[index - 1].fold in lex.sets["modifiers"] | lex.sets["quantifiers"] | _LAST
    ):  # fmt: skip
        index, steps = index - 1, steps + 1
    if not index or words.tokens[index - 1].fold not in {"whose", "dont"}:
        return None
    before = (c for c in reversed(state.seen) if index - 2 <= c.last <= index - 1)
    return next((c.country for c in before if c.country), None)


def _spoken_of(words: Words, candidate: Candidate, state: _State) -> str | None:
    """The country that the sentences right before an institution speak of.

    The only one, if they name it more than once; or, where they leave out the country that the
    text is mostly about, the first that they name as a place.
    """
    here = words.sentence[candidate.first]
    near = [
        c for c in state.seen
        if c.country and here - words.sentence[c.first] <= _NEAR and c.kind not in {"media", "ngo"}
    ]  # fmt: skip
    countries = [c.country for c in near]
    told = len(near) > 1 or any(c.kind in _AUTHORITIES for c in near)
    if told and len(set(countries)) == 1:
        return countries[0]
    if state.main_country in countries:
        return None
    return next((c.country for c in near if _is_placed(words, c) and not c.metonym), None)


_AUTHORITIES = frozenset({"government", "military", "police"})
_NEAR = 2
"""Sentences before an institution that may say which country it belongs to."""


_SPOKEN_FOR = frozenset(
    {"government", "military", "police", "armed-group", "party", "igo", "ngo", "company"}
)
"""Bodies for which officials and spokespersons speak ("its spokesman said")."""


_MINISTRIES = frozenset("ministry ministere".split())
_MEMBERS = frozenset("members leaders leadership membres dirigeants direction".split())
"""Nouns for those who act for a body as the body itself ("its leaders")."""


def _owned(words: Words, lex: Lexicon, candidate: Candidate, state: _State) -> Candidate:
    """Such as "its forces", "their leader": the owner's own body, where the owner can be found."""
    owner = Candidate(candidate.first, candidate.first + 1, "", "", "people", form="pronoun")
    fold = candidate.owner or ""
    stand_in = {"his": "he", "her": "she", "its": "it", "their": "they", "leur": "they",
                "leurs": "they"}.get(fold, "it")  # fmt: skip
    target = _target_for(words, lex, owner, stand_in, state)
    if candidate.sector == "office":
        return _owned_office(words, lex, candidate, target, state)
    if target is None:
        return candidate
    if candidate.sector == "vehicle":
        return _armed_by(lex, candidate, target)
    if candidate.kind == "person" and candidate.form == "description":  # "its spokesman, Ana Ruiz"
        candidate.serves = target if target.kind in _SPOKEN_FOR else None
        return candidate
    body = candidate.sector in {"gov", "mil", "pol", "par", "spy", "emb"}
    ruler = target.kind in {"state", "government", "person", "military"}
    if target.country and body and ruler:
        made = of_country(lex, candidate, target.country)
        ministry = words.tokens[candidate.last - 1].fold in _MINISTRIES
        made.form = "nationality" if ministry else "pronoun"
        return made
    if candidate.anonymous and candidate.kind == "people" and target.kind in _SPOKEN_FOR:
        office, whose = candidate.name, target.name
        candidate.name = f"{office} de {whose}" if lex.language == "fr" else f"{whose} {office}"
        candidate.id, candidate.country = target.id, target.country
        candidate.form, candidate.anaphoric = "nationality", True
        return candidate
    noun = words.tokens[candidate.last - 1].fold
    men = noun in {"men", "people", "hommes"} or noun in _MEMBERS
    led = lex.book.entries.get(target.id.partition(".")[0]) if "." in target.id else None
    if led is not None and led.kind == "armed-group" and (men or candidate.sector == "armed"):
        candidate.id, candidate.name, candidate.kind = led.id, led.name, led.kind
        candidate.form, candidate.anaphoric = "pronoun", True
        return candidate
    if noun in _MEMBERS and target.kind in {"igo", "ngo", "party"}:
        candidate.form = "pronoun"
        return _pointed(candidate, target) or candidate
    fighting = men or candidate.sector in {"mil", "armed"}
    served = target if target.serves is None else target.serves
    if fighting and served.kind in _ARMED:
        candidate.form = "pronoun"
        return _pointed(candidate, served) or candidate
    if candidate.kind == "people" and candidate.id.startswith("~:") and target.id[:2] != "~:":
        of = "de" if lex.language == "fr" else "of"
        candidate.name = f"{candidate.name} {of} {target.name}"
        candidate.id = "~:" + candidate.name.casefold()
    return candidate


def _armed_by(lex: Lexicon, candidate: Candidate, owner: Candidate) -> Candidate:
    """The forces whose aircraft, ships and tanks do something: "its jets", "their gunboats"."""
    if owner.kind == "armed-group" and owner.id[:2] != "~:":
        candidate.form = "pronoun"
        return _pointed(candidate, owner) or candidate
    if owner.country and owner.kind in {"state", "government", "military"}:
        candidate.sector, candidate.kind, candidate.form = "mil", "military", "pronoun"
        return of_country(lex, candidate, owner.country)
    return candidate


def _owned_office(
    words: Words, lex: Lexicon, candidate: Candidate, owner: Candidate | None, state: _State
) -> Candidate:
    """Who holds an office of somebody told before ("its president", "his foreign minister")."""
    body = lex.book.entries.get(owner.id) if owner is not None else None
    if owner is not None and body is not None and body.kind in {"igo", "armed-group", "party"}:
        name_office(lex, candidate, candidate.roles[0], body)
    elif owner is not None and owner.country:
        candidate.country = owner.country
        name_office(lex, candidate, candidate.roles[0], None)
        return _office(words, lex, candidate, state)
    else:
        return _office(words, lex, candidate, state)
    return candidate


_ARMED = frozenset({"armed-group", "military", "police"})
"""Bodies whose men are the body."""


def _target_for(
    words: Words, lex: Lexicon, owner: Candidate, fold: str, state: _State
) -> Candidate | None:
    """Who a possessive stands for: first of all who has no preposition in this sentence."""
    here = words.sentence[owner.first]
    for back in range(2):
        fitting = [
            earlier for earlier in state.seen
            if words.sentence[earlier.first] == here - back and fits_pronoun(fold, earlier)
        ]  # fmt: skip
        free = [m for m in fitting if not is_governed(words, m)] if lex.language == "en" else []
        if fitting:
            return next(iter(free or fitting))
    return None
