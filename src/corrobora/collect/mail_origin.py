"""Who wrote a mail, and when: through forwards back to the first sender."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from corrobora.collect.masthead import names_outlet, shaped_name
from corrobora.collect.outlets import OutletBook, host_label
from corrobora.model import Draft, Json
from corrobora.text import Reading, plain
from corrobora.vocab.citation_cues import CitationCues, head_words

_WORD = re.compile(r"[^\W_]+")
_JOINING = frozenset("of for the de des du d la le les l and et".split())
_ANYBODY = frozenset(
    {
        "aol.com", "free.fr", "gmail.com", "gmx.com", "gmx.net", "googlemail.com", "hotmail.com",
        "hotmail.fr", "icloud.com", "laposte.net", "live.com", "mail.com", "mail.ru", "msn.com",
        "orange.fr", "outlook.com", "outlook.fr", "pm.me", "proton.me", "protonmail.com", "qq.com",
        "wanadoo.fr", "yahoo.com", "yahoo.fr", "yandex.ru",
    }
)  # fmt: skip
"""Hosts where anybody has an address: they tell nothing about the sender."""


@dataclass(frozen=True)
class MailOrigin:
    """The first sender of a mail: a person, an organisation or both; and the date stated there."""

    author: str | None
    publisher: str | None
    sent: str | None


def mail_origin(draft: Draft, book: OutletBook, cues: CitationCues) -> MailOrigin | None:
    """Who sent the text of a mail first; None for what is no mail.

    Those who only passed it on are private persons and mailing lists: they are not named.
    """
    if draft.media_type != "message/rfc822":
        return None
    first = _first_sender(draft.extra)
    sender = first.get("from") or draft.stated.get("author") or ""
    name, address = parseaddr(sender)
    name = " ".join((name or sender.partition("<")[0]).strip(" \"'*").split())
    host = address.rpartition("@")[2].casefold()
    folded = plain(name)
    role = not folded or folded in head_words().press_offices or "@" in name
    if not role:
        publisher = _organisation(name, book, cues)
        if publisher:
            return MailOrigin(None, publisher, first.get("date"))
        return MailOrigin(name, book.of_host(host) if host else None, first.get("date"))
    publisher = None if not host or host in _ANYBODY else book.of_host(host)
    if publisher is None and host and host not in _ANYBODY:
        publisher = _name_of_host(host, draft.text)
    return MailOrigin(None, publisher, first.get("date"))


def _first_sender(extra: Mapping[str, Json]) -> Mapping[str, str]:
    """Headers of the innermost forwarded mail; empty without any."""
    chain = extra.get("forwarded")
    links: Sequence[Json] = chain if isinstance(chain, list) else []
    found = [link for link in links if isinstance(link, dict) and link.get("from")]
    return {k: str(v) for k, v in found[-1].items()} if found else {}


def _organisation(name: str, book: OutletBook, cues: CitationCues) -> str | None:
    known = names_outlet(name, book, cues) or shaped_name(name, organisation=True)
    if known:
        return known
    words = head_words()
    folded = plain(name)
    # "Ministry of Health - Press Office": the office is not the name.
    for part in re.split(r"\s[-–—|]\s|,\s", name):
        if any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", plain(part)) for w in words.institutions):
            return part.strip()
    return name if any(w in words.organisations for w in folded.split()[1:]) else None


def _name_of_host(host: str, text: str) -> str:
    """The name that a host spells with hyphens, as the text writes it; else the host itself."""
    label = host_label(host)
    words = [plain(word) for word in label.split("-") if word]
    if len(words) < 2:
        return host
    reading = Reading(text)
    tokens = [(plain(m.group()), m.start(), m.end()) for m in _WORD.finditer(reading.text)]
    for i in range(len(tokens) - len(words) + 1):
        start, end = tokens[i][1], tokens[i + len(words) - 1][2]
        address = reading.text[max(0, start - 1)] == "@" or re.match(r"\.\w", reading.text[end:])
        if not address and [t[0] for t in tokens[i : i + len(words)]] == words:
            first = _widened([t[0] for t in tokens], i)
            name = reading.text[tokens[first][1] : end]
            return name[:1].upper() + name[1:]
    return " ".join(word.capitalize() for word in label.split("-") if word)


def _widened(tokens: Sequence[str], at: int) -> int:
    """Where "ministry of ..." begins when the name at ``at`` is the last part of it."""
    before = at
    while before > 0 and tokens[before - 1] in _JOINING:
        before -= 1
    institutions = head_words().institutions
    return before - 1 if 0 < before < at and tokens[before - 1] in institutions else at
