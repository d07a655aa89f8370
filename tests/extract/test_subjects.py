"""Who does it, where the parse hangs the doer elsewhere or the clause does not name one."""

from __future__ import annotations

import pytest
from reading_room import claims, unjudged, who, whom

from corrobora.model import Claim


def _of(text: str, type_: str, words: str) -> Claim:
    found = [c for c in claims(text) if c.type == type_ and words in c.quote]
    assert found, [(c.type, c.quote) for c in claims(text)]
    return found[0]


@pytest.mark.parametrize(
    ("text", "type_", "words", "actors"),
    [
        (
            "The army said on Friday, a week after Armenia seized the village, that it was calm.",
            "COERCE", "seized", ["Armenia"],
        ),
        (
            "In Oruro crowds set fire to the town hall last week.",
            "ASSAULT", "set fire", ["crowds"],
        ),
        (
            "Two days later Gabriel Boric and Gustavo Petro met in Lima.",
            "CONSULT", "met", ["Gabriel Boric", "Gustavo Petro"],
        ),
    ],
)  # fmt: skip
def test_who_stands_right_before_the_verb_does_it(
    text: str, type_: str, words: str, actors: list[str]
) -> None:
    assert who(_of(text, type_, words)) == actors


def test_who_is_governed_by_a_preposition_does_not() -> None:
    text = "Rebels from Chad attacked the garrison at Faya on Monday."

    assert "Chad" not in who(_of(text, "ASSAULT", "attacked"))


@pytest.mark.parametrize(
    ("text", "type_", "words", "actors"),
    [
        (
            "Ankara asked Qatar and Oman to press the Taliban for a truce.",
            "REQUEST", "press", ["Qatar", "Oman"],
        ),
        (
            "Fiji's government allowed Australia to withdraw its soldiers on Monday.",
            "RETREAT", "withdraw", ["Australia"],
        ),
    ],
)  # fmt: skip
def test_who_is_asked_or_allowed_to_do_it_does_it(
    text: str, type_: str, words: str, actors: list[str]
) -> None:
    assert who(_of(text, type_, words)) == actors


def test_the_object_of_a_gerund_is_not_the_subject_of_its_clause() -> None:
    text = "The African Union imposed sanctions on Eritrea, accusing it of arming the rebels."

    assert whom(_of(text, "ACCUSE", "accusing")) == ["Eritrea"]


@pytest.mark.parametrize(
    ("sentence", "actors"),
    [
        ("It may also send troops to the island.", ["Japan"]),
        ("It may be that nobody sends troops to the island.", []),
    ],
)
def test_it_before_a_modal_stands_for_somebody_unless_the_verb_is_idle(
    sentence: str, actors: list[str]
) -> None:
    found = [c for c in claims(f"Japan condemned the coup. {sentence}") if "troops" in c.quote]

    assert [name for c in found for name in who(c) if name == "Japan"] == actors


@pytest.mark.parametrize(
    ("text", "type_", "words", "actors"),
    [
        ("Protesters in Lae have blocked the road for weeks.", "PROTEST", "Protesters",
         ["protesters"]),
        ("Al-Shabaab, an affiliate of al-Qaeda, raided a village near Mandera.", "STATE",
         "affiliate", ["al-Shabaab"]),
        ("Kenyan police flew to Haiti at the request of Haiti.", "REQUEST", "request", ["Haiti"]),
        ("Peru could respond with raids into Ecuador.", "ASSAULT", "raids", ["Peru"]),
        ("Fiji declared war on the pirates at a summit in Suva.", "CONSULT", "summit", ["Fiji"]),
    ],
)  # fmt: skip
def test_the_doer_of_what_a_noun_tells(
    text: str, type_: str, words: str, actors: list[str]
) -> None:
    found = [c for c in unjudged(text) if c.type == type_ and words in c.quote]
    assert who(found[0]) == actors


def test_who_says_that_a_finding_charges_somebody_charges_them() -> None:
    text = "Kenya's police chief said the vote had breached the constitution."

    assert who(_of(text, "ACCUSE", "breached")) == ["Kenya police chief"]


@pytest.mark.parametrize(
    ("text", "type_", "words", "actors"),
    [
        (
            "Niger, whose post was struck by a suicide bomber last week, voted to send 300 men.",
            "MOBILIZE", "send", ["Niger"],
        ),
        (
            "Fiji says the ruling rests on a forged letter, and demands that the judge be freed.",
            "REQUEST", "demands", ["Fiji"],
        ),
    ],
)  # fmt: skip
def test_the_subject_of_the_sentence_does_what_is_hung_on_a_noun_between(
    text: str, type_: str, words: str, actors: list[str]
) -> None:
    assert who(_of(text, type_, words)) == actors


def test_a_short_name_stands_for_the_full_one() -> None:
    text = "The Open Harbour Institute wrote about the camps. The Institute accused Fiji."

    assert who(_of(text, "ACCUSE", "accused")) == ["Open Harbour Institute"]


def test_a_state_of_affairs_is_of_whom_it_is_said() -> None:
    text = "About 300 Italian soldiers have been stationed in Kuwait since March."

    assert who(_of(text, "STATE", "stationed")) == ["Italian military"]


def test_what_an_authority_says_will_be_done_it_will_do() -> None:
    text = "The Chilean government said that the last patrols would be withdrawn in May."

    assert who(_of(text, "RETREAT", "withdrawn")) == ["Chile government"]


def test_parliaments_arrest_nobody() -> None:
    text = "Zambia's parliament met in Lusaka. Nine men were arrested."

    assert who(_of(text, "COERCE", "arrested")) != ["Zambia parliament"]


@pytest.mark.parametrize(
    ("text", "type_", "words", "actors"),
    [
        (
            "In Lima, Secretary of State Antony Blinken, who met both, urged Fiji to stop.",
            "REQUEST", "urged", ["Antony Blinken"],
        ),
        (
            "Chile met us, and the Northern Quarry Front (NQF), which lost, has kidnapped nine.",
            "ASSAULT", "kidnapped", ["Northern Quarry Front"],
        ),
        (
            "President Lee Teng-hui, speaking in Lima, praised the bishop and condemned Fiji.",
            "ACCUSE", "condemned", ["Lee Teng-hui"],
        ),
    ],
)  # fmt: skip
def test_a_subject_is_found_across_a_stretch_between_commas(
    text: str, type_: str, words: str, actors: list[str]
) -> None:
    assert who(_of(text, type_, words)) == actors


def test_shots_are_those_of_whoever_fired_them() -> None:
    text = "Nine people were killed by police bullets in Kisumu, Kenya."

    assert who(_of(text, "ASSAULT", "killed")) == ["Kenyan police"]


def test_planes_that_a_state_leads_are_those_of_its_coalition() -> None:
    text = "Saudi-led warplanes carried out nine raids around Hodeidah."

    assert who(_of(text, "ASSAULT", "raids")) == ["Saudi-led coalition"]


def test_each_accuses_the_other() -> None:
    text = "Peru and Ecuador signed a truce, but each accused the other of shooting."
    found = _of(text, "ACCUSE", "each accused")

    assert sorted(who(found)) == ["Ecuador", "Peru"]
    assert sorted(whom(found)) == ["Ecuador", "Peru"]


def test_who_did_what_is_condemned_is_condemned() -> None:
    assert whom(_of("Chile condemned the bombing by Hamas.", "ACCUSE", "condemned")) == ["Hamas"]
