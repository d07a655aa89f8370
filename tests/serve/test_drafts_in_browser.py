"""A brief written in a real browser: remarks beside the sentence while one writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from serve.chrome import chrome
from serve.test_in_browser import BROWSER, REQUIRED, running

pytestmark = pytest.mark.skipif(
    BROWSER is None and not REQUIRED, reason="no Chromium on this machine"
)

REMARKS = "document.getElementById('checks').children.length"


def test_remarks_come_while_one_writes_and_stay_without_scripts(
    case_path: Path, tmp_path: Path
) -> None:
    with running(case_path) as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/drafts")
        page.tab_to("document.getElementById('title')")
        page.type("Week 36")
        page.tab_to("document.getElementById('by-draft')")
        page.type("A. Sow")
        page.tab_to("document.querySelector('button[name=from][value=\"\"]')")
        page.press("Enter")
        page.wait("location.pathname.startsWith('/drafts/d') && document.getElementById('checks')")
        page.tab_to("document.getElementById('text')")
        page.type("𝒜 Gunmen attacked [wire.txt]. Nobody knows why. It is so [nothing].")
        page.wait(f"{REMARKS} === 2")
        marked = page.run("[...document.querySelectorAll('.under mark')].map(m => m.textContent)")
        assert marked == ["Nobody knows why.", "It is so [nothing]."]
        # A remark leads to its sentence, also by keyboard.
        page.tab_to("document.querySelector('#checks button')")
        page.press("Enter")
        page.wait("document.activeElement.id === 'text'")
        chosen = "(t => t.value.slice(t.selectionStart, t.selectionEnd))"
        assert page.run(f"{chosen}(document.getElementById('text'))") == "Nobody knows why."
        # What was remarked is mended in its place, and the remark goes.
        page.type("Nobody knows why [wire.txt].")
        page.wait(f"{REMARKS} === 1")
        page.run("document.getElementById('recipient').value = 'TLP:CLEAR'")
        page.run("document.getElementById('recipient').dispatchEvent(new Event('change'))")
        page.wait(f"{REMARKS} === 3")
        page.tab_to("document.querySelector('#writing .buttons button')")
        page.press("Enter")
        page.wait("document.querySelector('.done')")
        page.wait(f"{REMARKS} === 3")
        assert page.faults() == []
        page.scripts(on=False)
        where = page.run("location.pathname")
        page.go(f"{address}{where}")
        assert page.run(REMARKS) == 3
        assert page.run("document.querySelectorAll('#checks button').length") == 0


def test_a_planted_script_does_not_run_there(case_path: Path, tmp_path: Path) -> None:
    with running(case_path) as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/drafts")
        page.run("document.getElementById('by-draft').value = 'A. Sow'")
        page.run("document.querySelector('button[name=from]').click()")
        page.wait("location.pathname.startsWith('/drafts/d') && document.readyState === 'complete'")
        script = "Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'})"
        for planted in (
            "document.body.setAttribute('onclick', 'window.ran = 1')",
            "document.body.innerHTML = '<b>x</b>'",
            f"document.head.append({script})",
        ):
            tried = f"(() => {{ try {{ {planted} }} catch (e) {{ return e.name; }} }})()"
            assert page.run(tried) == "TypeError", planted
        assert page.run("typeof window.ran") == "undefined"
