"""Forms: read once they are known to come from our own pages, answered by a redirect."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import quote, unquote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from corrobora.errors import CorroboraError
from corrobora.serve.answers import wants_json
from corrobora.serve.guard import require_same_origin
from corrobora.serve.roles import visitor_of
from corrobora.serve.room import room_of
from corrobora.sharing.values import Proposal

MOST_FILES = 200
_MOST_FIELD = 20_000
_YEAR = 365 * 24 * 3600


class Incomplete(CorroboraError):
    """A form lacks something that it needs."""

    code = "web.incomplete"


@asynccontextmanager
async def checked_form(request: Request) -> AsyncIterator[FormData]:
    """The fields of a form from one of our pages; its files are closed at the end.

    Raises:
        Forbidden: It came from elsewhere, or without the token.
    """
    require_same_origin(request.headers)
    given = request.form(max_files=MOST_FILES, max_fields=300, max_part_size=_MOST_FIELD)
    async with given as form:
        visitor = visitor_of(request)
        if not visitor.keyed:
            # A key comes from no page, and no other site can have it sent.
            room_of(request).tokens.require(visitor.cookie, form.get("token"))
        yield form


def text_of(form: FormData, name: str) -> str:
    """A field as text without spaces around it; "" where it is missing."""
    given = form.get(name)
    return given.strip() if isinstance(given, str) else ""


def secret_of(form: FormData, name: str) -> str:
    """A password exactly as it was written; "" where it is missing."""
    given = form.get(name)
    return given if isinstance(given, str) else ""


def texts_of(form: FormData, name: str) -> list[str]:
    """All values of a field that may be given more than once."""
    return [one for one in form.getlist(name) if isinstance(one, str) and one]


def acting(request: Request, form: FormData) -> str:
    """Who acts: whoever signed in, or the name that the form gives.

    Raises:
        Incomplete: There is no name.
    """
    by = visitor_of(request).name or text_of(form, "by")
    if not by:
        raise Incomplete(
            "Who acts must be said; nothing was changed.",
            hint="Fill in the name; it goes into the journal.",
        )
    return by


def who_and_why(request: Request, form: FormData) -> tuple[str, str]:
    """Who acts and for what reason; whoever signed in acts under that name and no other.

    Raises:
        Incomplete: One of both is missing.
    """
    by, why = visitor_of(request).name or text_of(form, "by"), text_of(form, "why")
    if not by or not why:
        raise Incomplete(
            "Who acts, and why, must be said; nothing was changed.",
            hint="Fill in both fields; they go into the journal.",
        )
    return by, why


def require_confirmed(form: FormData) -> None:
    """Refuse a form whose box was not ticked.

    Raises:
        Incomplete: It was not.
    """
    if text_of(form, "confirm") != "yes":
        raise Incomplete(
            "The box that confirms it was not ticked; nothing was changed.",
            hint="Tick it, and send the form again.",
        )


async def done(request: Request, work: Callable[[], str], said: str, *, by: str = "") -> Response:
    """Do the work beside the server's own, then send the reader to the page that shows it.

    Args:
        request: The request.
        work: Does it, and returns the address of the page.
        said: The word for what was done, which that page shows.
        by: The name to fill in next time.
    """
    return sent_on(request, await run_in_threadpool(work), said, by=by)


async def done_or_proposed(
    request: Request, work: Callable[[], object], where: str, said: str, *, by: str = ""
) -> Response:
    """Do the work; where a second person has to agree, show the proposal that it came to.

    Args:
        request: The request.
        work: Does it, and returns the proposal where it was not done but proposed.
        where: The address of the page that shows what was done.
        said: The word for what was done.
        by: The name to fill in next time.
    """
    made = await run_in_threadpool(work)
    if isinstance(made, Proposal):
        return sent_on(request, f"/proposals/{made.id}", "proposed", by=by)
    return sent_on(request, where, said, by=by)


def sent_on(
    request: Request, where: str, said: str, *, by: str = "", number: int | None = None
) -> Response:
    """Send the reader to the page that shows what was done; a program is told its address.

    Args:
        request: The request.
        where: The address of that page.
        said: The word for what was done.
        by: The name to fill in next time.
        number: To how many it was done, where that is told.
    """
    counted = {} if number is None else {"number": number}
    if wants_json(request):
        return JSONResponse({"done": said, "see": where, **counted})
    path, _, mark = where.partition("#")
    joined = "&" if "?" in path else "?"
    told = urlencode({"done": said, **counted})
    address = f"{path}{joined}{told}" + (f"#{mark}" if mark else "")
    response = RedirectResponse(address, status_code=303)
    if by:
        response.set_cookie(
            "corrobora_by", quote(by[:100]), max_age=_YEAR, httponly=True, samesite="strict"
        )
    return response


def remembered_name(request: Request) -> str:
    """The name that the reader gave last."""
    return unquote(request.cookies.get("corrobora_by", ""))[:100]
