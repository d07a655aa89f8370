"""A picture as the items that go over the wire: STIX 2.1 objects under the partner's ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal

from corrobora.model import Actor, Claim, Event, Report, Value, Where
from corrobora.share.agreements import Agreement, DateDetail, PlaceDetail
from corrobora.share.decide import Obligations, strictest
from corrobora.share.labels import Label, Purpose, join
from corrobora.share.picture import Picture
from corrobora.text import sha256_of
from corrobora.vocab.stix_ids import stix_ids
from corrobora.writers.stix import (
    claim_object,
    derivation_object,
    event_objects,
    identity_object,
    location_object,
    party_ids,
    report_object,
)
from corrobora.writers.stix_frame import (
    Cover,
    Release,
    Stix,
    extension_definition,
    producer,
    program,
    stix_id,
)
from corrobora.writers.stix_markings import iep_marking, pap_markings, tlp_markings

PRODUCER = "Corrobora desk"
"""Under what name items go out: the agreement says whose desk it is."""

_NO_TIME = "1970-01-01T00:00:00Z"
_TIMES = ("created", "modified")


class Item(Value, frozen=True, kw_only=True):
    """One object of a picture, without its times.

    Attributes:
        id: Its STIX id.
        type: Its STIX type.
        inner: Ids of what it was made of, as the house knows them.
        body: The object without ``created`` and ``modified``, and without the day on which it has
            to be deleted, which moves with the day of release.
        delete_by: That day, as ISO 8601.
    """

    id: str
    type: str
    inner: tuple[str, ...]
    body: Stix
    delete_by: str | None = None

    @property
    def core(self) -> str:
        """Hash of the object without its times; equal cores say the same."""
        return sha256_of(as_json(self.body))

    def content(self, *, created: str, modified: str) -> str:
        """The object as JSON with its times."""
        whole = {**self.body, "created": created, "modified": modified}
        terms = stix_ids().extensions["release"].id
        if self.delete_by is not None and terms in whole.get("extensions", {}):
            dated = {**whole["extensions"][terms], "delete_by": self.delete_by}
            whole["extensions"] = {**whole["extensions"], terms: dated}
        return as_json(whole)


def items_of(picture: Picture, agreement: Agreement, purpose: Purpose) -> Iterator[Item]:
    """The items of a picture, by their ids.

    What several reports or claims share (parties, places, who took what from whom) is marked as
    strictly as the strictest of them.
    """
    wire = _Wire(picture, agreement, purpose)
    found: dict[str, Item] = {}
    for item in wire.items():
        found.setdefault(item.id, item)
    yield from (found[key] for key in sorted(found))


def definitions(agreement: Agreement) -> tuple[Stix, ...]:
    """What items refer to and every partner may know: markings, terms, extensions, authors."""
    extensions = (extension_definition(name) for name in stix_ids().extensions)
    own = (_policy(agreement), program(), _producer(agreement), *extensions)
    return (*tlp_markings(), *pap_markings(), *own)


class _Wire:
    def __init__(self, picture: Picture, agreement: Agreement, purpose: Purpose) -> None:
        self._picture = picture
        self._agreement = agreement
        self._purpose = purpose
        self._strictest = join(picture.labels.values())

    def items(self) -> Iterator[Item]:
        """Every item, some perhaps more than once."""
        seen = self._picture
        if not seen.reports:
            return
        common = self._common()
        refs = self._refs(common)
        for report in seen.reports:
            cover = self._cover(seen.labels[report.id], self._obligations([report.id]))
            parts = sorted(refs.get(report.id, ()))
            body = report_object(report, cover, (), parts)
            yield self._item(body, [report.id])
        for derivation in seen.derivations:
            edge = derivation_object(derivation, common)
            if edge is not None:
                ends = [i for i in (derivation.report, derivation.source) if i is not None]
                yield self._item(edge, ends)
        for actor, claims in self._actors():
            yield self._item(identity_object(actor, common), claims)
        for place, claims in self._places():
            found = location_object(place, common)
            if found is not None:
                yield self._item(found, claims)
        for claim in seen.claims:
            cover = self._cover(seen.labels[claim.id], self._obligations([claim.id]))
            yield self._item(claim_object(claim, cover), [claim.id])
        for event in seen.events:
            cover = self._cover(seen.labels[event.id], self._obligations(event.claims))
            for body in event_objects(event, cover):
                yield self._item(body, event.claims)

    def _refs(self, common: Cover) -> Mapping[str, set[str]]:
        """Ids of the parties of each report's claims."""
        found: dict[str, set[str]] = {}
        for claim in self._picture.claims:
            parties = party_ids((*claim.actors, *claim.targets), common)
            found.setdefault(claim.report, set()).update(parties)
        return found

    def _told(self) -> Iterator[tuple[Claim | Event, tuple[str, ...]]]:
        for claim in self._picture.claims:
            yield claim, (claim.id,)
        for event in self._picture.events:
            yield event, event.claims

    def _actors(self) -> Iterator[tuple[Actor, list[str]]]:
        """Every party once, with the claims that it is a party to."""
        found: dict[str, tuple[Actor, list[str]]] = {}
        for told, claims in self._told():
            for actor in (*told.actors, *told.targets):
                found.setdefault(f"{actor.id} {actor.name}", (actor, []))[1].extend(claims)
        yield from found.values()

    def _places(self) -> Iterator[tuple[Where, list[str]]]:
        found: dict[Where, list[str]] = {}
        for told, claims in self._told():
            if told.place is not None:
                found.setdefault(told.place, []).extend(claims)
        yield from found.items()

    def _obligations(self, ids: Iterable[str]) -> Obligations:
        """The strictest obligations of some reports or claims."""
        return strictest([self._picture.obligations[i] for i in ids])

    def _common(self) -> Cover:
        return self._cover(self._strictest, strictest(self._picture.obligations.values()))

    def _cover(self, label: Label, obligations: Obligations) -> Cover:
        scope = self._picture.scope
        return _cover(self._agreement, self._purpose, label, obligations, scope)

    def _item(self, body: Stix, ids: Iterable[str]) -> Item:
        names = list(dict.fromkeys(ids))
        ends = [o.delete_by for i in names if (o := self._picture.obligations[i]).delete_by]
        inner = (self._picture.inner[i] for i in names)
        return Item(
            id=body["id"],
            type=body["type"],
            inner=tuple(dict.fromkeys(inner)),
            body={key: value for key, value in body.items() if key not in _TIMES},
            delete_by=min(ends).isoformat() if ends else None,
        )


def _cover(
    agreement: Agreement, purpose: Purpose, label: Label, obligations: Obligations, scope: str
) -> Cover:
    ids = stix_ids()
    release = Release(
        agreement=agreement.id,
        purpose=purpose.value,
        place=_PLACE[obligations.place],
        date=_DATE[obligations.date],
        obligations=duties(obligations),
    )
    policy, by = _references(agreement)
    return Cover(
        created=_NO_TIME,
        modified=_NO_TIME,
        by=by,
        markings=(ids.tlp[label.tlp.marking], ids.pap[label.pap.marking], policy),
        # Ids of parties and places are scoped, so that partners cannot compare them.
        scope=scope,
        release=release,
    )


@lru_cache(maxsize=64)
def _references(agreement: Agreement) -> tuple[str, str]:
    """Ids of the terms of an agreement, and of who gives items under it."""
    return _policy(agreement)["id"], _producer(agreement)["id"]


def brief_id(mark: str, scope: str) -> str:
    """The partner's id of a brief, which is told from others by a mark."""
    return stix_id("report", scope, mark)


def brief_item(
    brief: Report,
    agreement: Agreement,
    purpose: Purpose,
    *,
    label: Label,
    obligations: Obligations,
    inner: Iterable[str],
    scope: str,
) -> Item:
    """A brief that is handed over, as an item: a report of our own.

    Args:
        brief: Its text and title; its id tells it from others.
        agreement: The terms.
        purpose: For which it is handed over.
        label: Of all that it rests on.
        obligations: The strictest of all that it rests on.
        inner: Ids of the reports and claims of the case that it rests on.
        scope: Makes its id the partner's own.
    """
    body = report_object(brief, _cover(agreement, purpose, label, obligations, scope))
    return Item(
        id=body["id"],
        type=body["type"],
        inner=tuple(inner),
        body={key: value for key, value in body.items() if key not in _TIMES},
        delete_by=obligations.delete_by.isoformat() if obligations.delete_by else None,
    )


_PLACE: Mapping[PlaceDetail, Literal["country", "region", "district", "town", "site"]] = {
    PlaceDetail.COUNTRY: "country",
    PlaceDetail.REGION: "region",
    PlaceDetail.DISTRICT: "district",
    PlaceDetail.TOWN: "town",
    PlaceDetail.SITE: "site",
}
_DATE: Mapping[DateDetail, Literal["year", "month", "week", "day"]] = {
    DateDetail.YEAR: "year",
    DateDetail.MONTH: "month",
    DateDetail.WEEK: "week",
    DateDetail.DAY: "day",
}


def duties(obligations: Obligations) -> tuple[str, ...]:
    """What the partner has to do with an item, in words."""
    onward = {
        "none": "Do not pass on.",
        "sub-organisations": "Pass on to your sub-organisations only.",
    }.get(obligations.onward[0], f"Pass on only to: {', '.join(obligations.onward)}.")
    named = {
        "must": "Name the provider.",
        "may": "You may name the provider.",
        "must-not": "Do not name the provider.",
    }[obligations.attribution]
    return (onward, named, "Give back what is recalled: delete it and say so.")


def _policy(agreement: Agreement) -> Stix:
    return iep_marking(
        name=agreement.id,
        description=f"Terms of sharing with {agreement.partner}, {agreement.unit}.",
        created=agreement.valid_from.isoformat(),
        tlp=agreement.tlp.marking,
        pap=agreement.pap.marking,
        attribution=agreement.attribution,
        valid_from=agreement.valid_from,
        valid_until=agreement.valid_until,
    )


def _producer(agreement: Agreement) -> Stix:
    clear = stix_ids().tlp["TLP:CLEAR"]
    created = agreement.valid_from.isoformat()
    return producer(PRODUCER, created=created, markings=(clear,), scope=agreement.id)


_BESIDE = re.compile(r"^\s*(?:#+ |[-*] |> )?|(?:\s*\[\d+\])*\s*$")
"""What stands before and after a sentence of a brief."""


def sentences_in(body: Mapping[str, Any]) -> list[str]:
    """The sentences in which an item is told."""
    told = (body[key] for key in ("content", "description") if body.get(key))
    lines = (_BESIDE.sub("", line) for text in told for line in text.splitlines())
    return [line for line in lines if line]


def external_ids(body: Mapping[str, Any]) -> list[str]:
    """Ids of ours that an item carries beside its STIX id."""
    return [r["external_id"] for r in body.get("external_references", ()) if "external_id" in r]


def as_json(value: object) -> str:
    """An object as it is served: the same object gives the same bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
