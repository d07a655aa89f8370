"""Laws of reconciliation that hold for any claims."""

from __future__ import annotations

from claim_builder import claim, report, town, voice, when
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.model import Claim, Derivation, Report
from corrobora.reconcile import reconcile

REPORTS = tuple(report(f"r{i}", f"Outlet {i % 4}", f"2024-03-1{i}") for i in range(6))
_DATES = (
    None,
    when("2024-03-10"),
    when("2024-03-11"),
    when("2024-03-14"),
    when("2024-03-01", "2024-03-31"),
)
_TOWNS = (None, town("Kona", lat=14.95, lon=-3.89), town("Gao", lat=16.27, lon=-0.05))
_VOICES = ((), (voice("General Keita"),), (voice("a soldier", anonymous=True),))


@st.composite
def claims(draw: st.DrawFn) -> tuple[Claim, ...]:
    count = draw(st.integers(1, 14))
    return tuple(
        claim(
            f"c{i}",
            draw(st.sampled_from(REPORTS)).id,
            draw(st.sampled_from(["ASSAULT", "SANCTION", "ACCUSE", "REJECT"])),
            by=draw(st.sampled_from([(), ("JNIM",), ("ML.gov",), ("ML.mil", "RU")])),
            on=draw(st.sampled_from([(), ("ML.mil",), ("FR",), ("JNIM",)])),
            mode=draw(st.sampled_from([None, "expel", "suspend", "deny"])),
            date=draw(st.sampled_from(_DATES)),
            place=draw(st.sampled_from(_TOWNS)),
            dead=draw(st.sampled_from([None, 5, 14, (10, None)])),
            said_by=draw(st.sampled_from(_VOICES)),
            stance=draw(st.sampled_from(["asserted", "asserted", "alleged", "denied", "planned"])),
            start=i * 37,
        )
        for i in range(count)
    )


@given(claims(), st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_any_order_gives_the_same_events(given_: tuple[Claim, ...], chance: object) -> None:
    shuffled, reports = list(given_), list(REPORTS)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(reports)  # type: ignore[attr-defined]

    assert reconcile(shuffled, reports, ()) == reconcile(given_, REPORTS, ())


@given(claims())
@settings(max_examples=80, deadline=None)
def test_removing_a_report_leaves_what_would_be_without_it(given_: tuple[Claim, ...]) -> None:
    gone = given_[0].report
    derivations = (
        Derivation(report=gone, source="r5", ghost=None, how="repost", cues=()),
        Derivation(report="r4", source=gone, ghost=None, how="repost", cues=()),
    )
    kept = [c for c in given_ if c.report != gone]
    reports = [r for r in REPORTS if r.id != gone]

    after = reconcile(kept, reports, derivations)

    assert after == reconcile(kept, reports, ())
    for event in after:
        assert gone not in event.reports


@given(claims())
@settings(max_examples=80, deadline=None)
def test_a_repost_raises_no_count(given_: tuple[Claim, ...]) -> None:
    copied = given_[0].report
    copy: Report = report("copy", "Echo", "2024-03-29")
    copies = [
        claim_copy(c, "copy", f"x{c.id}") for c in given_ if c.report == copied
    ]  # fmt: skip
    taken = Derivation(report="copy", source=copied, ghost=None, how="repost", cues=("copy",))

    before = reconcile(given_, REPORTS, ())
    after = reconcile([*given_, *copies], [*REPORTS, copy], (taken,))

    counts = {c: e.independent for e in before for c in e.claims}
    for event in after:
        originals = [c for c in event.claims if not c.startswith("x")]
        if originals and {*originals} == {
            *next(e for e in before if originals[0] in e.claims).claims
        }:
            assert event.independent == counts[originals[0]]


@given(claims())
@settings(max_examples=80, deadline=None)
def test_every_claim_is_in_at_most_one_event(given_: tuple[Claim, ...]) -> None:
    members = [c for e in reconcile(given_, REPORTS, ()) for c in e.claims]

    assert len(members) == len(set(members))
    for event in reconcile(given_, REPORTS, ()):
        assert 1 <= event.independent.min <= event.independent.max == len(event.origins)
        assert {c for o in event.origins for c in o.claims} == set(event.claims)


@given(claims())
@settings(max_examples=60, deadline=None)
def test_facts_and_plans_do_not_mix(given_: tuple[Claim, ...]) -> None:
    stance = {c.id: c.stance for c in given_}
    for event in reconcile(given_, REPORTS, ()):
        assert len({stance[c] == "planned" for c in event.claims}) == 1


def claim_copy(one: Claim, report_id: str, id_: str) -> Claim:
    from msgspec.structs import replace

    return replace(one, id=id_, report=report_id)
