"""From import to brief, release, suspension and recall in a real browser, by keyboard.

Every screen is pictured in light, dark, narrow and French; the pictures are kept in the folder
that CORROBORA_PICTURES names, so that somebody can look at them.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from serve.chrome import Chrome, chrome
from serve.test_in_browser import BROWSER, REQUIRED, running
from serve.waiting import HARBOUR, shareable

pytestmark = pytest.mark.skipif(
    BROWSER is None and not REQUIRED, reason="no Chromium on this machine"
)

LOOKS = {
    "light": ("lang=en&theme=light", 1280), "dark": ("lang=en&theme=dark", 1280),
    "narrow": ("lang=en&theme=light", 390), "french": ("lang=fr&theme=dark", 1280),
}  # fmt: skip
NEW = "Gunmen burned the ferry at Akka on 2 September 2025, said the Akka Harbour Union."
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def fill(page: Chrome, form: str, fields: dict[str, str], box: str = "") -> None:
    """Fill in a form and send it, with keys alone."""
    for name, said in fields.items():
        page.tab_to(f"document.querySelector({f'{form} [name={name}]'!r})")
        page.type(said)
    if box:
        page.tab_to(f"document.querySelector({f'{form} {box}'!r})")
        page.press(" ")
    page.tab_to(f"document.querySelector({f'{form} [name=confirm]'!r})")
    page.press(" ")
    page.tab_to(f"document.querySelector({f'{form} button'!r})")
    page.press("Enter")


def test_from_import_to_recall_by_keyboard(made: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.db"
    shutil.copy(made, case)
    shareable(case)
    (tmp_path / "ferry.txt").write_text(NEW, encoding="utf-8")
    desk = f"/sharing/{HARBOUR}"
    with running(case) as address, chrome(tmp_path / "user") as page:
        # Import.
        page.go(f"{address}/import")
        page.tab_to("document.getElementById('files')")
        page.choose_files("#files", [tmp_path / "ferry.txt"])
        page.tab_to("document.querySelector('#import-form button')")
        page.press("Enter")
        page.wait("!document.getElementById('import-desk').hidden")
        page.tab_to("document.getElementById('import-desk')")
        page.press("Enter")
        page.wait("location.pathname === '/'")
        # The story, its words, the place in the text.
        story = "[...document.querySelectorAll('.story a')].find(a => /ferry/i.test(a.textContent))"
        page.tab_to(story)
        page.press("Enter")
        page.wait("location.pathname.startsWith('/events/')")
        page.tab_to("document.querySelector('main a.quote')")
        page.press("Enter")
        page.wait("location.pathname.startsWith('/reports/')")
        assert "burned the ferry" in page.run("document.body.innerText")
        # The brief.
        page.go(f"{address}/brief")
        assert page.run("document.querySelectorAll('.cite').length") > 2
        # Release.
        page.go(f"{address}{desk}/preview/early-warning")
        assert "ferry" not in page.run("document.body.innerText")
        fill(page, f"form[action='{desk}/release']", {"by": "A. Sow"})
        page.wait(f"location.pathname === '{desk}' && location.search.includes('released')")
        held = page.run("document.querySelector('main').innerText")
        assert re.search(r"Held by the partner.*\d", held, re.DOTALL)
        # Suspend, which is one act, and recall.
        page.go(f"{address}{desk}/suspend")
        fill(page, "main form", {"why": "Relations broken off"})
        page.wait(f"location.pathname === '{desk}' && location.search.includes('suspended')")
        assert page.run("document.querySelector('.badge.state.suspended') !== null")
        page.go(f"{address}{desk}/recall")
        fill(page, "main form", {"why": "Relations broken off"}, box="#all")
        page.wait(f"location.pathname === '{desk}' && location.search.includes('recalled')")
        page.go(f"{address}/journal?verify=1")
        told = page.run("document.querySelector('main').innerText")
        assert "The chain is whole" in told
        assert "recall" in told
        assert "release" in told
        assert page.faults() == []


def test_every_screen_in_each_look_fits_and_is_pictured(made: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.db"
    shutil.copy(made, case)
    report = shareable(case)
    kept = Path(os.environ.get("CORROBORA_PICTURES", tmp_path / "pictures"))
    kept.mkdir(parents=True, exist_ok=True)
    with running(case) as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/")
        event = page.run("document.querySelector('.story a').getAttribute('href')")
        screens = {
            "desk": "/", "event": event, "reader": f"/reports/{report}", "timeline": "/timeline",
            "network": "/network", "claims": "/claims", "brief": "/brief", "drafts": "/drafts",
            "sharing": "/sharing", "agreement": f"/sharing/{HARBOUR}",
            "preview": f"/sharing/{HARBOUR}/preview/early-warning", "proposals": "/proposals",
            "consents": "/consents", "journal": "/journal", "import": "/import",
        }  # fmt: skip
        for look, (asked, width) in LOOKS.items():
            page.size(width, 900)
            for name, where in screens.items():
                page.go(f"{address}{where}?{asked}")
                picture = kept / f"{name}-{look}.png"
                page.picture(picture)
                assert picture.stat().st_size > 5000, picture
                assert page.run(WIDE) <= 0, f"{name} is wider than the window in {look}"
                shown = page.run("document.documentElement.lang")
                assert shown == ("fr" if look == "french" else "en")
        assert page.faults() == []
    assert len(list(kept.glob("*.png"))) >= len(screens) * len(LOOKS)
