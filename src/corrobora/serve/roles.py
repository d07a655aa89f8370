"""What people may do in the reading room: roles, rights, and which right each route needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec.structs import replace
from starlette.requests import Request

from corrobora.model import Value
from corrobora.store import AccountError


class Right(StrEnum):
    """What a route needs."""

    PUBLIC = "public"
    OWN = "own"
    READ = "read"
    IMPORT = "import"
    JUDGE = "judge"
    SHARING = "sharing"
    RELEASE = "release"
    JOURNAL = "journal"
    OVERSIGHT = "oversight"


class Role(StrEnum):
    """What an account is for."""

    READER = "reader"
    ANALYST = "analyst"
    RELEASING_OFFICER = "releasing-officer"
    AUDITOR = "auditor"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.OWN, Right.READ}),
    Role.ANALYST: frozenset({Right.OWN, Right.READ, Right.IMPORT, Right.JUDGE}),
    Role.RELEASING_OFFICER: frozenset({Right.OWN, Right.READ, Right.SHARING, Right.RELEASE}),
    Role.AUDITOR: frozenset({Right.OWN, Right.READ, Right.SHARING, Right.JOURNAL, Right.OVERSIGHT}),
}

ALONE = frozenset(Right) - {Right.OWN, Right.OVERSIGHT}
"""The rights of whoever works alone on the machine, without an account."""

NEEDS: Mapping[str, Right] = {
    "GET /static/{name}": Right.PUBLIC,
    "GET /sign-in": Right.PUBLIC,
    "POST /sign-in": Right.PUBLIC,
    "POST /sign-out": Right.OWN,
    "GET /account": Right.OWN,
    "POST /account/password": Right.OWN,
    "POST /account/keys": Right.OWN,
    "POST /account/keys/{key}/revoke": Right.OWN,
    "GET /": Right.READ,
    "GET /reports": Right.READ,
    "GET /reports/{report}": Right.READ,
    "GET /reports/{report}/copied/{other}": Right.READ,
    "GET /events/{event}": Right.READ,
    "POST /marks": Right.READ,
    "GET /timeline": Right.READ,
    "GET /network": Right.READ,
    "GET /claims": Right.READ,
    "GET /openapi.json": Right.READ,
    "GET /brief": Right.READ,
    "GET /brief/changes": Right.READ,
    "GET /brief.{suffix}": Right.READ,
    "GET /drafts": Right.READ,
    "POST /new-draft": Right.JUDGE,
    "GET /drafts/{draft}": Right.READ,
    "POST /drafts/{draft}/save": Right.JUDGE,
    "GET /drafts/{draft}/brief.md": Right.READ,
    "POST /drafts/{draft}/check": Right.JUDGE,
    "POST /drafts/{draft}/remove": Right.JUDGE,
    "GET /import": Right.IMPORT,
    "POST /import": Right.IMPORT,
    "POST /import/read": Right.IMPORT,
    "GET /import/progress": Right.IMPORT,
    "POST /samples": Right.IMPORT,
    "POST /judge/claim/{claim}": Right.JUDGE,
    "POST /judge/claim/{claim}/edit": Right.JUDGE,
    "POST /judge/claim/{claim}/split": Right.JUDGE,
    "POST /judge/claim/{claim}/undo": Right.JUDGE,
    "POST /judge/event/{event}": Right.JUDGE,
    "POST /judge/claims": Right.JUDGE,
    "GET /sharing": Right.SHARING,
    "GET /sharing/{agreement}": Right.SHARING,
    "GET /sharing/{agreement}/preview/{purpose}": Right.SHARING,
    "GET /sharing/{agreement}/suspend": Right.RELEASE,
    "POST /sharing/{agreement}/suspend": Right.RELEASE,
    "POST /sharing/{agreement}/release": Right.RELEASE,
    "GET /sharing/{agreement}/recall": Right.RELEASE,
    "POST /sharing/{agreement}/recall": Right.RELEASE,
    "POST /sharing/{agreement}/ask": Right.RELEASE,
    "GET /proposals": Right.SHARING,
    "GET /proposals/{proposal}": Right.SHARING,
    "POST /proposals/{proposal}/approve": Right.RELEASE,
    "POST /proposals/{proposal}/decline": Right.RELEASE,
    "POST /two-persons": Right.RELEASE,
    "GET /consents": Right.SHARING,
    "POST /consents/{request}/grant": Right.RELEASE,
    "POST /consents/{request}/refuse": Right.RELEASE,
    "POST /consents/{request}/withdraw": Right.RELEASE,
    "GET /journal": Right.JOURNAL,
    "GET /oversight": Right.OVERSIGHT,
    "POST /oversight": Right.OVERSIGHT,
    "GET /oversight/{view}": Right.OVERSIGHT,
    "GET /oversight/decisions/{agreement}/{purpose}": Right.OVERSIGHT,
}
"""Each route by method and path; a route that is not here is open to nobody."""


class Visitor(Value, frozen=True, kw_only=True):
    """Who sent a request.

    Attributes:
        name: The person's name; empty for whoever works alone, and before sign-in.
        rights: What may be done.
        cookie: What the browser is known by; the tokens of its forms are bound to it.
        watched: Whether the journal tells what is read.
        keyed: Whether a program asks, with a key; no browser sends one by itself.
    """

    name: str = ""
    rights: frozenset[Right] = frozenset({Right.PUBLIC})
    cookie: str = ""
    watched: bool = False
    keyed: bool = False

    def may(self, right: str) -> bool:
        """Whether the visitor has a right."""
        return right in self.rights

    def known_by(self, cookie: str) -> Visitor:
        """The same visitor with a browser that is known by something else."""
        return replace(self, cookie=cookie)


NOBODY = Visitor()
"""Somebody who has not signed in."""

_KEY = "corrobora.visitor"


def visitor_of(request: Request) -> Visitor:
    """Who sent a request."""
    found: Visitor = request.scope.get(_KEY, NOBODY)
    return found


def let_in(request: Request, visitor: Visitor) -> None:
    """Keep who sent a request, for everything behind."""
    request.scope[_KEY] = visitor


def need_of(method: str, path: str) -> Right | None:
    """The right that a route needs; None for a route that nobody may use."""
    return NEEDS.get(f"{'GET' if method == 'HEAD' else method} {path}")


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """All that these roles may do."""
    return frozenset().union(*(RIGHTS[Role(role)] for role in roles))


def read_roles(given: Iterable[str]) -> tuple[Role, ...]:
    """Roles by their names.

    Raises:
        AccountError: There is no such role, or an auditor would act as well.
    """
    names = sorted(set(given))
    unknown = [name for name in names if name not in set(Role)]
    if unknown or not names:
        raise AccountError(
            f"{', '.join(unknown) or 'Nothing'} is no role.",
            hint=f"The roles are: {', '.join(Role)}.",
        )
    if Role.AUDITOR in names and len(names) > 1:
        raise AccountError(
            "Who audits does nothing else.", hint="Make an account of its own for the auditor."
        )
    return tuple(Role(name) for name in names)
