"""One text in two languages: what shows that a report was translated from another."""

from __future__ import annotations

from corrobora.collect.citations import CitationCue
from corrobora.collect.outlets import outlet_key
from corrobora.collect.passages import Prepared
from corrobora.collect.topics import firm_terms, name_terms
from corrobora.text import plain
from corrobora.vocab.citation_cues import head_words

RARE_TERMS = 20
"""A name or number in more reports than this tells nothing about translation."""
TRANSLATED_TERMS = 6
"""Names and numbers that a translation shares with its original ..."""
CREDITED_TERMS = 3
"""... when both name one outlet and one of them only passes it on, so many do ..."""
TRANSLATED_NUMBERS = 1
"""... and numbers among them."""


def telling_terms(one: Prepared, two: Prepared, shared: list[str]) -> list[str]:
    """Shared names and numbers that may show one story: no credited outlets, no running year."""
    idle = {t for item in (one, two) for cue in item.cues for t in name_terms(cue.publisher)}
    idle |= {str(i.report.published.year) for i in (one, two) if i.report.published}
    return [word for word in shared if word not in idle]


def enough_terms(one: Prepared, two: Prepared, words: list[str]) -> bool:
    """True when so many names and numbers are shared that one may be the other, translated."""
    least = CREDITED_TERMS if credited_copy(one, two) else TRANSLATED_TERMS
    return len(words) >= least and sum(w.isdigit() for w in words) >= TRANSLATED_NUMBERS


def cited_as_translation(one: Prepared, cue: CitationCue, two: Prepared) -> bool:
    """True when a report that cites another in another language says that it translates it."""
    words = set(plain(one.report.text[cue.sentence_start : cue.sentence_end]).split())
    if not (credited_copy(one, two) or words & head_words().translations):
        return False
    return enough_terms(one, two, sorted(firm_terms(one) & firm_terms(two)))


def one_outlet(one: Prepared, two: Prepared) -> bool:
    """True when both have one known publisher."""
    return one.publisher is not None and one.publisher == two.publisher


def credited_copy(one: Prepared, two: Prepared) -> bool:
    """True when one text was passed on under the other's outlet, or both name one author."""
    if not one_outlet(one, two):
        return False
    authors = {plain(i.report.author) for i in (one, two) if i.report.author}
    carried = (one.report.carrier is None) != (two.report.carrier is None)
    return carried or (len(authors) == 1 and bool(one.report.author and two.report.author))


def translation_evidence(one: Prepared, two: Prepared) -> str | None:
    """What beside names and numbers links two texts of different languages; None for nothing."""
    if one_outlet(one, two):
        return f"both from {one.report.publisher}"
    if two.publisher in one.cited or one.publisher in two.cited:
        return "one cites the other's outlet"
    both = sorted(one.cited & two.cited)
    if both:
        names = {outlet_key(c.publisher): c.publisher for c in one.cues}
        return f"both cite {names[both[0]]}"
    return None
