"""The head beside a case says whether the case holds all that was decided on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrobora.errors import CaseError
from corrobora.sharing.witness import is_behind, require_current, write_witness
from corrobora.store import Head, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "case.db", create=True, clock=lambda: "2026-03-01T08:00:00Z")


def test_a_case_without_a_head_beside_it_is_current(store: Store) -> None:
    assert not is_behind(store)
    require_current(store)


def test_a_head_that_the_journal_does_not_know_puts_the_case_behind(store: Store) -> None:
    write_witness(store)
    assert not is_behind(store)
    store.home.witness.write_text("999 abc\n", encoding="ascii")
    assert is_behind(store)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe nothing", b"1", b"1 \xc3\xa9"])
def test_a_head_that_says_nothing_puts_the_case_behind(store: Store, content: bytes) -> None:
    store.home.witness.write_bytes(content)
    assert is_behind(store)


def test_a_head_that_cannot_be_used_is_named_with_its_remedy(store: Store) -> None:
    store.home.witness.mkdir()
    for use in (is_behind, require_current, write_witness):
        with pytest.raises(CaseError, match="cannot be read") as told:
            use(store)
        assert told.value.facts["path"] == str(store.home.witness)
        assert "same command again" in told.value.hint


def test_a_head_that_cannot_be_written_is_named(store: Store) -> None:
    # The file itself could be there, but not the one with a longer name beside it.
    store.home.witness = store.home.witness.with_name("h" * 253)  # type: ignore[misc]
    with pytest.raises(CaseError, match="cannot be written"):
        write_witness(store)
    assert not store.home.witness.exists()


def test_an_older_head_does_not_stay_over_a_newer_one(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody decides between one's look at the journal and one's writing down of its head."""
    path = tmp_path / "case.db"
    looked_at = store.head

    def overtaken() -> Head:
        monkeypatch.undo()
        head = looked_at()
        with Store.open(path, create=False, clock=lambda: "2026-03-01T09:00:00Z") as elsewhere:
            with elsewhere.writing() as connection:
                elsewhere.log(connection, "test", {}, actor="A. Sow")
            write_witness(elsewhere)
        return head

    monkeypatch.setattr(store, "head", overtaken)
    write_witness(store)
    head = store.head()
    assert head.seq == 2
    assert store.home.witness.read_text() == f"{head.seq} {head.hash}\n"
