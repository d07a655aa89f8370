"""Mails (and web pages saved as .mht): the body as one text, attachments as further ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import cast

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.model import Draft, Furniture, Json, Refusal
from corrobora.readers.items import SKIPPED, Given, Output, Part
from corrobora.readers.limits import Limits
from corrobora.readers.text import decode
from corrobora.text import sha256_of

_BOUNDARY = re.compile(rb"boundary\s*\*?0?\*?=", re.IGNORECASE)
_NESTED = re.compile(rb"^content-type:\s*message/", re.IGNORECASE | re.MULTILINE)
_STUB = 200
"""A plain part shorter than this beside a longer HTML part only says "see the HTML version"."""
_SIGNATURE = re.compile(r"^-- $", re.MULTILINE)
_FORWARD_START = re.compile(
    r"^[ >]*(?:-{2,}\s*(?:forwarded message|original message|message transféré|message d.origine)"
    r"\s*-{2,}|begin forwarded message\s*:|début du message (?:réexpédié|transféré)\s*:)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARD_HEADER = re.compile(
    r"^[ >*]*(from|de|date|sent|envoyé|subject|objet|to|à)\s*:\*?\s*(.+)$", re.IGNORECASE
)
_HEADER_NAMES = {"de": "from", "sent": "date", "envoyé": "date", "objet": "subject", "à": "to"}


def warm() -> None:
    """Read one mail, so that every library has loaded what it loads at first use."""
    mail = (
        b"From: a@example.org\r\nSubject: =?utf-8?q?x?=\r\nDate: 1 Jan 2024 10:00 +0000\r\n\r\nText"
    )
    list(read(Given(name="warm.eml", raw=mail), Limits()))


def read(given: Given, limits: Limits) -> Iterator[Output]:
    """The body, then each attachment as a part.

    The plain text is taken before HTML, unless it is a stub. Stated: title (subject), author
    (from), to, published (date), id (message id), language, url where an archive gives one. Extra:
    forwarded, the chain of senders that the mail was passed on by, outermost first.

    Raises:
        UnreadableInput: It is not a mail, or holds neither text nor attachments.
        LimitReached: Parts are nested too deep, or too many.
    """
    _check_size(given.raw, limits)
    try:
        message = BytesParser(policy=policy.default).parsebytes(given.raw)
        parts = list(message.walk())
    except RecursionError as error:
        raise _too_deep(limits) from error
    if len(parts) > limits.mime_parts or _depth(message) > limits.mime_depth:
        raise _too_deep(limits)
    outputs = list(_body(message, given)) + list(_attachments(message, given))
    if not any(isinstance(output, Draft | Part) for output in outputs):
        raise UnreadableInput(
            "The mail holds no text.", hint="Give its pictures or attachments by themselves."
        )
    yield from outputs


def _check_size(raw: bytes, limits: Limits) -> None:
    """Refuse a pile of parts before the parser, which nests calls as parts are nested, sees it."""
    declared = len(_BOUNDARY.findall(raw)) + len(_NESTED.findall(raw))
    if declared > limits.mime_depth and raw.count(b"\n--") + declared > limits.mime_parts:
        raise _too_deep(limits)


def _too_deep(limits: Limits) -> LimitReached:
    return LimitReached(
        f"Its parts are nested more than {limits.mime_depth} deep, or are more than "
        f"{limits.mime_parts}.",
        hint="Save the text of the mail as .txt, and its attachments as files.",
    )


def _depth(message: EmailMessage) -> int:
    deepest = 0
    waiting = [(message, 1)]
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        if part.is_multipart():
            waiting.extend((cast(EmailMessage, inner), depth + 1) for inner in part.iter_parts())
    return deepest


def _body(message: EmailMessage, given: Given) -> Iterator[Output]:
    plain = _best(message, "plain")
    html = _best(message, "html")
    text = _text(plain) if plain is not None else ""
    stated = {**given.stated, **_headers(message)}
    if html is not None and (not text.strip() or (len(text) < _STUB and len(_bytes(html)) > 2000)):
        charset = {"charset": html.get_content_charset() or ""}
        inner = Given(name=given.name, raw=_bytes(html), stated={**stated, **charset})
        yield Part(given=inner, media_type="text/html")
        return
    if not text.strip():
        return
    chain = _forwarded(message, text)
    yield Draft(
        name=given.name,
        text=text,
        media_type="message/rfc822",
        raw_sha256=sha256_of(given.raw),
        stated=stated,
        furniture=_signature(text),
        extra={"forwarded": chain} if chain else {},
    )


def _best(message: EmailMessage, kind: str) -> EmailMessage | None:
    try:
        return cast(EmailMessage | None, message.get_body(preferencelist=(kind,)))
    except (KeyError, ValueError, AttributeError, MessageError):
        # Broken headers inside a part; the next kind, or the attachments, may still be whole.
        return None


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: EmailMessage) -> str:
    """The text of a part; an unknown character set is read as if none were declared."""
    text = decode(_bytes(part), part.get_content_charset())[0].replace("\r\n", "\n")
    try:
        flowed = str(part.get_param("format") or "").lower() == "flowed"
        spaces_go = str(part.get_param("delsp") or "").lower() == "yes"
    except (ValueError, LookupError, TypeError, AttributeError, MessageError):
        return text
    return _unflowed(text, spaces_go=spaces_go) if flowed else text


def _unflowed(text: str, *, spaces_go: bool) -> str:
    """Join the lines of a paragraph that a mail program broke with a space before (RFC 3676)."""
    out: list[str] = []
    depth_above, open_above = 0, False
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        stuffed = bare.removeprefix(" ")
        if open_above and depth == depth_above and stuffed != "-- ":
            out[-1] += stuffed
        else:
            out.append(">" * depth + (" " if depth else "") + stuffed)
        depth_above, open_above = depth, stuffed.endswith(" ") and stuffed != "-- "
        if open_above and spaces_go:
            out[-1] = out[-1][:-1]
    return "\n".join(out)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name) or "").split())
    except (ValueError, IndexError, AttributeError, LookupError, TypeError, MessageError):
        # The standard parser trips over some broken address and date headers.
        return ""


def _headers(message: EmailMessage) -> dict[str, str]:
    stated = {
        "title": _header(message, "Subject"),
        "author": _header(message, "From"),
        "to": _header(message, "To"),
        "id": _header(message, "Message-ID").strip("<>"),
        "language": _header(message, "Content-Language"),
        "url": _header(message, "Archived-At").strip("<>") or _location(message),
        "list": _header(message, "List-Id"),
    }
    if date := _header(message, "Date"):
        stated |= {"published": _iso(date), "published_rule": "mail: Date"}
    return {key: value for key, value in stated.items() if value}


def _location(message: EmailMessage) -> str:
    """The address of a page that a browser saved as .mht."""
    for name in ("Snapshot-Content-Location", "Content-Location"):
        if (value := _header(message, name)).startswith(("http://", "https://")):
            return value
    return ""


def _iso(date: str) -> str:
    try:
        return parsedate_to_datetime(date).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return date


def _forwarded(message: EmailMessage, text: str) -> list[Json]:
    """Who sent it before: forwarded mails that are attached, and those quoted in the body."""
    chain: list[Json] = []
    for start in _FORWARD_START.finditer(text):
        headers: dict[str, str] = {}
        for line in text[start.end() :].lstrip().splitlines()[:8]:
            if found := _FORWARD_HEADER.match(line):
                name = found.group(1).lower()
                headers.setdefault(_HEADER_NAMES.get(name, name), found.group(2).strip("* "))
            elif headers:
                break
        chain.append({**headers, "start": start.start()})
    for part in message.walk():
        if part is not message and part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner:
                sent = cast(EmailMessage, inner[0])
                names = ("from", "date", "subject", "to")
                chain.append({n: value for n in names if (value := _header(sent, n))})
    return chain


def _signature(text: str) -> tuple[Furniture, ...]:
    last = None
    for found in _SIGNATURE.finditer(text):
        last = found
    if last is None or text.count("\n", last.start()) > 15:
        return ()
    return (Furniture(start=last.start(), end=len(text.rstrip()), kind="author-box"),)


def _attachments(message: EmailMessage, given: Given) -> Iterator[Output]:
    """Attached documents as parts; pictures and the like are passed over, and said so."""
    for number, part in enumerate(_attached(message), start=1):
        kind = part.get_content_type()
        name = f"{given.name}/{_file_name(part) or f'{number}'}"
        if kind == "message/rfc822":
            inner = part.get_payload()
            raw = (
                cast(EmailMessage, inner[0]).as_bytes()
                if isinstance(inner, list) and inner
                else b""
            )
            media_type = "message/rfc822"
        else:
            raw, media_type = _bytes(part), ""
        if kind.split("/")[0] in {"image", "audio", "video"} or kind == "text/calendar":
            if part.get_content_disposition() == "attachment":
                yield Refusal(
                    name=name,
                    reason=f"The attachment is of the kind {kind}.",
                    remedy="Give its text, if it holds any.",
                    code=SKIPPED,
                )
        elif raw:
            charset = part.get_content_charset()
            stated = {"attached_to": given.name, **({"charset": charset} if charset else {})}
            yield Part(
                given=Given(name=name, raw=raw, stated=stated), media_type=media_type or None
            )


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    """Parts that are not the body: marked as attachments, or documents of a kind of their own."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        if part is not message and kind == "message/rfc822":
            yield part
        elif part.is_multipart():
            waiting.extend(reversed([cast(EmailMessage, inner) for inner in part.iter_parts()]))
        elif part is not message and (
            part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text"
        ):
            yield part


def _file_name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return re.sub(r"[\x00-\x1f/\\]+", "_", name).strip()[:120]
