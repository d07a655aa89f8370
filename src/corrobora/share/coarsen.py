"""Coarsening: what a partner may know only roughly is made rough before anything is made of it.

Every function looks at the part of a value that may be known and at nothing else, so that the
coarse value says nothing of the fine one: a region has no coordinates, a week begins on Monday
whatever the day was, a name of which nobody knows what it gives away becomes its class.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import hmac

from babel import Locale
from msgspec.structs import replace

from corrobora.model import (
    RENDITION,
    Actor,
    Claim,
    Count,
    DatePrecision,
    Stance,
    Toll,
    Voice,
    When,
    Where,
)
from corrobora.reconcile.gist import Tale, gist_of, show_day
from corrobora.share.agreements import DateDetail, PlaceDetail
from corrobora.share.decide import Obligations
from corrobora.vocab.wording import wording

_PLACE_DETAIL = {
    "site": PlaceDetail.SITE,
    "town": PlaceDetail.TOWN,
    "admin2": PlaceDetail.DISTRICT,
    "admin1": PlaceDetail.REGION,
    "country": PlaceDetail.COUNTRY,
}
_DATE_DETAIL = {
    "day": DateDetail.DAY,
    "week": DateDetail.WEEK,
    "month": DateDetail.MONTH,
    "year": DateDetail.YEAR,
    "range": DateDetail.DAY,
}
_PRECISION: dict[DateDetail, DatePrecision] = {
    DateDetail.WEEK: "week",
    DateDetail.MONTH: "month",
    DateDetail.YEAR: "year",
}
BANDS = (1, 10, 50, 100, 500, 1000)
"""Where a band of a number of people begins; the last is open."""

_SCOPED = "a part or a total"

_WITHOUT_A_NAME = "~:"
"""How the id of a group begins that has no name, such as "gunmen"."""
_UNLISTED = ("?:", "P:")
"""How the ids of names outside the vocabulary and of persons begin."""


def coarse_place(place: Where | None, detail: PlaceDetail, language: str) -> Where | None:
    """The place no finer than ``detail``; what lies outside a known country is withheld."""
    if place is None or _PLACE_DETAIL[place.precision] <= detail:
        return place and replace(place, others=(), text="")
    if detail >= PlaceDetail.REGION and place.admin1 is not None:
        return Where(
            name=place.admin1,
            admin1=place.admin1,
            country=place.country,
            lat=None,
            lon=None,
            precision="admin1",
            text="",
        )
    if place.country is None:
        return None
    name = Locale.parse(language).territories.get(place.country, place.country)
    return Where(
        name=name,
        admin1=None,
        country=place.country,
        lat=None,
        lon=None,
        precision="country",
        text="",
    )


def coarse_date(when: When | None, detail: DateDetail, language: str) -> When | None:
    """The date widened to whole weeks (Monday to Sunday), months or years."""
    if when is None:
        return None
    coarse = when
    if _DATE_DETAIL[when.precision] > detail:
        start, end = first_day(when.start, detail), _last_day(when.end, detail)
        one = first_day(when.end, detail) == start
        coarse = When(
            start=start, end=end, precision=_PRECISION[detail] if one else "range", text=""
        )
    # Whether the text told the date is kept; its words are not.
    return replace(coarse, text=_words_of(coarse, language) if when.text.strip() else "")


def _words_of(when: When, language: str) -> str:
    if when.precision == "week":
        day = show_day(When(start=when.start, end=when.start, precision="day", text=""), language)
        return wording(language).coarse["week"].format(day=day)
    return show_day(when, language)


def first_day(day: dt.date, detail: DateDetail) -> dt.date:
    """The first day of the week, month or year of a day; the day itself for days."""
    if detail is DateDetail.DAY:
        return day
    if detail is DateDetail.WEEK:
        return day - dt.timedelta(days=min(day.weekday(), day.toordinal() - 1))
    return day.replace(day=1) if detail is DateDetail.MONTH else day.replace(month=1, day=1)


def _last_day(day: dt.date, detail: DateDetail) -> dt.date:
    if detail is DateDetail.WEEK:
        return day + dt.timedelta(days=min(6 - day.weekday(), (dt.date.max - day).days))
    if detail is DateDetail.YEAR:
        return day.replace(month=12, day=31)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def coarse_count(count: Count | None, *, banded: bool) -> Count | None:
    """The number of people without its words, as a band or as the figure that it is.

    That it is a part or a total is kept, of whom is not.
    """
    if count is None:
        return None
    low, top = count.min, count.max
    if banded:
        low = max((b for b in BANDS if b <= count.min), default=0)
        top = None if count.max is None else next((b - 1 for b in BANDS if b > count.max), None)
    scope = None if count.scope is None else _SCOPED
    return Count(min=low, max=top, text=_figure(low, top), scope=scope)


def _figure(low: int, top: int | None) -> str:
    if low == top:
        return str(low)
    return f"{low}+" if top is None else f"{low}-{top}"


def coarse_actor(actor: Actor, obligations: Obligations, language: str) -> Actor:
    """An actor by name where the name gives nothing away that is withheld, else by class.

    Kept are names of the vocabulary (states, forces, known groups) and groups told by one common
    noun ("gunmen"); persons where persons may be named; other names where the exact place may be
    known, since a name such as a village's militia tells the village.
    """
    is_person = actor.id.startswith("P:") or actor.kind == "person"
    if is_person:
        shown = not obligations.roles_for_names
    elif actor.id.startswith(_WITHOUT_A_NAME):
        shown = actor.name.isalpha() and actor.name.islower()
    elif actor.id.startswith(_UNLISTED):
        shown = obligations.place is PlaceDetail.SITE and not obligations.roles_for_names
    elif ":" in actor.id:
        # A known body and words of the text: the body alone.
        actor = replace(actor, id=actor.id.partition(":")[0])
        shown = " " not in actor.name.strip().partition(" ")[2]
    else:
        shown = True
    if not shown:
        word = wording(language).coarse[actor.kind]
        actor = Actor(id=f"~:{word}", name=word, kind=actor.kind, text="", start=0, end=0)
    return replace(actor, text="", start=0, end=0)


def coarse_voice(voice: Voice, obligations: Obligations, language: str) -> Voice:
    """A source by name, or by its class where sources are protected."""
    named = voice.kind == "person" and not voice.anonymous
    if obligations.strip_source or (named and obligations.roles_for_names):
        word = wording(language).coarse[f"voice-{voice.kind}"]
        return Voice(name=word, kind=voice.kind, anonymous=True, text="", start=0, end=0)
    return replace(voice, text="", start=0, end=0)


def coarse_claim(claim: Claim, obligations: Obligations, language: str) -> Claim:
    """A claim with every field as fine as it may be, and no words of its report.

    Span and quote are left empty: the text from which a partner's claim is quoted is put together
    from ``sentence_of`` where the partner's picture is made.
    """
    banded = obligations.band_tolls
    return replace(
        claim,
        start=0,
        end=0,
        quote="",
        actors=tuple(coarse_actor(a, obligations, language) for a in claim.actors),
        targets=tuple(coarse_actor(a, obligations, language) for a in claim.targets),
        instrument=None,
        date=coarse_date(claim.date, obligations.date, language),
        place=coarse_place(claim.place, obligations.place, language),
        deaths=coarse_count(claim.deaths, banded=banded),
        wounded=coarse_count(claim.wounded, banded=banded),
        speakers=tuple(coarse_voice(v, obligations, language) for v in claim.speakers),
        method=RENDITION,
        # How sure the machine was was read off words that are withheld.
        confidence=1.0,
    )


def sentence_of(claim: Claim, language: str, *, other: bool = False) -> str:
    """A coarse claim as a sentence made of its fields alone.

    With ``other`` in the other of two renderings that say the same: which one a partner is given
    of each claim is that partner's own, so that a sentence that leaks tells whose it was.
    """
    words = wording(language)
    deaths = claim.deaths
    toll = None
    if deaths is not None:
        toll = Toll(low=deaths.min, best=deaths.min, high=deaths.max, rule="single-figure")
    sentence = gist_of(
        Tale(
            type=claim.type,
            mode=claim.mode,
            modality="fact",
            actors=claim.actors,
            targets=claim.targets,
            date=claim.date,
            place=claim.place,
            deaths=toll,
        ),
        language,
    )
    if claim.negated:
        sentence = words.coarse["negated"].format(sentence=sentence)
    if claim.stance is not Stance.ASSERTED:
        sentence = words.coarse[f"stance-{claim.stance}"].format(sentence=sentence)
    if claim.speakers:
        who = ", ".join(voice.name for voice in claim.speakers)
        said = words.coarse["said-other" if other else "said"]
        sentence = said.format(sentence=sentence, who=who)
    return sentence


def pseudonym(key: bytes, kind: str, identity: str) -> str:
    """The name under which a partner knows something: the same each time, telling nothing.

    HMAC-SHA-256 under the partner's own key, so that partners cannot compare what they hold.
    """
    digest = hmac.new(key, f"{kind}\0{identity}".encode("utf-8", "surrogatepass"), hashlib.sha256)
    return digest.hexdigest()[:32]
