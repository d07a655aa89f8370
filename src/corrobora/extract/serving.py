"""For whom persons act and speak: "the Front's spokeswoman, Ana Ruiz", "Ana Ruiz of the Front"."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from corrobora.extract.candidate import Candidate, Lexicon, Words
from corrobora.extract.names import titles_before
from corrobora.extract.parts import Mention, Served

_BODIES = frozenset(
    {"armed-group", "party", "government", "military", "police", "igo", "ngo", "company", "media",
     "state"}
)  # fmt: skip
_BETWEEN = 6
"""Words between a body and the person who acts for it ("the Front's deputy chief of staff")."""
_LINKS = frozenset({"for", "of", "in", "at", "with", "de", "du", "des", "d'"})
_ARTICLES = frozenset({"a", "an", "the", "one", "le", "la", "l'", "les", "un", "une"})
_OWN = frozenset({"'s", "'"})
_NOT_OF_STATE = frozenset({"opposition leader", "rebel leader"})
"""Offices whose holders do not speak for their state."""


def find_served(words: Words, lex: Lexicon, kept: Sequence[Candidate]) -> None:
    """Give persons the body for which the words around them say that they act.

    What they hold is told by a noun of the wording's ``agents``: "the Front's spokeswoman, X",
    "X, a field commander of the Front", "a spokesman for the Front". Who is named so once acts for
    it in the whole text.

    Args:
        words: The text.
        lex: The language's words.
        kept: Mentions in the order of the text.
    """
    for person in kept:
        if person.kind == "person" and person.form == "name" and not person.roles:
            person.held = titles_before(words, lex, person.first)[1]
    bodies = [c for c in kept if c.kind in _BODIES and c.form != "adjective" and c.rank >= 0]
    if not lex.sets["agents"] or not bodies:
        return
    ends, starts = {c.last: c for c in bodies}, {c.first: c for c in bodies}
    named: dict[str, Candidate] = {}
    persons = [c for c in kept if c.kind in {"person", "people"} and not c.plural]
    for person in persons:
        if person.form in {"adjective", "pronoun"} or person.sector == "office":
            continue
        person.serves = _before(words, lex, person, ends) or _behind(words, lex, person, starts)
        if person.serves is not None and not person.id.startswith("~:"):
            named.setdefault(person.id, person.serves)
    for person in persons:
        person.serves = person.serves or named.get(person.id)


def _is_agent(words: Words, lex: Lexicon, person: Candidate) -> bool:
    """Whether the words of a person say by themselves what he is for somebody."""
    return person.form != "name" and words.tokens[person.last - 1].fold in lex.sets["agents"]


def _before(
    words: Words, lex: Lexicon, person: Candidate, ends: dict[int, Candidate]
) -> Candidate | None:
    """The body told before a person: "the Front's spokeswoman, Ana Ruiz", "Front leader Ruiz"."""
    said = _is_agent(words, lex, person)
    for index in range(person.first, max(0, person.first - _BETWEEN) - 1, -1):
        gap = words.gap(index)
        comma = index == person.first and said is False and gap == ", "
        if index != person.first and not words.joined(index) and gap not in {". ", ", "}:
            return None
        body = ends.get(index)
        if body is not None and body is not person:
            owns = index < len(words.tokens) and words.tokens[index].fold in _OWN
            return body if said and (owns or body.kind != "state") else None
        if index == person.first and not (words.joined(index) or comma):
            return None
        if index == 0:
            return None
        fold = words.tokens[index - 1].fold
        if fold in lex.sets["agents"]:
            said = True
        elif fold not in _OWN | lex.sets["modifiers"] and fold not in lex.titles:
            return None
    return None


def _behind(
    words: Words, lex: Lexicon, person: Candidate, starts: dict[int, Candidate]
) -> Candidate | None:
    """The body told behind a person: "Ana Ruiz, a spokeswoman for the Front"."""
    tokens, index = words.tokens, person.last
    said = _is_agent(words, lex, person)
    while index < len(tokens) and index - person.last < _BETWEEN:
        gap = words.gap(index)
        if not words.joined(index) and not (index == person.last and gap == ", "):
            return None
        body = starts.get(index)
        if body is not None and gap == ", ":
            return None  # "Ana Ruiz, Front leader": whose she is stands before what she is
        fold = tokens[index].fold
        if fold in lex.sets["agents"]:
            said = True
        elif fold in _LINKS and said:
            at = index + 1
            at += at < len(tokens) and tokens[at].fold in _ARTICLES
            found = starts.get(at)
            if found is None or (found.kind == "state" and fold in {"in", "at"}):
                return None
            longer = starts.get(found.last)  # "the Palestine | National Salvation Front"
            return longer if longer is not None and words.gap(found.last) == " " else found
        elif fold not in _ARTICLES | lex.sets["modifiers"] and fold not in lex.titles:
            return None
        index += 1
    return None


_OF_STATE = frozenset(
    "spokesman spokeswoman spokesperson diplomat ambassador envoy official negotiator delegate "
    "representative minister emissary porte-parole diplomate ambassadeur emissaire envoye "
    "responsable negociateur delegue representant ministre".split()
)
"""Nouns for persons who with a nationality speak for a state ("an Italian diplomat")."""


def served_by(lex: Lexicon, candidate: Candidate) -> Served | None:
    """The body that a person acts for: the one told, else the state that he holds an office of."""
    body = candidate.serves
    if body is not None:
        return Served(body.id, body.name, body.kind)
    if candidate.anonymous and candidate.id.endswith(".gov") and candidate.country is not None:
        return Served(candidate.id, f"{lex.book.country_name(candidate.country)} government",
                      "government")  # fmt: skip
    if candidate.kind not in {"person", "people"} or candidate.country is None:
        return None
    country = candidate.country[:2]
    suffix = candidate.id.partition(".")[2]
    held = {*candidate.roles, *candidate.held, suffix.replace("-", " ")}
    speaks = suffix.startswith("people:") and suffix.partition(":")[2] in _OF_STATE
    if not (speaks or held & (lex.wording.offices.keys() - _NOT_OF_STATE)):
        return None
    name = lex.book.country_name(country)
    return Served(f"{country}.gov", f"{name} government", "government")


def body_of(mention: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """The body that a person acts for: where the text last names it before him, else behind him.

    A body that the text does not name is given the words of the person.
    """
    served = mention.serves
    if served is None:
        return None
    wanted = {served.id, served.id.removesuffix(".gov")}
    own = [
        m for m in mentions
        if m.id in wanted and m.form not in ("adjective", "pronoun") and not m.anonymous
    ]  # fmt: skip
    named = [m for m in own if m.form == "name"] or own
    before = [m for m in named if m.start < mention.start]
    if named:
        return before[-1] if before else named[0]
    return replace(
        mention, id=served.id, name=served.name, kind=served.kind, form="nationality",
        anonymous=False, number=None, serves=None,
    )  # fmt: skip
