"""What every STIX object of ours has: an id, times, an author, markings, terms of release.

Objects are plain dicts with keys in a fixed order. Ids are UUIDs of version 5 over the ids passed
in, so that the same thing has the same id each time; what is under other terms gets other ids by
another ``scope``.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal
from uuid import uuid5

from corrobora.errors import CorroboraError, PolicyError
from corrobora.model import Json, Value
from corrobora.vocab.stix_ids import stix_ids

Stix = dict[str, Json]
"""One STIX object."""


class Release(Value, frozen=True, kw_only=True):
    """On what terms objects go out: the agreement, its purpose, and what its reader must do.

    Attributes:
        agreement: Id of the agreement.
        purpose: What the objects may be used for.
        place: The finest detail of places in it.
        date: The finest detail of dates in it.
        obligations: What the reader must do, in words of the agreement.
        delete_by: Last day on which the reader may keep the objects.
    """

    agreement: str
    purpose: str
    place: Literal["country", "region", "district", "town", "site"]
    date: Literal["year", "month", "week", "day"]
    obligations: tuple[str, ...] = ()
    delete_by: dt.date | None = None


class Cover(Value, frozen=True, kw_only=True):
    """What objects carry beside what they say.

    Attributes:
        created: ISO 8601 time of the first version.
        modified: ISO 8601 time of this version.
        by: Id of the identity that gives them out.
        markings: Ids of marking definitions; at least one.
        scope: What ids are scoped by, so that readers cannot compare ids of parties and places.
        release: Terms of release; None for one's own use.

    Raises:
        PolicyError: There is no marking; what has none may not leave the house.
    """

    created: str
    modified: str
    by: str
    markings: tuple[str, ...]
    scope: str = ""
    release: Release | None = None

    def __post_init__(self) -> None:
        if not self.markings:
            raise PolicyError(
                "A STIX object without a marking cannot be made.", hint="Give a TLP level."
            )


def stix_id(kind: str, *parts: str) -> str:
    """The id of an object of a STIX type, made of what it stands for."""
    name = json.dumps([kind, *parts])
    return f"{kind}--{uuid5(stix_ids().namespace, name)}"


def stamp(instant: str) -> str:
    """An ISO 8601 time (a day: its beginning) as STIX writes times: UTC, to the millisecond."""
    time = dt.datetime.fromisoformat(instant)
    time = time.replace(tzinfo=dt.UTC) if time.tzinfo is None else time.astimezone(dt.UTC)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def extension(name: str, **fields: Json) -> Stix:
    """An extension of ours under the id of its definition; unknown and empty fields left out."""
    told = {key: value for key, value in fields.items() if _is_told(value)}
    return {stix_ids().extensions[name].id: {"extension_type": "property-extension", **told}}


def framed(
    kind: str, id_: str, cover: Cover, fields: Mapping[str, Json], extensions: Mapping[str, Json]
) -> Stix:
    """An object with what every object has around its own fields; unknown ones left out."""
    carried = dict(extensions)
    if cover.release is not None:
        carried |= _release_extension(cover.release)
    whole = {
        "type": kind,
        "spec_version": "2.1",
        "id": id_,
        "created_by_ref": cover.by,
        "created": stamp(cover.created),
        "modified": stamp(cover.modified),
        **fields,
        "object_marking_refs": sorted(set(cover.markings)),
        "extensions": carried,
    }
    return {key: value for key, value in whole.items() if _is_told(value)}


def _is_told(value: Json) -> bool:
    return value is not None and value not in ("", [], {})


def _release_extension(release: Release) -> Stix:
    return extension(
        "release",
        agreement=release.agreement,
        purpose=release.purpose,
        place=release.place,
        date=release.date,
        obligations=sorted(set(release.obligations)),
        delete_by=release.delete_by and release.delete_by.isoformat(),
    )


# --- what stands beside objects ------------------------------------------------------------------


def producer(name: str, *, created: str, markings: Sequence[str], scope: str = "") -> Stix:
    """The identity that gives objects out; its id goes into ``Cover.by``."""
    id_ = stix_id("identity", "producer", scope, name)
    cover = Cover(
        created=created, modified=created, by=id_, markings=tuple(markings), scope=scope
    )  # fmt: skip
    return framed("identity", id_, cover, {"name": name, "identity_class": "organization"}, {})


def program() -> Stix:
    """The identity that stands for this program, author of our extension definitions."""
    ids = stix_ids()
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": ids.author,
        "created": ids.created,
        "modified": ids.created,
        "name": "Corrobora",
        "identity_class": "system",
        "object_marking_refs": [ids.tlp["TLP:CLEAR"]],
    }


@cache
def schema(name: str) -> Mapping[str, Json]:
    """The JSON schema of one of our extensions."""
    source = files("corrobora.writers") / "stix_schemas" / f"{name}.json"
    loaded: Mapping[str, Json] = json.loads(source.read_text(encoding="utf-8"))
    return loaded


def extension_definition(name: str) -> Stix:
    """The definition of one of our extensions, with its JSON schema as the norm."""
    ids = stix_ids()
    told = ids.extensions[name]
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": told.id,
        "created_by_ref": ids.author,
        "created": ids.created,
        "modified": ids.created,
        "name": told.name,
        "description": told.description,
        "schema": json.dumps(schema(name), separators=(",", ":")),
        "version": told.version,
        "extension_types": ["property-extension"],
        "object_marking_refs": [ids.tlp["TLP:CLEAR"]],
    }


# --- withdrawal ----------------------------------------------------------------------------------

_WITHDRAWN = "Withdrawn"
_KEPT = frozenset(
    ("type", "spec_version", "id", "created_by_ref", "created", "object_marking_refs",
     "object_refs", "relationship_type", "source_ref", "target_ref", "context", "opinion",
     "identity_class")
)  # fmt: skip
_NEUTRAL = {"opinion": "neutral", "identity_class": "unknown"}
"""What stands in the place of what a required field said."""
_NAMED = {"note": "content", "opinion": "explanation", "relationship": "description"}


def revoked(given: Stix, modified: str) -> Stix:
    """The version of an object that takes it back: its ids and markings, nothing of what it said.

    Raises:
        PolicyError: It is a definition, or ``modified`` is not later than its latest version.
    """
    if given["type"] in ("marking-definition", "extension-definition"):
        raise PolicyError(
            f"A {given['type']} cannot be withdrawn.", hint="Withdraw the objects that refer to it."
        )
    if dt.datetime.fromisoformat(stamp(modified)) <= dt.datetime.fromisoformat(given["modified"]):
        raise PolicyError(
            "A withdrawal must be later than what it withdraws.",
            hint=f"The latest version is of {given['modified']}.",
        )
    left: Stix = {key: _NEUTRAL.get(key, value) for key, value in given.items() if key in _KEPT}
    left[_NAMED.get(left["type"], "name")] = _WITHDRAWN
    if left["type"] == "location":
        # A location must lie somewhere, and the region is an open vocabulary.
        left["region"] = _WITHDRAWN.lower()
    if left["type"] == "report":
        left["published"] = left["created"]
    terms = stix_ids().extensions["release"].id
    if terms in given.get("extensions", {}):
        left["extensions"] = {terms: given["extensions"][terms]}
    return left | {"modified": stamp(modified), "revoked": True}


# --- documents -----------------------------------------------------------------------------------

_SURROGATE = re.compile("[\ud800-\udfff]")


def bundle(objects: Iterable[Stix], markings: Iterable[Stix]) -> Stix:
    """A document with each object once, before them the definitions that they refer to.

    Args:
        objects: What the document says.
        markings: Marking definitions; those that nothing refers to are left out.

    Raises:
        CorroboraError: An object is marked with something that is not among the markings.
    """
    by_id: dict[str, Stix] = {}
    for one in objects:
        by_id.setdefault(one["id"], one)
    ours = {told.id: name for name, told in stix_ids().extensions.items()}
    used = {key for one in by_id.values() for key in one.get("extensions", ())}
    before = [extension_definition(name) for id_, name in ours.items() if id_ in used]
    if before:
        before.insert(0, program())
    by_id = {one["id"]: one for one in before} | by_id
    known = {one["id"]: one for one in markings}
    refs = sorted({ref for one in by_id.values() for ref in one.get("object_marking_refs", ())})
    missing = [ref for ref in refs if ref not in known]
    if missing:
        raise CorroboraError(
            f"{missing[0]} marks an object and is not defined.", hint="Give its definition."
        )
    all_ = [*(known[ref] for ref in refs), *by_id.values()]
    versions = [f"{one['id']} {one.get('modified', one['created'])}" for one in all_]
    return {"type": "bundle", "id": stix_id("bundle", *versions), "objects": all_}


def write_stix(document: Stix) -> str:
    """A document as JSON text; ends in a line break."""
    shown = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    # Halves of surrogate pairs are not text, and readers of JSON refuse them.
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", shown)
