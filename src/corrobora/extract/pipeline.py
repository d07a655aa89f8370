"""The trained pipelines (spaCy): loaded when first used, told where to look, never downloaded."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from corrobora.extract.syntax import Sentence, Token

_PACKAGE = "corrobora_models"
_ATTRIBUTES = ["IS_SPACE", "IDX", "LENGTH", "POS", "DEP", "MORPH"]
"""What is read of each word, beside its head, as numbers for all words of a sentence at once."""


_APOSTROPHE_IN_NAME = re.compile(r"(?<=\b[A-Z])['\u2019](?=[BCDFGJ-NP-TV-XZ][a-zà-ÿ])")
"""The apostrophe of "N'Djamena" and "M'Bour": before a consonant nothing is elided.

A French tokenizer would still make two words of such a name; it is shown a letter instead.
"""


class SpacyParser:
    """A dependency parser of our own training behind the ``Parser`` protocol."""

    def __init__(self, directory: Path) -> None:
        import spacy
        from thinc.api import use_ops

        with use_ops("numpy", use_blis=False) if _keeps_to_one_thread() else nullcontext():
            self._nlp: Any = spacy.load(directory, exclude=["tagger"])
        strings: Any = self._nlp.vocab.strings
        self._named: Callable[[int], str] = cache(lambda number: str(strings[number]))
        meta = self._nlp.meta
        self._joins_hyphens = self._elides = meta["lang"] == "fr"
        self.name = f"{meta['lang']}-{meta['name']}-{meta['version']}"

    def parse(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Sentence]:
        """Parse each span as exactly one sentence; see ``Parser.parse``."""
        docs = []
        whole = _APOSTROPHE_IN_NAME.sub("o", text) if self._elides else text
        for start, end in spans:
            doc = self._make_doc(whole[start:end])
            starts = np.full(len(doc), -1, dtype=np.int64)
            starts[:1] = 1
            docs.append(doc.from_array(["SENT_START"], starts.view(np.uint64)))
        out = []
        for doc, (offset, _) in zip(self._nlp.pipe(docs, batch_size=64), spans, strict=True):
            words = self._words(doc, text, offset)
            if words:
                out.append(Sentence(words))
        return out

    def _make_doc(self, text: str) -> Any:
        """The words of a text; French compounds stay whole, as in the treebanks it is trained on.

        The tokeniser cuts those that it does not know ("état-major", "sit-in").
        """
        doc = self._nlp.make_doc(text)
        if not self._joins_hyphens or "-" not in text:
            return doc
        runs = _compounds([(token.text, bool(token.whitespace_)) for token in doc])
        if runs:
            with doc.retokenize() as retokenizer:
                for first, last in runs:
                    retokenizer.merge(doc[first : last + 1])
        return doc

    def _words(self, doc: Any, text: str, offset: int) -> list[Token]:
        """The words of a parsed sentence, white space left out; "_" is an empty morphology."""
        heads = doc.to_array("HEAD").astype(np.int64).tolist()  # relative to the word
        rows = doc.to_array(_ATTRIBUTES).tolist()
        kept = [i for i, row in enumerate(rows) if not row[0]]
        index = {i: n for n, i in enumerate(kept)}
        named = self._named
        words = []
        for n, i in enumerate(kept):
            _, at, length, pos, dep, morph = rows[i]
            head = i + heads[i]
            while rows[head][0] and heads[head]:
                head += heads[head]
            start = offset + at
            word = text[start : start + length]
            words.append(
                Token(n, start, start + length, word, word.lower(), named(pos),
                      named(dep).lower(), index.get(head, n), named(morph).removeprefix("_"))
            )  # fmt: skip
        return words


def _compounds(words: Sequence[tuple[str, bool]]) -> list[tuple[int, int]]:
    """First and last index of each run of words with nothing but hyphens between them.

    Args:
        words: Their texts, and whether white space follows.
    """
    runs: list[tuple[int, int]] = []
    for i in range(1, len(words) - 1):
        (before, parted), (word, apart), (after, _) = words[i - 1 : i + 2]
        if word != "-" or parted or apart or not (before[-1].isalpha() and after[0].isalpha()):
            continue
        if runs and runs[-1][1] == i - 1:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i - 1, i + 1))
    return runs


def _keeps_to_one_thread() -> bool:
    """Whether numpy multiplies matrices in one thread (``OPENBLAS_NUM_THREADS`` is 1).

    It is then three times as fast at the parser's small matrices as spaCy's own library; with more
    threads most of the time goes to starting them.
    """
    return os.environ.get("OPENBLAS_NUM_THREADS") == "1"


@lru_cache(maxsize=4)
def load_parser(language: str) -> SpacyParser | None:
    """The pipeline of a language, or ``None`` when spaCy or the weights are not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    if importlib.util.find_spec("spacy") is None:
        return None
    directory = Path(spec.submodule_search_locations[0]) / language
    return SpacyParser(directory) if (directory / "meta.json").is_file() else None
