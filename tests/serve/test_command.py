from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner

from corrobora.cli.program import app


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


def test_what_is_no_case_is_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("notes", encoding="utf-8")
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: pytest.fail("a server was started"))
    done = CliRunner().invoke(app, ["serve", "--case", str(other)])
    assert done.exit_code == 5
    assert other.read_text(encoding="utf-8") == "notes"
