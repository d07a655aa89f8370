"""Web pages: main text, stated facts, hidden text, furniture."""

from __future__ import annotations

import json

import pytest

from corrobora.readers.html import _credit_links
from corrobora.readers.limits import Limits
from corrobora.readers.markup import fragment_text, parse, text_of
from readers.report_files import PARAGRAPHS, SENTENCES, ReadOne, Refuse, page

SECRET = "Five hundred people were massacred in the northern town on Friday, witnesses said."


def test_takes_the_paragraphs_of_the_article(read_one: ReadOne) -> None:
    text = read_one("a.html", page()).text
    for sentence in SENTENCES:
        assert sentence in text.split("\n")


def test_states_what_linked_data_says_and_by_which_rule(read_one: ReadOne) -> None:
    data = {
        "@graph": [
            {"@type": "WebSite", "name": "x"},
            {
                "@type": ["NewsArticle"],
                "headline": "Envoy recalled after incident",
                "datePublished": "2025-03-04T10:00:00+01:00",
                "dateModified": "2025-03-06",
                "author": [{"name": "A. Writer"}, {"name": "B. Writer"}],
                "publisher": {"name": "The Courier"},
            },
        ]
    }
    head = (
        f"<script type='application/ld+json'>{json.dumps(data)}</script>"
        "<link rel='canonical' href='https://courier.example.org/envoy'>"
        "<meta property='og:site_name' content='Courier Online'>"
    )
    stated = read_one("a.html", page(head=head)).stated
    assert stated["title"] == "Envoy recalled after incident"
    assert stated["published"] == "2025-03-04T10:00:00+01:00"
    assert stated["published_rule"] == "html: JSON-LD datePublished"
    assert stated["modified"] == "2025-03-06"
    assert stated["author"] == "A. Writer; B. Writer"
    assert stated["publisher"] == "The Courier"
    assert stated["url"] == "https://courier.example.org/envoy"
    assert stated["language"] == "en"


@pytest.mark.parametrize(
    ("head", "body", "published", "rule"),
    [
        ("<meta property='article:published_time' content='2025-03-04'>", "", "2025-03-04",
         "html: meta article:published_time"),
        ("", "<span itemprop='datePublished' content='2025-02-01'>1 Feb</span>", "2025-02-01",
         "html: itemprop"),
        ("", "<time datetime='2025-01-09T10:00'>9 January 2025</time>", "2025-01-09",
         "html: htmldate"),
    ],
)  # fmt: skip
def test_keeps_the_rule_that_found_the_date(
    read_one: ReadOne, head: str, body: str, published: str, rule: str
) -> None:
    stated = read_one("a.html", page(body, head)).stated
    assert (stated["published"], stated["published_rule"].split(",")[0]) == (published, rule)


HIDINGS = {
    "display none": f"<p style='display:none'>{SECRET}</p>",
    "display none important": f"<p style='DISPLAY : none !important'>{SECRET}</p>",
    "visibility": f"<div style='visibility:hidden'><p>{SECRET}</p></div>",
    "opacity": f"<p style='opacity:0'>{SECRET}</p>",
    "font size zero": f"<p style='font-size:0'>{SECRET}</p>",
    "font size one pixel": f"<p style='font-size:1px'>{SECRET}</p>",
    "font shorthand": f"<p style='font: 0/1 serif'>{SECRET}</p>",
    "white on white": f"<p style='color:#fff;background:white'>{SECRET}</p>",
    "white on the page": f"<p style='color: rgb(255, 255, 255)'>{SECRET}</p>",
    "same colour": f"<div style='background-color:#222'><p style='color:#242424'>{SECRET}</p>",
    "transparent": f"<p style='color:transparent'>{SECRET}</p>",
    "off screen left": f"<p style='position:absolute;left:-9999px'>{SECRET}</p>",
    "off screen top": f"<p style='position:fixed;top:-200em'>{SECRET}</p>",
    "text indent": f"<p style='text-indent:-9999px'>{SECRET}</p>",
    "hidden attribute": f"<p hidden>{SECRET}</p>",
    "aria hidden": f"<p aria-hidden='true'>{SECRET}</p>",
    "comment": f"<!-- <p>{SECRET}</p> -->",
    "noscript": f"<noscript><p>{SECRET}</p></noscript>",
    "template": f"<template><p>{SECRET}</p></template>",
    "zero size": f"<div style='height:0;overflow:hidden'><p>{SECRET}</p></div>",
    "one pixel": f"<div style='width:1px;height:1px;overflow:hidden'><p>{SECRET}</p></div>",
    "clip": f"<p style='position:absolute;clip:rect(0,0,0,0)'>{SECRET}</p>",
    "clip path": f"<p style='clip-path: inset(100%)'>{SECRET}</p>",
    "scale": f"<p style='transform:scale(0)'>{SECRET}</p>",
    "screen reader only": f"<p class='sr-only'>{SECRET}</p>",
    "closed dialog": f"<dialog><p>{SECRET}</p></dialog>",
    "style sheet class": f"<style>.k9{{display:none}}</style><p class='k9'>{SECRET}</p>",
    "style sheet id": f"<style>p#k{{font-size:0px}}</style><p id='k'>{SECRET}</p>",
    "style sheet compound": f"<style>@import 'x';p.a.b,i{{left:-999px;position:absolute}}</style>"
    f"<p class='b a'>{SECRET}</p>",
}


@pytest.mark.parametrize("hiding", HIDINGS.values(), ids=HIDINGS.keys())
def test_leaves_out_text_that_no_reader_sees(read_one: ReadOne, hiding: str) -> None:
    draft = read_one("a.html", page(hiding))
    assert "massacred" not in draft.text
    for sentence in SENTENCES:
        assert sentence in draft.text


VISIBLE = {
    "plain": f"<p>{SECRET}</p>",
    "small capitals": f"<p style='font-size:80%'>{SECRET}</p>",
    "white on black": f"<div style='background:#000'><p style='color:#fff'>{SECRET}</p></div>",
    "white on a picture": f"<div style='background:url(a)'><p style='color:#fff'>{SECRET}</p>",
    "print only rule": f"<style>@media print{{p{{display:none}}}}</style><p>{SECRET}</p>",
    "size restored": f"<div style='font-size:0'><p style='font-size:16px'>{SECRET}</p></div>",
    "display restored": f"<style>.n{{display:none}}</style>"
    f"<p class='n' style='display:block'>{SECRET}</p>",
    "hidden until found": f"<p hidden='until-found'>{SECRET}</p>",
    "overflow": f"<div style='overflow:hidden;width:100%'><p>{SECRET}</p></div>",
}


@pytest.mark.parametrize("showing", VISIBLE.values(), ids=VISIBLE.keys())
def test_keeps_text_that_readers_see(read_one: ReadOne, showing: str) -> None:
    assert SECRET in read_one("a.html", page(showing)).text


def test_counts_hidden_text(read_one: ReadOne) -> None:
    draft = read_one("a.html", page(f"<p hidden>{SECRET}</p>"))
    assert draft.stated["hidden"] == str(len(SECRET))


def test_keeps_a_page_that_an_open_dialog_or_a_fade_in_only_seems_to_hide(
    read_one: ReadOne,
) -> None:
    for style in ("aria-hidden='true'", "style='opacity:0'", "style='color:#fff'"):
        raw = f"<html><body><div {style}><h2>Envoy</h2>{PARAGRAPHS}</div></body></html>".encode()
        assert SENTENCES[1] in read_one("a.html", raw).text


def test_marks_captions_at_their_place(read_one: ReadOne) -> None:
    caption = "Soldiers walk past the crossing in an archive picture from 2019."
    body = f"<figure><img src='a.jpg'><figcaption>{caption}</figcaption></figure>{PARAGRAPHS}"
    draft = read_one("a.html", page(body))
    marked = {draft.text[mark.start : mark.end]: mark.kind for mark in draft.furniture}
    assert caption not in draft.text or marked.get(caption) == "caption"
    assert not set(SENTENCES) & set(marked)


def test_marks_menus_when_no_main_text_is_found(read_one: ReadOne) -> None:
    raw = b"<html><body><nav><ul><li>Home page</li><li>World</li></ul></nav><div>Envoy out.</div>"
    draft = read_one("a.html", raw)
    marked = [draft.text[mark.start : mark.end] for mark in draft.furniture]
    assert "Envoy out." in draft.text
    assert "Envoy out." not in marked
    assert "Home page" not in draft.text or "Home page" in marked


def test_gives_the_links_of_credit_lines(read_one: ReadOne) -> None:
    body = (
        "<p>Source: <a href='https://other.example.org/1'>The Other Paper</a></p>"
        "<p>Read <a href='https://other.example.org/2'>this</a> too.</p>"
    )
    (link,) = read_one("a.html", page(body)).extra["credit_links"]
    assert link["href"] == "https://other.example.org/1"
    assert link["text"] == "The Other Paper"


def test_credit_links_in_french() -> None:
    raw = b"<p>Cet article a ete publie. <i>Repris de <a href='http://a.example/'>ici</a></i></p>"
    raw += "<p>Publié initialement par <a href='http://b.example/'>là</a></p>".encode()
    tree, _ = parse(raw, "utf-8", Limits())
    assert [link["href"] for link in _credit_links(tree)] == ["http://b.example/"]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16", "windows-1252"])
def test_reads_declared_encodings(read_one: ReadOne, encoding: str) -> None:
    words = "L’armée a été chassée de la région à l’été dernier, d’après les témoins."
    if encoding == "iso-8859-1":
        words = words.replace("’", "'")
    raw = f"<html><head><meta charset='{encoding}'></head><body><p>{words}</p></body></html>"
    assert words in read_one("a.html", raw.encode(encoding)).text


def test_reads_tag_soup(read_one: ReadOne) -> None:
    soup = (
        f"<p>{SENTENCES[0]}<div><b>{SENTENCES[1]}</p></i><table><tr><td>{SENTENCES[2]}<li></span>"
    )
    text = read_one("a.html", soup.encode()).text
    assert all(sentence in text for sentence in SENTENCES)


@pytest.mark.parametrize("raw", [b"<html></html>", b"<html><body><p>  </p></body></html>",
                                 b"<html><body><p hidden>words</p></body></html>"])  # fmt: skip
def test_refuses_a_page_without_visible_text(refuse: Refuse, raw: bytes) -> None:
    assert "no text" in refuse("a.html", raw).reason


def test_lines_follow_blocks_not_inline_elements() -> None:
    tree, _ = parse(b"<div>One <b>two</b><p>three<br>four</p><script>x</script>five</div>",
                    None, Limits())  # fmt: skip
    assert text_of(tree) == "One two\nthree\nfour\nfive"


def test_fragments_lose_markup_and_hidden_text() -> None:
    assert fragment_text("a &amp; <b>b</b><i hidden>c</i>", Limits()) == "a & b"
    assert fragment_text("plain", Limits()) == "plain"


def test_words_that_also_stand_in_the_article_are_no_furniture(read_one: ReadOne) -> None:
    body = f"<figure><figcaption>{SENTENCES[0]}</figcaption></figure><nav>{SENTENCES[1]}</nav>"
    draft = read_one("a.html", page(body))
    assert SENTENCES[0] in draft.text
    assert draft.furniture == ()
