"""The titles of events: as much as is known, in both languages, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import pytest
from claim_builder import actor, claim, report, town, when
from msgspec.structs import replace as with_

from corrobora.model import Actor, Stance, Toll, When, Where
from corrobora.reconcile import reconcile
from corrobora.reconcile.gist import Tale, gist_of
from corrobora.vocab.event_types import load_event_types
from corrobora.vocab.wording import wording

ARMY = Actor(id="ML.mil", name="Malian military", kind="military", text="", start=0, end=0)
GOVERNMENT = Actor(id="NE.gov", name="Niger government", kind="government", text="", start=0, end=0)
ENVOYS = Actor(id="FR.people:envoys", name="French envoys", kind="people", text="", start=0, end=0)
FRANCE = Actor(id="FR", name="France", kind="state", text="", start=0, end=0)
GROUP = Actor(id="JNIM", name="JNIM", kind="armed-group", text="", start=0, end=0)
SOMEBODY = Actor(id="?:yann dox", name="Yann Dox", kind="person", text="", start=0, end=0)
SLOTS = {"actors", "targets", "all", "many", "one"}


def tale(
    type_: str,
    mode: str | None = None,
    by: Sequence[Actor] = (),
    on: Sequence[Actor] = (),
    *,
    date: When | None = None,
    place: Where | None = None,
    deaths: Toll | None = None,
    modality: str = "fact",
    alleged_by: str | None = None,
) -> Tale:
    return Tale(
        type=type_, mode=mode, modality=modality, actors=by, targets=on,  # type: ignore[arg-type]
        date=date, place=place, deaths=deaths, alleged_by=alleged_by,
    )  # fmt: skip


def country(code: str, name: str) -> Where:
    return Where(
        name=name, admin1=None, country=code, lat=None, lon=None, precision="country", text=name
    )


@pytest.mark.parametrize(
    ("told", "english", "french"),
    [
        (tale("COERCE", "arrest"), "Arrest.", "Arrestation."),
        (tale("COERCE", "coup", date=when("2024-08-01")), "Coup (1 August 2024).",
         "Coup d'État (1er août 2024)."),
        (tale("COERCE", "arrest", [GOVERNMENT], [SOMEBODY]),
         "The Niger government arrested Yann Dox.",
         "Arrestation de Yann Dox par le gouvernement nigérien."),
        (tale("SANCTION", "expel", [FRANCE], [ENVOYS]), "France expelled French envoys.",
         "Expulsion d'émissaires français par la France."),
        (tale("ACCUSE", "allege", [FRANCE, GOVERNMENT], [GROUP]),
         "France and the Niger government accused JNIM.",
         "Accusation de la France et du gouvernement nigérien contre GSIM."),
        (tale("AID", "military", [FRANCE], [ARMY]), "France gave aid to the Malian military.",
         "Aide militaire de la France aux Forces armées maliennes."),
        (tale("CONSULT", None, [FRANCE], [GOVERNMENT]),
         "France held talks with the Niger government.",
         "Entretiens entre la France et le gouvernement nigérien."),
        (tale("CONSULT", None, [FRANCE]), "France held talks.", "Entretiens : la France."),
        (tale("ASSAULT", "aerial", place=country("ML", "Mali")), "Air strike (Mali).",
         "Frappe aérienne (Mali)."),
        (tale("ASSAULT", "aerial", (), [FRANCE], place=country("DE", "Germany")),
         "France was struck from the air (Germany).",
         "Frappe aérienne contre la France (Allemagne)."),
        (tale("ASSAULT", "aerial", [FRANCE], place=country("FR", "France")),
         "France carried out an air strike.", "Frappe aérienne par la France."),
        (tale("REJECT", "change", [GROUP]), "Refusal by JNIM.", "Refus de GSIM."),
        (tale("CONSULT", modality="planned"), "Talks (planned).", "Entretiens (projet)."),
        (tale("REQUEST", "change", [FRANCE], modality="demanded"), "France made a request.",
         "Demande de changement par la France."),
        (tale("ASSAULT", None, [GROUP], alleged_by="Niger government"),
         "According to Niger government, JNIM carried out an attack.",
         "Selon Niger government : attaque par GSIM."),
        (tale("ASSAULT", None, [GOVERNMENT], alleged_by="Niger government"),
         "According to Niger government, the Niger government carried out an attack.",
         "Selon le gouvernement nigérien : attaque par le gouvernement nigérien."),
        (tale("STATE", "tension", [FRANCE], [ARMY]),
         "Tension between France and the Malian military.",
         "Tensions entre la France et les Forces armées maliennes."),
        (tale("NOTHING-KNOWN", None, [FRANCE]), "Event: France.", "Événement : la France."),
    ],
)  # fmt: skip
def test_a_title_says_what_is_known(told: Tale, english: str, french: str) -> None:
    assert gist_of(told, "en") == english
    assert gist_of(told, "fr") == french


def test_place_day_and_toll_follow_the_noun() -> None:
    told = tale(
        "ASSAULT", "explosives", date=when("2024-03-10"), place=town("Kona", lat=14.95, lon=-3.89),
        deaths=Toll(low=3, best=3, high=4, rule="most-origins"),
    )  # fmt: skip
    assert gist_of(told, "en") == "Bomb attack (Kona; 10 March 2024; 3 to 4 dead)."
    assert gist_of(told, "fr") == "Attentat à l'explosif (Kona; 10 mars 2024; 3 à 4 morts)."


def test_each_type_has_a_noun_and_both_languages_have_the_same() -> None:
    english, french = wording("en").titles, wording("fr").titles
    types = load_event_types().types
    assert set(types) <= set(english)
    assert {t: set(modes) for t, modes in english.items()} == {
        t: set(modes) for t, modes in french.items()
    }
    for table in (english, french):
        for type_, modes in table.items():
            assert "any" in modes, type_
            for said in modes.values():
                noun, parts = said.partition("[")[0], re.findall(r"\[([^\]]*)\]", said)
                assert noun.strip() == noun, said
                for part in parts:
                    assert re.fullmatch(r"[^{]*\{(\w+)\}", part), said
                    assert part[part.index("{") + 1 : -1] in SLOTS, said


def test_an_event_can_be_told_in_another_language_as_it_is_told_in_english() -> None:
    planned = with_(claim("1", "a", "CONSULT", by=("FR",), on=()), stance=Stance.PLANNED)
    alleged = with_(
        claim("2", "a", "ASSAULT", by=("ML.mil",), on=("JNIM",), date=when("2024-03-10")),
        stance=Stance.ALLEGED,
    )
    events = reconcile((planned, alleged), (report("a", "Daily A"),), ())
    for event in events:
        assert gist_of(Tale.of(event)) == event.gist
    assert {gist_of(Tale.of(event), "fr").partition(" ")[0] for event in events} == {
        "Entretiens", "Selon",
    }  # fmt: skip
    assert any("(projet)" in gist_of(Tale.of(event), "fr") for event in events)


def test_the_day_of_a_title_is_one_that_a_text_gives() -> None:
    inferred = When(start=dt.date(2024, 3, 1), end=dt.date(2024, 3, 31), precision="month", text="")
    assert gist_of(tale("ASSAULT", date=inferred)) == "Attack."
    assert actor("FR").id == "FR"
