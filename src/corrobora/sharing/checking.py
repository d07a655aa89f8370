"""A brief that a person writes, checked against what the case holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from corrobora.collect.quotations import Original
from corrobora.errors import PolicyError
from corrobora.model import Claim, Event, Value
from corrobora.share.checks import Ground, Sentence, check_draft
from corrobora.share.labels import Label, Purpose, Tlp, read_tlp
from corrobora.share.tearline import Tearing, Torn
from corrobora.sharing.desk import SharingDesk
from corrobora.sharing.handover import Handover
from corrobora.store import Store
from corrobora.store.lookup import ReportLine

PARTS = 2
"""Parts into which a claim is divided."""


class Recipient(Value, frozen=True, kw_only=True):
    """For whom a brief is written.

    Attributes:
        ceiling: The highest marking that they may have; None for any.
        agreement: The agreement under which it goes out; empty for none.
        purpose: The purpose of it that counts.
    """

    ceiling: Tlp | None = None
    agreement: str = ""
    purpose: Purpose | None = None


def read_recipient(said: str) -> Recipient:
    """For whom a brief is written: nothing, ``TLP:GREEN``, or ``AGREEMENT/PURPOSE``.

    Raises:
        PolicyError: It is none of these.
    """
    if not said:
        return Recipient()
    ceiling = read_tlp(said)
    if ceiling is not None:
        return Recipient(ceiling=ceiling)
    agreement, slash, purpose = said.rpartition("/")
    if not slash or purpose not in set(Purpose):
        raise PolicyError(
            f"{said!r} is no recipient.", hint="Give TLP:GREEN, or AGREEMENT/PURPOSE, or nothing."
        )
    return Recipient(agreement=agreement, purpose=Purpose(purpose))


class Checker:
    """Checks drafts against a case as it stands; made anew when the case changes.

    Args:
        desk: The sharing desk of the case.
        event_of: The event of each claim that is in one.
        names: The id of each report by its name; read from the case when it is not given.
    """

    def __init__(
        self,
        desk: SharingDesk,
        event_of: Mapping[str, str],
        names: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        self._desk = desk
        self._store: Store = desk.store
        self._event_of = event_of
        self._names: Mapping[str, str] | None = None
        self._read_names = names or self._read
        self._named: dict[str, Ground | None] = {}
        self._labels: dict[Ground, Label] = {}
        self._events: dict[str, Event] = {}
        self._originals: dict[str, Original] = {}
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._tearings: dict[tuple[str, Purpose], Tearing] = {}

    def check(self, text: str, recipient: Recipient, own: str = "") -> tuple[Sentence, ...]:
        """Every sentence of a draft with what is to be said of it.

        Args:
            text: The draft.
            recipient: For whom it is written.
            own: What the program says of the case as a whole, which needs no citation.

        Raises:
            NotFound: There is no such agreement.
            NotReleased: Nothing may go out under it now; the reasons are named.
        """
        torn: tuple[Torn, ...] = ()
        if recipient.agreement and recipient.purpose is not None:
            torn = self._tearing(recipient.agreement, recipient.purpose).tear(text).torn
        return check_draft(text, self, ceiling=recipient.ceiling, torn=torn, own=own)

    def _tearing(self, agreement: str, purpose: Purpose) -> Tearing:
        key = (agreement, purpose)
        if key not in self._tearings:
            self._tearings[key] = Handover(self._desk).tearing(agreement, purpose)
        return self._tearings[key]

    # --- where citations lead --------------------------------------------------------------------

    def of_name(self, name: str) -> Ground | None:
        """What an id of a report or claim, or the name of a report, leads to."""
        if name not in self._named:
            self._named[name] = self._look_up(name)
        return self._named[name]

    def _look_up(self, name: str) -> Ground | None:
        found = self._store.lookup.reports_of([name])
        if name in found:
            return Ground(report=found[name], claims=(name,))
        report = self._report(name)
        if report is None:
            return None
        return Ground(report=report, claims=tuple(c.id for c in self._claims_of(report)))

    def of_span(self, name: str, start: int, end: int) -> Ground | None:
        """A report by its name or id, and the claims whose words are in a span of it."""
        report = self._report(name)
        if report is None:
            return None
        inside = (c for c in self._claims_of(report) if min(c.end, end) > max(c.start, start))
        return Ground(report=report, claims=tuple(c.id for c in inside))

    def original(self, report: str) -> Original:
        """The text of a report."""
        if report not in self._originals:
            self._originals[report] = Original(self._store.report(report).text)
        return self._originals[report]

    def events(self, claims: Iterable[str]) -> Sequence[Event]:
        """The events in which these claims are."""
        # Of a claim that somebody divided, the parts are in events.
        named = (name for c in claims for name in (c, *(f"{c}.{n}" for n in range(1, PARTS + 1))))
        wanted = dict.fromkeys(self._event_of[c] for c in named if c in self._event_of)
        unread = [one for one in wanted if one not in self._events]
        self._events.update((one.id, one) for one in self._store.lookup.events(unread))
        return [self._events[one] for one in wanted if one in self._events]

    def label(self, ground: Ground) -> Label:
        """What may be done with what a citation leads to: its report, and the claims meant."""
        if ground not in self._labels:
            self._labels[ground] = self._desk.label_of(ground.report, ground.claims)
        return self._labels[ground]

    def _claims_of(self, report: str) -> tuple[Claim, ...]:
        if report not in self._claims:
            self._claims[report] = tuple(self._store.claims(report))
        return self._claims[report]

    def _report(self, name: str) -> str | None:
        if self._names is None:
            self._names = self._read_names()
        return self._names.get(name)

    def _read(self) -> Mapping[str, str]:
        return names_of(self._store.lookup.report_lines())


def names_of(lines: Iterable[ReportLine]) -> dict[str, str]:
    """The id of each report by its id and its name."""
    known = tuple(lines)
    found = {line.name: line.id for line in known}
    found.update((line.id, line.id) for line in known)
    return found
