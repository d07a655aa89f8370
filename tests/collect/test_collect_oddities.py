"""Slips and exact figures that two reports share."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.collect.copies import derive
from corrobora.collect.oddities import oddities_of, shared_oddities
from corrobora.collect.outlets import outlet_book
from corrobora.collect.passages import prepare
from corrobora.model import Report
from corrobora.text import sha256_of

FIRST = (
    "The goverment of the island shut its only airfield after an artilery round fell beside the "
    "tower. Rice for 1,347 homes was held back. Nurse Talia Menendez slept on a crate."
)
RETOLD = (
    "No flight has left for two days. An artilery blast near the control tower was enough for the "
    "goverment to close the field, and a nurse had to sleep on a wooden box."
)
OWN = (
    "Seen from the quay the tower has lost its glass. Rice for 1,347 homes stands in a shed whose "
    "keeper, Bram Okello, counts the sacks each evening and offers visitors tea."
)


def report(text: str, day: int | None = 4, language: str = "en", **fields: object) -> Report:
    digest = sha256_of(text)
    values: dict[str, object] = {
        "name": digest[:6], "media_type": "text/plain", "raw_sha256": "0", "language": language,
        "published": dt.date(2025, 3, day) if day else None, "sha256": digest, **fields,
    }  # fmt: skip
    return Report(id="r" + digest[:16], text=text, **values)  # type: ignore[arg-type]


def shown(text: str, language: str = "en", day: int | None = 4) -> list[str]:
    item = prepare(report(text, day, language), outlet_book({}))
    return [odd.shown for odd in oddities_of(item)]


def test_two_slips_in_common_link_the_later_to_the_earlier() -> None:
    source, copy = report(FIRST), report(RETOLD, 5)
    (found,) = derive([copy, source], {})
    assert (found.report, found.source, found.how) == (copy.id, source.id, "write-up")
    assert found.cues == (
        'the same slip "goverment" for "government"',
        'the same slip "artilery" for "artillery"',
    )
    words = {(copy.text[s:e], source.text[s2:e2]) for s, e, s2, e2 in found.spans}
    assert all("artilery" in here or "goverment" in here for here, _ in words)
    assert all("artilery" in there for _, there in words)


def test_an_exact_figure_alone_links_nobody() -> None:
    assert derive([report(FIRST), report(OWN, 5)], {}) == ()
    one = f"{FIRST} Water reached 2,913 cabins and 4,271.25 acres of beans."
    two = f"{OWN} Beans rot on 4,271.25 acres. In all 2,913 cabins are wet."
    assert derive([report(one), report(two, 5)], {}) == ()


def test_one_slip_alone_links_nobody_and_one_with_a_figure_does() -> None:
    once = "The harbour master said no word about the goverment or its plans for the pier."
    assert derive([report(FIRST), report(once, 5)], {}) == ()
    both = f"{OWN} Nobody from the goverment has come."
    assert len(derive([report(FIRST), report(both, 5)], {})) == 1


def test_a_figure_with_a_named_source_is_everybody_s() -> None:
    told = "Rice for 1,347 homes was held back, the ministry said. The goverment was silent."
    assert derive([report(FIRST), report(told, 5)], {}) == ()


def test_slips_within_quotation_marks_are_the_speaker_s() -> None:
    notice = 'A notice read: "The goverment forbids all artilery drills." It was torn down.'
    assert shown(notice) == []
    found = derive([report(notice), report(f"{notice} Boys copied it.", 5)], {})
    assert not any("slip" in cue for one in found for cue in one.cues)


@pytest.mark.parametrize(
    ("text", "language", "odd"),
    [
        ("They met on Monday, March 4, 2025 in a barn.", "en", "Monday, March 4, 2025"),
        ("They met on Tuesday, March 4, 2025 in a barn.", "en", None),
        ("They met on Wednesday 4 March in a barn.", "en", "Wednesday 4 March"),
        ("Ils se sont vus lundi 4 mars 2025 au moulin.", "fr", "lundi 4 mars 2025"),
        ("Ils se sont vus mardi 4 mars 2025 au moulin.", "fr", None),
        ("The well is 30 km (35 miles) from the fort.", "en", "30 km (35 miles)"),
        ("The well is 30 km (about 19 miles) from the fort.", "en", None),
        ("Some 40 hectares (99 acres) burned.", "en", None),
        ("Some 40 hectares (9 acres) burned.", "en", "40 hectares (9 acres)"),
    ],
)
def test_wrong_days_and_conversions(text: str, language: str, odd: str | None) -> None:
    assert [s.split('"')[1] for s in shown(text, language)] == ([odd] if odd else [])


def test_without_a_year_and_a_day_of_publication_no_weekday_is_wrong() -> None:
    assert shown("They met on Wednesday 4 March in a barn.", day=None) == []


def test_a_name_that_two_reports_get_wrong() -> None:
    one = "The mayor, Anselm Torvik, left. Boats brought Torvik back. In the log he is Tovrik."
    two = "A log names him as Tovrik, the mayor who came back by boat to the beseiged town."
    assert 'the same slip "Tovrik" for "Torvik"' in shown(one)
    assert shown(two) == ['the same slip "beseiged" for "besieged"']
    found = derive([report(f"{one} The town was beseiged."), report(two, 6)], {})
    assert len(found) == 1
    assert 'the same slip "Tovrik" for "Torvik"' in found[0].cues


@pytest.mark.parametrize(
    "text",
    [
        "Cleaning went on while travelers and travellers waited for the defence, or defense.",
        "Hassan and Hasan met. Hassan left, then Hassan came. THREE WERE HERE. There were three.",
        "In 2024 about 1,350 people and 900 goats crossed; 2,000 stayed.",
    ],
)
def test_variants_and_round_figures_are_not_odd(text: str) -> None:
    assert shown(text) == []


TEXTS = [
    FIRST,
    RETOLD,
    OWN,
    "The artilery of the goverment fell silent, and 1,347 homes had light again.",
    "Nobody asked the goverment. On Monday, March 4, 2025 the well was 30 km (35 miles) off.",
    "A well 30 km (35 miles) away, dug on Monday, March 4, 2025, ran dry under the goverment.",
    "Les millitaires sont partis lundi 4 mars 2025 ; la patrouile est restée.",
    "Une patrouile, des millitaires : le pont est fermé.",
]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, len(TEXTS) - 1), min_size=2))
def test_what_two_reports_share_does_not_hang_on_others(chosen: set[int]) -> None:
    def pairs(numbers: list[int]) -> dict[tuple[str, str], tuple[str, ...]]:
        book = outlet_book({})
        made = [report(TEXTS[n], 4 + n % 2, "fr" if n > 5 else "en") for n in numbers]
        items = sorted((prepare(r, book) for r in made), key=lambda p: p.order)
        return {(s.one.report.id, s.two.report.id): s.cues for s in shared_oddities(items)}

    ids = {report(TEXTS[n], 4 + n % 2, "fr" if n > 5 else "en").id for n in chosen}
    whole = pairs(list(range(len(TEXTS))))
    assert pairs(sorted(chosen)) == {pair: c for pair, c in whole.items() if set(pair) <= ids}
    assert whole
