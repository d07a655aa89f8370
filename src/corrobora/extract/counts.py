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
from collections.abc import Iterator

from corrobora.extract.deaths import told_by_noun
from corrobora.extract.fates import fates_of, past_of_them, takes_object
from corrobora.extract.parts import CountMention
from corrobora.extract.quantities import Quantity, Sentence, fate_at, quantities_in
from corrobora.extract.tolls import settled
from corrobora.model import Count
from corrobora.text import LETTERS, caseless, folded, plain
from corrobora.vocab.counts import Fate, Numbers, load_numbers

_SENTENCE_END = re.compile(
    r"[.!?][\"')\]]*\s+(?=[\"'(\[]*[A-ZÀ-Þ0-9])|\n\s*\n|\n"
    r"|(?<=[^\W\d_A-ZÀ-Þ]{2})[.!?](?=[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ]|A )"  # "on Sunday.Two": lost space
)
_SHORT = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,4}$")
__all__ = ["Numbers", "find_counts", "load_numbers"]


def find_counts(
    text: str, language: str, numbers: Numbers | None = None, *, fated: bool = False
) -> tuple[CountMention, ...]:
    """All numbers of people in a text, in text order.

    Args:
        text: Folded text (``Reading.text``).
        language: ISO 639-1 code.
        numbers: The language's words; loaded from the vocabulary when not given.
        fated: Pass over sentences in which nothing befalls anybody; faster, without ``other``.

    Returns:
        Mentions with ``of`` telling what befell them; ``other`` for people of whom nothing of the
        kind is said close by.
    """
    words = numbers or load_numbers(language)
    mentions: list[CountMention] = []
    start = 0
    for end in _ends(text, words):
        if end > start and not (fated and _is_idle(text, start, end, words)):
            sentence = Sentence(text, start, end)
            if not fated or _tells_fate(sentence, words):
                mentions.extend(_in_sentence(sentence, words))
        start = end
    return tuple(settled(mentions, text, words))


def _ends(text: str, words: Numbers) -> Iterator[int]:
    """Where sentences end; not behind the point of "Nov. 6"."""
    for match in _SENTENCE_END.finditer(text):
        month = _SHORT.search(text, max(0, match.start() - 6), match.start())
        before_day = month and text[match.end() : match.end() + 1].isdigit()
        if not (before_day and month and folded(month.group()) in words.any_months):
            yield match.end()
    yield len(text)


def _tells_fate(sentence: Sentence, words: Numbers) -> bool:
    """Whether a phrase of fate or a word for harm stands in a sentence."""
    bare = not words.bare_fates.isdisjoint(sentence.words)
    return bare or words.any_fate.stand_in(sentence.words)


def _is_idle(text: str, start: int, end: int, words: Numbers) -> bool:
    """Whether a stretch lacks the words without which nothing befalls anybody."""
    told = LETTERS.findall(caseless(text), start, end)
    return words.telling.isdisjoint(told if text.isascii() else map(folded, told))


def _in_sentence(sentence: Sentence, words: Numbers) -> list[CountMention]:
    quantities, fates = _fated(sentence, words)
    if not quantities:
        return []
    total = _cumulative(sentence, words)
    mentions = []
    for number, (quantity, fate) in enumerate(zip(quantities, fates, strict=True)):
        if fate is None and (quantity.kind not in ("number", "vague") or not quantity.headed):
            continue
        first, last = sentence.tokens[quantity.first], sentence.tokens[quantity.last - 1]
        written = sentence.text[first.start : last.end]
        scope = _scope(sentence, words, quantity, total)
        count = Count(min=quantity.low, max=quantity.high, text=written, scope=scope)
        after = next((i for i in range(number + 1, len(fates)) if fates[i]), None)
        if fate == "wounded" and after is not None and fates[after] == "killed":
            count = _without_dead(sentence, words, quantity, quantities[after], count)
        mentions.append(
            CountMention(
                start=first.start, end=last.end, text=written, count=count, of=fate or "other"
            )
        )
    return [m for m in mentions if not _is_sum(sentence, words, m, mentions)]


def _fated(sentence: Sentence, words: Numbers) -> tuple[list[Quantity], list[Fate | None]]:
    """The quantities of a sentence in order, with what befell each."""
    quantities = quantities_in(sentence, words)
    fates = fates_of(sentence, words, quantities)
    told = [
        (_told_of(sentence, words, q, f), f) for q, f in zip(quantities, fates, strict=True)
    ]  # fmt: skip
    if not words.by_noun.isdisjoint(sentence.words):
        for quantity, fate in told_by_noun(sentence, words):
            over = [(q, f) for q, f in told if q.first < quantity.last and quantity.first < q.last]
            if not any(f for _, f in over):
                told = sorted(
                    [*(t for t in told if t not in over), (quantity, fate)],
                    key=lambda t: t[0].first,
                )
    return [q for q, _ in told], [f for _, f in told]


def _told_of(sentence: Sentence, words: Numbers, quantity: Quantity, fate: Fate | None) -> Quantity:
    """Those whom a fate befell: of "one of three people wounded" the three."""
    whole, behind = quantity.whole, quantity.last
    if whole is None or fate is None:
        return quantity
    if sentence.word(behind) in words.words["after_age"]:
        return whole  # "one of the three people who were wounded"
    found = fate_at(sentence, words, behind, ("participle",))
    if found is None or found[0] != fate or takes_object(sentence, words, found[2]):
        return quantity
    return whole


def _is_sum(
    sentence: Sentence, words: Numbers, hit: CountMention, mentions: list[CountMention]
) -> bool:
    """Whether people hit are told apart behind: "shot three people, killing one, wounding two"."""
    before = sentence.text[max(sentence.start, hit.start - _HITTING) : hit.start].casefold()
    if hit.of != "wounded" or words.words["either"].isdisjoint(before.split()):
        return False
    later = [m for m in mentions if m.start >= hit.end]
    hurt = [m.count.min for m in later if m.of == "wounded"]
    dead = [m.count.min for m in later if m.of == "killed"]
    return any(h + d == hit.count.min for h in hurt for d in dead)


_HITTING = 30
"""Characters before a number in which the verb of hitting stands."""


def _without_dead(
    sentence: Sentence, words: Numbers, hurt: Quantity, dead: Quantity, count: Count
) -> Count:
    """Of "five people were shot, two of them fatally", the three who were wounded.

    The words of the figure are then those from the one number to the other.
    """
    between = sentence.words[hurt.last : dead.first]
    counted = dead.kind in ("number", "vague")
    either = counted and not words.words["either"].isdisjoint(between)
    either = either or _is_part(sentence, words, dead)
    apart = not words.words["another"].isdisjoint(sentence.words[dead.first : dead.last])
    if not either or apart or dead.high is None or not dead.low < hurt.low:
        return count
    first, last = sentence.tokens[hurt.first], sentence.tokens[dead.last - 1]
    return Count(
        min=hurt.low - dead.low,
        max=None if hurt.high is None else hurt.high - dead.low,
        text=sentence.text[first.start : last.end],
        scope=count.scope,
    )


def _is_part(sentence: Sentence, words: Numbers, dead: Quantity) -> bool:
    """Whether the dead are some of those told before: "two of whom died", "one later died"."""
    if words.subset.ending_at(sentence.words, dead.first) is not None:
        return True
    behind = past_of_them(sentence, words, dead)
    return behind > dead.last or sentence.word(behind) in words.words["later"]


# --- scope ----------------------------------------------------------------------------------------


def _cumulative(sentence: Sentence, words: Numbers) -> str | None:
    """Words that make the numbers of a sentence a total over time."""
    text = sentence.text[sentence.start : sentence.end]
    for match in words.cumulative.finditer(text):
        one = not words.words["one_event"].isdisjoint(sentence.words)
        short = re.search(r"\d{4}$|year$|derni[eè]re?$", match.group()) and " " in match.group()
        if one and short and match.group().lower().startswith(("last", "l'an")):
            continue
        return match.group().strip()
    return None


def _scope(sentence: Sentence, words: Numbers, quantity: Quantity, total: str | None) -> str | None:
    parts = []
    first = quantity.noun
    while first < quantity.last - 1 and sentence.word(first) in words.words["after_number"]:
        first += 1
    noun = sentence.span(first, quantity.last) if quantity.last > first else ""
    noun = noun.strip('«»“”" ')
    if quantity.headed and quantity.kind != "name" and plain(noun) not in words.people.generic:
        if quantity.kind != "pronoun" and noun:
            parts.append(f"including {noun}" if quantity.subset else noun)
    elif quantity.subset:
        parts.append("including")
    if total:
        parts.append(total)
    return "; ".join(parts) or None
