from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.errors import VocabularyError
from corrobora.vocab.calendar import load_calendar, read_calendar
from corrobora.when import find_dates, find_publication_date, infer_day_first

EN, FR = load_calendar("en"), load_calendar("fr")
PUBLISHED = dt.date(2025, 9, 15)  # a Monday


def read(
    text: str,
    language: str = "en",
    published: dt.date | None = PUBLISHED,
    *,
    day_first: bool = True,
) -> list[tuple[str, str, str, str]]:
    calendar = EN if language == "en" else FR
    return [
        (d.text, d.when.start.isoformat(), d.when.end.isoformat(), d.when.precision)
        for d in find_dates(text, calendar, published, day_first)
    ]


def one(text: str, language: str = "en") -> tuple[str, str, str]:
    (found,) = read(text, language)
    return found[1:]


@pytest.mark.parametrize(
    "text",
    [
        "They met on 15 August 2025.", "They met on August 15, 2025.", "Dated 15/08/2025.",
        "Dated 2025-08-15.", "Dated 15.08.2025.", "On the 15th of August, 2025, they met.",
        "On Friday, August 15, 2025, they met.", "On Aug. 15, they met.", "on 15 Aug 2025",
    ],
)  # fmt: skip
def test_days_in_english(text: str) -> None:
    assert one(text) == ("2025-08-15", "2025-08-15", "day")


@pytest.mark.parametrize(
    "text",
    ["le 15 août 2025", "vendredi 15 août 2025", "le 15 aout", "le 15/08/2025"],
)
def test_days_in_french(text: str) -> None:
    assert one(text, "fr") == ("2025-08-15", "2025-08-15", "day")


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("in August", "2025-08-01", "2025-08-31", "month"),
        ("In December, they left", "2024-12-01", "2024-12-31", "month"),
        ("in March 2024", "2024-03-01", "2024-03-31", "month"),
        ("in 2023", "2023-01-01", "2023-12-31", "year"),
        ("between 2013 and 2022", "2013-01-01", "2022-12-31", "range"),
        ("from 2015-2024", "2015-01-01", "2024-12-31", "range"),
        ("early September 2025", "2025-09-01", "2025-09-10", "range"),
        ("in late June", "2025-06-21", "2025-06-30", "range"),
        ("mid-2021", "2021-05-01", "2021-08-31", "range"),
        ("in the 1990s", "1990-01-01", "1999-12-31", "range"),
        ("in spring 2024", "2024-03-01", "2024-05-31", "range"),
        ("the third quarter of 2024", "2024-07-01", "2024-09-30", "range"),
        ("from 3 to 5 May", "2025-05-03", "2025-05-05", "range"),
        ("May 3-5, 2024", "2024-05-03", "2024-05-05", "range"),
        ("between 28 April and 3 May 2025", "2025-04-28", "2025-05-03", "range"),
        ("from 28 December to 3 January", "2024-12-28", "2025-01-03", "range"),
        ("from May to July", "2025-05-01", "2025-07-31", "range"),
        ("yesterday", "2025-09-14", "2025-09-14", "day"),
        ("on Tuesday", "2025-09-09", "2025-09-09", "day"),
        ("over the weekend", "2025-09-13", "2025-09-14", "range"),
        ("this weekend's talks", "2025-09-13", "2025-09-14", "range"),
        ("next weekend", "2025-09-20", "2025-09-21", "range"),
        ("on the 12th, they left", "2025-09-12", "2025-09-12", "day"),
        ("on the 17th, they left", "2025-08-17", "2025-08-17", "day"),
        ("until the 20th.", "2025-09-20", "2025-09-20", "day"),
        ("on Monday", "2025-09-15", "2025-09-15", "day"),
        ("last Monday", "2025-09-08", "2025-09-08", "day"),
        ("overnight Sunday", "2025-09-14", "2025-09-14", "day"),
        ("last week", "2025-09-08", "2025-09-14", "week"),
        ("this month", "2025-09-01", "2025-09-30", "month"),
        ("last year", "2024-01-01", "2024-12-31", "year"),
        ("two days ago", "2025-09-13", "2025-09-13", "day"),
        ("three weeks ago", "2025-08-25", "2025-08-31", "week"),
        ("in recent days", "2025-09-08", "2025-09-15", "range"),
        ("over the past two years", "2023-09-15", "2025-09-15", "range"),
        ("last July", "2025-07-01", "2025-07-31", "month"),
        ("last October", "2024-10-01", "2024-10-31", "month"),
        ("later in July", "2025-07-01", "2025-07-31", "month"),
        ("talks will resume on Friday", "2025-09-19", "2025-09-19", "day"),
        ("a vote is due in October", "2025-10-01", "2025-10-31", "month"),
    ],
)  # fmt: skip
def test_partial_and_relative_english(text: str, start: str, end: str, precision: str) -> None:
    assert one(text) == (start, end, precision)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("en août", "2025-08-01", "2025-08-31", "month"),
        ("fin août", "2025-08-21", "2025-08-31", "range"),
        ("mi-juin", "2025-06-11", "2025-06-20", "range"),
        ("début septembre 2024", "2024-09-01", "2024-09-10", "range"),
        ("entre 2013 et 2022", "2013-01-01", "2022-12-31", "range"),
        ("du 3 au 5 mai 2025", "2025-05-03", "2025-05-05", "range"),
        ("les années 1990", "1990-01-01", "1999-12-31", "range"),
        ("hier", "2025-09-14", "2025-09-14", "day"),
        ("avant-hier", "2025-09-13", "2025-09-13", "day"),
        ("mardi dernier", "2025-09-09", "2025-09-09", "day"),
        ("jeudi", "2025-09-11", "2025-09-11", "day"),
        ("la semaine dernière", "2025-09-08", "2025-09-14", "week"),
        ("l'an dernier", "2024-01-01", "2024-12-31", "year"),
        ("il y a trois jours", "2025-09-12", "2025-09-12", "day"),
        ("ces derniers mois", "2025-03-16", "2025-09-15", "range"),
        ("le 1er mai", "2025-05-01", "2025-05-01", "day"),
        ("le mois prochain", "2025-10-01", "2025-10-31", "month"),
    ],
)  # fmt: skip
def test_partial_and_relative_french(text: str, start: str, end: str, precision: str) -> None:
    assert one(text, "fr") == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    [
        "1,200 people fled.", "Article 5 applies.", "They may march on.", "A second attack.",
        "2023 soldiers came.", "Resolution 2085 passed.", "It cost $2000.", "10,000 years ago",
        "about 2000 houses burned", "He said May agreed.", "room 12/14", "the 2.5 km road",
    ],
)  # fmt: skip
def test_other_numbers_and_words_are_not_dates(text: str) -> None:
    assert read(text) == []


def test_a_year_behind_its_preposition_is_one_whatever_follows() -> None:
    assert one("In 2012 rebels took the town.") == ("2012-01-01", "2012-12-31", "year")
    assert one("En 2012 soldats et civils.", "fr") == ("2012-01-01", "2012-12-31", "year")
    assert read("They killed 2012 people.") == []


def test_two_years_are_two_mentions() -> None:
    assert [d[0] for d in read("after the 2020 and 2021 coups")] == ["2020", "2021"]


def test_a_year_in_the_sentence_gives_later_months_their_year() -> None:
    assert [d[1] for d in read("In 2012, rebels took the town in April.")] == [
        "2012-01-01", "2012-04-01",
    ]  # fmt: skip
    assert read("He left in 2012. They came in April.")[1][1] == "2025-04-01"


def test_anchored_dates_count_from_the_mention_before() -> None:
    text = "The raid began on 2 March 2024. The next day help came. Two days later they left."
    assert [d[1] for d in read(text)] == ["2024-03-02", "2024-03-03", "2024-03-05"]
    assert read("Le 2 mars 2024, un raid. Le lendemain, la fuite.", "fr")[1][1] == "2024-03-03"
    assert read("The next day they left.") == []


def test_without_publication_the_year_stays_unknown() -> None:
    assert read("They attacked on August 15.", published=None) == []
    assert read("They attacked yesterday and on Tuesday.", published=None) == []


def test_full_dates_on_both_sides_give_a_range_not_a_guess() -> None:
    text = "Written 3 March 2024. They attacked on August 15. Seen on 4 May 2024."
    mention = find_dates(text, EN, None, day_first=True)[1]
    assert (mention.when.start, mention.when.end) == (dt.date(2023, 8, 15), dt.date(2024, 8, 15))
    assert mention.when.precision == "range"
    assert mention.relative


def test_day_first_follows_the_text() -> None:
    assert infer_day_first("on 01/10/2025 and 19/09/2025", EN)
    assert not infer_day_first("on 10/01/2025 and 09/19/2025", EN)
    assert infer_day_first("on 01/10/2025, after 19 September 2025", EN)
    assert not infer_day_first("on 01/10/2025, after September 19, 2025", EN)
    assert infer_day_first("le 01/10/2025", FR)
    assert read("on 01/10/2025")[0][1] == "2025-10-01"
    assert read("on 01/10/2025", day_first=False)[0][1] == "2025-01-10"


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("date 2025-09-15 A headline\nText", "en", "2025-09-15"),
        ("A headline\nMonday, September 15, 2025\nText of it.", "en", "2025-09-15"),
        ("A headline\nReport date: 01/10/2025\nOn 19/09/2025 they left.", "en", "2025-10-01"),
        ("Un titre\nPublié le 3 octobre 2025\nTexte", "fr", "2025-10-03"),
        ("BAMAKO, Oct 2, 2025 (Agency) - Troops moved in.", "en", "2025-10-02"),
        ("By A. Writer | Sep 15, 2025 · 4 min read", "en", "2025-09-15"),
    ],
)
def test_publication_date_at_the_head(text: str, language: str, day: str) -> None:
    when, rule = find_publication_date(text, EN if language == "en" else FR)
    assert when is not None
    assert when.start.isoformat() == day
    assert rule


def test_no_publication_date_is_made_up() -> None:
    assert find_publication_date("BAMAKO, Oct 2 (Agency) - Troops moved.", EN)[0] is None
    story = "On 5 May 2024 the army entered the village and many people fled from their homes."
    assert find_publication_date(story, EN)[0] is None


def test_implausible_publication_dates_are_refused_with_a_reason() -> None:
    when, reason = find_publication_date("Date: 2199-01-01\nText", EN)
    assert when is None
    assert "2199-01-01" in reason
    when, reason = find_publication_date("Date: 2025-12-01", EN, latest=PUBLISHED)
    assert when is None
    assert "implausible" in reason
    assert find_publication_date("Date: 12 May 1204\nText", EN)[0] is None


def test_offsets_point_at_the_words() -> None:
    text = "In early August 2025, and again on Tuesday, they met (3 May 2024)."
    for d in find_dates(text, EN, PUBLISHED, day_first=True):
        assert text[d.start : d.end] == d.text == d.when.text


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(["en", "fr"]))
def test_every_written_day_is_read_back(day: dt.date, language: str) -> None:
    calendar = EN if language == "en" else FR
    name = next(n for n, m in calendar.months.items() if m == day.month and len(n) > 2)
    name = name.capitalize() if language == "en" else name
    for text in (f"{day.day} {name} {day.year}", day.isoformat(), day.strftime("%d/%m/%Y")):
        (found,) = find_dates(f"x {text}.", calendar, None, day_first=True)
        assert (found.when.start, found.when.end) == (day, day)


@given(st.text(alphabet="0123456789/-. ,MayJuneTuesdaylastyearagoin\n", max_size=80))
def test_any_text_gives_ordered_mentions_with_valid_periods(text: str) -> None:
    reached = 0
    for d in find_dates(text, EN, PUBLISHED, day_first=False):
        assert reached <= d.start < d.end <= len(text)
        assert d.when.start <= d.when.end
        reached = d.end


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2050, 12, 31)),
    st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
)
def test_a_weekday_is_the_last_one_up_to_publication(published: dt.date, name: str) -> None:
    (found,) = find_dates(f"It fell on {name}.", EN, published, day_first=True)
    assert found.when.start.strftime("%A") == name
    assert dt.timedelta(0) <= published - found.when.start < dt.timedelta(days=7)


def test_a_bad_calendar_is_refused_with_its_place() -> None:
    with pytest.raises(VocabularyError, match=r"dates\.toml"):
        read_calendar("language = 3", "xx/dates.toml")
    with pytest.raises(VocabularyError):
        load_calendar("xx")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("They fled on Christmas Day.", "2024-12-25", "2024-12-25"),
        ("shot on New Year's Eve of 2022", "2022-12-31", "2022-12-31"),
        ("seized on Easter Monday", "2025-04-21", "2025-04-21"),
        ("seized on Good Friday 2019", "2019-04-19", "2019-04-19"),
        ("on Orthodox Easter Sunday 2013", "2013-05-05", "2013-05-05"),
        ("aid was frozen at the turn of the year", "2024-12-15", "2025-01-15"),
        ("closed until Christmas", "2025-12-24", "2025-12-26"),
    ],
)
def test_days_that_every_year_has(text: str, start: str, end: str) -> None:
    assert one(text)[:2] == (start, end)


def test_holidays_in_french() -> None:
    assert one("tués le lundi de Pâques", "fr")[:2] == ("2025-04-21", "2025-04-21")


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("A patrol left on 18 July. On the 19th Russian jets bombed it.", "2025-07-19"),
        ("A patrol left on 28 July. On the 3rd it came back.", "2025-08-03"),
        ("Late in the evening of the 7th, three jets bombed it.", "2025-09-07"),
        ("Quiet since May. They met on the 12th, in Oslo.", "2025-09-12"),
        ("They met on Friday. Crowds had gathered a week earlier.", "2025-09-05"),
        ("They met on Friday. Senators had agreed the night before.", "2025-09-11"),
        ("On 2 May they met; men freed two months earlier came. A week later they left.",
         "2025-05-09"),
        ("The chair stood empty on Thursday of last week.", "2025-09-11"),
        ("He was shot last Thursday, and died on the Saturday.", "2025-09-13"),
        ("They met on the Monday before last.", "2025-09-01"),
        ("She was taken two weeks ago, on the Wednesday they came.", "2025-09-03"),
    ],
)  # fmt: skip
def test_days_counted_from_others(text: str, last: str) -> None:
    assert read(text)[-1][1:3] == (last, last)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("He won in October 2017 and fell the following March.", "2018-03-01", "2018-03-31"),
        ("They met on Friday. Senators had agreed the week before.", "2025-09-01", "2025-09-07"),
        ("Some 40 died in the first six months.", "2025-01-01", "2025-06-30"),
        ("Some 40 died in the first six months of 2019.", "2019-01-01", "2019-06-30"),
    ],
)
def test_stretches_counted_from_others(text: str, start: str, end: str) -> None:
    assert read(text)[-1][1:3] == (start, end)


@pytest.mark.parametrize(
    "text", ["a fire on the 5th floor", "talks on the 38th parallel", "shots on the 5th Avenue"]
)
def test_numbers_that_are_no_days(text: str) -> None:
    assert read(text) == []
