"""Which type of event a clause tells whose words the vocabulary does not know.

The vocabulary knows what many words mean, and the tail of what people say is endless: "showed its
guests the door", "put its name to a truce". Where no entry matches, a log-linear model over the
words of the clause gives each type its probability. It is fitted on our own corpus by
``training/train_types.py``; the weights are a table of names and numbers that anyone can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from msgspec import Struct, json

from corrobora.extract.deeds import Deed, is_open

_STEM = 6
"""Letters by which forms of a word are told to be one ("deploy", "deployment")."""
_FEW = 3


class TypeWeights(Struct, frozen=True):
    """The types, and for each trait by its name how much it speaks for some of them.

    ``weights`` holds (index of a type, weight) in turn.
    """

    types: tuple[str, ...]
    weights: dict[str, tuple[float, ...]]


def traits(deed: Deed) -> Iterator[str]:
    """What is known of a deed that may tell its type, as names."""
    yield from _of_words(deed)
    yield from _of_tree(deed)
    if is_open(deed):
        yield from _of_standing(deed)


def _of_words(deed: Deed) -> Iterator[str]:
    words = [
        t.lower for t in deed.sentence.tokens
        if deed.start <= t.start < deed.end and t.pos not in ("PUNCT", "NUM", "PROPN")
    ]  # fmt: skip
    for word in dict.fromkeys(words):
        yield f"word={word}"
    for stem in dict.fromkeys(word[:_STEM] for word in words):
        yield f"stem={stem}"
    for pair in dict.fromkeys(pairwise(words)):
        yield f"pair={pair[0]} {pair[1]}"


def _of_tree(deed: Deed) -> Iterator[str]:
    token, sentence, arguments = deed.trigger.token, deed.sentence, deed.trigger.arguments
    head, stem = token.lower, token.lower[:_STEM]
    voice = "passive" if arguments.passive else "active"
    governor = sentence.head(token)
    yield f"head={head}"
    yield f"head={stem}/{voice}"
    yield f"dep={token.dep}"
    yield f"above={governor.lower if governor is not None else 'none'}"
    for role, words in (("subject", arguments.subjects), ("object", arguments.objects)):
        for word in words[:_FEW]:
            yield f"{role}={word.lower}"
            yield f"{role}={word.lower[:_STEM]}"
            yield f"{role}={stem}/{word.lower[:_STEM]}"
    for preposition, word in arguments.obliques[:_FEW]:
        yield f"oblique={stem}/{preposition}"
        yield f"oblique={preposition} {word.lower[:_STEM]}"
    for role, parties in (("actor", deed.parties.actors), ("target", deed.parties.targets)):
        for kind in sorted({str(m.kind) for m in parties}) or ["none"]:
            yield f"{role}={kind}"
            yield f"{role}={kind}/{stem}"


def _of_standing(deed: Deed) -> Iterator[str]:
    plain = deed.trigger.entry.type
    yield f"plain={plain}"
    yield f"plain={plain}/{deed.stance}/{deed.negated}"


class TypeChoice:
    """Chooses the likeliest type of a deed."""

    def __init__(self, weights: TypeWeights) -> None:
        self._types = weights.types
        self._weights = weights.weights

    def likely(self, deed: Deed) -> str:
        """The type that the vocabulary knows; where it knows none, the likeliest."""
        if not is_open(deed):
            return deed.trigger.entry.type
        return self.of_traits(tuple(traits(deed))) if self._types else deed.trigger.entry.type

    def of_traits(self, names: Sequence[str]) -> str:
        """The type that goes best with these traits; there have to be weights."""
        scores = self.scores(names)
        return self._types[max(range(len(scores)), key=lambda i: (scores[i], -i))]

    def scores(self, names: Sequence[str]) -> list[float]:
        """What speaks for each type, in their order."""
        scores = [0.0] * len(self._types)
        for name in names:
            told = self._weights.get(name)
            if told is not None:
                for i in range(0, len(told), 2):
                    scores[int(told[i])] += told[i + 1]
        return scores


@lru_cache(maxsize=4)
def load_type_choice(language: str) -> TypeChoice:
    """The choice of a language with the shipped weights."""
    path = files("corrobora.extract").joinpath("weights", f"types-{language}.json")
    if not path.is_file():
        return TypeChoice(TypeWeights(types=(), weights={}))
    return TypeChoice(json.decode(path.read_bytes(), type=TypeWeights))
