from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.collect.furniture import find_furniture
from corrobora.furniture import merge_furniture
from corrobora.model import Furniture

P1 = (
    "Soldiers of the northern brigade entered the town of Kerwane on Tuesday after two days of "
    "shelling, residents said. The mayor asked people to stay indoors."
)
P2 = (
    "The foreign ministry summoned the ambassador and handed over a note of protest. It gave the "
    "embassy a week to explain why its attaché had visited the barracks."
)
P3 = (
    "Aid groups counted 4,000 people on the road to the south. They said that the wells along the "
    "road were dry and that trucks with water had been turned back."
)


def marked(text: str, language: str | None = "en") -> list[tuple[str, str]]:
    return [(f.kind, text[f.start : f.end]) for f in find_furniture(text, language)]


def body_is_clean(text: str, language: str = "en", body: tuple[str, ...] = (P1, P2, P3)) -> bool:
    spans = find_furniture(text, language)
    for paragraph in body:
        start = text.index(paragraph)
        if any(f.start < start + len(paragraph) and f.end > start for f in spans):
            return False
    return True


def page(*parts: str) -> str:
    return "\n\n".join(parts)


def test_plain_article_has_no_furniture() -> None:
    assert marked(page("Brigade enters Kerwane", P1, "A note of protest", P2, P3)) == []


def test_tail_of_related_titles_is_a_teaser_to_the_end() -> None:
    teaser = "The island's fishing fleet has shrunk by half since the treaty, and its young people…"
    text = page(
        "Brigade enters Kerwane", P1, P2, P3, "Share this page:", "Related content",
        "Why an island stopped fishing", "Why an island stopped fishing", teaser,
    )  # fmt: skip
    found = marked(text)
    assert body_is_clean(text)
    assert found[0] == ("share", "Share this page:")
    assert found[1][0] == "teaser"
    assert found[1][1].startswith("Related content")
    assert found[1][1].endswith("people…")


def test_teasers_closed_by_keep_reading() -> None:
    blocks = []
    for title in ("The canal nobody wanted to dig", "A winter without gas in the valley"):
        blocks += [
            (
                "Top photo credit: A ship waits in the harbour of a far country (Navy photo by A. "
                "Sailor)"
            ),
            title,
            "World",
            "Engineers warned for years that the banks would give way, and this spring they did.",
            "keep readingShow less",
        ]
    text = page("Brigade enters Kerwane", P1, P2, P3, *blocks, "LATEST", "Newsletter")
    found = marked(text)
    assert body_is_clean(text)
    joined = "\n".join(t for _, t in found)
    for words in (
        "The canal nobody",
        "A winter without gas",
        "Engineers warned",
        "LATEST",
        "harbour",
    ):
        assert words in joined


def test_read_more_button_of_the_article_itself_hides_nothing() -> None:
    text = page("Brigade enters Kerwane", P1, "Background", P2, P3, "Read more")
    assert body_is_clean(text)


def test_box_in_the_middle_does_not_swallow_the_rest() -> None:
    text = page(
        "Brigade enters Kerwane",
        P1,
        "Related content",
        "Who holds the mines of the north?",
        P2,
        P3,
        P1,
    )
    assert body_is_clean(text)
    assert marked(text)[0][0] == "teaser"


def test_titled_box_is_one_line() -> None:
    text = page("Brigade enters Kerwane", P1, "Read more: Who holds the mines of the north?", P2)
    assert marked(text) == [("teaser", "Read more: Who holds the mines of the north?")]


def test_titles_that_alternate_with_whole_paragraphs_after_a_tail_heading() -> None:
    others = [
        "A port city counts its empty berths", P2.replace("ambassador", "harbour master"),
        "The senate votes on a new canal", P3.replace("Aid groups", "Surveyors"),
    ]  # fmt: skip
    text = page("Brigade enters Kerwane", P1, P1, "You may also like", *others)
    found = marked(text)
    assert found[-1][0] == "teaser"
    assert found[-1][1].endswith("turned back.")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("(Photo: Anna Example/Wire)", "credit"),
        ("A checkpoint north of Kerwane, seen in May. REUTERS/Anna Example", "caption"),
        ("Credit: Anna Example", "credit"),
        ("The two presidents pose for photographs before the summit in Oru.", "caption"),
        ("We use cookies to improve your experience on our site and to show adverts.", "cookie"),
        ("Sign up for our weekly letter on the region.", "subscription"),
        ("No comments:", "comment"),
        ("Follow us on social", "share"),
        ("Share Tweet Email Print", "share"),
        ("4 min read", "navigation"),
        ("Analysis | Africa", "navigation"),
        ("© 2024 The Example Courier. All rights reserved.", "navigation"),
    ],
)
def test_single_lines(line: str, kind: str) -> None:
    text = page("Brigade enters Kerwane", P1, P2, line)
    assert body_is_clean(text, body=(P1, P2))
    assert marked(text) == [(kind, line)]


def test_list_of_name_date_and_reading_time() -> None:
    text = page("Brigade enters Kerwane", "  • deskuser77\n  • Oct 2\n  • 4 min read", P1, P2)
    assert [t for _, t in marked(text)] == ["deskuser77", "Oct 2", "4 min read"]


def test_menu_above_and_section_label() -> None:
    text = "Home\nWorld\nAfrica\nSport\nBrigade enters Kerwane at dawn\n" + P1 + "\n" + P2
    assert marked(text)[0] == ("navigation", "Home\nWorld\nAfrica\nSport")
    assert len(marked(text)) == 1


def test_author_box_needs_more_than_a_profession() -> None:
    introduced = "Dora Vance is a senior analyst at the Lowland Institute."
    quoted = P2 + " “They will not wait,” Vance said."
    assert marked(page("Brigade enters Kerwane", P1, quoted, introduced)) == []
    bio = "Pia Lund is the Courier's bureau chief in Oru. She covered the war. follow on X@pl"
    assert marked(page("Brigade enters Kerwane", P1, P2, bio)) == [("author-box", bio)]
    own = page("Brigade enters Kerwane", "By Dora Vance", P1, quoted, introduced)
    assert ("author-box", introduced) in marked(own)


def test_agency_in_brackets_at_the_end_of_a_paragraph_is_no_caption() -> None:
    text = page("Brigade enters Kerwane", P1, P2 + " (AFP)")
    assert body_is_clean(text, body=(P1, P2))


def test_french() -> None:
    un = (
        "Les soldats de la brigade du nord sont entrés mardi dans la ville de Kerwane après deux "
        "jours de tirs, selon des habitants. Le maire a demandé à chacun de rester chez soi."
    )
    deux = (
        "Le ministère a convoqué l'ambassadeur et lui a remis une note de protestation. Il donne à "
        "l'ambassade une semaine pour s'expliquer."
    )
    text = page(
        "La brigade entre dans Kerwane", "Partager cet article", un,
        "Lire aussi : Qui tient les mines du nord ?", deux, "À lire également",
        "Pourquoi une île ne pêche plus", "La flotte a perdu la moitié de ses bateaux en dix ans…",
    )  # fmt: skip
    assert body_is_clean(text, "fr", (un, deux))
    assert [kind for kind, _ in marked(text, "fr")] == ["share", "teaser", "teaser"]


def test_hard_wrapped_text_keeps_its_lines() -> None:
    words = (P1 + " " + P2 + " " + P3).split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 68:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    text = "Brigade enters Kerwane\n\n" + "\n".join([*lines, line])
    assert marked(text) == []


_PIECES = st.sampled_from(
    [P1, P2, P3, "Related content", "Read more", "keep reading", "Why an island stopped fishing",
     "No comments:", "  • Oct 2", "LATEST", "Home", "(Photo: A/B)", "By Pia Lund", "",
     "e\u0301te\u0301 x", "…"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14), st.sampled_from(["en", "fr", None]))
def test_spans_are_ordered_and_inside(pieces: list[str], language: str | None) -> None:
    text = "\n".join(pieces)
    position = 0
    for span in find_furniture(text, language):
        assert position <= span.start < span.end <= len(text)
        position = span.end


@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    for span in find_furniture(text, "en"):
        assert 0 <= span.start < span.end <= len(text)


def test_merge_keeps_the_first_kind() -> None:
    text = "abcdefghij klmnop"
    hidden = (Furniture(start=2, end=5, kind="hidden"),)
    found = (Furniture(start=0, end=10, kind="teaser"),)
    merged = merge_furniture(text, hidden, found)
    assert [(f.start, f.end, f.kind) for f in merged] == [
        (0, 2, "teaser"), (2, 5, "hidden"), (5, 10, "teaser"),
    ]  # fmt: skip
