from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.engine import in_order


def doubled(batch: list[int]) -> list[int]:
    return [2 * number for number in batch]


def failing(batch: list[int]) -> list[int]:
    if 50 in batch:
        raise ValueError("fifty")
    time.sleep(0.01)
    return batch


def sizes(batch: list[int]) -> list[int]:
    return [len(batch)] * len(batch)


@given(items=st.lists(st.integers()), batch=st.integers(min_value=1, max_value=50))
@settings(max_examples=50)
def test_order_is_kept_whatever_the_batch(items: list[int], batch: int) -> None:
    assert list(in_order(doubled, items, batch=batch)) == [2 * n for n in items]


def test_a_pool_gives_what_one_process_gives() -> None:
    items = range(200)
    assert list(in_order(doubled, items, workers=2, batch=7)) == [2 * n for n in items]


def test_batches_are_as_asked_for() -> None:
    assert list(in_order(sizes, range(10), batch=4)) == [4] * 8 + [2] * 2


def test_items_are_read_lazily() -> None:
    read = 0

    def source() -> Iterator[int]:
        nonlocal read
        for number in range(10_000):
            read += 1
            yield number

    results = in_order(doubled, source(), batch=5)
    assert [next(results) for _ in range(3)] == [0, 2, 4]
    assert read < 100


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_through_after_the_results_before_it(workers: int) -> None:
    results = in_order(failing, range(200), workers=workers, batch=10)
    got: list[int] = []
    with pytest.raises(ValueError, match="fifty"):
        got.extend(results)
    assert got == [] or got == list(range(50))


def test_results_that_nobody_wants_are_not_waited_for() -> None:
    results = in_order(failing, range(40, 20_000), workers=2, batch=1)
    start = time.monotonic()
    assert next(results) == 40
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 60
