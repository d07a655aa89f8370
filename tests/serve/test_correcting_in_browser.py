"""A claim corrected, divided and put back by keyboard, in a real browser without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrobora.case import Case
from serve.browser import NOW
from serve.chrome import Chrome, chrome
from serve.test_in_browser import BROWSER, REQUIRED, running

pytestmark = pytest.mark.skipif(
    BROWSER is None and not REQUIRED, reason="no Chromium on this machine"
)


def unfold(page: Chrome, claim: str, act: str) -> None:
    """Open the fold of a form, and give name and reason."""
    form = f"document.querySelector('#claim-{claim} form[action$=\"/{act}\"]')"
    page.tab_to(f"{form}.closest('details').querySelector('summary')")
    page.press("Enter")
    for field, said in (("by", "A. Sow"), ("why", "Read it again")):
        page.tab_to(f"{form}.querySelector('[name={field}]')")
        page.run("document.activeElement.select()")
        page.type(said)


def send(page: Chrome, claim: str, act: str, told: str) -> None:
    page.tab_to(f"document.querySelector('#claim-{claim} form[action$=\"/{act}\"] button')")
    page.press("Enter")
    page.wait(f"(document.querySelector('.done') || document.body).innerText.includes('{told}')")


def test_a_claim_is_corrected_divided_and_put_back_by_keyboard(
    case_path: Path, tmp_path: Path
) -> None:
    with Case.open(case_path, clock=lambda: NOW, fast=True) as case:
        claim = next(c for c in case.claims() if c.quote.startswith("Gunmen killed 14"))
    with running(case_path) as address, chrome(tmp_path / "user") as page:
        page.scripts(on=False)
        page.go(f"{address}/reports/{claim.report}")
        unfold(page, claim.id, "edit")
        page.run(f"document.getElementById('place-{claim.id}').value = 'Gao, ML'")
        send(page, claim.id, "edit", "is corrected")
        card = f"document.getElementById('claim-{claim.id}').innerText"
        assert "Gao" in page.run(card)
        assert "Read it again" in page.run(card)
        unfold(page, claim.id, "split")
        for field, words in (("first", "Gunmen killed 14 soldiers"), ("second", "near Mopti")):
            page.run(f"document.getElementById('{field}-{claim.id}').value = '{words}'")
        send(page, claim.id, "split", "is divided")
        quotes = "[...document.querySelectorAll('.claim blockquote')].map(q => q.textContent)"
        assert page.run(quotes)[:2] == ["Gunmen killed 14 soldiers", "near Mopti"]
        unfold(page, f"{claim.id}\\\\.1", "undo")
        send(page, f"{claim.id}\\\\.1", "undo", "taken back")
        assert claim.quote in page.run(quotes)
        assert page.faults() == []
