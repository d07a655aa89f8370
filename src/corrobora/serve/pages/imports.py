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
from starlette.responses import Response
from starlette.routing import Route

from corrobora.errors import NotFound
from corrobora.serve.answers import Page, answer
from corrobora.serve.pages.forms import Incomplete, checked_form
from corrobora.serve.room import Room, room_of

_CHUNK = 1 << 20


def routes() -> list[Route]:
    """The routes of these forms."""
    return [
        Route("/import", form_page, methods=["GET"]),
        Route("/import", take_files, methods=["POST"]),
        Route("/samples", take_samples, methods=["POST"]),
    ]


def form_page(request: Request) -> Response:
    """The form that takes files."""
    room = room_of(request)
    limit: int = request.app.state.most_bytes
    page = Page("import.html", {"most_bytes": limit, "samples": room.samples is not None})
    return answer(request, page)


async def take_files(request: Request) -> Response:
    """Take the files of the form into the case, and say what became of each."""
    room = room_of(request)
    with tempfile.TemporaryDirectory(prefix="corrobora-") as folder:
        async with checked_form(request) as form:
            given = await _put_down(form, Path(folder))
        if not given:
            raise Incomplete("No file was chosen.", hint="Choose one or more files first.")
        data = await run_in_threadpool(_take, room, [Path(folder) / name for name in given], given)
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


def _take(room: Room, paths: Sequence[Path], given: dict[str, str]) -> dict[str, Any]:
    with room.changing() as case:
        found = case.collect(paths, now=room.clock())
        read = case.extract()
        events = case.reconcile()
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
        "read": read,
        "events": len(events),
    }  # fmt: skip


def _shown(name: str, given: dict[str, str]) -> str:
    """The name that a file came with, for the reader's eyes only."""
    for hashed, original in given.items():
        if hashed in name:
            return name[name.index(hashed) :].replace(hashed, original)
    return name
