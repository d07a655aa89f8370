from __future__ import annotations

import json
from pathlib import Path

from cli.program import done, run
from corrobora.serve.passwords import Passwords
from corrobora.store import Account, Store

WORDS = "four plain words here"


def add(case: Path, name: str = "B. Diop", *roles: str, given: str = f"{WORDS}\n") -> None:
    options = [x for role in roles or ("analyst",) for x in ("--role", role)]
    done("account", "add", name, *options, "--by", "A. Sow", "--case", case, given=given)


def account(case: Path, name: str = "B. Diop") -> Account:
    with Store.open(case, create=False, clock=lambda: "") as store:
        return store.accounts.require(name)


def test_accounts_are_made_listed_and_closed(tmp_path: Path) -> None:
    case = tmp_path / "team.db"
    add(case)
    add(case, "C. Ba", "releasing-officer", "analyst")
    assert Passwords().fits(account(case).secret, WORDS)
    shown = done("account", "list", "--case", case, "--to", "jsonl").stdout
    found = [json.loads(line) for line in shown.splitlines()]
    assert [(one["name"], one["roles"], one["disabled"]) for one in found] == [
        ("B. Diop", ["analyst"], False), ("C. Ba", ["analyst", "releasing-officer"], False),
    ]  # fmt: skip
    assert "argon2" not in shown
    why = ("--by", "A. Sow", "--why", "Left the team", "--case", case)
    done("account", "disable", "b. diop", *why)
    assert account(case).disabled
    assert "disabled" in done("account", "list", "--case", case, "--to", "table").stdout
    done("account", "enable", "B. Diop", *why)
    assert not account(case).disabled
    done("account", "role", "B. Diop", "--role", "auditor", *why)
    assert account(case).roles == ("auditor",)
    assert account(case).state == 4
    done("check", "--case", case)
    assert (tmp_path / "team.db.head").exists()


def test_a_password_is_read_and_never_an_argument(tmp_path: Path) -> None:
    case = tmp_path / "team.db"
    add(case)
    new = "another four plain words"
    done("account", "password", "B. Diop", "--by", "A. Sow", "--case", case, given=f"{new}\n")
    assert Passwords().fits(account(case).secret, new)
    assert not Passwords().fits(account(case).secret, WORDS)
    refused = run("account", "password", "B. Diop", new, "--by", "A. Sow", "--case", case)
    assert refused.exit_code == 2


def test_what_is_wrong_is_told_and_changes_nothing(tmp_path: Path) -> None:
    case = tmp_path / "team.db"
    add(case)
    tries = (
        (("add", "B. DIOP", "--role", "reader"), WORDS, "already"),
        (("add", "C. Ba", "--role", "owner"), WORDS, "no role"),
        (("add", "C. Ba", "--role", "reader"), "short", "too easy"),
        (("add", "C. Ba", "--role", "reader"), "", "too easy"),
        (("password", "D. Ly"), WORDS, "no account D. Ly"),
        (("disable", "D. Ly", "--why", "left"), WORDS, "no account D. Ly"),
    )
    for arguments, given, told in tries:
        result = run("account", *arguments, "--by", "A. Sow", "--case", case, given=f"{given}\n")
        assert result.exit_code in (1, 7), arguments
        assert told in " ".join(result.stderr.split()), arguments
    with Store.open(case, create=False, clock=lambda: "") as store:
        assert [one.name for one in store.accounts.all()] == ["B. Diop"]
