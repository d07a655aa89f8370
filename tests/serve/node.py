"""A case with items released to a partner, and its server, asked without a network."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from agreement_terms import terms
from corrobora.case import Case
from corrobora.model import Draft
from corrobora.serve.taxii import Taxii
from corrobora.share.agreements import Act
from corrobora.share.diligence import Assessment
from corrobora.share.labels import Purpose
from corrobora.share.picture import Holdings
from corrobora.sharing import Outbox, SharingDesk
from corrobora.store import Extraction, Intake
from corrobora.text import sha256_of
from share.worlds import TODAY

NOON = f"{TODAY.isoformat()}T12:00:00Z"
TAXII = "application/taxii+json;version=2.1"
EW = Purpose.EARLY_WARNING


class Clock:
    """Stands still until it is set."""

    def __init__(self, at: str = NOON) -> None:
        self.at = at

    def __call__(self) -> str:
        return self.at


def drawn() -> Callable[[int], bytes]:
    """Bytes that look random and are the same each time."""
    count = 0

    def give(size: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_256(str(count).encode()).digest(size)

    return give


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Node:
    """A case with a desk and a server.

    Args:
        home: The folder in which the case lies, or the address of a database.
        clock: The clock of the case, the desk and the server.
    """

    def __init__(self, home: Path | str, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.path = home / "case.db" if isinstance(home, Path) else home
        self.case = Case.open(self.path, clock=self.clock)
        self.desk = SharingDesk(self.case, clock=self.clock, random=drawn())
        self.box = Outbox(self.desk)
        self.app = Taxii(self.case, self.desk)
        self.signed: tuple[str, str] = ("", "")

    def close(self) -> None:
        self.app.close()
        self.case.store.close()

    def hold(self, held: Holdings) -> None:
        """Put reports and claims with their labels into the case."""
        intakes = []
        for report in held.reports:
            raw = report.text.encode()
            draft = Draft(
                name=report.name, text=report.text, media_type="text/plain",
                raw_sha256=sha256_of(raw),
            )  # fmt: skip
            intakes.append(Intake(report=report, draft=draft, raw=raw))
        self.case.store.add_reports(intakes)
        for report in held.reports:
            mine = tuple(c for c in held.claims if c.report == report.id)
            run = Extraction(report=report.id, method="test/1", vocabulary="", claims=mine)
            self.case.store.add_extractions([run])
        for report_id, label in held.labels.items():
            self.desk.label("report", [report_id], label, by="A. Sow", why="test")
        kept = {c.id for c in held.claims}
        for claim_id, label in held.claim_labels.items():
            if claim_id in kept:
                self.desk.label("claim", [claim_id], label, by="A. Sow", why="test")

    def agree(self, id_: str = "harbour-ew", partner: str = "Harbour Relief") -> None:
        """Make an agreement that is active, with a unit that is cleared."""
        purposes = ["early-warning", "policy"]
        text = terms(id=id_, partner=partner, purposes=purposes, tlp="AMBER")
        self.desk.propose(text, by="A. Sow", why="signed")
        self.desk.act(id_, Act.ACTIVATE, by="A. Sow", why="signed")
        self.desk.assess(
            Assessment(
                agreement=id_, result="cleared", by="A. Sow", at=NOON, findings="none",
                review_by=TODAY.replace(year=2026),
            )
        )  # fmt: skip

    def sign_in(self, id_: str = "harbour-ew", purpose: Purpose = EW) -> tuple[str, str]:
        """A new credential, which ``get`` uses from then on."""
        made, token = self.desk.issue(id_, purpose, by="A. Sow")
        self.signed = made.id, token
        return self.signed

    def act(self, act: Act, id_: str = "harbour-ew") -> None:
        self.desk.act(id_, act, by="A. Sow", why="test")

    # --- asking ----------------------------------------------------------------------------------

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        signed: tuple[str, str] | None = None,
    ) -> Reply:
        """One request, signed in unless ``signed`` is a pair of empty strings."""
        name, token = self.signed if signed is None else signed
        sent = {"accept": TAXII}
        if name or token:
            sent["authorization"] = basic(name, token)
        if method == "POST":
            sent |= {"content-type": TAXII, "content-length": str(len(body))}
        sent |= {key.lower(): value for key, value in (headers or {}).items()}
        return asyncio.run(asked(self.app, method, path, query, sent, body))

    def get(self, path: str, query: str = "", **more: Any) -> Reply:
        return self.ask("GET", path, query=query, **more)

    def post(self, path: str, objects: list[Any], **more: Any) -> Reply:
        return self.ask("POST", path, body=json.dumps({"objects": objects}).encode(), **more)

    def ids(self, signed: tuple[str, str] | None = None) -> dict[str, str]:
        """The collections that are listed, by title."""
        found = self.get("/taxii2/api/collections/", signed=signed)
        assert found.status == 200, found
        return {one["title"]: one["id"] for one in found.json["collections"]}

    def at(self, title: str = "Items", rest: str = "objects/") -> str:
        """The path of a collection."""
        return f"/taxii2/api/collections/{self.ids()[title]}/{rest}"

    def walk(self, query: str = "limit=7", path: str | None = None) -> list[Reply]:
        """All pages of a collection."""
        path = path or self.at()
        pages = [self.get(path, query)]
        while pages[-1].json.get("more"):
            pages.append(self.get(path, f"{query}&next={pages[-1].json['next']}"))
        return pages


def basic(name: str, token: str) -> str:
    """The header of HTTP Basic."""
    return f"Basic {base64.b64encode(f'{name}:{token}'.encode()).decode()}"


async def asked(
    app: Taxii, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> Reply:
    """Ask an ASGI application; what it began beside the answer is waited for."""
    sent: list[Any] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http", "method": method, "path": path, "root_path": "",
        "query_string": query.encode(),
        "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()],
    }  # fmt: skip
    await app(scope, receive, send)
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*(t for t in asyncio.all_tasks() if t is not asyncio.current_task()))
    told = {k.decode(): v.decode("latin-1") for k, v in sent[0]["headers"]}
    return Reply(sent[0]["status"], told, b"".join(m.get("body", b"") for m in sent[1:]))
