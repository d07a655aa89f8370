"""What the pages say is so: links, paths, commands, exit statuses, types, constants, words."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from doc_pages import DOCS, ROOT, anchors, links, pages, quoted, rows
from typer.core import TyperGroup
from typer.main import get_command

import corrobora.serve
from corrobora import errors
from corrobora.cli.program import app
from corrobora.reconcile.pairing import JUDGEMENTS
from corrobora.vocab.event_types import load_event_types

TOP = {p.name for p in ROOT.iterdir()}
MADE = {".venv", ".venv/bin/pre-commit"}
"""Named in the pages, made by ./dev."""
FEW = {"actor", "place", "event-type", "language", "export", "format"}


def _ids(paths: list[Path]) -> list[str]:
    return [p.relative_to(ROOT).as_posix() for p in paths]


@pytest.mark.parametrize("page", pages(), ids=_ids(pages()))
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", pages(), ids=_ids(pages()))
def test_paths_exist(page: Path) -> None:
    for words in quoted(page):
        for word in words.split():
            if "/" in word and word.split("/")[0] in TOP and word not in MADE:
                path = word.partition("::")[0]  # A test in a file is looked up below.
                assert (ROOT / path).exists() or list(ROOT.glob(path)), word


def test_every_page_is_reached_from_the_index() -> None:
    reached, waiting = set(), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            waiting += [(page.parent / x.partition("#")[0]).resolve() for x in links(page)]
    assert set(DOCS.rglob("*.md")) <= reached
    assert "docs/README.md" in list(links(ROOT / "README.md"))


@pytest.mark.parametrize("name", sorted(FEW))
def test_pages_that_show_how_to_add_something_are_short(name: str) -> None:
    assert len((DOCS / "add" / f"{name}.md").read_text(encoding="utf-8").splitlines()) < 40


def test_there_is_no_other_page_on_adding() -> None:
    assert {p.stem for p in (DOCS / "add").iterdir()} == FEW


# --- commands ------------------------------------------------------------------------------------


def _sections() -> dict[str, str]:
    """The section of each command in commands.md."""
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    heads = re.split(r"^### `corrobora ([a-z]+(?: [a-z]+)?)[^`]*`$", text, flags=re.MULTILINE)
    return {name: re.split(r"^## ", body, flags=re.MULTILINE)[0]
            for name, body in zip(heads[1::2], heads[2::2], strict=True)}  # fmt: skip


def _options(group: object, before: str = "") -> Iterator[tuple[str, list[list[str]]]]:
    """Every command, those of groups by both words, with the spellings of each option."""
    assert isinstance(group, TyperGroup)
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _options(command, f"{before}{name} ")
        else:
            yield before + name, [p.opts for p in command.params if p.param_type_name == "option"]


def _commands() -> Iterator[tuple[str, set[str]]]:
    for name, options in _options(get_command(app)):
        yield name, {spellings[0] for spellings in options}


def test_every_command_and_option_is_described_and_no_other() -> None:
    sections = _sections()
    assert set(sections) == {name for name, _ in _commands()}
    for name, options in _commands():
        told = set(re.findall(r"`(--[a-z-]+)`", sections[name]))
        assert told == options, f"docs/commands.md on {name}"


def test_short_options_are_described() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    for name, options in _options(get_command(app)):
        for spelling in (s for spellings in options for s in spellings):
            assert f"`{spelling}`" in text, f"{name} {spelling}"


def test_commands_in_the_pages_exist() -> None:
    names = {name.split()[0] for name, _ in _commands()}
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for found in re.findall(r"(?:^ {4}(?:\$ )?|`)corrobora ([a-z]+)", text, re.MULTILINE):
            assert found in names, f"{page.name}: corrobora {found}"


def _errors(kind: type[errors.CorroboraError]) -> Iterator[type[errors.CorroboraError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _errors(narrower)


def test_every_error_is_in_the_table_of_exit_statuses() -> None:
    told = {(row[0], row[1]) for row in rows(DOCS / "commands.md") if row[0].isdigit()}
    for module in pkgutil.walk_packages(corrobora.serve.__path__, "corrobora.serve."):
        importlib.import_module(module.name)
    own = [e for e in _errors(errors.CorroboraError) if e.__module__.startswith("corrobora.")]
    for error in own:
        assert (str(error.exit_status), f"`{error.code}`") in told, error.__name__


# --- vocabulary ----------------------------------------------------------------------------------


def test_every_event_type_and_mode_is_described_and_no_other() -> None:
    told = {row[0]: row[2] for row in rows(DOCS / "event-types.md") if row[0].isupper()}
    types = load_event_types().types
    assert set(told) == set(types)
    for name, type_ in types.items():
        assert told[name] == ", ".join(mode.id for mode in type_.modes), (
            f"docs/event-types.md on {name}"
        )


def test_the_record_formats_name_every_event_type() -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert [name for name in load_event_types().types if name not in text] == []


def test_the_page_on_languages_lists_the_files_that_english_has() -> None:
    page = DOCS / "add" / "language.md"
    told = {row[0].strip("`") for row in rows(page) if row[0].endswith(".toml`")}
    vocab = ROOT / "src/corrobora/vocab"
    there = {
        path.relative_to(vocab).as_posix().replace("/en/", "/xx/").replace("en.toml", "xx.toml")
        for path in vocab.rglob("*.toml")
        if "languages/en" in path.as_posix() or path.stem == "en" or path.stem.endswith("_en")
    }
    assert told == there


# --- methods -------------------------------------------------------------------------------------


def _constants() -> list[tuple[str, str]]:
    return [
        (row[0].strip("`"), row[1])
        for page in sorted((DOCS / "methods").iterdir())
        for row in rows(page)
        if row[0].startswith("`corrobora.")
    ]


@pytest.mark.parametrize(("name", "value"), _constants())
def test_constants_are_as_told(name: str, value: str) -> None:
    module, _, constant = name.rpartition(".")
    assert float(value) == getattr(importlib.import_module(module), constant)


def test_every_judgement_on_a_pair_of_claims_is_described() -> None:
    told = {row[0] for row in rows(DOCS / "methods/reconcile.md")}
    assert {j.__doc__ for j in JUDGEMENTS} <= told


# --- the first page ------------------------------------------------------------------------------


def test_every_module_folder_is_on_the_first_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    folders = [p.name for p in (ROOT / "src/corrobora").iterdir() if (p / "__init__.py").exists()]
    assert [name for name in folders if f"`src/corrobora/{name}/`" not in text] == []


def test_versions_agree() -> None:
    from corrobora import __version__

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{__version__}]" in text


def test_the_first_page_shows_output() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("brief", "show"):
        assert f"<!-- {name} -->\n```console\n$ corrobora {name} " in text, (
            "run: python tests/docs/renew_readme.py"
        )


@pytest.mark.slow
def test_the_first_page_shows_what_the_program_says_now() -> None:
    from renew_readme import renewed

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert renewed(text) == text, "run: python tests/docs/renew_readme.py"


def test_the_tests_that_the_pages_name_are_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (DOCS / "security.md").read_text("utf-8"))
    assert len(named) > 20
    for file, name in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), (file, name)
