"""Names of one person in one text, shorter and longer: "Carlos Pizarro Leongomez", "Pizarro"."""

from __future__ import annotations

from collections.abc import Sequence

from corrobora.extract.candidate import Candidate, Words

Folds = tuple[str, ...]


def join_names(words: Words, found: Sequence[Candidate]) -> None:
    """Give each person known by part of a name the identity of the one full name that holds it.

    A part is a run of words inside a longer name: anything but a lone first word, since first names
    are shared. Where two people of the text bear it, it is left as it is. Surnames may stand in the
    middle: in Spanish the father's comes before the mother's.
    """
    people = [c for c in found if c.kind == "person" and c.id.startswith("?:")]
    named = {c.id: (_folds(words, c), c) for c in people if c.id == f"?:{_plain(words, c)}"}
    whole: dict[str, Candidate] = {}
    for id_, (folds, _) in named.items():
        longer = {k: (f, c) for k, (f, c) in named.items() if _is_part(folds, f)}
        longest = [
            c for k, (f, c) in longer.items()
            if not any(_is_part(f, g) for j, (g, _) in longer.items() if j != k)
        ]  # fmt: skip
        if len(longest) == 1:
            whole[id_] = longest[0]
    for candidate in people:
        full = whole.get(candidate.id)
        if full is not None:
            candidate.id, candidate.name = full.id, full.name
            candidate.country = candidate.country or full.country


def _folds(words: Words, candidate: Candidate) -> Folds:
    return tuple(t.fold for t in words.tokens[candidate.first : candidate.last])


def _plain(words: Words, candidate: Candidate) -> str:
    return " ".join(_folds(words, candidate)).replace("' ", "")


def _is_part(short: Folds, long: Folds) -> bool:
    """Whether a name stands inside a longer one, and is more than a first name."""
    size = len(short)
    if size >= len(long):
        return False
    at = [n for n in range(len(long) - size + 1) if long[n : n + size] == short]
    return bool(at) and (at[-1] > 0 or size > 1)
