"""Briefs that people write, each sentence checked against what it cites, while it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from corrobora.errors import CorroboraError
from corrobora.serve.answers import Page, answer, language_of
from corrobora.serve.pages.forms import (
    Incomplete,
    acting,
    checked_form,
    done,
    remembered_name,
    secret_of,
    text_of,
)
from corrobora.serve.pages.sharing import desk_of
from corrobora.serve.reasons import in_language
from corrobora.serve.roles import Right, Visitor, visitor_of
from corrobora.serve.room import Room, room_of
from corrobora.serve.versions import Stale
from corrobora.serve.words import texts
from corrobora.share.checks import Remark, Sentence
from corrobora.share.labels import Tlp
from corrobora.sharing.checking import Recipient, read_recipient
from corrobora.store import Draft
from corrobora.store.drafts import draft_hash
from corrobora.vocab.wording import wording
from corrobora.writers.markdown import write_markdown

MOST_TEXT = 200_000
"""Characters of a draft at most."""
MOST_TITLE = 200
_OPENING = 90
"""Characters of a sentence by which a list of remarks names it."""

SCRIPT = "drafts.js"


def routes() -> list[Route]:
    """The routes of these screens."""
    return [
        Route("/drafts", listed),
        Route("/new-draft", begin, methods=["POST"]),
        Route("/drafts/{draft}", draft_page),
        Route("/drafts/{draft}/save", save, methods=["POST"]),
        Route("/drafts/{draft}/brief.md", as_file),
        Route("/drafts/{draft}/check", check, methods=["POST"]),
        Route("/drafts/{draft}/remove", remove, methods=["POST"]),
    ]


def listed(request: Request) -> Response:
    """The drafts, and a form that begins another."""
    drafts = [
        {"id": d.id, "title": d.title, "by": d.by, "at": d.at, "characters": len(d.text)}
        for d in room_of(request).store.drafts.all()
    ]
    shown = {"name": remembered_name(request), "most_title": MOST_TITLE}
    return answer(request, Page("drafts.html", {"drafts": drafts}, shown=shown))


async def begin(request: Request) -> Response:
    """Begin a draft: empty, or with the brief of the case as it stands."""
    async with checked_form(request) as form:
        by, title, source = acting(request, form), _title(form), text_of(form, "from")
    room, language = room_of(request), language_of(request)

    def work() -> str:
        text, own = "", ""
        if source == "brief":
            made = room.brief(language)
            text, own = write_markdown(made, language=language), made.summary
        id_ = "d" + hashlib.sha256(room.store.head().hash.encode()).hexdigest()[:12]
        room.store.drafts.add(
            Draft(
                id=id_,
                title=title or wording(language).brief["title"].format(scope=room.name),
                text=text,
                own=own,
                by=by,
                at=room.clock(),
            )
        )
        return f"/drafts/{id_}"

    return await done(request, work, "draft_begun", by=by)


def draft_page(request: Request) -> Response:
    """A draft with what is to be said of its sentences."""
    return _page(request, room_of(request).store.drafts.require(request.path_params["draft"]))


def _page(
    request: Request, draft: Draft, *, theirs: Draft | None = None, seen: str = ""
) -> Response:
    """The page of a draft as given; ``theirs`` is what somebody else has made of it meanwhile."""
    room, visitor = room_of(request), visitor_of(request)
    known = _known_recipients(room, visitor)
    hindrance: CorroboraError | None = None
    try:
        sentences = _checked(room, visitor, draft, draft.recipient)
    except CorroboraError as error:
        # What hinders under an agreement hinders no other check.
        hindrance = error
        sentences = room.checker().check(draft.text, Recipient(), draft.own)
    record = {
        "id": draft.id,
        "title": draft.title,
        "text": draft.text,
        "recipient": draft.recipient if _may_see(draft.recipient, visitor) else "",
        "by": draft.by,
        "at": draft.at,
    }
    data: dict[str, Any] = {
        "draft": record,
        "version": seen or _version(theirs or draft),
        "sentences": _told(request, sentences),
        "number": len(sentences),
        "hindrance": hindrance.message if hindrance else "",
    }
    shown = {
        "recipients": known,
        "another": bool(draft.recipient) and not _may_see(draft.recipient, visitor),
        "theirs": theirs,
        "opening": lambda one: _opening(draft.text, one),
        "most_title": MOST_TITLE,
        "most_text": MOST_TEXT,
        "name": remembered_name(request),
    }
    if theirs is not None:
        changed = Stale(_version(theirs), ())
        data["error"] = {"code": changed.code, "message": changed.message, "hint": changed.hint}
    status = 409 if theirs is not None else 200
    script = SCRIPT if visitor.may(Right.JUDGE) else ""
    page = Page("draft.html", data, draft.title, status=status, shown=shown, script=script)
    return answer(request, page)


async def save(request: Request) -> Response:
    """Keep what was written; what somebody else kept meanwhile is shown beside it instead."""
    async with checked_form(request) as form:
        by, title, text = acting(request, form), _title(form), _text(form)
        seen, said = text_of(form, "seen"), text_of(form, "recipient")
    room, visitor, id_ = room_of(request), visitor_of(request), request.path_params["draft"]
    if not seen:
        raise Incomplete(
            "The form does not say which version it is about; nothing was changed.",
            hint="Open the page again, or give its version as: seen.",
        )
    _require_recipient(room, visitor, said)

    def changed(found: Draft) -> Draft:
        if _version(found) != seen:
            raise Stale(_version(found), ())
        recipient = said if said != "same" else found.recipient
        return replace(found, title=title or found.title, text=text, recipient=recipient)

    def work() -> str:
        room.store.drafts.change(id_, changed, by=by, at=room.clock())
        return f"/drafts/{id_}"

    try:
        return await done(request, work, "draft_saved", by=by)
    except Stale:
        theirs = await run_in_threadpool(room.store.drafts.require, id_)
        mine = replace(theirs, title=title or theirs.title, text=text)
        return await run_in_threadpool(lambda: _page(request, mine, theirs=theirs))


async def check(request: Request) -> Response:
    """What is to be said of the sentences of a text; nothing is kept."""
    async with checked_form(request) as form:
        text, said = _text(form), text_of(form, "recipient")
    room, visitor, id_ = room_of(request), visitor_of(request), request.path_params["draft"]
    _require_recipient(room, visitor, said)

    def work() -> dict[str, Any]:
        kept = room.store.drafts.require(id_)
        recipient = said if said != "same" else kept.recipient
        sentences = _checked(room, visitor, replace(kept, text=text), recipient)
        return {"sentences": _told(request, sentences), "number": len(sentences)}

    return JSONResponse(await run_in_threadpool(work))


async def remove(request: Request) -> Response:
    """Throw a draft away."""
    async with checked_form(request) as form:
        by, seen = acting(request, form), text_of(form, "seen")
        sure = text_of(form, "confirm") == "yes"
    if not sure:
        raise Incomplete(
            "The box that confirms it was not ticked; nothing was changed.",
            hint="Tick it, and send the form again.",
        )
    room, id_ = room_of(request), request.path_params["draft"]

    def checked(found: Draft) -> None:
        if _version(found) != seen:
            raise Stale(_version(found), ())

    def work() -> str:
        room.store.drafts.remove(id_, checked, by=by)
        return "/drafts"

    return await done(request, work, "draft_removed", by=by)


def as_file(request: Request) -> Response:
    """The text of a draft, to be handed over with ``corrobora share --brief``."""
    draft = room_of(request).store.drafts.require(request.path_params["draft"])
    return Response(
        draft.text.encode("utf-8", "replace"),
        media_type="text/markdown; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{draft.id}.md"',
            "cache-control": "private, no-cache",
        },
    )


# --- fields --------------------------------------------------------------------------------------


def _title(form: FormData) -> str:
    return " ".join(text_of(form, "title").split())[:MOST_TITLE]


def _text(form: FormData) -> str:
    """What was written, with line ends as one character, as browsers count them too."""
    found = secret_of(form, "text").replace("\r\n", "\n").replace("\r", "\n")
    if len(found) > MOST_TEXT:
        raise Incomplete(
            f"A draft has at most {MOST_TEXT} characters; nothing was changed.",
            hint="Divide it into several.",
        )
    return found


def _version(draft: Draft) -> str:
    return f"{draft.state}-{draft_hash(draft)[:16]}"


# --- for whom ------------------------------------------------------------------------------------


def _known_recipients(room: Room, visitor: Visitor) -> list[tuple[str, str]]:
    """For whom a draft can be said to be: markings, and purposes of agreements that may be seen."""
    found = [(level.marking, level.marking) for level in Tlp]
    if not visitor.may(Right.SHARING):
        return found
    for one in desk_of(room).agreements():
        terms = one.agreement
        found += [
            (f"{terms.id}/{purpose.value}", f"{terms.partner}, {terms.unit}: {purpose.value}")
            for purpose in sorted(terms.purposes)
        ]
    return found


def _may_see(recipient: str, visitor: Visitor) -> bool:
    return not read_recipient(recipient).agreement or visitor.may(Right.SHARING)


def _require_recipient(room: Room, visitor: Visitor, said: str) -> None:
    """Refuse what is no recipient, or none that this visitor may know of.

    Raises:
        Incomplete: It is none.
    """
    if said in ("", "same") or said in dict(_known_recipients(room, visitor)):
        return
    raise Incomplete("This is no recipient; nothing was changed.", hint="Choose one of the list.")


def _checked(room: Room, visitor: Visitor, draft: Draft, recipient: str) -> tuple[Sentence, ...]:
    wanted = read_recipient(recipient) if _may_see(recipient, visitor) else Recipient()
    return room.checker().check(draft.text, wanted, draft.own)


# --- what is said --------------------------------------------------------------------------------


def _told(request: Request, sentences: Sequence[Sentence]) -> list[dict[str, Any]]:
    """The sentences of which something is to be said, in words."""
    language, room = language_of(request), room_of(request)
    return [
        {
            "line": one.line,
            "start": one.start,
            "end": one.end,
            "remarks": [
                {"code": remark.code, "text": _in_words(language, room, remark)}
                for remark in dict.fromkeys(one.remarks)
            ],
        }
        for one in sentences
        if one.remarks
    ]


def _in_words(language: str, room: Room, remark: Remark) -> str:
    words = texts(language)["remarks"]
    facts, variant = dict(remark.facts), str(remark.code)
    if remark.code == "one-origin" and not facts["origins"]:
        variant = "no-origin"
    if remark.code == "too-high":
        line = room.board().reports.get(facts["report"])
        facts["report"] = (line.title or line.name) if line else facts["report"]
        variant = variant if facts["marking"] else "unmarked"
    if remark.code == "withheld":
        facts["why"] = in_language(facts["why"], language)
    if remark.code == "altered":
        facts["changes"] = "; ".join(_change(words, one) for one in remark.changes)
    return words[variant].format(**facts)


def _change(words: Mapping[str, str], change: str) -> str:
    """One change of a quotation, as ``collect.quotations`` names it, in the page's language."""
    kind, _, said = change.partition(": ")
    here, _, there = said.partition(" for ")
    return words[f"change-{kind}"].format(words=said, here=here, there=there)


def _opening(text: str, sentence: Mapping[str, Any]) -> str:
    said = " ".join(text[sentence["start"] : sentence["end"]].split())
    return said if len(said) <= _OPENING else f"{said[: _OPENING - 1]}…"
