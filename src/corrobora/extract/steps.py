"""Work that pauses after each of its steps, so that many pieces of it can go on side by side."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TypeVar

_Done = TypeVar("_Done")
Steps = Generator[None, None, _Done]
"""Work under way; what it comes to is what the generator returns."""


def at_once(work: Steps[_Done]) -> _Done:
    """What work comes to that goes on without a pause."""
    return side_by_side([work])[0]


def side_by_side(works: Iterable[Steps[_Done]]) -> list[_Done]:
    """What each piece of work comes to, in order; each step is taken for all before the next.

    What a step works with (its code, its tables) then stays in the caches of the processor, which
    is faster; what all pieces have found so far is held at once.
    """
    going = dict(enumerate(works))
    done: dict[int, _Done] = {}
    while going:
        for number, work in tuple(going.items()):
            try:
                next(work)
            except StopIteration as end:
                done[number] = end.value
                del going[number]
    return [done[number] for number in sorted(done)]
