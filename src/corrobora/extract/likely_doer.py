"""Who most likely did what a clause tells without a doer: a ranked choice among those around it.

"The mission was closed in May, and its staff flown out": who closed it stands in another clause or
an earlier sentence, or nowhere. Each actor named in the sentence or shortly before it is a
candidate, and so is nobody; a log-linear model over what is known of them, fitted on our own corpus
by ``training/train_doers.py``, gives each its probability. The weights are a table of names and
numbers that anyone can read.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from msgspec import Struct, json

from corrobora.extract.deeds import Deed
from corrobora.extract.parts import INANIMATE, Mention
from corrobora.extract.roles import MentionIndex
from corrobora.extract.scene import Scene
from corrobora.extract.syntax import Sentence, Token
from corrobora.model import Claim

REACH = 700
"""Characters before a sentence within which somebody named may be the doer: a long paragraph."""
_FREQUENCIES = (1, 2, 3, 5, 8, 13)
_LONGEST_PATH = 5
"""Steps through the tree; a longer way from a deed to a candidate says nothing."""
_RANKS = 5


class Ranking(Struct, frozen=True):
    """Weights by feature name, and the least probability with which a doer is taken."""

    least: float
    weights: dict[str, float]


class Candidate(Struct, frozen=True):
    """Somebody who may have done a deed, with what is known of him; ``None`` stands for nobody.

    ``barred`` where he is not taken, however likely: named behind the deed in its sentence, or the
    one whom it befalls.
    """

    mention: Mention | None
    traits: tuple[str, ...]
    barred: bool = False


class Cast:
    """The actors of one text, as candidates for deeds told without a doer.

    Args:
        index: The mentions of the text.
        sentences: Its sentences, in order.
        scene: Which country it speaks of where.
    """

    def __init__(self, index: MentionIndex, sentences: Sequence[Sentence], scene: Scene) -> None:
        self._mentions = [m for m in index.mentions if m.kind not in INANIMATE]
        self._starts = [m.start for m in self._mentions]
        self._sentences = sentences
        self._sentence_starts = [s.start for s in sentences]
        self._scene = scene
        self._named = Counter(m.id for m in self._mentions)
        self._heads: dict[tuple[int, int], Token | None] = {}

    def candidates(self, deed: Deed, previous: Claim | None) -> list[Candidate]:
        """All who may have done a deed, nobody last.

        Args:
            deed: The deed.
            previous: The claim told before it.
        """
        sentence = deed.sentence
        around = _Around(deed, previous, self._scene.country_at(deed.start))
        zones: dict[str, int] = {}
        found = []
        for zone, mention in self._zoned(sentence, deed.trigger.token):
            rank = zones[zone] = zones.get(zone, -1) + 1
            traits = tuple(self._traits(around, mention, zone, rank))
            barred = zone == "behind" or around.befalls(mention)
            found.append(Candidate(mention, traits, barred))
        found.append(Candidate(None, tuple(around.of_nobody())))
        return found

    def _zoned(self, sentence: Sentence, trigger: Token) -> Iterator[tuple[str, Mention]]:
        """Mentions by where they stand, within each place the nearest first.

        Of the sentence all, of the text before it the last of each actor who is not among them.
        """
        first = bisect_right(self._starts, sentence.start - 1)
        end = bisect_right(self._starts, sentence.end - 1)
        middle = bisect_right(self._starts, trigger.start - 1)
        inside = self._mentions[first:end]
        for mention in reversed(self._mentions[first:middle]):
            yield "before", mention
        for mention in self._mentions[middle:end]:
            yield "behind", mention
        seen = {m.id for m in inside}
        at = bisect_right(self._sentence_starts, sentence.start) - 1
        previous = self._sentence_starts[at - 1] if at > 0 else sentence.start
        for mention in reversed(self._mentions[:first]):
            if sentence.start - mention.start > REACH:
                break
            if mention.id not in seen:
                seen.add(mention.id)
                yield "previous" if mention.start >= previous else "earlier", mention

    def _traits(self, around: _Around, mention: Mention, zone: str, rank: int) -> Iterator[str]:
        deed = around.deed
        yield from around.of_place(zone, min(rank, _RANKS))
        yield from around.of_actor(mention, zone)
        named = bisect_right(_FREQUENCIES, self._named[mention.id] - 1)
        yield f"named={named}"
        yield f"named={named}/{zone}/{around.standing}"
        head = self._head_of(mention)
        if head is None:
            return
        yield f"dep={head.dep}/{zone}"
        yield f"dep={head.dep}/{zone}/{around.standing}"
        if zone in ("before", "behind"):
            path = _path(deed.sentence, deed.trigger.token, head)
            yield f"path={path}/{around.part}"
            yield f"path={path}/{around.voice}/{around.standing}"

    def _head_of(self, mention: Mention) -> Token | None:
        """The word of a mention that the rest of its sentence governs."""
        span = (mention.start, mention.end)
        if span not in self._heads:
            at = bisect_right(self._sentence_starts, mention.start) - 1
            outward = self._sentences[at].outward(*span) if at >= 0 else ()
            self._heads[span] = next(iter(outward), None)
        return self._heads[span]


class _Around:
    """What is known of a deed, whoever the candidate."""

    def __init__(self, deed: Deed, previous: Claim | None, country: str | None) -> None:
        entry, arguments = deed.trigger.entry, deed.trigger.arguments
        self.deed = deed
        self.type, self.mode, self.part = entry.type, entry.mode, entry.part
        self.voice = f"{entry.part}/{'passive' if arguments.passive else 'active'}"
        self.subject = _subject(arguments.subjects)
        self.standing = (
            "supplied" if deed.understood else "told" if deed.parties.actors else "untold"
        )
        self._country = country
        self._told = {(m.id, m.start) for m in deed.parties.actors}
        self._told_ids = {m.id for m in deed.parties.actors}
        self._targets = {m.id for m in deed.parties.targets}
        self._last_type = previous.type if previous is not None else None
        self._last_actors = {a.id for a in previous.actors} if previous is not None else set()
        self._last_targets = {a.id for a in previous.targets} if previous is not None else set()

    def befalls(self, mention: Mention) -> bool:
        """Whether the deed is done to somebody."""
        return mention.id in self._targets

    def of_nobody(self) -> Iterator[str]:
        """Traits of the reading that the text names no doer."""
        yield "nobody"
        yield f"nobody/{self.standing}"
        yield f"nobody/{self.voice}/{self.standing}"
        yield f"nobody/{self.type}/{self.standing}"
        yield f"nobody/{self.subject}/{self.standing}"
        yield f"nobody/{self.type}/{self.voice}"

    def of_place(self, zone: str, rank: int) -> Iterator[str]:
        """Traits of where somebody is named, and how many are named nearer."""
        yield f"zone={zone}/{self.standing}"
        yield f"zone={zone}/{self.voice}/{self.standing}"
        yield f"zone={zone}/subject={self.subject}"
        yield f"rank={rank}/{zone}/{self.standing}"

    def of_actor(self, mention: Mention, zone: str) -> Iterator[str]:
        """Traits of who somebody is, and what he has to do with the deed and the one before."""
        standing, kind = self.standing, mention.kind
        if (mention.id, mention.start) in self._told:
            yield f"{TOLD}/{self.voice}"
            yield f"{TOLD}/{self.type}"
        if mention.id in self._told_ids:
            yield f"{TOLD}/{standing}"
        if self.befalls(mention):
            yield "target"
            yield f"target/{self.voice}"
            yield f"target/{standing}"
        yield f"kind={kind}"
        yield f"kind={kind}/{self.type}"
        yield f"kind={kind}/{self.type}/{standing}"
        yield f"kind={kind}/{self.type}/{self.mode}"
        yield f"form={mention.form}"
        yield f"form={mention.form}/{zone}"
        if mention.id.startswith("~:"):
            yield "unnamed"
            yield f"unnamed/{zone}"
        if mention.country is not None and self._country is not None:
            at_home = mention.country == self._country
            yield f"home={at_home}/{standing}"
            yield f"home={at_home}/{self.type}/{standing}"
            yield f"home={at_home}/{kind}/{standing}"
        if mention.id in self._last_actors:
            again = self._last_type == self.type
            yield f"acted/{standing}"
            yield f"acted/{self.subject}"
            yield f"acted/{zone}/{standing}"
            yield f"acted/{again}/{standing}"
        if mention.id in self._last_targets:
            yield f"suffered/{standing}"
            yield f"suffered/{zone}"


TOLD = "told"
"""How the names of traits begin by which a candidate is the doer that the rules have found."""


def _subject(heads: Sequence[Token]) -> str:
    """What stands where the doer would: nothing, a noun, or which pronoun."""
    if not heads:
        return "none"
    return heads[0].lower if heads[0].pos == "PRON" else "noun"


def _path(sentence: Sentence, word: Token, other: Token) -> str:
    """The labels on the way up from one word and down to another."""
    up = [word.i, *(t.i for t in sentence.ancestors(word))]
    down = [other.i, *(t.i for t in sentence.ancestors(other))]
    meeting = next((i for i in up if i in down), None)
    if meeting is None:
        return "far"
    climbed, descended = up[: up.index(meeting)], down[: down.index(meeting)]
    if len(climbed) + len(descended) > _LONGEST_PATH:
        return "far"
    tokens = sentence.tokens
    return (
        ">".join(tokens[i].dep for i in climbed)
        + "|"
        + ">".join(tokens[i].dep for i in reversed(descended))
    )


class DoerChoice:
    """Chooses the likely doer of deeds that are told without one."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking

    def likely(self, cast: Cast, deed: Deed, previous: Claim | None) -> Mention | None:
        """Who most likely did a deed, or ``None`` where the text does not let tell."""
        candidates = cast.candidates(deed, previous)
        best, chance = self.best(candidates)
        return None if best is None or chance < self._ranking.least else candidates[best].mention

    def best(self, candidates: Sequence[Candidate]) -> tuple[int | None, float]:
        """The index and the probability of the likeliest candidate.

        No index where that is nobody, or somebody who is barred.
        """
        chances = self.probabilities(candidates)
        at = max(range(len(candidates)), key=lambda i: (chances[i], -i))
        best = candidates[at]
        return (None if best.mention is None or best.barred else at), chances[at]

    def probabilities(self, candidates: Sequence[Candidate]) -> list[float]:
        """The probability of each candidate; they sum to 1."""
        weights = self._ranking.weights
        scores = [sum(weights.get(name, 0.0) for name in c.traits) for c in candidates]
        most = max(scores)
        shares = [math.exp(score - most) for score in scores]
        total = sum(shares)
        return [share / total for share in shares]


@lru_cache(maxsize=1)
def load_doer_choice() -> DoerChoice:
    """The choice with the shipped weights."""
    path = files("corrobora.extract").joinpath("weights", "doers.json")
    return DoerChoice(json.decode(path.read_bytes(), type=Ranking))
