"""The verbs on who signs in to the reading room: account add, list, role, password, disable."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer
from msgspec.structs import replace

from corrobora.cli.options import DEFAULT_CASE, CaseAddress, Format, To
from corrobora.cli.screen import clock, format_of, give_records, say, show_table
from corrobora.cli.session import Use, opened
from corrobora.errors import CorroboraError
from corrobora.sharing.witness import write_witness
from corrobora.store import Account

Name = Annotated[str, typer.Argument(metavar="NAME", help="The person's name.")]
Roles = Annotated[
    list[str],
    typer.Option(
        "--role",
        metavar="ROLE",
        help="reader, analyst, releasing-officer or auditor; may be given more than once.",
    ),
]
By = Annotated[str, typer.Option("--by", help="Who does it; goes into the journal.")]
Why = Annotated[str, typer.Option("--why", help="The reason; goes into the journal.")]

account = typer.Typer(
    name="account",
    help="Who may sign in to the reading room of a team, and for what.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (add, list_, role, password, disable, enable):
        account.command(command.__name__.strip("_"))(command)
    app.add_typer(account)


def add(
    name: Name,
    role: Roles,
    by: By,
    why: Why = "works on this case",
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Make an account. The password is asked for, or read from standard input; never an argument.

    Example: corrobora account add "B. Diop" --role analyst --by "A. Sow"
    """
    from corrobora.serve.roles import read_roles

    roles = read_roles(role)
    with opened(case, create=True) as open_case:
        open_case.store.accounts.require_free(name)
        secret = _new_secret(name)
        made = open_case.store.accounts.add(
            name, roles=roles, secret=secret, at=clock()(), by=by, why=why
        )
        write_witness(open_case.store)
    say(f"{made.name} can sign in as {', '.join(made.roles)}.")


def list_(case: CaseAddress = DEFAULT_CASE, to: To = None) -> None:
    """Who has an account, with what roles, and since when.

    Example: corrobora account list
    """
    with opened(case, use=Use.READ) as open_case:
        found = open_case.store.accounts.all()
    if format_of(to, None) is Format.JSONL:
        give_records(
            (
                {"name": one.name, "roles": list(one.roles), "disabled": one.disabled,
                 "since": one.since}
                for one in found
            ),
            None,
        )  # fmt: skip
        return
    show_table(
        f"{len(found)} accounts",
        ("Name", "Roles", "State", "Since"),
        [
            (one.name, ", ".join(one.roles), "disabled" if one.disabled else "open", one.since)
            for one in found
        ],
    )


def role(
    name: Name,
    role: Roles,
    by: By,
    why: Why = "does other work now",
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Give an account other roles, in the place of all it had. Its sessions end.

    Example: corrobora account role "B. Diop" --role releasing-officer --by "A. Sow"
    """
    from corrobora.serve.roles import read_roles

    roles = read_roles(role)
    made = _changed(case, name, "roles", by, why, roles=roles)
    say(f"{made.name} can sign in as {', '.join(made.roles)}.")


def password(
    name: Name, by: By, why: Why = "asked for it", case: CaseAddress = DEFAULT_CASE
) -> None:
    """Set another password, asked for or read from standard input. The account's sessions end.

    Example: corrobora account password "B. Diop" --by "A. Sow"
    """
    with opened(case) as open_case:
        found = open_case.store.accounts.require(name)
    made = _changed(case, name, "password", by, why, secret=_new_secret(found.name))
    say(f"The password of {made.name} is set.")


def disable(name: Name, by: By, why: Why, case: CaseAddress = DEFAULT_CASE) -> None:
    """Let nobody sign in with an account any more; what is signed in ends with its next page.

    The account stays, because the journal speaks of it.

    Example: corrobora account disable "B. Diop" --by "A. Sow" --why "Left the team"
    """
    made = _changed(case, name, "disabled", by, why, disabled=True)
    say(f"{made.name} cannot sign in any more.")


def enable(name: Name, by: By, why: Why, case: CaseAddress = DEFAULT_CASE) -> None:
    """Open a disabled account again, with its roles and its password.

    Example: corrobora account enable "B. Diop" --by "A. Sow" --why "Is back"
    """
    made = _changed(case, name, "enabled", by, why, disabled=False)
    say(f"{made.name} can sign in as {', '.join(made.roles)}.")


def _changed(
    case: str, name: str, act: str, by: str, why: str, **values: tuple[str, ...] | str | bool
) -> Account:
    """An account with other values, kept; a case put back from before is no longer current."""
    with opened(case) as open_case:
        made = open_case.store.accounts.change(
            name, act, lambda found: replace(found, **values), at=clock()(), by=by, why=why
        )
        write_witness(open_case.store)
    return made


def _new_secret(name: str) -> str:
    """The hash of a password that is asked for twice, or read from standard input once."""
    try:
        from corrobora.serve.passwords import Passwords
    except ImportError as error:
        raise CorroboraError(
            "The libraries for serving are not installed.",
            hint='Run: pip install "corrobora[serve]"',
        ) from error
    if sys.stdin is None or not sys.stdin.isatty():
        given = (sys.stdin.readline() if sys.stdin else "").rstrip("\r\n")
    else:
        given = getpass.getpass(f"Password for {name}: ")
        if getpass.getpass("Once more: ") != given:
            raise CorroboraError("These were two different passwords.", hint="Try it again.")
    return Passwords().hash(given)
