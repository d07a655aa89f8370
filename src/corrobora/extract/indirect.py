"""Whom a deed befalls that names only a thing: by whose thing it is, or whom the thing concerns.

"Washington froze Iraqi assets", "Algiers cut its ties with Rabat", "Ankara insists that NATO hand
over the codes": nobody is the object, and yet the text says who is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from corrobora.extract.arguments import arguments_of_verb, preposition
from corrobora.extract.parts import INANIMATE, Mention
from corrobora.extract.syntax import Sentence, Token
from corrobora.extract.triggers import Trigger
from corrobora.vocab.types import Role

_TOWARDS = frozenset("with to against towards toward avec à au aux contre envers".split())
"""Prepositions behind a thing that bring in whom it concerns ("ties with", "aid to")."""
_ASKING = frozenset(("REQUEST", "ACCUSE"))
"""Types whose clause has as its subject whom they are directed at."""
OWNERS = frozenset(("state", "government", "military", "armed-group", "igo", "party", "company"))
"""Kinds of actor that stand before a thing as its owners ("a Security Council statement")."""
_STAYING = frozenset(("MOBILIZE", "CONSULT", "STATE"))
"""Types of which "to" and "with" tell a place or a companion rather than whom they befall."""

_GOVERNING = frozenset(("AGREE", "REJECT", "THREATEN", "YIELD"))
"""Types whose infinitive tells whom they are directed at ("threatened to shell the port")."""


At = Callable[[Token], Mention | None]
Mentions = Callable[[Sentence, Iterable[Token]], list[Mention]]


def through_objects(
    sentence: Sentence, trigger: Trigger, at: At, mentions: Mentions
) -> list[tuple[Role, Mention]]:
    """Parties of a verb whose objects are things, each with its role."""
    found: list[tuple[Role, Mention]] = []
    taken = (sentence.tokens[i] for i in sorted(trigger.absorbed))
    things = [*trigger.objects, *(t for t in taken if t.dep == "obj")]
    for head in things:
        if head.i == trigger.token.i or at(head) is not None:
            continue
        found += [("target", m) for m in _whose(sentence, head, at)]
        for child in sentence.children(head, "nmod"):
            word = preposition(sentence, child)
            if child.i < head.i or word not in _TOWARDS or trigger.entry.type in _STAYING:
                continue
            role = trigger.entry.prepositions.get(word, "target")
            found += [(role, m) for m in mentions(sentence, [child]) if m.kind != "place"]
    return found


def _whose(sentence: Sentence, thing: Token, at: At) -> list[Mention]:
    """Whose a thing is by the words before it ("Iraqi assets", "a Security Council statement")."""
    found = []
    for child in sentence.children(thing, "amod", "compound", "nmod"):
        mention = at(child)
        if mention is None or child.i > thing.i or sentence.children(child, "case"):
            continue
        national = mention.form == "adjective" and mention.country is not None
        if national or (mention.form == "name" and mention.kind in OWNERS):
            found.append(mention)
    return found[:1]


def asked_in_clause(sentence: Sentence, trigger: Trigger, mentions: Mentions) -> list[Mention]:
    """Who is to do what a demand or charge says in its clause ("insists that NATO hand over")."""
    if trigger.entry.type not in _ASKING or trigger.entry.part != "verb":
        return []
    clauses = sentence.children(trigger.token, "ccomp")
    subjects = [t for c in clauses[:1] for t in sentence.children(c, "nsubj", "nsubj:pass")]
    return mentions(sentence, subjects)


def meant_by_infinitive(sentence: Sentence, trigger: Trigger, mentions: Mentions) -> list[Mention]:
    """Whom the promised, refused or threatened deed befalls ("offered to help the army")."""
    if trigger.entry.type not in _GOVERNING or trigger.entry.part == "noun":
        return []
    for clause in sentence.children(trigger.token, "xcomp")[:1]:
        inner = arguments_of_verb(sentence, clause)
        towards = [t for p, t in inner.obliques if p.split(" ")[0] in _TOWARDS]
        for heads in (towards, inner.objects):  # "to send troops to Chad" is to Chad
            befallen = [m for m in mentions(sentence, heads) if m.kind not in INANIMATE]
            if befallen:
                return befallen
    return []
