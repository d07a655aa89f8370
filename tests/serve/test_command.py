from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner

from corrobora.cli.program import app
from serve.people import people


def test_the_command_listens_on_this_machine_only(
    case_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def run(application: Any, **settings: Any) -> None:
        asked.update(settings)
        application.state.room.store.close()

    monkeypatch.setattr(uvicorn, "run", run)
    done = CliRunner().invoke(app, ["serve", "--case", str(case_path), "--port", "8123"])
    assert done.exit_code == 0, done.output
    assert (asked["host"], asked["port"]) == ("127.0.0.1", 8123)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--host", "0.0.0.0"], "this machine only"),
        (["--behind-tls"], "this machine only"),
        (["--name", "case.example"], "this machine only"),
        (["--team", "--host", "0.0.0.0"], "nothing would be encrypted"),
        (["--team", "--cert", __file__], "go together"),
        (["--team"], "no account"),
    ],
)
def test_pages_are_given_to_nobody_who_has_not_signed_in(
    case_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], told: str
) -> None:
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: pytest.fail("a server was started"))
    done = CliRunner().invoke(app, ["serve", "--case", str(case_path), *options])
    assert done.exit_code == 1
    assert told in " ".join(done.output.split())


def test_a_team_is_served_behind_a_proxy_under_its_name(
    case_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(case_path)
    asked: dict[str, Any] = {}

    def run(application: Any, **settings: Any) -> None:
        asked.update(settings, room=application.state.room, app=application)
        application.state.room.store.close()

    monkeypatch.setattr(uvicorn, "run", run)
    arguments = ["serve", "--case", str(case_path), "--team", "--host", "0.0.0.0"]
    more = ["--behind-tls", "--name", "Case.example"]
    done = CliRunner().invoke(app, [*arguments, *more])
    assert done.exit_code == 0, done.output
    assert asked["host"] == "0.0.0.0"
    assert asked["room"].team
    assert asked["room"].secure
    assert "case.example" in asked["app"].user_middleware[0].kwargs["hosts"]


def test_what_is_no_case_is_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("notes", encoding="utf-8")
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: pytest.fail("a server was started"))
    done = CliRunner().invoke(app, ["serve", "--case", str(other)])
    assert done.exit_code == 5
    assert other.read_text(encoding="utf-8") == "notes"
