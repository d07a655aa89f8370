"""Numbers of people and what befell them: killed, wounded, arrested, abducted, displaced, expelled.

No parser: a text becomes tokens, quantities of people are found among them, and each is tied to a
word of fate by what stands between: an object ("killed 14 soldiers"), a passive ("14 soldiers,
three of them officers, were killed"), a state ("12 dead"), a toll ("the toll rose to 45"), or a
neighbour in a list ("12 dead and 30 injured"). What is said of whom, of a part ("including three
children") and over what time ("since January") goes into ``Count.scope``, its parts joined with
"; ", so that a running total is told apart from one event.

Vague words give the least number they allow and no most: several 3, tens 10, dozens 12, scores 20,
hundreds 100 (French: dizaines 10, centaines 100). "About" and "nearly" leave the number as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from corrobora.extract.parts import CountMention
from corrobora.model import Count
from corrobora.text import plain
from corrobora.vocab.counts import FATES, Numbers, Fate, load_numbers, read_number

_TOKEN = re.compile(
    r"(?P<elided>\b(?:[ldnsjcmt]|qu)'(?=\w))|(?P<number>\d{1,3}(?:[,. ]\d{3})+(?!\d)|\d+)"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*(?:'s\b)?)|(?P<other>[^\s\w])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]*[A-ZÀ-Þ0-9])|\n\s*\n|\n")
_MOST_PEOPLE = 20_000_000
_DYING_WITHIN = 250
"""Characters between the wound of one person and "he died" that still speaks of the same one."""
_FAR = 9
"""Most tokens between a quantity and its word of fate."""
__all__ = ["Numbers", "find_counts", "load_numbers"]

_Kind = Literal["number", "vague", "one", "name", "definite", "pronoun"]


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    is_number: bool


class _Quantity(NamedTuple):
    """A number of people: tokens first..last (half-open), the head noun from ``noun`` on."""

    first: int
    last: int
    noun: int
    low: int
    high: int | None
    kind: _Kind
    headed: bool
    subset: bool


class _Sentence:
    """The tokens of one sentence and their folded words."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start, self.end = start, end
        self.tokens = [
            _Token(m.start(), m.end(), m.group(), m.lastgroup == "number")
            for m in _TOKEN.finditer(text, start, end)
        ]
        self.words = [plain(t.text) for t in self.tokens]

    def word(self, index: int) -> str:
        return self.words[index] if 0 <= index < len(self.words) else ""

    def capital(self, index: int) -> bool:
        return 0 <= index < len(self.tokens) and self.tokens[index].text[0].isupper()

    def span(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


def find_counts(
    text: str, language: str, numbers: Numbers | None = None
) -> tuple[CountMention, ...]:
    """All numbers of people in a text, in text order.

    Args:
        text: Folded text (``Reading.text``).
        language: ISO 639-1 code.
        numbers: The language's words; loaded from the vocabulary when not given.

    Returns:
        Mentions with ``of`` telling what befell them; ``other`` for people of whom nothing of the
        kind is said close by.
    """
    words = numbers or load_numbers(language)
    mentions: list[CountMention] = []
    start = 0
    for end in (*(m.end() for m in _SENTENCE_END.finditer(text)), len(text)):
        if end > start:
            mentions.extend(_in_sentence(_Sentence(text, start, end), words))
        start = end
    return tuple(_without_survivors(mentions, words))


def _without_survivors(mentions: list[CountMention], words: Numbers) -> list[CountMention]:
    """Drop the wound of a single person who dies of it: "was shot. ... He died"."""
    kept: list[CountMention] = []
    for number, mention in enumerate(mentions):
        following = mentions[number + 1 : number + 4]
        dies = mention.of == "wounded" and mention.count.max == 1 and any(
            m.of == "killed" and plain(m.text) in words.people.pronouns
            and m.start - mention.end < _DYING_WITHIN for m in following
        )  # fmt: skip
        if not dies:
            kept.append(mention)
    return kept


def _in_sentence(sentence: _Sentence, words: Numbers) -> list[CountMention]:
    quantities = _quantities(sentence, words)
    if not quantities:
        return []
    fates = _fates(sentence, words, quantities)
    total = _cumulative(sentence, words)
    mentions = []
    for quantity, fate in zip(quantities, fates, strict=True):
        if fate is None and (quantity.kind not in ("number", "vague") or not quantity.headed):
            continue
        first, last = sentence.tokens[quantity.first], sentence.tokens[quantity.last - 1]
        written = sentence.text[first.start : last.end]
        scope = _scope(sentence, words, quantity, total)
        mentions.append(
            CountMention(
                start=first.start, end=last.end, text=written,
                count=Count(min=quantity.low, max=quantity.high, text=written, scope=scope),
                of=fate or "other",
            )
        )  # fmt: skip
    return mentions


# --- quantities ----------------------------------------------------------------------------------


def _quantities(sentence: _Sentence, words: Numbers) -> list[_Quantity]:
    found: list[_Quantity] = []
    index = 0
    while index < len(sentence.tokens):
        quantity = _quantity_at(sentence, words, index)
        if quantity is None:
            index += 1
        else:
            found.append(quantity)
            index = quantity.last
    return found


def _quantity_at(sentence: _Sentence, words: Numbers, index: int) -> _Quantity | None:
    start, bound = _qualifier(sentence, words, index)
    value = _value(sentence, words, start)
    if value is None:
        return _one_at(sentence, words, index)
    after, low, high = value
    if high is not None:
        low, high = _bounded(low, high, bound)
    elif bound == "more_than":
        low += 1
    return _headed(sentence, words, index, after, low, high)


def _qualifier(sentence: _Sentence, words: Numbers, index: int) -> tuple[int, str]:
    """Where the number begins after "at least", "about" ..., and which of them it was."""
    bound = ""
    for _ in range(2):
        for name, phrases in words.qualifiers.items():
            found = phrases.at(sentence.words, index) if index < len(sentence.words) else None
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


def _value(
    sentence: _Sentence, words: Numbers, index: int
) -> tuple[int, int, int | None] | None:
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


def _single(sentence: _Sentence, words: Numbers, index: int) -> tuple[int, int] | None:
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


def _other_number(sentence: _Sentence, index: int) -> bool:
    """Whether figures are an age, a share, money, a time, a date or part of a name."""
    token = sentence.tokens[index]
    before = sentence.text[max(sentence.start, token.start - 2) : token.start]
    after = sentence.text[token.end : token.end + 12]
    if re.match(r"\s?(?:[ap]\.?m\b|o'clock|GMT)|-\D|[.:/]\d|(?:st|nd|rd|th|er|e|h|s)\b|\s?[%$€£]|'s\b|-\d+-", after):
        return True
    return re.search(r"[$€£#°/:]\s?$|[A-Za-z]-$|\d[.,]$", before) is not None


def _headed(
    sentence: _Sentence, words: Numbers, first: int, after: int, low: int, high: int | None
) -> _Quantity | None:
    """The quantity with its head noun, if it counts people or nothing that is named."""
    kind: _Kind = "number" if high is not None else "vague"
    subset = words.subset.ending_at(sentence.words, first) is not None
    index = after
    for _ in range(5):
        if index >= len(sentence.words):
            break
        word = sentence.word(index)
        if word in words.people.not_people:
            return None
        found = words.plural.at(sentence.words, index) or words.singular.at(sentence.words, index)
        if found:
            last = index + found[0]
            while words.plural.at(sentence.words, last) if last < len(sentence.words) else None:
                last += 1
            return _Quantity(first, last, after, low, high, kind, True, subset)
        if (
            not word[:1].isalpha()
            or sentence.tokens[index].is_number
            or _closes(sentence, words, index)
        ):
            break
        index += 1
    if sentence.word(first - 1) == "," == sentence.word(after):
        return None  # an age: "Smith, 21, was"
    return _Quantity(first, after, after, low, high, kind, False, subset)


def _closes(sentence: _Sentence, words: Numbers, index: int) -> bool:
    """Whether a word cannot stand inside a noun phrase."""
    word = sentence.word(index)
    if word in words.words["after_number"]:
        return False
    return word in words.words["stop"] or _fate_at(sentence, words, index) is not None


def _one_at(sentence: _Sentence, words: Numbers, index: int) -> _Quantity | None:
    """One person: "a priest", "the mayor", "him", a name."""
    word = sentence.word(index)
    if word in words.people.pronouns:
        return _Quantity(index, index + 1, index, 1, 1, "pronoun", True, False)
    article = word in words.numerals.articles
    if article or word in words.people.definite:
        for position in range(index + 1, min(index + 6, len(sentence.words))):
            if words.singular.at(sentence.words, position):
                found = words.singular.at(sentence.words, position)
                last = position + (found[0] if found else 1)
                while last < len(sentence.words) and words.singular.at(sentence.words, last):
                    last += 1
                following = sentence.word(last)
                if following in words.people.not_people or words.plural.at([following], 0):
                    return None
                while sentence.capital(last) and sentence.word(last) not in words.words["stop"]:
                    last += 1
                kind: _Kind = "one" if article else "definite"
                subset = words.subset.ending_at(sentence.words, index) is not None
                return _Quantity(index, last, index + 1, 1, 1, kind, True, subset)
            hyphenated = sentence.word(position) in "-" or sentence.tokens[position].is_number
            linked = sentence.word(position) in words.words["of"]
            if linked or (not hyphenated and _closes(sentence, words, position)):
                return None
        return None
    return _name_at(sentence, words, index)


def _name_at(sentence: _Sentence, words: Numbers, index: int) -> _Quantity | None:
    last = index
    while sentence.capital(last) and last - index < 5:
        if words.words["stop"].__contains__(sentence.word(last)) or sentence.word(last).endswith(
            "'s"
        ):
            break
        last += 1
        if (
            sentence.word(last) == "."
            and len(sentence.word(last - 1)) <= 2
            and sentence.capital(last + 1)
        ):
            last += 1
    if last == index or _fate_at(sentence, words, index) is not None:
        return None
    return _Quantity(index, last, index, 1, 1, "name", last - index >= 2, False)


# --- fates ---------------------------------------------------------------------------------------


def _fate_at(
    sentence: _Sentence,
    words: Numbers,
    index: int,
    kinds: Sequence[str] = ("active", "participle"),
) -> tuple[Fate, str, int] | None:
    """The longest word of fate that begins at a token: what, how it is written, next token."""
    best: tuple[Fate, str, int] | None = None
    if not 0 <= index < len(sentence.words):
        return None
    for fate in FATES:
        for kind in kinds:
            found = words.fates[fate][kind].at(sentence.words, index)
            if found and (best is None or index + found[0] > best[2]):
                best = fate, kind, index + found[0]
    return best


def _fates(
    sentence: _Sentence, words: Numbers, quantities: Sequence[_Quantity]
) -> list[Fate | None]:
    fates: list[Fate | None] = []
    for number, quantity in enumerate(quantities):
        fate = _as_object(sentence, words, quantity) or _as_state(sentence, words, quantity)
        fate = fate or _as_toll(sentence, words, quantity)
        previous = quantities[number - 1] if number else None
        fate = fate or _as_subject(sentence, words, quantity)
        if fate is None and previous and fates[-1] and _listed(sentence, words, previous, quantity):
            fate = fates[-1]
        if fate is None and quantity.subset:
            fate = next((f for f in reversed(fates) if f), None)
        fates.append(fate)
    for number in range(len(quantities) - 2, -1, -1):
        one, other = quantities[number], quantities[number + 1]
        if fates[number] is None and fates[number + 1] and _listed(sentence, words, one, other):
            fates[number] = fates[number + 1]
    return fates


def _listed(sentence: _Sentence, words: Numbers, one: _Quantity, other: _Quantity) -> bool:
    """Whether two quantities stand in one list: "12 soldiers, two guides and a driver"."""
    between = [w for w in sentence.words[one.last : other.first] if w != ","]
    if not one.headed and one.kind != "number":
        return False
    return (
        len(between) <= 1
        and all(w in words.words["conjunctions"] for w in between)
        and (other.first > one.last)
        and (other.headed or one.kind == "name")
    )


def _as_object(sentence: _Sentence, words: Numbers, quantity: _Quantity) -> Fate | None:
    """ "killed (at least) 14 soldiers", "the deaths of 14 people"."""
    if quantity.kind == "name" and not _ends_object(sentence, words, quantity.last):
        return None
    index = quantity.first
    for _ in range(4):
        for fate in FATES:
            start = words.fates[fate]["active"].ending_at(sentence.words, index)
            if start is not None and sentence.word(start - 1) not in words.words["passive"]:
                return fate
        if sentence.word(index - 1) not in words.words["fillers"]:
            return None
        if quantity.kind in ("name", "pronoun"):
            return None
        index -= 1
    return None


def _ends_object(sentence: _Sentence, words: Numbers, index: int) -> bool:
    word = sentence.word(index)
    return (
        not word
        or not word[0].isalpha()
        or word in words.words["stop"]
        or (_fate_at(sentence, words, index) is not None)
    )


def _as_state(sentence: _Sentence, words: Numbers, quantity: _Quantity) -> Fate | None:
    """ "12 dead", "30 people wounded", "the 14 deaths"."""
    if quantity.kind in ("name", "definite", "pronoun"):
        return None
    index = quantity.last
    if sentence.word(index) in words.words["after_number"]:
        index += 1
    if quantity.headed and quantity.last - quantity.noun == 1:
        own = _fate_at(sentence, words, quantity.noun, ("state",))
        if own and own[0] == "killed":
            return own[0]
    found = _fate_at(sentence, words, index, ("state",))
    if found is None:
        return None
    longer = _fate_at(sentence, words, index, ("participle",))
    if longer and longer[2] > found[2]:
        return longer[0]
    return None if _takes_object(sentence, words, found[2]) and quantity.headed else found[0]


def _as_subject(sentence: _Sentence, words: Numbers, quantity: _Quantity) -> Fate | None:
    """ "14 soldiers were killed", "14 soldiers killed in an ambush", "two men died"."""
    if quantity.kind == "name" and not quantity.headed:
        return None
    index = _past_parenthesis(sentence, quantity)
    auxiliary = False
    for step in range(_FAR):
        word = sentence.word(index)
        if not word or word in ".;:":
            return None
        found = _fate_at(sentence, words, index, ("intransitive", "participle"))
        if found:
            return _fate_of_subject(sentence, words, quantity, found, step, auxiliary=auxiliary)
        if word in words.words["auxiliaries"]:
            auxiliary = auxiliary or word in words.words["passive"]
        elif auxiliary or not _in_phrase(sentence, words, quantity, index):
            return None
        index += 1
    return None


def _fate_of_subject(
    sentence: _Sentence, words: Numbers, quantity: _Quantity, found: tuple[Fate, str, int],
    step: int, *, auxiliary: bool,
) -> Fate | None:  # fmt: skip
    fate, kind, after = found
    if kind == "intransitive":
        return fate
    if auxiliary:
        return _overruled(sentence, words, fate, after)
    if quantity.kind in ("definite", "name", "pronoun"):
        return None
    if step and quantity.kind == "one":
        return None
    return None if _takes_object(sentence, words, after) else fate


def _overruled(sentence: _Sentence, words: Numbers, fate: Fate, after: int) -> Fate:
    """ "were shot and then killed": the worse fate counts."""
    conjunctions = words.words["conjunctions"]
    for index in range(after, min(after + 14, len(sentence.words))):
        if sentence.word(index) not in conjunctions:
            continue
        while sentence.word(index + 1) in words.words["auxiliaries"]:
            index += 1
        later = _fate_at(sentence, words, index + 1, ("participle", "intransitive"))
        if later and later[0] == "killed" and not _takes_object(sentence, words, later[2]):
            return "killed"
        break
    return fate


def _past_parenthesis(sentence: _Sentence, quantity: _Quantity) -> int:
    """The token after ", three of them officers," or ", 21," behind a quantity."""
    index = quantity.last
    opening = sentence.word(index)
    if not quantity.headed or opening not in (",", "("):
        return index
    closing = "," if opening == "," else ")"
    for position in range(index + 1, min(index + 14, len(sentence.words))):
        if sentence.word(position) == closing:
            return position + 1
    return index


def _in_phrase(sentence: _Sentence, words: Numbers, quantity: _Quantity, index: int) -> bool:
    """Whether a token may belong to words that follow a head noun: "from Mopti", "in two cars"."""
    if not quantity.headed or quantity.kind in ("name", "pronoun"):
        return False
    word = sentence.word(index)
    return word not in ",()" and word not in words.words["blockers"]


def _takes_object(sentence: _Sentence, words: Numbers, index: int) -> bool:
    """Whether what follows a verb looks like its object: then it is no participle."""
    word = sentence.word(index)
    if not word or not word[0].isalnum():
        return False
    if word in words.people.definite or word in words.people.pronouns:
        return True
    value = _value(sentence, words, _qualifier(sentence, words, index)[0])
    if value is not None:
        return _headed(sentence, words, index, value[0], value[1], value[2]) is not None
    return word in words.numerals.articles or (
        sentence.capital(index) and word not in words.words["stop"]
    )


def _as_toll(sentence: _Sentence, words: Numbers, quantity: _Quantity) -> Fate | None:
    """ "the death toll rose to 45", "bilan de 12 morts"."""
    if quantity.kind not in ("number", "vague"):
        return None
    if sentence.word(quantity.first - 1) not in words.words["toll_links"] | {":"}:
        return None
    for end in range(quantity.first, max(-1, quantity.first - _FAR), -1):
        for fate in ("killed", "wounded", "displaced"):
            start = words.fates[fate]["toll"].ending_at(sentence.words, end)
            if start is not None and not any(
                sentence.tokens[i].is_number for i in range(end, quantity.first - 1)
            ):
                single = end - start == 1 and sentence.word(start) in ("dead", "killed")
                if not single:
                    return fate
    return None


# --- scope ---------------------------------------------------------------------------------------


def _cumulative(sentence: _Sentence, words: Numbers) -> str | None:
    """Words that make the numbers of a sentence a total over time."""
    text = sentence.text[sentence.start : sentence.end]
    for match in words.cumulative.finditer(text):
        one = not words.words["one_event"].isdisjoint(sentence.words)
        short = re.search(r"\d{4}$|year$|derni[eè]re?$", match.group()) and " " in match.group()
        if one and short and match.group().lower().startswith(("last", "l'an")):
            continue
        return match.group().strip()
    return None


def _scope(
    sentence: _Sentence, words: Numbers, quantity: _Quantity, total: str | None
) -> str | None:
    parts = []
    first = quantity.noun
    while first < quantity.last - 1 and sentence.word(first) in words.words["after_number"]:
        first += 1
    noun = sentence.span(first, quantity.last) if quantity.last > first else ""
    if quantity.headed and quantity.kind != "name" and plain(noun) not in words.people.generic:
        if quantity.kind != "pronoun" and noun:
            parts.append(f"including {noun}" if quantity.subset else noun)
    elif quantity.subset:
        parts.append("including")
    if total:
        parts.append(total)
    return "; ".join(parts) or None
