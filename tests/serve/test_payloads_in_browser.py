"""Hostile words in every field that a case keeps, over every page, in a real browser: none runs.

What the words would run is there for them to find, put there past the policy of the page; so that a
page on which it ran would show it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from serve.chrome import Chrome, chrome
from serve.test_in_browser import BROWSER, REQUIRED, running
from serve.test_stored_script import MARK, MORE, PAYLOADS, views, write

pytestmark = pytest.mark.skipif(
    BROWSER is None and not REQUIRED, reason="no Chromium on this machine"
)

TRAP = f"window.{MARK} = window.{MARK.upper()} = () => {{ window.ran = true; }};"
LOOK = f"""
(() => {{
  // Whatever waits for a click, a key or the focus is given it.
  for (const one of document.querySelectorAll("main a, main button, main input, main [onclick]")) {{
    one.dispatchEvent(new Event("focus"));
    one.dispatchEvent(new MouseEvent("mouseover", {{bubbles: true}}));
  }}
  const planted = document.querySelectorAll("{MARK}, iframe, object, embed, base, math, img, " +
    "[onclick], [onload], [onerror], [onfocus], [style*={MARK}], [href^='javascript:']");
  return [Boolean(window.ran), planted.length, Boolean(document.querySelector("footer"))];
}})()
"""


def tried(page: Chrome, address: str) -> list[Any]:
    page.go(address)
    found: list[Any] = page.run(LOOK)
    return found


def look(folder: Path, payloads: list[str], every: int) -> int:
    """Open each page in which the words stand; how many pages that were."""
    write(folder / "evil.db", payloads)
    lists = range(1, len(payloads) // 20 + 2)
    addresses = [f"{view}?page={n}" for view in ("/", "/reports", "/claims") for n in lists]
    addresses += [
        "/?unread=1&pick=all", "/claims?pick=all", "/timeline", "/timeline?from=1990-01-01",
        "/network", "/brief", "/brief/changes?since=1970-01-01", "/sharing", "/sharing/evil-ew",
        "/sharing/evil-ew/preview/early-warning", "/proposals", "/consents", "/journal", "/drafts",
    ]  # fmt: skip
    for number in range(0, len(payloads), every):
        addresses += [*views(number), f"/drafts/d{number}"]
    with running(folder / "evil.db") as address, chrome(folder / "user") as page:
        page.before_each(TRAP)
        for one in addresses:
            assert tried(page, address + one) == [False, 0, True], one
        # The page that asks back, which a form leads to, and what single keys do on lists.
        page.go(f"{address}/claims?pick=all")
        for key in "jjkxxu?":
            page.press(key, code=ord(key.upper()))
        assert page.run(LOOK) == [False, 0, True]
        page.run("document.querySelector('#act button[value=reject]').click()")
        page.wait("document.querySelector('ul.chosen') && document.querySelector('footer')")
        assert page.run(LOOK) == [False, 0, True]
        # A slider that draws anew.
        page.go(f"{address}/timeline")
        page.wait("document.getElementById('slider-from')")
        page.run(
            "(f => { f.value = Number(f.max) - 1; "
            "f.dispatchEvent(new Event('input', {bubbles: true})); })"
            "(document.getElementById('slider-from'))"
        )
        page.wait("document.getElementById('slider').dataset.shown")
        assert page.run(LOOK) == [False, 0, True]
    return len(addresses) + 2


def test_the_trap_is_sprung_by_a_page_without_a_policy(tmp_path: Path) -> None:
    unsafe = tmp_path / "unsafe.html"
    unsafe.write_text(f"<!doctype html><body>{PAYLOADS[2]}<footer></footer>", encoding="utf-8")
    with chrome(tmp_path / "user") as page:
        page.before_each(TRAP)
        page.go(unsafe.as_uri())
        page.wait("window.ran")
        assert tried(page, unsafe.as_uri())[1:] == [1, True]


def test_nothing_that_a_case_holds_runs_on_lists_drawings_and_some_texts(tmp_path: Path) -> None:
    assert look(tmp_path, PAYLOADS[::5], 13) > 30


@pytest.mark.slow
def test_none_of_400_runs_on_any_page(tmp_path: Path, record_property: Any) -> None:
    payloads = PAYLOADS + MORE
    assert len(payloads) == 400
    pages = look(tmp_path, payloads, 1)
    record_property("pages", pages)
    assert pages > 1900
