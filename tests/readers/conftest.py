"""Real files for the readers, made in place, and one warm sandbox for all of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corrobora.model import Draft, Refusal
from corrobora.readers import Item, Sandbox, read_inputs
from readers.report_files import Read, ReadOne, Refuse


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as warm:
        yield warm


@pytest.fixture
def read(tmp_path: Path, sandbox: Sandbox) -> Read:
    """Everything that comes out of one file of this name and these bytes."""

    def read_file(name: str, raw: bytes) -> list[Item | Refusal]:
        path = tmp_path / name
        path.write_bytes(raw)
        return list(read_inputs([path], sandbox=sandbox))

    return read_file


@pytest.fixture
def read_one(read: Read) -> ReadOne:
    """The one draft of a file that is read without any refusal."""

    def read_file(name: str, raw: bytes) -> Draft:
        (item,) = read(name, raw)
        assert isinstance(item, Item), item
        return item.draft

    return read_file


@pytest.fixture
def refuse(read: Read) -> Refuse:
    """The one refusal of a file that gives nothing else."""

    def read_file(name: str, raw: bytes) -> Refusal:
        (refusal,) = read(name, raw)
        assert isinstance(refusal, Refusal), refusal
        assert refusal.reason
        assert refusal.remedy
        return refusal

    return read_file
