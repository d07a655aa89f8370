"""Agreements in ODRL 2.2 (W3C), for partners whose tools read that: out, and back without loss.

The document is JSON-LD. What ODRL has terms for is in its terms (purpose, dateTime, distribute,
delete, attribute); what it has none for (TLP and PAP ceilings, detail of places and dates, tolls,
names, due diligence) is in a profile, under ``corrobora:``. ODRL can say far more than an agreement
can hold: whatever is not exactly of the form written here is refused by name, never left out.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn
from urllib.parse import quote

import msgspec

from corrobora.errors import PolicyError
from corrobora.model import Value
from corrobora.share.agreements import (
    Agreement,
    DateDetail,
    PlaceDetail,
    read_agreement,
    write_agreement,
)
from corrobora.share.labels import Pap, Purpose, Tlp

_Node = dict[str, Any]

PROFILE = "urn:corrobora:odrl:1"
"""Name of the profile; another meaning of a term of ours would be another profile."""
_CONTEXT = ["http://www.w3.org/ns/odrl.jsonld", {"corrobora": f"{PROFILE}:"}]
_AGREEMENT = "urn:corrobora:agreement:"
_TARGET = "urn:corrobora:releases"
"""What an agreement is about: all that is released under it."""
_OURS = "corrobora:"
_SCALES = {
    "tlp": ("lteq", Tlp),
    "pap": ("lteq", Pap),
    "place": ("lteq", PlaceDetail),
    "date": ("lteq", DateDetail),
}
"""Fields that are the highest step of a scale."""
_PLAIN = ("tolls", "person_names", "source_names", "diligence")
"""Fields that are a word, or yes or no."""
_PERIOD = re.compile(r"P([1-9]\d{0,9})D")


def write_odrl(agreement: Agreement, *, assigner: str) -> str:
    """The terms as an ODRL Agreement; the same terms give the same bytes.

    Args:
        agreement: The terms.
        assigner: Name of the house that gives items.
    """
    return msgspec.json.format(msgspec.json.encode(_policy(agreement, assigner)), indent=2).decode()


def _policy(terms: Agreement, assigner: str) -> _Node:
    permissions = [{"target": _TARGET, "action": "use", "constraint": _conditions(terms)}]
    prohibitions: list[_Node] = []
    obligations: list[_Node] = []
    if terms.onward == "none":
        prohibitions.append({"target": _TARGET, "action": "distribute"})
    else:
        permissions.append(
            {"target": _TARGET, "action": "distribute", "constraint": [_recipients(terms)]}
        )
    rule = {"target": _TARGET, "action": "attribute"}
    kinds = {"may": permissions, "must": obligations, "must-not": prohibitions}
    kinds[terms.attribution].append(rule)
    if terms.retention_days is not None:
        period = {"@value": f"P{terms.retention_days}D", "@type": "xsd:duration"}
        within = _constraint("elapsedTime", "lteq", period)
        obligations.append({"target": _TARGET, "action": "delete", "constraint": [within]})
    policy: _Node = {
        "@context": _CONTEXT,
        "@type": "Agreement",
        "uid": _AGREEMENT + terms.id,
        "profile": PROFILE,
        "conflict": "prohibit",
        "assigner": {"@type": "Party", "uid": _uid(assigner), f"{_OURS}name": assigner},
        "assignee": {
            "@type": "Party",
            "uid": _uid(terms.partner, terms.unit),
            f"{_OURS}partner": terms.partner,
            f"{_OURS}unit": terms.unit,
            f"{_OURS}actors": list(terms.actors),
        },
        "permission": permissions,
        "prohibition": prohibitions,
        "obligation": obligations,
    }
    return {key: value for key, value in policy.items() if value != []}


def _conditions(terms: Agreement) -> list[_Node]:
    """On what items are given: the constraints of the permission to use them."""
    found = [
        _constraint("purpose", "isAnyOf", sorted(_OURS + p for p in terms.purposes)),
        _constraint("dateTime", "gteq", _day(terms.valid_from)),
        _constraint("dateTime", "lteq", _day(terms.valid_until)),
        _constraint("language", "eq", terms.language),
    ]
    for field, (operator, _) in _SCALES.items():
        step = getattr(terms, field).name.replace("_", "+").lower()
        found.append(_constraint(_OURS + field, operator, step))
    found += [_constraint(_OURS + field, "eq", getattr(terms, field)) for field in _PLAIN]
    if terms.compartments:
        found.append(_constraint(f"{_OURS}compartments", "isPartOf", sorted(terms.compartments)))
    return found


def _recipients(terms: Agreement) -> _Node:
    if terms.onward == "sub-organisations":
        return _constraint("recipient", "isPartOf", _uid(terms.partner))
    return _constraint("recipient", "isAnyOf", sorted(terms.onward_to))


def _constraint(left: str, operator: str, right: object) -> _Node:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def _day(day: dt.date) -> _Node:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _uid(*names: str) -> str:
    return ":".join(("urn:corrobora:party", *(quote(name, safe="") for name in names)))


# --- back ----------------------------------------------------------------------------------------


def read_odrl(text: str, *, name: str = "policy") -> Agreement:
    """The terms in an ODRL Agreement of the form that ``write_odrl`` writes.

    The order of rules and constraints does not matter.

    Raises:
        PolicyError: It cannot be read, or says something that an agreement here cannot hold; the
            message names it.
    """
    return _Reading(name).agreement(_policy_in(text, name))


def _policy_in(text: str, name: str) -> _Node:
    try:
        policy = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise PolicyError(f"{name} is no JSON: {error}.", hint="Give ODRL as JSON-LD.") from error
    if not isinstance(policy, dict):
        raise PolicyError(f"{name} is no policy.", hint="Give one ODRL Agreement.")
    return policy


class Imported(Value, frozen=True, kw_only=True):
    """Terms from a policy, and what the policy does not say: field and what was put there.

    ``text`` is the terms as a file, in which the same is named in comments.
    """

    agreement: Agreement
    assumed: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The terms as a TOML file."""
        named = "".join(
            f"# Not said in the policy: {field} = {json.dumps(value)}\n"
            for field, value in self.assumed
        )
        # The one character that JSON leaves as it is and TOML does not allow.
        return named.replace("\x7f", "\\u007f") + write_agreement(self.agreement)


def import_odrl(text: str, *, name: str = "policy") -> Imported:
    """The terms in an ODRL Agreement that another program wrote.

    A policy under our profile is read as ``read_odrl`` reads it. One without a profile says less
    than an agreement holds: what it does not say is set to the most restrictive, and named. What an
    agreement cannot hold is refused by its name here too.

    Raises:
        PolicyError: It cannot be read, says something that an agreement cannot hold, or does not
            say what ODRL has words for: the purposes, the first and the last day.
    """
    policy = _policy_in(text, name)
    completed = _Completing(policy)
    if "profile" not in policy:
        completed.run()
    return Imported(
        agreement=_Reading(name).agreement(completed.policy), assumed=tuple(completed.assumed)
    )


_STRICTEST: Mapping[str, tuple[str, str | bool]] = {
    "tlp": ("lteq", "clear"),
    "pap": ("lteq", "clear"),
    "place": ("lteq", "country"),
    "date": ("lteq", "year"),
    "tolls": ("eq", "band"),
    "person_names": ("eq", False),
    "source_names": ("eq", False),
    "diligence": ("eq", True),
}
"""What stands for fields that a policy without our profile has no words for."""
_SHORTEST = "P1D"
"""How long items may be kept where a policy says nothing of it."""
_TERMS = ("odrl:", "http://www.w3.org/ns/odrl/2/")
"""How terms of ODRL begin that are written out."""
_KINDS = ("permission", "prohibition", "obligation")


class _Completing:
    """Brings a policy without a profile into our form, and notes what it does not say.

    What it does not know is left as it is: the reader refuses that by its name.
    """

    def __init__(self, policy: _Node) -> None:
        self.policy = policy
        self.assumed: list[tuple[str, str]] = []

    def run(self) -> None:
        """Complete the policy."""
        given = self.policy
        self.policy = {key: value for key, value in given.items() if key not in _KINDS}
        if given.get("@context") in (_CONTEXT[0], [_CONTEXT[0]]):
            self.policy["@context"] = _CONTEXT
        self.policy["profile"] = PROFILE
        if "conflict" not in given:
            self._assume("conflict", "prohibit")
            self.policy["conflict"] = "prohibit"
        self._named(given.get("uid"))
        self._parties(given)
        rules = {kind: [_plain_rule(r) for r in _listed(given.get(kind))] for kind in _KINDS}
        self._targets([r for found in rules.values() for r in found])
        for rule in rules["permission"]:
            if isinstance(rule, dict) and rule.get("action") == "use":
                self._conditions(rule)
        said = {r.get("action") for found in rules.values() for r in found if isinstance(r, dict)}
        for action, field, shown in (("distribute", "onward", "none"),
                                     ("attribute", "attribution", "must-not")):  # fmt: skip
            if action not in said:
                self._assume(field, shown)
                rules["prohibition"].append({"target": _TARGET, "action": action})
        if "delete" not in said:
            self._assume("retention_days", "1")
            period = {"@value": _SHORTEST, "@type": "xsd:duration"}
            within = _constraint("elapsedTime", "lteq", period)
            rules["obligation"].append(
                {"target": _TARGET, "action": "delete", "constraint": [within]}
            )
        self.policy.update(rules)

    def _assume(self, field: str, value: str) -> None:
        self.assumed.append((field, value))

    def _named(self, uid: object) -> None:
        if isinstance(uid, str) and not uid.startswith(_AGREEMENT):
            last = re.split(r"[/:#]", uid.rstrip("/:#"))[-1]
            id_ = re.sub(r"[^a-z0-9]+", "-", last.lower()).strip("-")
            self._assume("id", id_)
            self.policy["uid"] = _AGREEMENT + id_

    def _parties(self, given: _Node) -> None:
        house = _name_of(given.get("assigner"))
        if house is not None:
            self.policy["assigner"] = {
                "@type": "Party", "uid": _uid(house), f"{_OURS}name": house,
            }  # fmt: skip
        partner = _name_of(given.get("assignee"))
        if partner is not None:
            for field, shown in (("partner", partner), ("unit", partner), ("actors", "")):
                self._assume(field, shown)
            self.policy["assignee"] = {
                "@type": "Party",
                "uid": _uid(partner, partner),
                f"{_OURS}partner": partner,
                f"{_OURS}unit": partner,
                f"{_OURS}actors": [],
            }

    def _targets(self, rules: list[Any]) -> None:
        """What a policy is about is what is released here, if it is about one thing."""
        about = [r.get("target") for r in rules if isinstance(r, dict)]
        found = {target for target in about if isinstance(target, str)}
        if len(found) == 1 and found != {_TARGET}:
            self._assume("target", _TARGET)
            for rule in rules:
                if isinstance(rule, dict):
                    rule["target"] = _TARGET

    def _conditions(self, rule: _Node) -> None:
        said = {c.get("leftOperand") for c in rule["constraint"] if isinstance(c, dict)}
        if "language" not in said:
            self._assume("language", "en")
            rule["constraint"].append(_constraint("language", "eq", "en"))
        for field, (operator, value) in _STRICTEST.items():
            if _OURS + field not in said:
                shown = str(value).lower() if isinstance(value, bool) else value
                self._assume(field, shown)
                rule["constraint"].append(_constraint(_OURS + field, operator, value))


def _name_of(party: object) -> str | None:
    """The name of a party of which nothing but that is said."""
    if isinstance(party, dict) and set(party) <= {"@type", "uid"}:
        party = party.get("uid")
    return party if isinstance(party, str) and party.strip() else None


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _plain_rule(rule: object) -> Any:
    """A rule with short terms of ODRL and lists where ODRL allows for one thing alone."""
    if not isinstance(rule, dict):
        return rule
    constraints = [_plain_constraint(c) for c in _listed(rule.get("constraint"))]
    return {**rule, "action": _short(rule.get("action")), "constraint": constraints}


def _plain_constraint(given: object) -> Any:
    if not isinstance(given, dict):
        return given
    one = {**given, **{k: _short(given.get(k)) for k in ("leftOperand", "operator")}}
    right = one.get("rightOperand")
    if one["leftOperand"] == "purpose" and one["operator"] in ("eq", "isAnyOf", "isA"):
        one["operator"] = "isAnyOf"
        own = set(Purpose)
        one["rightOperand"] = [_OURS + w if w in own else w for w in _listed(right)]
    if one["leftOperand"] == "dateTime" and isinstance(right, str):
        one["rightOperand"] = {"@value": right, "@type": "xsd:date"}
    return one


def _short(term: object) -> Any:
    if isinstance(term, str):
        for start in _TERMS:
            term = term.removeprefix(start)
    return term


class _Reading:
    """Takes a policy apart; what is left over at any point is refused by its name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: _Node = {}

    def agreement(self, policy: _Node) -> Agreement:
        for key, only in (
            ("profile", PROFILE),
            ("@context", _CONTEXT),
            ("@type", "Agreement"),
            ("conflict", "prohibit"),
        ):
            if policy.get(key) != only:
                self._refuse(f"{key} is {_shown(policy.get(key))}")
        uid = policy.get("uid")
        if not isinstance(uid, str) or not uid.startswith(_AGREEMENT):
            self._refuse(f"uid is {_shown(uid)}")
        self._found["id"] = uid.removeprefix(_AGREEMENT)
        self._parties(policy)
        for kind in ("permission", "prohibition", "obligation"):
            for rule in self._list(policy.get(kind, []), kind):
                self._rule(kind, rule)
        known = ("@context", "@type", "uid", "profile", "conflict", "assigner", "assignee",
                 "permission", "prohibition", "obligation")  # fmt: skip
        self._no_more(policy, known, "policy")
        return self._made()

    def _made(self) -> Agreement:
        needed = ("purposes", "valid_from", "valid_until", "language", "onward", "attribution",
                  *_SCALES, *_PLAIN)  # fmt: skip
        for field in needed:
            if field not in self._found:
                self._refuse(f"it does not say {field}")
        # No obligation to delete is no limit, and not the limit that agreements have by default.
        self._found.setdefault("retention_days", None)
        try:
            made = msgspec.convert(self._found, Agreement)
        except msgspec.ValidationError as error:
            raise PolicyError(f"{self._name}: {error}.", hint="See docs/stix.md.") from error
        return read_agreement(write_agreement(made), name=self._name)

    def _parties(self, policy: _Node) -> None:
        assigner = self._node(policy.get("assigner"), "assigner")
        house = assigner.get(f"{_OURS}name")
        if not isinstance(house, str) or assigner.get("uid") != _uid(house):
            self._refuse(f"assigner is {_shown(assigner)}")
        self._no_more(assigner, ("@type", "uid", f"{_OURS}name"), "assigner")
        assignee = self._node(policy.get("assignee"), "assignee")
        fields = ("partner", "unit", "actors")
        for field in fields:
            self._found[field] = assignee.get(_OURS + field)
        names = self._found["partner"], self._found["unit"]
        if not all(isinstance(n, str) for n in names) or assignee.get("uid") != _uid(*names):
            self._refuse(f"assignee is {_shown(assignee)}")
        self._no_more(assignee, ("@type", "uid", *(_OURS + f for f in fields)), "assignee")
        for party in (assigner, assignee):
            if party.get("@type") != "Party":
                self._refuse(f"a party is {_shown(party.get('@type'))}")

    def _rule(self, kind: str, given: object) -> None:
        rule = self._node(given, kind)
        action = rule.get("action")
        where = f"{kind} to {action if isinstance(action, str) else _shown(action)}"
        if rule.get("target") != _TARGET:
            self._refuse(f"target is {_shown(rule.get('target'))}")
        constraints = [
            self._node(each, "constraint") for each in self._list(rule.get("constraint", []), where)
        ]
        for each in constraints:
            self._no_more(each, ("leftOperand", "operator", "rightOperand"), "constraint")
        match kind, action:
            case "permission", "use":
                for each in constraints:
                    self._condition(each)
            case (("permission" | "prohibition"), "distribute"):
                self._onward(kind, constraints, where)
            case _, "attribute" if not constraints:
                words = {"permission": "may", "obligation": "must", "prohibition": "must-not"}
                self._set("attribution", words[kind])
            case "obligation", "delete":
                self._retention(constraints, where)
            case _:
                self._refuse(where)
        self._no_more(rule, ("target", "action", "constraint"), where)

    def _condition(self, constraint: _Node) -> None:
        left, right = constraint.get("leftOperand"), constraint.get("rightOperand")
        operator = constraint.get("operator")
        field = left.removeprefix(_OURS) if isinstance(left, str) else ""
        match left, operator:
            case "purpose", "isAnyOf":
                self._set("purposes", [self._own(word) for word in self._list(right, "purpose")])
            case "dateTime", "gteq":
                self._set("valid_from", self._typed(right, "xsd:date"))
            case "dateTime", "lteq":
                self._set("valid_until", self._typed(right, "xsd:date"))
            case "language", "eq":
                self._set("language", right)
            case "corrobora:compartments", "isPartOf":
                self._set("compartments", self._list(right, "compartments"))
            case _ if left == _OURS + field and field in _SCALES:
                self._scale(field, operator, right)
            case _ if left == _OURS + field and operator == "eq" and field in _PLAIN:
                self._set(field, right)
            case _:
                self._refuse(f"constraint {_shown(left)} {_shown(operator)}")

    def _scale(self, field: str, operator: object, right: object) -> None:
        only, scale = _SCALES[field]
        steps = {step.name.replace("_", "+").lower(): int(step) for step in scale}
        if operator != only or not isinstance(right, str) or right not in steps:
            self._refuse(f"constraint {field} {_shown(operator)} {_shown(right)}")
        self._set(field, steps[right])

    def _onward(self, kind: str, constraints: list[_Node], where: str) -> None:
        if kind == "prohibition" and not constraints:
            self._set("onward", "none")
            return
        if kind == "prohibition" or len(constraints) != 1:
            self._refuse(where)
        (one,) = constraints
        if one == _constraint("recipient", "isPartOf", _uid(str(self._found["partner"]))):
            self._set("onward", "sub-organisations")
        elif (one.get("leftOperand"), one.get("operator")) == ("recipient", "isAnyOf"):
            self._set("onward", "listed")
            self._set("onward_to", self._list(one.get("rightOperand"), "recipient"))
        else:
            self._refuse(f"{where}: {_shown(one)}")

    def _retention(self, constraints: list[_Node], where: str) -> None:
        right = constraints[0].get("rightOperand") if len(constraints) == 1 else None
        period = _PERIOD.fullmatch(self._typed(right, "xsd:duration"))
        if period is None or constraints != [_constraint("elapsedTime", "lteq", right)]:
            self._refuse(f"{where}: {_shown(constraints)}")
        self._set("retention_days", int(period[1]))

    # --- small things ----------------------------------------------------------------------------

    def _set(self, field: str, value: object) -> None:
        if field in self._found:
            self._refuse(f"it says {field} twice")
        self._found[field] = value

    def _own(self, word: object) -> str:
        if not isinstance(word, str) or not word.startswith(_OURS):
            self._refuse(f"purpose {_shown(word)}")
        return word.removeprefix(_OURS)

    def _typed(self, value: object, type_: str) -> str:
        typed = isinstance(value, dict) and set(value) == {"@value", "@type"}
        if not isinstance(value, dict) or not typed or value["@type"] != type_:
            self._refuse(f"{_shown(value)} is no {type_}")
        inner = value["@value"]
        return inner if isinstance(inner, str) else self._refuse(f"{_shown(value)} is no {type_}")

    def _list(self, value: object, what: str) -> list[Any]:
        if not isinstance(value, list):
            self._refuse(f"{what} is {_shown(value)}")
        return value

    def _node(self, value: object, what: str) -> _Node:
        if not isinstance(value, dict):
            self._refuse(f"{what} is {_shown(value)}")
        return value

    def _no_more(self, node: Mapping[str, object], known: Iterable[str], what: str) -> None:
        more = sorted(set(node) - set(known))
        if more:
            self._refuse(f"{what} has {more[0]!r}")

    def _refuse(self, what: str) -> NoReturn:
        raise PolicyError(
            f"{self._name}: {what}, which an agreement cannot hold.",
            hint="Have the partner write it as an agreement file, or leave it out together.",
        )


def _shown(value: object) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 80 else f"{text[:79]}…"
