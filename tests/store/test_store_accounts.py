from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from store_samples import Clock

from corrobora.errors import NotFound
from corrobora.store import AccountError, Store, check

AT = "2026-03-01T08:00:00Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "case.db"
    with Store.open(path, create=True, clock=Clock()) as store:
        for name in ("A. Sow", "B. Diop"):
            store.accounts.add(
                name, roles=["analyst"], secret=f"secret of {name}", at=AT, by="K", why="new"
            )
        store.accounts.change(
            "a. sow", "disabled", lambda a: replace(a, disabled=True), at=AT, by="K", why="left"
        )
    return path


def test_an_account_is_found_however_its_name_is_written(path: Path) -> None:
    with Store.open(path, create=False, clock=Clock()) as store:
        for name in ("B. Diop", "b. diop", " B.  DIOP ", "Ｂ. Diop"):
            found = store.accounts.find(name)
            assert found is not None, name
            assert found.name == "B. Diop"
            with pytest.raises(AccountError, match="already"):
                store.accounts.add(name, roles=["reader"], secret="x", at=AT, by="K", why="new")
        assert [(a.name, a.disabled, a.state) for a in store.accounts.all()] == [
            ("A. Sow", True, 2), ("B. Diop", False, 1),
        ]  # fmt: skip
        assert store.accounts.find("C. Ba") is None
        with pytest.raises(NotFound):
            store.accounts.require("C. Ba")
        with pytest.raises(NotFound):
            store.accounts.change("C. Ba", "x", lambda a: a, at=AT, by="K", why="none")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "A\x1b[2J", "A\u202eB"])
def test_what_cannot_be_a_name_is_refused(path: Path, name: str) -> None:
    with Store.open(path, create=False, clock=Clock()) as store, pytest.raises(AccountError):
        store.accounts.add(name, roles=["reader"], secret="x", at=AT, by="K", why="new")


def test_every_change_is_in_the_journal_and_no_secret_is(path: Path) -> None:
    with Store.open(path, create=False, clock=Clock()) as store:
        lines = [e for e in store.journal() if e.act.startswith("account.")]
    assert [(e.act, e.actor) for e in lines] == [
        ("account.added", "K"), ("account.added", "K"), ("account.disabled", "K"),
    ]  # fmt: skip
    assert not any("secret of" in str(e.subject) for e in lines)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE accounts SET value = replace(value, 'analyst', 'auditor')", "not as it was"),
        ("UPDATE accounts SET value = replace(value, 'true', 'false')", "not as it was"),
        ("UPDATE accounts SET value = replace(value, 'secret of', 'another of')", "not as it was"),
        ("UPDATE accounts SET value = '{' WHERE key = 'a. sow'", "not as it was"),
        ("DELETE FROM accounts WHERE key = 'a. sow'", "missing"),
        (
            "INSERT INTO accounts SELECT key || 'x', value FROM accounts",
            "not as it was",
        ),
    ],
)
def test_a_row_that_was_changed_past_the_program_is_found(
    path: Path, damage: str, told: str
) -> None:
    assert check(path).clean
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(damage)
        connection.commit()
    findings = check(path).findings
    assert findings
    assert all(f.code == "account" and told in f.message for f in findings)
