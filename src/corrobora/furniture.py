"""Spans of page furniture: two findings joined into one."""

from __future__ import annotations

from collections.abc import Iterable

from corrobora.model import Furniture


def merge_furniture(
    text: str, first: Iterable[Furniture], second: Iterable[Furniture]
) -> tuple[Furniture, ...]:
    """Join two sets of spans; where they overlap, the kind of ``first`` stands."""
    kept = sorted(
        (f for f in first if 0 <= f.start < f.end <= len(text)),
        key=lambda f: (f.start, f.end, f.kind),
    )
    out = list(kept)
    for extra in second:
        pieces = [(extra.start, min(extra.end, len(text)))]
        for f in kept:
            pieces = [
                (s, e)
                for a, b in pieces
                for s, e in ((a, min(b, f.start)), (max(a, f.end), b))
                if s < e
            ]
        out += [Furniture(start=s, end=e, kind=extra.kind) for s, e in pieces if text[s:e].strip()]
    return join_furniture(text, out)


def join_furniture(text: str, spans: Iterable[Furniture]) -> tuple[Furniture, ...]:
    """Put spans in order and join neighbours of one kind that only white space divides."""
    out: list[Furniture] = []
    for given in sorted(spans, key=lambda f: (f.start, f.end, f.kind)):
        span = given
        before = out[-1] if out else None
        if before and span.start < before.end:
            if span.end <= before.end:
                continue
            span = Furniture(start=before.end, end=span.end, kind=span.kind)
        if before and before.kind == span.kind and not text[before.end : span.start].strip():
            out[-1] = Furniture(start=before.start, end=span.end, kind=span.kind)
        else:
            out.append(span)
    return tuple(out)
