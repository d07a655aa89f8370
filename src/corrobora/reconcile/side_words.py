"""The sides of a disagreement in the words of a language; records keep a form of their own."""

from __future__ import annotations

import re

from corrobora.model import Claim, Conflict, Side
from corrobora.reconcile.figures import WOUNDED
from corrobora.reconcile.gist import show_day
from corrobora.vocab.actor_names import name_in
from corrobora.vocab.wording import wording

_FIGURE = re.compile(r"(?P<least>at least )?(?P<low>\d+)(?:-(?P<high>\d+))?(?: (?P<of>.+))?")


def value_in_words(
    conflict: Conflict, side: Side, first: Claim | None, gist: str, other: str, language: str
) -> str:
    """What one side of a conflict says, as a page or a brief words it.

    Args:
        conflict: The conflict.
        side: One side of it.
        first: The first claim of the side, whose value is the side's; None where it is not shown.
        gist: The event in the language, without a full stop.
        other: For a conflict of order, the other event in the language, without a full stop.
        language: Of the words; what is not understood stays as the record has it.
    """
    frame = wording(language).frame
    value = side.value
    if conflict.kind == "denial":
        return frame["value_denied"] if value == "denied" else gist
    if conflict.about == "order":
        word = value.partition(": ")[0]
        return frame[f"value_{word}"].format(other=other) if word in ("before", "after") else value
    if conflict.about == "date":
        if first is None or first.date is None:
            return value
        day = show_day(first.date, language)
        announced = value.startswith("announced ")
        return frame["value_announced"].format(date=day) if announced else day
    if conflict.about in ("actor", "agency"):
        if value == "both":
            return frame["value_both"]
        if first is None:
            return value
        return f" {frame['and']} ".join(
            dict.fromkeys(name_in(a.id, a.name, language) for a in first.actors)
        )
    return figure_in_words(value, language) if conflict.about in ("deaths", "other") else value


def figure_in_words(value: str, language: str) -> str:
    """A figure as a conflict records it, in a language: "at least 12 wounded", "10-15"."""
    found = _FIGURE.fullmatch(value)
    if found is None:
        return value
    frame = wording(language).frame
    figure, high, whom = found["low"], found["high"], found["of"]
    if high:
        figure = frame["month_range"].format(first=figure, last=high)
    if found["least"]:
        figure = frame["at_least"].format(count=figure)
    if whom is None:
        return figure
    if whom == WOUNDED:
        return frame["value_wounded"].format(figure=figure)
    return frame["value_of"].format(figure=figure, who=whom)
