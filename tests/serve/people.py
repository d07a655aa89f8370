"""A room in which people sign in, and browsers that are signed in to it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from lxml import html

from corrobora.serve.app import create_app
from corrobora.serve.passwords import Passwords
from corrobora.store import Store
from serve.browser import NOW, client_of

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""The same algorithm at the lowest cost, so that the tests need not wait."""

PEOPLE = {
    "R. Reader": ("reader",),
    "A. Analyst": ("analyst",),
    "O. Officer": ("releasing-officer",),
    "U. Auditor": ("auditor",),
    "B. Both": ("analyst", "releasing-officer"),
}


class Ticks:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def password_of(name: str) -> str:
    return f"{name} and four plain words"


def people(path: Path) -> None:
    """Everybody's account, made in a case."""
    with Store.open(path, create=True, clock=lambda: NOW) as store:
        for name, roles in PEOPLE.items():
            secret = QUICK.hash(password_of(name))
            store.accounts.add(name, roles=roles, secret=secret, at=NOW, by="K. Keeper", why="new")


@contextmanager
def teamed(path: Path, **options: Any) -> Iterator[Any]:
    """The application of a room with accounts, running."""
    drawn = itertools.count()
    settings: dict[str, Any] = {
        "clock": lambda: NOW, "random": lambda n: next(drawn).to_bytes(n, "big"), "fast": True,
        "team": True, "ticks": Ticks(), "passwords": QUICK,
    }  # fmt: skip
    app = create_app(path, **{**settings, **options})
    with client_of(app):
        yield app


def browser(app: Any) -> Any:
    """A browser that nobody has signed in with; it shares nothing with the others."""
    return client_of(app)


def form_token(client: Any, address: str = "/sign-in") -> str:
    page = html.fromstring(client.get(address).text)
    return str(page.xpath("//input[@name='token']/@value")[0])


def sign_in(client: Any, name: str, password: str = "", **more: str) -> Any:
    fields = {"token": form_token(client), "name": name, "password": password or password_of(name)}
    return client.post("/sign-in", data={**fields, **more})


def signed_in(app: Any, name: str) -> Any:
    """A browser with which somebody has signed in."""
    client = browser(app)
    assert sign_in(client, name).status_code == 303
    return client
