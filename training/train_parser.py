"""Train the parser of one language and put its weights into the models package.

    python training/train_parser.py en --train en_train.spacy --dev en_devs.spacy \
        --test en_gum_test.spacy --out models/src/corrobora_models/en --steps 3000

Takes half an hour on two cores. Corpora are Universal Dependencies treebanks as spaCy DocBin files;
which ones, and under which licences the weights may then be shared, is in models/README.md.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import augment  # noqa: F401  (registers the augmenter that the configuration names)
import spacy
from confection import Config
from spacy.cli.evaluate import evaluate
from spacy.cli.train import train

HERE = Path(__file__).parent


def main() -> None:
    """Train, evaluate on a test corpus, write the weights and their figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("language", choices=["en", "fr"])
    parser.add_argument("--train", required=True, type=Path)
    parser.add_argument("--dev", required=True, type=Path)
    parser.add_argument("--test", required=True, type=Path, nargs="+")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--version", default="0.1.0")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        train(
            HERE / f"parser_{given.language}.cfg",
            work,
            overrides={
                "paths.train": str(given.train),
                "paths.dev": str(given.dev),
                "training.max_steps": given.steps,
            },
        )
        shutil.rmtree(given.out, ignore_errors=True)
        shutil.copytree(Path(work) / "model-best", given.out)
    stamp(given.out, given.version)
    for test in given.test:
        figures = evaluate(str(given.out), test, silent=True)
        kept = {k: round(figures[k], 4) for k in ("tag_acc", "pos_acc", "dep_uas", "dep_las")}
        sys.stdout.write(f"{test.name} {json.dumps(kept)}\n")


_LICENCES = {"en": "CC BY-SA 4.0", "fr": "LGPL-LR and CC BY-SA 4.0"}
"""Of the weights, by the treebanks that each language is trained on."""


def stamp(directory: Path, version: str) -> None:
    """Give the pipeline its name and version, and drop what changes from run to run."""
    path = directory / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["name"] = "corrobora"
    meta["version"] = version
    meta["spacy_version"] = ">=3.8.7,<3.9.0"
    meta["license"] = _LICENCES[meta["lang"]]
    meta["description"] = "Parser trained for Corrobora; data and figures are in models/README.md"
    path.write_text(json.dumps(meta, indent=1, ensure_ascii=False), encoding="utf-8")
    config = Config().from_disk(directory / "config.cfg", interpolate=False)
    config["paths"] |= {"train": None, "dev": None}  # where the data lay is nobody's concern
    config.to_disk(directory / "config.cfg")
    spacy.load(directory)


if __name__ == "__main__":
    main()
