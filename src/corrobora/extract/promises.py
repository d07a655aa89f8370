"""Promises and offers: who agrees or offers to do something has agreed, and not yet done it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from corrobora.extract.arguments import preposition
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.stance import Grammar
from corrobora.extract.syntax import Sentence, Token
from corrobora.extract.triggers import Trigger

_HELPFUL = frozenset(
    ("CONSULT", "COOPERATE", "AID", "SUPPORT", "YIELD", "RETREAT", "AGREE", "OTHER", "STATE")
)
"""Types of which the promise is an agreement."""
_THREATS = {
    "ASSAULT": "violence", "SANCTION": "relations", "COERCE": "restrict", "REJECT": None,
    "PROTEST": None,
}  # fmt: skip
"""Types of which the promise is a threat, with the mode of it."""
_CONCEDING = frozenset(("accepter",))
"""Verbs that tell a concession by what is conceded ("acceptant de rendre leurs armes")."""
_WILL = frozenset(("will", "would", "shall", "'ll", "'d"))
_GIVEN = frozenset(("AID", "COOPERATE", "CONSULT", "MOBILIZE"))
"""Types of nouns that are part of what is promised ("to resume aid", "to halt missile tests")."""
_SPOKEN_OF = {
    "AGREE": _GIVEN,
    "REJECT": frozenset(("REQUEST", "AGREE", "CONSULT", "AID", "MOBILIZE", "SANCTION", "COERCE")),
    "YIELD": frozenset(("REQUEST", "SANCTION", "COERCE")),
    "SUPPORT": frozenset(("REQUEST",)),
    "THREATEN": frozenset(("SANCTION", "COERCE", "PROTEST", "ASSAULT")),
    "REQUEST": frozenset(("RETREAT", "YIELD", "CONSULT", "AID", "COOPERATE", "AGREE")),
}
"""Types of the nouns that a verb of the type speaks of and does not tell ("lifted the ban")."""
_ACCEPTED_BY = frozenset(("to", "on", "in", "with", "for", "à", "sur", "avec", "de", "d'"))


def undertaken(
    sentence: Sentence, triggers: Sequence[Trigger], lexicon: Lexicon, grammar: Grammar
) -> list[Trigger]:
    """The triggers with each promise and the deed it promises as one.

    "Kenya agreed to release the prisoners" is an agreement, "vowed to bomb the port" a threat,
    "pledged not to bomb it" an agreement again. Threats and refusals keep their deed apart, which
    may have happened, and so do joint decisions to do harm ("agreed to ban the airline").
    """
    at = {t.token.i: t for t in triggers}
    for trigger in triggers:
        for thing in _accepted(sentence, trigger):
            _drop(at, thing, _SPOKEN_OF[trigger.entry.type])
        entry = trigger.entry
        if entry.type != "AGREE" or entry.head in _CONCEDING:
            continue
        vowed = lexicon.is_form_of(trigger.token, lexicon.language.words("words", "promised"))
        for n, verb in enumerate(_promised(sentence, trigger)):
            negated = grammar.is_negated(sentence, verb)
            inner = at.get(verb.i)
            if inner is not None:
                own = any(sentence.children(t, "nmod:poss") for t in sentence.children(verb, "obj"))
                joined = _as_one(trigger, inner, vowed=vowed, negated=negated, own=own)
                if joined is None:
                    break
                if n:  # "agreed to share intelligence and to reopen the bridge"
                    kind = {"type": joined.entry.type, "mode": joined.entry.mode}
                    at[verb.i] = replace(inner, entry=replace(inner.entry, **kind))
                else:
                    at[trigger.token.i] = joined
                    del at[verb.i]
            for thing in _told_under(sentence, verb):
                _drop(at, thing, _GIVEN)
    return [at[i] for i in sorted(at)]


def threatened(sentence: Sentence, trigger: Trigger, markers: frozenset[str]) -> Trigger | None:
    """The threat that harm announced on a condition is ("would bomb the port if ...").

    Args:
        sentence: The sentence.
        trigger: The harm that somebody says their own side will do.
        markers: Words that open a condition.
    """
    entry = trigger.entry
    if entry.part != "verb" or entry.type not in _THREATS:
        return None
    willing = trigger.token.has("Tense=Fut") or trigger.token.has("Mood=Cnd")
    if not willing and not any(t.lower in _WILL for t in sentence.children(trigger.token, "aux")):
        return None
    for clause in sentence.children(trigger.token, "advcl"):
        if any(t.lower in markers for t in sentence.children(clause, "mark")):
            made = replace(entry, type="THREATEN", mode=_THREATS[entry.type], stance=None)
            return replace(trigger, entry=made)
    return None


def _accepted(sentence: Sentence, trigger: Trigger) -> list[Token]:
    """The nouns of what a verb accepts or refuses ("agreed to talks", "declined the request")."""
    if trigger.entry.part != "verb" or trigger.entry.type not in _SPOKEN_OF:
        return []
    things: list[Token] = []
    inner = _promised(sentence, trigger) if trigger.entry.type == "REJECT" else []
    for verb in (trigger.token, *inner):  # "refused to accept the request"
        things += sentence.children(verb, "obj", "nsubj:pass")
        for thing in sentence.children(verb, "obl"):
            if preposition(sentence, thing) in _ACCEPTED_BY:
                things.append(thing)
    return things


def _told_under(sentence: Sentence, verb: Token) -> list[Token]:
    """The nouns of a verb's own clause ("agreed to send men to a peacekeeping force")."""
    found: list[Token] = []
    for thing in sentence.children(verb, "obj", "obl", "nmod"):
        found += [thing, *_told_under(sentence, thing)]
    return found


def _drop(at: dict[int, Trigger], thing: Token, types: frozenset[str]) -> None:
    given = at.get(thing.i)
    if given is not None and given.entry.part == "noun" and given.entry.type in types:
        del at[thing.i]


def _as_one(
    promise: Trigger, inner: Trigger, *, vowed: bool, negated: bool, own: bool
) -> Trigger | None:
    """The promise and its deed as one trigger, or ``None`` where they are two."""
    type_ = inner.entry.type
    if inner.entry.part == "noun":
        return None
    if type_ == "SUPPORT" and not negated:
        # to agree to restore relations, or to be ready to back somebody, is to do it
        entry = replace(promise.entry, type=type_, mode=inner.entry.mode)
        return replace(promise, entry=entry)
    helpful = type_ in _HELPFUL or (type_ == "MOBILIZE" and not vowed) or own
    if helpful != negated or type_ == "OTHER":
        return promise
    if vowed and not helpful and type_ in _THREATS:
        return replace(promise, entry=replace(promise.entry, type="THREATEN", mode=_THREATS[type_]))
    if vowed and helpful:
        return replace(promise, entry=replace(promise.entry, type="REJECT", mode=None))
    return None


def _promised(sentence: Sentence, promise: Trigger) -> list[Token]:
    """The verbs of what is promised: the infinitive on the promise, and those beside it."""
    words = [promise.token, *(sentence.tokens[i] for i in sorted(promise.absorbed))]
    for word in words:
        if word.i in promise.absorbed and word.dep == "xcomp" and word.pos == "VERB":
            return _with_others(sentence, word)  # "agreed to meet" is one entry
        for child in sentence.children(word, "xcomp", "advcl", "ccomp", "acl"):
            infinitive = child.dep == "xcomp" or child.has("VerbForm=Inf")
            if infinitive and child.i > word.i and child.pos in ("VERB", "AUX"):
                return _with_others(sentence, child)
    return []


def _with_others(sentence: Sentence, verb: Token) -> list[Token]:
    others = [t for t in sentence.children(verb, "conj") if t.has("VerbForm=Inf")]
    return [verb, *others]
