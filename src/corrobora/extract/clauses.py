"""The stretch of text that tells of a deed: its clause without the clauses of others."""

from __future__ import annotations

from corrobora.extract.syntax import Sentence, Token, once_a_sentence
from corrobora.extract.triggers import Trigger

_CLAUSAL = frozenset(("ccomp", "conj", "advcl", "acl", "parataxis", "xcomp", "csubj"))
_OTHERS_OWN = ("parataxis", "conj", "acl:relcl", "ccomp")
_WIDEST_GAP = 12
"""Words of another clause that may stand inside a clause before it is cut there."""


def clause_of(sentence: Sentence, trigger: Trigger, heads: frozenset[int]) -> tuple[int, int]:
    """Start and end of the clause of a trigger.

    Args:
        sentence: The sentence.
        trigger: The trigger.
        heads: Indices of all trigger words of the sentence; their clauses are left out.
    """
    token = trigger.token
    top = _top(sentence, trigger, heads)
    path = {token.i, *(t.i for t in sentence.ancestors(token))}
    inner = [
        t.i for t in _clausal(sentence)
        if t.i not in path and (t.i in heads or t.dep.startswith(_OTHERS_OWN))
    ]  # fmt: skip
    words = [t for t in sentence.subtree(top, without=inner) if t.dep != "cc" or t.i > top.i]
    words = _run_around(words, token)
    while words and words[0].i != token.i and _is_lead(words[0], token):
        words = words[1:]
    while words and words[-1].pos == "PUNCT" and words[-1].text not in '")»':
        words = words[:-1]
    if not words:
        return token.start, token.end
    return words[0].start, words[-1].end


@once_a_sentence
def _clausal(sentence: Sentence) -> list[Token]:
    """The words that may head a clause below another one."""
    return [
        t for t in sentence.tokens
        if t.pos in ("VERB", "AUX", "ADJ") and t.dep.partition(":")[0] in _CLAUSAL
    ]  # fmt: skip


def _top(sentence: Sentence, trigger: Trigger, heads: frozenset[int]) -> Token:
    """The word whose clause it is: for a noun, the verb that it is the subject or object of."""
    token = trigger.token
    if trigger.entry.part == "verb":
        return token
    governor = sentence.head(token)
    if governor is None or governor.i in heads or governor.pos not in ("VERB", "AUX"):
        return token
    return governor if token.dep in ("obj", "nsubj", "nsubj:pass", "xcomp", "obl") else token


def _is_lead(word: Token, token: Token) -> bool:
    """Whether a word at the front of a clause only joins it to what was before."""
    return (
        word.pos in ("PUNCT", "CCONJ", "SCONJ")
        or word.dep in ("cc", "mark")
        or (word.dep == "case" and word.head == token.i)
    )


def _run_around(words: list[Token], token: Token) -> list[Token]:
    """The part of a clause that holds the trigger, when another clause splits it widely."""
    at = next((n for n, w in enumerate(words) if w.i == token.i), 0)
    first = last = at
    while first > 0 and words[first].i - words[first - 1].i <= _WIDEST_GAP:
        first -= 1
    while last + 1 < len(words) and words[last + 1].i - words[last].i <= _WIDEST_GAP:
        last += 1
    return words[first : last + 1]
