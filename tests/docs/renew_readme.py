"""Put the terminal output on the first page anew: ``python tests/docs/renew_readme.py``.

Runs the walk on the samples as on a terminal of 100 columns, and takes an excerpt of the brief and
the sheet of one event. The rest of the page stays as it is.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
THREAD = "France and Mali"
"""The thread whose section of the brief is shown."""
REPOST = ("01-meridian-wire.txt", "03-river-notes.html")
"""The event shown is the one told by most of these, and by most reports."""
_MARKS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x1b]*\x1b\\")
_LEAST_LINES = 26


def run(*arguments: str, screen: bool = False) -> str:
    """What a command prints; with ``screen`` as on a terminal, without colours."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CORROBORA_")}
    done = subprocess.run(
        [sys.executable, "-m", "corrobora", *arguments],
        cwd=ROOT,
        env=clean | {"COLUMNS": "100"} | ({"FORCE_COLOR": "1"} if screen else {}),
        capture_output=True,
        text=True,
        check=True,
    )
    return _MARKS.sub("", done.stdout)


def items(text: str, heading: str, most: int) -> Iterator[str]:
    """The section under a heading: the heading and its first items; then a line of dots."""
    lines = [line.rstrip() for line in text.splitlines()]
    at = next(n for n, line in enumerate(lines) if line.strip().startswith(heading))
    yield lines[at].strip()
    yield ""
    shown = 0
    for line in lines[at + 1 :]:
        if line.lstrip().startswith(("•", "-")) and line.startswith((" •", " -")):
            shown += 1
        elif line and not line.startswith("  ") and shown:
            return
        if shown > most:
            yield " ..."
            return
        if line:
            yield line


def chosen(case: Path) -> str:
    """The id of the event to show."""
    events = [json.loads(line) for line in run("events", "--case", str(case)).splitlines()]

    def worth(event: dict[str, Any]) -> tuple[bool, int, int, int]:
        names = event["report_names"]
        material = event["type"] in ("ASSAULT", "COERCE", "COOPERATE", "SANCTION")
        return material, sum(n in names for n in REPOST), len(names), -len(event["claims"])

    return str(max(events, key=worth)["id"])


def excerpts() -> dict[str, str]:
    """The blocks of the page by the name of their marks."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "sahel.db"
        brief = run("brief", "examples/sahel/reports", "--case", str(case), screen=True)
        shown = [
            *items(brief, THREAD, 3),
            "",
            *items(brief, "Where sources disagree", 2),
        ]
        event = chosen(case)
        sheet = run("show", event, "--case", str(case)).rstrip().splitlines()
    cut = next((n for n, line in enumerate(sheet) if n >= _LEAST_LINES and line[:1] == "c"), None)
    sheet = sheet if cut is None else [*sheet[:cut], "..."]
    return {
        "brief": "\n".join(
            ["$ corrobora brief examples/sahel/reports --case sahel.db", "...", "", *shown]
        ),
        "show": "\n".join([f"$ corrobora show {event} --case sahel.db", *sheet]),
    }


def renewed(page: str) -> str:
    """The page with present output between its marks."""
    for name, text in excerpts().items():
        block = f"<!-- {name} -->\n```console\n{text}\n```\n<!-- /{name} -->"
        before, _, rest = page.partition(f"<!-- {name} -->")
        page = before + block + rest.partition(f"<!-- /{name} -->")[2]
    return page


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
