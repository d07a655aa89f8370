"""Options that commands share."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corrobora.llm import Endpoint, ModelReader


class Format(StrEnum):
    """How records come out."""

    TABLE = "table"
    JSONL = "jsonl"


class Extractor(StrEnum):
    """Who finds the claims."""

    RULES = "rules"
    LLM = "llm"


class EventFormat(StrEnum):
    """How events come out."""

    TABLE = "table"
    JSONL = "jsonl"
    STIX = "stix"


CaseAddress = Annotated[
    str,
    typer.Option(
        "--case",
        "-c",
        envvar="CORROBORA_CASE",
        help="The case file, or postgresql://USER@HOST/DATABASE for a case on a server.",
    ),
]
Certificate = Annotated[
    Path | None,
    typer.Option("--cert", exists=True, dir_okay=False, help="Certificate (PEM), for TLS."),
]
PrivateKey = Annotated[
    Path | None,
    typer.Option("--key", exists=True, dir_okay=False, help="Its private key (PEM)."),
]
BehindTls = Annotated[
    bool, typer.Option("--behind-tls", help="A proxy in front of this server does TLS.")
]
Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Files, folders or feed addresses: html, pdf, docx, eml, RSS/Atom, WARC, JSON Lines, "
        "STIX or text; - reads standard input. The format is found from the content.",
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
UseExtractor = Annotated[
    Extractor,
    typer.Option(
        "--extractor",
        envvar="CORROBORA_EXTRACTOR",
        help="rules, or llm: a language model points at the claims. Nothing of a report leaves "
        "this machine unless you ask for llm.",
    ),
]
LlmUrl = Annotated[
    str | None,
    typer.Option(
        "--llm-url",
        envvar="CORROBORA_LLM_URL",
        help="Base address of an OpenAI-compatible endpoint; its key comes from the environment "
        "(CORROBORA_LLM_KEY). Without it, recorded answers are used.",
    ),
]
LlmModel = Annotated[
    str,
    typer.Option(
        "--llm-model", envvar="CORROBORA_LLM_MODEL", help="The model, as the endpoint names it."
    ),
]
LlmMaxCalls = Annotated[
    int | None,
    typer.Option("--llm-max-calls", min=0, help="Stop when the model was called so often."),
]
LlmTimeout = Annotated[
    float, typer.Option("--llm-timeout", min=0.1, help="Seconds that one call may take.")
]
By = Annotated[str, typer.Option("--by", help="Who acts; goes into the journal.")]
Why = Annotated[str, typer.Option("--why", help="The reason; goes into the journal.")]
To = Annotated[
    Format | None,
    typer.Option("--to", help="table (for people) or jsonl. Default: table on a terminal."),
]
ToEvents = Annotated[
    EventFormat | None,
    typer.Option("--to", help="table (for people), jsonl, or stix. Default: table on a terminal."),
]
TlpLevel = Annotated[
    str | None,
    typer.Option(
        "--tlp",
        metavar="LEVEL",
        help="With --to stix: the TLP 2.0 level of all of it (CLEAR, GREEN, AMBER, "
        "AMBER+STRICT, RED).",
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file instead of the screen.")
]
DEFAULT_CASE = "corrobora.db"


def model_reader(
    extractor: Extractor, url: str | None, model: str, most_calls: int | None, seconds: float
) -> ModelReader | None:
    """The language model that the options ask for, if they do.

    Raises:
        ModelError: The address, the key or the name cannot be one.
    """
    if extractor is Extractor.RULES:
        return None
    key = os.environ.get("CORROBORA_LLM_KEY", "")
    endpoint = Endpoint(url, key, seconds, most_calls) if url else None
    return ModelReader(model, endpoint)
