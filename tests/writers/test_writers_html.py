from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from brief_sample import BRIEF, HOSTILE, A
from lxml import html

from corrobora.writers.html import text_runs, write_html

PAGE = write_html(BRIEF)
TREE: Any = html.fromstring(PAGE)


def find(path: str, under: Any = TREE) -> list[Any]:
    found: list[Any] = under.xpath(path)
    return found


def test_hostile_words_stay_words() -> None:
    assert len(TREE.findall(".//script")) == 1
    assert TREE.findall(".//img") == []
    assert HOSTILE in TREE.text_content()


def test_no_address_but_the_reports_own_and_none_that_runs() -> None:
    links = {a.get("href") for a in TREE.iter("a") if not a.get("href").startswith("#")}

    assert links == {"https://delta.example/bridge"}
    assert find("//link | //iframe | //object | //embed | //*[@src] | //*[@onclick]") == []
    assert "@import" not in PAGE
    assert "url(" not in PAGE


def test_policy_allows_this_style_and_this_script_only() -> None:
    (policy,) = find("//meta[@http-equiv='Content-Security-Policy']/@content")
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert find("//*[@style]") == []


def test_every_citation_leads_to_its_words_without_a_script() -> None:
    cites = find("//a[@class='cite']")

    assert [a.text for a in cites] == ["1a", "2a", "1b", "1c"]
    for link in cites:
        (passage,) = find(f"//*[@id='{link.get('href')[1:]}']")
        (mark,) = find(".//blockquote/mark", passage)
        assert mark.text
        (back,) = find(".//a[starts-with(@href, '#t-')]/@href", passage)
        assert len(find(f"//*[@id='{back[1:]}']")) == 1


def test_ids_are_unique_and_links_resolve() -> None:
    ids = find("//@id")

    assert len(ids) == len(set(ids))
    for href in find("//a/@href"):
        if href.startswith("#"):
            assert href[1:] in ids


def test_the_whole_text_is_there_with_marks_and_greyed_furniture() -> None:
    texts = find("//div[@class='text']")
    for anchor in find("//a[@class='at']"):
        anchor.text = ""

    assert texts[0].text_content() == A.text
    assert len(find(".//mark", texts[0])) == 3
    assert len(find(".//span[@class='furniture']", texts[0])) == 1


def test_runs_join_to_the_text() -> None:
    assert "".join(run.text for run in text_runs(A, ())) == A.text


def test_headings_go_down_one_by_one_and_kinds_are_named_in_words() -> None:
    assert [h.tag for h in TREE.iter("h1", "h2", "h3")].count("h1") == 1
    assert find("//li[@class='claimed']/span[@class='kind']/text()") == ["claimed"]
    assert TREE.get("lang") == "en"


def test_the_same_brief_gives_the_same_bytes() -> None:
    assert write_html(BRIEF) == PAGE


def test_french_page() -> None:
    page = write_html(BRIEF, language="fr")

    assert '<html lang="fr">' in page
    assert "Situation au 4 février 2024" in page
