"""A brief as one JSON document, each citation with the words it points at."""

from __future__ import annotations

import json

from corrobora.model import Brief, Json, Sentence
from corrobora.writers.citations import Citations
from corrobora.writers.jsonl import report_record


def write_json(brief: Brief) -> str:
    """The brief with sections, sentences, citations and sources; ends in a line break."""
    return json.dumps(brief_record(brief), ensure_ascii=False, indent=2) + "\n"


def brief_record(brief: Brief) -> dict[str, Json]:
    """The brief as plain values."""
    citations = Citations(brief)
    return {
        "title": brief.title,
        "scope": brief.scope,
        "as_of": brief.as_of.isoformat() if brief.as_of else None,
        "summary": brief.summary,
        "independent": {"min": brief.independent.min, "max": brief.independent.max},
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "sentences": [_sentence(s, citations) for s in section.sentences],
            }
            for section in brief.sections
        ],
        "sources": [
            {
                "number": source.number,
                **report_record(source.report, source.derivations, text=False),
            }
            for source in brief.sources
        ],
        "method": brief.method,
    }


def _sentence(sentence: Sentence, citations: Citations) -> dict[str, Json]:
    return {
        "kind": sentence.kind,
        "text": sentence.text,
        "citations": [
            {
                "label": cited.label,
                "report": cited.report.id,
                "report_name": cited.report.name,
                "start": cited.start,
                "end": cited.end,
                "quote": cited.words,
            }
            for cited in citations.of(sentence)
        ],
        "claims": [c.claim for c in sentence.citations if c.claim is not None],
        "events": list(sentence.events),
    }
