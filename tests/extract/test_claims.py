"""Whole claims from sentences of our own."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_room import claim, claims, report, resources, says, who, whom

from corrobora.extract import extract
from corrobora.model import Furniture, Stance


@pytest.mark.parametrize(
    ("text", "type_", "actors", "targets"),
    [
        ("Niger expelled the French ambassador on Monday.", "SANCTION", ["Niger"], None),
        (
            "French troops were expelled from Mali in 2022.",
            "SANCTION",
            ["Mali"],
            ["French military"],
        ),
        ("Gunmen attacked a police station in Dori.", "ASSAULT", ["gunmen"], ["police station"]),
        (
            "A police station in Dori was attacked by gunmen.",
            "ASSAULT",
            ["gunmen"],
            ["police station"],
        ),
        ("Kenya accused Uganda of arming the rebels.", "ACCUSE", ["Kenya"], ["Uganda"]),
        ("Peru and Chile signed a trade agreement.", None, ["Peru", "Chile"], None),
        ("The rebels, who control Goma, released 12 soldiers.", "RETREAT", ["rebels"], None),
    ],
)
def test_who_did_what_to_whom(
    text: str, type_: str | None, actors: list[str], targets: list[str] | None
) -> None:
    found = [c for c in claims(text) if type_ in (None, c.type)]

    assert found, [(c.type, c.quote) for c in claims(text)]
    assert any(set(actors) <= set(who(c)) for c in found), [who(c) for c in found]
    if targets is not None:
        assert any(set(targets) <= set(whom(c)) for c in found), [whom(c) for c in found]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Gunmen killed nine traders near Kaya, two security officials said.",
            ["security officials"],
        ),
        ("According to the Red Cross, gunmen killed nine traders near Kaya.", ["ICRC"]),
        ('"Gunmen killed nine traders," said Colonel Amadou Barry.', ["Amadou Barry"]),
        ("Gunmen killed nine traders near Kaya.", []),
    ],
)
def test_according_to_whom(text: str, speakers: list[str]) -> None:
    found = [c for c in claims(text) if c.type == "ASSAULT"]

    assert len(found) == 1
    assert len(says(found[0])) == len(speakers)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Chad will withdraw its troops from the base.", Stance.PLANNED),
        ("Chad could withdraw its troops from the base.", Stance.CONDITIONAL),
        ("If talks fail, Chad might expel the envoy.", Stance.CONDITIONAL),
        ("The army reportedly killed 12 villagers.", Stance.ALLEGED),
        ("The army is believed to have killed 12 villagers.", Stance.ALLEGED),
        ("The army killed 12 villagers.", Stance.ASSERTED),
        ("Washington is considering suspending military aid to Chad.", Stance.CONDITIONAL),
        ("There is a risk that the army will shell the town.", Stance.CONDITIONAL),
    ],
)
def test_an_option_a_plan_or_a_rumour_is_never_a_fact(text: str, stance: Stance) -> None:
    found = {c.stance for c in claims(text) if c.type not in ("REJECT", "STATE")}

    assert stance in found, found
    if stance is not Stance.ASSERTED:
        assert Stance.ASSERTED not in found


def test_a_denial_denies() -> None:
    found = claims("The minister denied that the army had killed 12 villagers.")

    assert {c.stance for c in found} == {Stance.DENIED}


def test_what_is_said_not_to_have_happened_is_negated() -> None:
    assert claim("The soldiers did not attack the village.", "ASSAULT").negated
    assert not claim("The soldiers attacked the village.", "ASSAULT").negated


def test_no_comment_is_no_claim() -> None:
    assert claims("The ministry declined to comment on the attack.") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Gunmen attacked Kalo on Monday. The army gave no toll.", "en"),
        ("Gunmen attacked Kalo on Monday. The ministry released no casualty figures.", "en"),
        ("Des hommes armés ont attaqué Kalo lundi. L'armée n'a pas donné de bilan.", "fr"),
    ],
)
def test_a_toll_that_is_not_given_is_no_denial(text: str, language: str) -> None:
    assert [c.negated for c in claims(text, language)] == [False]


def test_a_toll_that_is_given_is_a_claim() -> None:
    assert [c.type for c in claims("The army gave a toll of nine dead.")] == ["ASSAULT"]
    assert claims("The army did not respond to requests for comment.") == ()


def test_the_date_of_the_deed_and_its_place() -> None:
    found = claim("On 3 September 2025, gunmen killed nine traders near Kaya.", "ASSAULT")

    assert found.date is not None
    assert found.date.start == found.date.end == dt.date(2025, 9, 3)
    assert found.place is not None
    assert found.place.country == "BF"
    assert found.deaths is not None
    assert (found.deaths.min, found.deaths.max) == (9, 9)


def test_a_date_that_is_not_told_has_no_words() -> None:
    found = claim("Gunmen killed nine traders.", "ASSAULT")

    assert found.date is not None
    assert found.date.text == ""
    assert found.date.end <= dt.date(2025, 9, 15)


def test_a_village_that_no_gazetteer_has_is_a_place_of_that_name() -> None:
    found = claim("Gunmen killed 12 people in the village of Yelwabara on Friday.", "ASSAULT")

    assert found.place is not None
    assert (found.place.name, found.place.lat) == ("Yelwabara", None)


def test_forces_without_a_nationality_belong_to_the_place() -> None:
    text = "Ghana closed its border with Togo. Gunmen killed nine soldiers near Kaya on Friday."
    found = claim(text, "ASSAULT")

    assert whom(found) == ["Burkinabe military"]


def test_a_bare_toll_is_of_the_assault_before_it() -> None:
    found = claims("Gunmen raided Djibo on 3 September. At least 14 people were killed.")
    toll = next(c for c in found if c.deaths is not None)

    assert who(toll) == ["gunmen"]
    assert toll.date is not None
    assert toll.date.start == dt.date(2025, 9, 3)


def test_retaliation_follows() -> None:
    found = claims(
        "France expelled two envoys. Mali retaliated by expelling five French diplomats."
    )
    first = next(c for c in found if "two envoys" in c.quote)

    assert any(c.follows == (first.id,) for c in found)


def test_furniture_makes_no_claim() -> None:
    text = "The army killed 12 villagers.\nRebels shelled the port of Aden."
    start = text.index("Rebels")
    teaser = (Furniture(start=start, end=len(text), kind="teaser"),)
    from msgspec.structs import replace

    found = extract(replace(report(text), furniture=teaser), resources())

    assert found
    assert all(c.end <= start for c in found)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Le Niger a expulsé l'ambassadeur de France lundi.", "SANCTION"),
        ("Des hommes armés ont tué neuf civils près de Kaya.", "ASSAULT"),
        ("Le ministre a démenti ces accusations.", "REJECT"),
        ("L'armée aurait tué douze villageois.", "ASSAULT"),
    ],
)
def test_french(text: str, type_: str) -> None:
    found = [c for c in claims(text, "fr") if c.type == type_]

    assert found
    if "aurait" in text:
        assert found[0].stance is Stance.ALLEGED


def test_another_language_is_not_read() -> None:
    assert claims("El ejército mató a doce campesinos.", "es") == ()


def test_headlines_without_a_finite_verb_for_the_parser() -> None:
    assert who(claim("Army Kills 20 Rebels in Northern Province", "ASSAULT"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Gunmen",
                "killed",
                "“nine”",
                "traders",
                "near",
                "Kaya",
                ",",
                ".",
                "said",
                "the",
                "army",
                "\n",
                "\u00a0",
                "e\u0301lu",
                "😀",
                "«",
                "»",
                "that",
                "(",
                "2025-09-01",
                "-",
                "to",
            ]
        ),
        max_size=40,
    ),
    st.booleans(),
)
def test_any_text_gives_claims_whose_words_stand_where_they_say(
    words: list[str], fast: bool
) -> None:
    text = " ".join(words)

    for found in claims(text, fast=fast):
        assert found.quote == text[found.start : found.end]
        for actor in (*found.actors, *found.targets):
            assert actor.text == text[actor.start : actor.end]
        for voice in found.speakers:
            assert voice.text == text[voice.start : voice.end]
        assert 0.0 <= found.confidence <= 1.0


def test_the_same_report_gives_the_same_claims() -> None:
    text = "Gunmen killed nine traders near Kaya, two officials said. Chad expelled the envoy."

    assert claims(text) == claims(text)


def test_the_rule_based_parser_finds_the_plain_cases() -> None:
    found = claims("Gunmen attacked a police station in Dori on Monday.", fast=True)

    assert [c.type for c in found] == ["ASSAULT"]
    assert who(found[0]) == ["gunmen"]
    assert "shallow" in found[0].method


@pytest.mark.parametrize(
    ("text", "type_", "mode"),
    [
        ("The president announced a weeklong cease-fire with the rebels.", "YIELD", "withdraw"),
        ("Police imposed a dusk-to-dawn curfew in Arequipa.", "COERCE", "curfew"),
    ],
)
@pytest.mark.parametrize("fast", [False, True])
def test_a_hyphenated_word_is_one_word_however_it_was_cut(
    text: str, type_: str, mode: str, *, fast: bool
) -> None:
    found = [(c.type, c.mode) for c in claims(text, fast=fast)]

    assert (type_, mode) in found
    assert "OTHER" not in [kind for kind, _ in found]


def test_a_hyphenated_noun_is_headed_by_its_last_word_in_english() -> None:
    text = "The United States has stepped up intelligence-sharing with Chad."
    found = claim(text, "COOPERATE")

    assert whom(found) == ["Chad"]


def test_a_pattern_with_a_copula_speaks_of_what_the_copula_joins() -> None:
    found = claim("Peru is at odds with Chile over fishing.", "STATE")

    assert found.mode == "tension"
    assert who(found) == ["Peru"]
    assert whom(found) == ["Chile"]


def test_a_passive_release_is_told_by_its_verb() -> None:
    found = claim("Two citizens were released from captivity by the rebels.", "RETREAT")

    assert who(found) == ["rebels"]
    assert whom(found) == ["citizens"]


@pytest.mark.parametrize(
    ("text", "language", "mode"),
    [
        ("Bolivia will not accept any more refugees.", "en", "assist"),
        ("Fiji said it would not meet the envoy of Tonga.", "en", "meet"),
        ("Oman does not negotiate with pirates.", "en", "meet"),
        ("La Bolivie ne négociera pas avec les putschistes.", "fr", "meet"),
    ],
)
def test_a_negated_intention_is_a_refusal(text: str, language: str, mode: str) -> None:
    found = claim(text, "REJECT", language)

    assert found.mode == mode
    assert found.stance is Stance.ASSERTED
    assert not found.negated


def test_what_did_not_happen_is_no_refusal() -> None:
    found = claims("The envoy of Tonga did not visit Fiji on Monday.")

    assert "REJECT" not in [c.type for c in found]


def test_a_relative_clause_that_the_parse_misses_finds_its_noun() -> None:
    found = claim(
        "Norway, which has kept about 450 troops in Chad since 2019, carried out an air strike.",
        "STATE",
    )

    assert who(found) == ["Norway"]


def test_a_thing_acts_for_whom_it_belongs_to() -> None:
    found = claim("Thai shells damaged a wing of the temple.", "ASSAULT")

    assert who(found) == ["Thailand"]


def test_a_reflexive_verb_in_french_is_no_passive() -> None:
    found = claim("Les mutins se sont emparés lundi de Sikasso.", "COERCE", "fr")

    assert found.mode == "seize"
    assert who(found) == ["mutins"]


def test_people_told_with_and_make_one_toll() -> None:
    found = claim("Gunmen killed a girl and four other villagers near Djibo.", "ASSAULT")

    assert found.deaths is not None
    assert (found.deaths.min, found.deaths.max) == (5, 5)
    assert found.deaths.text == "a girl and four other villagers"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Observers counted the bodies of four Armenian soldiers in Goris.", "en"),
        ("Residents found the bodies of three shepherds near Gao.", "en"),
        ("Journalists saw shelling near Kherson.", "en"),
        ("The UN documented attacks on schools.", "en"),
        ("Monitors recorded eleven violations of the ceasefire.", "en"),
        ("Les secouristes ont retrouvé neuf corps sous les décombres à Beyrouth.", "fr"),
        ("L'ONU a recensé des attaques contre des écoles.", "fr"),
    ],
)
def test_who_finds_sees_or_counts_is_neither_doer_nor_victim(text: str, language: str) -> None:
    found = claim(text, "ASSAULT", language)
    for name in (
        "observers",
        "residents",
        "journalists",
        "United Nations",
        "monitors",
        "secouristes",
    ):
        assert name not in (*who(found), *whom(found))


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Mali faced sanctions in 2022.", "en", "Mali"),
        ("The Malian army suffered an attack near Gao.", "en", "Malian military"),
        ("L'armée malienne a subi une attaque près de Gao.", "fr", "Malian military"),
    ],
)
def test_who_undergoes_a_deed_is_whom_it_is_done_to(text: str, language: str, name: str) -> None:
    found = claims(text, language)[0]
    assert who(found) == []
    assert whom(found) == [name]


def test_a_foreigner_in_the_sentence_does_not_move_the_police() -> None:
    found = claim(
        "Les forces de sécurité ont arrêté à Bamako un ressortissant français.", "COERCE", "fr"
    )
    assert who(found) == ["Malian security forces"]


@pytest.mark.parametrize(
    ("text", "type_", "language", "name"),
    [
        ("Lanterns Without Walls urged Lima to free the crew.", "REQUEST", "en",
         "Lanterns Without Walls"),
        ("An independent commission urged the army to stop.", "REQUEST", "en",
         "independent commission"),
        ("La commission électorale a exigé un nouveau vote.", "REQUEST", "fr", "commission"),
    ],
)  # fmt: skip
def test_a_subject_that_no_list_knows_acts_by_its_own_words(
    text: str, type_: str, language: str, name: str
) -> None:
    assert who(claim(text, type_, language))[0].startswith(name)


def test_a_thing_that_is_a_subject_is_no_doer() -> None:
    assert all(
        who(c) == []
        for text in ("The decree expelled 14 diplomats.", "Heavy rain killed 30 people.")
        for c in claims(text)
    )


@pytest.mark.parametrize(
    ("text", "type_", "name"),
    [
        ("The army said on Monday it would send two ships with medical supplies.", "AID", "army"),
        ('"We will never recognise the election," said the governor, Ana Ruiz.', None, "Ana Ruiz"),
    ],
)
def test_a_pronoun_in_reported_words_is_whoever_speaks(
    text: str, type_: str | None, name: str
) -> None:
    found = [c for c in claims(text) if type_ in (None, c.type)]

    assert [name] in [who(c) for c in found], [(c.type, who(c)) for c in found]


def test_a_state_that_holds_its_officers_is_not_the_other_government_in_the_text() -> None:
    text = (
        "Officials of the Trump administration want more intelligence from Niger. "
        "The detention of army officers has unsettled Niamey."
    )
    assert who(claim(text, "COERCE")) == ["Niger"]


def test_whoever_is_accused_of_something_is_no_accuser() -> None:
    accused = claim("Two officers were accused of plotting.", "ACCUSE")

    assert who(accused) == []
    assert whom(accused) == ["officers"]


def test_an_aside_between_commas_does_not_part_a_subject_from_its_verb() -> None:
    text = "Peru's foreign minister, on a visit to Quito, voiced concern at the plan."
    assert who(claim(text, "ACCUSE")) == ["Peru foreign minister"]


def test_a_title_makes_an_ordinary_word_a_given_name() -> None:
    assert who(claim("President Bill Harmon suspended flights to Cuba.", "SANCTION")) == [
        "Bill Harmon"
    ]


def test_an_office_and_its_holder_are_one_party() -> None:
    text = "The defence minister, Matias Abril, blamed the rebels."
    assert who(claim(text, "ACCUSE")) == ["Matias Abril"]


@pytest.mark.parametrize(
    ("text", "type_", "name"),
    [
        ("The two armies now exchange information every day.", "COOPERATE", "armies"),
        ("Mexico intends to sue Ecuador at the International Court of Justice.", "ACCUSE",
         "Mexico"),
    ],
)  # fmt: skip
def test_a_verb_that_the_parser_takes_for_a_noun_is_read(text: str, type_: str, name: str) -> None:
    assert who(claim(text, type_)) == [name]


def test_the_name_of_a_month_is_no_march() -> None:
    assert not [c for c in claims("Talks went on between March and September.") if
                c.type == "PROTEST"]  # fmt: skip


def test_a_word_in_a_proper_name_tells_no_deed() -> None:
    quotes = [c.quote for c in claims("Troops met on the Line of Actual Control in Ladakh.")]
    assert "Control" not in quotes


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The data were used in military strikes carried out by Malian forces.", "en",
         "Malian military"),
        ("An attack claimed by the Islamic State killed nine people.", "en", "Islamic State"),
        ("L'attentat, revendiqué par le JNIM, a fait neuf morts.", "fr", "JNIM"),
    ],
)  # fmt: skip
def test_a_deed_is_of_whoever_carried_it_out_or_claims_it(
    text: str, language: str, name: str
) -> None:
    assert who(claim(text, "ASSAULT", language)) == [name]


@pytest.mark.parametrize(
    ("language", "text", "type_", "actor"),
    [
        ("fr", "Emmanuel Macron se rendra vendredi à Lima.", "CONSULT", "Emmanuel Macron"),
        ("fr", "L'Arménie se prépare à accueillir 40 000 familles.", "AID", "Armenia"),
        (
            "fr",
            "Le Chili et le Pérou ont partagé leurs cartes pour évacuer des habitants.",
            "AID",
            "Chile",
        ),
        (
            "fr",
            "Douze personnes ont été tuées jeudi par des rebelles à Kaya.",
            "ASSAULT",
            "rebelles",
        ),
        ("en", "The firm has since evacuated its staff to Lima.", "RETREAT", "firm"),
        (
            "en",
            "Gunmen fled from Kaya. The Malian army said that forty insurgents were killed.",
            "ASSAULT",
            "Malian military",
        ),
    ],
)
def test_doers_that_stand_further_off(language: str, text: str, type_: str, actor: str) -> None:
    found = [c for c in claims(text, language) if c.type == type_]

    assert any(actor in who(c) for c in found), [(c.type, who(c), c.quote) for c in found]


@pytest.mark.parametrize(
    ("language", "text", "type_", "speaker"),
    [
        ("en", "Peru's president praised Chile on Monday.", "SUPPORT", "Peru president"),
        ("en", "Peru recognised the new government on Monday.", "SUPPORT", None),
        ("en", "President Ana Ruiz has promised a new vote.", "AGREE", "Ana Ruiz"),
        ("en", "A bomber rammed a convoy in Kaya. The Taliban took responsibility.", "ASSAULT",
         "Taliban"),
        ("en", "Gunmen raided Kaya on Monday. The union put the number of dead at 44.", "ASSAULT",
         "union"),
        ("fr", "Le Tchad avait lancé un assaut contre le Niger dans la nuit.", "ASSAULT", None),
    ],
)  # fmt: skip
def test_deeds_done_or_counted_in_words_have_a_speaker(
    language: str, text: str, type_: str, speaker: str | None
) -> None:
    found = [says(c) for c in claims(text, language) if c.type == type_]

    assert ([speaker] if speaker else []) in found, found


@pytest.mark.parametrize(
    ("text", "type_", "speakers"),
    [
        ("The Kenya Red Cross now counts 35 dead in Dori.", "ASSAULT", ["Kenya Red Cross"]),
        ("Army spokesman Peter Mwangi put the dead at 41.", "ASSAULT", ["Peter Mwangi"]),
        ("The clashes killed nine people in Dori.", "ASSAULT", []),
        (
            "The junta maintained that it had struck a depot and that gunmen then shelled Dori.",
            "ASSAULT", ["junta"],
        ),
        (
            "The minister assured Washington that Kenya had expelled the envoy of Chad.",
            "SANCTION", ["minister"],
        ),
    ],
)  # fmt: skip
def test_who_counts_assures_or_goes_on_speaking_is_the_speaker(
    text: str, type_: str, speakers: list[str]
) -> None:
    found = [c for c in claims(text) if c.type == type_]

    assert found
    assert [v.text for v in found[-1].speakers] == speakers or says(found[-1]) == speakers


def test_a_given_name_with_a_hyphen_is_one_name() -> None:
    found = claims("President Lee Teng-hui denounced the missile tests.")

    assert who(found[0]) == ["Lee Teng-hui"]
