"""What a form was filled in for, so that nobody judges what meanwhile became something else."""

from __future__ import annotations

from collections.abc import Sequence

from corrobora.errors import CorroboraError
from corrobora.model import Claim, Event, Judgement
from corrobora.store.codec import encode
from corrobora.text import sha256_of


class Stale(CorroboraError):
    """What a form speaks of was changed since its page was made.

    Attributes:
        version: What it is now; a form that names this goes through.
        since: What people said of it after the page was made.
    """

    code = "web.stale"

    def __init__(self, version: str, since: Sequence[Judgement]) -> None:
        super().__init__(
            "Somebody changed this since you opened the page, so nothing of yours was kept yet.",
            hint="See what it says now; then say yours all the same, or leave it.",
        )
        self.version = version
        self.since = tuple(since)


def claim_version(claim: Claim, words: Sequence[Judgement]) -> str:
    """The version of a claim and of all that people said of it."""
    return _version(encode(claim), words)


def event_version(event: Event, words: Sequence[Judgement]) -> str:
    """The version of an event and of all that people said of it and of its claims."""
    return _version(encode(event), words)


def words_on(event: Event, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """What people said of an event or of its claims, oldest first."""
    subjects = {event.id, *event.claims}
    return tuple(j for j in judgements if j.subject in subjects)


def require_same(seen: str, now: str, words: Sequence[Judgement]) -> None:
    """Refuse a form that was filled in for something else.

    Args:
        seen: The version that the form names.
        now: The version as it is.
        words: What people said, oldest first.

    Raises:
        Stale: They differ.
    """
    if seen == now:
        return
    count = seen.partition("-")[0]
    known = int(count) if count.isdecimal() and len(count) < 9 else len(words)
    raise Stale(now, words[known:])


def _version(record: str, words: Sequence[Judgement]) -> str:
    said = "".join(sha256_of(encode(one)) for one in words)
    return f"{len(words)}-{sha256_of(record + said)[:16]}"
