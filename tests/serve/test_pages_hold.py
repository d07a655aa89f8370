"""Pages that work without scripts, by keyboard, and for whoever does not see them."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import html

from agreement_terms import terms
from corrobora.case import Case
from corrobora.share.agreements import Act
from corrobora.sharing import SharingDesk
from serve.browser import NOW, opened, token
from serve.test_screens import addresses

FILTERED = (
    "/?q=attack&page=2",
    "/timeline?type=ASSAULT",
    "/reports?q=nothing",
    "/brief?section=key",
)

SHARING = ("/sharing/harbour-ew", "/sharing/harbour-ew/preview/early-warning",
           "/sharing/harbour-ew/suspend", "/proposals", "/consents")  # fmt: skip


def agree(path: Path) -> None:
    with Case.open(path, clock=lambda: NOW) as case:
        desk = SharingDesk(case, clock=lambda: NOW, random=lambda n: b"5" * n)
        desk.propose(terms(), by="A. Sow", why="Signed")
        desk.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Both signed")


def test_every_page_is_whole(case_path: Path) -> None:
    agree(case_path)
    with opened(case_path) as client:
        for address in (*addresses(client), *SHARING, *FILTERED, "/nowhere"):
            for language in ("en", "fr"):
                answer = client.get(address, params={"lang": language})
                page = html.document_fromstring(answer.text)
                where = (address, language)
                for object_ in ("object at 0x", "built-in method", "Undefined", "&lt;function"):
                    assert object_ not in answer.text, (where, object_)
                assert answer.text.startswith("<!doctype html>"), where
                assert page.get("lang") == language, where
                ids = Counter(page.xpath("//@id"))
                assert [i for i, n in ids.items() if n > 1] == [], where
                assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1, where
                assert page.xpath("string(//title)").strip(), where
                for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
                    assert page.xpath(f"//label[@for='{field.get('id')}']"), (
                        where,
                        field.get("name"),
                    )
                for name in ("aria-labelledby", "aria-describedby", "for"):
                    for target in page.xpath(f"//@{name}"):
                        assert target in ids, (where, name, target)
                assert not page.xpath("//img[not(@alt)]"), where
                for drawing in page.xpath("//svg"):
                    assert drawing.get("aria-labelledby"), where
                for link in page.xpath("//a[@href]"):
                    assert link.text_content().strip(), (where, link.get("href"))
                for button in page.xpath("//button"):
                    assert button.text_content().strip(), where


WITH_SCRIPT = {
    "/import": "import.js", "/": "triage.js", "/reports": "triage.js", "/claims": "triage.js",
    "/timeline": "slider.js", "/network": "slider.js",
}  # fmt: skip
"""Pages that name a script of ours; drafts have one too (``test_drafts``)."""


def test_no_page_has_a_script_or_a_style_of_its_own(case_path: Path) -> None:
    agree(case_path)
    with opened(case_path) as client:
        for address in (*addresses(client), *SHARING):
            page = html.document_fromstring(client.get(address).text)
            assert not page.xpath("//style | //iframe | //object | //embed")
            named = [f"/static/{WITH_SCRIPT[address]}"] if address in WITH_SCRIPT else []
            assert page.xpath("//script/@src") == named, address
            assert len(page.xpath("//script")) == len(named), address
            assert not page.xpath("string(//script)"), address
            for element in page.iter():
                assert not any(n == "style" or n.startswith("on") for n in map(str, element.attrib))
    for template in (files("corrobora.serve") / "templates").iterdir():
        assert "|safe" not in template.read_text(encoding="utf-8")
        assert "autoescape" not in template.read_text(encoding="utf-8")


def test_the_first_stop_of_the_tab_key_skips_to_the_content(client: Any) -> None:
    page = html.document_fromstring(client.get("/").text)
    first = page.xpath("(//a | //button | //input | //select)[1]")[0]
    assert first.get("href") == "#content"
    assert page.get_element_by_id("content").tag == "main"
    keys = page.xpath("//@accesskey")
    assert len(keys) == len(set(keys))
    style = client.get("/static/reading-room.css").text
    assert ":focus-visible{outline:3px" in style
    assert "outline:none" not in style


def test_everything_is_reached_by_the_keyboard_in_the_order_of_reading(case_path: Path) -> None:
    agree(case_path)
    with opened(case_path) as client:
        for address in (*addresses(client), *SHARING, "/sharing/harbour-ew/recall"):
            page = html.document_fromstring(client.get(address).text)
            assert set(map(str, page.xpath("//@tabindex"))) <= {"0", "-1"}, address
            for region in page.xpath("//*[@tabindex='0']"):
                assert region.get("role") == "region", address
            assert not page.xpath("//a[not(@href)]"), address
            for fold in page.xpath("//details"):
                assert fold.find("summary") is not None, address
            for form in page.xpath("//form"):
                assert form.xpath(".//button"), address
            for link in page.xpath("//*[local-name()='svg']//a"):
                assert link.xpath("string(.//*[local-name()='title' or local-name()='text'])")


def test_every_colour_of_a_stance_has_a_sign_beside_it(client: Any) -> None:
    style = client.get("/static/reading-room.css").text
    signs = re.findall(r"\.m\.(\w+)\.opens::before{content:\"(.)\"}", style)
    assert len(signs) == len({sign for _, sign in signs}) == 6


def luminance(colour: str) -> float:
    colour = colour if len(colour) == 6 else "".join(2 * c for c in colour)
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_words_stand_out_in_light_and_dark(client: Any) -> None:
    style = client.get("/static/reading-room.css").text
    for selector in (r":root,\[data-theme=light\]", r"\n\[data-theme=dark\]"):
        block = re.search(selector + r"{(.*?)}", style, re.DOTALL)
        assert block is not None
        colours = dict(re.findall(r"--([\w-]+):#(\w+)", block.group(1)))
        for ground in ("paper", "card"):
            for ink in ("ink", "soft", "link", "asserted", "alleged", "denied"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (selector, ink, ground)
        for stance in ("asserted", "alleged", "denied", "planned", "demanded", "conditional"):
            wash = colours[f"{stance}-wash"]
            assert contrast(colours["ink"], wash) >= 7, (selector, stance)
            assert contrast(colours[stance], colours["card"]) >= 4.5, (selector, stance)
        assert contrast(colours["onlink"], colours["link"]) >= 4.5
        assert contrast(colours["markink"], colours["mark"]) >= 4.5


def test_the_sharing_desk_shows_what_is_withheld_and_suspends(case_path: Path) -> None:
    agree(case_path)
    with opened(case_path) as client:
        seen = client.get(f"{SHARING[1]}?format=json").json()
        assert seen["reports"] == 0
        assert seen["withheld_number"] > 0
        assert seen["withheld"][0]["reason"]
        fields = {"token": token(client), "by": "A. Sow", "why": "Passed items on"}
        unsure = client.post(SHARING[2], data=fields)
        assert unsure.status_code == 400
        assert client.get(f"{SHARING[0]}?format=json").json()["state"] == "active"
        done = client.post(SHARING[2], data={**fields, "confirm": "yes"})
        assert done.status_code == 303
        data = client.get(f"{SHARING[0]}?format=json").json()
        assert data["state"] == "suspended"
        assert data["history"][-1] == {
            "at": NOW, "act": "suspend", "by": "A. Sow", "why": "Passed items on",
        }  # fmt: skip
