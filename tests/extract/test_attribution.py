"""Who says what, in sentences of our own, English and French."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_room import claims, report, resources, says

from corrobora.extract import attributions
from corrobora.extract.attribution import Attribution


def told(text: str, language: str = "en", *, fast: bool = False) -> tuple[Attribution, ...]:
    return attributions(report(text, language), resources(fast=fast))


def sources(found: Attribution) -> list[str]:
    return [s.text for s in found.sources]


def content(text: str, found: Attribution) -> str:
    return " .. ".join(text[a:b] for a, b in found.content)


@pytest.mark.parametrize(
    ("language", "text", "source", "said"),
    [
        (
            "en",
            "The bridge near Palma was blown up, a customs officer said on Friday.",
            "customs officer",
            "The bridge near Palma was blown up",
        ),
        (
            "en",
            "The bridge, residents said, had been mined.",
            "residents",
            "The bridge .. had been mined.",
        ),
        (
            "en",
            '"They left at dawn. Nobody stopped them," said Rosa Delgado.',
            "Rosa Delgado",
            '"They left at dawn. Nobody stopped them,"',
        ),
        (
            "en",
            '"Who paid for it?" the lawmaker asked.',
            "lawmaker",
            '"Who paid for it?"',
        ),
        (
            "en",
            "The depot had burned for days, the mayor, Jorge Salinas, said.",
            "Jorge Salinas",
            "The depot had burned for days",
        ),
        (
            "en",
            "Two of the pilots were drunk, three of the five said.",
            "three of the five",
            "Two of the pilots were drunk",
        ),
        (
            "en",
            "The court heard Peru's claim that soldiers moved the border stones.",
            "Peru",
            "that soldiers moved the border stones",
        ),
        (
            "fr",
            "Le pont a été dynamité, ont rapporté plusieurs habitants.",
            "plusieurs habitants",
            "Le pont a été dynamité",
        ),
        (
            "fr",
            "« Nous resterons », a déclaré à la presse le général Moussa Diarra.",
            "Moussa Diarra",
            "« Nous resterons »",
        ),
        (
            "fr",
            "Le dépôt brûlait encore, a averti jeudi un médecin.",
            "médecin",
            "Le dépôt brûlait encore",
        ),
        (
            "fr",
            "La milice a brûlé le marché, affirment des témoins.",
            "témoins",
            "La milice a brûlé le marché",
        ),
    ],
)
def test_speech_set_off(language: str, text: str, source: str, said: str) -> None:
    found = [a for a in told(text, language) if a.is_voiced]

    assert len(found) == 1, [(sources(a), content(text, a)) for a in found]
    assert source in sources(found[0])[0]
    assert content(text, found[0]) == said


def test_quoted_sentences_that_follow_belong_to_the_speaker() -> None:
    text = '"We were asleep," said Ana Reyes. "The shells came at four. We ran."'

    found = told(text)

    assert len(found) == 1
    assert content(text, found[0]).endswith('We ran."')


def test_words_after_a_colon_are_the_speakers() -> None:
    text = "Ana Reyes added:\nThe shells came at four."

    assert content(text, told(text)[0]) == "The shells came at four."


def test_a_pronoun_is_not_whom_the_speech_is_about() -> None:
    text = '"It is a lie," said Ana Reyes. Pablo Cruz was never in Lima, she added.'

    last = told(text)[-1]

    assert sources(last) == ["Ana Reyes"]


@pytest.mark.parametrize(
    ("language", "text", "source", "wanted"),
    [
        ("en", "Kenya wants to close the crossing.", "Kenya", "to close the crossing"),
        ("en", "Kenya called for a truce.", "Kenya", "for a truce"),
        ("en", "Kenya condemned the raid on the market.", "Kenya", "the raid on the market"),
        ("fr", "Le Kenya souhaite fermer la frontière.", "Kenya", "fermer la frontière"),
        ("fr", "Le Kenya a condamné le raid.", "Kenya", "le raid"),
    ],
)
def test_wants_and_judgements_have_a_holder_but_no_voice(
    language: str, text: str, source: str, wanted: str
) -> None:
    found = [a for a in told(text, language) if wanted in content(text, a)]

    assert found, [(sources(a), content(text, a)) for a in told(text, language)]
    assert source in sources(found[0])[0]
    assert not found[0].is_voiced


@pytest.mark.parametrize(
    "text",
    [
        "The 72-hour curfew at the border post ended on Monday.",
        "The deal was mediated by Qatar, Egypt and the United States.",
        "Fighting continued, and the road was shut.",
        "Paris replied by expelling two envoys.",
    ],
)
def test_what_only_looks_like_a_verb_of_saying(text: str) -> None:
    assert not [a for a in told(text) if a.is_voiced], [sources(a) for a in told(text)]


def test_a_claim_has_the_speaker_of_the_words_around_it() -> None:
    text = "Nine men were killed, the health minister announced, and 22 soldiers were wounded."

    found = [c for c in claims(text) if c.type == "ASSAULT"]

    assert found
    assert all(len(says(c)) == 1 for c in found), [(c.quote, says(c)) for c in found]


def test_an_unnamed_group_speaks_without_a_name() -> None:
    found = claims("Gunmen killed nine traders near Kaya, drivers said.")

    assert [v.anonymous for c in found for v in c.speakers] == [True]


def test_without_a_parser() -> None:
    text = "Gunmen burned the market, residents said on Friday."

    found = [a for a in told(text, fast=True) if a.is_voiced]

    assert [sources(a) for a in found] == [["residents"]]


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet='aé "«»\n.,:;-— ABsaidtold', max_size=120),
    st.sampled_from(["", ", the army said.", ' "No," said X. ', " selon la police"]),
)
def test_offsets_stand_in_the_text_and_the_order_is_that_of_the_text(
    noise: str, phrase: str
) -> None:
    text = noise + phrase + noise

    for language in ("en", "fr"):
        found = told(text, language)
        assert [a.cue for a in found] == sorted(a.cue for a in found)
        for a in found:
            assert all(0 <= start < end <= len(text) for start, end in a.content)
            assert all(text[s.start : s.end] == s.text and s.text for s in a.sources)
        assert told(text, language) == found


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("« Ils ont tué mon frère », souffle Ali Omar, un cultivateur.", ["Ali Omar"]),
        ("« Les soldats ont tiré sur nous », se souvient un survivant.", ["survivant"]),
        ("La milice a tué six enfants à Lomé, s'est alarmé l'Unicef.", ["UNICEF"]),
        ("L'armée aurait bombardé Gao, croit savoir une radio locale.", ["radio locale"]),
        ("L'armée a bombardé Gao, a raconté à RFI un berger.", ["berger"]),
        (
            "Six soldats ont été tués à Gao, a-t-on appris de source militaire.",
            ["source militaire"],
        ),
        ("Six soldats ont été tués à Gao, apprend-on auprès de la mairie.", ["mairie"]),
        ("La Croix-Rouge fait état de six morts dans les combats de Gao.", ["ICRC"]),
        ("L'armée affirme, elle, que six rebelles ont été tués à Gao.", ["Malian military"]),
        (  # the parse gives the verb of saying a subject far before it
            "Le maire et sa famille ont été tués à Gao, a fait savoir le Kremlin.",
            ["Russia"],
        ),
        (  # what a phrase covers ends at a semicolon
            "Le JNIM a attaqué Gao lundi ; six camions ont brûlé, selon un syndicat de routiers.",
            [],
        ),
        (  # and is no more than the clause that it stands in
            "L'armée a bombardé Gao, où un gang tient des otages dont six Grecs selon le maire.",
            [],
        ),
        ("Le couvre-feu a été avancé à Gao, six soldats ont été tués.", []),
        ("L'armée a tué six rebelles à Gao, coupant la retraite aux insurgés.", []),
    ],
)  # fmt: skip
def test_who_says_it_in_french_news(text: str, speakers: list[str]) -> None:
    found = next(c for c in claims(text, "fr") if c.type == "ASSAULT")

    assert says(found) == speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("By the ministry's count, rebels killed forty people.", "ministry"),
        ("Rebels killed forty people, by the army's own reckoning.", "army"),
        ("In the mayor's telling, rebels burned the village.", "mayor"),
        ("To hear the governor tell it, rebels burned the village.", "governor"),
        ("Rebels burned the village, if residents are to be believed.", "residents"),
        ("By the tally of Oxfam, rebels killed forty people.", "Oxfam"),
    ],
)
def test_phrases_that_have_who_says_so_in_them(text: str, speaker: str) -> None:
    (found,) = [c for c in claims(text) if c.type == "ASSAULT"]

    assert [v.text for v in found.speakers] == [speaker]
    assert speaker not in [a.text for a in found.actors]


def test_by_his_count_is_that_of_who_spoke_last() -> None:
    text = "Ali Omar said that rebels had left. By his count they killed forty people."
    found = [c for c in claims(text) if c.type == "ASSAULT"]

    assert [says(c) for c in found] == [["Ali Omar"]]


def test_what_nobody_says_has_no_speaker() -> None:
    assert [says(c) for c in claims("Nobody claimed that rebels had killed the mayor.")] == [[]]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Kenya confirms it: Chad has freed the pilots.", "Kenya"),
        ("The pilots, he was told by a minister, had been freed by Chad.", "minister"),
        ("Hospitals counted 35 bodies after the raid.", "Hospitals"),
    ],
)
def test_speakers_behind_it_behind_by_and_with_a_count(text: str, speaker: str) -> None:
    assert [v.text for c in claims(text) for v in c.speakers][:1] == [speaker]


def test_thanks_that_a_report_tells_of_are_no_words_of_who_thanks() -> None:
    assert [says(c) for c in claims("Ali Omar thanked Kenya.")] == [[]]
