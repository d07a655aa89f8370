"""What programs may send: the forms of the pages, as the OpenAPI document describes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from corrobora.model import Json, Stance


class Done(Struct):
    """What was done, as a word that programs can rely on, and the page that shows it."""

    done: str
    see: str


class TakenReport(Struct):
    """A report that was new."""

    id: str
    name: str
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None


class KnownReport(Struct):
    """A report that the case had already."""

    id: str
    name: str


class LaterVersion(Struct):
    """A report that is a later version of another."""

    new: str
    earlier: str


class RefusedInput(Struct):
    """An input that was not taken, why, and what to do."""

    name: str
    reason: str
    remedy: str
    place: str | None


class Form(Struct, frozen=True):
    """A form: what it does, its fields, and what the answer holds.

    Attributes:
        does: What it does, in a sentence.
        required: Fields that have to be there.
        optional: Fields that may be there.
        many: Those of them that may be given several times.
        answer: Fields of the answer with their types; ``Done`` where there are none.
    """

    does: str
    required: Sequence[str] = ()
    optional: Sequence[str] = ()
    many: Sequence[str] = ()
    answer: Mapping[str, Any] = {}


_WHO = "by"
_TAKEN: Mapping[str, Any] = {
    "taken": list[TakenReport], "known": list[KnownReport], "revisions": list[LaterVersion],
    "refused": list[RefusedInput],
}  # fmt: skip

_COUNTED: Mapping[str, Any] = {"done": str, "see": str, "number": int}

FORMS: Mapping[str, Form] = {
    "/import": Form(
        "Take files into the case.",
        required=("files",), optional=("later",), many=("files",), answer=_TAKEN,
    ),
    "/import/read": Form(
        "Find the claims of every report that was taken and not read.",
        answer={"read": int, "events": int},
    ),
    "/samples": Form("Take the sample reports into the case.", answer=_TAKEN),
    "/judge/claim/{claim}": Form(
        "Accept or reject a claim.",
        required=("why", "seen", "verdict"), optional=(_WHO,),
    ),
    "/judge/claim/{claim}/edit": Form(
        "Correct fields of a claim, or of a part of one; a field that is missing stays.",
        required=("why", "seen"),
        optional=(
            _WHO, "type", "stance", "negated", "actors", "targets", "speakers", "place", "from",
            "to", "drop",
        ),
    ),
    "/judge/claim/{claim}/split": Form(
        "Divide a claim into two.",
        required=("why", "seen", "first", "second"), optional=(_WHO,),
    ),
    "/judge/claim/{claim}/undo": Form(
        "Take the last word on a claim back.",
        required=("why", "seen"), optional=(_WHO,),
    ),
    "/judge/event/{event}": Form(
        "Keep an event together, reject it, join another to it, take claims out, or undo that.",
        required=("why", "seen", "verdict"), optional=(_WHO, "other", "apart", "anchor"),
        many=("apart",),
    ),
    "/judge/claims": Form(
        "Accept or reject several claims: all of them or, if one was changed, none.",
        required=("why", "claim", "verdict", "confirm"),
        optional=(_WHO, "event", "view", "selection"), many=("claim", "event"), answer=_COUNTED,
    ),
    "/marks": Form(
        "Mark events and reports as read, or as not opened; all of a selection only as read.",
        required=("to",),
        optional=("event", "report", "all", "confirm", "seen", "view", "selection"),
        many=("event", "report"), answer=_COUNTED,
    ),
    "/new-draft": Form(
        "Begin a draft: empty, or with the brief of the case.", optional=(_WHO, "title", "from"),
    ),
    "/drafts/{draft}/save": Form(
        "Keep what was written.",
        required=("text", "seen"), optional=(_WHO, "title", "recipient"),
    ),
    "/drafts/{draft}/check": Form(
        "What is to be said of the sentences of a text; nothing is kept.",
        required=("text",), optional=("recipient",),
        answer={"sentences": list[dict[str, Json]], "number": int},
    ),
    "/drafts/{draft}/remove": Form(
        "Throw a draft away.", required=("seen", "confirm"), optional=(_WHO,),
    ),
    "/sharing/{agreement}/release": Form(
        "Bring a partner's feed up to what the preview showed, or propose it.",
        required=("purpose", "seen", "confirm"), optional=(_WHO, "why"),
    ),
    "/sharing/{agreement}/suspend": Form(
        "Stop an agreement at once.", required=("why", "confirm"), optional=(_WHO,),
    ),
    "/sharing/{agreement}/recall": Form(
        "Want back what a partner holds, or propose it.",
        required=("why", "made-of", "confirm"), optional=(_WHO,), many=("made-of",),
    ),
    "/sharing/{agreement}/ask": Form(
        "Ask originators for what nothing but their consent keeps back.",
        required=("why", "purpose", "until", "report"), optional=(_WHO,), many=("report",),
    ),
    "/proposals/{proposal}/approve": Form(
        "Carry out what somebody else proposed.", required=("confirm",), optional=(_WHO, "why"),
    ),
    "/proposals/{proposal}/decline": Form(
        "Say no to a proposal, or take one's own back.", required=("why",), optional=(_WHO,),
    ),
    "/two-persons": Form(
        "Ask for two persons from now on, or propose that one is enough.",
        required=("why", "turn", "confirm"), optional=(_WHO,),
    ),
    "/consents/{request}/grant": Form(
        "Write down that an originator agreed to what was asked.",
        required=("seen", "confirm"), optional=(_WHO, "why"),
    ),
    "/consents/{request}/refuse": Form(
        "Write down that an originator did not agree.",
        required=("seen", "why"), optional=(_WHO,),
    ),
    "/consents/{request}/withdraw": Form(
        "Take a request back, or what was granted on it.",
        required=("seen", "why", "confirm"), optional=(_WHO,),
    ),
}  # fmt: skip
"""The forms that programs may send, by address."""

_YES = {"type": "string", "enum": ["yes"]}
_DAY = {"type": "string", "description": "A day as 2026-12-31; empty for none."}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "by": {"type": "string", "description": "Who acts; needed where nobody is signed in."},
    "why": {"type": "string", "description": "The reason; goes into the journal."},
    "seen": {
        "type": "string",
        "description": "The version that the page showed; of a request to an originator its state.",
    },
    "verdict": {"type": "string", "enum": ["accept", "reject", "merge", "split", "undo"]},
    "confirm": {**_YES, "description": "That it is meant."},
    "later": {**_YES, "description": "Have the reports read later, by /import/read."},
    "drop": {**_YES, "description": "Reject this part of a claim."},
    "files": {"type": "string", "format": "binary"},
    "type": {"type": "string", "description": "Type of event."},
    "stance": {"type": "string", "enum": [one.value for one in Stance]},
    "negated": {"type": "string", "enum": ["yes", "no"]},
    "actors": {"type": "string", "description": "Names with semicolons between them."},
    "targets": {"type": "string", "description": "Names with semicolons between them."},
    "speakers": {"type": "string", "description": "Names; empty for the report itself."},
    "place": {"type": "string", "description": "Name, or name and country: Mopti, ML."},
    "from": {"type": "string", "description": "A day; of a new draft: brief."},
    "to": {"type": "string", "description": "A day as 2026-12-31; of marks: read or unread."},
    "first": {"type": "string", "description": "Words of the claim."},
    "second": {"type": "string", "description": "Other words of the claim."},
    "other": {"type": "string", "description": "To merge: the other event."},
    "apart": {"type": "string", "description": "To split: a claim to be taken out."},
    "claim": {"type": "string", "description": "A claim: its id, a space, its version."},
    "event": {
        "type": "string",
        "description": "An event by its id; of claims to be judged, never with confirm.",
    },
    "all": {**_YES, "description": "All of the selection; without filters all of the case."},
    "view": {"type": "string", "enum": ["/", "/reports", "/claims"]},
    "selection": {"type": "string", "description": "The query of the list with its filters."},
    "anchor": {"type": "string", "description": "A claim of the event, which leads to it later."},
    "title": {"type": "string"},
    "text": {"type": "string"},
    "recipient": {"type": "string", "description": "For whom; same for as it was."},
    "purpose": {"type": "string"},
    "made-of": {"type": "string", "description": "A report, or all."},
    "until": _DAY,
    "report": {"type": "string"},
    "turn": {"type": "string", "enum": ["on", "off"]},
}
"""What each field holds."""


def body_of(form: Form) -> dict[str, Any]:
    """The request body of a form."""
    properties = {
        name: {"type": "array", "items": FIELDS[name]} if name in form.many else FIELDS[name]
        for name in (*form.required, *form.optional)
    }
    schema = {"type": "object", "required": list(form.required), "properties": properties}
    files = any(one.get("format") == "binary" for one in map(FIELDS.__getitem__, properties))
    kinds = ["multipart/form-data"]
    if not files:
        kinds.insert(0, "application/x-www-form-urlencoded")
    return {
        "required": bool(form.required),
        "content": {kind: {"schema": schema} for kind in kinds},
    }
