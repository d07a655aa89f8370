"""When the unit of a partner is to be looked into again, on the sharing desk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corrobora.case import Case
from corrobora.share.diligence import Assessment
from corrobora.sharing import SharingDesk
from serve.browser import NOW, opened, records
from serve.test_pages_hold import agree

SAID = {
    "2026-06-30": ("30 June 2026", "30 juin 2026"),
    "2025-10-02": ("2 October 2025", "2 octobre 2025"),
    "2025-10-01": ("1 October 2025 overdue", "1er octobre 2025 en retard"),
    None: ("no day set", "aucun jour fixé"),
}


@pytest.mark.parametrize("day", SAID)
def test_the_next_review_is_told_on_the_list_and_with_the_agreement(
    case_path: Path, day: str | None
) -> None:
    agree(case_path)
    if day is not None:
        _assess(case_path, day)
    with opened(case_path) as client:
        for language, wanted in zip(("en", "fr"), SAID[day], strict=True):
            assert _listed(client, language) == wanted
            assert _of_agreement(client, language) == wanted
        told: Any = records(client, "/sharing/harbour-ew")["diligence"]
        assert (told["review_by"], told["overdue"]) == (day, day == "2025-10-01")
        first: Any = records(client, "/sharing")["agreements"]
        assert first[0]["diligence"] == told


def _assess(path: Path, day: str) -> None:
    with Case.open(path, clock=lambda: NOW) as case:
        SharingDesk(case, clock=lambda: NOW).assess(
            Assessment(
                agreement="harbour-ew", result="cleared", by="B. Diop", at=NOW, findings="none",
                review_by=dt.date.fromisoformat(day),
            )
        )  # fmt: skip


def _listed(client: Any, language: str) -> str:
    page = html.fromstring(client.get("/sharing", params={"lang": language}).text)
    heads = [head.text_content() for head in page.xpath("//main//thead//th")]
    place = heads.index({"en": "Next review", "fr": "Prochain examen"}[language])
    return _plain(page.xpath("//main//tbody/tr[1]/*")[place])


def _of_agreement(client: Any, language: str) -> str:
    page = html.fromstring(client.get("/sharing/harbour-ew", params={"lang": language}).text)
    label = {"en": "Next review", "fr": "Prochain examen"}[language]
    return _plain(page.xpath(f"//dt[.='{label}']/following-sibling::dd")[0])


def _plain(node: Any) -> str:
    return " ".join(str(node.text_content()).split())
