"""When, where, how many, with what: what stands around a deed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from msgspec.structs import replace

from corrobora.extract.parts import CountMention, DateMention, Mention, PlaceMention
from corrobora.extract.syntax import Sentence, Token, once_a_word
from corrobora.model import EXACTNESS, Count, When, Where

Tense = Literal["past", "perfect", "present", "future", "none"]

_RECENT = dt.timedelta(days=2)
"""How far before publication an undated past event of a news report is looked for, at least."""


@once_a_word
def tense(sentence: Sentence, token: Token) -> Tense:
    """The tense of the clause that a word belongs to."""
    for word in (token, *sentence.ancestors(token)):
        if word.pos not in ("VERB", "AUX", "ADJ", "NOUN"):
            continue
        helpers = sentence.children(word, "aux", "cop")
        finite = [t for t in (word, *helpers) if t.has("VerbForm=Fin") or t.has("Mood=Ind")]
        if not finite:
            continue
        first = min(finite, key=lambda t: t.i)
        if first.lower in ("has", "have", "'ve", "a", "ont", "as", "avons", "ai") and (
            first.dep.startswith("aux") and word.has("Part")
        ):
            return "perfect" if first.lower in ("has", "have", "'ve") else "past"
        if first.lower in ("will", "'ll", "wo", "shall") or first.has("Tense=Fut"):
            return "future"
        if first.lower in _MODALS and not any(t.lower == "have" for t in helpers):
            return "present" if word.dep in _MAIN else "past"
        if first.has("Tense=Past") or first.has("Tense=Imp"):
            return "past"
        if first.has("Tense=Pres"):
            return "present"
    return "none"


_MODALS = frozenset(("could", "might", "should"))
"""They speak of now where nobody's words are told ("he said that they could leave")."""
_MAIN = ("root", "conj", "parataxis")
_HAPPENED = frozenset(
    "began begun started happened occurred commencé débuté survenu survenue produit".split()
)
"""Verbs that only say when the deed of their noun was ("the revolt, which began in May")."""
_ASIDE = -1
"""Owner of what stands in a clause about a noun ("known for her role in 2012")."""


def owner(sentence: Sentence, start: int, triggers: frozenset[int]) -> int | None:
    """Index of the trigger that governs the word at a place in the text most closely."""
    token = next((t for t in sentence.tokens if t.start <= start < t.end), None)
    if token is None:
        token = next((t for t in sentence.tokens if t.start >= start), None)
    if token is None:
        return None
    happened = False
    for word in (token, *sentence.ancestors(token)):
        happened = happened or word.lower in _HAPPENED
        if word.i in triggers and not happened:
            return word.i
        if _opens_clause(word, "acl") and word.i != token.i:
            return word.head if word.head in triggers else _ASIDE
    return token.head if happened and token.head in triggers else None


_BOUNDS = frozenset("since until till before by depuis jusqu' jusqu'en avant d'ici dès".split())
"""Prepositions of dates that only bound what is told."""


def is_aside(sentence: Sentence, start: int) -> bool:
    """Whether what stands at a place is told in a clause about something else.

    So are "the truce signed in July" and "since they entered Syria in 2016".
    """
    token = next((t for t in sentence.tokens if t.start <= start < t.end), None)
    if token is None:
        return False
    before = sentence.tokens[max(0, token.i - 2) : token.i]
    if any(t.lower in _BOUNDS for t in before):
        return True
    return any(_opens_clause(t, "acl", "advcl") for t in (token, *sentence.ancestors(token)))


def is_stretch(sentence: Sentence, date: DateMention) -> bool:
    """Whether a date bounds a stretch of time ("since May"), or tells one ("in recent weeks")."""
    before = [t.lower for t in sentence.tokens if t.end <= date.start][-2:]
    return date.when.precision == "range" or not _STRETCH.isdisjoint(before)


_STRETCH = _BOUNDS | frozenset(("between", "from", "entre", "de"))


def names_thing(sentence: Sentence, date: DateMention, trigger: Token) -> bool:
    """Whether a date tells which thing is meant: "the law of 2017", "October's vote".

    Not so where the thing is the deed itself or what does it ("the coup of 2020 drove him out").
    """
    head = _head_of(sentence, date)
    noun = sentence.head(head) if head is not None else None
    if head is None or noun is None or noun.pos not in ("NOUN", "PROPN"):
        return False
    if noun.i == trigger.i or (noun.head == trigger.i and noun.dep.startswith("nsubj")):
        return False
    relation = head.dep.split(":")[0]
    if relation == "compound":
        return head.i > 0 and sentence.tokens[head.i - 1].pos == "DET"
    named = any(t.lower in _NAMING for t in sentence.children(head, "case"))
    return relation == "nmod" and named and noun.lower not in _STRETCHES


_NAMING = frozenset(("of", "'s", "'"))
_STRETCHES = frozenset(
    """night evening morning afternoon day days week weeks month months year years weekend end
    beginning start middle part half rest most summer autumn winter spring""".split()
)
"""Nouns that are part of a date ("the night of 3 May")."""


def is_of_noun(sentence: Sentence, date: DateMention) -> bool:
    """Whether a date hangs on a noun ("the protocol of 1942", "October's vote")."""
    head = _head_of(sentence, date)
    if head is None or head.dep.split(":")[0] not in ("nmod", "compound", "amod"):
        return False
    named = any(t.lower in _NAMING for t in sentence.children(head, "case"))
    noun = sentence.tokens[head.head]
    return named or noun.pos != "PROPN" or not sentence.children(head, "case")


def _head_of(sentence: Sentence, date: DateMention) -> Token | None:
    """The word of a date on which its other words hang."""
    return next(iter(sentence.outward(date.start, date.end)), None)


def _opens_clause(word: Token, *relations: str) -> bool:
    """Whether a word heads a clause of these relations; a name taken for a verb does not."""
    name = word.i > 0 and word.text[0].isupper() and not word.text.isupper()
    return word.dep.startswith(relations) and not name


@dataclass
class Calendar:
    """Dates of one report as its text goes on: what was said last carries over."""

    published: dt.date | None
    last: When | None = None
    entry: When | None = None
    """The date that heads the entry of a chronology that is being read."""
    covered: When | None = None
    """The time that the title of the report says it covers."""

    def open_entry(self, entry: When | None) -> None:
        """Go on to the entry of a chronology, or to text that is none."""
        if entry is not self.entry:
            self.entry = self.last = entry

    def present(self) -> When | None:
        """The date of what is told as the latest: the last date told, else just now."""
        if self.last is not None or self.published is None:
            return self.last
        start = self.published - _RECENT
        return When(start=start, end=self.published, precision="range", text="")

    def inferred(self, told: Tense) -> When | None:
        """A date for a clause that gives none: from its tense and the day of publication.

        The words are empty: the date is where the text places the clause, not what it says.
        Past tense: the last date told, else the weeks before publication.
        Present and perfect: the month of publication, and what is to come is dated by that too:
        it was announced then. Without either: unknown.
        In a chronology every tense tells of the last date. Where the title says which time the
        report covers, that time stands for the weeks before publication.
        """
        if self.last is not None and (told in ("past", "none") or self.entry is not None):
            return When(
                start=self.last.start, end=self.last.end, precision=self.last.precision, text=""
            )
        if self.covered is not None and told != "future":
            return replace(self.covered, text="")
        if self.published is None:
            return None
        first = self.published.replace(day=1)
        if told == "past":
            start = min(first, self.published - _RECENT)
            return When(start=start, end=self.published, precision="range", text="")
        if told in ("present", "perfect", "future", "none"):
            last = calendar.monthrange(first.year, first.month)[1]
            return When(start=first, end=first.replace(day=last), precision="month", text="")
        return None


def date_of(
    sentence: Sentence,
    trigger: Token,
    dates: Sequence[DateMention],
    triggers: frozenset[int],
    speech: frozenset[int],
) -> tuple[DateMention, Literal["event", "announcement"]] | None:
    """The date that belongs to a deed: below it, else of the words above it, else fronted."""
    inside = [d for d in dates if sentence.start <= d.start < sentence.end]
    if not inside:
        return None
    owned = {d.start: owner(sentence, d.start, triggers | speech) for d in inside}
    own = [d for d in inside if owned[d.start] == trigger.i]
    if own:
        return min(own, key=lambda d: abs(d.start - trigger.start)), "event"
    chain = {t.i for t in sentence.ancestors(trigger)}
    above = [d for d in inside if owned[d.start] in chain]
    if above:
        nearest = min(above, key=lambda d: abs(d.start - trigger.start))
        kind: Literal["event", "announcement"] = (
            "announcement" if owned[nearest.start] in speech else "event"
        )
        return nearest, kind
    free = [d for d in inside if owned[d.start] is None or d.start < sentence.start + 3]
    if free:
        return min(free, key=lambda d: abs(d.start - trigger.start)), "event"
    if len(inside) == 1 and (
        not is_aside(sentence, inside[0].start) or _is_frame(sentence, inside[0].start, trigger)
    ):
        return inside[0], "event"
    return None


_WHILE = frozenset("when while once as quand lorsque".split())
_FRAMING = _WHILE | frozenset("after following après lors".split())


def is_frame(sentence: Sentence, start: int, trigger: Token) -> bool:
    """Whether a date stands ahead of a deed in words that say that it was at the same time."""
    return _frames(sentence, start, trigger, _WHILE)


def _is_frame(sentence: Sentence, start: int, trigger: Token) -> bool:
    """Whether a date stands in words ahead of a deed that say when it was.

    As in "after the coup that toppled him in 2023, the junta accused France".
    """
    return _frames(sentence, start, trigger, _FRAMING)


def _frames(sentence: Sentence, start: int, trigger: Token, words: frozenset[str]) -> bool:
    token = next((t for t in sentence.tokens if t.start <= start < t.end), None)
    if token is None or token.i > trigger.i:
        return False
    path = [token, *sentence.ancestors(token)]
    return any(
        child.lower in words
        for t in path
        for child in sentence.children(t, "case", "mark", "advmod")
    )


def place_of(
    sentence: Sentence,
    span: tuple[int, int],
    trigger: Token,
    places: Sequence[PlaceMention],
    parties: Sequence[Mention],
    triggers: frozenset[int],
    speech: frozenset[int],
    *,
    violent: bool,
) -> Where | None:
    """The place that a sentence tells for a deed; None where it tells one for other deeds only.

    A place below the deed comes first, then one within its words, one of the words above it, and
    one that opens the sentence. Of several the most exact one wins, and of those the nearest.

    Args:
        sentence: Where the deed is told.
        span: Start and end of the words of the deed.
        trigger: Its verb or noun.
        places: The places of the text.
        parties: Its actors and targets, which are no place of it ("troops of Mali").
        triggers: Indexes of the triggers of all deeds of the sentence.
        speech: Indexes of its verbs of saying: where somebody speaks, nothing else happens.
        violent: Whether the place of another deed will do: a sentence seldom tells of violence in
            two places.
    """
    taken = [(m.start, m.end) for m in parties]
    chain = {t.i for t in sentence.ancestors(trigger)} - speech
    found = []
    for place in places:
        if not sentence.start <= place.start < sentence.end or place.locative < _LOCATIVE:
            continue
        by = owner(sentence, place.start, triggers | speech)
        tier = (
            _BELOW if by == trigger.i
            else _WITHIN if span[0] <= place.start < span[1]
            else _ABOVE if by in chain
            else _FREE if by is None
            else _ELSEWHERE if violent and by != _ASIDE and by not in speech
            else None
        )  # fmt: skip
        is_party = any(a <= place.start and place.end <= b for a, b in taken)
        exactness = EXACTNESS[place.where.precision]
        if tier is None or (exactness == _COUNTRY and (is_party or tier > _WITHIN)):
            continue
        found.append((tier, is_party, exactness, abs(place.start - trigger.start), place))
    return min(found, key=lambda f: f[:4])[4].where if found else None


_LOCATIVE = 0.5
"""Probability from which words are taken for a place and not for those who act there."""
_BELOW, _WITHIN, _ABOVE, _FREE, _ELSEWHERE = range(5)
_COUNTRY = EXACTNESS["country"]


def toll_of(
    sentence: Sentence,
    span: tuple[int, int],
    counts: Sequence[CountMention],
    of: Literal["killed", "wounded"],
) -> Count | None:
    """The largest figure of this kind inside the clause, else inside the sentence.

    People told one after the other make one figure ("a girl, her aunt and four others").
    """
    inside = [
        c for c in counts if c.of == of and sentence.start <= c.start < sentence.end
    ]  # fmt: skip
    whole = [c for c in inside if not (c.count.scope or "").startswith("including")]
    groups = _lists(sentence, whole or inside)
    own = [g for g in groups if any(span[0] <= c.start < span[1] for c in g)] or groups
    if not own:
        return None
    most = max(own, key=lambda g: _sum(sentence, g).min)
    return _sum(sentence, _with_himself(most, groups) if of == "killed" else most)


def _with_himself(
    group: list[CountMention], groups: Sequence[list[CountMention]]
) -> list[CountMention]:
    """Those killed with the killer, told behind: "killed his wife and then himself"."""
    behind = [g for g in groups if g[0].start > group[-1].start]
    if not behind or group[-1].text.lower() in _HIMSELF:
        return group
    himself = next((g for g in behind if len(g) == 1 and g[0].text.lower() in _HIMSELF), [])
    return [*group, *himself]


def _lists(sentence: Sentence, counts: Sequence[CountMention]) -> list[list[CountMention]]:
    """Counts told one after the other up to an "and"; a part of another figure stands alone."""
    groups: list[list[CountMention]] = []
    open_ended = False
    for count in counts:
        link = _link(sentence, groups[-1][-1], count) if groups else None
        if link == ", and" and not open_ended:
            link = None  # "a boy, and son of a guard"
        if link is None and open_ended:
            groups[-1:] = [[c] for c in groups[-1]]  # "three guards, two of whom": no list
        if link is None:
            groups.append([count])
        else:
            groups[-1].append(count)
        open_ended = link == ","
    if open_ended:
        groups[-1:] = [[c] for c in groups[-1]]
    return [_without_parts(group) for group in groups]


def _link(sentence: Sentence, one: CountMention, other: CountMention) -> str | None:
    """What joins two numbers of people, their ages apart: "and", ", and", "," or nothing."""
    if (other.count.scope or "").startswith("including") or _is_part(sentence, other):
        return None
    between = [t.lower for t in sentence.tokens if one.end <= t.start and t.end <= other.start]
    words = [w for w in between if w not in (",", "'s") and not w.isdigit()]
    named = [c.count.min == 1 and c.text[0].isupper() for c in (one, other)]
    if words in (["and"], ["et"], ["plus"]):
        aged = any(w.isdigit() for w in between)
        return "and" if aged or between == words or all(named) else ", and"
    if not between or words or named[0] != named[1]:
        return None
    bare = all(c.count.min == 1 and " " not in c.text for c in (one, other))
    return "and" if bare or _OTHERS.search(other.text.lower()) else ","


def _is_part(sentence: Sentence, count: CountMention) -> bool:
    """As in "two of them officers": some of those told before."""
    behind = "".join(f" {t.lower}" for t in sentence.tokens if t.start >= count.end)
    return _OF_THEM.search(count.text.lower()) is not None or _OF_THEM.match(behind) is not None


_HIMSELF = frozenset(("himself", "herself"))
_OTHERS = re.compile(r"\b(?:others?|more|autres)\b")
_OF_THEM = re.compile(r"(?:^|\s)(?:of (?:them|whom|these|those)|d'\s?entre|parmi)\b")


def _without_parts(group: list[CountMention]) -> list[CountMention]:
    """The whole alone where its parts follow: "eight others, five men and three women"."""
    first, *rest = (c.count for c in group)
    vague = first.scope is None and all(c.scope for c in rest)  # "nine people, two guards and ..."
    whole = vague or first.min == sum(c.min for c in rest)
    return group[:1] if len(rest) > 1 and whole else group


def _sum(sentence: Sentence, counts: Sequence[CountMention]) -> Count:
    """One figure for a list of counts, in the words of the whole list."""
    if len(counts) == 1:
        return counts[0].count
    tokens = [t for t in sentence.tokens if counts[0].start <= t.start and t.end <= counts[-1].end]
    words = tokens[0].text
    for before, token in pairwise(tokens):
        words += " " * (token.start - before.end) + token.text
    most = [c.count.max for c in counts]
    return Count(
        min=sum(c.count.min for c in counts),
        max=None if None in most else sum(m for m in most if m is not None),
        text=words,
        scope=None,
    )
