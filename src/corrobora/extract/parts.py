"""What the steps of extraction hand to each other. Offsets here count in ``Reading.text``."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct

from corrobora.model import ActorKind, Count, Probability, When, Where

THINGS = frozenset({"facility", "vehicle", "object"})
"""Kinds of actor that are no people: what is hit or taken."""

INANIMATE = THINGS | {"place"}
"""Kinds of actor that do nothing themselves."""


class Served(NamedTuple):
    """A body or state for which a person speaks and acts."""

    id: str
    name: str
    kind: ActorKind


class Mention(Struct, frozen=True, kw_only=True):
    """Words that stand for an actor.

    Attributes:
        start: First offset.
        end: Offset after the last character.
        text: The words.
        id: Identifier in the actor book ("ML.mil", "JNIM"), or "?:" and the folded name for an
            actor that the book lacks, or "~:" and the folded words for an unnamed group.
        name: Canonical name; for an unnamed group its words without the article.
        kind: What sort of actor.
        country: ISO 3166-1 alpha-2 code of the country it belongs to.
        form: name (a proper name), nationality ("French troops"), description ("the junta",
            "two officials"), pronoun ("they", "its forces"), adjective ("French" alone).
        anaphoric: True when ``id`` was taken over from an earlier mention.
        metonym: True when the words are a capital or a country that may just as well be a place.
        anonymous: True for unnamed persons ("three officials", "a source close to").
        number: How many persons, when the words say so.
        persons: True for members who act for the body that ``id`` names ("JNIM fighters").
        body: Where that body's own name stands among the words ("JNIM"), if it does.
        serves: The body or state that a person speaks and acts for, if the text tells.
    """

    start: int
    end: int
    text: str
    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    form: Literal["name", "nationality", "description", "pronoun", "adjective"] = "name"
    anaphoric: bool = False
    metonym: bool = False
    anonymous: bool = False
    number: int | None = None
    persons: bool = False
    body: tuple[int, int] | None = None
    serves: Served | None = None


class PlaceMention(Struct, frozen=True, kw_only=True):
    """Words that name a place.

    ``locative`` is the probability that they are used as a place here ("in Bamako") and not as an
    actor ("Bamako expelled").
    """

    start: int
    end: int
    text: str
    where: Where
    locative: Probability


class DateMention(Struct, frozen=True, kw_only=True):
    """Words that give a time. ``relative``: they needed a reference date to be understood."""

    start: int
    end: int
    text: str
    when: When
    relative: bool


class CountMention(Struct, frozen=True, kw_only=True):
    """A number of people and what befell them, where the words around say so."""

    start: int
    end: int
    text: str
    count: Count
    of: Literal["killed", "wounded", "arrested", "abducted", "displaced", "expelled", "other"]
