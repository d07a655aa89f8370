"""What goes into a reader and what comes out of one."""

from __future__ import annotations

from msgspec import field

from corrobora.errors import UnreadableInput
from corrobora.model import Draft, Refusal, Value


class Given(Value, frozen=True, kw_only=True):
    """One input as bytes.

    Attributes:
        name: What the input is called: a file name, or a name made from it for a part.
        raw: Its bytes.
        stated: What the surroundings state about it (an archive: address and time of capture; a
            transfer: ``charset``). Goes into the drafts beneath what the input itself states.
    """

    name: str
    raw: bytes
    stated: dict[str, str] = field(default_factory=dict)


class Part(Value, frozen=True, kw_only=True):
    """A document inside a document (an attachment, an archived page), to be read by itself."""

    given: Given
    media_type: str | None = None


class Item(Value, frozen=True, kw_only=True):
    """A draft and the bytes that it was read from, for keeping the evidence.

    ``raw`` is the file, the line of a JSON Lines file, the attachment, or the body of an archived
    page. All entries of a feed share the feed. ``draft.raw_sha256`` is its digest.
    """

    draft: Draft
    raw: bytes


Output = Draft | Part | Refusal
"""What a reader yields: texts, parts to be read by themselves, and what it could not take."""

SKIPPED = "input.skipped"
"""Code of a refusal that only says that something was passed over on purpose."""


def refusal_of(error: UnreadableInput, name: str) -> Refusal:
    """The refusal that an error stands for; its fact ``place`` says where in the input."""
    place = error.facts.get("place")
    return Refusal(
        name=name,
        reason=error.message,
        remedy=error.hint,
        place=None if place is None else str(place),
        code=error.code,
    )
