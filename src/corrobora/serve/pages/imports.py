"""Reports brought in by a form, or the sample reports that come with the program."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from corrobora.case import Case
from corrobora.errors import NotFound
from corrobora.serve.answers import Page, answer, wants_json
from corrobora.serve.pages.forms import Incomplete, checked_form, sent_on, text_of
from corrobora.serve.room import Room, room_of

_CHUNK = 1 << 20


def routes() -> list[Route]:
    """The routes of these forms."""
    return [
        Route("/import", form_page, methods=["GET"]),
        Route("/import", take_files, methods=["POST"]),
        Route("/import/read", read_waiting, methods=["POST"]),
        Route("/import/progress", progress),
        Route("/samples", take_samples, methods=["POST"]),
    ]


def form_page(request: Request) -> Response:
    """The form that takes files."""
    room = room_of(request)
    limit: int = request.app.state.most_bytes
    data = {
        "most_bytes": limit,
        "samples": room.samples is not None,
        "unread": room.store.lookup.unread(),
    }
    return answer(request, Page("import.html", data, script="import.js"))


def progress(request: Request) -> Response:
    """How far the reading of reports is that somebody has begun."""
    found = room_of(request).progress
    told = {"stage": found.stage, "done": found.done, "total": found.total}
    return JSONResponse(told, headers={"cache-control": "no-store"})


async def read_waiting(request: Request) -> Response:
    """Find the claims of every report that was taken and not read yet."""
    async with checked_form(request):
        room = room_of(request)

    def work() -> dict[str, int]:
        with room.changing() as case:
            return _read(case)

    found = await run_in_threadpool(work)
    if wants_json(request):
        return JSONResponse(found)
    return sent_on(request, "/", "reports_read")


async def take_files(request: Request) -> Response:
    """Take the files of the form into the case, and say what became of each.

    A program that sends one file after the other says ``later``, and has them read at the end.
    """
    room = room_of(request)
    with tempfile.TemporaryDirectory(prefix="corrobora-") as folder:
        async with checked_form(request) as form:
            given = await _put_down(form, Path(folder))
            later = wants_json(request) and text_of(form, "later") == "yes"
        if not given:
            raise Incomplete("No file was chosen.", hint="Choose one or more files first.")
        paths = [Path(folder) / name for name in given]
        data = await run_in_threadpool(_take, room, paths, given, later=later)
    return answer(request, Page("taken.html", data))


async def take_samples(request: Request) -> Response:
    """Take the sample reports into the case."""
    async with checked_form(request):
        room = room_of(request)
    if room.samples is None:
        raise NotFound("No sample reports came with this installation.", hint="Import your own.")
    data = await run_in_threadpool(_take, room, [room.samples], {})
    return answer(request, Page("taken.html", data))


async def _put_down(form: FormData, folder: Path) -> dict[str, str]:
    """Files under the hash of their bytes, never under the name that came with them."""
    given: dict[str, str] = {}
    for upload in form.getlist("files"):
        if not isinstance(upload, UploadFile) or not upload.filename:
            continue
        content, digest = bytearray(), hashlib.sha256()
        while chunk := await upload.read(_CHUNK):
            content += chunk
            digest.update(chunk)
        name = digest.hexdigest()
        await run_in_threadpool((folder / name).write_bytes, bytes(content))
        given.setdefault(name, upload.filename)
    return given


def _read(case: Case) -> dict[str, int]:
    """Find claims and make the events anew; how many reports were read, and how many events."""
    return {"read": case.extract(), "events": len(case.reconcile())}


def _take(
    room: Room, paths: Sequence[Path], given: dict[str, str], *, later: bool = False
) -> dict[str, Any]:
    with room.changing() as case:
        found = case.collect(paths, now=room.clock())
        read = {} if later else _read(case)
    return {
        "taken": [
            {"id": r.id, "name": _shown(r.name, given), "title": r.title, "publisher": r.publisher,
             "published": r.published, "language": r.language}
            for r in found.taken
        ],
        "known": [
            {"id": r.id, "name": _shown(r.name, given)}
            for r in (*found.seen_again, *found.unchanged)
        ],
        "revisions": [{"new": new, "earlier": earlier} for new, earlier in found.revisions],
        "refused": [
            {"name": _shown(r.name, given), "reason": r.reason, "remedy": r.remedy,
             "place": r.place}
            for r in found.refused
        ],
        **read,
    }  # fmt: skip


def _shown(name: str, given: dict[str, str]) -> str:
    """The name that a file came with, for the reader's eyes only."""
    for hashed, original in given.items():
        if hashed in name:
            return name[name.index(hashed) :].replace(hashed, original)
    return name
