from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from cli.program import child, done, run
from corrobora import __version__
from corrobora.cli import main
from corrobora.cli.program import app


def commands(
    group: Any = None, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands())


def test_the_commands_stand_in_walk_order() -> None:
    names = [path[0] for path in COMMANDS]
    walk = ["brief", "collect", "extract", "reconcile", "claims", "events", "reports", "search",
            "show", "outlets", "judge", "label", *["agreement"] * 10, "diligence", *["consent"] * 6,
            *["partner"] * 3, *["account"] * 6, "preview", "share", "releases", "recall", "trace",
            "approvals", "approve", "decline", "oversight", "serve", "taxii",
            "receive", "places", "vocab", "vocab", "check", "backup", "restore", "journal",
            "forget"]  # fmt: skip
    assert sorted(names) == sorted(walk)
    order = [n for n in names if n in ("collect", "extract", "reconcile", "claims", "check")]
    assert order == ["collect", "extract", "reconcile", "claims", "check"]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_and_option_explains_itself(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    assert f"Example: corrobora {' '.join(path)}" in command.help
    assert len(command.help.split("\n\n")) >= 2, "says what it does, then shows how"
    for option in command.params:
        assert option.help, f"{path}: {option.name} has no help"
        assert option.help.rstrip().endswith((".", ">.", ":", "fr.")), option.help
    shown = done(*path, "--help").stdout
    for option in command.params:
        for name in option.opts:
            if name.startswith("--"):
                assert name in shown


def test_the_first_help_tells_where_to_start_and_what_exit_statuses_mean() -> None:
    shown = " ".join(re.sub("[│╭╮╰╯─]", " ", done("--help").stdout).split())
    assert "Start with: corrobora brief FOLDER" in shown
    for status in ("0 done", "2 wrong usage", "3 no input", "4 vocabulary", "5 case file",
                   "6 damage", "7 not found", "130 interrupted"):  # fmt: skip
        assert status in shown


def test_version_and_no_arguments() -> None:
    assert done("--version").stdout == f"corrobora {__version__}\n"
    assert "Usage" in run().output
    assert callable(main)


@pytest.mark.parametrize(
    "arguments",
    [("nosuch",), ("brief", "--nosuch"), ("show",), ("extract", "--workers", "0"),
     ("brief", "--to", "pptx"), ("brief", "--as-of", "yesterday"),
     ("extract", "--vocabulary", "/no/such/folder"), ("judge", "maybe", "x")],
)  # fmt: skip
def test_wrong_usage_ends_with_status_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.output


def test_the_shell_can_complete_commands() -> None:
    script = child("--show-completion", "bash")
    assert script.returncode == 0
    assert "_CORROBORA_COMPLETE" in script.stdout


def test_the_command_line_suits_its_process_to_reading_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = gc.get_threshold()
    monkeypatch.setattr("sys.argv", ["corrobora", "--version"])
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    with pytest.raises(SystemExit):
        main()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    with pytest.raises(SystemExit):
        main()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert gc.get_threshold()[0] > before[0]
    gc.set_threshold(*before)
