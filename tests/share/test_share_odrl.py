"""Agreements as ODRL policies: nothing is lost, nothing that cannot be held goes in."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.errors import PolicyError
from corrobora.share.agreements import (
    Agreement,
    DateDetail,
    Onward,
    PlaceDetail,
    read_agreement,
    write_agreement,
)
from corrobora.share.labels import Pap, Purpose, Tlp
from corrobora.share.odrl import Imported, import_odrl, read_odrl, write_odrl

_names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda name: name.strip() != ""
)
_sets = st.frozensets(_names, max_size=3)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    days = sorted(draw(st.lists(st.dates(), min_size=2, max_size=2)))
    listed = draw(_sets)
    unlisted: st.SearchStrategy[Onward] = st.sampled_from(["none", "sub-organisations"])
    onward: Onward = "listed" if listed else draw(unlisted)
    return Agreement(
        id=draw(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)),
        partner=draw(_names),
        unit=draw(_names),
        purposes=draw(st.frozensets(st.sampled_from(Purpose), min_size=1)),
        tlp=draw(st.sampled_from([level for level in Tlp if level is not Tlp.RED])),
        valid_from=days[0],
        valid_until=days[1],
        pap=draw(st.sampled_from(Pap)),
        actors=tuple(draw(st.lists(_names, max_size=3))),
        place=draw(st.sampled_from(PlaceDetail)),
        date=draw(st.sampled_from(DateDetail)),
        tolls=draw(st.sampled_from(["exact", "band"])),
        person_names=draw(st.booleans()),
        source_names=draw(st.booleans()),
        compartments=draw(_sets),
        onward=onward,
        onward_to=listed,
        retention_days=draw(st.none() | st.integers(1, 10**9)),
        attribution=draw(st.sampled_from(["must", "may", "must-not"])),
        language=draw(st.sampled_from(["en", "fr"])),
        diligence=draw(st.booleans()),
    )


@given(agreements(), _names)
def test_what_is_written_reads_back_the_same(agreement: Agreement, assigner: str) -> None:
    text = write_odrl(agreement, assigner=assigner)
    assert read_odrl(text) == agreement
    assert write_odrl(agreement, assigner=assigner) == text


@given(agreements())
def test_a_file_of_terms_reads_back_the_same(agreement: Agreement) -> None:
    assert read_agreement(write_agreement(agreement)) == agreement


@given(agreements(), st.randoms())
def test_the_order_of_rules_and_constraints_does_not_matter(
    agreement: Agreement, dice: Any
) -> None:
    policy = json.loads(write_odrl(agreement, assigner="Delta Desk"))
    for rules in (policy.get("permission", []), policy.get("obligation", [])):
        dice.shuffle(rules)
        for rule in rules:
            dice.shuffle(rule.get("constraint", []))
    assert read_odrl(json.dumps(policy)) == agreement


CELL = Agreement(
    id="relief-cell",
    partner="Harbour Relief",
    unit="Access cell",
    purposes=frozenset({Purpose.HUMANITARIAN_ACCESS}),
    tlp=Tlp.AMBER_STRICT,
    valid_from=dt.date(2031, 1, 1),
    valid_until=dt.date(2031, 12, 31),
    retention_days=90,
)


def policy_of(agreement: Agreement = CELL) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(write_odrl(agreement, assigner="Delta Desk"))
    return made


def test_it_speaks_odrl_where_odrl_has_words() -> None:
    policy = policy_of()
    assert policy["@type"] == "Agreement"
    assert policy["@context"][0] == "http://www.w3.org/ns/odrl.jsonld"
    (use, attribute) = policy["permission"]
    assert (use["action"], attribute["action"]) == ("use", "attribute")
    assert {
        "leftOperand": "purpose",
        "operator": "isAnyOf",
        "rightOperand": ["corrobora:humanitarian-access"],
    } in use["constraint"]
    assert [rule["action"] for rule in policy["prohibition"]] == ["distribute"]
    (delete,) = policy["obligation"]
    assert delete["constraint"][0]["rightOperand"]["@value"] == "P90D"


def _with_rule(kind: str, **rule: Any) -> dict[str, Any]:
    policy = policy_of()
    policy.setdefault(kind, []).append({"target": "urn:corrobora:releases", **rule})
    return policy


def _with_constraint(**constraint: Any) -> dict[str, Any]:
    policy = policy_of()
    policy["permission"][0]["constraint"].append(constraint)
    return policy


@pytest.mark.parametrize(
    ("policy", "named"),
    [
        (_with_rule("permission", action="sell"), "permission to sell"),
        (_with_rule("prohibition", action="print"), "prohibition to print"),
        (_with_rule("obligation", action="compensate"), "obligation to compensate"),
        (_with_rule("permission", action="attribute", assignee="x"), "attribution twice"),
        (_with_rule("permission", action="distribute", duty=[{"action": "inform"}]), "distribute"),
        (_with_constraint(leftOperand="spatial", operator="eq", rightOperand="ML"), "spatial"),
        (_with_constraint(leftOperand="purpose", operator="isAnyOf", rightOperand=[]), "twice"),
        (
            _with_constraint(leftOperand="corrobora:tlp", operator="gteq", rightOperand="green"),
            "gteq",
        ),
        (_with_constraint(leftOperand=["x"], operator="eq", rightOperand=1), "constraint"),
        (_with_constraint(leftOperand="count", operator="lteq", rightOperand=5), "count"),
        (policy_of() | {"@type": "Offer"}, "Offer"),
        (policy_of() | {"conflict": "perm"}, "perm"),
        (policy_of() | {"profile": "https://example.org/other"}, "profile"),
        (policy_of() | {"inheritFrom": "urn:x"}, "inheritFrom"),
        (policy_of() | {"obligation": [], "permission": []}, "does not say"),
        (policy_of() | {"permission": {"action": "use"}}, "permission is"),
        (policy_of() | {"assignee": "Harbour Relief"}, "assignee"),
        (policy_of() | {"uid": 5}, "uid"),
    ],
)
def test_what_an_agreement_cannot_hold_is_refused_by_name(
    policy: dict[str, Any], named: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        read_odrl(json.dumps(policy))
    assert named in caught.value.message


def test_targeting_is_no_purpose() -> None:
    policy = policy_of()
    policy["permission"][0]["constraint"][0]["rightOperand"] = ["corrobora:targeting"]
    with pytest.raises(PolicyError, match="targeting"):
        read_odrl(json.dumps(policy))


def test_red_is_for_no_organisation() -> None:
    text = write_odrl(CELL, assigner="Delta Desk").replace('"amber+strict"', '"red"')
    with pytest.raises(PolicyError, match="RED"):
        read_odrl(text)


def test_without_an_obligation_to_delete_there_is_no_limit() -> None:
    policy = policy_of()
    policy.pop("obligation")
    assert read_odrl(json.dumps(policy)).retention_days is None


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000, '{"a":' * 50_000])
def test_refuses_what_is_no_policy(text: str) -> None:
    with pytest.raises(PolicyError):
        read_odrl(text)


# --- from other programs -------------------------------------------------------------------------


def foreign(**changes: Any) -> dict[str, Any]:
    """A policy as another program may write it."""
    return {
        "@context": "http://www.w3.org/ns/odrl.jsonld",
        "@type": "Agreement",
        "uid": "https://relief.example/policies/Lake_Basin",
        "assigner": "https://desk.example",
        "assignee": {"@type": "Party", "uid": "Basin Relief"},
        "permission": {
            "target": "https://desk.example/feed",
            "action": "odrl:use",
            "constraint": [
                {"leftOperand": "odrl:purpose", "operator": "eq", "rightOperand": "early-warning"},
                {"leftOperand": "dateTime", "operator": "odrl:gteq", "rightOperand": "2031-01-01"},
                {"leftOperand": "dateTime", "operator": "lteq", "rightOperand": "2031-12-31"},
            ],
        },
        **changes,
    }


def imported(**changes: Any) -> Imported:
    return import_odrl(json.dumps(foreign(**changes)))


def test_what_a_foreign_policy_does_not_say_is_most_restrictive_and_named() -> None:
    found = imported()
    terms = found.agreement
    assert (terms.id, terms.partner, terms.unit) == ("lake-basin", "Basin Relief", "Basin Relief")
    assert terms.purposes == {Purpose.EARLY_WARNING}
    assert (terms.tlp, terms.pap) == (min(Tlp), min(Pap))
    assert (terms.place, terms.date) == (min(PlaceDetail), min(DateDetail))
    assert (terms.tolls, terms.onward, terms.attribution) == ("band", "none", "must-not")
    assert (terms.person_names, terms.source_names, terms.diligence) == (False, False, True)
    assert (terms.retention_days, terms.compartments) == (1, frozenset())
    named = {field for field, _ in found.assumed}
    said = {"purposes", "valid_from", "valid_until", "compartments", "onward_to"}
    assert set(Agreement.__struct_fields__) - said <= named
    assert read_agreement(found.text) == terms
    for field, _ in found.assumed:
        assert f"# Not said in the policy: {field} = " in found.text


def test_what_a_foreign_policy_says_is_kept() -> None:
    rule = foreign()["permission"]
    rule["constraint"].append(
        {"leftOperand": "corrobora:place", "operator": "lteq", "rightOperand": "district"}
    )
    period = {"@value": "P30D", "@type": "xsd:duration"}
    delete = {
        "target": rule["target"], "action": "delete",
        "constraint": {"leftOperand": "elapsedTime", "operator": "lteq", "rightOperand": period},
    }  # fmt: skip
    found = imported(permission=rule, obligation=[delete])
    assert found.agreement.place is PlaceDetail.DISTRICT
    assert found.agreement.retention_days == 30
    assert not {"place", "retention_days"} & {field for field, _ in found.assumed}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"profile": "https://relief.example/profile"}, "profile"),
        ({"conflict": "perm"}, "conflict"),
        ({"inheritFrom": "https://relief.example/other"}, "inheritFrom"),
        ({"prohibition": [{"target": "https://desk.example/feed", "action": "archive"}]},
         "archive"),
        ({"obligation": [{"target": "https://desk.example/feed", "action": "compensate"}]},
         "compensate"),
        ({"permission": [{"target": "https://desk.example/feed", "action": "use"}]},
         "does not say purposes"),
        ({"permission": "use"}, "permission is"),
        ({"permission": [{"target": ["a"], "action": "use"}]}, "target"),
        ({"uid": 7}, "uid"),
        ({"assignee": {"uid": "Basin Relief", "role": "x"}}, "assignee"),
    ],
)  # fmt: skip
def test_what_an_agreement_cannot_hold_is_refused_from_there_too(
    change: dict[str, Any], says: str
) -> None:
    with pytest.raises(PolicyError, match=says):
        imported(**change)


def test_a_purpose_of_another_list_is_refused() -> None:
    rule = foreign()["permission"]
    rule["constraint"][0]["rightOperand"] = ["early-warning", "targeting"]
    with pytest.raises(PolicyError, match="targeting"):
        imported(permission=rule)


@given(agreements())
def test_of_our_own_policies_nothing_is_assumed(terms: Agreement) -> None:
    found = import_odrl(write_odrl(terms, assigner="Delta Desk"))
    assert (found.agreement, found.assumed) == (terms, ())


_OPTIONAL = ("conflict", "assigner", "assignee", "permission", "prohibition", "obligation")


@given(agreements(), st.sets(st.sampled_from(_OPTIONAL)), st.randoms(use_true_random=False))
def test_an_import_never_allows_more_than_was_said(
    terms: Agreement, left_out: set[str], chance: random.Random
) -> None:
    """Whatever of a policy is left out: what is imported is no wider than all of it said."""
    policy = json.loads(write_odrl(terms, assigner="Delta Desk"))
    del policy["profile"]
    for key in left_out:
        policy.pop(key, None)
    for rule in policy.get("permission", []):
        if rule["action"] == "use":
            rule["constraint"] = [
                c for c in rule["constraint"]
                if c["leftOperand"] in ("purpose", "dateTime") or chance.random() < 0.5
            ]  # fmt: skip
    try:
        found = import_odrl(json.dumps(policy)).agreement
    except PolicyError:
        return
    assert found.tlp <= terms.tlp
    assert found.pap <= terms.pap
    assert found.place <= terms.place
    assert found.date <= terms.date
    assert (found.tolls, found.person_names) in (
        (terms.tolls, terms.person_names), ("band", False), ("band", terms.person_names),
        (terms.tolls, False),
    )  # fmt: skip
    assert not found.source_names or terms.source_names
    assert found.diligence or not terms.diligence
    assert found.compartments <= terms.compartments
    assert found.onward in ("none", terms.onward)
    assert found.retention_days in (1, terms.retention_days)
