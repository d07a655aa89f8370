"""The doer that stands right before a verb, where the parse hangs it elsewhere.

Parsers lose subjects behind a phrase that opens the sentence ("On the coast road border guards
stopped", "In Lae crowds burned") and behind words that are prepositions as well as conjunctions
("a week after Chad closed"). The order of the words still tells who does it.
"""

from __future__ import annotations

from collections.abc import Callable

from corrobora.extract.parts import INANIMATE, Mention
from corrobora.extract.syntax import Sentence, Token

_BETWEEN = ("AUX", "ADV", "PART")
"""Parts of speech that stand between a subject and its verb."""
_BEFORE_NOUN = ("DET", "ADJ", "NUM")
_CONJUNCTIONS = frozenset(
    """after before since until as than when while where because that if whether although though
    unless which whom quand lorsque que dont où""".split()
)
"""Words behind which a clause begins, whatever the parse calls them."""
_BREAKS = frozenset((";", ":", "\u2014"))
"""Marks behind which something else is told."""
_JOINS = frozenset(("and", "or", "et", "ou"))


At = Callable[[Token], Mention | None]


def subject_before(sentence: Sentence, verb: Token, at: At) -> list[Mention]:
    """Who stands right before a finite verb, with those joined to them by "and".

    Nobody where a preposition governs them, where the verb has a subject of its own, and for
    infinitives and gerunds.
    """
    if not _may_have_subject(sentence, verb):
        return []
    place = verb.i - 1
    while place >= 0 and sentence.tokens[place].pos in _BETWEEN:
        place -= 1
    helped = any(t.pos == "AUX" for t in sentence.tokens[place + 1 : verb.i])
    if place < 0 or not (helped or verb.has("VerbForm=Fin") or _is_past(sentence, verb)):
        return []
    last = _ending_at(sentence, place, at)
    if last is None:
        return []
    found = [last]
    first = _first_word(sentence, last)
    while first >= 2 and sentence.tokens[first - 1].lower in _JOINS:
        other = _ending_at(sentence, first - 2, at)
        if other is None:
            break
        opening = _first_word(sentence, other)
        if opening and sentence.tokens[opening - 1].pos == "VERB":
            break  # "raided Lae and troops fled"
        found.insert(0, other)
        first = opening
    return [] if _is_governed(sentence, first) else found


def subject_across_aside(sentence: Sentence, verb: Token, at: At) -> list[Mention]:
    """Who opens a clause that a stretch between commas parts from its finite verb.

    "The Front, which holds the east, has burned", "In Lae, the bishop, 71 and ill, called for".
    Nobody where the verb has a subject of its own or where something else opens the clause.
    """
    if not _may_have_subject(sentence, verb):
        return []
    tokens = sentence.tokens
    place = verb.i - 1
    while place >= 0 and tokens[place].pos in _BETWEEN:
        place -= 1
    helped = any(t.pos == "AUX" for t in tokens[place + 1 : verb.i])
    finite = helped or verb.has("VerbForm=Fin") or _is_past(sentence, verb)
    if place < 2 or tokens[place].text != "," or not finite:
        return []
    for comma in range(place - 2, max(0, place - _LONGEST_ASIDE), -1):
        if tokens[comma].text in _BREAKS:
            return []
        if tokens[comma].text != "," or tokens[comma + 1].pos in ("CCONJ", "PUNCT"):
            continue
        bracketed = tokens[comma - 1].text == ")"  # "the Northern Front (NF), which"
        found = _ending_at(sentence, comma - 1 - bracketed, at)
        if found is None:
            continue
        first = _first_with_title(sentence, _first_word(sentence, found))
        if _opens_clause(sentence, first):
            return [found]
    return []


def _is_past(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb taken for a participle is a past tense, as it has an object."""
    return verb.has("Tense=Past") and bool(sentence.children(verb, "obj", "ccomp", "xcomp"))


def _first_with_title(sentence: Sentence, first: int) -> int:
    """The index of the first word of a phrase with a title: "the US Secretary of State X"."""
    tokens = sentence.tokens
    while first:
        before = tokens[first - 1]
        named = before.pos in ("PROPN", "ADJ", "NOUN", "DET")
        of = before.lower in ("of", "de") and first > 1 and tokens[first - 2].pos == "PROPN"
        if not (named or of):
            break
        first -= 1
    return first


def _opens_clause(sentence: Sentence, first: int) -> bool:
    """Whether a clause begins with the word at a place."""
    if first == 0:
        return True
    before = sentence.tokens[first - 1]
    if before.text in ('"', "\u201c", "(", "-", "\u2013", "\u2014") or before.text in _BREAKS:
        return True
    if before.text == ",":  # behind a phrase that opens the sentence: "In Lae, ..."
        opening = sentence.tokens[: first - 1]
        return opening[0].pos in ("ADP", "ADV", "SCONJ") and all(t.text != "," for t in opening)
    return before.lower in _CONJUNCTIONS or before.lower in _JOINING


_LONGEST_ASIDE = 32
"""Words between a subject and its verb."""
_JOINING = frozenset(("and", "but", "et", "mais"))


def _may_have_subject(sentence: Sentence, verb: Token) -> bool:
    if verb.pos != "VERB" or verb.lower.endswith(("ing", "ant")) or verb.has("VerbForm=Inf"):
        return False
    if verb.dep in ("acl", "amod") or (verb.dep == "xcomp" and not verb.has("Tense=Past")):
        return False
    return not sentence.children(verb, "nsubj", "nsubj:pass", "csubj", "aux:pass", "expl")


def _ending_at(sentence: Sentence, place: int, at: At) -> Mention | None:
    """The mention whose last word is the one at a place, if it can act."""
    token = sentence.tokens[place]
    mention = at(token)
    if mention is None or mention.end != token.end or mention.form == "adjective":
        return None
    return mention if mention.kind not in INANIMATE else None


def _first_word(sentence: Sentence, mention: Mention) -> int:
    """The index of the first word of a mention, articles and qualities before it included."""
    first = next(t.i for t in sentence.tokens if t.end > mention.start)
    while first and sentence.tokens[first - 1].pos in _BEFORE_NOUN:
        if sentence.tokens[first - 1].text[0].isupper() and first > 1:
            break  # "In Oruro crowds": a place that was taken for a quality
        first -= 1
    return first


def _is_governed(sentence: Sentence, first: int) -> bool:
    """Whether a phrase that begins at a word is one of a preposition or a possessor."""
    before = sentence.tokens[first - 1] if first else None
    if before is None or before.lower in _CONJUNCTIONS:
        return False
    return before.pos in ("ADP", "PART")


def subject_of_sentence(sentence: Sentence, verb: Token, at: At) -> list[Mention]:
    """Who opens a sentence as its subject, for a verb that the parse hangs on a noun between.

    "Crowds armed with axes killed nine", "Kenya, whose port was hit, voted to send ships". Nobody
    where the verb has a subject of its own.
    """
    infinitive = verb.pos == "VERB" and verb.has("VerbForm=Inf") and verb.dep == "xcomp"
    if not (infinitive or _may_have_subject(sentence, verb)):
        return []
    first = next((t for t in sentence.tokens if t.pos not in (*_BEFORE_NOUN, "PUNCT")), None)
    if first is None or first.i >= verb.i or sentence.children(verb, "nsubj", "nsubj:pass"):
        return []
    if any(t.text in _BREAKS for t in sentence.tokens[first.i : verb.i]):
        return []
    opening = at(first)
    if opening is None or opening.form == "adjective" or opening.kind in INANIMATE:
        return []
    inside = [t for t in sentence.tokens if opening.start <= t.start and t.end <= opening.end]
    head = next((t for t in inside if t.dep in ("nsubj", "root")), None)
    return [opening] if head is not None else []
