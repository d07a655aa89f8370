"""Whose word headlines and accusations without an accuser are."""

from __future__ import annotations

from typing import Any

import pytest
from claim_builder import claim, report, town, voice, when

from corrobora.model import Claim, Report
from corrobora.reconcile import reconcile
from corrobora.reconcile.hanging import is_heading
from corrobora.reconcile.roots import Roots

HEAD = "Peruvian police seize three trawlers in night raid"
LEDE = "The interior ministry announced on Monday the seizure of three trawlers off Piura."
OWN = "Our reporter counted three trawlers at the police quay."
GOVERNMENT = (voice("Interior ministry of Peru", "government"),)


def seizure(id_: str, text: str, words: str, **fields: Any) -> Claim:
    return claim(
        id_, "a", "COERCE", mode="seize", by=("PE.gov",), on=("?:trawlers",), quote=words,
        start=text.index(words), **fields,
    )  # fmt: skip


def roots_of(text: str, *claims: Claim) -> dict[str, tuple[str, str]]:
    made: Report = report("a", "Costa Diario", text=text)
    roots = Roots(claims, {"a": made}, ())
    return {c.id: roots.of(c).key for c in claims}


def test_a_heading_takes_the_origin_of_the_body_that_it_sums_up() -> None:
    text = f"{HEAD}\n\n{LEDE}"
    found = roots_of(
        text, seizure("head", text, HEAD), seizure("body", text, LEDE, said_by=GOVERNMENT)
    )
    assert found["head"] == found["body"] == ("party", "PE")


def test_a_heading_over_the_outlet_s_own_words_is_the_outlet_s() -> None:
    text = f"{HEAD}\n\n{OWN}\n\n{LEDE}"
    found = roots_of(
        text,
        seizure("head", text, HEAD),
        seizure("own", text, OWN),
        seizure("later", text, LEDE, said_by=GOVERNMENT),
    )
    assert found["head"] == found["own"] == ("outlet", "costadiario")


def test_a_heading_on_another_matter_is_the_outlet_s() -> None:
    text = f"{HEAD}\n\n{LEDE}"
    body = claim(
        "body", "a", "COERCE", mode="seize", by=("EC.gov",), on=("?:boats",), quote=LEDE,
        start=text.index(LEDE), said_by=GOVERNMENT,
    )  # fmt: skip
    assert roots_of(text, seizure("head", text, HEAD), body)["head"][0] == "outlet"


def test_a_heading_raises_no_count() -> None:
    text = f"{HEAD}\n\n{LEDE}\n\nFishermen said that the crews wept."
    crowd = "Fishermen said that the crews wept."
    day: dict[str, Any] = {"date": when("2024-03-10"), "place": town("Piura")}
    claims = (
        seizure("head", text, HEAD, **day),
        seizure("body", text, LEDE, said_by=GOVERNMENT, **day),
        seizure("crowd", text, crowd, said_by=(voice("fishermen", anonymous=True),), **day),
    )
    (event,) = reconcile(claims, (report("a", "Costa Diario", text=text),), ())
    assert sorted(len(o.claims) for o in event.origins) == [1, 2]


@pytest.mark.parametrize(
    ("text", "words", "heading"),
    [
        (f"{HEAD}\n\n{LEDE}", HEAD, True),
        (f"{LEDE}\n{HEAD}\n{OWN}", HEAD, True),
        (f"{HEAD}.\n\n{LEDE}", HEAD, False),
        (f"{HEAD}", HEAD, False),
        ("police seize three trawlers and\ntake the crews ashore.", "police seize", False),
        (f"{HEAD}\n\n{LEDE}", LEDE, False),
    ],
)
def test_headings(text: str, words: str, heading: bool) -> None:
    start = text.index(words)
    assert is_heading(text, start, start + len(words)) is heading


def accusation(
    text: str, words: str, *on: str, by: tuple[str, ...] = (), **fields: object
) -> Claim:
    return claim(
        "charge", "a", "ACCUSE", mode="allege", by=by, on=on, quote=words,
        start=text.index(words), stance="alleged",
    )  # fmt: skip


def test_an_accusation_beside_an_arrest_is_the_word_of_those_who_arrested() -> None:
    text = "Peruvian police arrested the priest Luis Yarce. He was accused of hiding rifles."
    arrest = claim(
        "arrest", "a", "COERCE", mode="arrest", by=("PE.police",), on=("p.yarce",),
        quote="police arrested the priest Luis Yarce", start=9,
    )  # fmt: skip
    words = "He was accused of hiding rifles"
    found = roots_of(text, arrest, accusation(text, words, "p.yarce"))
    assert found["charge"] == ("party", "PE")
    assert found["arrest"][0] == "outlet"
    assert roots_of(text, arrest, accusation(text, words, "p.other"))["charge"][0] == "outlet"
    apart = text.replace(". He", ".\n\nHe")
    assert roots_of(apart, arrest, accusation(apart, words, "p.yarce"))["charge"][0] == "outlet"
    own = accusation(text, words, "p.yarce", by=("EC.gov",))
    assert roots_of(text, arrest, own)["charge"] == ("party", "EC")


def test_an_accusation_within_an_announcement_is_the_word_of_who_announced() -> None:
    text = "The ministry announced the arrest of four men accused of smuggling. A fifth fled."
    arrest = claim(
        "arrest", "a", "COERCE", mode="arrest", by=("PE.gov",), on=("?:men",),
        quote="the arrest of four men", start=text.index("the arrest"), said_by=GOVERNMENT,
    )  # fmt: skip
    charge = accusation(text, "four men accused of smuggling", by=("?:men",))
    assert roots_of(text, arrest, charge)["charge"] == ("party", "PE")
    later = text.replace(" accused", " in Tumbes. Three were accused")
    words = "Three were accused of smuggling"
    assert (
        roots_of(later, arrest, accusation(later, words, by=("?:three",)))["charge"][0] == "outlet"
    )
