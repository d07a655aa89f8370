"""Quantities of people in a sentence: "at least 14 soldiers", "a priest", "dozens of villagers"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from corrobora.text import folded
from corrobora.vocab.counts import Fate, Numbers, read_number

_TOKEN = re.compile(
    r"(?=\S)(?:"  # what stands between is passed quickly
    r"(?P<elided>\b(?:[ldnsjcmt]|qu)'(?=\w))"
    r"|(?P<aged>\b(?:\d{1,3}[- ]{1,2}|[a-z]{3,9}-)(?:year|month|week|day)s?[- ]{1,2}olds?\b"
    r"|\b\d{1,3}[- ]?y/?o\b)"
    r"|(?P<number>(?<![^\W\d_])\d{1,3}(?:[,. ]\d{3})+(?!\d)|(?<![^\W\d_])\d+)"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*(?:'s\b)?)|(?P<other>[^\s\w]))",
    re.IGNORECASE,
)
_AGED = {"s": "year-olds", "S": "year-olds"}
"""How a word for somebody by his age ("two-month-old") is looked up, by its last letter."""
_MOST_PEOPLE = 20_000_000
_ENDS = frozenset((".", ";", ")", "", "and", "et"))
_QUOTES = frozenset('«“"')
_QUOTES_END = frozenset('»”"')
_LIST_MARKS = frozenset((",", "and", "et", "to", "or", "ou"))
_YEARS = (1900, 2100)
_ANY_FATE = ("active", "participle", "state", "intransitive")
_Kind = Literal["number", "vague", "one", "name", "definite", "pronoun"]


class _Token(Struct, frozen=True, gc=False):
    start: int
    end: int
    text: str
    is_number: bool
    is_age: bool


class Quantity(Struct, frozen=True, gc=False):
    """A number of people: tokens first..last (half-open), the head noun from ``noun`` on.

    ``whole`` are the three in "one of the three people".
    """

    first: int
    last: int
    noun: int
    low: int
    high: int | None
    kind: _Kind
    headed: bool
    subset: bool
    whole: Quantity | None = None


class Sentence:
    """The tokens of one sentence and their folded words."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start, self.end = start, end
        self.tokens = [
            _Token(m.start(), m.end(), m.group(), m.lastgroup == "number", m.lastgroup == "aged")
            for m in _TOKEN.finditer(text, start, end)
        ]
        self.words = [
            _AGED.get(t.text[-1], "year-old") if t.is_age else folded(t.text) for t in self.tokens
        ]

    def word(self, index: int) -> str:
        """The folded word at a token; empty beyond the ends."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def capital(self, index: int) -> bool:
        """Whether a token begins with a capital."""
        return 0 <= index < len(self.tokens) and self.tokens[index].text[0].isupper()

    def span(self, first: int, last: int) -> str:
        """The text of tokens first..last (half-open)."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


def fate_at(
    sentence: Sentence,
    words: Numbers,
    index: int,
    kinds: Sequence[str] = ("active", "participle"),
) -> tuple[Fate, str, int] | None:
    """The longest word of fate that begins at a token: what, how it is written, next token."""
    best: tuple[Fate, str, int] | None = None
    told = words.fate_words.get(sentence.word(index))
    for fate, own in told.items() if told else ():
        for kind in kinds:
            if kind not in own:
                continue
            found = words.fates[fate][kind].at(sentence.words, index)
            if found and (best is None or index + found[0] > best[2]):
                best = fate, kind, index + found[0]
    return best


def quantities_in(sentence: Sentence, words: Numbers) -> list[Quantity]:
    """All quantities of people, in order, without overlaps."""
    found: list[Quantity] = []
    index = 0
    while index < len(sentence.tokens):
        if _may_open(sentence, words, index):
            quantity = _quantity_at(sentence, words, index)
        else:
            quantity = _name_at(sentence, words, index) if sentence.capital(index) else None
        if quantity is None:
            index += 1
        else:
            found.append(quantity)
            index = quantity.last
    return found


def _may_open(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether figures or a word with which a quantity may begin stand here."""
    word = sentence.words[index]
    return (
        sentence.tokens[index].is_number
        or word in words.openers
        or ("-" in word and word.partition("-")[0] in words.openers)
    )


def _quantity_at(sentence: Sentence, words: Numbers, index: int) -> Quantity | None:
    start, bound = qualifier_at(sentence, words, index)
    value = value_at(sentence, words, start)
    if value is None:
        return _one_harmed(sentence, words, index) or _one_at(sentence, words, index)
    if sentence.word(index - 1) in words.words["not"]:
        return None  # "no one", "not one soldier"
    after, low, high = value
    if high is not None:
        low, high = _bounded(low, high, bound)
    elif bound == "more_than":
        low += 1
    return headed(sentence, words, index, after, low, high)


def qualifier_at(sentence: Sentence, words: Numbers, index: int) -> tuple[int, str]:
    """Where the number begins after "at least", "about" ..., and which of them it was."""
    bound = ""
    for _ in range(2):
        if sentence.word(index) not in words.openers:
            break
        for name, phrases in words.qualifiers.items():
            found = phrases.at(sentence.words, index)
            if found:
                index += found[0]
                bound = bound or (name if name != "about" else "")
                break
    return index, bound


def _bounded(low: int, high: int, bound: str) -> tuple[int, int | None]:
    if bound == "at_least":
        return low, None
    if bound == "more_than":
        return low + 1, None
    if bound == "up_to":
        return min(1, high), high
    if bound == "less_than":
        return min(1, high), max(0, high - 1)
    return low, high


def value_at(sentence: Sentence, words: Numbers, index: int) -> tuple[int, int, int | None] | None:
    """The number at a token: next token, least and most."""
    if index >= len(sentence.tokens):
        return None
    for phrases, known in ((words.exact, True), (words.vague, False)):
        found = phrases.at(sentence.words, index)
        if found:
            return index + found[0], found[1], found[1] if known else None
    opening = sentence.word(index) in words.between
    first = _single(sentence, words, index + 1 if opening else index)
    if first is None:
        return None
    after, low = first
    joined = sentence.word(after) in words.range or sentence.word(after) in "-–"
    if sentence.word(after) and joined and (opening or sentence.word(after) not in ("and", "et")):
        second = _single(sentence, words, after + 1)
        if second and second[1] > low:
            return second[0], low, second[1]
    return None if opening else (after, low, low)


def _single(sentence: Sentence, words: Numbers, index: int) -> tuple[int, int] | None:
    """One number in figures or words, with "dozen" and the like after it."""
    if index >= len(sentence.tokens):
        return None
    token, numerals = sentence.tokens[index], words.numerals
    if token.is_number:
        if _other_number(sentence, index):
            return None
        value = int(re.sub(r"\D", "", token.text))
        if sentence.word(index + 1) in numerals.scales and value < 1000:
            return index + 2, value * numerals.scales[sentence.word(index + 1)]
        after = index + 1
    elif sentence.word(index) in numerals.articles:
        if sentence.word(index + 1) in numerals.collectives:
            return index + 2, numerals.collectives[sentence.word(index + 1)]
        if sentence.word(index + 1) in numerals.scales:
            return index + 2, numerals.scales[sentence.word(index + 1)]
        return None
    else:
        run: list[str] = []
        owners: list[int] = []
        for position in range(index, min(index + 9, len(sentence.words))):
            for piece in sentence.words[position].split("-"):
                run.append(piece)
                owners.append(position)
        number = read_number(run, numerals)
        if number is None or (
            number[1] < len(owners) and owners[number[1]] == owners[number[1] - 1]
        ):
            return None
        value, after = number[0], owners[number[1] - 1] + 1
    if sentence.word(after) in numerals.collectives:
        value, after = value * numerals.collectives[sentence.word(after)], after + 1
    return (after, value) if 0 <= value <= _MOST_PEOPLE else None


def _other_number(sentence: Sentence, index: int) -> bool:
    """Whether figures are an age, a share, money, a time, a date or part of a name."""
    token = sentence.tokens[index]
    before = sentence.text[max(sentence.start, token.start - 2) : token.start]
    after = sentence.text[token.end : token.end + 12]
    if re.match(
        r"\s?(?:[ap]\.?m\b|o'clock|GMT)|-\D|[.:/]\d|(?:st|nd|rd|th|er|e|h|s)\b|\s?[%$€£]|'s\b|-\d+-",
        after,
    ):
        return True
    return re.search(r"[$€£#°/]\s?$|:$|[A-Za-z]-$|\d[.,]$", before) is not None


def headed(
    sentence: Sentence, words: Numbers, first: int, after: int, low: int, high: int | None
) -> Quantity | None:
    """The quantity with its head noun, if it counts people or nothing that is named."""
    kind: _Kind = "number" if high is not None else "vague"
    if _may_be_year(sentence, first, after, low) and sentence.word(first - 1) in words.dating:
        return None
    if _is_day_of_month(sentence, words, first, after, low):
        return None
    if _are_children(sentence, words, first):
        return None
    subset = words.subset.ending_at(sentence.words, first) is not None
    whole = _whole(sentence, words, after)
    if whole is not None:
        return Quantity(first, whole.last, whole.noun, low, high, kind, True, subset, whole)
    head = _head_noun(sentence, words, after)
    if head is not None:
        last, person = head
        if not person:
            return None
        quoted = not _QUOTES.isdisjoint(sentence.words[after:last])
        last += quoted and sentence.word(last) in _QUOTES_END
        return Quantity(first, last, after, low, high, kind, True, subset)
    if _is_age_or_year(sentence, words, first, after, low):
        return None
    return Quantity(first, after, after, low, high, kind, False, subset)


def _head_noun(sentence: Sentence, words: Numbers, index: int) -> tuple[int, bool] | None:
    """Behind the noun that a number counts, and whether it is one for people; None without one."""
    for _ in range(5):
        if index >= len(sentence.words):
            break
        word = sentence.word(index)
        if word in words.people.not_people:
            return index + 1, False
        if _begins_anew(sentence, words, index):
            break
        if word in _QUOTES:
            index += 1
            continue
        found = words.plural.at(sentence.words, index) or words.singular.at(sentence.words, index)
        if found:
            last = index + found[0]
            while words.plural.at(sentence.words, last) if last < len(sentence.words) else None:
                last += 1
            return last, True
        if (
            not word[:1].isalpha()
            or sentence.tokens[index].is_number
            or _closes(sentence, words, index)
        ):
            break
        index += 1
    return None


def _are_children(sentence: Sentence, words: Numbers, first: int) -> bool:
    """As in "a mother of three", "père de deux enfants"."""
    linked = sentence.word(first - 1) in words.words["of"]
    return linked and sentence.word(first - 2) in words.words["parents"]


def _begins_anew(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether an article begins another noun phrase: "Channel 3 the boy", not "two of his men"."""
    if sentence.word(index) in words.numerals.articles:
        return True
    linked = sentence.word(index - 1) in words.words["of"]
    return sentence.word(index) in words.people.definite and not linked


def _whole(sentence: Sentence, words: Numbers, index: int) -> Quantity | None:
    """The number behind "of": "(one) of the three people", "(deux) des quatre hommes"."""
    if sentence.word(index) not in words.words["of"]:
        return None
    start = qualifier_at(sentence, words, index + 1)[0]
    value = value_at(sentence, words, start)
    if value is None or value[2] is None:
        return None
    whole = headed(sentence, words, start, *value)
    if whole is None:
        return None
    hit = fate_at(sentence, words, whole.last, ("participle",))  # "one of five shot in Lira"
    return whole if whole.headed or hit else None


def _is_age_or_year(sentence: Sentence, words: Numbers, first: int, after: int, value: int) -> bool:
    """Whether a number without a noun is an age ("Ana Sosa, 56.") or a year ("in May 2015")."""
    before, behind = sentence.word(first - 1), sentence.word(after)
    closes = behind in _ENDS or behind in words.words["after_age"]
    if before == "," and (behind == "," or (sentence.capital(first - 2) and closes)):
        return True
    if value > 1 and after - first == 1 and behind in words.words["singular_verbs"]:
        return True
    if _may_be_year(sentence, first, after, value) and (
        before in words.words["before_year"] or before in words.any_months
    ):
        return True
    if behind in words.words["passive"] and _behind_name(sentence, words, first):
        return True
    index = first - 1
    while index >= 0 and (sentence.word(index) in _LIST_MARKS or sentence.tokens[index].is_number):
        index -= 1
    index -= sentence.word(index) in words.words["of"]
    if index < 0:
        return False
    others = any(t.is_number for t in sentence.tokens[index:first])
    closes = behind == "," or (others and behind in words.words["passive"])
    listed = closes and before in _LIST_MARKS and value < _OLDEST
    person = words.plural.at(sentence.words, index) or words.singular.at(sentence.words, index)
    if listed and person:
        return True  # "two women, 28 and 27, were"
    return sentence.word(index) in words.words["ages"]


def _behind_name(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether a full name and a comma stand before: "Ana Ruiz, 32 were", not "In Mali, 32 were"."""
    if sentence.word(index - 1) != ",":
        return False
    first = index - 1
    while sentence.capital(first - 1) and sentence.word(first - 1) not in words.words["stop"]:
        first -= 1
    before = sentence.word(first - 1)
    place = before in words.words["stop"] and before not in words.words["conjunctions"]
    return index - 1 - first > 1 and not place


def _is_day_of_month(
    sentence: Sentence, words: Numbers, first: int, after: int, value: int
) -> bool:
    """As in "the March 20 fatal shooting", "le 3 juin"; not in "in March 20 soldiers"."""
    if not sentence.tokens[first].is_number or after - first != 1 or not 1 <= value <= _DAYS:
        return False
    if sentence.word(after) in words.months:
        return True
    month = first - 1 if sentence.word(first - 1) != "." else first - 2
    if sentence.word(month) not in words.any_months or sentence.word(month - 1) in words.dating:
        return False
    following = sentence.words[after : after + 1]
    return not following or words.plural.at(following, 0) is None


_DAYS = 31
_OLDEST = 110


def _may_be_year(sentence: Sentence, first: int, after: int, value: int) -> bool:
    figures = sentence.tokens[first].is_number and after - first == 1
    return figures and _YEARS[0] <= value <= _YEARS[1]


def _closes(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether a word cannot stand inside a noun phrase."""
    word = sentence.word(index)
    if word in words.words["after_number"]:
        return False
    return word in words.words["stop"] or fate_at(sentence, words, index) is not None


def _one_harmed(sentence: Sentence, words: Numbers, index: int) -> Quantity | None:
    """One person whom only the harm names: "un mort et huit blessés", "a third was wounded"."""
    if sentence.word(index) in words.numerals.articles and (
        sentence.word(index + 1) in words.words["harmed"]
    ):
        return Quantity(index, index + 1, index + 1, 1, 1, "number", False, False)
    article = sentence.word(index) in words.numerals.articles
    last = index + article
    if sentence.word(last) not in words.words["another" if article else "another_one"]:
        return None
    last += 1
    follows = sentence.word(last) in words.words["passive"]
    if not follows and fate_at(sentence, words, last, ("state", "participle")) is None:
        return None
    return Quantity(index, last, last, 1, 1, "number", False, False)


def _one_at(sentence: Sentence, words: Numbers, index: int) -> Quantity | None:
    """One person: "a priest", "the mayor", "him", a name."""
    word = sentence.word(index)
    article = word in words.numerals.articles or word in words.words["another"]
    if word in words.people.definite and sentence.word(index + 1) in words.words["couples"]:
        return Quantity(index, index + 2, index + 1, 2, 2, "number", True, False)
    owned = word in words.people.definite and sentence.word(index + 1) not in words.words["stop"]
    if word in words.people.pronouns and not (owned and _is_noun_group(sentence, words, index + 1)):
        return Quantity(index, index + 1, index, 1, 1, "pronoun", True, False)
    if article or word in words.people.definite:
        return _described_at(sentence, words, index, "one" if article else "definite")
    bare = words.singular.at(sentence.words, index)
    if bare and sentence.word(index + bare[0])[:1] != "-":  # headlines: "Soldier killed in Gao"
        if _is_of_many(sentence, words, index + bare[0]):
            return None
        last = _with_nouns(sentence, words, index + bare[0])
        last = _with_name(sentence, words, last)
        return Quantity(index, last, index, 1, 1, "one", True, False)
    return _name_at(sentence, words, index)


def _described_at(sentence: Sentence, words: Numbers, index: int, kind: _Kind) -> Quantity | None:
    """One person behind an article or an owner: "a Lira trader", "her 9-year-old nephew"."""
    for position in range(index + 1, min(index + 6, len(sentence.words))):
        found = words.singular.at(sentence.words, position)
        if found:
            last = position + found[0]
            while last < len(sentence.words) and words.singular.at(sentence.words, last):
                last += 1
            following = sentence.word(last)
            if following in words.people.not_people or _counts_many(following, words):
                return None
            if following in words.words["houses_of_care"]:
                return None  # "a local hospital"
            while sentence.capital(last) and sentence.word(last) not in words.words["stop"]:
                last += 1
            last = _with_home(sentence, words, _with_nouns(sentence, words, last))
            subset = words.subset.ending_at(sentence.words, index) is not None
            return Quantity(index, last, index + 1, 1, 1, kind, True, subset)
        hyphenated = sentence.word(position) == "-" or sentence.tokens[position].is_number
        linked = sentence.word(position) in words.words["of"]
        again = _opens_anew(sentence, words, position)
        if linked or again or (not hyphenated and _closes(sentence, words, position)):
            return None
    return None


def _opens_anew(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether a noun group ends before a word: a comma, "a" or "the"."""
    word = sentence.word(index)
    return word in words.people.definite or word in words.numerals.articles or word in _BREAKS


_BREAKS = frozenset((",", ";", ":", "(", ")"))


def _is_noun_group(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether somebody is named behind "her": "her friend", "her 30-year-old daughter"."""
    for position in range(index, min(index + 4, len(sentence.words))):
        if words.singular.at(sentence.words, position):
            return True
        if not sentence.word(position)[:1].isalpha() or _closes(sentence, words, position):
            return False
    return False


def is_surname(sentence: Sentence, words: Numbers, first: int, name: str) -> bool:
    """Whether a word at a token is the last of a name told elsewhere: "Ana Ruiz ... Ruiz died"."""
    full = re.search(_GIVEN_NAME + re.escape(name) + r"(?!\w)", sentence.text)
    if full is None or folded(full[1]) in words.words["stop"]:
        return False
    if folded(name) in words.words["stop"] or sentence.word(first - 1) in words.words["of"]:
        return False
    return re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", sentence.text) is None


_GIVEN_NAME = r"(?<!\w)([A-ZÀ-Þ][\w-]+|[A-ZÀ-Þ]\w{0,2}\.) (?:[A-ZÀ-Þ]\. )?"


def _is_of_many(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether a noun of several is what the word before goes with: "civilian deaths"."""
    many = sentence.word(index).endswith("s") and fate_at(sentence, words, index, ("state",))
    return bool(many) or _counts_many(sentence.word(index), words)


def _counts_many(word: str, words: Numbers) -> bool:
    """Whether a word is a noun for several people, and no verb ("his wife remains in hospital")."""
    return words.plural.at([word], 0) is not None and word not in words.words["passive"]


def _with_nouns(sentence: Sentence, words: Numbers, last: int) -> int:
    """Behind the further nouns of "9-year-old nephew", "a 20-year-old Lira trader"."""
    if last == 0 or not (sentence.tokens[last - 1].is_age or sentence.capital(last - 1)):
        return last
    between = sentence.word(last)
    apposed = between[:1].isalpha() and not _closes(sentence, words, last)
    if apposed and sentence.tokens[last - 1].is_age and last + 1 < len(sentence.words):
        last += words.singular.at(sentence.words, last + 1) is not None  # "old family friend"
    while last < len(sentence.words) and words.singular.at(sentence.words, last):
        last += 1
    return last


def _with_home(sentence: Sentence, words: Numbers, last: int) -> int:
    """Behind "of Kandahar" in "the mayor of Kandahar"."""
    if sentence.word(last) not in words.words["of"] or not sentence.capital(last + 1):
        return last
    last += 1
    while sentence.capital(last) and sentence.word(last) not in words.words["stop"]:
        last += 1
    return last


def _with_name(sentence: Sentence, words: Numbers, last: int) -> int:
    """Behind the name in "Mayor Ana Ruiz"; not in a headline all in capitals."""
    if not any(w.text.islower() and len(w.text) > 3 for w in sentence.tokens[:last]) and not any(
        w.text.islower() and len(w.text) > 3 for w in sentence.tokens[last + 2 :]
    ):
        return last
    end = last
    while sentence.capital(end) and end - last < _NAME_WORDS:
        if sentence.word(end) in words.words["stop"] or fate_at(sentence, words, end, _ANY_FATE):
            break
        end += 1
    return end


_NAME_WORDS = 4


def _name_at(sentence: Sentence, words: Numbers, index: int) -> Quantity | None:
    last = index
    while sentence.capital(last) and last - index < 5:
        word = sentence.word(last)
        if word in words.words["stop"] or word.endswith("'s"):
            break
        if word in words.words["houses_of_care"]:
            return None
        if last > index and fate_at(sentence, words, last, _ANY_FATE) is not None:
            break
        last += 1
        initial = sentence.word(last) == "." and len(word) <= 2
        if initial and sentence.capital(last + 1):
            last += 1
    if last == index or fate_at(sentence, words, index) is not None:
        return None
    return Quantity(index, last, index, 1, 1, "name", last - index >= 2, False)
