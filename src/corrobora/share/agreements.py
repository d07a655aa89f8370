"""Agreements: on what terms a partner gets what, as a file that a person can read and review.

The terms are a TOML file, kept word for word in the case. What happens to an agreement (proposed,
amended, activated, suspended, resumed, terminated) is a row of *acts*, each with who, when and why;
its state is what the acts come to, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import Any, Literal

import msgspec

from corrobora.errors import PolicyError
from corrobora.model import Value
from corrobora.share.labels import Pap, Purpose, Tlp, read_tlp


class PlaceDetail(IntEnum):
    """How exactly a place is given, from coarse to fine."""

    COUNTRY = 0
    REGION = 1
    DISTRICT = 2
    TOWN = 3
    SITE = 4


class DateDetail(IntEnum):
    """How exactly a date is given, from coarse to fine."""

    YEAR = 0
    MONTH = 1
    WEEK = 2
    DAY = 3


Onward = Literal["none", "sub-organisations", "listed"]
State = Literal["draft", "active", "suspended", "terminated"]


class Act(StrEnum):
    """What can happen to an agreement."""

    PROPOSE = "propose"
    AMEND = "amend"
    ACTIVATE = "activate"
    SUSPEND = "suspend"
    RESUME = "resume"
    TERMINATE = "terminate"


_NEXT: dict[tuple[State | None, Act], State] = {
    (None, Act.PROPOSE): "draft",
    ("draft", Act.AMEND): "draft",
    ("draft", Act.ACTIVATE): "active",
    ("draft", Act.TERMINATE): "terminated",
    ("active", Act.AMEND): "draft",
    ("active", Act.SUSPEND): "suspended",
    ("active", Act.TERMINATE): "terminated",
    ("suspended", Act.AMEND): "draft",
    ("suspended", Act.RESUME): "active",
    ("suspended", Act.TERMINATE): "terminated",
}
"""What each act makes of each state. Changed terms are a draft again, until somebody activates."""


class Agreement(Value, frozen=True, kw_only=True):
    """The terms on which one unit of a partner gets items.

    Attributes:
        id: Short name, ``a-z``, digits and hyphens.
        partner: Who gets the items.
        unit: Which part of the partner; due diligence is about units, not about countries.
        actors: Names of the partner's own forces and bodies as the case's actors are named; harm
            to civilians by one of them opens a review.
        purposes: What the items may be used for. A credential is for one of them.
        tlp: The most restrictive TLP level that is given out; never RED.
        pap: The most restrictive PAP level that is given out.
        place: The finest detail of places.
        date: The finest detail of dates.
        tolls: Numbers of dead as figures, or as bands.
        person_names: Whether persons are named, or given by their role.
        source_names: Whether sources are named, or given by their class.
        compartments: Circles that the unit belongs to.
        onward: Who the partner may pass items on to.
        onward_to: Those, when ``onward`` is "listed".
        retention_days: After how many days the partner deletes what it got; None for no limit,
            which a file gives as "none".
        attribution: Whether the partner names us when it uses an item.
        language: Language in which what is given coarsely is put into words.
        diligence: Whether human-rights due diligence is required of this unit.
        valid_from: First day.
        valid_until: Last day.
    """

    id: str
    partner: str
    unit: str
    purposes: frozenset[Purpose]
    tlp: Tlp
    valid_from: dt.date
    valid_until: dt.date
    pap: Pap = Pap.GREEN
    actors: tuple[str, ...] = ()
    place: PlaceDetail = PlaceDetail.REGION
    date: DateDetail = DateDetail.WEEK
    tolls: Literal["exact", "band"] = "band"
    person_names: bool = False
    source_names: bool = False
    compartments: frozenset[str] = frozenset()
    onward: Onward = "none"
    onward_to: frozenset[str] = frozenset()
    retention_days: int | None = 365
    attribution: Literal["must", "may", "must-not"] = "may"
    language: Literal["en", "fr"] = "en"
    diligence: bool = True


class AgreementAct(Value, frozen=True, kw_only=True):
    """One act on an agreement. ``terms`` holds the file of a proposal or an amendment."""

    agreement: str
    act: Act
    by: str
    at: str
    why: str
    terms: str | None = None


class Standing(Value, frozen=True, kw_only=True):
    """An agreement as its acts have left it.

    ``epoch`` counts the acts: whoever decided under an earlier epoch must decide again.
    """

    agreement: Agreement
    state: State
    epoch: int
    since: str
    why: str


def after(state: State | None, act: Act) -> State:
    """The state after an act.

    Raises:
        PolicyError: The act cannot be done in this state; the message says which can.
    """
    found = _NEXT.get((state, act))
    if found is None:
        possible = [a.value for s, a in _NEXT if s == state]
        raise PolicyError(
            f"An agreement that is {state or 'not proposed'} cannot {act.value}.",
            hint=f"It can: {', '.join(possible)}." if possible else "It is at its end.",
        )
    return found


def standing(acts: Iterable[AgreementAct]) -> Standing | None:
    """What the acts on one agreement, oldest first, come to; None of no act.

    Raises:
        PolicyError: An act could not be done, or its terms cannot be read.
    """
    result: Standing | None = None
    for act in acts:
        state = after(result.state if result else None, act.act)
        if act.terms is not None:
            agreement = read_agreement(act.terms, name=f"{act.agreement}.toml")
        elif result is not None:
            agreement = result.agreement
        else:
            raise PolicyError(f"Agreement {act.agreement} was proposed without terms.")
        result = Standing(
            agreement=agreement,
            state=state,
            epoch=(result.epoch if result else 0) + 1,
            since=act.at,
            why=act.why,
        )
    return result


_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_NO_LIMIT = "none"
"""How a file says that the partner may keep what it gets; to say nothing means the default."""
_REQUIRED = ("id", "partner", "unit", "purposes", "tlp", "valid_from", "valid_until")


def read_agreement(text: str, *, name: str = "agreement") -> Agreement:
    """The terms in a TOML file.

    Raises:
        PolicyError: The file cannot be read; the message names the key and what may stand there.
    """
    try:
        plain: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{name} is no TOML: {error}.", hint="See docs/sharing.md.") from error
    unknown = sorted(set(plain) - set(Agreement.__struct_fields__))
    if unknown:
        raise PolicyError(
            f"{name}: there is no key {unknown[0]!r}.",
            hint=f"Keys: {', '.join(Agreement.__struct_fields__)}.",
        )
    missing = [key for key in _REQUIRED if key not in plain]
    if missing:
        raise PolicyError(f"{name}: {missing[0]!r} is missing.", hint=f"Add {missing[0]} = ...")
    for key, scale in (("place", PlaceDetail), ("date", DateDetail), ("pap", Pap)):
        if key in plain:
            plain[key] = _step(name, key, plain[key], scale)
    if plain.get("retention_days") == _NO_LIMIT:
        plain["retention_days"] = None
    tlp = read_tlp(str(plain["tlp"]))
    if tlp is None or tlp is Tlp.RED:
        raise PolicyError(
            f"{name}: tlp is {plain['tlp']!r}.",
            hint="Give CLEAR, GREEN, AMBER or AMBER+STRICT. TLP:RED is for persons in a room, "
            "never for an organisation.",
        )
    plain["tlp"] = int(tlp)
    try:
        agreement = msgspec.convert(plain, Agreement)
    except msgspec.ValidationError as error:
        raise PolicyError(
            f"{name}: {error}.", hint=f"Purposes: {', '.join(Purpose)}. Dates: 2026-01-31."
        ) from error
    _require_sense(agreement, name)
    return agreement


def _step(name: str, key: str, given: object, scale: type[IntEnum]) -> int:
    word = str(given).upper().removeprefix("PAP:")
    if word not in scale.__members__:
        known = ", ".join(step.name.lower() for step in scale)
        raise PolicyError(f"{name}: {key} is {given!r}.", hint=f"Give one of: {known}.")
    return int(scale[word])


def _require_sense(agreement: Agreement, name: str) -> None:
    wrong: tuple[str, str] | None = None
    if not _ID.fullmatch(agreement.id):
        wrong = f"id is {agreement.id!r}", "Use a to z, digits and hyphens."
    elif not agreement.purposes:
        wrong = "there is no purpose", f"Give some of: {', '.join(Purpose)}."
    elif agreement.valid_until < agreement.valid_from:
        wrong = "it ends before it begins", "Check valid_from and valid_until."
    elif (agreement.onward == "listed") != bool(agreement.onward_to):
        wrong = "onward and onward_to do not fit", 'List names with onward = "listed" only.'
    elif agreement.retention_days is not None and agreement.retention_days < 1:
        wrong = "retention_days is less than one day", "Give a number of days from 1 on."
    elif not (agreement.partner.strip() and agreement.unit.strip()):
        wrong = "partner or unit is empty", "Name who gets the items."
    if wrong:
        raise PolicyError(f"{name}: {wrong[0]}.", hint=wrong[1])


def write_agreement(agreement: Agreement) -> str:
    """The terms as a TOML file; ``read_agreement`` gives the same terms back."""
    lines = []
    for key in Agreement.__struct_fields__:
        value = getattr(agreement, key)
        lines.append(f"{key} = {_toml(_NO_LIMIT if value is None else value)}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Tlp):
        return f'"{value.name.replace("_", "+")}"'
    if isinstance(value, IntEnum):
        return f'"{value.name.lower()}"'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (frozenset, tuple)):
        items = sorted(map(str, value)) if isinstance(value, frozenset) else map(str, value)
        return f"[{', '.join(_toml(item) for item in items)}]"
    return msgspec.json.encode(str(value)).decode().replace("\x7f", "\\u007f")
