"""Participants of a deed as a claim holds them: in which words, and who acts for whom."""

from __future__ import annotations

import re

from msgspec.structs import replace

from corrobora.extract.arguments import preposition
from corrobora.extract.deeds import Deed
from corrobora.extract.parts import THINGS, Mention
from corrobora.extract.roles import MentionIndex
from corrobora.extract.serving import body_of
from corrobora.extract.syntax import Sentence, Token
from corrobora.model import Actor
from corrobora.text import Reading

_HOLDERS = frozenset(("of", "de", "d'", "du", "des"))
_MEMBERS_OF = frozenset(("of", "from", "de", "d'", "du", "des"))
_BODIES = frozenset(("armed-group", "military", "police", "government", "party"))
_HOUSED = frozenset(("company", "media", "ngo", "government"))
_PARTS = " \t\n-\"'\u201d\u2019)"
"""What parts the name of a body from the noun behind it."""
_LINK = re.compile(r"\s+(?:of|from|de|du|des|d['\u2019])?\s*(?:the|la|le|les|l['\u2019])?\s*$")
_MEMBER = re.compile(r"(?:.*\s)?(?:members?|membres?)\s", re.IGNORECASE)
"""Words that say nothing of persons but that they belong to a body."""
_QUOTES = frozenset("\"'\u201c\u201d\u2018\u2019\u00ab\u00bb-'s\u2019s")
_OUTSIDE = frozenset(("det", "nummod", "case", "punct", "cc", "advmod", "mark", "cop"))
"""Relations of words before a noun that are no part of what the thing is called."""
_LARGE = frozenset(("dozen", "hundred", "thousand", "million", "cent", "mille"))
"""Numbers that some parses take for nouns."""
_NOBODY = frozenset(
    """men individuals persons people members elements youths others hommes individus personnes
    membres éléments gens inconnus""".split()
)
"""Nouns for persons that say nothing of who they are."""
_THE = frozenset(("the", "le", "la", "l'", "les", "this", "that", "ce", "cette"))
_SPOKES = "spokes"
"""How nouns begin for persons whose words are those of a body."""
_TELLING = frozenset(("in", "of", "from", "en", "de", "d'", "du", "des"))
_APART = 7
"""Words behind such a noun that may say who they are."""
_IN_NAME = ("PROPN", "DET", "ADJ", "NOUN")
_ENDS_NAME = frozenset(("acl", "acl:relcl", "advcl", "parataxis", "appos"))


class Participants:
    """Turns the parties of deeds into the actors and targets of claims."""

    def __init__(
        self,
        reading: Reading,
        index: MentionIndex,
        quantifiers: frozenset[str],
        premises: frozenset[str],
        hedges: frozenset[str],
    ) -> None:
        self._reading = reading
        self._index = index
        self._quantifiers = quantifiers
        self._premises = premises
        self._hedges = hedges
        self._things: list[Actor] = []

    def actors(self, deed: Deed) -> tuple[Actor, ...]:
        """Who does it; where persons do violence for a body, the body and the persons."""
        found: list[Actor] = []
        for mention in deed.parties.actors:
            if _is_used(deed, mention):
                continue
            if deed.trigger.entry.type == "ASSAULT" and is_body(mention):
                found += doers(mention, self._index, self._reading)
                continue
            found.append(self._one(mention, deed.sentence))
            if deed.trigger.entry.type == "ASSAULT" and mention.kind == "people":
                found += self._acted_for(deed.sentence, mention)
            elif mention.anonymous and _SPOKES in mention.text.casefold():
                found += self._spoken_for(mention)
        return tuple(map(self._unhedged, _once(found)))

    def supplied(self, mention: Mention) -> tuple[Actor, ...]:
        """A doer whom the words around a deed supply, in the words that name it best."""
        mention = self._index.named(mention)
        return (self._unhedged(actor_of(mention, self._reading, mention.body)),)

    def _spoken_for(self, mention: Mention) -> list[Actor]:
        """The body for which somebody unnamed speaks ("a spokesman for the Front denied")."""
        body = body_of(mention, self._index.mentions)
        return [] if body is None else [actor_of(body, self._reading)]

    def _acted_for(self, sentence: Sentence, mention: Mention) -> list[Actor]:
        """The body that unnamed persons are of ("members of the army", "men from the Front")."""
        inside = {t.i for t in sentence.tokens if mention.start <= t.start and t.end <= mention.end}
        for i in sorted(inside):
            for holder in sentence.children(sentence.tokens[i], "nmod"):
                body = self._index.at(holder)
                if holder.i in inside or preposition(sentence, holder) not in _MEMBERS_OF:
                    continue
                if body is not None and is_body(body) and body.kind != "government":
                    return [actor_of(body, self._reading, body.body)]
        return []

    def _told_apart(self, sentence: Sentence, mention: Mention, end: int) -> int:
        """Where the words end that tell unnamed persons apart by what they wear or are.

        "Men" and "members" say nobody; "men in uniform" and "members of the tribe" do.
        """
        inside = [t for t in sentence.tokens if mention.start <= t.start and t.end <= mention.end]
        if not inside:
            return end
        last = inside[-1].i
        tokens = sentence.tokens
        if inside[-1].lower not in _NOBODY:
            return self._with_leader(sentence, last, end)
        if last + 1 >= len(tokens) or tokens[last + 1].lower not in _TELLING:
            return end
        reach = tokens[last + 1 : last + 1 + _APART]
        for token in reach[1:]:
            if token.pos in ("NOUN", "PROPN"):
                end = token.end
            elif token.pos not in ("ADJ", "DET", "ADP") or (
                token.pos == "ADP" and token.lower not in _HOLDERS
            ):
                break
        return end

    def _with_leader(self, sentence: Sentence, last: int, end: int) -> int:
        """Where the name ends of whose men somebody is ("gunmen of Bashir Raghe", "loyal to X")."""
        tokens = sentence.tokens
        after = [t.lower for t in tokens[last + 1 : last + 3]]
        at = last + 1 + (2 if after == ["loyal", "to"] else 1)
        if after != ["loyal", "to"] and after[:1] not in (["of"], ["de"]):
            return end
        reach = at
        while reach < len(tokens) and reach - at < _APART and tokens[reach].pos in _IN_NAME:
            reach += 1
        while reach > at and tokens[reach - 1].pos != "PROPN":
            reach -= 1
        return tokens[reach - 1].end if reach > at else end

    def _uncounted(self, sentence: Sentence, mention: Mention) -> tuple[int, int]:
        """The words of an unnamed party without how many they are ("two gunmen")."""
        start, end = mention.start, mention.end
        if mention.id.startswith("~:") and mention.kind == "people":
            end = self._told_apart(sentence, mention, end)
            for token in sentence.tokens:
                if token.start != start or token.end >= mention.end:
                    continue
                counts = token.pos in ("NUM", "DET") or token.lower in self._quantifiers
                counts = counts or token.text == "-" or token.lower in _LARGE
                after = sentence.tokens[token.i + 1 : token.i + 2]
                if not counts or not after or after[0].lower in _HOLDERS:
                    break
                start = after[0].start
        return start, end

    def _unhedged(self, actor: Actor) -> Actor:
        """Without words that only doubt who it was ("suspected rebels")."""
        words = actor.text.split(" ")
        kept = [w for w in words if w.casefold() not in self._hedges]
        text = " ".join(kept)
        at = actor.text.find(text)
        if not kept or len(kept) == len(words) or at < 0:
            return actor
        start = actor.start + at
        return replace(actor, text=text, start=start, end=start + len(text))

    def targets(self, deed: Deed) -> tuple[Actor, ...]:
        """Whom or what it befalls."""
        found = tuple(self._one(m, deed.sentence) for m in deed.parties.targets)
        if deed.trigger.entry.type != "ASSAULT":
            return found
        return tuple(replace(a, kind="facility") if self._is_premises(a) else a for a in found)

    def _is_premises(self, actor: Actor) -> bool:
        """Whether violence to an institution is done to its house ("fired at the embassy")."""
        if actor.kind not in _HOUSED:
            return False
        words = actor.text.casefold().split()
        return not self._premises.isdisjoint({*words, " ".join(words[-2:])})

    def _one(self, mention: Mention, sentence: Sentence) -> Actor:
        mention = self._index.named(mention)
        if mention.kind not in THINGS:
            return actor_of(mention, self._reading, self._uncounted(sentence, mention))
        thing = actor_of(mention, self._reading, extent(sentence, mention, self._quantifiers))
        return self._told_before(sentence, mention, thing)

    def _told_before(self, sentence: Sentence, mention: Mention, thing: Actor) -> Actor:
        """The thing itself, or for "the plant" the power plant told before."""
        first = next((t for t in sentence.tokens if t.end > mention.start), None)
        before = sentence.tokens[first.i - 1] if first is not None and first.i else None
        tail = f" {thing.text.casefold()}"
        if before is not None and before.lower in _THE:
            for known in self._things:
                if known.text.casefold().endswith(tail):
                    return known
        self._things.append(thing)
        return thing


def actor_of(mention: Mention, reading: Reading, span: tuple[int, int] | None = None) -> Actor:
    """A mention as a participant, with its words, or those of another place, as given.

    Offsets count in ``Reading.text``.
    """
    start, end = reading.given_span(*(span or (mention.start, mention.end)))
    return Actor(
        id=mention.id, name=mention.name, kind=mention.kind,
        text=reading.given[start:end], start=start, end=end,
    )  # fmt: skip


def _is_used(deed: Deed, mention: Mention) -> bool:
    """Whether a thing stands where violence has its doer."""
    acts = mention.kind == "vehicle" and mention.form == "nationality"  # "Chinese vessels rammed"
    return deed.trigger.entry.type == "ASSAULT" and mention.kind in THINGS and not acts


def _once(actors: list[Actor]) -> list[Actor]:
    """Actors without those that stand there twice in the same words."""
    seen: dict[tuple[str, int], Actor] = {}
    for actor in actors:
        seen.setdefault((actor.id, actor.start), actor)
    return list(seen.values())


def is_body(mention: Mention) -> bool:
    """Whether words stand for a body for which persons act."""
    return mention.kind in _BODIES and mention.form != "pronoun"


def doers(mention: Mention, index: MentionIndex, reading: Reading) -> list[Actor]:
    """Who does violence for a body: of "FLA fighters" the body, "FLA", and the persons, "fighters".

    Persons who are only described ("the rebels") act for the body that the text has named.
    """
    if not mention.persons:
        return [actor_of(mention, reading, mention.body)]
    words = mention.body or index.naming(mention)
    body = actor_of(mention, reading, words)
    if words is None:
        return [body]
    start, end = mention.start, mention.end
    if mention.body is not None and mention.body[1] < end:
        start = mention.body[1]
    elif mention.body is not None and not _MEMBER.match(mention.text):
        end = mention.body[0]
    text = reading.text[start:end]
    start += len(text) - len(text.lstrip(_PARTS))
    end -= len(text) - len(_LINK.sub("", text))
    persons = actor_of(mention, reading, (start, end))
    name = persons.text
    return [body, replace(persons, id=f"~:{name.casefold()}", name=name, kind="people")]


def extent(sentence: Sentence, mention: Mention, quantifiers: frozenset[str]) -> tuple[int, int]:
    """All words by which a thing is told apart: "the Santa Rosa warehouse", "the home of X".

    Articles and numbers are left out, relative clauses and what follows a comma too. A mention of
    another sentence keeps its words.
    """
    inside = [t for t in sentence.tokens if mention.start <= t.start and t.end <= mention.end]
    if not inside:
        return mention.start, mention.end
    outward = [t for t in inside if not any(t.head == o.i for o in inside) or t.head == t.i]
    head = outward[-1] if outward else inside[-1]
    below = {t.i for t in sentence.subtree(head)}
    first = inside[0].i
    while first > 0 and _describes(sentence.tokens[first - 1], below, quantifiers):
        first -= 1
    if first > 1 and sentence.tokens[first].text == "-" and sentence.tokens[first - 1].pos == "NUM":
        first -= 1  # "an 11-floor building"
    while sentence.tokens[first].i < inside[0].i and sentence.tokens[first].pos == "PUNCT":
        first += 1
    first = _with_owner(sentence, head, first)
    last = _with_holder(sentence, inside[-1].i, below)
    return sentence.tokens[first].start, sentence.tokens[last].end


def _with_owner(sentence: Sentence, head: Token, first: int) -> int:
    """The index of the first word of whose thing it is ("the judge's house"), else ``first``."""
    owner = sentence.child(head, "nmod:poss")
    if owner is None or owner.pos not in ("NOUN", "PROPN") or owner.i >= first:
        return first
    phrase = sentence.subtree(owner)
    if phrase[-1].i != first - 1 or any(t.dep in _ENDS_NAME for t in phrase):
        return first
    start = phrase[0].i
    while start < owner.i and sentence.tokens[start].pos in ("DET", "PUNCT", "NUM"):
        start += 1
    return start


def _describes(token: Token, below: set[int], quantifiers: frozenset[str]) -> bool:
    if token.i not in below:
        return False
    if token.text in _QUOTES:
        return True
    if token.dep.split(":")[0] in _OUTSIDE or token.pos in ("NUM", "DET", "ADP", "VERB", "PRON"):
        return False
    return token.lower not in quantifiers


def _with_holder(sentence: Sentence, last: int, below: set[int]) -> int:
    """The index of the last word of "of ..." right behind a noun, else ``last``."""
    tokens = sentence.tokens
    if last + 2 >= len(tokens) or tokens[last + 1].lower not in _HOLDERS:
        return last
    holder = tokens[tokens[last + 1].head]
    if holder.i not in below or preposition(sentence, holder) not in _HOLDERS:
        return last
    cut = [t.i for t in sentence.subtree(holder) if t.dep in _ENDS_NAME]
    whole = {t.i for t in sentence.subtree(holder, without=cut)} - set(cut)
    end = last
    at = last + 1
    while at < len(tokens) and at in whole and _may_stand_in_name(tokens, at):
        if tokens[at].pos in ("NOUN", "PROPN", "NUM", "X"):
            end = at
        at += 1
    return end


def _may_stand_in_name(tokens: tuple[Token, ...], at: int) -> bool:
    token = tokens[at]
    if token.pos == "PUNCT":
        return token.text in _QUOTES
    if token.pos == "CCONJ":
        return at + 1 < len(tokens) and tokens[at + 1].pos in ("NOUN", "PROPN", "ADJ")
    if token.pos == "ADP":
        return token.lower in _HOLDERS
    return token.pos not in ("VERB", "AUX", "SCONJ")
