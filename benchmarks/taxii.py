"""How fast items are served over TAXII, beside a floor: pages, whole walks, what partners post.

    python benchmarks/taxii.py [--objects 100000] [--requests 500] [--opentaxii PYTHON] [--json]

Puts synthetic releases into a case, serves it in a process of its own with sign-in and agreements
on, and asks for pages over one connection. The floor is a server of 40 lines that gives rows of a
table without sign-in, agreements, heads or notes of who read what; it runs in the same way, in the
same run, so that figures can be compared between machines. Beside wall time the processor time of
the server is given (``cpu``): on a busy machine it says more.

``--opentaxii`` takes the path of a Python with OpenTAXII and gunicorn (``pip install opentaxii
gunicorn`` in an environment of its own, since it wants other versions of much), and asks it for the
same pages of the same rows, in the same run: one worker, SQLite, a collection open to anybody, so
that its sign-in, which hashes a password for each request, is not in the figures.
"""

from __future__ import annotations

import argparse
import base64
import datetime as dt
import http.client
import json
import os
import random
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

from corrobora.case import Case, utc_now
from corrobora.share.agreements import Act, Agreement, AgreementAct, Standing, write_agreement
from corrobora.share.conditions import Ask
from corrobora.share.decide import decide
from corrobora.share.diligence import Assessment, Diligence
from corrobora.share.labels import Label, Pap, Purpose, Tlp
from corrobora.sharing import SharingDesk, feed_of
from corrobora.store.ledger import Batch, Outgoing
from corrobora.text import sha256_of
from corrobora.vocab.stix_ids import stix_ids

TAXII = "application/taxii+json;version=2.1"
TERMS = Agreement(
    id="bench",
    partner="Bench",
    unit="Unit",
    purposes=frozenset({Purpose.EARLY_WARNING}),
    tlp=Tlp.AMBER,
    valid_from=dt.date(2020, 1, 1),
    valid_until=dt.date(2099, 12, 31),
)
OTHER_PAGES = 10
"""Pages of 1,000 after which the walk of another server is ended: it may take very long."""

WORDS = "troops left the camp north of town on Monday while envoys met officials in the capital"


# --- what is served ------------------------------------------------------------------------------


def items(count: int, seed: int) -> Iterator[Outgoing]:
    """Notes of about 1 kB, as the desk makes them."""
    chance = random.Random(seed)
    words = WORDS.split()
    terms = stix_ids().extensions["release"].id
    for number in range(count):
        mark = UUID(int=chance.getrandbits(128), version=4)
        kind = "note" if number % 4 else "location"
        body: dict[str, Any] = {
            "type": kind, "spec_version": "2.1", "id": f"{kind}--{mark}",
            "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
            "created_by_ref": f"identity--{UUID(int=1, version=4)}",
            "object_marking_refs": [stix_ids().tlp["TLP:GREEN"]],
            "content": " ".join(chance.choice(words) for _ in range(60)),
            "object_refs": [f"report--{UUID(int=chance.getrandbits(128), version=4)}"],
            "extensions": {terms: {"agreement": "bench", "purpose": "early-warning"}},
        }  # fmt: skip
        content = json.dumps(body, sort_keys=True, separators=(",", ":"))
        yield Outgoing(
            item=body["id"], type=kind, version=body["modified"], inner=(f"c{number}",),
            core=sha256_of(content), content=content,
        )  # fmt: skip


def fill(path: Path, floor: Path, count: int) -> tuple[str, str, float]:
    """A case with releases, the same rows for the floor; a credential, and seconds to release."""
    with Case.open(path) as case:
        desk = SharingDesk(case)
        desk.propose(write_agreement(TERMS), by="bench", why="bench")
        desk.act("bench", Act.ACTIVATE, by="bench", why="bench")
        desk.assess(
            Assessment(
                agreement="bench", result="cleared", by="bench", at=utc_now(), findings="none",
                review_by=dt.date(2099, 1, 1),
            )
        )  # fmt: skip
        made, token = desk.issue("bench", Purpose.EARLY_WARNING, by="bench")
        ledger = case.store.ledger
        feed = feed_of("bench", Purpose.EARLY_WARNING)
        rows = list(items(count, seed=1))
        start = time.perf_counter()
        for first in range(0, count, 5000):
            batch = Batch(feed=feed, items=rows[first : first + 5000], epoch=2)
            ledger.release([batch], basis=None, at=utc_now(), by="bench")
        took = time.perf_counter() - start
        known = [(r.number, r.item, r.type, r.at, r.content) for r in ledger.releases(feed)]
    with sqlite3.connect(floor) as bare:
        bare.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, item, type, at, content)")
        bare.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", known)
    return made.id, token, took


# --- servers -------------------------------------------------------------------------------------


def serve_floor(path: Path, port: int) -> None:
    """Rows of a table, page by page, and nothing else."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    bare = sqlite3.connect(path, check_same_thread=False)
    bare.execute("PRAGMA journal_mode = WAL")

    async def objects(request: Request) -> Response:
        given = request.query_params
        limit, after = int(given.get("limit", 100)), int(given.get("next", 0))
        query = "SELECT number, at, content FROM rows WHERE number > ? ORDER BY number LIMIT ?"
        found = bare.execute(query, (after, limit + 1)).fetchall()
        page = found[:limit]
        more = f'"more":true,"next":"{page[-1][0]}",' if len(found) > limit else ""
        body = f'{{{more}"objects":[{",".join([r[2] for r in page])}]}}'
        headers = {"X-TAXII-Date-Added-First": page[0][1], "X-TAXII-Date-Added-Last": page[-1][1]}
        return Response(body, media_type=TAXII, headers=headers)

    async def post(request: Request) -> Response:
        whole = json.loads(await request.body())
        rows = [(o["id"], o["type"], utc_now(), json.dumps(o)) for o in whole["objects"]]
        with bare:
            query = "INSERT INTO rows (item, type, at, content) VALUES (?, ?, ?, ?)"
            bare.executemany(query, rows)
        return Response("{}", status_code=202, media_type=TAXII)

    routes = [Route("/objects/", objects), Route("/objects/", post, methods=["POST"])]
    uvicorn.run(Starlette(routes=routes), port=port, access_log=False, log_level="error")


def serve_case(path: Path, port: int) -> None:
    """The server as ``corrobora serve`` runs it."""
    from corrobora.serve import run

    with Case.open(path) as case:
        run.serve(case, SharingDesk(case), host="127.0.0.1", port=port)


OPENTAXII = """
domain: localhost
return_server_error_details: no
auth_api:
  class: opentaxii.auth.sqldb.SQLDatabaseAPI
  parameters: {{db_connection: "sqlite:///{folder}/auth.db", create_tables: yes, secret: bench}}
taxii1:
taxii2:
  title: bench
  description: bench
  contact: bench
  public_discovery: yes
  allow_custom_properties: yes
  max_content_length: 16777216
  persistence_api:
    class: opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI
    parameters: {{db_connection: "sqlite:///{folder}/opentaxii.db", create_tables: yes}}
logging: {{opentaxii: error, root: error}}
"""


class OpenTaxii(NamedTuple):
    """An OpenTAXII that was filled: its Python, its settings, and the path of its objects."""

    python: str
    config: Path
    objects: str

    @classmethod
    def filled(cls, python: str, folder: Path, floor: Path) -> OpenTaxii:
        """One with the rows of the floor."""
        config = folder / "opentaxii.yml"
        config.write_text(OPENTAXII.format(folder=folder), encoding="utf-8")
        script = Path(__file__).with_name("opentaxii_fill.py")
        done = subprocess.run(
            [python, str(script), str(floor)],
            env={**os.environ, "OPENTAXII_CONFIG": str(config), "PYTHONPATH": ""},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"OpenTAXII cannot be filled:\n{done.stderr[-2000:]}")
        root, collection = done.stdout.split()[-2:]
        return cls(python, config, f"/taxii2/{root}/collections/{collection}/objects/")

    def started(self, port: int) -> subprocess.Popen[bytes]:
        """It, served by one worker."""
        return subprocess.Popen(
            [self.python, "-m", "gunicorn", "--workers", "1", "--keep-alive", "60",
             "--worker-class", "gthread", "--threads", "1", "--log-level", "error",
             "--bind", f"127.0.0.1:{port}", "opentaxii.http:app"],
            env={**os.environ, "OPENTAXII_CONFIG": str(self.config), "PYTHONPATH": ""},
        )  # fmt: skip


class Served(NamedTuple):
    """A server in a process of its own."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Processor seconds that it has used, with its workers."""
        workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_cpu_of(int(pid)) for pid in (self.pid, *workers))


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(what: tuple[str, Path] | OpenTaxii) -> Iterator[Served]:
    """Start a server and wait until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if isinstance(what, OpenTaxii):
        process = what.started(port)
    else:
        kind, path = what
        process = subprocess.Popen(
            [sys.executable, __file__, "--serve", kind, str(path), str(port)]
        )
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Served(port, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


# --- asking --------------------------------------------------------------------------------------


class Client:
    """One connection, kept open."""

    def __init__(self, port: int, name: str = "", token: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {"Accept": TAXII}
        if name:
            both = base64.b64encode(f"{name}:{token}".encode()).decode()
            self.headers["Authorization"] = f"Basic {both}"

    def ask(self, path: str, body: bytes | None = None) -> bytes:
        """What a path answers."""
        headers = self.headers if body is None else {**self.headers, "Content-Type": TAXII}
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status >= 400:
            raise SystemExit(f"{path}: {answer.status} {said[:200]!r}")
        return said


def measured(
    client: Client, served: Served, path: str, requests: int, warm: int = 20
) -> dict[str, float]:
    """Median, requests a second, and requests in a second of the server's processor time."""
    for _ in range(warm):
        client.ask(path)
    times = []
    cpu, start = served.cpu(), time.perf_counter()
    for _ in range(requests):
        before = time.perf_counter()
        client.ask(path)
        times.append(time.perf_counter() - before)
    wall, used = time.perf_counter() - start, served.cpu() - cpu
    return {
        "p50 ms": statistics.median(times) * 1000,
        "p95 ms": statistics.quantiles(times, n=20)[-1] * 1000,
        "req/s": requests / wall,
        "req/s cpu": requests / used if used else 0.0,
    }


_NEXT = re.compile(rb'"next": ?"([^"]+)"')


def walked(
    client: Client, served: Served, path: str, limit: int = 1000, pages: int | None = None
) -> dict[str, float]:
    """Objects a second of a whole walk, or of its first pages; of a page the cursor is looked at.

    It stands before the objects here, and after them elsewhere.
    """
    count, next_ = 0, ""
    cpu, start = served.cpu(), time.perf_counter()
    while True:
        body = client.ask(f"{path}?limit={limit}{next_}")
        count += body.count(b'"spec_version"')
        cursor = _NEXT.search(body[:200]) or _NEXT.search(body[-400:])
        if cursor is None or count >= limit * (pages or sys.maxsize):
            break
        next_ = f"&next={quote(cursor[1].decode())}"
    wall, used = time.perf_counter() - start, served.cpu() - cpu
    return {
        "objects": count,
        "objects/s": count / wall,
        "objects/s cpu": count / used if used else 0.0,
    }


def posted(client: Client, path: str, rounds: int) -> float:
    """Median milliseconds until 1,000 objects are taken."""
    times = []
    for number in range(rounds):
        objects = [json.loads(i.content) for i in items(1000, seed=100 + number)]
        body = json.dumps({"objects": objects}).encode()
        start = time.perf_counter()
        client.ask(path, body)
        times.append(time.perf_counter() - start)
        # What was posted is read into the case beside; the next round shall not wait for it.
        time.sleep(0.2)
    return statistics.median(times) * 1000


def decisions(count: int = 200_000) -> float:
    """Decisions in a second of processor time, in this process, on asks half of them allowed."""
    chance = random.Random(1)
    act = AgreementAct(agreement="bench", act=Act.ACTIVATE, by="", at="", why="")
    standing = Standing(agreement=TERMS, state="active", epoch=2, since=act.at, why="")
    asks = [
        Ask(
            label=Label(
                tlp=chance.choice((Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.RED)),
                pap=chance.choice((Pap.CLEAR, Pap.GREEN)),
                excluded=frozenset({chance.choice(("Bench", "Other", "Third"))}),
            ),
            standing=standing,
            purpose=Purpose.EARLY_WARNING,
            today=dt.date(2026, 1, 1),
            diligence=Diligence(status="cleared", why=""),
        )
        for _ in range(2000)
    ]
    start = time.process_time()
    for _ in range(count // len(asks)):
        for ask in asks:
            decide(ask)
    return count / (time.process_time() - start)


def measure(
    folder: Path, objects: int, requests: int, opentaxii: str | None = None
) -> dict[str, Any]:
    """Everything, as plain data."""
    case, floor = folder / "bench.db", folder / "floor.db"
    name, token, took = fill(case, floor, objects)
    found: dict[str, Any] = {"objects": objects, "release objects/s": objects / took}
    with running(("case", case)) as served:
        client = Client(served.port, name, token)
        listed = json.loads(client.ask("/taxii2/api/collections/"))["collections"]
        ids = {one["title"]: f"/taxii2/api/collections/{one['id']}/objects/" for one in listed}
        feed = ids["Items"]
        middle = json.loads(client.ask(f"{feed}?limit=1"))
        added = f"{feed}?limit=100&added_after=2020-01-01T00:00:00Z"
        found["walk"] = walked(client, served, feed)
        found["walk again"] = walked(client, served, feed)
        found["page"] = measured(client, served, f"{feed}?limit=100", requests)
        found["added_after"] = measured(client, served, added, requests)
        one_kind = f"{feed}?limit=100&match[type]=location"
        found["match[type]"] = measured(client, served, one_kind, requests)
        one = f"{feed}{middle['objects'][0]['id']}/"
        found["one object"] = measured(client, served, one, requests)
        found["post 1000 ms"] = posted(client, ids["Inbox"], 5)
    with running(("floor", floor)) as served:
        client = Client(served.port)
        found["floor walk"] = walked(client, served, "/objects/")
        found["floor page"] = measured(client, served, "/objects/?limit=100", requests)
        found["floor post 1000 ms"] = posted(client, "/objects/", 5)
    if opentaxii is not None:
        found |= _beside(OpenTaxii.filled(opentaxii, folder, floor), requests)
    found["decisions/s"] = decisions()
    return found


def _beside(other: OpenTaxii, requests: int) -> dict[str, Any]:
    """The same pages of OpenTAXII. It answers what is posted with an error, and is not asked."""
    path = other.objects
    pages = {
        "page": f"{path}?limit=100",
        "added_after": f"{path}?limit=100&added_after=2020-01-01T00:00:00.000000Z",
        "match[type]": f"{path}?limit=100&match[type]=location",
    }
    with running(other) as served:
        client = Client(served.port)
        found: dict[str, Any] = {
            f"opentaxii {name}": measured(client, served, asked, min(requests, 20), warm=2)
            for name, asked in pages.items()
        }
        found["opentaxii walk"] = walked(client, served, path, pages=OTHER_PAGES)
    return found


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--objects", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--opentaxii", metavar="PYTHON")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        kind, path, port = given.serve
        {"case": serve_case, "floor": serve_floor}[kind](Path(path), int(port))
        return
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), given.objects, given.requests, given.opentaxii)
    if given.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        print(f"{name:20}", "  ".join(f"{key} {number:,.1f}".strip() for key, number in parts))


if __name__ == "__main__":
    main()
