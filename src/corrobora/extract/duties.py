"""Demands that a verb of duty makes: who says that others must do something asks it of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from msgspec.structs import replace

from corrobora.extract.attribution import Attribution
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.parts import Mention
from corrobora.extract.roles import Parties
from corrobora.extract.syntax import Sentence, Token
from corrobora.extract.triggers import Trigger

_AUTHORITIES = frozenset(("state", "government", "military", "police"))
"""Kinds of actor that are one party where they are of one country."""
_MODES = {
    "RETREAT": "yield", "YIELD": "yield", "AID": "assist", "COOPERATE": "assist",
    "CONSULT": "meet",
}  # fmt: skip
"""What is asked of somebody who must do a deed of this type; else it is a change."""
_HARMFUL = frozenset(("ASSAULT", "COERCE", "SANCTION", "PROTEST", "MOBILIZE", "THREATEN"))
_ASSERTING = frozenset(("insist",))
_STATING = frozenset(
    "is are was were am 's 're has have had does do did will would can could may might".split()
)
"""Helpers of a clause that tells what is so ("insists that it was no coup")."""
_MEMBERS = ("conj", "xcomp", "ccomp")
_CLIMB = 4


class Duty(NamedTuple):
    """What is to be done, and how.

    Attributes:
        verb: The verb that the word of duty governs.
        leave_off: It is a duty to leave off what the deed tells.
        past: It was not done when it was due ("should have left").
        counsel: The word only counsels ("should"), so that nobody need be told to say it.
    """

    verb: Token
    leave_off: bool
    past: bool
    counsel: bool


def duty_on(
    sentence: Sentence, token: Token, lexicon: Lexicon, heads: Collection[int]
) -> Duty | None:
    """The duty that governs a verb ("must withdraw", "has to stop supporting").

    Args:
        sentence: The sentence.
        token: The verb.
        lexicon: Of the sentence's language.
        heads: Indices of all trigger words of the sentence: what must be done by way of another
            deed is not asked for itself ("must agree to withdraw").
    """
    words = lexicon.language.words("modals", "duty")
    phrases = lexicon.language.words("modals", "duty_to")
    leave_off, node = False, token
    for _ in range(_CLIMB):
        helpers = sentence.children(node, "aux")
        word = next((t for t in helpers if t.lower in words), None)
        if word is not None:
            if any(t.i > word.i for t in sentence.children(node, "nsubj") if t.i < node.i):
                return None  # "must Iran withdraw?", "should he resign, ..."
            past = any(t.lower == "have" for t in helpers)
            return Duty(node, leave_off, past, counsel=word.lower == "should")
        above = sentence.head(node)
        if above is None or node.dep.partition(":")[0] not in _MEMBERS:
            return None
        if node.dep != "conj":
            marks = lexicon.language.words("modals", "duty_mark")
            marked = not marks or any(t.lower in marks for t in sentence.children(node, "mark"))
            if above.lower in phrases and marked:
                if sentence.children(above, "aux"):
                    return None  # "would have to", "may need to"
                verb = node if node.dep == "ccomp" else above  # "il faut que le Tchad se retire"
                return Duty(verb, leave_off, past=False, counsel=False)
            if node.dep == "ccomp" or above.i in heads:
                return None
            lemmas = lexicon.lemmas(above.lower, "verb")
            leave_off |= any(x in lexicon.language.negating_verbs for x in lemmas)
        node = above
    return None


def asked_of(
    trigger: Trigger, parties: Parties, duty: Duty, spoken: Attribution | None, *, negated: bool
) -> tuple[Trigger, Parties] | None:
    """The demand or reproach that a spoken duty is, with who makes it and of whom.

    Args:
        trigger: The deed that is a duty.
        parties: Who is to do it, and whom it would befall.
        duty: The word of duty.
        spoken: The innermost attribution that covers the deed.
        negated: It is a duty not to do it.

    Returns:
        ``None`` where a party only speaks of its own duties, or nobody speaks who is known.
    """
    if spoken is None and not (duty.counsel and parties.actors and trigger.arguments.subjects):
        return None
    if spoken is not None and (spoken.hold in ("fear", "deny") or not spoken.sources):
        return None
    sources = spoken.sources if spoken is not None else ()
    asking = [s.mention for s in sources if s.mention is not None]
    if spoken is not None and not asking:
        return None
    doers = [m for m in parties.actors if m not in parties.targets] or parties.actors
    if any(is_one_party(a, b) for a in asking for b in doers):
        return None
    made = Parties()
    made.add("actor", asking)
    made.add("target", doers)
    entry = trigger.entry
    if duty.past:
        entry = replace(entry, type="ACCUSE", mode="disapprove", stance=None)
    else:
        mode = _MODES.get(entry.type, "change")
        if duty.leave_off or (negated and entry.type in _HARMFUL):
            mode = "yield"
        entry = replace(entry, type="REQUEST", mode=mode, stance=None)
    return replace(trigger, entry=entry), made


def is_one_party(one: Mention, other: Mention) -> bool:
    """Whether two are of one side: the same, or authorities and officials of one country."""
    if one.id == other.id:
        return True
    if one.country is None or one.country != other.country:
        return False
    return other.kind in _AUTHORITIES and one.kind in (*_AUTHORITIES, "person")


def only_asserts(sentence: Sentence, trigger: Trigger, lexicon: Lexicon) -> bool:
    """Whether who insists says that something is so, and asks for nothing.

    "Insists that it strikes only bandits" asserts; "insists that Peru lift the ban" asks.
    """
    if trigger.entry.head not in _ASSERTING or trigger.entry.type != "REQUEST":
        return False
    clause = sentence.child(trigger.token, "ccomp")
    if clause is None:
        return False
    helpers = sentence.children(clause, "aux", "aux:pass", "cop")
    if helpers:
        return any(t.lower in _STATING for t in helpers)
    return clause.lower not in lexicon.lemmas(clause.lower, "verb")
