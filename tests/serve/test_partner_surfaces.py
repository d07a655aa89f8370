"""Everything of the program that a partner may come to see is known, and compared in two worlds.

A command that is in neither list fails the build, as a route does that is not compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.program import run
from corrobora.brief import write_brief
from corrobora.cli.program import app
from corrobora.model import Brief
from corrobora.share.odrl import write_odrl
from corrobora.share.picture import picture_for
from corrobora.writers.docx import write_docx
from corrobora.writers.html import write_html
from corrobora.writers.json_brief import write_json
from corrobora.writers.markdown import write_markdown
from serve.node import EW, NOON, Node
from serve.test_taxii_worlds import MANY, SEEDS, live
from share.worlds import READER, hidden_changed, world

FOR_PARTNERS = {
    "preview": "--brief writes the brief that a partner is given",
    "share": "fills the feed that a partner reads",
    "taxii": "serves it",
    "recall": "makes the notices that a partner reads",
    "partner issue": "gives what a partner signs in with",
    "agreement show": "the terms, which both sides have",
    "agreement export": "the same terms, in the words of ODRL",
    "approve": "carries out what was proposed, as share and recall do",
}
"""Commands from whose work something comes to a partner, and what."""

OF_THE_HOUSE = {
    "brief", "collect", "extract", "reconcile", "claims", "events", "reports", "outlets", "search",
    "show", "serve", "judge", "diligence", "label", "releases", "trace", "receive",
    "places", "check", "backup", "restore", "journal", "forget", "agreement new",
    "agreement check", "agreement list", "agreement activate", "agreement suspend",
    "agreement resume", "agreement terminate", "partner revoke", "partner credentials",
    "vocab check", "vocab suggest", "approvals", "decline", "oversight", "consent ask",
    "consent give", "consent grant", "consent list", "consent refuse", "consent withdraw",
    "agreement import", "account add", "account disable", "account enable", "account list",
    "account password", "account role",
}  # fmt: skip
"""Commands that show the case to its own people; ``serve`` listens on loopback alone."""


def _commands(group: Any, before: str = "") -> Iterator[str]:
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from _commands(one, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_is_known_to_be_for_partners_or_for_the_house() -> None:
    whole = typer.main.get_command(app)
    assert set(_commands(whole)) == set(FOR_PARTNERS) | OF_THE_HOUSE
    assert not set(FOR_PARTNERS) & OF_THE_HOUSE


def _feed(node: Node) -> bytes:
    """The feed as it lies in the case, with its chain, whatever way it is given out."""
    rows = node.case.store.ledger.releases("harbour-ew/early-warning")
    seen = [
        f"{r.number} {r.item} {r.type} {r.version} {r.at} {r.previous} {r.hash} {r.content}"
        for r in rows
    ]
    return "\n".join(seen).encode()


def _written(node: Node) -> bytes:
    """The brief as the command writes it into a file."""
    path = Path(node.path).with_name("brief.md")
    instant = str(int(dt.datetime.fromisoformat(NOON).timestamp()))
    done = run("preview", "harbour-ew", "early-warning", "--brief", "--output", path,
               "--case", node.path, SOURCE_DATE_EPOCH=instant)  # fmt: skip
    assert done.exit_code == 0, done.output
    return path.read_bytes()


def _brief(write: Callable[[Brief], str | bytes]) -> Callable[[Node], bytes]:
    def made(node: Node) -> bytes:
        found = write(node.desk.brief("harbour-ew", EW))
        return found if isinstance(found, bytes) else found.encode()

    return made


def _terms(node: Node) -> bytes:
    terms = node.desk.standing("harbour-ew").agreement
    return write_odrl(terms, assigner="The house").encode()


def _acts(node: Node) -> bytes:
    """What ``recall`` and ``share`` tell of a partner's items, without who did it and why."""
    return str([(s.recall.feed, s.recall.item, s.recall.deadline, s.state)
                for s in node.box.recalls("harbour-ew")]).encode()  # fmt: skip


FILES: dict[str, Callable[[Node], bytes]] = {
    "feed": _feed,
    "brief, as it is written": _written,
    "brief, Markdown": _brief(write_markdown),
    "brief, HTML": _brief(write_html),
    "brief, Word": _brief(write_docx),
    "brief, JSON": _brief(write_json),
    "terms": _terms,
    "recalls": _acts,
}


@pytest.mark.parametrize(
    "seed", [*SEEDS, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MANY)]
)
def test_hidden_things_change_no_byte_of_what_is_given_as_a_file(tmp_path: Path, seed: int) -> None:
    held = world(seed)
    hidden = {w.item for w in picture_for(READER, held).withheld}
    ours = live(tmp_path / "one", held, other=False)
    theirs = live(tmp_path / "two", hidden_changed(held, hidden, seed + 1), other=True)
    try:
        for name, surface in FILES.items():
            one, two = surface(ours), surface(theirs)
            assert one, name
            assert one == two, name
    finally:
        ours.close()
        theirs.close()


def test_the_brief_of_the_house_would_differ(tmp_path: Path) -> None:
    """What is compared is made of the partner's picture; made of the case, it tells."""
    held = world(SEEDS[0])
    hidden = {w.item for w in picture_for(READER, held).withheld}
    other = hidden_changed(held, hidden, SEEDS[0] + 1)
    one, two = (
        write_json(write_brief(h.reports, h.claims, (), (), scope="")) for h in (held, other)
    )
    assert one != two
