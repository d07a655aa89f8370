"""The brief of the case, each sentence with links to the words it rests on, and its exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.errors import NotFound
from corrobora.model import Brief
from corrobora.serve.answers import Page, answer, language_of
from corrobora.serve.room import room_of
from corrobora.vocab.wording import wording
from corrobora.writers.citations import Citations
from corrobora.writers.docx import write_docx
from corrobora.writers.html import sentence_head, write_html
from corrobora.writers.json_brief import write_json
from corrobora.writers.markdown import write_markdown
from corrobora.writers.pdf import can_write_pdf, write_pdf
from corrobora.writers.sources import as_of_line, derivation_lines, source_line

Writer = Callable[[Brief, str], bytes]


def routes() -> list[Route]:
    """The routes of this screen."""
    return [Route("/brief", brief), Route("/brief.{suffix}", export)]


def brief(request: Request) -> Response:
    """The brief, whole or one section of it."""
    room = room_of(request)
    language = language_of(request)
    made = room.brief(language)
    words = wording(language)
    wanted = request.query_params.get("section", "")
    sections = [s for s in made.sections if not wanted or s.id == wanted]
    if wanted and not sections:
        raise NotFound(f"The brief has no section {wanted}.", hint="Choose one from the brief.")
    citations = Citations(made)
    shown = {
        "page": words.page,
        "as_of": as_of_line(made, words),
        "cited": citations.of,
        "head": sentence_head,
        "source_line": lambda source: source_line(source, words),
        "derived": lambda source: derivation_lines(source, made, words),
        "sections": sections,
        "section": wanted,
        "formats": tuple(one for one in FORMATS if one != "pdf" or can_write_pdf()),
    }
    data = {"brief": msgspec.structs.replace(made, sections=tuple(sections), sources=())}
    page = Page("brief.html", data, made.title, shown={**shown, "sources": made.sources})
    return answer(request, page)


def export(request: Request) -> Response:
    """The brief as a file."""
    suffix = request.path_params["suffix"]
    if suffix not in FORMATS:
        raise NotFound(
            f"There is no brief as .{suffix}.", hint="There is: md, html, pdf, docx, json."
        )
    media_type, write = FORMATS[suffix]
    language = language_of(request)
    content = write(room_of(request).brief(language), language)
    return Response(
        content,
        media_type=media_type,
        headers={
            "content-disposition": f'attachment; filename="brief.{suffix}"',
            "cache-control": "private, no-cache",
        },
    )


def _markdown(brief: Brief, language: str) -> bytes:
    return _bytes(write_markdown(brief, language=language))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


FORMATS: Mapping[str, tuple[str, Writer]] = {
    "md": (
        "text/markdown; charset=utf-8",
        _markdown,
    ),
    "html": ("text/html; charset=utf-8", lambda b, lang: _bytes(write_html(b, language=lang))),
    "pdf": ("application/pdf", lambda b, lang: write_pdf(b, language=lang)),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda b, lang: write_docx(b, language=lang),
    ),
    "json": ("application/json", lambda b, _: _bytes(write_json(b))),
}
