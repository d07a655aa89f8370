"""What stands before every page: which hosts are served, how large a request may be, headers."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corrobora.errors import CorroboraError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names of this machine; any other name in a request may be a stranger's, pointed here."""

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'none'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
CSP_WITH_SCRIPT = (
    CSP.replace("script-src 'none'", "script-src 'self'") + "; require-trusted-types-for 'script'"
)
"""For the few pages that have a script of ours; it cannot write markup into a page."""
HEADERS: Mapping[str, str] = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
}
SECURE: Mapping[str, str] = {"strict-transport-security": "max-age=31536000"}
"""Headers where browsers come by TLS."""

_log = logging.getLogger("corrobora.serve")


class Forbidden(CorroboraError):
    """A form came from elsewhere, or without the token that its page carries."""

    code = "web.forbidden"


class TooLarge(CorroboraError):
    """A request has more bytes than are taken."""

    code = "web.too-large"


class Guard:
    """Refuses foreign hosts and oversized bodies, and puts the headers on every answer.

    Args:
        app: What answers.
        failed: Makes the page that tells of a fault of the program.
        hosts: Host names that are served, without port.
        most_bytes: How many bytes a request may have.
        secure: Whether browsers reach it by TLS, and shall never do otherwise.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: tuple[str, ...],
        most_bytes: int,
        secure: bool,
        failed: Callable[[Request], Response],
    ) -> None:
        self._app = app
        self._failed = failed
        self._hosts = frozenset(host.lower() for host in hosts)
        self._most = most_bytes
        self._headers = {**HEADERS, **(SECURE if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    given.setdefault(name, value)
                if "cache-control" not in given:
                    given["cache-control"] = "no-store"
            await send(message)

        if not self._is_served(headers.getlist("host")):
            refused = PlainTextResponse(
                "This address is not served here. Open the one that the server was started with.\n",
                status_code=421,
            )
            await refused(scope, receive, sending)
            return
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most:
            await _refuse_size(self._most)(scope, receive, sending)
            return
        try:
            await self._app(scope, _bounded(receive, self._most), sending)
        except Exception:
            _log.exception("%s %s failed", scope["method"], scope["path"])
            if begun:
                raise
            await self._failed(Request(scope))(scope, receive, sending)

    def _is_served(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        name, colon, port = hosts[0].lower().rpartition(":")
        if not colon or hosts[0].endswith("]"):
            name = hosts[0].lower()
        elif not port.isdecimal():
            return False
        return name in self._hosts


def _refuse_size(most: int) -> PlainTextResponse:
    words = f"This is too much at once: at most {most} bytes. Send fewer files at a time.\n"
    return PlainTextResponse(words, status_code=413)


def _bounded(receive: Receive, most: int) -> Receive:
    """The body of a request, until it gets too long."""
    read = 0

    async def reading() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise TooLarge(
                f"This is too much at once: at most {most >> 20} MiB.",
                hint="Send fewer files at a time, or use: corrobora collect",
            )
        return message

    return reading


class Tokens:
    """The token that forms carry: bound to this run and to one browser, read by no other site."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, cookie: str) -> str:
        """What stands in the forms of a browser that is known by this; empty for everybody."""
        said = b"corrobora form\0" + cookie.encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, said, hashlib.sha256).hexdigest()

    def require(self, cookie: str, given: object) -> None:
        """Refuse a form that did not come from a page that this browser was given.

        Raises:
            Forbidden: It came without the token.
        """
        if not isinstance(given, str) or not hmac.compare_digest(
            given.encode("utf-8", "replace"), self.of(cookie).encode()
        ):
            raise Forbidden(
                "This form is no longer valid, so nothing was changed.",
                hint="Open the page again and repeat what you did.",
            )


def require_same_origin(headers: Headers) -> None:
    """Refuse what another site sent.

    Raises:
        Forbidden: The browser says that it comes from elsewhere.
    """
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
    if site not in ("same-origin", "none") or foreign:
        raise Forbidden(
            "This form came from another site, so nothing was changed.",
            hint="Open the page of this case and repeat what you did.",
        )
