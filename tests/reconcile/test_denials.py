from __future__ import annotations

import pytest
from claim_builder import claim, report, town, voice, when

from corrobora.model import Claim, Event
from corrobora.reconcile import reconcile

A, B = report("a", "Daily A", "2024-03-11"), report("b", "Le Jour", "2024-03-14")
DAY = when("2024-03-10")


def denied(*claims: Claim) -> list[Event]:
    events = reconcile(claims, (A, B), ())
    return [e for e in events if any(c.kind == "denial" for c in e.conflicts)]


def rebuttal(quote: str, **fields: object) -> Claim:
    fields = {"by": ("FR",), "stance": "denied", "mode": "change", **fields}
    return claim("r", "b", "REJECT", quote=quote, on=(), start=400, **fields)  # type: ignore[arg-type]


ACCUSATION = claim(
    "1", "a", "ACCUSE", by=("ML.gov",), on=("FR.people:teacher",), mode="allege", date=DAY
)
ATTACK = claim("2", "a", by=("JNIM",), on=("ML.mil",), date=DAY, place=town("Kona"), start=300)


@pytest.mark.parametrize(
    "words",
    ["Paris dément les accusations", "Paris rejected the charge", "Paris rejette ces allégations"],
)
def test_a_rebuttal_answers_the_accusation_in_another_report(words: str) -> None:
    (event,) = denied(ACCUSATION, ATTACK, rebuttal(words))

    assert event.claims == ("1",)


@pytest.mark.parametrize("words", ["Paris rejected the plan", "an ongoing dispute over land"])
def test_to_turn_down_a_plan_denies_nothing(words: str) -> None:
    assert denied(ACCUSATION, ATTACK, rebuttal(words)) == []


def test_a_rebuttal_with_nothing_in_common_denies_nothing() -> None:
    assert denied(ATTACK, rebuttal("Paris denied any shortage of bread")) == []


def test_a_negated_rejection_is_no_denial() -> None:
    assert denied(ACCUSATION, rebuttal("Paris did not deny the charge", negated=True)) == []


def test_nobody_denies_their_own_words() -> None:
    own = claim(
        "3", "b", by=("JNIM",), on=("FR.mil",), date=DAY, quote="the base was burned",
        said_by=(voice("France", "government"),),
    )  # fmt: skip

    assert denied(own, rebuttal("Paris denied that the base was burned")) == []


@pytest.mark.parametrize("words", ["Paris denied this account", "Paris a nié cette version"])
def test_a_rebuttal_of_this_answers_what_stands_just_before(words: str) -> None:
    told = claim(
        "3", "b", "COERCE", mode="arrest", by=("ML.gov",), on=("FR.people:cook",), date=DAY,
        start=360, quote="the cook was held for theft",
    )  # fmt: skip
    after = claim(
        "4", "b", "COERCE", mode="arrest", by=("FR",), on=("ML.people:cook",), date=DAY,
        start=400 + len(words) + 5, quote="as an act of spite",
    )  # fmt: skip
    far = claim("5", "b", by=("FR",), on=("ML.mil",), start=0, quote="France bombed a camp")

    (event,) = denied(told, after, far, rebuttal(words))

    assert event.claims == ("3",)


@pytest.mark.parametrize("words", ["Paris denied this argument", "Paris a nié ces accusations"])
def test_to_deny_an_argument_is_not_to_deny_the_deed(words: str) -> None:
    told = claim(
        "3", "b", "COERCE", mode="arrest", by=("ML.gov",), on=("FR.people:cook",), date=DAY,
        start=360, quote="the cook was held for theft",
    )  # fmt: skip

    assert denied(told, rebuttal(words)) == []


@pytest.mark.parametrize(
    "words", ["It is not yet clear whether the bridge fell", "On n'a pas confirmé la chute"]
)
def test_what_is_left_open_is_not_denied(words: str) -> None:
    bridge = claim("6", "b", quote="the bridge fell", date=DAY, place=town("Kona"))
    doubt = claim(
        "7", "b", quote=words, negated=True, date=DAY, place=town("Kona"), start=60,
        said_by=(voice("Awa Cissé"),),
    )  # fmt: skip
    assert denied(bridge, doubt) == []


@pytest.mark.parametrize(("whose", "denied_by"), [("American", 0), ("Turkish", 1), ("any", 1)])
def test_who_denies_a_deed_with_one_state_does_not_deny_one_with_another(
    whose: str, denied_by: int
) -> None:
    bought = claim("4", "a", "COOPERATE", by=("ML",), on=("TR",), date=DAY,
                   quote="Mali receives drones from Turkey")  # fmt: skip
    told = report("c", "Wire", "2024-03-11", text=f"Mali denied that it received {whose} drones.")
    denial = claim("6", "c", "COOPERATE", by=("ML",), on=(), stance="denied", date=DAY,
                   quote=f"it received {whose} drones", start=17)  # fmt: skip

    (event,) = reconcile([bought, denial], (A, told), ())

    assert sum(c.kind == "denial" for c in event.conflicts) == denied_by
