"""Outlets that are vetted before anybody has judged them: ``vetting.toml``, a reviewed list."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from corrobora.errors import VocabularyError
from corrobora.text import plain
from corrobora.vocab.actor_book import load_actors
from corrobora.vocab.reasons import ReasonKey


class Listing(Struct, frozen=True, kw_only=True):
    """Why and when an outlet was put on the list.

    Attributes:
        name: The outlet, by its canonical name.
        reason: What the review found, as a key of ``vocab.reasons``.
        reviewed: The day of the review.
    """

    name: str
    reason: ReasonKey
    reviewed: dt.date


class _Group(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: ReasonKey
    reviewed: dt.date
    outlets: tuple[str, ...]


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reviewed: tuple[_Group, ...]


def outlet_name_key(name: str) -> str:
    """A name for the comparison with vetted ones: without case, accents, article and signs.

    Unlike the comparison of origins it keeps the end of a domain, so that "reuters.example" does
    not pass for Reuters.
    """
    return re.sub(r"[^0-9a-z]+", "", re.sub(r"^(?:the|le|la|les)\s+|^l'", "", plain(name).strip()))


@cache
def listed_outlets() -> dict[str, Listing]:
    """The outlets of the list by every spelling of their names (see ``outlet_name_key``).

    Raises:
        VocabularyError: The list cannot be read, or names an outlet that the vocabulary lacks.
    """
    place = resources.files("corrobora.vocab") / "vetting.toml"
    try:
        groups = msgspec.toml.decode(place.read_bytes(), type=_File).reviewed
    except (msgspec.DecodeError, OSError) as error:
        raise VocabularyError(
            f"The list of vetted outlets cannot be read: {error}.",
            hint="Restore vocab/vetting.toml.",
            file=str(place),
        ) from error
    entries = load_actors().entries
    found: dict[str, Listing] = {}
    for group in groups:
        for identifier in group.outlets:
            entry = entries.get(identifier)
            if entry is None:
                raise VocabularyError(
                    f"vetting.toml names {identifier}, which is no actor of the vocabulary.",
                    hint="Use an id of vocab/actors/media.toml or monitors.toml.",
                    file=str(place),
                    entry=identifier,
                )
            listing = Listing(name=entry.name, reason=group.reason, reviewed=group.reviewed)
            for language in sorted(entry.aliases):
                for alias in entry.aliases[language]:
                    found.setdefault(outlet_name_key(alias), listing)
            found[outlet_name_key(entry.name)] = listing
    return found
