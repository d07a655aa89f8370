"""Verbs that a parse hangs too low: below a clause about their subject, or one inside theirs.

"Malaysia, which leads the monitors, appealed for calm" may be parsed as a name with all else about
it, and "The curfew imposed on the capital has been extended" as two verbs of which the first is the
main one; in "accused Russia of waging war and appealed" and "said it would pay and thanked" two
verbs are joined whose forms do not agree. Marks, helpers and forms tell which verb is.
"""

from __future__ import annotations

from msgspec.structs import replace

from corrobora.extract.syntax import Sentence, Token

_BELOW = frozenset(("advcl", "conj", "parataxis", "ccomp", "xcomp", "acl"))
_MODALS = frozenset("would will could can may might should must shall 'll 'd".split())
_QUOTES = frozenset(('"', "\u201c", "\u201d"))
_HELPERS = frozenset("has have had is are was were will would".split())


def rejoined(sentence: Sentence) -> Sentence:
    """The sentence with such verbs where they belong; the same object when there is none."""
    return _with_joined(_with_main(sentence))


def _with_joined(sentence: Sentence) -> Sentence:
    """The sentence with verbs behind "and" joined to one of their own form."""
    changed = {
        verb.i: replace(verb, head=above.i)
        for verb in sentence.tokens
        if verb.dep == "conj" and verb.pos == "VERB"
        for above in [_joined_to(sentence, verb)] if above is not None
    }  # fmt: skip
    if not changed:
        return sentence
    return Sentence([changed.get(t.i, t) for t in sentence.tokens])


def _joined_to(sentence: Sentence, verb: Token) -> Token | None:
    """The verb that a past tense is rather joined to than to the one the parse has, if any.

    That is, where the nearer one is a gerund or infinitive, stands behind "would", or is quoted.
    """
    if sentence.children(verb, "nsubj", "nsubj:pass", "aux", "aux:pass", "cop", "mark", "expl"):
        return None
    near = sentence.tokens[verb.head]
    if not _is_past(verb) or verb.has("VerbForm=Inf") or verb.lower.endswith("ing"):
        return None
    if near.pos not in ("VERB", "AUX") or near.i > verb.i:
        return None
    if not (_is_unfinished(sentence, near) or _parted_by_mark(sentence, near, verb)):
        return None
    for above in sentence.ancestors(near):
        if above.i > verb.i or above.pos not in ("VERB", "AUX"):
            continue
        if not (_is_unfinished(sentence, above) or _parted_by_mark(sentence, above, verb)):
            return above
    return None


def _is_unfinished(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb is no past tense: a bare gerund, an infinitive, one behind "would"."""
    helpers = [t.lower for t in sentence.children(verb, "aux", "aux:pass", "cop")]
    if any(helper in _MODALS for helper in helpers):
        return True
    if any(t.lower == "to" for t in sentence.children(verb, "mark")):
        return True
    return not helpers and (verb.lower.endswith("ing") or verb.has("VerbForm=Inf"))


def _parted_by_mark(sentence: Sentence, one: Token, other: Token) -> bool:
    """Whether a quotation ends between two words."""
    between = sentence.tokens[one.i + 1 : other.i]
    return sum(t.text in _QUOTES for t in between) % 2 == 1


def _with_main(sentence: Sentence) -> Sentence:
    """The sentence with a main verb above its subject."""
    for token in sentence.tokens:
        if token.pos not in ("NOUN", "PROPN") or token.i == len(sentence.tokens) - 1:
            continue
        changed = _split_by_relative(sentence, token) or _split_by_participle(sentence, token)
        if changed:
            at = {t.i: t for t in changed}
            return Sentence([at.get(t.i, t) for t in sentence.tokens])
    return sentence


def _split_by_relative(sentence: Sentence, noun: Token) -> list[Token]:
    """The words to change where a noun with a relative clause heads the sentence."""
    if noun.dep != "root":
        return []
    for clause in sentence.children(noun, "acl:relcl"):
        for verb in (*sentence.children(clause), *sentence.children(noun)):
            if verb.i <= clause.i or not _may_be_main(sentence, verb):
                continue
            if sentence.tokens[verb.i - 1].text != "," or not _is_past(verb):
                continue
            if sentence.children(verb, "aux", "aux:pass", "cop"):
                continue
            return [
                replace(noun, head=verb.i, dep="nsubj"), replace(verb, head=verb.i, dep="root")
            ]  # fmt: skip
    return []


def _split_by_participle(sentence: Sentence, noun: Token) -> list[Token]:
    """The words to change where a participle behind a subject was taken for its verb."""
    first = sentence.tokens[noun.i + 1]
    if noun.dep != "nsubj" or noun.head != first.i or first.pos != "VERB":
        return []
    if not first.lower.endswith("ed") or sentence.children(first, "aux", "aux:pass", "obj"):
        return []
    for verb in sentence.children(first, *_BELOW):
        helpers = sentence.children(verb, "aux", "aux:pass", "cop")
        if verb.i < first.i or not helpers or not _may_be_main(sentence, verb):
            continue
        lead = min(helpers, key=lambda t: t.i)
        if lead.lower not in _HELPERS or sentence.tokens[lead.i - 1].text == ",":
            continue
        passive = any(t.dep == "aux:pass" for t in helpers)
        root = first.head == first.i
        return [
            replace(noun, head=verb.i, dep="nsubj:pass" if passive else "nsubj"),
            replace(first, head=noun.i, dep="acl", morph="Tense=Past|VerbForm=Part|Voice=Pass"),
            replace(verb, head=verb.i if root else first.head, dep=first.dep),
        ]
    return []


def _may_be_main(sentence: Sentence, verb: Token) -> bool:
    """Whether a word is a verb below another that has no subject and nothing that joins it."""
    if verb.pos != "VERB" or verb.dep.split(":")[0] not in _BELOW:
        return False
    return not sentence.children(verb, "nsubj", "nsubj:pass", "mark", "cc", "expl")


def _is_past(verb: Token) -> bool:
    """Whether a verb is finite or a form in -ed, which taggers take for a participle."""
    return verb.has("VerbForm=Fin") or verb.lower.endswith("ed")
