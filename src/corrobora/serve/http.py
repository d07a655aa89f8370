"""HTTP as far as the server needs it: media types, sign-in, answers, bounded bodies (ASGI)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from corrobora.model import Json, Value

TAXII = "application/taxii+json;version=2.1"
"""The media type of everything that is sent and taken."""

STIX = "application/stix+json;version=2.1"
"""The media type of the objects."""

BODY_SECONDS = 60.0
"""How long a client may take to send a body."""

_TYPE, _SUBTYPE = "application", "taxii+json"
_VERSION = "2.1"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Answer(Value, frozen=True, kw_only=True):
    """What goes back: status, body, and headers beside the usual ones."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def answer_of(value: Json, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """An answer with a value as its body; the same value gives the same bytes."""
    return Answer(body=as_bytes(value), status=status, headers=headers)


def as_bytes(value: Json) -> bytes:
    """A value as it goes out."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Refused(Exception):
    """A request that gets an error resource; the text says nothing of what is there."""

    def __init__(self, status: int, title: str, description: str = "", **headers: str) -> None:
        super().__init__(title)
        told = {"title": title, "description": description, "http_status": str(status)}
        self.answer = answer_of(
            {key: value for key, value in told.items() if value},
            status,
            tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        )


def unknown() -> Refused:
    """For what is not there and for what may not be known of: the same bytes."""
    return Refused(404, "Not found", "There is nothing here for this credential.")


def not_signed_in() -> Refused:
    """For a missing, wrong or revoked credential."""
    return Refused(
        401,
        "Sign-in needed",
        "Sign in with HTTP Basic: the id of the credential, and its token.",
        www_authenticate='Basic realm="corrobora", charset="UTF-8"',
    )


# --- headers -------------------------------------------------------------------------------------


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers of a request by lower-case name; repeated ones joined by commas."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def credentials_in(headers: Mapping[str, str]) -> tuple[str, str]:
    """Name and secret of HTTP Basic.

    Raises:
        Refused: There are none.
    """
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise not_signed_in()
    try:
        plain = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise not_signed_in() from error
    name, colon, secret = plain.partition(":")
    if not colon:
        raise not_signed_in()
    return name, secret


def require_acceptable(headers: Mapping[str, str]) -> None:
    """Refuse where the client takes nothing that is sent here."""
    given = headers.get("accept", "*/*")
    if not any(_is_taken(one) for one in given.split(",")):
        raise Refused(406, "Not acceptable", f"Answers are {TAXII}.")


def require_taxii_body(headers: Mapping[str, str]) -> None:
    """Refuse a body of another media type, or in a coding that would have to be unpacked."""
    kind, parameters = _media(headers.get("content-type", ""))
    coded = headers.get("content-encoding", "identity").strip().lower()
    if kind != (_TYPE, _SUBTYPE) or parameters.get("version", _VERSION) != _VERSION:
        raise Refused(415, "Unsupported media type", f"Send {TAXII}.")
    if coded != "identity":
        raise Refused(415, "Unsupported coding", "Send the body as it is, not packed.")


def _is_taken(given: str) -> bool:
    (kind, sub), parameters = _media(given)
    if parameters.get("q", "1").strip("0.") == "":
        return False
    if (kind, sub) in (("*", "*"), (_TYPE, "*")):
        return True
    return (kind, sub) == (_TYPE, _SUBTYPE) and parameters.get("version", _VERSION) == _VERSION


def _media(given: str) -> tuple[tuple[str, str], dict[str, str]]:
    whole, *rest = given.lower().split(";")
    kind, _, sub = whole.strip().partition("/")
    pairs = (one.partition("=") for one in rest)
    return (kind, sub), {name.strip(): value.strip().strip('"') for name, _, value in pairs}


# --- bodies --------------------------------------------------------------------------------------


async def body_of(headers: Mapping[str, str], receive: Receive, most: int) -> bytes:
    """The body of a request.

    Raises:
        Refused: It is too long, too slow, or was broken off.
    """
    stated = headers.get("content-length", "0")
    if stated.isdigit() and int(stated) > most:
        raise _too_long(most)
    out = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "Bad request", "The body was broken off.")
                out += message.get("body", b"")
                if len(out) > most:
                    raise _too_long(most)
                if not message.get("more_body", False):
                    return bytes(out)
    except TimeoutError as error:
        raise Refused(408, "Request timeout", "The body took too long.") from error


def _too_long(most: int) -> Refused:
    return Refused(413, "Content too large", f"Send at most {most} bytes.", connection="close")


async def send_answer(send: Send, answer: Answer, *, head: bool = False) -> None:
    """Send an answer; with ``head`` all of it but the body."""
    headers = [
        (b"content-type", TAXII.encode()),
        (b"content-length", str(len(answer.body)).encode()),
        (b"cache-control", b"no-store"),
        *((name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})
