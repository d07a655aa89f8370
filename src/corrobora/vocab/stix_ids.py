"""Identifiers that STIX documents are told by; data in ``vocab/markings/stix.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension of ours: its definition's id, and what the definition says of it."""

    id: str
    name: str
    version: str
    description: str


@dataclass(frozen=True, slots=True)
class StixIds:
    """Fixed identifiers.

    Attributes:
        tlp: Marking definition of each TLP 2.0 level ("TLP:AMBER+STRICT").
        tlp_1: Level that each marking definition of TLP 1 stands for.
        pap: Marking definition of each PAP level ("PAP:AMBER").
        extensions: Our extensions: happening, source, release.
        tlp_extension: Extension that tells the level in a TLP 2.0 marking definition.
        tlp_created: When those were made.
        iep_extension: Extension that holds an Information Exchange Policy 2.0.
        namespace: Namespace of the ids that we make.
        author: Identity that stands for this program.
        created: When our own fixed objects were made.
    """

    tlp: Mapping[str, str]
    tlp_1: Mapping[str, str]
    pap: Mapping[str, str]
    extensions: Mapping[str, Extension]
    tlp_extension: str
    tlp_created: str
    iep_extension: str
    namespace: UUID
    author: str
    created: str

    def level_of(self, marking: str) -> str | None:
        """The TLP level that a marking definition's id stands for, as TLP 2.0 writes it."""
        two = next((level for level, id_ in self.tlp.items() if id_ == marking), None)
        return two or self.tlp_1.get(marking)


@cache
def stix_ids() -> StixIds:
    """The identifiers."""
    source = files("corrobora.vocab") / "markings" / "stix.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    extensions = {name: Extension(**given) for name, given in data.pop("extensions").items()}
    return StixIds(**data | {"extensions": extensions, "namespace": UUID(data["namespace"])})
