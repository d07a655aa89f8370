"""How likely a deed is to be a claim that a careful coder would also write down.

A logistic regression over what was found around the deed, fitted on our own corpus by
``training/train_judge.py``. Its probability is the confidence of the claim; what falls below a
threshold is left out. The weights are a table of names and numbers that anyone can read.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from importlib.resources import files

from msgspec import Struct, json

from corrobora.extract.circumstances import tense
from corrobora.extract.deeds import Deed, is_open
from corrobora.extract.lexicon import Remembered
from corrobora.extract.syntax import Sentence, Token

_LENGTHS = (12, 25, 50, 90, 150, 250)


class Weights(Struct, frozen=True):
    """Weights of one language: by feature name, the constant, and the threshold that is used."""

    constant: float
    threshold: float
    weights: dict[str, float]


def features(deed: Deed, others: Sequence[Deed]) -> list[str]:
    """What is known of a deed, as names; ``others`` are all deeds of its sentence."""
    return [name for group, values in _traits(deed, others) for name in group(*values)]


Group = Callable[..., tuple[str, ...]]
"""Turns a few traits of a deed into the names of the features that are made of them."""
Traits = tuple[Group, tuple[Hashable, ...]]
"""A group with the traits of a deed that it reads."""


def _traits(deed: Deed, others: Sequence[Deed]) -> list[Traits]:
    """What is known of a deed, group by group: deeds of like traits share the names of a group."""
    entry, token, sentence = deed.trigger.entry, deed.trigger.token, deed.sentence
    type_, part, told = entry.type, entry.part, tense(sentence, token)
    acting = frozenset([m.kind for m in deed.parties.actors])
    governor = sentence.head(token)
    above: Deed | None = None
    inside = holds = False
    start, end = deed.start, deed.end
    around = [o for o in others if o is not deed]
    for other in around:
        if above is None and governor and other.trigger.token.i == governor.i:
            above = other
        inside = inside or (other.start <= start and end <= other.end)
        holds = holds or (start <= other.start and other.end <= end)
    question = "?" in sentence.lowers[-3:]
    found: list[Traits] = [
        (_of_entry, (type_, part, entry.mode, entry.head, token.lower, is_open(deed))),
        (_of_head, (entry.head, acting)),
        (_of_tree, (
            type_, part, token.dep, governor.pos if governor else "none",
            above.trigger.entry.type if above else "none",
        )),
        (_of_parties, (type_, part, acting, frozenset([m.kind for m in deed.parties.targets]))),
        (_of_standing, (
            type_, deed.understood, deed.stance, deed.negated, bool(deed.sources),
        )),
        (_of_span, (part, told, bisect_right(_LENGTHS, end - start))),
        (_of_others, (type_, part, inside, holds, not around, min(len(others), 6))),
        (_of_words, (
            part, entry.object is not None, len(deed.trigger.absorbed), question,
            bool(deed.sources), sentence.tokens[-1].pos != "PUNCT",
        )),
        (_of_clause, (
            type_, part, told, _subject(deed), _named(deed), _modal(sentence, token),
        )),
    ]  # fmt: skip
    if part == "noun":
        found.append((_of_noun, (type_, _determiner(sentence, token))))
    return found


def _of_entry(
    type_: str, part: str, mode: str | None, head: str, word: str, open_: bool
) -> tuple[str, ...]:
    return (
        f"type={type_}",
        f"kind={type_}/{part}",
        f"mode={type_}/{mode}",
        f"head={head or word}/{part}",
        f"plain={not head}",
        f"open={open_}",
    )


def _of_head(head: str, actors: frozenset[str]) -> tuple[str, ...]:
    return tuple(f"plain={not head}/{k}" for k in _kinds(actors))


def _of_tree(type_: str, part: str, dep: str, governor: str, above: str) -> tuple[str, ...]:
    return (
        f"dep={dep}/{part}",
        f"governor={governor}/{part}",
        f"above={above}/{part}",
        f"above-type={above}/{type_}",
    )


def _of_parties(
    type_: str, part: str, actors: frozenset[str], targets: frozenset[str]
) -> tuple[str, ...]:
    return (
        *(f"actor={k}" for k in _kinds(actors)),
        *(f"target={k}" for k in _kinds(targets)),
        *(f"actor={k}/{type_}" for k in _kinds(actors)),
        f"roles={bool(actors)}{bool(targets)}/{type_}/{part}",
    )


def _of_standing(
    type_: str, understood: bool, stance: str, negated: bool, spoken: bool
) -> tuple[str, ...]:
    return (
        f"understood={understood}",
        f"stance={stance}",
        f"stance={stance}/{type_}",
        f"negated={negated}",
        f"spoken={spoken}",
    )


def _of_span(part: str, told: str, length: int) -> tuple[str, ...]:
    return (f"tense={told}/{part}", f"length={length}")


def _of_others(
    type_: str, part: str, inside: bool, holds: bool, alone: bool, deeds: int
) -> tuple[str, ...]:
    return (
        f"inside={inside}/{type_}/{part}",
        f"holds={holds}/{part}",
        f"alone={alone}",
        f"deeds={deeds}",
    )


def _of_words(
    part: str, limited: bool, absorbed: int, question: bool, spoken: bool, heading: bool
) -> tuple[str, ...]:
    return (
        f"object={limited}/{part}",
        f"words={absorbed}",
        f"question={question}",
        f"question={question}/{spoken}",
        f"heading={heading}/{part}",
    )


def _of_clause(
    type_: str, part: str, told: str, subject: str, named: bool, modal: str
) -> tuple[str, ...]:
    return (
        f"subject={subject}/{part}",
        f"subject={subject}/{told}/{part}",
        f"subject={subject}/{type_}",
        f"named={named}/{type_}",
        f"named={named}/{told}",
        f"modal={modal}",
    )


def _of_noun(type_: str, determiner: str) -> tuple[str, ...]:
    return (f"determiner={determiner}", f"determiner={determiner}/{type_}")


_GROUPS: tuple[Group, ...] = (
    _of_entry, _of_head, _of_tree, _of_parties, _of_standing, _of_span, _of_others, _of_words,
    _of_clause, _of_noun,
)  # fmt: skip


def _kinds(found: frozenset[str]) -> list[str]:
    return sorted(found) or ["none"]


def _determiner(sentence: Sentence, token: Token) -> str:
    return next((t.lower for t in sentence.children(token, "det", "nmod:poss")), "none")


def _subject(deed: Deed) -> str:
    """What the deed says who does it with: nothing, a pronoun, a bare plural, a noun, an actor."""
    heads = deed.trigger.arguments.subjects
    if not heads:
        return "none"
    head = heads[0]
    if deed.parties.actors:
        unnamed = deed.parties.actors[0].id.startswith("~:")
        bare = unnamed and not deed.sentence.children(head, "det", "nummod", "nmod")
        return "bare" if bare else "unnamed" if unnamed else "actor"
    return "pronoun" if head.pos == "PRON" else "noun"


def _named(deed: Deed) -> bool:
    """Whether a party of the deed is somebody in particular."""
    return any(not m.id.startswith("~:") for m in (*deed.parties.actors, *deed.parties.targets))


def _modal(sentence: Sentence, token: Token) -> str:
    """The first helper of the word's clause, which tells a fact from a possibility."""
    return next((t.lower for t in sentence.children(token, "aux")), "none")


class Judge:
    """Gives deeds their probability of being claims.

    Args:
        weights: For deeds whose words the vocabulary knows.
        open_: For the others, where they differ; much else tells whether those are claims.
    """

    def __init__(self, weights: Weights, open_: Weights | None = None) -> None:
        self._weights = weights
        self._open = None if open_ is None else Judge(open_)
        self._known: Mapping[Group, Mapping[tuple[Hashable, ...], tuple[float, ...]]] = {
            group: Remembered(partial(self._of_group, group)) for group in _GROUPS
        }

    def probability(self, deed: Deed, others: Sequence[Deed]) -> float:
        """Between 0 and 1; the same as that of the features."""
        if self._open is not None and is_open(deed):
            return self._open.probability(deed, others)
        weights: list[float] = []
        known = self._known
        for group, values in _traits(deed, others):
            weights += known[group][values]
        return self._at(weights)

    def of_features(self, names: Sequence[str]) -> float:
        """The probability that goes with these features."""
        return self._at(self._told(names))

    def _of_group(self, group: Group, values: tuple[Hashable, ...]) -> tuple[float, ...]:
        """The weights of a group's features; few traits come up again and again."""
        return self._told(group(*values))

    def _told(self, names: Sequence[str]) -> tuple[float, ...]:
        """The weights of the features that have one."""
        weights = self._weights.weights
        return tuple(weights[name] for name in names if name in weights)

    def _at(self, weights: Iterable[float]) -> float:
        score = self._weights.constant + sum(weights)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))

    def kept(self, deeds: Sequence[Deed]) -> list[tuple[Deed, float]]:
        """The deeds worth telling, with their probabilities, in order."""
        judged = [(deed, self.probability(deed, deeds)) for deed in deeds]
        return [(d, p) for d, p in judged if p >= self.threshold_for(d)]

    def threshold_for(self, deed: Deed) -> float:
        """The least probability with which a deed is told."""
        if self._open is not None and is_open(deed):
            return self._open.threshold_for(deed)
        return self._weights.threshold


@lru_cache(maxsize=4)
def load_judge(name: str) -> Judge:
    """The judge for a kind of parser ("parsed" or "shallow")."""
    return Judge(
        _weights(name) or Weights(constant=0.5, threshold=0.0, weights={}), _weights(f"{name}-open")
    )


def _weights(name: str) -> Weights | None:
    path = files("corrobora.extract").joinpath("weights", f"{name}.json")
    return json.decode(path.read_bytes(), type=Weights) if path.is_file() else None
