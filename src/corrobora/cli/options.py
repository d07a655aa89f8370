"""Options that commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How records come out."""

    TABLE = "table"
    JSONL = "jsonl"


CaseFile = Annotated[
    Path,
    typer.Option("--case", "-c", envvar="CORROBORA_CASE", help="The case file."),
]
Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Files, folders or feed addresses: html, pdf, docx, eml, RSS/Atom, WARC, JSON Lines "
        "or text; - reads standard input. The format is found from the content.",
    ),
]
MaybeInputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Read these instead of the case; nothing is kept. - reads standard input.",
    ),
]
Workers = Annotated[
    int,
    typer.Option("--workers", "-j", min=1, help="Processes for finding claims in many reports."),
]
Vocabulary = Annotated[
    Path | None,
    typer.Option(
        "--vocabulary",
        envvar="CORROBORA_VOCABULARY",
        exists=True,
        file_okay=False,
        help="A folder with your own actors/, events/, classes/ and places/; its entries come "
        "before the shipped ones.",
    ),
]
Fast = Annotated[
    bool,
    typer.Option(
        "--fast", help="Find claims by rule, without the trained parsers: quicker, finds less."
    ),
]
To = Annotated[
    Format | None,
    typer.Option("--to", help="table (for people) or jsonl. Default: table on a terminal."),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file instead of the screen.")
]
DEFAULT_CASE = Path("corrobora.db")
