"""Reports that others cite but nobody collected: one ghost for one story."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from corrobora.collect.citations import CitationCue
from corrobora.collect.outlets import outlet_key
from corrobora.collect.passages import Prepared
from corrobora.collect.topics import Topics, content_terms, content_words, name_terms, term
from corrobora.model import Derivation, Ghost

GHOST_DAYS = 3
"""Citations of one outlet at most so many days apart may mean one uncollected report ..."""
GHOST_TERMS = 4
"""... if their sentences share so many content words."""
TOPIC_WORDS = 4
"""Words that tell the stories of one outlet apart."""


def ghost_derivations(
    found: Sequence[tuple[Prepared, CitationCue]], topics: Topics
) -> list[Derivation]:
    """Derivations from reports that were cited but not collected; one ghost for one story."""
    by_outlet: dict[str, list[tuple[Prepared, CitationCue]]] = defaultdict(list)
    for item, cue in found:
        by_outlet[outlet_key(cue.publisher)].append((item, cue))
    out: list[Derivation] = []
    for key in sorted(by_outlet):
        stories: list[list[tuple[Prepared, CitationCue]]] = []
        for entry in sorted(by_outlet[key], key=lambda e: (e[0].order, e[1].start)):
            story = next((s for s in stories if _one_story(s, entry)), None)
            if story is None:
                stories.append([entry])
            else:
                story.append(entry)
        for story in stories:
            out += _story_derivations(story, topics)
    return out


def _one_story(
    story: Sequence[tuple[Prepared, CitationCue]], entry: tuple[Prepared, CitationCue]
) -> bool:
    item, cue = entry
    terms = content_terms(item, cue.sentence_start, cue.sentence_end)
    for other, other_cue in story:
        if other is item:
            return True
        a, b = item.report.published, other.report.published
        if a and b and abs((a - b).days) > GHOST_DAYS:
            continue
        theirs = content_terms(other, other_cue.sentence_start, other_cue.sentence_end)
        if len((terms & theirs) - name_terms(cue.publisher)) >= GHOST_TERMS:
            return True
    return False


def _topic(story: Sequence[tuple[Prepared, CitationCue]], topics: Topics) -> str | None:
    """The rarest content words of the sentence that cites first, in their order there."""
    item, cue = story[0]
    idle = name_terms(cue.publisher)
    words = content_words(item, cue.sentence_start, cue.start)
    words += content_words(item, cue.end, cue.sentence_end)
    words = [w for w in dict.fromkeys(words) if term(w) not in idle]
    chosen = sorted(words, key=lambda w: (topics.counts[term(w)], words.index(w)))[:TOPIC_WORDS]
    return " ".join(w for w in words if w in chosen) or None


def _story_derivations(
    story: Sequence[tuple[Prepared, CitationCue]], topics: Topics
) -> list[Derivation]:
    days: list[dt.date] = [i.report.published for i, _ in story if i.report.published]
    names = sorted({cue.publisher for _, cue in story}, key=lambda n: (-len(n), n))
    ghost = Ghost(publisher=names[0], date=min(days) if days else None, topic=_topic(story, topics))
    cues: dict[str, list[CitationCue]] = defaultdict(list)
    for item, cue in story:
        cues[item.report.id].append(cue)
    return [
        Derivation(
            report=report,
            source=None,
            ghost=ghost,
            how="quotation" if all(c.kind == "told" for c in found) else "write-up",
            cues=tuple(dict.fromkeys(f"{c.kind}: {' '.join(c.text.split())}" for c in found)),
        )
        for report, found in sorted(cues.items())
    ]
