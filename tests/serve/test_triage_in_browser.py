"""Going through lists by single keys in a real browser, and without scripts by Tab."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from corrobora.case import Case
from corrobora.store import Store
from serve.browser import NOW
from serve.chrome import Chrome, chrome
from serve.test_axe import AXE
from serve.test_in_browser import BROWSER, REQUIRED, running
from serve.test_stale import said
from serve.test_walk_in_browser import LOOKS, WIDE

pytestmark = pytest.mark.skipif(
    BROWSER is None and not REQUIRED, reason="no Chromium on this machine"
)

FOCUS = "document.activeElement.textContent"
LINKS = "[...document.querySelectorAll('a.opens-it')].map(a => a.textContent)"
NEW = "[...document.querySelectorAll('.new a.opens-it')].map(a => a.textContent)"
TICKED = "document.querySelectorAll('input[form=act]:checked').length"
HEADING = "document.querySelector('h1').textContent"


def keys(page: Chrome, said: str) -> None:
    for key in said:
        page.press(key, code=ord(key.upper()))


def unread(path: Path) -> int:
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        mine = case.store.openings.of("")
        return sum(1 for upto in mine.rows.values() if upto)


def test_stories_are_gone_through_opened_and_marked_by_single_keys(
    case_path: Path, tmp_path: Path
) -> None:
    with running(case_path) as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/")
        links: list[str] = page.run(LINKS)
        assert page.run(NEW) == links
        keys(page, "j")
        assert page.run(FOCUS) == links[0]
        assert page.run("document.activeElement.matches(':focus-visible')")
        page.press("ArrowDown")
        assert page.run(FOCUS) == links[1]
        keys(page, "jk")
        assert page.run(FOCUS) == links[1]
        # Marked as read here, and new again.
        keys(page, "u")
        page.wait(f"!({NEW}).includes({links[1]!r})")
        assert page.run(FOCUS) == links[1]
        keys(page, "u")
        page.wait(f"({NEW}).includes({links[1]!r})")
        keys(page, "xjx")
        assert page.run(TICKED) == 2
        keys(page, "x")
        assert page.run(TICKED) == 1
        # Help opens; words in a field are words.
        keys(page, "?")
        assert page.run("document.getElementById('keys').open")
        keys(page, "/")
        assert page.run("document.activeElement.id") == "q"
        keys(page, "jx")
        assert page.run("document.activeElement.id") == "q"
        assert page.run(TICKED) == 1
        page.press("Tab")
        # Opened; it is read from then on.
        page.run("document.activeElement.blur()")
        keys(page, "jo")
        page.wait("location.pathname.startsWith('/events/')")
        page.go(f"{address}/?unread=1")
        assert page.run(NEW) == links[1:]
        assert page.run(LINKS) == links[1:]
        assert page.faults() == []


def test_arrows_move_the_page_until_something_is_in_focus(case_path: Path, tmp_path: Path) -> None:
    with running(case_path) as address, chrome(tmp_path / "user", height=400) as page:
        page.go(f"{address}/")
        page.press("ArrowDown")
        page.wait("window.scrollY > 0")
        assert page.run("document.activeElement === document.body")


def test_claims_are_rejected_by_single_keys_after_being_asked(
    case_path: Path, tmp_path: Path
) -> None:
    with running(case_path) as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/claims")
        keys(page, "jxjxr")
        page.wait(f"({HEADING}) === 'Reject these claims'")
        assert said(case_path) == []
        assert "2 claims" in page.run("document.querySelector('.lead').textContent")
        assert page.run("document.scripts.length") == 0
        page.tab_to("document.getElementById('by-chosen')")
        page.type("A. Sow")
        page.tab_to("document.getElementById('why')")
        page.type("A hoax")
        page.press("Enter")
        page.wait("document.querySelector('.done')")
        told = page.run("document.querySelector('.done').textContent")
        assert told == "Claims rejected: 2. The events were made anew."
        # What is in focus is meant where nothing was chosen.
        page.wait("document.readyState === 'complete'")
        keys(page, "ja")
        page.wait(f"({HEADING}) === 'Accept these claims'")
        assert "1 claim" in page.run("document.querySelector('.lead').textContent")
        assert page.faults() == []
    assert said(case_path) == [("A. Sow", "reject", "A hoax")] * 2


def test_keys_that_are_turned_off_do_nothing(case_path: Path, tmp_path: Path) -> None:
    with running(case_path) as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/?keys=off")
        page.go(f"{address}/reports")
        assert page.run("document.scripts.length") == 0
        keys(page, "jx")
        assert page.run("document.activeElement === document.body")
        page.go(f"{address}/reports?keys=on")
        keys(page, "jx")
        assert page.run(TICKED) == 1


def test_without_scripts_all_of_it_is_done_by_tab(case_path: Path, tmp_path: Path) -> None:
    with running(case_path) as address, chrome(tmp_path / "user") as page:
        page.scripts(on=False)
        page.go(f"{address}/")
        links: list[str] = page.run(LINKS)
        assert page.run("getComputedStyle(document.getElementById('keys')).display") == "none"
        for number in (0, 1):
            page.tab_to(f"document.querySelectorAll('input[form=act]')[{number}]")
            page.press(" ")
        page.run("document.querySelector('#act button[value=read]').focus()")
        page.press("Enter")
        page.wait("document.querySelector('.done')")
        assert page.run(NEW) == links[2:]
        page.tab_to("document.querySelector('#act-all button')")
        page.press("Enter")
        page.wait(f"({HEADING}) === 'Mark all as read'")
        page.tab_to("document.querySelector('main form button')")
        page.press("Enter")
        page.wait("document.querySelector('.done')")
        assert page.run(NEW) == []
        page.go(f"{address}/reports?unread=1")
        assert page.run(LINKS) == []


def test_a_claim_in_the_reader_is_judged_by_the_browsers_own_access_keys(
    case_path: Path, tmp_path: Path
) -> None:
    with Store.open(case_path, create=False, clock=lambda: NOW) as store:
        claim = next(iter(store.claims()))
    with running(case_path) as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/reports/{claim.report}?claim={claim.id}")
        assert page.run("document.scripts.length") == 0
        page.tab_to(f"document.getElementById('by-{claim.id}')")
        page.type("A. Sow")
        page.tab_to(f"document.getElementById('why-{claim.id}')")
        page.type("A hoax")
        alt = 1
        page.press("r", code=ord("R"), modifiers=alt)
        page.wait("document.querySelector('.done')")
        assert said(case_path) == [("A. Sow", "reject", "A hoax")]
        page.press("u", code=ord("U"), modifiers=alt)
        page.wait("location.pathname === '/reports'")
        assert len(page.run(NEW)) == len(page.run(LINKS))


def serious(page: Chrome) -> list[Any]:
    """What axe-core calls serious or critical on the page as it stands."""
    page.run(f"{AXE.read_text(encoding='utf-8')}; 1")
    told = page.run(
        "axe.run(document, {resultTypes: ['violations']}).then(f => JSON.stringify("
        "f.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html)])))"
    )
    return [told] if told != "[]" else []


@pytest.mark.skipif(not AXE.exists() and not REQUIRED, reason="axe-core was not fetched")
def test_the_pages_that_ask_back_fit_and_have_no_serious_fault(
    case_path: Path, tmp_path: Path
) -> None:
    kept = Path(os.environ.get("CORROBORA_PICTURES", tmp_path / "pictures"))
    kept.mkdir(parents=True, exist_ok=True)
    wrong: list[Any] = []
    with running(case_path) as address, chrome(tmp_path / "user") as page:
        for look, (asked, width) in LOOKS.items():
            page.size(width, 900)
            for name, where, button in (
                ("chosen", "/claims", "#act button[value=reject]"),
                ("mark-all", "/", "#act-all button"),
                ("lists", "/reports", ""),
                ("lists-desk", "/", ""),
            ):
                page.go(f"{address}{where}?pick=all&{asked}")
                if button:
                    page.run(f"document.querySelector({button!r}).click()")
                    page.wait(
                        f"document.querySelector('footer') && !document.querySelector({button!r})"
                    )
                    page.wait("document.readyState === 'complete'")
                else:
                    page.run("document.getElementById('keys').open = true")
                page.picture(kept / f"{name}-{look}.png")
                assert page.run(WIDE) <= 0, f"{name} is wider than the window in {look}"
                wrong += [(name, look, one) for one in serious(page)]
    assert wrong == []
