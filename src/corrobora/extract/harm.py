"""Harm that a sentence tells without a word for the deed: "34 others are still in hospital".

The numbers of dead and wounded are found by their own words; which clause tells of them is read
from the parse. They are taken for harm by violence only where violence is told around them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from corrobora.extract.arguments import arguments_of_adjective, arguments_of_verb
from corrobora.extract.parts import CountMention
from corrobora.extract.syntax import Sentence, Token
from corrobora.extract.triggers import Trigger
from corrobora.vocab.event_patterns import CompiledEntry

HARMS = ("killed", "wounded")
_MAX_CLIMB = 6
_VERBS = ("VERB", "AUX")


def harm_entry(language: str) -> CompiledEntry:
    """What such a clause means: an assault of no known kind, told of those who suffer it."""
    return CompiledEntry(
        type="ASSAULT", mode=None, language=language, part="verb", text="", head="",
        subject_role="none", object_role="none",
    )  # fmt: skip


def harmed_in(sentence: Sentence, counts: Sequence[CountMention]) -> list[CountMention]:
    """The numbers of killed and wounded people in a sentence."""
    return [c for c in counts if c.of in HARMS and sentence.start <= c.start < sentence.end]


def head_of(sentence: Sentence, count: CountMention) -> Token | None:
    """The word of a number that the rest of the sentence governs."""
    outward = sentence.outward(count.start, count.end)
    return outward[-1] if outward else None


def clause_head(sentence: Sentence, token: Token) -> Token:
    """The verb of the clause that a word stands in, else the highest word above it."""
    last = token
    for word in islice(_upward(sentence, token), _MAX_CLIMB):
        last = word
        if word.pos in _VERBS and not word.dep.startswith(("acl", "aux", "amod", "cop")):
            break
        if sentence.child(word, "cop") is not None:
            break
    return last


def _upward(sentence: Sentence, token: Token) -> Iterator[Token]:
    yield token
    yield from sentence.ancestors(token)


def harm_trigger(sentence: Sentence, head: Token, harmed: Token, entry: CompiledEntry) -> Trigger:
    """The clause of a word as a deed that befalls those whom a number counts."""
    verbal = head.pos in _VERBS
    arguments = (
        arguments_of_verb(sentence, head) if verbal else arguments_of_adjective(sentence, head)
    )
    return Trigger(head, entry, arguments, (harmed,), frozenset())
