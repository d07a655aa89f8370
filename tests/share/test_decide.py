"""The decision: deny by default, monotone, every failing condition named, Cedar of one mind."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from msgspec.structs import replace

from corrobora.share.agreements import DateDetail, PlaceDetail, Standing, read_agreement
from corrobora.share.conditions import ASKING, DENYING, Ask, Consent, in_words
from corrobora.share.decide import decide, decide_all
from corrobora.share.diligence import Diligence
from corrobora.share.labels import NOBODY, OPEN, SEALED, Label, Pap, Purpose, Tlp
from share.cedar import cedar_allows
from share.strategies import asks, labels, likely_asks

TODAY = dt.date(2025, 9, 21)
TERMS = read_agreement("""
id = "harbour-ew"
partner = "Harbour Relief"
unit = "Early-warning cell"
purposes = ["early-warning"]
tlp = "AMBER"
compartments = ["lakes"]
retention_days = 30
valid_from = 2025-01-01
valid_until = 2025-12-31
""")
CLEARED = Diligence(status="cleared", why="")
ACTIVE = Standing(agreement=TERMS, state="active", epoch=2, since="", why="")


def ask(label: Label = OPEN, **changes: object) -> Ask:
    base = Ask(
        label=label,
        standing=ACTIVE,
        purpose=Purpose.EARLY_WARNING,
        today=TODAY,
        diligence=CLEARED,
    )
    return replace(base, **changes)


def consent(**changes: object) -> Consent:
    base = Consent(
        originator="Alder desk",
        partner="Harbour Relief",
        purposes=frozenset({Purpose.EARLY_WARNING}),
        until=dt.date(2025, 10, 1),
        by="A. Sow",
        at="2025-09-01T00:00:00Z",
    )
    return replace(base, **changes)


ALDER = Label(controllers=frozenset({"Alder desk"}))
RELAYED = Label(third_parties=frozenset({"Alder desk"}), third_party_releases=frozenset())
ONLY_HARBOUR = frozenset({"Harbour Relief"})

REFUSED: dict[str, tuple[Ask, str]] = {
    "no agreement": (ask(standing=None), "agreement_is_active"),
    "draft": (ask(standing=replace(ACTIVE, state="draft")), "agreement_is_active"),
    "suspended": (ask(standing=replace(ACTIVE, state="suspended")), "agreement_is_active"),
    "not yet": (ask(today=dt.date(2024, 12, 31)), "agreement_is_in_force"),
    "over": (ask(today=dt.date(2026, 1, 1)), "agreement_is_in_force"),
    "other purpose": (ask(purpose=Purpose.POLICY), "purpose_is_agreed"),
    "not for this": (ask(Label(purposes=frozenset())), "purpose_is_allowed"),
    "unmarked": (ask(SEALED), "marking_is_known"),
    "red": (ask(Label(tlp=Tlp.RED)), "is_not_for_named_persons_only"),
    "above the ceiling": (ask(Label(tlp=Tlp.AMBER_STRICT)), "tlp_is_within_ceiling"),
    "pap": (ask(Label(pap=Pap.AMBER)), "pap_is_within_ceiling"),
    "not for them": (ask(Label(releasable_to=frozenset({"Other"}))), "partner_may_have_it"),
    "excluded": (ask(Label(excluded=ONLY_HARBOUR)), "partner_is_not_excluded"),
    "other circle": (ask(Label(compartments=frozenset({"roads"}))), "compartments_are_held"),
    "expired": (ask(Label(expires=dt.date(2025, 9, 20))), "is_not_expired"),
    "diligence": (ask(diligence=Diligence(status="refused", why="")), "diligence_does_not_forbid"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_each_condition_denies_by_itself_and_is_named(name: str) -> None:
    asked, condition = REFUSED[name]
    found = decide(asked)
    assert found.answer == "deny"
    assert condition in found.failing
    assert found.obligations is None
    named = {c.__name__: in_words(c) for c in (*DENYING, *ASKING)}
    assert named[condition] in found.reasons


def test_strict_amber_and_onward_transfer_exclude_each_other() -> None:
    strict = replace(TERMS, tlp=Tlp.AMBER_STRICT)
    label = Label(tlp=Tlp.AMBER_STRICT)
    assert decide(ask(label, standing=replace(ACTIVE, agreement=strict))).answer == "allow"
    onward = replace(strict, onward="sub-organisations")
    found = decide(ask(label, standing=replace(ACTIVE, agreement=onward)))
    assert found.failing == ("onward_rule_fits_tlp",)


def test_what_may_go_out_says_what_must_be_done() -> None:
    found = decide(ask(Label(tlp=Tlp.AMBER)))
    assert found.answer == "allow"
    assert found.obligations is not None
    assert found.obligations.place is PlaceDetail.REGION
    assert found.obligations.date is DateDetail.WEEK
    assert found.obligations.band_tolls
    assert found.obligations.roles_for_names
    assert found.obligations.strip_source
    assert not found.obligations.exact_words
    assert found.obligations.delete_by == dt.date(2025, 10, 21)


def test_an_item_is_deleted_at_its_own_end_when_that_is_sooner() -> None:
    found = decide(ask(Label(expires=dt.date(2025, 9, 25))))
    assert found.obligations is not None
    assert found.obligations.delete_by == dt.date(2025, 9, 25)


def test_without_due_diligence_places_and_names_are_withheld() -> None:
    open_terms = replace(TERMS, place=PlaceDetail.SITE, person_names=True, source_names=True)
    standing = replace(ACTIVE, agreement=open_terms)
    found = decide(ask(standing=standing, diligence=Diligence(status="pending", why="")))
    assert found.obligations is not None
    assert found.obligations.place is PlaceDetail.COUNTRY
    assert found.obligations.roles_for_names


def test_an_originator_is_asked_and_may_agree() -> None:
    assert decide(ask(ALDER)).answer == "ask"
    assert decide(ask(ALDER, consents=(consent(),))).answer == "allow"


@pytest.mark.parametrize(
    "change",
    [
        {"withdrawn": True},
        {"until": dt.date(2025, 9, 20)},
        {"partner": "Northern Watch"},
        {"purposes": frozenset({Purpose.POLICY})},
        {"originator": "Birch desk"},
    ],
)
def test_a_consent_holds_for_what_it_says_only(change: dict[str, object]) -> None:
    assert decide(ask(ALDER, consents=(consent(**change),))).answer == "ask"


def test_every_originator_must_agree() -> None:
    both = ALDER | Label(controllers=frozenset({"Birch desk"}))
    assert decide(ask(both, consents=(consent(),))).answer == "ask"
    birch = consent(originator="Birch desk")
    assert decide(ask(both, consents=(consent(), birch))).answer == "allow"


def test_control_by_nobody_knows_whom_can_be_met_by_nobody() -> None:
    label = Label(controllers=frozenset({NOBODY})) | Label(controllers=frozenset({"Alder desk"}))
    assert decide(ask(label, consents=(consent(),))).answer == "ask"


def test_the_third_party_rule() -> None:
    assert decide(ask(RELAYED)).answer == "ask"
    assert decide(ask(RELAYED, consents=(consent(),))).answer == "allow"
    assert decide(ask(replace(RELAYED, third_party_releases=ONLY_HARBOUR))).answer == "allow"


def test_a_list_of_partners_elsewhere_does_not_lift_the_third_party_rule() -> None:
    assert decide(ask(RELAYED | Label(releasable_to=ONLY_HARBOUR))).answer == "ask"
    assert decide(ask(RELAYED | Label(third_party_releases=ONLY_HARBOUR))).answer == "ask"


@given(asks)
def test_every_ask_has_an_answer_and_only_a_yes_has_obligations(one: Ask) -> None:
    found = decide(one)
    assert (found.answer == "allow") == (not found.failing)
    assert (found.obligations is not None) == (found.answer == "allow")
    assert len(found.failing) == len(found.reasons)
    assert decide(one) == found


@given(asks, labels)
def test_a_stricter_label_never_opens_a_door(one: Ask, more: Label) -> None:
    order = ("allow", "ask", "deny")
    stricter = replace(one, label=one.label | more)
    assert order.index(decide(stricter).answer) >= order.index(decide(one).answer)


def test_equal_asks_are_decided_once() -> None:
    found = decide_all((n, ask(Label(tlp=Tlp.AMBER))) for n in range(1000))
    assert len(found) == 1000
    assert len({id(d) for d in found.values()}) == 1


@given(asks)
def test_cedar_is_of_one_mind_on_wild_asks(one: Ask) -> None:
    assert cedar_allows([one]) == [decide(one).answer == "allow"]


@pytest.mark.parametrize("pairs", [3_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_cedar_is_of_one_mind_on_likely_asks(pairs: int) -> None:
    found = list(likely_asks(seed=pairs, count=pairs))
    ours = [decide(one).answer == "allow" for one in found]
    assert cedar_allows(found) == ours
    assert 0.2 < sum(ours) / pairs < 0.8, "the asks must try both answers"
