"""A user's GeoNames dump, checked line by line, into the places of a vocabulary folder."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from corrobora.aside import written_aside
from corrobora.errors import CorroboraError, UnreadableInput
from corrobora.vocab.gazetteer import read_geonames_dump

_COLUMNS = 19
_KEPT_CLASSES = frozenset("APSTHVL")
"""Divisions, towns, sites, heights, waters, woods, regions; not streets and undersea features."""

_MOST_BYTES = 4 << 30
"""The whole world unpacked is 1.7 GB; what declares more is no GeoNames dump."""


def import_dump(dump: Path, folder: Path, *, least_population: int = 0) -> tuple[int, Path]:
    """Put the lines of a dump that name places into ``folder``, whole or not at all.

    Args:
        dump: ``ML.txt``, or ``ML.zip`` that holds it.
        folder: Is made where it does not exist.
        least_population: Towns with fewer people are left out; other places are kept.

    Returns:
        How many places the file gives, and the file.

    Raises:
        UnreadableInput: It is no GeoNames dump; the line is named.
        CorroboraError: The folder cannot be written to.
    """
    target = folder / f"{dump.stem}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with written_aside(target) as partial:
            with _text_of(dump) as lines, partial.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(_kept(lines, dump.name, least_population))
            taken = len(read_geonames_dump(partial))
            if not taken:
                raise UnreadableInput(
                    f"{dump.name} names no place.", hint="Give a GeoNames dump such as ML.txt."
                )
    except OSError as error:
        raise CorroboraError(
            f"{error.filename or target}: {(error.strerror or 'input/output error').lower()}.",
            hint="Check the folder given with --vocabulary, your access to it and its free space.",
        ) from error
    return taken, target


def _kept(lines: Iterator[str], name: str, least_population: int) -> Iterator[str]:
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            line.encode()  # Fails on bytes that were no UTF-8, here where the line is known.
            row = line.rstrip("\r\n").split("\t")
            if len(row) != _COLUMNS:
                raise UnreadableInput(
                    f"{name}, line {number}: {len(row)} columns instead of {_COLUMNS}.",
                    hint="Give a GeoNames dump such as ML.txt or ML.zip.",
                )
            small = row[6] == "P" and int(row[14] or 0) < least_population
            if row[6] in _KEPT_CLASSES and not small:
                float(row[4]), float(row[5])
                yield "\t".join(row) + "\n"
    except ValueError as error:  # Not a number where one has to be, or not UTF-8.
        raise UnreadableInput(
            f"{name}, line {number}: it is not as GeoNames writes it.",
            hint="Download the dump again; it has to be UTF-8 with 19 columns.",
        ) from error


@contextmanager
def _text_of(dump: Path) -> Iterator[Iterator[str]]:
    """The lines of the dump, unpacked where it is packed."""
    if not zipfile.is_zipfile(dump):
        with dump.open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            yield file
        return
    try:
        with zipfile.ZipFile(dump) as archive, _member(archive, dump) as packed:
            yield io.TextIOWrapper(packed, encoding="utf-8", errors="surrogateescape", newline="\n")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnreadableInput(
            f"{dump.name} cannot be unpacked: {error}.", hint="Download the dump again."
        ) from error


def _member(archive: zipfile.ZipFile, dump: Path) -> IO[bytes]:
    found = [
        member
        for member in archive.infolist()
        if member.filename.endswith(".txt") and not member.filename.lower().startswith("readme")
    ]
    if len(found) != 1 or found[0].file_size > _MOST_BYTES:
        raise UnreadableInput(
            f"{dump.name} does not hold one dump, as those of GeoNames do.",
            hint="Unpack it and give the .txt file.",
        )
    return archive.open(found[0])
