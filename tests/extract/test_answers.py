"""Who speaks where another side answers behind somebody's words."""

from __future__ import annotations

import pytest
from reading_room import claims, says


@pytest.mark.parametrize(
    ("text", "language", "type_", "expected"),
    [
        (
            "Kenya said it had killed 40 fighters, which al-Shabaab denied.",
            "en", "REJECT", ["al-Shabaab"],
        ),
        (
            "Serbia said that Kosovo had opened fire; Kosovo denied the charge.",
            "en", "REJECT", ["Kosovo"],
        ),
        (
            "China says it is ready to help; Japan has urged both sides to stop.",
            "en", "REQUEST", ["Japan"],
        ),
        (
            "Le Pérou dit avoir repoussé une attaque, ce que conteste l'Équateur.",
            "fr", "REJECT", ["Ecuador"],
        ),
    ],
)  # fmt: skip
def test_an_answer_belongs_to_who_answers(
    text: str, language: str, type_: str, expected: list[str]
) -> None:
    told = next(c for c in claims(text, language) if c.type == type_)

    assert says(told) == expected


def test_what_one_says_in_two_clauses_stays_with_the_speaker() -> None:
    text = "The army said that it had shelled the port and that rebels had refused to leave."
    told = next(c for c in claims(text) if c.type == "REJECT")

    assert len(told.speakers) == 1
    assert "military" in told.speakers[0].name or "army" in told.speakers[0].text
