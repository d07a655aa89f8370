"""The whole of extraction in one function, for one report or several side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from msgspec import structs

from corrobora.extract.attribution import Attribution
from corrobora.extract.claims import Assembler, Marked, attributions_in
from corrobora.extract.counts import find_counts
from corrobora.extract.french_trees import mended
from corrobora.extract.french_verbs import with_verbs
from corrobora.extract.judge import load_judge
from corrobora.extract.likely_doer import load_doer_choice
from corrobora.extract.likely_type import load_type_choice
from corrobora.extract.localise import localised
from corrobora.extract.mentions import spotted_in
from corrobora.extract.parts import DateMention, PlaceMention
from corrobora.extract.places import places_in
from corrobora.extract.rejoined import rejoined
from corrobora.extract.resources import Resources, Tongue
from corrobora.extract.retag import retagged
from corrobora.extract.sources import Source
from corrobora.extract.steps import Steps, at_once, side_by_side
from corrobora.extract.syntax import Sentence
from corrobora.extract.truecase import RECASED, is_caseless, truecased
from corrobora.extract.villages import find_villages
from corrobora.model import Claim, Report, Where
from corrobora.sentences import sentences
from corrobora.text import Reading, folded
from corrobora.vocab.gazetteer import Gazetteer
from corrobora.when import find_dates, infer_day_first

METHOD = "extract/1"
"""Name and version of the method; a change makes every report be read again."""

_HELPERS = frozenset(("a", "ont", "avait", "avaient", "has", "have", "had"))
_PARTICIPLES = ("é", "ée", "és", "ées", "i", "is", "it", "u", "us", "ed", "en")
_LONGEST_SENTENCE = 1500
"""Characters; longer stretches are lists or tables, which a parser cannot read."""


def extract(report: Report, resources: Resources) -> tuple[Claim, ...]:
    """The claims of one report, in text order; none for a language that is not read.

    The same report and resources give the same claims, byte for byte.
    """
    return at_once(_steps(report, resources))


def extract_all(reports: Iterable[Report], resources: Resources) -> list[tuple[Claim, ...]]:
    """The claims of each of some reports, as ``extract`` gives them, and sooner.

    The reports are read side by side, step by step, and all that is found in them is held until
    the last is done: give some tens at a time.
    """
    return side_by_side(_steps(report, resources) for report in reports)


def _steps(report: Report, resources: Resources) -> Steps[tuple[Claim, ...]]:
    tongue = resources.tongue(report.language)
    if tongue is None:
        return ()
    marked = yield from _marking(report, resources, tongue)
    shallow = tongue.parser is tongue.shallow
    judge = load_judge("shallow" if shallow else "parsed")
    choice = None if shallow else load_doer_choice()
    types = None if shallow else load_type_choice(tongue.lexicon.language.code).likely
    method = f"{METHOD}+{tongue.parser.name}"
    yield
    assembler = Assembler(report, marked, tongue.lexicon, judge, method, choice, types)
    yield
    return (yield from assembler.steps())


def attributions(report: Report, resources: Resources) -> tuple[Attribution, ...]:
    """Who says, holds or wants what in a report, in text order, whether or not it is a claim.

    Offsets point into the text as given. None for a language that is not read.
    """
    tongue = resources.tongue(report.language)
    if tongue is None:
        return ()
    marked = mark(report, resources, tongue)
    given = marked.reading.given_span
    return tuple(
        structs.replace(
            found,
            cue=given(*found.cue),
            content=tuple(given(*span) for span in found.content),
            sources=tuple(_given(source, marked, report) for source in found.sources),
        )
        for found in attributions_in(marked, tongue.lexicon)
    )


def _given(source: Source, marked: Marked, report: Report) -> Source:
    """A source with offsets and words of the text as given."""
    start, end = marked.reading.given_span(source.start, source.end)
    at = source.pronoun_at
    pronoun_at = marked.reading.given_span(*at) if at is not None else None
    return structs.replace(
        source, start=start, end=end, text=report.text[start:end], pronoun_at=pronoun_at
    )


def mark(report: Report, resources: Resources, tongue: Tongue) -> Marked:
    """Everything found in a report before claims are put together."""
    return at_once(_marking(report, resources, tongue))


def _marking(report: Report, resources: Resources, tongue: Tongue) -> Steps[Marked]:
    marked = yield from _spotting(report, resources, tongue)
    yield
    text, language = marked.reading.text, tongue.language.code
    if language in RECASED and is_caseless(text):
        text = truecased(text, marked.spans, marked.mentions, marked.places)
    parsed = tongue.parser.parse(text, marked.spans)
    if tongue.parser is not tongue.shallow:
        if language == "fr":
            parsed = [mended(with_verbs(s, tongue.lexicon), tongue.lexicon) for s in parsed]
        parsed = [retagged(_with_verb(s, text, tongue), tongue.lexicon) for s in parsed]
        if language == "en":
            parsed = [rejoined(s) for s in parsed]
    return replace(marked, sentences=parsed)


def spot(report: Report, resources: Resources, tongue: Tongue) -> Marked:
    """What ``mark`` finds without analysing sentences: where they stand, and who, where, when."""
    return at_once(_spotting(report, resources, tongue))


def _spotting(report: Report, resources: Resources, tongue: Tongue) -> Steps[Marked]:
    reading = Reading(report.text)
    text = reading.text
    language = tongue.language.code
    furniture = [
        (reading.reading_offset(f.start), reading.reading_offset(f.end)) for f in report.furniture
    ]
    spans = [
        (start, end)
        for start, end in sentences(text, tongue.language.abbreviations, furniture)
        if end - start <= _LONGEST_SENTENCE and not _inside(start, end, furniture)
    ]
    yield
    actors = yield from spotted_in(reading, language, resources.actors)
    yield
    dated = find_dates(
        text, tongue.calendar, report.published, infer_day_first(text, tongue.calendar)
    )
    yield
    countries = actors.countries()
    nations = resources.actors.nationalities(language)
    named = yield from places_in(text, language, resources.places, countries)
    places = tuple(place for place in named if not _is_nationality(place, nations))
    villages = find_villages(text, tongue.language, places, countries)
    places = tuple(sorted((*places, *villages), key=lambda p: p.start))
    yield
    mentions = actors.mentions(places)
    mentions = localised(mentions, places, spans, resources.actors)
    yield
    return Marked(
        reading=reading,
        spans=spans,
        furniture=furniture,
        mentions=mentions,
        places=places,
        dates=[
            DateMention(start=d.start, end=d.end, text=d.text, when=d.when, relative=d.relative)
            for d in dated
        ],
        counts=find_counts(text, language, tongue.numbers, fated=True),
        weapons=tongue.weapons,
        quantifiers=frozenset(resources.actors.wording(language).quantifiers),
        premises=frozenset(resources.actors.wording(language).premises),
        hedges=frozenset(resources.actors.wording(language).hedges),
        countries=lambda code: _country(code, resources.places),
    )


def _with_verb(sentence: Sentence, text: str, tongue: Tongue) -> Sentence:
    """The parse, or the one by rule where the parser saw no verb ("Army arrests two")."""
    verbs = [t for t in sentence.tokens if t.pos in ("VERB", "AUX")]
    bare = len(verbs) == 1 and verbs[0].lower in _HELPERS  # "a expulsé" taken for an adverb
    missed = _misses_participle(sentence, tongue)
    if not bare and not missed and any(t.has("VerbForm=Fin") for t in verbs):
        return sentence
    again = tongue.shallow.parse(text, [(sentence.start, sentence.end)])
    return again[0] if again and any(t.pos == "VERB" for t in again[0].tokens) else sentence


def _misses_participle(sentence: Sentence, tongue: Tongue) -> bool:
    """Whether a known verb after "a", "ont" or "have" was not taken for one ("a expulsé")."""
    for helper, word in pairwise(sentence.tokens):
        if helper.lower not in _HELPERS or helper.pos not in ("AUX", "VERB"):
            continue
        known = any(part == "verb" for _, part in tongue.lexicon.forms.get(word.lower, ()))
        if known and word.pos not in ("VERB", "AUX") and word.lower.endswith(_PARTICIPLES):
            return True
    return False


def _is_nationality(place: PlaceMention, nations: Mapping[tuple[str, ...], object]) -> bool:
    """Whether a name taken for a town is a nationality: some town goes by the name of Thai."""
    return place.where.precision == "town" and tuple(folded(place.text).split()) in nations


def _inside(start: int, end: int, stretches: list[tuple[int, int]]) -> bool:
    """Whether more than half of a sentence lies in page furniture."""
    covered = sum(max(0, min(end, b) - max(start, a)) for a, b in stretches)
    return covered > 0.5 * (end - start)


def _country(code: str, places: Gazetteer) -> Where | None:
    """A country as a place that the text does not name as one."""
    found = places.country(code)
    if found is None:
        return None
    return Where(
        name=found.name, admin1=None, country=code, lat=found.lat, lon=found.lon,
        precision="country", text="",
    )  # fmt: skip
