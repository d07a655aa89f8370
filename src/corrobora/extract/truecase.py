"""Capitals for a text without case, for the parser's eyes only.

A parser reads "gunmen shot ana ruiz in lae" worse than the same words with their capitals. Where a
whole text is in small letters or in capitals, its names are known by their words; only these and
the first letters of sentences are given capitals. No offset moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corrobora.extract.parts import Mention, PlaceMention

RECASED = frozenset(("en",))
"""Languages whose parser gains by it; the French one, measured, does not."""
_SMALL = frozenset("of the for and in on at to de du des la le les et pour d l al el".split())
_FEW_CAPITALS, _MOST_CAPITALS = 0.002, 0.9
_SHORTEST = 30
"""Letters; what is shorter is a heading or a name."""


def is_caseless(text: str) -> bool:
    """Whether a text is in small letters, or in capitals, throughout."""
    letters = list(filter(str.isalpha, text))
    capitals = sum(map(str.isupper, letters))
    few, most = _FEW_CAPITALS * len(letters), _MOST_CAPITALS * len(letters)
    return len(letters) > _SHORTEST and (capitals < few or capitals > most)


def truecased(
    text: str,
    spans: Iterable[tuple[int, int]],
    mentions: Sequence[Mention],
    places: Sequence[PlaceMention],
) -> str:
    """A text in small letters but for the names found in it and the openings of sentences.

    Args:
        text: A text whose case says nothing.
        spans: Start and end of each sentence.
        mentions: Actors found in it.
        places: Places found in it.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        return text  # a few letters change their length with their case
    letters = list(lowered)
    for start, end in spans:
        _raise_first(letters, start, end)
    for start, end in _names(mentions, places):
        at = start
        for word in lowered[start:end].replace("-", " ").replace("'", " ").split(" "):
            if word not in _SMALL:
                _raise_first(letters, at, at + len(word))
            at += len(word) + 1
    return "".join(letters)


def _names(
    mentions: Sequence[Mention], places: Sequence[PlaceMention]
) -> Iterable[tuple[int, int]]:
    for mention in mentions:
        if mention.form == "name":
            yield mention.start, mention.end
        elif mention.body is not None:
            yield mention.body
        elif mention.form == "adjective":
            yield mention.start, mention.end
    for place in places:
        yield place.start, place.end


def _raise_first(letters: list[str], start: int, end: int) -> None:
    """Make the first letter of a stretch a capital."""
    for at in range(start, end):
        if letters[at].isalnum():
            raised = letters[at].upper()
            if len(raised) == 1:
                letters[at] = raised
            return
