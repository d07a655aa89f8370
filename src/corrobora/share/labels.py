"""Labels: what may be done with an item, and how labels of several items join.

A label only ever gets stricter by joining. ``join`` is associative, commutative and idempotent,
with ``OPEN`` as its neutral element; what is derived from several items carries the join of theirs.
A marking that is missing or unknown is the most restrictive (``SEALED``): nobody outside gets it.

Scales: FIRST's Traffic Light Protocol 2.0 and the Permissible Actions Protocol.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from functools import reduce

import msgspec

from corrobora.errors import PolicyError
from corrobora.model import Value


class Tlp(IntEnum):
    """FIRST TLP 2.0, from the least to the most restrictive."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    AMBER_STRICT = 3
    RED = 4

    @property
    def marking(self) -> str:
        """As it is printed: ``TLP:AMBER+STRICT``."""
        return f"TLP:{self.name.replace('_', '+')}"


class Pap(IntEnum):
    """Permissible Actions Protocol, from the least to the most restrictive."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    RED = 3

    @property
    def marking(self) -> str:
        """As it is printed: ``PAP:AMBER``."""
        return f"PAP:{self.name}"


class Purpose(StrEnum):
    """What shared items may be used for. The list is closed; targeting is not on it."""

    ANALYSIS = "analysis"
    EARLY_WARNING = "early-warning"
    PROTECTION_OF_CIVILIANS = "protection-of-civilians"
    HUMANITARIAN_ACCESS = "humanitarian-access"
    STAFF_SAFETY = "staff-safety"
    ACCOUNTABILITY = "accountability"
    POLICY = "policy"


ALL_PURPOSES = frozenset(Purpose)


class Label(Value, frozen=True, kw_only=True):
    """What may be done with one item.

    Attributes:
        tlp: How far it may travel.
        pap: How visibly it may be acted upon.
        originators: Whose it is, to be named where that is agreed.
        controllers: Originators who are asked before it goes to anyone (ORCON).
        third_parties: Partners from whom it came, who are asked before it goes further (the
            third-party rule).
        third_party_releases: Partners to whom those have released it already; None for any.
        source_protected: Who said or published it is not passed on, only of which class they are.
        names_person: It names a private person.
        releasable_to: Partners who may have it; None for any.
        excluded: Partners who may never have it.
        purposes: What it may be used for.
        expires: Last day on which it may be given out; None for no end.
        compartments: Circles of which a reader must be a member, all of them.
        sealed: Its marking could not be read, or it has none; nobody gets it.
    """

    tlp: Tlp = Tlp.CLEAR
    pap: Pap = Pap.CLEAR
    originators: frozenset[str] = frozenset()
    controllers: frozenset[str] = frozenset()
    third_parties: frozenset[str] = frozenset()
    third_party_releases: frozenset[str] | None = None
    source_protected: bool = False
    names_person: bool = False
    releasable_to: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()
    purposes: frozenset[Purpose] = ALL_PURPOSES
    expires: dt.date | None = None
    compartments: frozenset[str] = frozenset()
    sealed: bool = False

    def __or__(self, other: Label) -> Label:
        """The join: what may be done with something made of both."""
        return Label(
            tlp=max(self.tlp, other.tlp),
            pap=max(self.pap, other.pap),
            originators=self.originators | other.originators,
            controllers=self.controllers | other.controllers,
            third_parties=self.third_parties | other.third_parties,
            third_party_releases=_both(self.third_party_releases, other.third_party_releases),
            source_protected=self.source_protected or other.source_protected,
            names_person=self.names_person or other.names_person,
            releasable_to=_both(self.releasable_to, other.releasable_to),
            excluded=self.excluded | other.excluded,
            purposes=self.purposes & other.purposes,
            expires=_earlier(self.expires, other.expires),
            compartments=self.compartments | other.compartments,
            sealed=self.sealed or other.sealed,
        )


NOBODY = ""
"""An originator who must be asked and cannot be, since nobody knows who it is."""

OPEN = Label()
"""The label that restricts nothing; joining it changes nothing."""

SEALED = Label(
    tlp=Tlp.RED,
    pap=Pap.RED,
    controllers=frozenset({NOBODY}),
    third_parties=frozenset({NOBODY}),
    third_party_releases=frozenset(),
    source_protected=True,
    names_person=True,
    releasable_to=frozenset(),
    purposes=frozenset(),
    sealed=True,
)
"""The label of what has no marking, or one that cannot be read."""


def join(labels: Iterable[Label]) -> Label:
    """The label of something made of all these; ``OPEN`` of nothing."""
    return reduce(Label.__or__, labels, OPEN)


def read_tlp(marking: str) -> Tlp | None:
    """The TLP level that a marking names; None when it names none.

    Reads TLP 2.0 and, as FIRST asks, TLP 1's WHITE as CLEAR.
    """
    word = marking.strip().upper().removeprefix("TLP:").strip()
    word = {"WHITE": "CLEAR", "AMBER+STRICT": "AMBER_STRICT", "AMBER STRICT": "AMBER_STRICT"}.get(
        word, word
    )
    return Tlp[word] if word in Tlp.__members__ else None


def label_of_marking(marking: str | None) -> Label:
    """The label of an item of which only a TLP marking is known.

    CLEAR and GREEN go to any partner under an agreement; AMBER and RED to nobody until someone
    with a right to decide names who may have it. Without a marking, or with one that cannot be
    read, the item is sealed.
    """
    tlp = read_tlp(marking) if marking else None
    if tlp is None:
        return SEALED
    return Label(tlp=tlp, releasable_to=None if tlp <= Tlp.GREEN else frozenset())


def read_label(value: object) -> Label:
    """A label from plain data, as it stands in a judgement or a file.

    ``tlp`` and ``pap`` are words; the other keys are the fields of ``Label``.

    Raises:
        PolicyError: A key or a value is unknown; the message names it and what may stand there.
    """
    if not isinstance(value, dict):
        raise PolicyError("A label is a table of fields.", hint="See docs/sharing.md.")
    plain = dict(value)
    for key, scale in (("tlp", Tlp), ("pap", Pap)):
        if key in plain:
            plain[key] = _level(key, plain[key], scale)
    unknown = sorted(set(plain) - set(Label.__struct_fields__))
    if unknown:
        raise PolicyError(
            f"A label has no field {unknown[0]!r}.",
            hint=f"Fields: {', '.join(Label.__struct_fields__)}.",
        )
    if plain.get("third_parties"):
        # Released further to nobody, unless it is said to whom.
        plain.setdefault("third_party_releases", [])
    try:
        return msgspec.convert(plain, Label)
    except msgspec.ValidationError as error:
        raise PolicyError(f"The label cannot be read: {error}.", hint=_PURPOSES_HINT) from error


_PURPOSES_HINT = f"Purposes: {', '.join(Purpose)}."


def _level(key: str, given: object, scale: type[Tlp] | type[Pap]) -> int:
    word = str(given).strip().upper().removeprefix(f"{key.upper()}:").replace("+", "_")
    word = "CLEAR" if word == "WHITE" else word
    if word not in scale.__members__:
        known = ", ".join(level.marking for level in scale)
        raise PolicyError(f"{given!r} is no {key.upper()} level.", hint=f"Levels: {known}.")
    return int(scale[word])


def label_record(label: Label) -> dict[str, object]:
    """A label as plain data: words for levels, sorted lists for sets, nothing that is default."""
    record: dict[str, object] = {"tlp": label.tlp.marking, "pap": label.pap.marking}
    for name in Label.__struct_fields__[2:]:
        value = getattr(label, name)
        released_to_any = name == "third_party_releases" and label.third_parties
        if value == getattr(OPEN, name) and not released_to_any:
            continue
        if isinstance(value, frozenset):
            record[name] = sorted(map(str, value))
        else:
            record[name] = value.isoformat() if isinstance(value, dt.date) else value
    return record


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)
