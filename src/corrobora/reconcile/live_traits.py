"""The rows of claims that come and go."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np

from corrobora.reconcile.slots import Slots
from corrobora.reconcile.traits import Rows, Traits


class LiveTraits:
    """A row of traits for each claim there is, by a name of the caller's choice."""

    def __init__(self) -> None:
        self.traits = Traits()
        self._rows: dict[Hashable, int] = {}
        self._free: list[int] = []

    def clear(self) -> None:
        """Start anew: the claims kept from now on have the rows 0, 1, 2 and so on."""
        self.traits, self._rows, self._free = Traits(), {}, []

    def keep(self, name: Hashable, one: Slots) -> None:
        """Write a claim into a row of its own."""
        row = self._rows[name] = self._free.pop() if self._free else len(self._rows)
        self.traits.put(row, one)

    def drop(self, name: Hashable) -> None:
        """Give the row of a claim to the next that comes."""
        self._free.append(self._rows.pop(name))

    def rows(self, names: Iterable[Hashable]) -> Rows:
        """The rows of some claims, in their order."""
        return np.fromiter((self._rows[name] for name in names), np.int64)
