"""Files dropped on the page or chosen by keyboard, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.program import write_story
from serve.chrome import chrome
from serve.test_in_browser import BROWSER, REQUIRED, running

pytestmark = pytest.mark.skipif(
    BROWSER is None and not REQUIRED, reason="no Chromium on this machine"
)

DONE = "!document.getElementById('import-desk').hidden"
STATES = "[...document.querySelectorAll('#import-list li')].map(one => one.className)"


def test_dropped_files_are_taken_and_what_is_wrong_with_one_is_named(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story")
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    folder = tmp_path / "folder"
    folder.mkdir()
    files = [*sorted(story.iterdir()), empty, folder]
    with running(tmp_path / "new.db") as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/import")
        page.drop_files("#import-form", files)
        page.wait(DONE)
        assert sorted(page.run(STATES)) == ["refused", "refused", "taken", "taken", "taken"]
        told = page.run("document.getElementById('import-list').innerText")
        for name in ("wire.txt", "ledger.txt", "courrier.txt", "empty.txt", "folder"):
            assert name in told
        assert "3 reports read" in page.run("document.getElementById('import-said').textContent")
        assert page.run("document.getElementById('import-bar').value") == 1
        assert page.faults() == []
        # The same again is known, and nothing is read for it.
        page.drop_files("#import-form", [story / "wire.txt"])
        page.wait(f"{DONE} && document.querySelectorAll('#import-list li').length === 6")
        assert page.run(STATES)[-1] == "known"
        assert "Nothing new" in page.run("document.getElementById('import-said').textContent")


def test_files_are_chosen_and_sent_by_keyboard(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story")
    with running(tmp_path / "new.db") as address, chrome(tmp_path / "user") as page:
        page.go(f"{address}/import")
        page.tab_to("document.getElementById('files')")
        page.choose_files("#files", [story / "wire.txt", story / "ledger.txt"])
        page.tab_to("document.querySelector('#import-form button')")
        page.press("Enter")
        page.wait(DONE)
        assert page.run(STATES) == ["taken", "taken"]
        page.tab_to("document.getElementById('import-desk')")
        page.press("Enter")
        page.wait("location.pathname === '/' && document.querySelector('.story')")


def test_without_scripts_the_form_takes_several_files(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story")
    with running(tmp_path / "new.db") as address, chrome(tmp_path / "user") as page:
        page.scripts(on=False)
        page.go(f"{address}/import")
        page.choose_files("#files", [story / "wire.txt", story / "ledger.txt"])
        page.tab_to("document.querySelector('#import-form button')")
        page.press("Enter")
        page.wait("document.body.innerText.includes('2 reports were read')")


def test_a_server_that_is_gone_is_told_of_each_file(tmp_path: Path) -> None:
    story = write_story(tmp_path / "story")
    with chrome(tmp_path / "user") as page:
        with running(tmp_path / "new.db") as address:
            page.go(f"{address}/import")
        page.drop_files("#import-form", [story / "wire.txt", story / "ledger.txt"])
        page.wait(DONE)
        assert page.run(STATES) == ["refused", "refused"]
        assert "could not be reached" in page.run("document.body.innerText")
