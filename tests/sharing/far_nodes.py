"""Other nodes, asked over TAXII without a network: who receives, labels, and shares onward."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import http.client
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corrobora.case import Case
from corrobora.readers import Sandbox
from corrobora.serve.taxii import Taxii
from corrobora.share.agreements import Act
from corrobora.share.conditions import Consent
from corrobora.share.diligence import Assessment
from corrobora.share.labels import Label
from corrobora.sharing import ConsentQueue, Outbox, SharingDesk
from corrobora.sharing.forgetting import forget
from corrobora.sharing.inbox import Inbox
from corrobora.sharing.receive import Source, receive
from serve.node import TAXII, Reply, asked, basic
from sharing.desk_of import EARLY, TERMS, counted

Ask = Callable[[str, str], Reply]
"""A signed-in request for a path and a query."""

BEGIN, END = dt.date(2025, 1, 1), dt.date(2027, 12, 31)
"""The days of the agreement between the second node and the third."""


@functools.cache
def parser() -> Sandbox:
    """One warm parser for all nodes: to start one takes longer than all that is tried on it."""
    return Sandbox()


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def ask(
    app: Taxii, method: str, path: str, signed: tuple[str, str], query: str = "", body: bytes = b""
) -> Reply:
    """One request, without a network."""
    headers = {"accept": TAXII, "authorization": basic(*signed)}
    if method == "POST":
        headers |= {"content-type": TAXII, "content-length": str(len(body))}
    return _loop().run_until_complete(asked(app, method, path, query, headers, body))


def listed(asking: Ask) -> dict[str, str]:
    """The collections that are open, by title; none for who is not signed in."""
    reply = asking("/taxii2/api/collections/", "")
    if reply.status != 200:
        return {}
    return {one["title"]: one["id"] for one in reply.json["collections"]}


class Near(Source):
    """The client of a node, which asks an application in place of a host."""

    def __init__(self, name: str, collection: str, asking: Ask) -> None:
        super().__init__(f"http://{name}.test/taxii2/", collection, user="u", password="p")
        self._ask = asking
        self.given: dict[str, dict[str, Any]] = {}

    def _get(self, path: str) -> tuple[bytes, http.client.HTTPMessage]:
        where, _, query = path.partition("?")
        reply = self._ask(where, query)
        if reply.status != http.client.OK:
            raise self._refused(reply.status)
        headers = http.client.HTTPMessage()
        for name, value in reply.headers.items():
            headers[name] = value
        if "/objects/" in where:
            self.given |= {one["id"]: one for one in reply.json.get("objects", [])}
        return reply.body, headers


class Far:
    """A node with a case of its own, which receives from one and may share with another.

    Args:
        path: Where its case lies.
        clock: Its clock.
        of: The name under which it keeps what it receives.
        partner: With whom it has an agreement, if with anybody.
    """

    def __init__(
        self, path: Path, clock: Callable[[], str], *, of: str, partner: str | None = None
    ) -> None:
        self.path, self.of, self.partner = path, of, partner
        self._clock, self._random = clock, counted()
        self.holds: dict[str, dict[str, Any]] = {}
        self.heads: dict[str, tuple[int, str]] = {}
        self.signed = ("", "")
        self.app: Taxii | None = None
        self.open()
        if partner is not None and not self.desk.agreements():
            self._agree(partner)

    def open(self) -> None:
        """Open the case, as after a restart."""
        self.case = Case.open(self.path, clock=self._clock, fast=True)
        self.desk = SharingDesk(self.case, clock=self._clock, random=self._random)
        self.box = Outbox(self.desk)
        if self.partner is not None:
            self.app = Taxii(self.case, self.desk)

    def close(self) -> None:
        if self.app is not None:
            self.app.close()
        self.case.store.close()

    def reopen(self) -> None:
        self.close()
        self.open()

    def _agree(self, partner: str) -> None:
        text = TERMS.replace("harbour-ew", "onward").replace("Harbour Relief", partner)
        text = text.replace("2025-01-01", BEGIN.isoformat()).replace("2026-12-31", END.isoformat())
        self.desk.propose(text, by="B", why="Draft")
        self.desk.act("onward", Act.ACTIVATE, by="B", why="Signed")
        self.desk.assess(
            Assessment(
                agreement="onward", result="cleared", by="B", at=self.desk.now(), findings="None.",
                review_by=END,
            )
        )  # fmt: skip
        made, token = self.desk.issue("onward", EARLY, by="B")
        self.signed = made.id, token

    # --- what it does ----------------------------------------------------------------------------

    def asking(self, path: str, query: str) -> Reply:
        """How its partner asks it."""
        assert self.app is not None
        return ask(self.app, "GET", path, self.signed, query)

    def receive(self, name: str, collection: str, asking: Ask) -> None:
        """Take what is new, and find its claims.

        Raises:
            CorroboraError: As ``receive`` does.
        """
        source = Near(name, collection, asking)
        inbox = Inbox(self.case, self.desk)
        inbox._sandbox = parser()
        receive(self.desk, inbox, source, sender=self.of)
        self.holds |= source.given
        self.case.extract()

    def versions(self) -> dict[str, str]:
        """The version of each object as it was last received."""
        return {i: one.get("modified") or one["created"] for i, one in self.holds.items()}

    def label(self, report: str, label: Label) -> None:
        self.desk.label("report", [report], label, by="B", why="Read")

    def consent(self, until: dt.date, *, withdrawn: bool) -> None:
        """What the originator is said to permit, or to permit no longer."""
        assert self.partner is not None
        purposes = frozenset({EARLY})
        if withdrawn:
            queue = ConsentQueue(self.desk)
            queue.withdraw(self.of, self.partner, purposes=purposes, by="B", why="Said so")
            return
        self.desk.consent(
            Consent(
                originator=self.of, partner=self.partner, purposes=purposes, until=until, by="B",
                at=self.desk.now(),
            )
        )  # fmt: skip

    def forget(self, reports: list[str]) -> None:
        forget(self.case, self.desk, reports, by="B", why="It was wanted back")

    def reports_out(self) -> set[str]:
        """Which of its reports lie in its partner's feed now, whole or in part."""
        claims = {c.id: c.report for c in self.case.claims()}
        known = {r.id for r in self.case.reports()}
        inner = {i for r in self.box.held("onward") for i in r.inner}
        return (inner & known) | {claims[i] for i in inner if i in claims}


def copied(template: Path, path: Path) -> Path:
    """A case that starts as a template."""
    return Path(shutil.copy(template, path))
