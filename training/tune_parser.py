"""Train the shipped French parser on with words of the news, and put its weights in their place.

    python training/tune_parser.py models/src/corrobora_models/fr --train fr_train.spacy \
        --dev fr_dev.spacy --test fr_seq_test.spacy fr_gsd_test.spacy --out OUT --version 0.2.0

Starts from the weights that ``train_parser.py`` made, shows the same treebank sentences with words
of the vocabulary put into them (``augment.py``), and prints the scores on the development corpus on
the way. The seeds are fixed: with the same starting weights, vocabulary and number of threads the
same weights come out. Five minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import spacy
from augment import news_augmenter
from spacy.cli.evaluate import evaluate
from spacy.tokens import DocBin
from spacy.training import Example
from spacy.training.batchers import minibatch_by_words
from spacy.util import fix_random_seed
from train_parser import stamp

if TYPE_CHECKING:
    from spacy.language import Language

SEED = 0
WORDS_A_STEP = 1500
SCORED_EVERY = 150
FIGURES = ("tag_acc", "pos_acc", "morph_acc", "dep_uas", "dep_las", "sents_f")


def main() -> None:
    """Train on, evaluate on test corpora, write the weights and their figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("weights", type=Path, help="the pipeline to start from")
    parser.add_argument("--train", required=True, type=Path)
    parser.add_argument("--dev", required=True, type=Path)
    parser.add_argument("--test", required=True, type=Path, nargs="+")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--learn-rate", type=float, default=0.0003)
    parser.add_argument("--replaced", type=float, default=0.6, help="share shown with other words")
    given = parser.parse_args()
    fix_random_seed(SEED)
    nlp = spacy.load(given.weights)
    held_out = DocBin().from_disk(given.dev).get_docs(nlp.vocab)
    dev = [Example(nlp.make_doc(doc.text), doc) for doc in held_out]
    optimizer = nlp.resume_training()
    optimizer.learn_rate = given.learn_rate
    examples = shown(nlp, given.train, given.replaced)
    batches = minibatch_by_words(examples, size=WORDS_A_STEP, tolerance=0.2)
    tell("start", nlp.evaluate(dev))
    for step in range(1, given.steps + 1):
        nlp.update(next(batches), sgd=optimizer, drop=0.1)
        if step % SCORED_EVERY == 0 or step == given.steps:
            with nlp.use_params(optimizer.averages):
                scores = nlp.evaluate(dev)
                tell(f"step {step}", scores)
                nlp.meta["performance"] = {name: scores[name] for name in FIGURES}
                nlp.to_disk(given.out)
    stamp(given.out, given.version)
    for test in given.test:
        tell(test.name, evaluate(str(given.out), test, silent=True))


def shown(nlp: Language, corpus: Path, replaced: float) -> Iterator[Example]:
    """The sentences of a corpus without end, in another order each time, recased and reworded."""
    docs = list(DocBin().from_disk(corpus).get_docs(nlp.vocab))
    augment = news_augmenter(
        lower=0.15, upper=0.05, title=0.05, replaced=replaced, words=0.5, seed=7
    )
    order = random.Random(SEED)
    while True:
        order.shuffle(docs)
        for doc in docs:
            yield from augment(nlp, Example(nlp.make_doc(doc.text), doc))


def tell(name: str, scores: dict[str, float]) -> None:
    """Print a line of scores."""
    sys.stdout.write(f"{name} {json.dumps({k: round(scores[k], 4) for k in FIGURES})}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
