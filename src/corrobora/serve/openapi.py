"""What the pages give to and take from programs, as OpenAPI 3.1: made of the types themselves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import msgspec
from msgspec import Struct

from corrobora.brief import Changes
from corrobora.model import (
    Brief,
    Claim,
    Conflict,
    Derivation,
    Event,
    Independence,
    Json,
    Judgement,
    Report,
    Toll,
    When,
    Where,
)
from corrobora.serve.branches import Branch
from corrobora.serve.differing import Change
from corrobora.serve.drawing import Plot, Timeline
from corrobora.serve.event_view import ConflictView, JoinView, MatrixRow, OriginView
from corrobora.serve.network import Network
from corrobora.serve.openapi_forms import FORMS, Done, Form, body_of
from corrobora.serve.pages.changes import Arrivals
from corrobora.serve.reading import Pair
from corrobora.serve.sides import WAYS
from corrobora.store import Entry, Finding, Head
from corrobora.store.lookup import ReportLine

Facets = dict[str, list[tuple[str, str, int]]]
Rows = list[dict[str, Json]]


class StoryRecord(Struct):
    """An event as the desk lists it."""

    id: str
    gist: str
    quote: str | None
    type: str
    date: When | None
    place: Where | None
    deaths: Toll | None
    reports: int
    independent: Independence
    origins: list[str]
    tree: list[Branch]
    conflicts: list[Conflict]
    credibility: str
    languages: list[str]
    first_published: dt.date | None
    last_published: dt.date | None
    sources: list[str]
    first_collected: dt.date | None
    last_collected: dt.date | None
    unread: bool


class ListedReport(Struct):
    """A report in a list, how many events it tells of, and whether who asks has not opened it."""

    report: ReportLine
    events: int
    unread: bool


class ClaimCard(Struct):
    """A claim as people judged it; ``version`` goes into the form that judges it."""

    claim: Claim
    verdict: Literal["accept", "reject", "edit"] | None
    judgements: list[Judgement]
    event: str | None
    version: str


class Copied(Struct):
    """What one report took from another."""

    derivation: Derivation
    report: ReportLine | None
    source: ReportLine | None
    passages: int


class ClaimsOfEvent(Struct):
    """An event of the selection with its claims."""

    id: str
    gist: str
    type: str
    date: When | None
    unread: bool
    claims: list[Claim]


class ErrorRecord(Struct):
    """What went wrong: a name that programs can rely on, a sentence, and what to do."""

    code: str
    message: str
    hint: str


SELECTION = {
    "q": 'Words that the reports hold; "a phrase" is kept whole.',
    "type": "Type of event.",
    "country": "Two-letter code of the country.",
    "actor": "Id or name of an actor or target.",
    "reports_in": "Language of the reports.",
    "source": "Who wrote one of the reports, or carried it; ? where neither is known.",
    "grade": "Grade, 1 to 6.",
    "since": "Published from (a day).",
    "until": "Published to (a day).",
    "collected_from": "Collected from (a day, UTC).",
    "collected_to": "Collected to (a day, UTC).",
    "from": "Happened from (a day); what has no date is left out.",
    "to": "Happened to (a day); what has no date is left out.",
    "conflicts": "1 for events that sources disagree on.",
    "between": "One side, or two joined by ~, each with all that belongs to it.",
    "unread": "1 for what whoever asks has not opened.",
    "way": f"How two sides stand to each other: {' or '.join(WAYS)}.",
    "page": "Number of the page, from 1.",
}
"""The parameters of every view of a selection."""

RECORDS: Mapping[str, Mapping[str, Any]] = {
    "/": {
        "counts": dict[str, int], "unread": int, "matching": int, "search_cut": bool,
        "page": int, "pages": int, "filters": dict[str, Json], "events": list[StoryRecord],
        "facets": Facets,
    },
    "/reports": {
        "matching": int, "page": int, "pages": int, "q": str, "reports": list[ListedReport],
    },
    "/reports/{report}": {
        "report": Report, "claims": list[ClaimCard], "copied_from": list[Copied],
        "copied_by": list[Copied],
    },
    "/reports/{report}/copied/{other}": {
        "here": dict[str, Json], "there": dict[str, Json], "derivation": Derivation,
        "pairs": list[Pair], "quotations": Rows, "changes": list[Change] | None,
    },
    "/events/{event}": {
        "event": Event, "gist": str, "claims": list[Claim], "conflicts": list[ConflictView],
        "matrix": list[MatrixRow], "why": list[OriginView], "why_grade": str,
        "joins": list[JoinView], "judgements": list[Judgement], "version": str,
    },
    "/timeline": {
        "matching": int, "search_cut": bool, "timeline": Timeline, "plot": Plot,
        "gists": dict[str, str], "facets": Facets,
    },
    "/network": {"matching": int, "search_cut": bool, "network": Network, "facets": Facets},
    "/claims": {
        "matching": int, "search_cut": bool, "page": int, "pages": int,
        "versions": dict[str, str], "events": list[ClaimsOfEvent], "facets": Facets,
    },
    "/brief": {"brief": Brief},
    "/brief/changes": {
        "since": str, "moment": str, "compared": Changes | None, "days": list[Arrivals],
        "drafts": Rows,
    },
    "/drafts": {"drafts": Rows},
    "/drafts/{draft}": {
        "draft": dict[str, Json], "version": str, "sentences": Rows, "number": int,
        "hindrance": str,
    },
    "/sharing": {"agreements": Rows, "two_persons": bool, "proposed": int, "asked": int},
    "/sharing/{agreement}": {
        "terms": dict[str, Json], "state": str, "since": str, "why": str,
        "diligence": dict[str, Json], "held": Rows, "held_number": int, "recalls": Rows,
        "recalls_number": int, "reads": Rows, "history": Rows,
    },
    "/sharing/{agreement}/preview/{purpose}": {
        "agreement": str, "partner": str, "purpose": str, "reports": int, "claims": int,
        "all_reports": int, "all_claims": int, "events_number": int, "events": Rows,
        "withheld": Rows, "withheld_number": int, "version": str, "state": str,
        "two_persons": bool, "to_ask": dict[str, list[str]],
    },
    "/proposals": {"two_persons": bool, "open": Rows, "settled": Rows},
    "/proposals/{proposal}": {
        "proposal": dict[str, Json], "as_proposed": bool, "hindrance": str, "changes": Rows,
        "changes_number": int, "made_of": Rows,
    },
    "/consents": {"asked": Rows, "answered": Rows},
    "/journal": {
        "entries": list[Entry], "head": Head, "older": int | None, "verified": bool,
        "findings": list[Finding],
    },
}  # fmt: skip
"""For each described page the fields that it gives, and what they hold."""

QUERIES: Mapping[str, Mapping[str, str]] = {
    "/": SELECTION,
    "/reports": {name: SELECTION[name] for name in ("q", "unread", "page")},
    "/reports/{report}": {
        "claim": "A claim of the report to mark.",
        "span": "Characters of the text to mark: 12-40.",
    },
    "/timeline": SELECTION,
    "/network": SELECTION,
    "/claims": SELECTION,
    "/brief": {"section": "Only this section."},
    "/brief/changes": {
        "since": "The day (2025-10-02) or moment (2025-10-02T08:00:00Z) to compare with.",
    },
    "/journal": {
        "before": "Lines before this number.",
        "verify": "1 to check the whole chain.",
    },
}
"""The parameters of pages that have some."""


_FOR_PEOPLE = {"text/html": {"schema": {"type": "string"}}}
"""What comes to a request that does not ask for JSON."""


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document."""
    shown = [kind for fields in RECORDS.values() for kind in fields.values()]
    told = [kind for form in FORMS.values() for kind in form.answer.values()]
    schemas, components = _loose(
        msgspec.json.schema_components(
            [*shown, *told, Done, ErrorRecord], ref_template="#/components/schemas/{name}"
        )
    )
    found = iter(schemas)
    paths: dict[str, dict[str, Any]] = {
        path: {"get": _operation(path, {name: next(found) for name in fields})}
        for path, fields in RECORDS.items()
    }
    for path, form in FORMS.items():
        answer = {name: next(found) for name in form.answer}
        paths.setdefault(path, {})["post"] = _act(path, form, answer)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The reading room of Corrobora",
            "version": "1",
            "description": "Every page as JSON, to Accept: application/json, and every form. For a "
            "team a session or a key is needed; what may not be seen answers as what is not "
            "there. A form that comes with a session and no key needs the token of its page, "
            "as: token.",
        },
        "security": [{}, {"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key that somebody made on the page of the account.",
                }
            },
            "schemas": {
                **components,
                "Error": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {"error": {"$ref": "#/components/schemas/ErrorRecord"}},
                },
            },
        },
    }


def _loose(value: Any) -> Any:
    """A schema with each tuple as a list of so many of any of its kinds.

    Programs that make clients of a description often cannot read ``prefixItems``.
    """
    if isinstance(value, dict):
        found = {key: _loose(one) for key, one in value.items()}
        if "prefixItems" in found:
            kinds = found.pop("prefixItems")
            found["items"] = {"anyOf": [one for n, one in enumerate(kinds) if one not in kinds[:n]]}
        return found
    if isinstance(value, list | tuple):
        return [_loose(one) for one in value]
    return value


def _operation(path: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    in_path = re.findall(r"{(\w+)}", path)
    answers: dict[str, Any] = {
        "200": {
            "description": "As asked.",
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": list(properties),
                        "properties": dict(properties),
                        "additionalProperties": False,
                    }
                },
                **_FOR_PEOPLE,
            },
        },
        "304": {"description": "The same as what If-None-Match names."},
        "401": _error("Nobody is signed in."),
        "404": _error("It is not there, or may not be seen."),
    }
    return {
        "operationId": path.strip("/").replace("/", "-").replace("{", "").replace("}", "")
        or "desk",
        "parameters": [
            *map(_in_path, in_path),
            *(
                {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
                for name, text in QUERIES.get(path, {}).items()
            ),
        ],
        "responses": answers,
    }


def _act(path: str, form: Form, answer: Mapping[str, Any]) -> dict[str, Any]:
    """A form: what it takes, and what comes back."""
    told = {
        "type": "object",
        "required": list(answer),
        "properties": dict(answer),
    }
    return {
        "operationId": "do-" + path.strip("/").replace("/", "-").replace("{", "").replace("}", ""),
        "description": form.does,
        "parameters": [_in_path(name) for name in re.findall(r"{(\w+)}", path)],
        "requestBody": body_of(form),
        "responses": {
            "200": {
                "description": "Done.",
                "content": {
                    "application/json": {
                        "schema": told if answer else {"$ref": "#/components/schemas/Done"}
                    },
                    **_FOR_PEOPLE,
                },
            },
            "303": {"description": "Done; the page that shows it."},
            "400": _error("Something is missing or cannot be used; nothing was changed."),
            "401": _error("Nobody is signed in."),
            "403": _error("It came from elsewhere, or needs a second person."),
            "404": _error("It is not there, or may not be seen or done."),
            "409": _error("It was changed or decided on meanwhile; nothing of it was kept."),
            "413": {"description": "More than one request may have."},
        },
    }


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _error(text: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {"description": text, "content": {**content, **_FOR_PEOPLE}}
