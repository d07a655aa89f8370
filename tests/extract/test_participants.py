"""In which words the participants of violence are told, and who acts for whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_room import claims, unjudged

from corrobora.extract.counts import find_counts
from corrobora.model import Claim


def _assaults(text: str, language: str = "en") -> list[Claim]:
    return [c for c in claims(text, language=language) if c.type == "ASSAULT"]


def _told(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(a.text, a.kind) for c in _assaults(text, language) for a in c.actors]


def _hit(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(a.text, a.kind) for c in _assaults(text, language) for a in c.targets]


@pytest.mark.parametrize(
    ("text", "language", "body", "persons"),
    [
        ("JNIM fighters attacked a village near Gao on Monday.", "en", "JNIM", "fighters"),
        ("Two members of the JNIM attacked a village near Gao.", "en", "JNIM", None),
        ("Des combattants du JNIM ont attaqué un village.", "fr", "JNIM", "combattants"),
    ],
)
def test_persons_and_the_body_they_act_for_are_both_actors(
    text: str, language: str, body: str, persons: str | None
) -> None:
    actors = _told(text, language)

    assert any(body in text for text, kind in actors if kind == "armed-group"), actors
    if persons is not None:
        assert (persons, "people") in [(t.casefold(), k) for t, k in actors]


def test_a_word_that_doubts_who_it_was_is_no_part_of_the_actor() -> None:
    assert ("rebels", "people") in _told("Suspected rebels attacked a village near Gao.")


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Gunmen burned the home of the chief judge in Sikasso.", "home of the chief judge"),
        ("Gunmen burned the chief judge's house in Sikasso.", "chief judge's house"),
        ("Gunmen burned the Santa Rosa warehouse on Friday.", "Santa Rosa warehouse"),
        ("Gunmen burned two large warehouses, which stood empty.", "large warehouses"),
    ],
)  # fmt: skip
def test_a_thing_is_told_by_all_words_that_tell_it_apart(text: str, thing: str) -> None:
    assert (thing, "facility") in _hit(text)


def test_an_institution_is_its_house_where_somebody_attacks_it() -> None:
    assert ("bank", "facility") in _hit("Gunmen attacked a bank in Lima on Friday.")


def test_an_explosion_hits_what_it_happens_at() -> None:
    assert ("hotel", "facility") in _hit("Rebels detonated a bomb outside a hotel in Cali.")


@pytest.mark.parametrize(
    "text",
    ["At least 20 people injured in the attack, hospital sources said.",
     "The journalist, who was sent by a newspaper, was injured during an attack in Abeche."],
)  # fmt: skip
def test_the_only_party_of_a_verb_of_harm_is_the_one_harmed(text: str) -> None:
    harmed = [c for c in _assaults(text) if "injured" in c.quote]

    assert harmed
    assert all(not c.actors for c in harmed)


def test_those_told_as_included_are_among_the_harmed() -> None:
    names = [t for t, _ in _hit("Rebels killed about 12 miners, including Saul Castro, in Peru.")]

    assert "miners" in names
    assert "Saul Castro" in names


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("The minister accused the guerrillas of the attack on a bridge.", "guerrillas"),
        ("The army is responsible for the massacre of villagers.", "army"),
    ],
)
def test_who_is_held_to_have_done_it_is_the_doer(text: str, blamed: str) -> None:
    assert blamed in [a.text for c in unjudged(text) if c.type == "ASSAULT" for a in c.actors]


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        (
            "Gunmen killed two men. The victims are Pedro Lopez, 61, and Luis Cruz, who met Ana.",
            "en",
            ["Pedro Lopez", "Luis Cruz"],
        ),
        (
            "Des hommes armés ont tué deux civils. Les victimes sont Moussa Diallo et Ali Koné.",
            "fr",
            ["Moussa Diallo", "Ali Koné"],
        ),
        (
            "Shelling killed three people. The victims were buried on Friday, Ana Ruiz said.",
            "en",
            [],
        ),
    ],
)
def test_victims_named_in_a_sentence_of_their_own(
    text: str, language: str, names: list[str]
) -> None:
    found = [a.text for c in _assaults(text, language) for a in c.targets if a.kind == "person"]

    assert found == names


def test_what_is_hit_is_not_what_it_is_hit_with() -> None:
    [found] = _assaults("Rebels shot at a helicopter with rifles near Goma.")

    assert found.instrument is not None
    assert found.instrument.text == "rifles"


@given(st.integers(2, 9), st.integers(2, 9))
def test_people_hit_are_not_counted_twice(killed: int, wounded: int) -> None:
    total = killed + wounded
    text = f"The gunman shot {total} people at the market, killing {killed} and wounding {wounded}."
    counted = [m.count.min for m in find_counts(text, "en") if m.of == "wounded"]

    assert counted == [wounded]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two gunmen shot a trader in Kano on Friday.", "gunmen"),
        ("Several armed men shot a trader in Kano on Friday.", "armed men"),
        ("A group of gunmen shot a trader in Kano on Friday.", "group of gunmen"),
    ],
)
def test_how_many_they_are_is_no_part_of_who_they_are(text: str, words: str) -> None:
    assert (words, "people") in [(t.removeprefix("A "), k) for t, k in _told(text)]


def test_a_person_is_told_by_the_longest_name_that_the_text_has() -> None:
    text = (
        "Luis Andres Molina Prado, a senator, left the hall on Friday. "
        "Gunmen killed Molina at the gate. They wounded him twice in the chest."
    )

    assert ("Luis Andres Molina Prado", "person") in _hit(text)
    assert ("Molina", "person") not in _hit(text)


@pytest.mark.parametrize(
    ("text", "language", "type_", "expected"),
    [
        ("Indian soldiers shelled a village.", "en", "ASSAULT", ["Indian military"]),
        ("A Kenyan delegation met rebels.", "en", "CONSULT", ["Kenya government", "rebels"]),
        (
            "Une délégation kényane a rencontré les rebelles à Juba.",
            "fr", "CONSULT", ["Kenya government", "rebelles"],
        ),
        ("The Americans have threatened sanctions.", "en", "THREATEN", ["United States"]),
        (
            "Tuareg rebels took Aguelhok on Monday. The rebels shelled Tessalit on Friday.",
            "en", "ASSAULT", ["tuareg rebels"],
        ),
        (
            "Peru and the United States disagree. Congress rejected the treaty on Friday.",
            "en", "REJECT", ["United States parliament"],
        ),
        (
            "The African Union met in Addis Ababa. Its leaders condemned the coup in Niger.",
            "en", "ACCUSE", ["African Union"],
        ),
    ],
)  # fmt: skip
def test_who_acts_is_told_by_the_body_they_act_for(
    text: str, language: str, type_: str, expected: list[str]
) -> None:
    told = [c for c in claims(text, language) if c.type == type_][-1]

    assert [a.name for a in told.actors] == expected


def test_they_are_all_the_parties_of_the_words_they_take_up() -> None:
    text = "Iranian and Saudi negotiators met in Baghdad. They agreed to reopen embassies."
    (told,) = (c for c in claims(text) if c.type == "SUPPORT")

    assert {a.name for a in told.actors} == {"Iran government", "Saudi Arabia government"}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("An attack, perpetrated by gunmen, left two dead in Cali.", "en", ["gunmen"]),
        ("The killing of a nun, carried out by uniformed men, shocked Lima.", "en",
         ["uniformed men"]),
        ("The crime was perpetrated by two hired killers.", "en", ["killers"]),
        ("Un attentat perpétré par des rebelles a fait deux morts à Lima.", "fr", ["rebelles"]),
        ("Two monks were killed on 3 May, shot by a group of armed men.", "en",
         ["group of armed men"]),
    ],
)  # fmt: skip
def test_who_carried_a_deed_out_does_it(text: str, language: str, expected: list[str]) -> None:
    told = [c for c in claims(text, language) if c.actors]

    assert [[a.text for a in c.actors] for c in told if c.type == "ASSAULT"] == [expected]


def test_one_deed_told_in_two_clauses_is_one_claim() -> None:
    text = "A raid, carried out by gunmen, left two dead in Cali."

    assert len([c for c in claims(text) if c.type == "ASSAULT"]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The army has said that the Shining Path is responsible for these attacks.",
        "The bombing of two buses in Lima has been blamed on the Shining Path.",
    ],
)
def test_who_is_held_responsible_is_the_doer_as_alleged(text: str) -> None:
    told = next(c for c in claims(text) if c.type == "ASSAULT")

    assert [a.id for a in told.actors] == ["SENDERO"]
    assert told.stance == "alleged"


def test_soldiers_act_for_the_army_that_the_text_calls_so() -> None:
    actors = _told(
        "The Kenyan army denied any blame on Friday. Two soldiers killed a trader near Isiolo."
    )

    assert ("Kenyan army", "military") in actors
    assert any(kind == "people" and "soldiers" in text for text, kind in actors), actors


def test_members_of_a_body_and_the_body_are_both_actors() -> None:
    actors = _told("Members of the army killed two nuns near Isiolo on Friday.")

    assert ("army", "military") in actors
    assert ("Members of the army", "people") in actors


def test_the_plant_is_the_power_plant_told_before() -> None:
    found = _hit(
        "Rebels attacked a power plant near Isiolo. The rebels burned the plant on Friday."
    )

    assert [text for text, _ in found] == ["power plant", "power plant"]
