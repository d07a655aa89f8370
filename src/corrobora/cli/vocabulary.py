"""The verbs for what people may want to change: vocab check, vocab suggest, places."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.geonames import import_dump
from corrobora.cli.options import DEFAULT_CASE, CaseAddress, Format, Output, To, Vocabulary
from corrobora.cli.screen import format_of, give_records, say, show_table
from corrobora.cli.session import Use, opened
from corrobora.errors import CorroboraError, VocabularyError
from corrobora.model import Json
from corrobora.vocab.actor_book import load_actors
from corrobora.vocab.event_check import check as check_events
from corrobora.vocab.event_check import grid
from corrobora.vocab.event_types import load_event_types
from corrobora.vocab.gazetteer import Gazetteer, load_gazetteer
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.vocab.wording import wording

vocab = typer.Typer(
    name="vocab",
    help="Check your own vocabulary, and find what it lacks.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
_EXAMPLE = 100


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(places)
    vocab.command()(check)
    vocab.command()(suggest)
    app.add_typer(vocab)


def check(vocabulary: Vocabulary = None) -> None:
    """Read every vocabulary file and try every example; print types by language.

    Each type is listed with how many verbs, nouns and adjectives name it in each language, and how
    many examples and counterexamples were tried. Ends with status 4 when something is wrong.

    Example: corrobora vocab check --vocabulary mine/
    """
    overlays = [vocabulary] if vocabulary else []
    types = load_event_types(*overlays)
    load_actors(*_folders(vocabulary, "actors"))
    _gazetteer(vocabulary)
    for language in READ_LANGUAGES:
        wording(language)
    show_table(
        "Event types by language",
        ("Type", "Language", "Verbs", "Nouns", "Adjectives", "Examples", "Counterexamples"),
        [
            (
                row.type, row.language, str(row.verbs), str(row.nouns), str(row.adjectives),
                str(row.examples), str(row.counterexamples),
            )
            for row in grid(types)
        ],
    )  # fmt: skip
    problems = check_events(types)
    for problem in problems:
        where = f"{problem.type or 'idioms'} ({problem.language}), {problem.entry}"
        say(f"{where}: {problem.message}.", problem.kind, "yellow")
    if problems:
        raise VocabularyError(
            f"The vocabulary has {len(problems)} problems.",
            hint="Change the named entries in their files under events/ and check again.",
        )
    say("The vocabulary is sound.")


def suggest(
    case: CaseAddress = DEFAULT_CASE,
    least: Annotated[
        int, typer.Option("--least", min=1, help="Leave out names that fewer claims speak of.")
    ] = 2,
    to: To = None,
    output: Output = None,
) -> None:
    """Names that claims speak of often and the vocabulary lacks, with an example of each.

    Add the ones that matter to a file in your actors/ folder and give it with --vocabulary.

    Example: corrobora vocab suggest --case sahel.db
    """
    with opened(case, use=Use.READ) as open_case:
        claims = open_case.claims()
    counted: Counter[str] = Counter()
    first: dict[str, dict[str, Json]] = {}
    for claim in claims:
        actors = {a.id: a for a in (*claim.actors, *claim.targets) if a.id.startswith("?:")}
        for actor in actors.values():
            counted[actor.id] += 1
            first.setdefault(
                actor.id,
                {"name": actor.name, "kind": actor.kind, "example": " ".join(claim.quote.split())},
            )
    rows: list[dict[str, Json]] = [
        {"claims": count, **first[identifier]}
        for identifier, count in sorted(counted.items(), key=lambda row: (-row[1], row[0]))
        if count >= least
    ]
    if format_of(to, output) is Format.JSONL:
        give_records(rows, output)
        return
    show_table(
        f"{len(rows)} names that the vocabulary lacks",
        ("Claims", "Name", "Kind", "Example"),
        [(str(r["claims"]), r["name"], r["kind"], r["example"][:_EXAMPLE]) for r in rows],
    )


def places(
    name: Annotated[list[str] | None, typer.Argument(help="A place name, in any spelling.")] = None,
    import_: Annotated[
        Path | None,
        typer.Option(
            "--import",
            metavar="DUMP",
            exists=True,
            dir_okay=False,
            help="Add a GeoNames dump (ML.txt or ML.zip) to the places of your vocabulary.",
        ),
    ] = None,
    least_population: Annotated[
        int,
        typer.Option("--least-population", min=0, help="With --import: leave smaller towns out."),
    ] = 0,
    vocabulary: Annotated[
        Path | None,
        typer.Option(
            "--vocabulary",
            envvar="CORROBORA_VOCABULARY",
            file_okay=False,
            help="Your vocabulary folder; --import makes it where it does not exist.",
        ),
    ] = None,
) -> None:
    """Look a place name up in the gazetteer: every place it may mean. Import further places.

    Dumps of a country's villages come from https://download.geonames.org/export/dump/.

    Example: corrobora places --import ML.zip --vocabulary mine/
    """
    if import_ is not None:
        if vocabulary is None:
            raise CorroboraError(
                "It is not said where your vocabulary lies.", hint="Name it: --vocabulary mine/"
            )
        taken, file = import_dump(import_, vocabulary / "places", least_population=least_population)
        say(f"Imported {taken} places into {file}.")
        say(f"Use them with --vocabulary {vocabulary}, or set CORROBORA_VOCABULARY.")
    elif not name:
        raise CorroboraError("No name was given.", hint="Try: corrobora places Gao")
    if name:
        _look_up(" ".join(name), vocabulary)


def _look_up(name: str, vocabulary: Path | None) -> None:
    found = _gazetteer(vocabulary).lookup(name)
    if not found:
        say(f"No place is called {name!r}. Import a GeoNames dump to add villages: --import.")
        raise typer.Exit(7)
    show_table(
        f"{len(found)} places",
        ("Name", "Kind", "Region", "Country", "Latitude", "Longitude"),
        [
            (p.name, p.kind, p.admin1 or "", p.country or "", f"{p.lat:.3f}", f"{p.lon:.3f}")
            for p in found
        ],
    )


def _folders(vocabulary: Path | None, name: str) -> list[Path]:
    folder = vocabulary / name if vocabulary else None
    return [folder] if folder is not None and folder.is_dir() else []


def _gazetteer(vocabulary: Path | None) -> Gazetteer:
    return load_gazetteer(*_folders(vocabulary, "places"))
