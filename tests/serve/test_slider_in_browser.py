"""The window of time is moved by a slider over timeline, places and network, in a real browser."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from corrobora.case import Case
from corrobora.serve.demo import sample_reports
from serve.browser import NOW
from serve.chrome import Chrome, chrome
from serve.test_in_browser import BROWSER, REQUIRED, running
from serve.test_triage_in_browser import serious
from serve.test_walk_in_browser import LOOKS, WIDE

pytestmark = pytest.mark.skipif(
    BROWSER is None and not REQUIRED, reason="no Chromium on this machine"
)

MARKS = "document.querySelectorAll('#drawn .mark').length"
SPOTS = "document.querySelectorAll('#drawn .spot').length"
EDGES = "document.querySelectorAll('#drawn .edge').length"
SHOWN = "document.getElementById('slider').dataset.shown"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of the sample reports."""
    found = sample_reports()
    assert found is not None
    path = tmp_path_factory.mktemp("samples") / "samples.db"
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        case.collect([found], now=NOW)
        case.update()
    return path


def moved(page: Chrome, handle: str, key: str, times: int) -> None:
    """Move a handle by keys, and wait for what is drawn then."""
    before = json.dumps(page.run(SHOWN) or "")
    page.tab_to(f"document.getElementById({handle!r})")
    for _ in range(times):
        page.press(key, code={"ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35}[key])
    page.wait(f"({SHOWN} || '') !== {before} && {SHOWN} === location.pathname + location.search")


def test_a_slider_moves_the_window_of_all_three(samples: Path, tmp_path: Path) -> None:
    with running(samples) as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/timeline")
        marks, spots = page.run(MARKS), page.run(SPOTS)
        assert marks > 1
        moved(page, "slider-from", "ArrowRight", 2)
        moved(page, "slider-from", "End", 1)
        moved(page, "slider-from", "ArrowLeft", 30)
        # The focus stays, so that the next key moves on from there.
        assert page.run("document.activeElement.id") == "slider-from"
        query = page.run("location.search")
        assert re.fullmatch(r"\?from=\d{4}-\d\d-\d\d", query)
        assert page.run("document.getElementById('f-from').value") == query[6:16]
        assert page.run(MARKS) < marks
        # The other view has the same window.
        network = page.run("document.querySelector('#views a[href^=\"/network\"]').href")
        assert query[1:] in network
        fewer, left = page.run(MARKS), page.run(SPOTS)
        page.go(f"{address}/timeline{query}")
        assert (page.run(MARKS), page.run(SPOTS)) == (fewer, left)
        page.go(network)
        edges = page.run(EDGES)
        moved(page, "slider-from", "Home", 1)
        assert page.run("location.search") == ""
        assert page.run(EDGES) > edges
        moved(page, "slider-to", "ArrowLeft", 1)
        assert re.fullmatch(r"\?to=\d{4}-\d\d-\d\d", page.run("location.search"))
        moved(page, "slider-shift", "ArrowRight", 1)
        # The window has reached the end, and begins a day later.
        assert re.fullmatch(r"\?from=\d{4}-\d\d-\d\d", page.run("location.search"))
        page.go(f"{address}/timeline")
        assert (page.run(MARKS), page.run(SPOTS)) == (marks, spots)
        assert page.faults() == []


def test_without_scripts_the_links_move_it(samples: Path, tmp_path: Path) -> None:
    with running(samples) as address, chrome(tmp_path / "user") as page:
        page.scripts(on=False)
        page.go(f"{address}/timeline")
        assert page.run("document.getElementById('slider').hidden")
        page.tab_to("document.querySelector('#window li a')")
        page.press("Enter")
        page.wait("location.search.includes('from=')")
        assert page.run(MARKS) >= 0


def test_it_fits_and_has_no_serious_fault(samples: Path, tmp_path: Path) -> None:
    kept = Path(os.environ.get("CORROBORA_PICTURES", tmp_path / "pictures"))
    kept.mkdir(parents=True, exist_ok=True)
    with running(samples) as address, chrome(tmp_path / "user") as page:
        for look, (asked, width) in LOOKS.items():
            page.size(width, 900)
            for name in ("timeline", "network"):
                page.go(f"{address}/{name}?from=2025-09-03&{asked}")
                page.wait("document.getElementById('slider-shift')")
                page.picture(kept / f"slider-{name}-{look}.png")
                assert page.run(WIDE) <= 0, f"{name} is wider than the window in {look}"
                assert serious(page) == []
