"""What a brief is about, when nobody said it: the countries or actors that most claims speak of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from babel import Locale

from corrobora.model import Claim, Report
from corrobora.reconcile.slots import root
from corrobora.vocab.wording import Wording, wording

_MOST = 3
_SHARE = 0.25
"""A subject is named beside the first when at least this share of its claims speak of it."""


def scope_of(reports: Sequence[Report], claims: Iterable[Claim], *, language: str = "en") -> str:
    """A scope in words: "Mali, France and Niger".

    Args:
        reports: Give the scope where no claim does: the title of the first.
        claims: Those in page furniture are not counted.
        language: Of the words.

    Raises:
        VocabularyError: There is no wording for ``language``.
    """
    words = wording(language)
    counted = [claim for claim in claims if not claim.in_furniture]
    territories = Locale.parse(language).territories
    countries = _leading(_countries(claim) for claim in counted)
    names = [str(territories.get(code, code)) for code in countries]
    if not names:
        names = _leading(_actors(claim) for claim in counted)
    if not names and reports:
        return _by_title(reports, words)
    return _listed(names, words)


def _leading(subjects: Iterable[frozenset[str]]) -> list[str]:
    """Subjects by how many claims speak of them, down to a share of the first."""
    ranked = sorted(
        Counter(name for found in subjects for name in found).items(),
        key=lambda row: (-row[1], row[0]),
    )
    return [name for name, count in ranked[:_MOST] if count >= _SHARE * ranked[0][1]]


def _countries(claim: Claim) -> frozenset[str]:
    roots = (root(actor.id) for actor in (*claim.actors, *claim.targets))
    found = {code for code in roots if len(code) == 2 and code.isupper()}
    if claim.place is not None and claim.place.country:
        found.add(claim.place.country)
    return frozenset(found)


def _actors(claim: Claim) -> frozenset[str]:
    return frozenset(a.name for a in (*claim.actors, *claim.targets) if not a.id.startswith("~:"))


def _by_title(reports: Sequence[Report], words: Wording) -> str:
    first = min(reports, key=lambda r: (r.published or dt.date.max, r.name, r.id))
    title = first.title or first.name
    if len(reports) == 1:
        return title
    others = words.frame["others"].format(count=len(reports) - 1)
    return _listed([title, others], words)


def _listed(names: Sequence[str], words: Wording) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words.frame['and']} {names[-1]}"
