"""Where deeds lie: places that a sentence tells for them, and the country that a text is about."""

from __future__ import annotations

import pytest
from reading_room import report, resources

from corrobora.extract import extract
from corrobora.extract.parts import Mention, PlaceMention
from corrobora.extract.scene import REACH, Scene
from corrobora.model import Where
from corrobora.reconcile.slots import told_place


def places_of(text: str, language: str = "en") -> dict[str, tuple[str, str] | None]:
    """For the words of each claim its place, and the words that tell it."""
    return {
        c.quote: (c.place.name, c.place.text) if c.place else None
        for c in extract(report(text, language=language), resources())
    }


def place_of(text: str, words: str, language: str = "en") -> tuple[str, str] | None:
    found = places_of(text, language)
    (quote,) = (q for q in found if words in q)
    return found[quote]


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        # Another deed's place is not this one's.
        ("Japan suspended its talks with Moscow, and the summit in Sochi was cancelled.",
         "suspended", "Russia"),
        ("Police in Lae arrested two men, officials in Canberra said.", "arrested", "Lae"),
        # The place of the verb above, and the one that opens the sentence, are.
        ("Soldiers entered villages of northern Benin and seized cattle.", "seized",
         "northern Benin"),
        ("In Juba, gunmen abducted two aid workers.", "abducted", "Juba"),
        # Violence of one sentence has one place.
        ("Gunmen killed nine people when they attacked a market in Djibo.", "killed", "Djibo"),
    ],
)  # fmt: skip
def test_a_deed_has_the_place_that_its_sentence_tells_for_it(
    text: str, words: str, place: str
) -> None:
    found = place_of(text, words)

    assert found is not None
    assert found[0] == place


def test_a_nationality_that_is_also_the_name_of_a_town_is_no_place() -> None:
    text = "Thai shells damaged a school in Samraong, Cambodia said on Thursday."

    assert place_of(text, "damaged") == ("Samraong", "Samraong")


def test_a_deed_without_a_place_lies_where_the_text_is_about() -> None:
    text = (
        "Gunmen raided two villages of northern Benin on Sunday. Benin has sent troops. "
        "Nigeria condemned the killings."
    )

    assert place_of(text, "condemned") == ("Benin", "")


def test_what_stands_far_off_does_not_count() -> None:
    near = PlaceMention(start=0, end=4, text="Mali", where=_where("ML"), locative=0.9)
    far = [
        Mention(start=at, end=at + 4, text="Chad", id="TD", name="Chad", kind="state", country="TD")
        for at in range(REACH + 1, REACH + 9)
    ]

    scene = Scene([near], far)

    assert scene.country_at(0) == "ML"
    assert scene.country_at(REACH + 4) == "TD"
    assert Scene([], []).country_at(0) is None


def test_a_country_from_the_text_around_is_not_told() -> None:
    text = "Gunmen raided two villages of northern Benin. Soldiers arrested nine men."
    raid, arrest = extract(report(text), resources())

    assert told_place(raid) == raid.place
    assert arrest.place is not None
    assert told_place(arrest) is None


def _where(code: str) -> Where:
    return Where(
        name=code, admin1=None, country=code, lat=None, lon=None, precision="country", text=code
    )
