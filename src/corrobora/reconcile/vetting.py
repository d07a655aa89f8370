"""Which outlets are vetted: by people's judgements, and by the reviewed list of the vocabulary.

Vetted says that an outlet exists and does its own reporting, not that it tells the truth. It is
never earned by conduct: neither the number of reports nor agreement with others makes it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from corrobora.model import UNNAMED_BLOG, Judgement, Report
from corrobora.vocab.reasons import Reason, because
from corrobora.vocab.vetted import listed_outlets, outlet_name_key

OUTLET = "outlet"
"""Kind of subject of a judgement on an outlet; the subject is its name."""


class Vetting:
    """Looks up outlets, and says why one counts as vetted.

    The latest judgement on an outlet stands, over the reviewed list too. A judgement on an outlet
    names it; one on a report means its publisher (or the report itself, where it names none), or
    the one in ``value={"publisher": ...}``.
    """

    def __init__(self, judgements: Iterable[Judgement], reports: Mapping[str, Report]) -> None:
        self._judged: dict[str, Judgement] = {}
        for judgement in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
            name = _outlet_judged(judgement, reports)
            if name:
                self._judged[outlet_key(name)] = judgement

    def vetted(self, name: str) -> bool:
        """True for an outlet that a person accepted, or that is on the list and not rejected."""
        return self._stands(outlet_key(name))

    def _stands(self, key: str) -> bool:
        judged = self._judged.get(key)
        if judged is not None:
            return judged.verdict == "accept" and key != outlet_key(UNNAMED_BLOG)
        return key in listed_outlets()

    def changed(self, before: Vetting) -> frozenset[str]:
        """Keys of the outlets that are vetted now and were not before, or the other way round."""
        said = self._judged.keys() | before._judged.keys()
        return frozenset(key for key in said if self._stands(key) != before._stands(key))

    def why(self, name: str) -> Reason:
        """Who vetted an outlet or took that back, when and why."""
        if outlet_key(name) == outlet_key(UNNAMED_BLOG):
            return because("vetting.nameless")
        judged = self._judged.get(outlet_key(name))
        if judged is not None:
            return because(
                "vetting.accepted" if judged.verdict == "accept" else "vetting.rejected",
                by=judged.by,
                day=judged.at[:10],
                why=judged.why,
            )
        listed = listed_outlets().get(outlet_key(name))
        if listed is not None:
            return because(listed.reason, day=listed.reviewed.isoformat())
        return because("vetting.nobody")


@lru_cache(maxsize=65536)
def outlet_key(name: str) -> str:
    """What outlets are looked up by: two names with one key are one outlet."""
    return outlet_name_key(name) or name


def _outlet_judged(judgement: Judgement, reports: Mapping[str, Report]) -> str | None:
    if judgement.subject_kind == OUTLET:
        return judgement.subject
    if judgement.subject_kind != "report":
        return None
    report = reports.get(judgement.subject)
    publisher = report.publisher or report.id if report else None
    named = (judgement.value or {}).get("publisher")
    return str(named) if named else publisher
