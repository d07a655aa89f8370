"""Briefs written by hand, on their way to a partner: looked at, torn, marked, and kept as given.

What is handed over is a release like any other, in a feed of its own beside the feed of items. So
it is known, can be recalled (also by a report or claim that it rests on) and traced, and is wanted
back when a part of what it rests on may not be known any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from corrobora.errors import NotReleased
from corrobora.model import Report
from corrobora.share.decide import Obligations
from corrobora.share.labels import Purpose, label_record
from corrobora.share.picture import Picture, Reader, picture_for
from corrobora.share.tearline import Kept, Tear, Tearing, Torn
from corrobora.share.wire import Item, as_json, brief_id, brief_item, duties
from corrobora.sharing.desk import SharingDesk, brief_of, require_open
from corrobora.sharing.outbox import (
    Outbox,
    as_outgoing,
    briefs_of,
    feed_of,
    require_as_proposed,
)
from corrobora.sharing.values import Approval, Due, Handed
from corrobora.sharing.witness import require_current, write_witness
from corrobora.store.ledger import Batch
from corrobora.text import sha256_of
from corrobora.vocab.wording import wording

_SHOWN = 3
"""Sentences that an error names; the rest is counted."""


class Handover:
    """Hands briefs over under agreements.

    Args:
        desk: The sharing desk of the case.
    """

    def __init__(self, desk: SharingDesk) -> None:
        self._desk = desk
        self._box = Outbox(desk)
        self._ledger = desk.store.ledger

    def look(self, agreement: str, purpose: Purpose, text: str) -> Tear:
        """Which sentences of a text may go out, and which not and why; nothing goes out.

        Raises:
            NotReleased: Nothing may go out under this agreement now; the reasons are named.
        """
        return self._torn(self._desk.reader(agreement, purpose), text)[0]

    def tearing(self, agreement: str, purpose: Purpose) -> Tearing:
        """What looks at texts under an agreement as the case stands now, for many looks.

        Raises:
            NotReleased: Nothing may go out under this agreement now; the reasons are named.
        """
        return self._tearing(self._desk.reader(agreement, purpose))[0]

    def _tearing(self, reader: Reader) -> tuple[Tearing, Picture]:
        require_open(reader)
        holdings = self._desk.holdings()
        seen = picture_for(reader, holdings)
        own = brief_of(seen, reader.standing.agreement.language)
        return Tearing(reader, holdings, seen, own), seen

    def _torn(self, reader: Reader, text: str) -> tuple[Tear, Picture]:
        tearing, seen = self._tearing(reader)
        return tearing.tear(text), seen

    def due(self, agreement: str, purpose: Purpose, text: str, *, tear: bool) -> tuple[Due, Tear]:
        """What ``hand_over`` would do now; nothing goes out.

        Raises:
            NotReleased: Nothing may go out, or not all of it and it is not to be torn.
        """
        plan = self._planned(agreement, purpose, text, tear=tear)
        return plan.due, plan.tear

    def hand_over(
        self,
        agreement: str,
        purpose: Purpose,
        text: str,
        *,
        by: str,
        tear: bool = False,
        approval: Approval | None = None,
    ) -> Handed:
        """Keep a brief as handed over to a partner; its text, marked, is what the partner gets.

        Args:
            agreement: Under which it is handed over.
            purpose: For which of its purposes.
            text: The brief: text or Markdown.
            by: Who hands it over.
            tear: Whether sentences that may not go out are torn off; else nothing goes out where
                there is one.
            approval: Under which it is done, where two persons have to agree; then it must be
                exactly what was proposed.

        Raises:
            NotReleased: Nothing may go out, or not all of it and it is not to be torn; the
                sentences are named.
            SecondPerson: Two persons have to agree to it.
        """
        require_current(self._desk.store)
        basis = self._ledger.basis()
        rulings = self._desk.rulings_with(approval)
        plan = self._planned(agreement, purpose, text, tear=tear)
        if approval is not None:
            require_as_proposed(approval, plan.due)
        feed = briefs_of(feed_of(agreement, purpose))
        at = self._desk.now()
        earlier = self._ledger.held(feed).get(plan.item.id)
        same = earlier is not None and earlier.core == plan.item.core
        items = [] if same else [as_outgoing(plan.item, earlier, at)]
        self._ledger.release(
            [Batch(feed=feed, items=items, epoch=plan.due.epoch)],
            basis=basis,
            at=at,
            by=by,
            with_acts=rulings,
        )
        write_witness(self._desk.store)
        return Handed(
            feed=feed,
            item=plan.item.id,
            number=self._ledger.end_of(feed)[0],
            text=plan.text,
            torn=plan.tear.torn,
        )

    def _planned(self, agreement: str, purpose: Purpose, text: str, *, tear: bool) -> _Plan:
        reader = self._desk.reader(agreement, purpose)
        found, seen = self._torn(reader, text)
        if found.torn and not tear:
            raise _refused(found.torn)
        if found.obligations is None:
            raise NotReleased(
                "Nothing of this text may go out.",
                hint=f"See: corrobora preview {agreement} {purpose.value} --check FILE",
            )
        return _plan(reader, purpose, found, found.obligations, seen)


class _Plan(Struct, frozen=True, kw_only=True):
    """A torn text as it is handed over, and the item that is kept of it."""

    tear: Tear
    text: str
    item: Item
    due: Due


def _plan(
    reader: Reader, purpose: Purpose, found: Tear, obligations: Obligations, seen: Picture
) -> _Plan:
    terms = reader.standing.agreement
    body = "\n".join(_body(found.kept, seen, wording(terms.language).page["sources"]))
    marking = f"{found.label.tlp.marking} {found.label.pap.marking}"
    mark = sha256_of(body)
    # Its id stands in the text, so that a copy of it can be traced.
    id_ = brief_id(mark, seen.scope)
    head = f"{marking} | {terms.partner}, {terms.unit} | {purpose.value}"
    foot = f"{' '.join(duties(obligations))}\n{id_}\n{marking}"
    text = f"{head}\n\n{body}\n\n{foot}\n"
    item = brief_item(
        Report(
            id=mark,
            name=mark,
            text=text,
            sha256=sha256_of(text),
            raw_sha256="",
            media_type="text/markdown",
            title=f"{terms.id}, {purpose.value}",
            language=terms.language,
        ),
        terms,
        purpose,
        label=found.label,
        obligations=obligations,
        inner=found.basis,
        scope=seen.scope,
    )
    exactly = (text, sorted(found.basis), as_json(label_record(found.label)))
    due = Due(
        new=1,
        changed=0,
        withdrawn=0,
        unchanged=0,
        epoch=reader.standing.epoch,
        digest=sha256_of(as_json(exactly)),
    )
    return _Plan(tear=found, text=text, item=item, due=due)


def _body(kept: Sequence[Kept], seen: Picture, sources: str) -> Iterator[str]:
    """The kept sentences, line by line, citing the reports as the partner knows them."""
    theirs = {seen.inner[r.id]: r for r in seen.reports}
    numbers: dict[str, int] = {}
    lines: dict[int, list[str]] = {}
    for one in kept:
        cited = dict.fromkeys(i for i in one.basis if i in theirs)
        marks = "".join(f"[{numbers.setdefault(i, len(numbers) + 1)}]" for i in cited)
        line = lines.setdefault(one.passage.line, [one.passage.lead])
        said = (one.passage.text, marks) if one.passage.cites and marks else (one.passage.text,)
        line.append(" ".join(said))
    for line in lines.values():
        yield from (f"{line[0]}{' '.join(line[1:])}", "")
    if numbers:
        yield from (f"## {sources}", "")
        yield from _listed(numbers, theirs)


def _listed(numbers: Mapping[str, int], theirs: Mapping[str, Report]) -> Iterator[str]:
    for inner, number in numbers.items():
        report = theirs[inner]
        name = report.title or report.publisher
        yield f"[{number}] {name}: {report.id}" if name else f"[{number}] {report.id}"


def _refused(torn: Sequence[Torn]) -> NotReleased:
    named = [f"line {one.line}, “{one.text}”: {' '.join(one.reasons)}" for one in torn[:_SHOWN]]
    more = f" And {len(torn) - _SHOWN} more." if len(torn) > _SHOWN else ""
    return NotReleased(
        f"{len(torn)} sentences may not go out; nothing went out. {' '.join(named)}{more}",
        hint="Change them, or give --tear to hand over the rest.",
        torn=[[one.line, one.text, list(one.reasons)] for one in torn],
    )
