"""Persons in a text without case, where no capital shows a name.

A title or a known given name shows one; so does a noun for a person right before words that are
none of the language's own ("the engineers tomas lindqvist and aino kask"), or an apposition behind
them ("aino kask, mayor of Rauma, ..."), and what such a list goes on with.
"""

from __future__ import annotations

from corrobora.extract.candidate import Candidate, Lexicon, Words, nationality_at
from corrobora.extract.names import Run, full_name, make, remember, titles_before
from corrobora.vocab.english_forms import IRREGULAR_PASTS
from corrobora.vocab.spelling import fold_word

_LONGEST = 4
_ARTICLES = frozenset("a an the le la l' un une".split())
_KIN = frozenset(
    """wife husband widow son sons daughter daughters brother brothers sister sisters father mother
    cousin nephew niece uncle aunt""".split()
)
_OF = frozenset("of for in de du des d' en".split())
_AND = frozenset(("and", "et", "y"))
_BETWEEN = frozenset((" ", ", "))
_ENDINGS = ("ing", "tion", "tions", "ment", "ments", "ly", "ed", "ness", "ity", "ities", "ism")
_DAYS = frozenset(
    """today yesterday tomorrow tonight night morning afternoon evening january february march april
    may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday""".split()
)
_APPOSED = 4
"""Words behind "name, " among which stands what the person is."""


def caseless_persons(
    words: Words, lex: Lexicon, taken: set[int], known: dict[str, Candidate]
) -> list[Candidate]:
    """Persons of a text in small letters or in capitals throughout; see ``find_names``."""
    found: list[Candidate] = []
    count, index = len(words.tokens), 0
    listed = False
    while index < count:
        if index in taken or not _may_name(words, lex, index):
            listed = listed and _goes_on(words, index)
            index += 1
            continue
        _, roles = titles_before(words, lex, index)
        end = _run_end(words, lex, index, taken)
        given = words.tokens[index].fold in lex.sets["given"]
        full = end - index > 1
        shown = bool(roles) or (given and full)
        shown = shown or (full and _is_shown(words, lex, index, end, listed=listed))
        if end > index and shown:
            person = make(words, Run(index, end, roles, None), "person", 2)
            remember(words, person, known)
            found.append(person)
            index, listed = end, True
        else:
            index, listed = index + 1, False
    found += _carried(words, found, taken, known)
    return [full_name(words, candidate, known) for candidate in found]


def _run_end(words: Words, lex: Lexicon, first: int, taken: set[int]) -> int:
    """Where the words in a row end that may be one name."""
    end, count = first, len(words.tokens)
    while end < count and end - first < _LONGEST and end not in taken:
        initial = words.gap(end) == ". " and len(words.tokens[end - 1].text) == 1
        if end > first and not words.joined(end) and not initial:
            break
        particle = words.tokens[end].fold in lex.sets["particles"] and end > first
        if not particle and not _may_name(words, lex, end):
            break
        end += 1
    while end > first and words.tokens[end - 1].fold in lex.sets["particles"]:
        end -= 1
    return end


def _goes_on(words: Words, index: int) -> bool:
    """Whether a word only joins the parts of a list."""
    return words.tokens[index].fold in _AND


def _is_shown(words: Words, lex: Lexicon, first: int, last: int, *, listed: bool) -> bool:
    """Whether the words around show that two words or more that are none of ours name somebody."""
    if lex.language == "fr":  # adjectives follow their noun there, and look no different
        return False
    if not all(_is_foreign(words, lex, i) for i in range(first, last)):
        return False
    tokens, nouns = words.tokens, lex.person_nouns
    if listed and (words.gap(first) == ", " or tokens[first - 1].fold in _AND):
        return True
    before = tokens[first - 1].fold if first > 0 else ""
    if (before in nouns or before in _KIN) and words.gap(first) in _BETWEEN:
        return True
    if last + 2 < len(tokens) and words.gap(last) == ", ":
        at = last + (tokens[last].fold in _ARTICLES)
        near = [tokens[i].fold for i in range(at, min(at + _APPOSED, len(tokens)))]
        heads = [i for i, fold in enumerate(near) if fold in nouns]
        if heads and heads[0] + 1 < len(near):
            return near[heads[0] + 1] in _OF
    return False


def _is_foreign(words: Words, lex: Lexicon, index: int) -> bool:
    """Whether a word is none of the language's own as far as the word lists go."""
    fold = words.tokens[index].fold
    if fold in lex.sets["given"] or fold in lex.sets["particles"]:
        return True
    if fold in IRREGULAR_PASTS or fold in _DAYS or fold in lex.numbers or fold in lex.organisation:
        return False
    own = any(fold in lex.sets[name] for name in ("places", "quantifiers", "determiners"))
    return not own and not fold.endswith(_ENDINGS) and nationality_at(lex, words, index) is None


def _may_name(words: Words, lex: Lexicon, index: int) -> bool:
    """Whether a word may stand in a person's name."""
    token = words.tokens[index]
    fold = token.fold
    if not token.text.isalpha() or len(fold) < 3 or fold in lex.sets["common"]:
        return False
    if fold in lex.sets["given"]:
        return fold not in lex.heads
    if fold in lex.sets["speech"] or fold in lex.heads or fold in lex.titles:
        return False
    if fold in lex.sets["modifiers"] or fold in lex.organisation:
        return False
    return not fold.endswith(("ing", "tion", "ment", "ly", "ed")) and fold_word(fold) == fold


def _carried(
    words: Words, found: list[Candidate], taken: set[int], known: dict[str, Candidate]
) -> list[Candidate]:
    """Surnames that stand alone for somebody named in full elsewhere in the text."""
    inside = {i for c in found for i in range(c.first, c.last)}
    carried: list[Candidate] = []
    for index, token in enumerate(words.tokens):
        full = known.get(token.fold)
        if full is None or index in taken or index in inside or full.last - full.first < 2:
            continue
        first = _back_through(words, index, full)
        person = make(words, Run(first, index + 1, (), None), "person", 1)
        person.id, person.name = full.id, full.name
        carried.append(person)
    return carried


def _back_through(words: Words, index: int, full: Candidate) -> int:
    """Where a shorter form of a name begins: "Porth" in full, "Rodriguez Porth" here."""
    known = [t.fold for t in words.tokens[full.first : full.last]]
    at = len(known) - 1
    while at > 0 and index > 0 and words.joined(index):
        if words.tokens[index - 1].fold != known[at - 1]:
            break
        index, at = index - 1, at - 1
    return index
