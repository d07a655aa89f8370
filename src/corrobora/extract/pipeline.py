"""The trained pipelines (spaCy): loaded when first used, told where to look, never downloaded."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from contextlib import nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

from corrobora.extract.syntax import Sentence, Token

_PACKAGE = "corrobora_models"


class SpacyParser:
    """A dependency parser of our own training behind the ``Parser`` protocol."""

    def __init__(self, directory: Path) -> None:
        import spacy
        from thinc.api import use_ops

        with use_ops("numpy", use_blis=False) if _keeps_to_one_thread() else nullcontext():
            self._nlp: Any = spacy.load(directory, exclude=["tagger"])
        meta = self._nlp.meta
        self.name = f"{meta['lang']}-{meta['name']}-{meta['version']}"

    def parse(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Sentence]:
        """Parse each span as exactly one sentence; see ``Parser.parse``."""
        docs = []
        for start, end in spans:
            doc = self._nlp.make_doc(text[start:end])
            for token in doc[1:]:
                token.is_sent_start = False
            docs.append(doc)
        out = []
        for doc, (offset, _) in zip(self._nlp.pipe(docs, batch_size=64), spans, strict=True):
            words = _words(doc, offset)
            if words:
                out.append(Sentence(words))
        return out


def _keeps_to_one_thread() -> bool:
    """Whether numpy multiplies matrices in one thread (``OPENBLAS_NUM_THREADS`` is 1).

    It is then three times as fast at the parser's small matrices as spaCy's own library; with more
    threads most of the time goes to starting them.
    """
    return os.environ.get("OPENBLAS_NUM_THREADS") == "1"


def _words(doc: Any, offset: int) -> list[Token]:
    kept = [t for t in doc if not t.is_space]
    index = {t.i: n for n, t in enumerate(kept)}
    words = []
    for n, t in enumerate(kept):
        head = t.head
        while head.is_space and head.head.i != head.i:
            head = head.head
        start = offset + t.idx
        words.append(
            Token(n, start, start + len(t.text), t.text, t.lower_, t.pos_, t.dep_.lower(),
                  index.get(head.i, n), str(t.morph))
        )  # fmt: skip
    return words


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
