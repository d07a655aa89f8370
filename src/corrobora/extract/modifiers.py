"""Which words before a noun belong to its group."""

from __future__ import annotations

from corrobora.extract.candidate import Lexicon, Words, nationality_at
from corrobora.extract.group_names import Group

PARTICIPLES = frozenset(
    "wounded injured captured detained imprisoned jailed arrested kidnapped abducted displaced "
    "deposed ousted empowered retired armed mixed".split()
)
"""Words that are as often the verb of the clause: "police arrested two men"."""


def describes(words: Words, lex: Lexicon, index: int) -> bool:
    """Whether a participle stands inside a noun group: "the arrested men"."""
    after = words.tokens[index + 1]
    if after.fold.isdigit() or after.fold in lex.numbers or after.fold in lex.sets["quantifiers"]:
        return False
    if words.opens[index] or words.gap(index) not in _SPACES:
        return True
    before = words.tokens[index - 1].fold
    return (
        before.isdigit() or before in lex.numbers or before in lex.sets["common"]
        or before in lex.sets["determiners"] or before in lex.sets["quantifiers"]
        or before in lex.sets["possessives"] or before.endswith("ly")
        or nationality_at(lex, words, index - 1) is not None
    )  # fmt: skip


_SPACES = frozenset({" ", "\n", "-"})
_TAKE_ONE = frozenset("a an the its their his her".split())


def unknown_before(words: Words, lex: Lexicon, group: Group) -> bool:
    """Whether one unknown word parts the noun from its article: "a medicines factory"."""
    index = group.first - 1
    if index < 1 or words.gap(index + 1) != " " or words.gap(index) != " ":
        return False
    token, before = words.tokens[index], words.tokens[index - 1]
    if before.fold not in _TAKE_ONE and before.fold not in lex.numbers:
        return False
    known = (
        token.upper or not token.text.isalpha() or len(token.text) < 4
        or token.fold in lex.sets["common"] or token.fold in lex.sets["speech"]
        or token.fold in lex.heads or token.fold in lex.offices or token.fold in lex.sets["places"]
        or token.fold.endswith("ly")
    )  # fmt: skip
    return not known


def compound_start(words: Words, index: int) -> int:
    """Where the hyphenated compound that ends with word ``index`` begins."""
    while index > 0 and words.gap(index) == "-":
        index -= 1
    return index


def joins_modifiers(words: Words, lex: Lexicon, index: int) -> bool:
    """Whether "and" joins two adjectives of one sort: "current and former", "US and Malian"."""
    before, after = words.tokens[index - 2], words.tokens[index]
    if nationality_at(lex, words, index):
        nation = nationality_at(lex, words, index - 2)
        return bool(nation and nation[0] == index - 1)
    return before.fold in lex.sets["modifiers"] and after.fold in lex.sets["modifiers"]


def proper(words: Words, lex: Lexicon, index: int) -> bool:
    """Whether a capital here marks a name and not the beginning of a sentence or a headline."""
    token = words.tokens[index]
    return (
        token.upper
        and not words.opens[index]
        and not words.headline[index]
        and not words.caseless
        and token.fold not in lex.sets["common"]
    )
