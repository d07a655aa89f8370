"""Figures of one report laid beside one another: who is counted twice, and who died of a wound."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from corrobora.extract.parts import CountMention
from corrobora.text import plain
from corrobora.vocab.counts import Numbers, read_number

_DYING_WITHIN = 250
"""Characters between the wound of one person and "he died" that still speaks of the same one."""
_BESIDE = 60
"""Characters on either side of a number in which the verb of hitting stands."""
_TOLD_WITHIN = 3000
"""Characters between the number of those hit and what became of each of them."""
_DYING_AMONG = 400
"""Characters between a number of people hit and how many of them died."""
_STOP = re.compile(r"[.!?]\s|\n|(?<=[^\W\d_A-ZÀ-Þ]{2})[.!?](?=[A-ZÀ-Þ])")
_WORD = re.compile(r"[^\W\d_]+")
_AGE = re.compile(r"\d+|[^\W\d_]+(?=-year)")


def settled(mentions: Sequence[CountMention], text: str, words: Numbers) -> list[CountMention]:
    """The numbers of a report without wounds of those who died and without sums of both.

    Args:
        mentions: Numbers of people in text order.
        text: The folded text in which they stand.
        words: The words of its language.
    """
    return _without_sums(_without_survivors(mentions, text, words), text, words)


def _without_sums(
    mentions: Sequence[CountMention], text: str, words: Numbers
) -> list[CountMention]:
    """Of how many were hit, take those who died.

    In "five were shot ... one died ... the other four are in hospital" nobody says that five were
    hurt: the five are left out. Without the last words four or five were hurt.
    """
    dead = [
        m for m in mentions
        if m.of == "killed" and words.words["reflexive"].isdisjoint(plain(m.text).split())
    ]  # fmt: skip
    hurt = [m for m in mentions if m.of == "wounded"]
    left = []
    for mention in mentions:
        if mention.of != "wounded" or mention.count.min < 2:
            left.append(mention)
            continue
        if _is_multiple(mention, words):
            rest = mention.count.min - max((d.count.min for d in dead), default=0)
            if rest > 0 and all(_is_multiple(h, words) for h in hurt):
                left.append(replace(mention, count=replace(mention.count, min=rest)))
            continue
        opened = _is_only_hit(mention, text, words)
        total = (opened or _is_whole(mention, words)) and not _is_taken(mention)
        if total and _is_sum(mention, dead, hurt):
            continue
        fatal = _part_dead(mention, dead, words)
        if opened and not fatal:
            fatal = _dead_of(mention, dead, hurt, text, words)
        if fatal < mention.count.min:
            left.append(_without(mention, fatal))
    return left


def _is_multiple(mention: CountMention, words: Numbers) -> bool:
    """Whether a noun counts all who were hit: "a triple shooting"."""
    return plain(mention.text).split()[0] in words.numerals.multiples


def _is_whole(mention: CountMention, words: Numbers) -> bool:
    """Whether words mean everybody told of before: "all four victims"."""
    return plain(mention.text).split()[0] in words.words["whole"] - words.people.definite


def _part_dead(hurt: CountMention, dead: Sequence[CountMention], words: Numbers) -> int:
    """How many died of as many as were hurt: "one of the five people has died"."""
    apart = not words.words["another"].isdisjoint(plain(hurt.text).split())
    if apart or hurt.count.min != hurt.count.max:
        return 0
    most = 0
    for part in dead:
        told = plain(part.text).split()
        of = next((i for i, w in enumerate(told) if i and w in words.words["of"]), None)
        if of is None or part.count.max is None:
            continue
        numbers = (read_number(told[i:], words.numerals) for i in range(of + 1, len(told)))
        whole = next((n[0] for n in numbers if n), None)
        whole = whole or next((int(w) for w in told[of + 1 :] if w.isdigit()), None)
        if whole == hurt.count.min:
            most = max(most, part.count.min)
    return most


def _without(hit: CountMention, fatal: int) -> CountMention:
    """The number hit, at least without those who died of it."""
    if not fatal:
        return hit
    return replace(hit, count=replace(hit.count, min=hit.count.min - fatal))


def _dead_of(
    hit: CountMention,
    dead: Sequence[CountMention],
    hurt: Sequence[CountMention],
    text: str,
    words: Numbers,
) -> int:
    """How many of those hit died, by the nearest words; 0 where they are others than the dead."""
    told = plain(hit.text).split()
    near = [
        d for d in dead
        if d.count.min == d.count.max and abs(d.start - hit.start) < _TOLD_WITHIN
        and words.words["another"].isdisjoint(plain(d.text).split())
        and (_is_general(hit, words) or _is_general(d, words) or _same_noun(hit, d))
    ]  # fmt: skip
    if _is_taken(hit) or not near or not words.words["another"].isdisjoint(told):
        return 0
    if any(_in_one_sentence(d, hit, text) for d in dead):
        return 0  # "killed two and shot three", "shot two whom they accused of killing one"
    if hit.count.max is None and hit.count.min <= max(d.count.min for d in near):
        return hit.count.min  # "several were shot ... three died"
    close = [d for d in near if abs(d.start - hit.start) < _DYING_AMONG]
    alive = any(h is not hit and not _is_only_hit(h, text, words) for h in hurt)
    if not alive and any(d.count.min == hit.count.min for d in near):
        return hit.count.min  # as many as were hit died, and nobody is told to live
    fatal = max((d.count.min for d in close), default=0)
    if fatal < hit.count.min:
        return fatal
    fatal = max(d.count.min for d in near)
    pointing = told[0] in words.words["whole"] or told[0] in words.people.definite
    return fatal if pointing else 0


def _is_taken(hit: CountMention) -> bool:
    """Whether those told dead in the same sentence are already taken from a number."""
    return hit.count.text != hit.text


def _in_one_sentence(one: CountMention, other: CountMention, text: str) -> bool:
    first, last = min(one.end, other.end), max(one.start, other.start)
    return first > last or not _is_stopped(text, first, last)


def _is_stopped(text: str, first: int, last: int) -> bool:
    """Whether a sentence ends between two places of a text."""
    return _STOP.search(text, first, last + 1) is not None


def _is_general(mention: CountMention, words: Numbers) -> bool:
    """Whether words say no more of people than that they are people: "five", "men", "she"."""
    last = plain(mention.text).split()[-1]
    general = words.people.generic | words.words["anybody"] | words.people.pronouns
    if last in general or last.removesuffix("s") in general or _is_name(mention, words):
        return True
    return not words.plural.at([last], 0) and not words.singular.at([last], 0)


def _same_noun(one: CountMention, other: CountMention) -> bool:
    nouns = [plain(m.text).split()[-1].removesuffix("s") for m in (one, other)]
    return nouns[0] == nouns[1]


def _is_sum(hit: CountMention, dead: Sequence[CountMention], hurt: Sequence[CountMention]) -> bool:
    """Whether a number of dead and one of hurt people, told near, make the number of those hit."""
    near = [d.count.min for d in dead if abs(d.start - hit.start) < _TOLD_WITHIN]
    return any(
        h.count.min + d == hit.count.min
        for h in hurt
        if h is not hit and abs(h.start - hit.start) < _TOLD_WITHIN
        for d in near
    )


def _is_only_hit(mention: CountMention, text: str, words: Numbers) -> bool:
    """Whether the verb beside a number leaves open whether they lived ("shot", "touchés")."""
    first = max(0, mention.start - _BESIDE)
    first = max([first, *(m.end() for m in _STOP.finditer(text, first, mention.start))])
    stop = _STOP.search(text, mention.end, mention.end + _BESIDE)
    last = stop.start() if stop else mention.end + _BESIDE
    before = {plain(w) for w in _WORD.findall(text, first, mention.start)}
    told = before | {plain(w) for w in _WORD.findall(text, mention.start, last)}
    if not words.words["coming_upon"].isdisjoint(before):  # "found two men with wounds"
        return words.words["more_than_hit"].isdisjoint(told - words.words["as_found"])
    return not words.words["either"].isdisjoint(told) and words.words["more_than_hit"].isdisjoint(
        told
    )


def _without_survivors(
    mentions: Sequence[CountMention], text: str, words: Numbers
) -> list[CountMention]:
    """Take no wound for one more hurt where a single person dies of it: "was shot. ... He died".

    Where only the blow is told of him, the number is that of the death.
    """
    gone = [m for m in mentions if m.of == "killed"]
    hurt = [m for m in mentions if m.of == "wounded"]
    most = max((d.count.min for d in gone), default=0)
    told_dead = [(d.start, d.count.min) for d in gone] + _list_sums(gone, text, words)
    left: list[CountMention] = []
    for mention in mentions:
        if _are_those(mention, told_dead, words):
            continue
        among = [d for d in gone if not _is_apart(mention, d, text, words)]
        if (
            not _single_wound(mention, words)
            or _place_in_list(mention, hurt, gone, text, words) > most
        ):
            left.append(mention)
        elif any(_is_told_dead(mention, d, hurt, words) for d in among):
            continue
        elif not any(_is_left_open(mention, d, text, words) for d in among):
            left.append(mention)
        elif not any(m.of == "killed" and _in_one_sentence(m, mention, text) for m in left):
            left.append(replace(mention, of="killed"))
    return left


def _place_in_list(
    mention: CountMention,
    hurt: Sequence[CountMention],
    dead: Sequence[CountMention],
    text: str,
    words: Numbers,
) -> int:
    """Which of the wounded in one list somebody is: 2 for Soto in "Ruiz and Soto were shot".

    Those come first who are called like one of the dead.
    """
    at = next(i for i, m in enumerate(hurt) if m is mention)
    first = last = at
    while first and _are_listed(hurt[first - 1], hurt[first], text, words):
        first -= 1
    while last + 1 < len(hurt) and _are_listed(hurt[last], hurt[last + 1], text, words):
        last += 1
    alike = {
        id(m): any(_same_noun(m, d) for d in dead)
        for m in hurt[first : last + 1]
        if any(not _is_apart(m, d, text, words) for d in dead)
    }
    listed = sorted(
        (m for m in hurt[first : last + 1] if id(m) in alike), key=lambda m: not alike[id(m)]
    )
    place = 0
    for one in listed:
        place += one.count.min
        if one is mention:
            break
    return place


def _are_listed(one: CountMention, other: CountMention, text: str, words: Numbers) -> bool:
    between = plain(text[one.end : other.start])
    told = _WORD.findall(between)
    joined = all(w in words.words["conjunctions"] for w in told) and ("," in between or told)
    return bool(joined) and not _is_stopped(text, one.end, other.start)


def _is_apart(wound: CountMention, dead: CountMention, text: str, words: Numbers) -> bool:
    """Whether a wounded person is somebody else than one who died."""
    return _set_apart(wound, dead, words) or _told_beside(wound, dead, text, words)


def _is_told_dead(
    wound: CountMention, dead: CountMention, hurt: Sequence[CountMention], words: Numbers
) -> bool:
    """Whether words point from one wounded person to the one dead, or name them alike."""
    if dead.count.max != 1:
        return False
    return _points_back(wound, dead, words) or _may_be_one(wound, dead, hurt, words)


def _is_left_open(wound: CountMention, dead: CountMention, text: str, words: Numbers) -> bool:
    """Whether only the blow is told ("was shot"), in a report that tells of a death."""
    near = abs(dead.start - wound.start) < _TOLD_WITHIN
    return near and _is_only_hit(wound, text, words)


def _set_apart(wound: CountMention, dead: CountMention, words: Numbers) -> bool:
    """Whether two single persons differ by sex, age or name, or one did it to himself alone."""
    hurt, gone = _own_words(wound, words), _own_words(dead, words)
    if dead.count.max != 1:
        return False
    for one, other in (("female", "male"), ("male", "female")):
        if not words.words[one].isdisjoint(hurt) and not words.words[other].isdisjoint(gone):
            return True
    if gone[0] in words.words["reflexive"] and hurt[0] not in words.words["reflexive"]:
        return True
    ages = [_AGE.search(m.text) for m in (wound, dead)]
    if ages[0] and ages[1] and ages[0][0] != ages[1][0]:
        return True
    return _is_name(wound, words) and _is_name(dead, words) and hurt[-1] != gone[-1]


def _own_words(mention: CountMention, words: Numbers) -> list[str]:
    """The words of somebody without whose he is: "boyfriend" of "her boyfriend"."""
    told = plain(mention.text).split()
    return told[1:] if len(told) > 1 and told[0] in words.people.definite else told


def _is_name(mention: CountMention, words: Numbers) -> bool:
    """Whether a person is told by name: "Ana Ruiz", not "A boy" nor "Boy" in a heading."""
    if mention.count.max != 1 or not mention.text[0].isupper():
        return False
    told = plain(mention.text).split()
    closed = words.people.definite | words.people.pronouns | words.words["another"]
    opening = told[0] in closed or told[0] in words.numerals.articles
    return not opening and not words.singular.stand_in(told)


def _are_those(hurt: CountMention, dead: Sequence[tuple[int, int]], words: Numbers) -> bool:
    """Whether words point back to the dead told before: "all five had gunshot wounds".

    Args:
        hurt: A number of wounded.
        dead: Where numbers of dead stand, and the numbers.
        words: The words of the language.
    """
    if hurt.of != "wounded" or hurt.count.min < 2:
        return False
    told = plain(hurt.text).split()
    whole = told[0] in words.words["whole"] and words.words["another"].isdisjoint(told)
    if not whole or len(told) > _SHORT:
        return False
    return any(start <= hurt.start and number == hurt.count.min for start, number in dead)


def _list_sums(
    mentions: Sequence[CountMention], text: str, words: Numbers
) -> list[tuple[int, int]]:
    """Where lists of people begin, and how many each names: "Ana Ruiz and her two sons"."""
    sums: list[tuple[int, int]] = []
    first = 0
    for last in range(1, len(mentions) + 1):
        if last < len(mentions) and _are_listed(mentions[last - 1], mentions[last], text, words):
            continue
        if last - first > 1:
            sums.append((mentions[first].start, sum(m.count.min for m in mentions[first:last])))
        first = last
    return sums


_SHORT = 3
"""Words of "all five" and "the five men"."""


def _single_wound(mention: CountMention, words: Numbers) -> bool:
    """Whether a wound is of one person who is not set apart from others ("another man")."""
    if mention.of != "wounded" or mention.count.max != 1:
        return False
    if (mention.count.scope or "").startswith("including"):
        return False
    return words.words["another"].isdisjoint(plain(mention.text).split())


def _told_beside(hurt: CountMention, dead: CountMention, text: str, words: Numbers) -> bool:
    """Whether one sentence tells of two by different nouns ("a man died and his son was hurt")."""
    first, last = min(hurt.start, dead.start), max(hurt.end, dead.end)
    if _is_stopped(text, first, last):
        return False
    if _is_pronoun(hurt, words) or _is_pronoun(dead, words):
        return False
    one, other = plain(hurt.text).split(), plain(dead.text).split()
    later = one if hurt.start > dead.start else other
    return one[-1] != other[-1] or later[0] in words.numerals.articles


def _is_pronoun(mention: CountMention, words: Numbers) -> bool:
    """Whether nothing but a pronoun stands for somebody: "her", not "her friend"."""
    return plain(mention.text) in words.people.pronouns


def _points_back(wounded: CountMention, dead: CountMention, words: Numbers) -> bool:
    """Whether words name nobody apart from one dead: "she", "the boy", the name of the dead."""
    hurt = plain(wounded.text).split()
    if _is_pronoun(wounded, words):
        return True
    if hurt[0] in words.words["pointing"]:
        return hurt[-1] in words.words["anybody"]
    named = wounded.text[0].isupper() and dead.text[0].isupper() and len(hurt) > 1
    return named and hurt[-1] == plain(dead.text).split()[-1]


def _may_be_one(
    wound: CountMention, dead: CountMention, hurt: Sequence[CountMention], words: Numbers
) -> bool:
    """Whether a wounded and a dead person, named close by, may be the same."""
    first, last = min(wound.end, dead.end), max(wound.start, dead.start)
    if last - first > _DYING_WITHIN:
        return False
    wounded, gone = plain(wound.text).split(), plain(dead.text).split()
    if _is_pronoun(dead, words):
        named = _is_name(wound, words)
        nearer = named and any(first <= h.start < last and _is_name(h, words) for h in hurt)
        return dead.start > wound.start and not nearer
    if not set(wounded).isdisjoint(gone):
        return True
    if words.words["anybody"].isdisjoint((wounded[-1], gone[-1])):
        return False  # a nun and a driver
    # two names, or a name and a description, are two people
    return not (_is_name(wound, words) or _is_name(dead, words))
