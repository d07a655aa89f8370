"""A report's text cut into stretches that can be marked, whatever overlaps in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from corrobora.model import Claim, Derivation, Furniture, Report


class Stretch(Struct, frozen=True, kw_only=True):
    """Words of a report in which nothing begins or ends.

    Attributes:
        start: Where they begin.
        text: The words.
        claims: Ids of the claims that they belong to, the closest one first.
        stance: The stance of the closest claim; empty where there is none.
        begins: (id of the page's element, claim) for each span that begins here.
        opens: Whether the closest claim begins here, so that its sign stands here.
        furniture: What kind of page furniture this is; empty for the text itself.
        reused: Numbers of the derivations that these words were taken by.
        pointed: Whether the reader was sent to these words.
    """

    start: int
    text: str
    claims: tuple[str, ...] = ()
    stance: str = ""
    begins: tuple[str, ...] = ()
    opens: bool = False
    furniture: str = ""
    reused: tuple[int, ...] = ()
    pointed: bool = False


def span_id(start: int, end: int) -> str:
    """The name of a span in addresses."""
    return f"s{start}-{end}"


def stretches(
    text: str,
    furniture: Sequence[Furniture] = (),
    claims: Sequence[Claim] = (),
    reuse: Sequence[tuple[int, int, int]] = (),
    pointed: tuple[int, int] | None = None,
) -> tuple[Stretch, ...]:
    """The text cut at every edge; joined together again the stretches are the text.

    Args:
        text: The report's text.
        furniture: What is not its text.
        claims: What it claims.
        reuse: (start, end, number) of words that were taken from elsewhere.
        pointed: The words that the reader was sent to.
    """
    size = len(text)
    spans = [(c.start, c.end) for c in claims]
    spans += [(f.start, f.end) for f in furniture]
    spans += [(start, end) for start, end, _ in reuse]
    spans += [pointed] if pointed else []
    edges = {0, size} | {min(max(edge, 0), size) for span in spans for edge in span}
    closest = sorted(claims, key=lambda c: (c.end - c.start, c.start, c.id))
    starts: dict[int, dict[str, None]] = {}
    for start, end in [*((c.start, c.end) for c in claims), *([pointed] if pointed else [])]:
        starts.setdefault(start, {})[span_id(start, end)] = None
    found: list[Stretch] = []
    for start, end in pairwise(sorted(edges)):
        over = [c for c in closest if c.start <= start and end <= c.end]
        found.append(
            Stretch(
                start=start,
                text=text[start:end],
                claims=tuple(c.id for c in over),
                stance=over[0].stance.value if over else "",
                begins=tuple(starts.get(start, ())),
                opens=bool(over) and over[0].start == start,
                furniture=next(
                    (f.kind for f in furniture if f.start <= start and end <= f.end), ""
                ),
                reused=tuple(n for first, last, n in reuse if first <= start and end <= last),
                pointed=pointed is not None and pointed[0] <= start and end <= pointed[1],
            )
        )
    return tuple(found)


def read_span(given: str, size: int) -> tuple[int, int] | None:
    """A span of an address ("12-40") inside a text; None for anything else."""
    first, dash, last = given.partition("-")
    if not (dash and first.isdecimal() and last.isdecimal()) or len(given) > 24:
        return None
    start, end = int(first), int(last)
    return (start, end) if start < end <= size else None


class Pair(Struct, frozen=True, kw_only=True):
    """Words that two reports share: here and there."""

    start: int
    end: int
    start2: int
    end2: int
    text: str
    text2: str


def pairs(derivation: Derivation, here: Report, there: Report) -> tuple[Pair, ...]:
    """The passages of a derivation side by side, in the order of the first report."""
    return tuple(
        Pair(start=a, end=b, start2=c, end2=d, text=here.text[a:b], text2=there.text[c:d])
        for a, b, c, d in sorted(derivation.spans)
    )
