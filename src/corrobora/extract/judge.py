"""How likely a deed is to be a claim that a careful coder would also write down.

A logistic regression over what was found around the deed, fitted on our own corpus by
``training/train_judge.py``. Its probability is the confidence of the claim; what falls below a
threshold is left out. The weights are a table of names and numbers that anyone can read.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import repeat

from msgspec import Struct, json

from corrobora.extract.circumstances import tense
from corrobora.extract.deeds import Deed
from corrobora.extract.syntax import Sentence, Token

_LENGTHS = (12, 25, 50, 90, 150, 250)


class Weights(Struct, frozen=True):
    """Weights of one language: by feature name, the constant, and the threshold that is used."""

    constant: float
    threshold: float
    weights: dict[str, float]


def features(deed: Deed, others: Sequence[Deed]) -> list[str]:
    """What is known of a deed, as names; ``others`` are all deeds of its sentence."""
    entry, token, sentence = deed.trigger.entry, deed.trigger.token, deed.sentence
    governor = sentence.head(token)
    above = next((o for o in others if governor and o.trigger.token.i == governor.i), None)
    actors: list[str] = sorted({m.kind for m in deed.parties.actors}) or ["none"]
    targets: list[str] = sorted({m.kind for m in deed.parties.targets}) or ["none"]
    kind = f"{entry.type}/{entry.part}"
    length = bisect_right(_LENGTHS, deed.end - deed.start)
    around = [o for o in others if o is not deed]
    inside = any(o.start <= deed.start and deed.end <= o.end for o in around)
    holds = any(deed.start <= o.start and o.end <= deed.end for o in around)
    determiner = next((t.lower for t in sentence.children(token, "det", "nmod:poss")), "none")
    told = tense(sentence, token)
    question = any(t.text == "?" for t in sentence.tokens[-3:])
    subject, named = _subject(deed), _named(deed)
    found = [
        f"type={entry.type}",
        f"kind={kind}",
        f"mode={entry.type}/{entry.mode}",
        f"head={entry.head or token.lower}/{entry.part}",
        f"plain={not entry.head}",
        *(f"plain={not entry.head}/{k}" for k in actors),
        f"dep={token.dep}/{entry.part}",
        f"governor={governor.pos if governor else 'none'}/{entry.part}",
        f"above={above.trigger.entry.type if above else 'none'}/{entry.part}",
        f"above-type={above.trigger.entry.type if above else 'none'}/{entry.type}",
        *(f"actor={k}" for k in actors),
        *(f"target={k}" for k in targets),
        *(f"actor={k}/{entry.type}" for k in actors),
        f"roles={bool(deed.parties.actors)}{bool(deed.parties.targets)}/{kind}",
        f"understood={deed.understood}",
        f"stance={deed.stance}",
        f"stance={deed.stance}/{entry.type}",
        f"negated={deed.negated}",
        f"spoken={bool(deed.sources)}",
        f"tense={told}/{entry.part}",
        f"length={length}",
        f"inside={inside}/{kind}",
        f"holds={holds}/{entry.part}",
        f"alone={not around}",
        f"deeds={min(len(others), 6)}",
        f"object={entry.object is not None}/{entry.part}",
        f"words={len(deed.trigger.absorbed)}",
        f"question={question}",
        f"question={question}/{bool(deed.sources)}",
        f"heading={sentence.tokens[-1].pos != 'PUNCT'}/{entry.part}",
        f"subject={subject}/{entry.part}",
        f"subject={subject}/{told}/{entry.part}",
        f"subject={subject}/{entry.type}",
        f"named={named}/{entry.type}",
        f"named={named}/{told}",
        f"modal={_modal(sentence, token)}",
    ]
    if entry.part == "noun":
        found.append(f"determiner={determiner}")
        found.append(f"determiner={determiner}/{entry.type}")
    return found


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
    """Gives deeds their probability of being claims."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def probability(self, deed: Deed, others: Sequence[Deed]) -> float:
        """Between 0 and 1."""
        return self.of_features(features(deed, others))

    def of_features(self, names: Sequence[str]) -> float:
        """The probability that goes with these features."""
        table = self._weights.weights
        score = self._weights.constant + sum(map(table.get, names, repeat(0.0)))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))

    def kept(self, deeds: Sequence[Deed]) -> list[tuple[Deed, float]]:
        """The deeds worth telling, with their probabilities, in order."""
        judged = [(deed, self.probability(deed, deeds)) for deed in deeds]
        return [(d, p) for d, p in judged if p >= self._weights.threshold]


@lru_cache(maxsize=4)
def load_judge(name: str) -> Judge:
    """The judge for a kind of parser ("parsed" or "shallow")."""
    path = files("corrobora.extract").joinpath("weights", f"{name}.json")
    if not path.is_file():
        return Judge(Weights(constant=0.5, threshold=0.0, weights={}))
    return Judge(json.decode(path.read_bytes(), type=Weights))
