"""What pages read of the program itself, read before the first page is asked for."""

from __future__ import annotations

from corrobora.collect.outlets import outlet_book
from corrobora.serve.answers import load_templates
from corrobora.serve.outlines import outlines_in
from corrobora.serve.sides import way_of
from corrobora.serve.words import LANGUAGES
from corrobora.vocab.citation_cues import citation_cues
from corrobora.vocab.wording import wording


def load_ahead() -> None:
    """Load templates, words, event types and outlines; all of it belongs to no case."""
    for language in LANGUAGES:
        load_templates(language)
        wording(language)
        citation_cues(language)
    outlet_book(None)
    way_of("")
    outlines_in(0, 1, 0, 1, scale=1, place=lambda x, y: (x, y))
