"""What a noun group is called: identifier, name and kind of "JNIM fighters", "Malian troops"."""

from __future__ import annotations

from msgspec import Struct, field

from corrobora.extract.candidate import Candidate, Lexicon, Words
from corrobora.extract.parts import THINGS
from corrobora.vocab.actor_book import Head
from corrobora.vocab.types import ActorEntry

FORCES = frozenset({"mil", "armed"})


class Group(Struct):
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
    people: list[str] = field(default_factory=list)
    body: tuple[int, int] | None = None


def head_at(words: Words, lex: Lexicon, index: int) -> tuple[int, Head, bool] | None:
    """(end, class, plural) of the longest head noun that begins at ``index``."""
    tokens = words.tokens
    following = tokens[index + 1].fold if index + 1 < len(tokens) else ""
    for folds, head, plural in lex.heads.get(tokens[index].fold, ()):
        end = index + len(folds)
        if end > len(tokens) or (len(folds) > 1 and folds[1] != following):
            continue
        if len(folds) == 1 or all(
            tokens[index + i].fold == fold and (i == 0 or words.joined(index + i))
            for i, fold in enumerate(folds)
        ):
            return end, head, plural
    return None


def owned(base: Candidate, entry: ActorEntry) -> Candidate:
    """Resolve "JNIM fighters" (JNIM), "EU officials" (of the EU), "the Trump administration"."""
    base.country = entry.country
    if base.kind in THINGS:
        base.id, base.country = "~:" + base.name.casefold(), None
    elif base.sector == "arms":
        base.id, base.name, base.kind, base.form = entry.id, entry.name, entry.kind, "name"
    elif entry.kind == "person" and base.sector == "gov" and entry.country:
        base.id = f"{entry.country}.gov"
        base.form = "name"
    elif _stand_for(base, entry) or (base.sector == "gov" and entry.kind == "armed-group"):
        base.id, base.name, base.kind, base.form = entry.id, entry.name, entry.kind, "name"
    else:
        base.id = entry.id if base.anonymous else f"{entry.id}:{base.name.casefold()}"
        base.form = "nationality"
    return base


def _stand_for(base: Candidate, entry: ActorEntry) -> bool:
    """Whether what some do is done by their body: "JNIM fighters", "AUC men"."""
    if base.sector in FORCES | {"member"}:
        return True
    inside = base.name.casefold().split()
    if entry.kind not in _COMMANDING or _MEMBERS.isdisjoint({inside[0], inside[-1]}):
        return False
    base.persons = True
    return True


_COMMANDING = frozenset({"armed-group", "military", "police"})
_MEMBERS = frozenset(
    "men members elements supporters columns cells units squads hommes membres éléments".split()
)
"""Nouns for those of a body that say nothing else of them."""


def national(words: Words, lex: Lexicon, base: Candidate, group: Group) -> Candidate:
    """Such as "Malian troops" -> ML.mil; "French diplomats" -> FR.people:diplomats."""
    base.form = "nationality"
    inside = {t.fold for t in words.tokens[group.name_first : group.head_first]}
    if base.kind == "vehicle" and len(group.countries) == 1 and inside & _MARTIAL:
        base.kind, base.sector = "military", "mil"
    if len(group.countries) > 1 or base.kind in THINGS:
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
        "gov": f"{lex.book.country_name(country)} {office_of(words, lex, group)}",
        "mil": f"{adjective} {unit_of(words, lex, group)}",
        "pol": f"{adjective} {named_body(words, lex, group) or 'police'}",
        "spy": f"{adjective} intelligence services",
        "par": f"{lex.book.country_name(country)} {named_body(words, lex, group) or 'parliament'}",
        "jud": f"{lex.book.country_name(country)} {_court(words, lex, group)}",
        "emb": f"{adjective} embassy",
    }
    if base.sector in names:
        base.id, base.name = f"{country}.{base.sector}", names[base.sector]
        if base.sector == "mil" and not base.name.endswith(" military"):
            base.id += ":" + base.name.partition(" ")[2].replace(" ", "-")
        return base
    noun = " ".join([*group.people, noun])
    base.id = f"{country}.{base.sector}:{noun.casefold()}"
    base.name = f"{adjective} {noun}"
    return base


_HOLDERS = {
    "army": "mil", "military": "mil", "naval": "mil", "navy": "mil", "garrison": "mil",
    "barracks": "mil", "militaire": "mil", "militaires": "mil", "caserne": "mil", "police": "pol",
    "gendarmerie": "pol", "commissariat": "pol",
}  # fmt: skip


def holder(words: Words, group: Group) -> Candidate | None:
    """Whose a place or a vehicle is, as a second party in its words: the army of "army base"."""
    made = Candidate(
        group.name_first, group.last, "~:holder", "", "military", form="description", rank=-1
    )
    made.shares = made.anaphoric = True
    entry = group.owner_entry
    if entry is not None and entry.kind in {"armed-group", "military", "police"}:
        made.id, made.name, made.kind, made.country = (
            entry.id,
            entry.name,
            entry.kind,
            entry.country,
        )
        made.form, made.anaphoric = "name", False
        return made
    inside = [t.fold for t in words.tokens[group.name_first : group.last]]
    made.sector = next((_HOLDERS[fold] for fold in inside if fold in _HOLDERS), "")
    if not made.sector or len(group.countries) > 1 or "training" in inside or "attache" in inside:
        return None
    made.kind = "police" if made.sector == "pol" else "military"
    made.name = "police" if made.sector == "pol" else "military"
    made.id = "~:" + made.name
    made.country = group.countries[0] if group.countries else None
    return made


_MARTIAL = frozenset("navy naval army military force fighter combat attack spy coast".split())
"""Words that make a country's vehicle a part of its forces."""
_UNITS = (
    "presidential guard", "republican guard", "national guard", "coast guard", "border guard",
    "special forces", "security forces",
)  # fmt: skip
"""Bodies of their own beside the army, named as such."""


def unit_of(words: Words, lex: Lexicon, group: Group) -> str:
    """The body of a country's forces that a noun group names: "military" where it names none."""
    single = group.last - group.head_first < 2
    if single and words.tokens[group.head_first].fold != "coastguard":
        return "military"
    if lex.language == "fr":
        noun = _noun_of(words, lex, group)
        return noun if noun in _UNITS else "military"
    fold = " ".join(t.fold for t in words.tokens[group.head_first : group.last])
    fold = fold.replace("coastguard", "coast guard")
    return next((unit for unit in _UNITS if fold.startswith(unit.removesuffix("s"))), "military")


def named_body(words: Words, lex: Lexicon, group: Group) -> str:
    """The gendarmerie or, in French, the senate that words name; else nothing."""
    if group.head.sector not in ("pol", "par"):
        return ""
    noun = _noun_of(words, lex, group)
    if lex.language != "fr":
        return "gendarmerie" if noun.startswith("gendarme") else ""
    return noun if noun in _NAMED_BODIES else ""


_NAMED_BODIES = frozenset(("gendarmerie", "senate"))


def office_of(words: Words, lex: Lexicon, group: Group) -> str:
    """The ministry or the presidency that French words name; else the government as a whole."""
    if lex.language != "fr" or group.plural:
        return "government"
    head = group.head_first
    folds = [t.fold for t in words.tokens[head : _head_end(words, lex, group)]]
    if len(folds) == 1:  # "ministère malien de la Défense"
        rest = words.tokens[head + 1 : group.last]
        at = next((i for i, t in enumerate(rest) if t.fold in _OF), len(rest))
        folds += [t.fold for t in rest[at:]]
    noun = lex.english.get(" ".join(folds).replace("' ", "'")) or lex.english.get(folds[0], "")
    return noun if noun.endswith(_OFFICES) else "government"


_OFFICES = ("ministry", "presidency", "prosecutor")
_OF = frozenset(("de", "du", "des", "d'"))


def _court(words: Words, lex: Lexicon, group: Group) -> str:
    """The court or commission where its words name one, else the judiciary as a whole."""
    noun = words.between(group.head_first, _head_end(words, lex, group)).casefold()
    plain = lex.language == "fr" or group.plural or " " not in noun
    return "judiciary" if plain else noun


def _noun_of(words: Words, lex: Lexicon, group: Group) -> str:
    """The head noun in English and in the plural where the language's table has it."""
    end = max(group.head_first + 1, _head_end(words, lex, group))
    familiar = next(
        (i for i in range(group.head_first + 1, end) if words.tokens[i].fold == "familiar"), end
    )
    head = words.between(group.head_first, familiar)
    if lex.language == "fr":
        fold = " ".join(
            t.fold for t in words.tokens[group.head_first : _head_end(words, lex, group)]
        ).replace("' ", "'")
        return lex.english.get(fold) or lex.english.get(_singular(fold)) or head.casefold()
    return head if head[1:2].isupper() and not words.caseless else head.casefold()


def _singular(fold: str) -> str:
    return " ".join(word.removesuffix("s") for word in fold.split(" "))


def _head_end(words: Words, lex: Lexicon, group: Group) -> int:
    hit = head_at(words, lex, group.head_first)
    return hit[0] if hit else group.last


def words_of(words: Words, lex: Lexicon, group: Group) -> str:
    """The words of an unnamed group without article and number."""
    last = group.last
    name = " ".join(words.between(group.name_first, last).split())
    token = words.tokens[group.name_first]
    ordinary = token.fold in lex.sets["modifiers"] or group.name_first == group.head_first
    if words.caseless or (ordinary and not (token.text[1:2].isupper() or token.dotted)):
        return name.casefold() if words.caseless else name[:1].casefold() + name[1:]
    return name
