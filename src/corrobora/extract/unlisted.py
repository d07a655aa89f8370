"""Doers that no list knows: a subject whose words are a name, or whose noun can act.

Mentions come from dictionaries and from the words around names. What neither finds may still stand
as the subject of a deed ("Witness Without Borders urged", "an independent commission ruled"); there
the grammar says that somebody acts, and the words are kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from corrobora.extract.lexicon import Lexicon
from corrobora.extract.parts import Mention
from corrobora.extract.syntax import Sentence, Token

_LINKS = frozenset("of for the and without against de du des d' l' la le les pour sans et".split())
"""Small words that may stand between the capitalised words of a name."""
_PREMODIFIERS = ("amod", "compound", "nmod", "flat")
_ARTICLES = frozenset("a an the un une le la l' les des this that ce cette ces".split())
_CALENDAR = frozenset(
    """january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov
    dec mon tue tues wed thu thur thurs fri sat sun""".split()
)
"""Words with a capital in English that name no doer."""
_NAME_PARTS = ("PROPN", "NOUN", "ADJ", "X")
_MOST_WORDS = 7
_PERSON_WORDS = 3
_PLURAL = re.compile("[^s]s$")
_SHOUTED = 0.85
"""Share of words in capitals from which case says nothing of names."""


def unlisted_doer(
    sentence: Sentence, head: Token, lexicon: Lexicon, is_place: Callable[[Token], bool]
) -> Mention | None:
    """The mention that a subject is, when it is a name or one of the nouns that act.

    Args:
        sentence: The sentence.
        head: Head word of the subject, which no known mention covers.
        lexicon: The words of the language.
        is_place: Whether a word belongs to the name of a place.
    """
    if is_place(head) or head.lower in _CALENDAR:
        return None
    if head.pos in ("NOUN", "PROPN") and head.text[0].isupper() and not _is_shouted(sentence):
        named = _named(sentence, head)
        if named is not None and not _is_ordinary(head, named, lexicon):
            return named
    if head.pos not in ("NOUN", "PROPN"):
        return None
    doers = lexicon.language.doers
    names = (head.lower, *lexicon.lemmas(head.lower, "noun"))
    kind = next((doers[x] for x in names if x in doers), None)
    if kind is None and head.lower.endswith(_endings(lexicon)):
        kind = "people"
    if kind is None:
        return None
    words = [t for t in sentence.children(head) if t.i < head.i and t.dep in _PREMODIFIERS]
    first = min([head.i, *(t.i for t in words)])
    while first < head.i and sentence.tokens[first].lower in _ARTICLES:
        first += 1
    while first > 1 and sentence.tokens[first - 1].text == "-":  # "the Moscow-led bloc"
        first -= 2
    text = _written(sentence.tokens[first : head.i + 1])
    return Mention(
        start=sentence.tokens[first].start, end=head.end, text=text,
        id=f"~:{text.casefold()}", name=text, kind=kind, form="description",
    )  # fmt: skip


def _endings(lexicon: Lexicon) -> tuple[str, ...]:
    """How plurals end that can only be persons: "-keepers", "-ologists"."""
    return tuple(sorted(lexicon.language.words("words", "person_endings")))


def _is_ordinary(head: Token, named: Mention, lexicon: Lexicon) -> bool:
    """Whether a word has only the capital of its sentence ("Relations soured")."""
    alone = head.i == 0 and named.end == head.end
    return alone and _PLURAL.search(head.lower) is not None and bool(lexicon.parts(head.lower))


def _named(sentence: Sentence, head: Token) -> Mention | None:
    """The capitalised words in a row around a head, with the small words between them."""
    tokens = sentence.tokens
    first = _reach(tokens, head.i, -1)
    last = _reach(tokens, head.i, 1)
    while first < last and tokens[first].lower in _ARTICLES:
        first += 1
    opens = head.pos == "NOUN" and first == last  # a noun with the capital of its sentence
    if opens or last - first >= _MOST_WORDS or len(head.text) == 1:
        return None
    text = _written(tokens[first : last + 1])
    plain = all(t.text[0].isupper() and not t.text.isupper() for t in tokens[first : last + 1])
    person = plain and 1 < last - first + 1 <= _PERSON_WORDS
    return Mention(
        start=tokens[first].start, end=tokens[last].end, text=text,
        id=f"?:{text.casefold()}", name=text, kind="person" if person else "ngo", form="name",
    )  # fmt: skip


def _reach(tokens: Sequence[Token], at: int, step: int) -> int:
    """The furthest capitalised word in one direction that only small words part from the head."""
    end = at
    i = at + step
    while 0 <= i < len(tokens) and _touch(tokens[i], tokens[i - step]):
        word = tokens[i]
        if word.lower in _CALENDAR or (word.lower in _ARTICLES and not _follows_link(tokens, i)):
            break
        if word.text[0].isupper() and word.pos in _NAME_PARTS:
            end = i
        elif word.lower not in _LINKS:
            break
        i += step
    return end


def _follows_link(tokens: Sequence[Token], at: int) -> bool:
    """Whether a small word of a name stands before an article ("Front for the Liberation")."""
    return at > 0 and tokens[at - 1].lower in _LINKS


def _touch(one: Token, other: Token) -> bool:
    left, right = sorted((one, other), key=lambda t: t.i)
    return right.start - left.end <= 1


def _written(tokens: Sequence[Token]) -> str:
    """Words in a row with a space where something parted them."""
    out = tokens[0].text
    for before, token in pairwise(tokens):
        out += " " * (token.start > before.end) + token.text
    return out


def _is_shouted(sentence: Sentence) -> bool:
    words = [t.text for t in sentence.tokens if t.text[0].isalpha()]
    return sum(w.isupper() for w in words) > _SHOUTED * len(words)
