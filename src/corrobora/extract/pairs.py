"""Words that stand for two parties: "both sides", "the two countries", "each side"."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from corrobora.extract.candidate import Candidate, Lexicon, Words
from corrobora.extract.office_holders import name_office
from corrobora.extract.parts import THINGS
from corrobora.model import ActorKind

_PAIRS = {
    "sides": "sides", "parties": "sides", "rivals": "sides", "foes": "sides", "enemies": "sides",
    "camps": "sides", "belligerents": "sides", "countries": "states", "neighbours": "states",
    "neighbors": "states", "nations": "states", "states": "states", "governments": "states",
    "capitals": "states", "armies": "armies", "militaries": "armies", "leaders": "leaders",
    "presidents": "leaders", "ministers": "leaders", "generals": "persons", "men": "persons",
    "belligerants": "sides", "adversaires": "sides", "ennemis": "sides", "pays": "states",
    "voisins": "states", "etats": "states", "capitales": "states", "gouvernements": "states",
    "armees": "armies", "dirigeants": "leaders", "ministres": "leaders", "generaux": "persons",
    "hommes": "persons",
}  # fmt: skip
_ONES = {
    "side": "sides", "party": "sides", "camp": "sides", "country": "states",
    "government": "states", "capital": "states", "army": "armies",
}  # fmt: skip
_OPPOSED = frozenset("warring rival opposing hostile feuding belligerent neighbouring".split())
"""Words between "both" and those who are two."""
_GOVERNING = frozenset({"state", "government", "military"})


_OFFICES = {
    "presidents": "president", "leaders": "leader", "dirigeants": "leader", "ministers": "minister",
    "ministres": "minister", "foreign ministers": "foreign minister",
    "prime ministers": "prime minister", "defence ministers": "defence minister",
    "defense ministers": "defence minister",
}  # fmt: skip
"""What each of two holders of an office is called who have no names in the text."""


def pairs(words: Words, lex: Lexicon) -> list[Candidate]:
    """Words for two parties at once: "both sides", "the two countries", "each side"."""
    found: list[Candidate] = []
    for index in words.positions(_TWO.get(lex.language, _TWO["en"])):
        first = _alone(words, index)
        if first is not None:
            made = Candidate(first, index + 1, "~:", "", "people", sector="pair sides")
            made.rank, made.plural, made.form = 6, True, "description"
            made.id, made.name = _BOTH, words.between(first, index + 1)
            found.append(made)
    for index in words.positions(_PAIRS.keys() | _ONES.keys()):
        if index == 0 or not words.joined(index):
            continue
        first, last, office = _with_office(words, lex, index)
        if first > 1 and words.tokens[first - 1].fold in _OPPOSED and words.joined(first - 1):
            first -= 1
        before, token = words.tokens[first - 1].fold if first else "", words.tokens[index]
        each = before == "each" and token.fold in _ONES
        kind = _ONES.get(token.fold, "")
        if not each:
            kind = _PAIRS.get(token.fold, "")
            counted = before in {"two", "deux", "both"}
            if before in {"two", "deux"}:
                article = words.tokens[first - 2].fold if first > 1 else ""
                counted = article in {"the", "les", "des", "aux", "these", "ces"}
            if not counted or (kind == "persons" and before == "both"):
                continue
        if kind:
            made = Candidate(first - 1, last, "~:", "", "people", sector="pair " + kind)
            made.rank, made.plural, made.form = 6, True, "description"
            made.id, made.name = f"~:{token.fold}", words.between(first, last)
            made.roles = (office,) if office else ()
            found.append(made)
    return found


_TWO = {"en": frozenset({"both", "two", "each"}), "fr": frozenset({"deux"})}
_BOTH = "~:both"
_ACTING = frozenset(
    """have has had are were will would could may might agreed signed met share shared hope
    want depend border quarrelled clashed fought remain ont avaient sont etaient vont
    partagent""".split()
)
"""Verbs before which "both" and "the two" stand alone for two parties."""


_RECIPROCAL = frozenset(
    "accused accuses accusing blamed blames blaming faulted faulting claimed claims denied denies "
    "said says".split()
)
"""Verbs before which "each" stands alone for two parties."""


def _alone(words: Words, index: int) -> int | None:
    """Where "both" or "the two" begins that stands alone as a subject, else ``None``."""
    after = words.tokens[index + 1].fold if index + 1 < len(words.tokens) else ""
    if words.tokens[index].fold == "each" and after in _RECIPROCAL:
        return index
    if after not in _ACTING or words.gap(index + 1) != " ":
        return None
    if words.tokens[index].fold == "both":
        return index
    before = words.tokens[index - 1].fold if index else ""
    return index - 1 if before in {"the", "les"} and words.joined(index) else None


def _with_office(words: Words, lex: Lexicon, index: int) -> tuple[int, int, str]:
    """Where the words of an office begin and end that a noun belongs to, and its English name."""
    fold = words.tokens[index].fold
    if index and words.joined(index):
        longer = f"{words.tokens[index - 1].fold} {fold}"
        if longer in _OFFICES:
            return index - 1, index + 1, _OFFICES[longer]
    for folds, name, plural in lex.offices.get(fold, ()):
        end = index + len(folds)
        told = [t.fold for t in words.tokens[index:end]]
        if plural and len(folds) > 1 and told == list(folds):
            return index, end, name
    return index, index + 1, _OFFICES.get(fold, "")


def both_parties(
    words: Words, lex: Lexicon, pair: Candidate, seen: list[Candidate]
) -> list[Candidate]:
    """One mention, of the same words, for each of the last two parties of that sort."""
    what = pair.sector.partition(" ")[2]
    parties: dict[str, Candidate] = {}
    if pair.id == _BOTH:
        counted = _two_told(words, pair, seen)
        if counted is not None:
            return [counted]
        seen = _foremost(seen)
    for earlier in reversed(seen):
        if words.sentence[pair.first] - words.sentence[earlier.first] > _PAIR_WINDOW:
            break
        before = words.tokens[earlier.first - 1].fold if earlier.first else ""
        party = None if before in _LOCATIVE else _as_party(lex, earlier, what)
        if party is not None and what == "sides" and party.id[2:3] == ".":
            states = [c for c in seen if c.id == party.country and c.kind == "state"]
            party = replace(states[-1]) if states else party
        if party is not None:
            parties.setdefault(party.id, party)
        if len(parties) == 2:
            break
    if len(parties) < 2 and pair.roles:
        parties = _office_pair(words, lex, pair, seen)
    if len(parties) < 2:
        pair.roles = ()
        pair.sector, pair.first = "people", pair.last - 1
        kinds: dict[str, ActorKind] = {"states": "government", "armies": "military"}
        pair.kind = kinds.get(what, "people")
        return [] if what == "sides" else [pair]
    made = []
    for party in reversed(parties.values()):
        party.first, party.last, party.form = pair.first, pair.last, "description"
        party.anaphoric, party.anonymous = True, False
        made.append(party)
    return made


def _two_told(words: Words, pair: Candidate, seen: list[Candidate]) -> Candidate | None:
    """The two persons that "both" takes up, where the words just before count them."""
    for earlier in reversed(seen):
        if words.sentence[pair.first] - words.sentence[earlier.first] > 1:
            return None
        if earlier.number == 2:
            return replace(earlier, first=pair.first, last=pair.last, anaphoric=True)
    return None


def _foremost(seen: list[Candidate]) -> list[Candidate]:
    """What was told of the two countries that a text has spoken of most so far."""
    counted = Counter(c.country for c in seen if c.country and c.kind in _GOVERNING)
    ranked = sorted(counted, key=lambda country: (-counted[country], country))[:2]
    return [c for c in seen if c.country in ranked]


def _office_pair(
    words: Words, lex: Lexicon, pair: Candidate, seen: list[Candidate]
) -> dict[str, Candidate]:
    """The holders of an office in the last two countries spoken of, without their names."""
    found: dict[str, Candidate] = {}
    for earlier in reversed(seen):
        if words.sentence[pair.first] - words.sentence[earlier.first] > _PAIR_WINDOW:
            break
        before = words.tokens[earlier.first - 1].fold if earlier.first else ""
        party = None if before in _LOCATIVE else _as_party(lex, earlier, "states")
        if party is None or earlier.kind not in _GOVERNING | {"person"}:
            continue
        name_office(lex, party, pair.roles[0], None)
        party.kind, party.sector, party.roles = "person", "office", pair.roles
        found.setdefault(party.id, party)
        if len(found) == 2:
            break
    return found


_PAIR_WINDOW = 6
_LOCATIVE = frozenset("in at near inside across en a au aux dans".split())
"""Prepositions after which a country is a place and no party."""


def _as_party(lex: Lexicon, earlier: Candidate, what: str) -> Candidate | None:
    """A copy of an earlier mention as one side of a pair, or None when it is of another sort."""
    if earlier.anonymous or earlier.kind in THINGS or earlier.kind in {"media", "ngo", "place"}:
        return None
    if what in {"persons", "leaders"}:
        return replace(earlier) if earlier.kind == "person" else None
    official = earlier.country and earlier.kind in _GOVERNING and "." not in earlier.id[3:]
    if what == "sides":
        named = earlier.kind in {"armed-group", "party"} and not earlier.id.startswith("~:")
        return replace(earlier) if (official and earlier.form != "adjective") or named else None
    if not earlier.country or earlier.kind in {"igo", "company"}:
        return None
    made = replace(
        earlier, id=earlier.country, kind="state", sector="gov", roles=(), unit="military"
    )
    made.name = lex.book.country_name(earlier.country)
    if what == "armies":
        made.sector = "mil"
        of_country(lex, made, earlier.country)
        made.kind = "military"
    return made


_NAMED_BY_NOUN = frozenset({"party", "court"})
"""Sectors of which a country has several bodies, which go by their own nouns."""


def of_country(lex: Lexicon, candidate: Candidate, country: str) -> Candidate:
    """Make an institution that of a country: "the army" -> the Malian military."""
    adjective = lex.book.adjective(country)
    named = candidate.unit if candidate.unit != "military" else ""
    nouns = {
        "mil": candidate.unit,
        "pol": named or "police",
        "par": "parliament",
        "jud": "judiciary",
    }
    if candidate.sector in _NAMED_BY_NOUN:
        noun = candidate.name
        candidate.id = f"{country}.{candidate.sector}:{noun.casefold()}"
        candidate.country, candidate.anaphoric = country, True
        candidate.name = f"{adjective} {noun}"
        return candidate
    candidate.id = f"{country}.{candidate.sector}"
    if candidate.sector == "jud" and lex.language == "en":
        candidate.country, candidate.anaphoric = country, True
        candidate.name = f"{lex.book.country_name(country)} {candidate.name}"
        return candidate
    if candidate.sector == "mil" and candidate.unit != "military":
        candidate.id += ":" + candidate.unit.replace(" ", "-")
    candidate.country = country
    candidate.anaphoric = True
    if candidate.sector == "gov":
        office = candidate.unit if candidate.unit != "military" else "government"
        candidate.name = f"{lex.book.country_name(country)} {office}"
    elif candidate.sector == "par":
        candidate.name = f"{lex.book.country_name(country)} {named or 'parliament'}"
    else:
        candidate.name = f"{adjective} {nouns.get(candidate.sector, candidate.name)}"
    return candidate
