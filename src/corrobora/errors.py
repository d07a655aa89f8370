"""One family of errors: each says what went wrong, where, and what to do about it."""

from __future__ import annotations

from typing import ClassVar


class CorroboraError(Exception):
    """Base of every error that Corrobora raises on purpose.

    Attributes:
        code: Stable machine-readable name of the kind of error, e.g. ``"case.newer"``.
        exit_status: Exit status of the command line when this error ends a command.
        message: What went wrong, in one sentence.
        hint: What the user can do about it; empty when there is nothing to do.
        facts: Where it happened: file, line, offset, limit, found and expected values.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "", **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UnreadableInput(CorroboraError):
    """One input cannot be read; the run goes on with the others."""

    code = "input.unreadable"
    exit_status = 3


class LimitReached(UnreadableInput):
    """An input asked for more time, memory or unpacked bytes than a reader may use."""

    code = "input.limit"


class NothingTaken(CorroboraError):
    """None of the given inputs could be used."""

    code = "input.nothing"
    exit_status = 3


class VocabularyError(CorroboraError):
    """A vocabulary file is malformed or contradicts itself."""

    code = "vocabulary"
    exit_status = 4


class CaseError(CorroboraError):
    """The case file cannot be opened, read or written."""

    code = "case"
    exit_status = 5


class NotACase(CaseError):
    """The file exists but is not a Corrobora case."""

    code = "case.foreign"


class NewerCase(CaseError):
    """The case was written by a newer version of Corrobora."""

    code = "case.newer"


class OlderCase(CaseError):
    """The case was written by an older version and was opened for reading only."""

    code = "case.older"


class ReadOnlyCase(CaseError):
    """The case may be read and not written to, or was opened for reading only."""

    code = "case.read-only"


class DamagedCase(CaseError):
    """A check found text, spans or journal entries that do not match their hashes."""

    code = "case.damaged"
    exit_status = 6


class NotFound(CorroboraError):
    """The case holds nothing under the given identifier."""

    code = "not-found"
    exit_status = 7


class ModelError(CorroboraError):
    """The language model that was asked for cannot be used, or does not answer as one."""

    code = "model"
    exit_status = 8


class ModelBudget(ModelError):
    """The language model was called as often as the user allowed."""

    code = "model.budget"


class Uncited(CorroboraError):
    """A sentence of a brief would rest on no span of any report."""

    code = "brief.uncited"


class PolicyError(CorroboraError):
    """An agreement, a label or an act on them is not possible as given."""

    code = "policy"
    exit_status = 9


class SecondPerson(PolicyError):
    """Two persons have to agree to this act in this case, and only one has spoken."""

    code = "policy.second-person"


class Settled(PolicyError):
    """What was asked for or proposed waits for nobody any more: somebody decided on it already."""

    code = "policy.settled"


class NotReleased(CorroboraError):
    """A decision said no; nothing left the house."""

    code = "policy.denied"
    exit_status = 10
