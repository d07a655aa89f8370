"""What is played through is in the end, row for row, what working everything out gives."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from corrobora.case import Case
from corrobora.model import Derivation, Event, Judgement
from corrobora.reconcile import METHOD
from corrobora.store import Store, backup, check
from corrobora.store.codec import encode
from corrobora.store.derived import STEP, derived_digest
from corrobora.store.tables import builds, derivations, events
from corrobora.upkeep import Upkeep, worked_out

NOW = "2025-10-02T08:00:00Z"
SAMPLES = Path(__file__).parents[1] / "examples" / "sahel" / "reports"

Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], str]


@pytest.fixture(scope="session")
def sahel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of all sample reports, brought up to date."""
    path = tmp_path_factory.mktemp("upkeep") / "sahel.db"
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        case.collect([SAMPLES], now=NOW)
        case.update()
    return path


@pytest.fixture
def path(sahel: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sahel, tmp_path / "case.db"))


@pytest.fixture
def case(path: Path) -> Iterator[Case]:
    with opened(path) as found:
        yield found


def opened(path: Path) -> Case:
    return Case.open(path, clock=lambda: NOW, fast=True)


def rows_of(store: Store) -> Rows:
    """All derived rows but their numbers, which say no more than their order."""
    with store.reading() as connection:
        took = select(derivations.c.report, derivations.c.source, derivations.c.value)
        happened = select(*(one for one in events.c if one.name != "seq"))
        return (
            [tuple(row) for row in connection.execute(took.order_by(derivations.c.seq))],
            [tuple(row) for row in connection.execute(happened.order_by(events.c.seq))],
            str(connection.execute(select(builds.c.digest)).scalar_one()),
        )


def rebuilt(case: Case, folder: Path) -> Rows:
    """The rows that a fresh case of the same reports and judgements has."""
    copy = folder / "rebuilt.db"
    copy.unlink(missing_ok=True)
    backup(Path(case.store.home.shown), copy)
    with opened(copy) as fresh:
        # Nothing of what was derived is left to build on.
        fresh.store.replace_derived((), (), "none")
        fresh.reconcile()
        return rows_of(fresh.store)


def say(case: Case, number: int, kind: str, subject: str, verdict: str, value: Any = None) -> None:
    case.judge(
        Judgement(
            subject_kind=kind,  # type: ignore[arg-type]
            subject=subject,
            verdict=verdict,  # type: ignore[arg-type]
            by="A. Sow",
            at=f"2025-10-03T{number // 60:02}:{number % 60:02}:00Z",
            why="So it is",
            value=value,
        )
    )


Act = tuple[str, str, int, int]
"""Who acts, what is done, and two numbers that choose of what."""

ACTS = ("reject", "accept", "date", "deaths", "type", "parts", "merge", "split", "derivation",
        "outlet", "undo", "undo")  # fmt: skip
WHO = ("here", "here", "here", "other", "other, derived", "other, by a picture")


class People:
    """Judges claims, events, derivations and outlets of a case, and takes it back again."""

    def __init__(self, case: Case) -> None:
        self._claims = sorted(case.store.claims(), key=lambda one: one.id)
        self._taken = case.found_derivations()
        self._said: list[tuple[str, str]] = []
        self._number = 0

    def act(self, case: Case, act: Act) -> None:
        """Say one thing."""
        _, what, first, second = act
        self._number += 1
        claim = self._claims[first % len(self._claims)]
        other = self._claims[second % len(self._claims)]
        kind, subject, verdict = "claim", claim.id, "edit"
        value: Any = None
        if what in ("reject", "accept"):
            verdict = what
        elif what == "date":
            value = {"date": {"start": "2025-09-04", "end": "2025-09-04", "precision": "day",
                              "text": ""}}  # fmt: skip
        elif what == "deaths":
            value = {"deaths": None}
        elif what == "type":
            value = {"type": other.type, "mode": other.mode}
        elif what == "parts":
            middle = (claim.start + claim.end) // 2
            halves = [(claim.start, middle), (middle, claim.end)]
            value = {"parts": [{"start": a, "end": b, "rejected": a == middle and second % 2 == 0}
                               for a, b in halves if a < b]}  # fmt: skip
        elif what in ("merge", "split"):
            word = "together" if what == "merge" else "apart"
            kind, subject, value = "event", f"e{self._number}", {word: [claim.id, other.id]}
        elif what == "derivation" and second % 2 and self._taken:
            one = self._taken[first % len(self._taken)]
            kind, subject, verdict = "derivation", f"{one.report}>{one.source}", "reject"
        elif what == "derivation":
            kind, subject, verdict = "derivation", f"{claim.report}>{other.report}", "accept"
        elif what == "outlet":
            names = ("Meridian Wire", "River Notes", "Sahel Ledger")
            kind, subject = "outlet", names[first % len(names)]
            verdict = "accept" if second % 2 else "reject"
        elif self._said:
            kind, subject = self._said[first % len(self._said)]
            verdict = "reject" if kind == "derivation" and second % 2 else "accept"
        self._said.append((kind, subject))
        say(case, self._number, kind, subject, verdict, value)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(WHO), st.sampled_from(ACTS), st.integers(0, 999), st.integers(0, 999)
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_judgements_of_several_end_in_what_a_rebuild_gives(
    sahel: Path, tmp_path: Path, acts: list[Act]
) -> None:
    path = Path(shutil.copy(sahel, tmp_path / "played.db"))
    for log in tmp_path.glob("played.db-*"):
        log.unlink()
    with opened(path) as case, opened(path) as other:
        case.keep_up()
        people, seen = People(case), {event.id: event for event in case.events()}
        state = case.store.lookup.derived()
        for act in acts:
            if act[0] == "here":
                people.act(case, act)
                case.keep_up()
                said = tuple(case.store.judgements())
                made = worked_out(tuple(case.reports()), case.store.claims(), said)
                assert rows_of(case.store)[1:] == as_rows(made.found, made.events)
                seen = told(case, seen, state)
                state = case.store.lookup.derived()
                assert seen == {event.id: event for event in made.events}
            else:
                people.act(other, act)
                if act[0] == "other, derived":
                    other.reconcile()
                elif act[0] == "other, by a picture":
                    other.keep_up()
        case.keep_up()
        assert rows_of(case.store) == rebuilt(case, tmp_path)
        assert case.reconcile() == case.events()
    assert check(path).findings == ()


def as_rows(took: tuple[Derivation, ...], happened: tuple[Event, ...]) -> tuple[Any, str]:
    values = [encode(one) for one in happened]
    return (
        [
            (
                event.id,
                event.type,
                event.date.start if event.date else None,
                event.date.end if event.date else None,
                event.place.country if event.place else None,
                value,
            )
            for event, value in zip(happened, values, strict=True)
        ],
        derived_digest(METHOD, map(encode, took), values),
    )


def told(case: Case, seen: dict[str, Event], state: str | None) -> dict[str, Event]:
    """The events that somebody knows of who saw a state, and is told what changed since."""
    changes = case.changes(str(state), str(case.store.lookup.derived()))
    if changes is None:
        return {event.id: event for event in case.events()}
    now = seen | {name: event for name, event in changes.items() if event is not None}
    return {name: event for name, event in now.items() if changes.get(name, event) is not None}


# --- by which way ---------------------------------------------------------------------------------


def numbers(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return {row.id: row.seq for row in connection.execute(select(events.c.id, events.c.seq))}


def reject_one(case: Case, number: int = 1) -> str:
    """Reject a claim that is an event with others; its id."""
    several = [one for one in case.events() if len(one.claims) > 1]
    claim = several[number % len(several)].claims[0]
    say(case, number, "claim", claim, "reject")
    return claim


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Forbids to work everything out from here on."""

    def start() -> None:
        def refuse(*_: object) -> None:
            raise AssertionError("all was worked out anew")

        monkeypatch.setattr("corrobora.upkeep.reconcile", refuse)
        monkeypatch.setattr("corrobora.upkeep.derive", refuse)
        monkeypatch.setattr("corrobora.store.store.derived.replace_derived", refuse)

    return start


def test_a_judgement_is_played_through_and_other_rows_keep_their_places(
    case: Case, alone: Any
) -> None:
    case.keep_up()
    before = numbers(case.store)
    assert all(number % STEP == 0 for number in before.values())
    alone()
    claim = reject_one(case, 2)
    case.keep_up()
    after = numbers(case.store)
    assert claim not in {one for event in case.events() for one in event.claims}
    stayed = before.keys() & after.keys()
    assert 0 < len(before.keys() - stayed) < 5
    assert all(before[name] == after[name] for name in stayed)
    assert case.store.derived_method() == METHOD


def test_what_others_judged_and_wrote_down_is_played_through_too(
    case: Case, path: Path, alone: Any
) -> None:
    case.keep_up()
    with opened(path) as other:
        reject_one(other, 1)
        other.reconcile()
        alone()
        said = {reject_one(case, 2)}
        case.keep_up()
    said |= {one.subject for one in case.store.judgements()}
    assert len(said) == 2
    assert not said & {one for event in case.store.events() for one in event.claims}


def test_a_process_of_its_own_judges_in_between(case: Case, path: Path, tmp_path: Path) -> None:
    case.keep_up()
    claims = [one.claims[0] for one in case.events() if len(one.claims) > 1]
    command = [sys.executable, "-m", "corrobora", "judge", "reject", claims[0]]
    command += ["--by", "B. Diop", "--why", "A plan", "--case", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 0, done.stderr
    say(case, 1, "claim", claims[1], "reject")
    case.keep_up()
    assert not {claims[0], claims[1]} & {one for event in case.events() for one in event.claims}
    assert rows_of(case.store) == rebuilt(case, tmp_path)


def test_what_is_said_while_rows_are_written_is_taken_in(
    case: Case, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case.keep_up()
    write = case.store.revise_derived
    spoken: list[str] = []

    def late(*given: Any, **named: Any) -> Any:
        if not spoken:
            with opened(path) as other:
                spoken.append(reject_one(other, 2))
        return write(*given, **named)

    monkeypatch.setattr(case.store, "revise_derived", late)
    first = reject_one(case, 1)
    case.keep_up()
    assert not {first, *spoken} & {one for event in case.events() for one in event.claims}
    assert rows_of(case.store) == rebuilt(case, tmp_path)


def test_rows_that_somebody_else_made_otherwise_are_written_again(
    case: Case, path: Path, tmp_path: Path
) -> None:
    case.keep_up()
    state = str(case.store.lookup.derived())
    with opened(path) as other:
        reject_one(other, 1)
        other.store.replace_derived((), other.events()[:7], "another")
    foreign = str(case.store.lookup.derived())
    reject_one(case, 2)
    case.keep_up()
    assert case.store.derived_method() == METHOD
    assert rows_of(case.store) == rebuilt(case, tmp_path)
    assert case.changes(state, foreign) is None
    assert case.changes(foreign, str(case.store.lookup.derived())) is None


def test_where_no_number_is_left_all_rows_are_written(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("corrobora.store.derived.STEP", 1)
    case.store.replace_derived((), (), "none")
    case.keep_up()
    assert sorted(numbers(case.store).values()) == list(range(1, len(case.events()) + 1))
    state = str(case.store.lookup.derived())
    several = next(one for one in case.events()[3:] if len(one.claims) > 1)
    # The one left behind and the one taken out are two new events, and only one number is free.
    say(case, 1, "event", several.id, "edit", {"apart": list(several.claims)})
    case.keep_up()
    assert sorted(numbers(case.store).values()) == list(range(1, len(case.events()) + 1))
    assert rows_of(case.store) == rebuilt(case, tmp_path)
    assert case.changes(state, str(case.store.lookup.derived()))


def test_new_and_forgotten_reports_are_read_and_judgements_follow(
    case: Case, path: Path, tmp_path: Path
) -> None:
    case.keep_up()
    reject_one(case, 1)
    case.keep_up()
    news = tmp_path / "news.txt"
    news.write_text(
        "Gunmen killed 14 soldiers in an ambush near Mopti on 4 September 2025, the army said.",
        encoding="utf-8",
    )
    with opened(path) as other:
        other.collect([news], now=NOW)
        other.extract()
        forgotten = other.reports()[2].id
        other.store.forget([forgotten], by="A. Sow", why="Asked for", blank=lambda _: "{}")
    say(case, 2, "claim", case.claims()[0].id, "reject")
    case.keep_up()
    assert len(case.reports()) == 19
    assert rows_of(case.store) == rebuilt(case, tmp_path)
    reject_one(case, 3)
    case.keep_up()
    assert rows_of(case.store) == rebuilt(case, tmp_path)


def test_no_picture_is_kept_of_a_case_with_more_claims(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a picture was made")

    monkeypatch.setattr("corrobora.upkeep.Picture", refuse)
    upkeep = Upkeep(case.store, most_claims=10)
    claim = reject_one(case)
    upkeep.bring()
    assert claim not in {one for event in upkeep.events() for one in event.claims}
    assert rows_of(case.store) == rebuilt(case, tmp_path)


def test_after_an_error_the_picture_is_made_again(case: Case, tmp_path: Path) -> None:
    case.keep_up()
    claim = case.events()[0].claims[0]
    say(case, 1, "claim", claim, "edit", {"date": "never"})
    with pytest.raises(Exception, match="Expected"):
        case.keep_up()
    say(case, 2, "claim", claim, "accept")
    case.keep_up()
    assert rows_of(case.store) == rebuilt(case, tmp_path)


def test_a_way_that_is_not_known_is_not_told(case: Case) -> None:
    case.keep_up()
    first = str(case.store.lookup.derived())
    assert case.changes(first, first) == {}
    reject_one(case, 1)
    case.keep_up()
    second = str(case.store.lookup.derived())
    assert case.changes(first, second)
    assert case.changes("elsewhere", second) is None
    assert case.changes(second, first) is None
