"""One http or https address to bytes: the only place of the readers that opens a connection.

An address comes from a person, a redirect from a stranger: neither may reach machines that only
this one can reach. Every name is looked up here, every address it gives is checked, and the
connection goes to a checked address, so a second look-up cannot give another one.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import time
from urllib.parse import urljoin, urlsplit

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.readers.items import Given
from corrobora.readers.limits import Limits, megabytes

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_AGENT = "corrobora (+https://pypi.org/project/corrobora/)"
_CHUNK = 1 << 16

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def fetch(url: str, limits: Limits, allow: tuple[str, ...] = ()) -> Given:
    """Get an address, redirects followed.

    No proxy, cookie or password is used. The name of the result is the address as given; stated
    are url (where it came from in the end) and charset where the transfer declared one.

    Args:
        url: An http or https address.
        limits: ``fetch_seconds``, ``redirects`` and ``input_bytes`` hold here.
        allow: Networks that may be reached although they are not public ("127.0.0.1/32").

    Raises:
        UnreadableInput: The address is not allowed, or does not answer with a document.
        LimitReached: The document is too long, or too slow to come.
    """
    allowed = tuple(ipaddress.ip_network(network) for network in allow)
    deadline = time.monotonic() + limits.fetch_seconds
    here = url
    for _ in range(limits.redirects + 1):
        connection = _connect(here, allowed, deadline)
        try:
            answer = _ask(connection, here)
            if answer.status in _REDIRECTS and (target := answer.getheader("Location")):
                here = urljoin(here, target)
                continue
            if answer.status != http.client.OK:
                raise UnreadableInput(
                    f"The address answers with status {answer.status}.",
                    hint="Open it in a browser, save the page, and give the file.",
                )
            raw = _body(answer, connection, limits, deadline)
            stated = {"url": here}
            if charset := answer.headers.get_content_charset():
                stated["charset"] = charset
            return Given(name=url, raw=raw, stated=stated)
        except TimeoutError as error:
            raise _too_slow(limits) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UnreadableInput(
                f"The address does not answer as it should ({type(error).__name__}).",
                hint="Try again later, or save the page from a browser and give the file.",
            ) from error
        finally:
            connection.close()
    raise UnreadableInput(
        f"The address redirects more than {limits.redirects} times.",
        hint="Give the address that the browser shows in the end.",
    )


def _too_slow(limits: Limits) -> LimitReached:
    return LimitReached(
        f"The address did not deliver within {limits.fetch_seconds:.0f} seconds.",
        hint="Try again later, or save the page from a browser and give the file.",
    )


def _connect(
    url: str, allowed: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...], deadline: float
) -> http.client.HTTPConnection:
    """A connection to a checked address of the host, over TLS where the scheme asks for it."""
    scheme, host, port = _parts(url)
    last: Exception | None = None
    for address in _addresses(host, port):
        _check(address, host, allowed)
        try:
            sock = socket.create_connection((str(address), port), timeout=_left(deadline))
            _check(ipaddress.ip_address(sock.getpeername()[0].partition("%")[0]), host, allowed)
            if scheme == "https":
                sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except OSError as error:
            last = error
            continue
        connection = http.client.HTTPConnection(host, port, timeout=_left(deadline))
        connection.sock = sock
        return connection
    raise UnreadableInput(
        f"No connection to {host} ({type(last).__name__ if last else 'no address'}).",
        hint="Check the address and the network.",
    ) from last


def _parts(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        odd = bool(_FORBIDDEN.search(url) or parts.username or parts.password)
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
    except (ValueError, UnicodeError) as error:
        raise _no_address(url) from error
    if odd or not host or parts.scheme not in _PORTS:
        raise _no_address(url)
    return parts.scheme, host, port


def _no_address(url: str) -> UnreadableInput:
    return UnreadableInput(
        f"This is no address that may be fetched: {url[:200]!r}.",
        hint="Give a plain http or https address without a password.",
    )


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreadableInput(
            f"There is no host {host!r}.", hint="Check the address and the network."
        ) from error
    names = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return [ipaddress.ip_address(name) for name in names]


def _check(
    address: Address,
    host: str,
    allowed: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...],
) -> None:
    """Refuse what is not on the public network, however it is wrapped."""
    if any(address in network for network in allowed if network.version == address.version):
        return
    inner = [address]
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        inner += [inside for inside in wrapped if inside is not None]
        if address in ipaddress.ip_network("64:ff9b::/96"):
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    for one in inner[1:] if len(inner) > 1 else inner:
        if not one.is_global or one.is_multicast or one.is_reserved:
            raise UnreadableInput(
                f"{host} leads to {address}, which is not on the public network.",
                hint="Save the page from a browser and give the file.",
            )


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _ask(connection: http.client.HTTPConnection, url: str) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    ascii_target = (
        target.encode("ascii", "ignore").decode() if target.isascii() else _quoted(target)
    )
    connection.request(
        "GET", ascii_target, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    )
    return connection.getresponse()


def _quoted(target: str) -> str:
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in target)


def _body(
    answer: http.client.HTTPResponse,
    connection: http.client.HTTPConnection,
    limits: Limits,
    deadline: float,
) -> bytes:
    out = bytearray()
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(deadline))
        piece = answer.read1(_CHUNK)
        if not piece:
            return bytes(out)
        out += piece
        _left(deadline)
        if len(out) > limits.input_bytes:
            raise LimitReached(
                f"The document holds more than {megabytes(limits.input_bytes)}.",
                hint="Download it yourself if you trust it, and give its text.",
            )
