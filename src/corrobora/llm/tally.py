"""What a language model was asked, and how much of what it said was not believed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts over one run.

    Attributes:
        answered: Questions that the endpoint answered now.
        replayed: Questions whose recorded answer was used instead.
        faults: Answers that were refused, could not be read or were cut short, by what was wrong.
        kept: Claims taken over.
        claims: Claims dropped, by reason.
        fields: Fields of kept claims dropped, by reason.
    """

    answered: int = 0
    replayed: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    claims: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """The counts in words, a line for each kind; what did not occur is left out."""
        asked = f"{self.answered} questions answered, {self.replayed} replayed from the record"
        out = [f"Language model: {asked}; {self.kept} claims taken over."]
        for name, counted in (
            ("Answers without use", self.faults),
            ("Claims dropped", self.claims),
            ("Fields dropped", self.fields),
        ):
            if counted:
                told = ", ".join(f"{reason} {n}" for reason, n in sorted(counted.items()))
                out.append(f"{name}: {told}.")
        return out
