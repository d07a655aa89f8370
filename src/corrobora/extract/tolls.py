"""Figures of one report laid beside one another: who is counted twice, and who died of a wound."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corrobora.extract.parts import CountMention
from corrobora.text import plain
from corrobora.vocab.counts import Numbers

_DYING_WITHIN = 250
"""Characters between the wound of one person and "he died" that still speaks of the same one."""
_BESIDE = 24
"""Characters on either side of a number in which the verb of hitting stands."""
_TOLD_WITHIN = 1500
"""Characters between the number of those hit and what became of each of them."""
_STOP = re.compile(r"[.!?]\s|\n")
_WORD = re.compile(r"[^\W\d_]+")


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
    """Drop how many were hit where the dead and the hurt among them are told apart.

    In "five were shot ... one died ... the other four are in hospital" nobody says that five were
    hurt.
    """
    dead = [m for m in mentions if m.of == "killed"]
    hurt = [m for m in mentions if m.of == "wounded"]
    return [m for m in mentions if not _is_sum(m, dead, hurt, text, words)]


def _is_sum(
    hit: CountMention,
    dead: Sequence[CountMention],
    hurt: Sequence[CountMention],
    text: str,
    words: Numbers,
) -> bool:
    if hit.of != "wounded" or hit.count.min < 2 or not _is_only_hit(hit, text, words):
        return False
    near = [d.count.min for d in dead if abs(d.start - hit.start) < _TOLD_WITHIN]
    return any(
        h.count.min + d == hit.count.min
        for h in hurt
        if h is not hit and abs(h.start - hit.start) < _TOLD_WITHIN
        for d in near
    )


def _is_only_hit(mention: CountMention, text: str, words: Numbers) -> bool:
    """Whether the verb beside a number leaves open whether they lived ("shot", "touchés")."""
    around = text[max(0, mention.start - _BESIDE) : mention.end + _BESIDE]
    told = {plain(w) for w in _WORD.findall(around)}
    return not words.words["either"].isdisjoint(told)


def _without_survivors(
    mentions: Sequence[CountMention], text: str, words: Numbers
) -> list[CountMention]:
    """Drop the wound of a single person who dies of it: "was shot. ... He died"."""
    gone = [m for m in mentions if m.of == "killed"]
    dead = [m for m in gone if m.count.max == 1]
    return [
        m
        for m in mentions
        if not any(_are_those(m, d, words) for d in gone)
        and not (
            _single_wound(m, words)
            and any(
                _points_back(m, d, words) or _may_be_one(m, d, words)
                for d in dead
                if not _told_beside(m, d, text, words)
            )
        )
    ]


def _are_those(hurt: CountMention, dead: CountMention, words: Numbers) -> bool:
    """Whether words point back to the dead told before: "all five had gunshot wounds"."""
    if hurt.of != "wounded" or hurt.count.min < 2 or dead.start > hurt.start:
        return False
    told = plain(hurt.text).split()
    whole = told[0] in words.words["whole"] and words.words["another"].isdisjoint(told)
    return whole and hurt.count.min == dead.count.min and len(told) <= _SHORT


_SHORT = 3
"""Words of "all five" and "the five men"."""


def _single_wound(mention: CountMention, words: Numbers) -> bool:
    """Whether a wound is of one person who is not set apart from others ("another man")."""
    if mention.of != "wounded" or mention.count.max != 1:
        return False
    return words.words["another"].isdisjoint(plain(mention.text).split())


def _told_beside(hurt: CountMention, dead: CountMention, text: str, words: Numbers) -> bool:
    """Whether one sentence tells of two by different nouns ("a man died and his son was hurt")."""
    first, last = min(hurt.start, dead.start), max(hurt.end, dead.end)
    if _STOP.search(text, first, last):
        return False
    one, other = plain(hurt.text).split(), plain(dead.text).split()
    if one[0] in words.people.pronouns or other[0] in words.people.pronouns:
        return False
    return one[-1] != other[-1]


def _points_back(wounded: CountMention, dead: CountMention, words: Numbers) -> bool:
    """Whether words name nobody apart from one dead: "she", "the boy", the name of the dead."""
    hurt = plain(wounded.text).split()
    if hurt[0] in words.people.pronouns:
        return True
    if hurt[0] in words.people.definite:
        return hurt[-1] in words.words["anybody"]
    named = wounded.text[0].isupper() and dead.text[0].isupper() and len(hurt) > 1
    return named and hurt[-1] == plain(dead.text).split()[-1]


def _may_be_one(wounded: CountMention, dead: CountMention, words: Numbers) -> bool:
    """Whether a wounded and a dead person, named close by, may be the same."""
    gap = dead.start - wounded.end if dead.start > wounded.start else wounded.start - dead.end
    if gap > _DYING_WITHIN:
        return False
    hurt, gone = plain(wounded.text).split(), plain(dead.text).split()
    if gone[0] in words.people.pronouns:
        return dead.start > wounded.start
    if not set(hurt).isdisjoint(gone):
        return True
    # two names, or a name and a description, are two people
    return not (wounded.text[0].isupper() and hurt[0] not in words.people.definite) and not (
        dead.text[0].isupper() and gone[0] not in words.people.definite
    )
