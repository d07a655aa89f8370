"""What the store asks of a database: of its home before a case is open, of its dialect within.

A home knows where a case lies and how it is reached; a dialect knows how one kind of database does
what SQLAlchemy leaves to it. ``sqlite.py`` and ``postgres.py`` are the two of each; the rest of the
store knows neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, Protocol

from sqlalchemy import Connection, Engine

from corrobora.errors import CaseError

Kind = Literal["blank", "case"]
"""What lies where a case is looked for: a case, or a place with nothing in it yet."""


class Home(Protocol):
    """Where one case lies."""

    @property
    def address(self) -> Path | str:
        """What opens it again; a password may be in it."""

    @property
    def shown(self) -> str:
        """How people are told of it; no password is in it."""

    @property
    def name(self) -> str:
        """A short name, for headings."""

    @property
    def file(self) -> Path | None:
        """The file that is the case; None on a server."""

    @property
    def witness(self) -> Path:
        """Where the head of the journal is written down apart from the case."""

    def identify(self) -> Kind:
        """What lies there.

        Raises:
            NotACase: Something else lies there. It is not touched.
            CaseError: It cannot be reached or read.
        """

    def missing(self) -> CaseError:
        """What to say when there is no case."""

    def engine(self, *, busy_seconds: float) -> Engine:
        """An engine with durable commits, foreign keys and explicit transactions."""

    def reader_of(self, engine: Engine) -> Engine:
        """The same engine, with transactions that see the case as of their first look."""

    def writer_of(self, engine: Engine) -> Engine:
        """The same engine, with transactions that hold the case's one write lock from their start.

        Whatever such a transaction reads holds until its end, since nobody else can write.
        """

    def read_only_engine(self) -> Engine:
        """An engine of its own whose connections cannot write."""

    def require_writable(self) -> None:
        """Fail now if the case plainly cannot be written to by this user.

        Raises:
            ReadOnlyCase: It cannot.
        """

    def steady(self) -> AbstractContextManager[None]:
        """Fail at the end if what was read may be of two states at once.

        Raises:
            CaseError: It may, because somebody wrote to the case meanwhile.
        """

    def explained(self) -> AbstractContextManager[None]:
        """Turn what the database says about a case into what a person can act on."""

    def scrub(self, *, busy_seconds: float) -> bool:
        """Write what is left anew, without the bytes of what was removed.

        Returns:
            Whether it is done; False while another program still reads what was removed.
        """


class Dialect(Protocol):
    """How one kind of database does what each does in its own way, inside a transaction."""

    @property
    def GUARDED(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """The verbs that guards refuse."""

    def guards(self, table: str) -> tuple[str, ...]:
        """Statements after which rows of a table can be added but not changed or removed."""

    def guard_name(self, table: str, verb: str) -> str:
        """The name of the guard that refuses a verb on a table."""

    def guard_names(self, connection: Connection) -> frozenset[str]:
        """The guards that stand."""

    def without_guards(
        self, connection: Connection, tables: Iterable[str]
    ) -> AbstractContextManager[None]:
        """Let rows be changed and removed inside the caller's transaction, and only there."""

    def word_index(self) -> tuple[str, ...]:
        """Statements that make the index of words of reports."""

    def index_report(self, connection: Connection, seq: int, title: str, body: str) -> None:
        """Make a report findable by its words."""

    def unindex(
        self, connection: Connection, seqs: Sequence[int], left: Iterable[tuple[int, str, str]], /
    ) -> None:
        """Take reports out of the index; ``left`` gives row, title and text of all others."""

    def indexed_reports(self, connection: Connection) -> int:
        """How many reports are findable."""

    def find_reports(self, connection: Connection, query: str, limit: int) -> tuple[int, ...]:
        """The ``seq`` of reports that hold all words of a query, best first."""

    def holding_reports(self, connection: Connection, query: str, limit: int) -> tuple[str, ...]:
        """Ids of reports that hold all words of a query; of too many those that came last."""

    def require_writable(self, connection: Connection) -> None:
        """Fail now if the case cannot be written to, rather than at the first row."""

    def require_owner(self, connection: Connection, /) -> None:
        """Fail now if guards cannot be lifted, rather than when partners were asked already."""

    def mark(self, connection: Connection) -> None:
        """Make a place a case, in the transaction that makes its tables."""

    def mark_unscrubbed(self, connection: Connection) -> None:
        """Note, in the transaction that removes rows, that their bytes may still lie there."""

    def is_unscrubbed(self, connection: Connection) -> bool:
        """Whether bytes of removed rows may still lie there."""

    def structure_faults(self, connection: Connection) -> Iterator[tuple[str, str]]:
        """What the database itself finds wrong: a code and a message each."""
