"""Map in this process or over a pool of processes; order in, order out."""

from __future__ import annotations

import itertools
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

_WORTH_A_POOL = 40
"""Items below which starting processes costs more than it saves (model loading included)."""
_AHEAD = 4
"""Batches handed out ahead per worker: enough to keep it busy, little enough to stay small."""


def in_order(
    function: Callable[[list[In]], list[Out]],
    items: Iterable[In],
    *,
    workers: int = 1,
    batch: int = 16,
) -> Iterator[Out]:
    """Apply ``function`` to batches of items and yield the results in the order of the items.

    Args:
        function: Takes a batch and returns one result for each item; must be importable by name
            when ``workers`` is above 1.
        items: What to work on; read lazily, never held as a whole.
        workers: Processes; 1 works in this process.
        batch: Items in one call.
    """
    source = iter(items)
    head = list(itertools.islice(source, _WORTH_A_POOL))
    if workers <= 1 or len(head) < _WORTH_A_POOL:
        for chunk in _batches(itertools.chain(head, source), batch):
            yield from function(chunk)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context)
    try:
        waiting: list[Future[list[Out]]] = []
        for chunk in _batches(itertools.chain(head, source), batch):
            with _interrupts_held():
                waiting.append(pool.submit(function, chunk))
            if len(waiting) >= workers * _AHEAD:
                yield from waiting.pop(0).result()
        for future in waiting:
            yield from future.result()
    finally:
        # After an error or Ctrl-C, what was handed out ahead is not waited for.
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: they inherit that, and leave it to this process."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _batches(items: Iterable[In], size: int) -> Iterator[list[In]]:
    source = iter(items)
    while chunk := list(itertools.islice(source, size)):
        yield chunk
