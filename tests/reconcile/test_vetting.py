from __future__ import annotations

from claim_builder import report

from corrobora.model import Judgement
from corrobora.reconcile.vetting import Vetting, outlet_key

HELD = {"r1": report("r1", "The Delta Courier")}


def said(subject: str, verdict: str, at: str = "2024-04-01", kind: str = "outlet") -> Judgement:
    return Judgement(
        subject_kind=kind,  # type: ignore[arg-type]
        subject=subject,
        verdict=verdict,  # type: ignore[arg-type]
        by="a",
        at=at,
        why="known for years",
    )


def test_what_changed_is_only_what_stands_otherwise_now() -> None:
    before = Vetting([said("Delta Courier", "accept"), said("Hill Radio", "reject")], HELD)
    again = said("r1", "accept", "2024-04-02", "report")
    after = Vetting([said("Delta Courier", "accept"), again, said("Plain Post", "accept")], HELD)
    assert after.changed(before) == {outlet_key("Plain Post")}
    assert after.changed(after) == frozenset()
    taken_back = Vetting([again, said("Delta Courier", "reject", "2024-04-03")], HELD)
    assert taken_back.changed(after) == {outlet_key("Delta Courier"), outlet_key("Plain Post")}
