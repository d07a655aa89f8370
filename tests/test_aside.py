"""A file written beside its place takes it when it is whole, whoever else is writing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from corrobora.aside import written_aside


def test_what_was_written_takes_the_place(tmp_path: Path) -> None:
    target = tmp_path / "head"
    target.write_text("before")
    with written_aside(target) as partial:
        partial.write_text("after")
        assert target.read_text() == "before"
    assert target.read_text() == "after"
    assert list(tmp_path.iterdir()) == [target]


def test_after_an_exception_all_is_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "head"
    target.write_text("before")

    def stopped_halfway() -> None:
        with written_aside(target) as partial:
            partial.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped_halfway()
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_killed_writer_left_is_not_taken_for_anything(tmp_path: Path) -> None:
    target = tmp_path / "head"
    left = tmp_path / ".head.part"
    left.write_text("half")
    with written_aside(target) as partial:
        partial.write_text("whole")
    assert target.read_text() == "whole"
    assert left.read_text() == "half"


def test_many_write_to_one_target_at_once(tmp_path: Path) -> None:
    target = tmp_path / "head"
    wrong: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for _ in range(50):
                with written_aside(target) as partial:
                    partial.write_text(f"{number}" * 10)
        except OSError as error:
            wrong.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert wrong == []
    assert len(set(target.read_text())) == 1
    assert len(target.read_text()) == 10
    assert list(tmp_path.iterdir()) == [target]
