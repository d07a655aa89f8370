"""Work side by side comes to what it comes to one after the other."""

from __future__ import annotations

import pytest
from reading_room import report, resources

from corrobora.extract import extract, extract_all
from corrobora.extract.steps import Steps, at_once, side_by_side


def _counting(to: int, log: list[tuple[int, int]]) -> Steps[int]:
    for step in range(to):
        log.append((to, step))
        yield
    return to * 10


def test_each_step_is_taken_for_all_before_the_next() -> None:
    log: list[tuple[int, int]] = []

    assert side_by_side(_counting(to, log) for to in (2, 0, 3)) == [20, 0, 30]
    assert log == [(2, 0), (3, 0), (2, 1), (3, 1), (3, 2)]
    assert at_once(_counting(4, [])) == 40
    assert side_by_side([]) == []


def test_a_fault_in_one_piece_of_work_is_not_swallowed() -> None:
    def failing() -> Steps[int]:
        yield
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        side_by_side([_counting(3, []), failing()])


def test_reports_read_side_by_side_give_the_claims_of_each() -> None:
    reports = [
        report("Gunmen killed 14 soldiers near Mopti on 3 May. The army blamed JNIM for the raid."),
        report("Der Minister trat am Montag zurück.", "de"),
        report("Le Mali a expulsé deux diplomates français lundi, a dit le ministre.", "fr"),
        report("", "en"),
        report("France and Chad signed an accord. They had met in Paris on Monday."),
    ]
    found = extract_all(reports, resources(fast=True))

    assert found == [extract(r, resources(fast=True)) for r in reports]
    assert found[0]
    assert found[2]
    assert found[4]
    assert found[1] == found[3] == ()
