"""Root origins over reports that come and go, with what each answer rested on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from corrobora.model import Claim, Derivation, Judgement, Report
from corrobora.reconcile.roots import (
    Root,
    Roots,
    fold_name,
    parties_of,
    source_order,
)
from corrobora.reconcile.vetting import Vetting, outlet_key

Token = tuple[str, str]
"""Something an answer rests on: a name, an outlet, a report, or a text by its hash."""


class LiveRoots(Roots):
    """``Roots`` that can be told of changes.

    ``asked`` holds what the answers since it was last emptied rest on; the methods that tell of a
    change give what changed in the same terms.

    Args:
        reports: The reports there are; the caller keeps it up to date.
    """

    def __init__(self, reports: Mapping[str, Report]) -> None:
        super().__init__((), reports, (), ())
        self.asked: set[Token] = set()
        self._votes: dict[str, Counter[str]] = {}
        self._texts: dict[str, list[Report]] = {}
        self._shared: set[str] = set()

    def of(self, claim: Claim) -> Root:
        """The root origin of ``claim``, and the chain by which the claim came from there."""
        self.asked.add(("report", claim.report))
        return super().of(claim)

    def _vetted(self, name: str) -> bool:
        self.asked.add(("outlet", outlet_key(name)))
        return super()._vetted(name)

    def _vouched(self, report: Report) -> bool:
        self.asked.add(("report", report.id))
        return super()._vouched(report)

    def _covering(
        self, report: str, start: int, end: int
    ) -> tuple[Derivation, tuple[int, int]] | None:
        self.asked.add(("report", report))
        return super()._covering(report, start, end)

    def _party(self, name: str) -> str | None:
        self.asked.add(("name", fold_name(name)))
        return super()._party(name)

    def _publisher(self, report_id: str, start: int, end: int, seen: frozenset[str]) -> Root:
        sha256 = self._reports[report_id].sha256
        self.asked |= {("report", report_id), ("text", sha256)}
        self.asked.add(("report", self._same[sha256].id))
        return super()._publisher(report_id, start, end, seen)

    def vote(self, claim: Claim, step: int) -> set[Token]:
        """Take a claim in (1) or out (-1), with what it says of who acts for whom."""
        changed: set[Token] = {("report", claim.report)}
        if step > 0:
            self._hanging.add([claim])
        else:
            self._hanging.drop(claim)
        for name, party in parties_of(claim):
            votes = self._votes.setdefault(name, Counter())
            votes[party] += step
            if votes[party] <= 0:
                del votes[party]
            now = min(votes) if votes else None
            if now != self._parties.get(name):
                changed.add(("name", name))
            if now is None:
                self._parties.pop(name, None)
                del self._votes[name]
            else:
                self._parties[name] = now
        return changed

    def add_report(self, report: Report) -> set[Token]:
        """Take a report in."""
        return self._stand(report, there=True)

    def remove_report(self, report: Report) -> set[Token]:
        """Take a report out."""
        return self._stand(report, there=False)

    def _stand(self, report: Report, *, there: bool) -> set[Token]:
        same = self._texts.setdefault(report.sha256, [])
        if there:
            same.append(report)
        else:
            same.remove(report)
        self._cues.pop(report.id, None)
        if len(same) > 1:
            self._shared.add(report.sha256)
        else:
            self._shared.discard(report.sha256)
        if same:
            self._same[report.sha256] = min(same, key=self._seniority)
        else:
            del self._same[report.sha256], self._texts[report.sha256]
        return {("report", report.id), ("text", report.sha256)}

    def derive(self, report: str, derivations: Iterable[Derivation]) -> set[Token]:
        """Tell what a report took from others that are there, in place of what it was told."""
        found = sorted(derivations, key=source_order)
        if found == self._sources.get(report, []):
            return set()
        if found:
            self._sources[report] = found
        else:
            del self._sources[report]
        self._cues.pop(report, None)
        return {("report", report)}

    def vet(self, judgements: Iterable[Judgement]) -> set[Token]:
        """Tell what people said of outlets, all of it."""
        before, self._vetting = self._vetting, Vetting(judgements, self._reports)
        changed: set[Token] = {("outlet", key) for key in self._vetting.changed(before)}
        for sha256 in self._shared if changed else ():
            first = min(self._texts[sha256], key=self._seniority)
            if first is not self._same[sha256]:
                self._same[sha256] = first
                changed.add(("text", sha256))
        return changed
