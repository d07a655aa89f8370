"""Case augmentation for the language pipelines.

News wires arrive in lower case, headlines in title case, alerts in capitals. A parser trained on
clean case alone loses ten points of attachment on them, so a fixed share of the training sentences
is shown in each of these shapes. Shares are arguments: they stand in the training configuration.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import spacy
from spacy.training import Example

if TYPE_CHECKING:
    from spacy.language import Language


def recased(nlp: Language, example: Example, change: Callable[[str], str]) -> Example:
    """The same example with every word's letters changed; lengths must not change."""
    words = [change(token.text) for token in example.reference]
    annotation = example.to_dict()
    annotation["token_annotation"]["ORTH"] = words
    doc = nlp.make_doc(
        "".join(
            word + token.whitespace_ for word, token in zip(words, example.reference, strict=True)
        )
    )
    return Example.from_dict(doc, annotation)


@spacy.registry.augmenters("corrobora.case.v1")
def case_augmenter(
    lower: float, upper: float, title: float, seed: int
) -> Callable[[Language, Example], Iterator[Example]]:
    """Yield each example, and beside it a recased copy with the given probabilities (0..1)."""
    chance = random.Random(seed)

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        yield example
        roll = chance.random()
        if roll < lower:
            yield recased(nlp, example, str.lower)
        elif roll < lower + upper:
            yield recased(nlp, example, _upper_same_length)
        elif roll < lower + upper + title:
            yield recased(nlp, example, _title_same_length)

    return augment


def _upper_same_length(word: str) -> str:
    raised = word.upper()
    return raised if len(raised) == len(word) else word


def _title_same_length(word: str) -> str:
    return word[:1].upper() + word[1:] if len(word[:1].upper()) == 1 else word
