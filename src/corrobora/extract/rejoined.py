"""Main verbs that a parse hangs below a clause about their subject.

"Malaysia, which leads the monitors, appealed for calm" may be parsed as a name with all else about
it, and "The curfew imposed on the capital has been extended" as two verbs of which the first is the
main one. Marks and helpers tell which verb is.
"""

from __future__ import annotations

from msgspec.structs import replace

from corrobora.extract.syntax import Sentence, Token

_BELOW = frozenset(("advcl", "conj", "parataxis", "ccomp", "xcomp", "acl"))
_HELPERS = frozenset("has have had is are was were will would".split())


def rejoined(sentence: Sentence) -> Sentence:
    """The sentence with such a verb above its subject; the same object when there is none."""
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
