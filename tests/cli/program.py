"""Runs the program in this process (loading it once) or as a real child process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from corrobora.cli.program import app

WIRE = """Harbour Wire
5 September 2025

BAMAKO (Harbour Wire) - Gunmen killed 14 soldiers in an ambush near Mopti on 4 September 2025, a
military source said. The army of Mali deployed troops to the town. On Friday the United States
condemned the attack.
"""
LEDGER = """The River Ledger
6 September 2025

Gunmen killed 17 soldiers in an ambush near Mopti on 4 September 2025, according to a doctor at the
hospital. Harbour Wire reported on Friday that 14 soldiers had died. France could send help, a
diplomat said.
"""
FRENCH = """Le Courrier du Port
7 septembre 2025

Le Mali a expulsé trois diplomates français le 2 septembre 2025, a annoncé le ministère des
Affaires étrangères. La France a dénoncé cette décision.
"""
INSTANT = "1757376000"
"""9 September 2025, as SOURCE_DATE_EPOCH: what a run writes down does not depend on the day."""


def write_story(folder: Path) -> Path:
    """Three small reports on one attack and one expulsion."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("wire", WIRE), ("ledger", LEDGER), ("courrier", FRENCH)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def run(*arguments: object, given: str | None = None, **environment: str) -> Result:
    """The program in this process. Exceptions that it lets through fail the test."""
    result = CliRunner().invoke(
        app,
        [str(a) for a in arguments],
        input=given,
        env={"SOURCE_DATE_EPOCH": INSTANT, "COLUMNS": "200", **environment},
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def done(*arguments: object, given: str | None = None, **environment: str) -> Result:
    """As ``run``, for what has to succeed."""
    result = run(*arguments, given=given, **environment)
    assert result.exit_code == 0, result.output
    return result


def child(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own."""
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "SOURCE_DATE_EPOCH": INSTANT},
    )


def command(*arguments: object) -> list[str]:
    """The command line of the program."""
    return [sys.executable, "-B", "-m", "corrobora", *map(str, arguments)]
