"""What goes out of a case, what partners hold, and what is wanted back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from corrobora.errors import NotFound, NotReleased
from corrobora.model import whole_claim
from corrobora.share.agreements import Agreement
from corrobora.share.labels import Purpose, label_record
from corrobora.share.picture import Picture, Reader, picture_for
from corrobora.share.wire import (
    Item,
    as_json,
    definitions,
    external_ids,
    items_of,
    sentences_in,
)
from corrobora.sharing.desk import SharingDesk, changed_since, require_open
from corrobora.sharing.values import (
    Answer,
    Approval,
    Change,
    Due,
    Recall,
    RecallState,
    Shared,
    Trace,
)
from corrobora.sharing.witness import require_current, write_witness
from corrobora.store.ledger import REVOKED, Batch, Outgoing, Release
from corrobora.text import plain, sha256_of
from corrobora.writers.stix_frame import revoked, stamp

ATTEMPTS = 3
"""How often a release is made anew when something is decided while it is made."""

RECALL_DAYS = 14
"""Days within which a partner is asked to answer a recall, where nobody says otherwise."""

NO_LONGER = "It may no longer be held under the agreement."


def feed_of(agreement: str, purpose: Purpose) -> str:
    """The name of the feed of an agreement for one of its purposes."""
    return f"{agreement}/{purpose.value}"


def briefs_of(feed: str) -> str:
    """The name under which briefs are kept that were handed over beside a feed."""
    return f"{feed}/brief"


def purpose_of(feed: str) -> Purpose:
    """The purpose of a feed, by its name."""
    return Purpose(feed.split("/")[1])


class Outbox:
    """The feeds of a case: released, held, withdrawn, recalled."""

    def __init__(self, desk: SharingDesk) -> None:
        self._desk = desk
        self._store = desk.store
        self._ledger = desk.store.ledger

    def now(self) -> str:
        """The time of the desk."""
        return self._desk.now()

    def due(self, agreement: str, purpose: Purpose) -> Due:
        """What ``share`` would do now; nothing goes out.

        Raises:
            NotReleased: Nothing may go out under this agreement now; the reasons are named.
        """
        return self.changes(agreement, purpose)[0]

    def changes(self, agreement: str, purpose: Purpose) -> tuple[Due, tuple[Change, ...]]:
        """What ``share`` would do now, and to which items; nothing goes out.

        Raises:
            NotReleased: Nothing may go out under this agreement now; the reasons are named.
        """
        reader = self._desk.reader(agreement, purpose)
        require_open(reader)
        plan = self._planned(reader, picture_for(reader, self._desk.holdings()))
        return plan.due, plan.changes

    def share(
        self, agreement: str, purpose: Purpose, *, by: str, approval: Approval | None = None
    ) -> Shared:
        """Bring a partner's feed up to what the partner may see now.

        New and changed items go out as new versions; what may no longer be seen is withdrawn, and
        recalled. The release is one transaction, refused when anything was decided meanwhile.

        Args:
            agreement: Its id.
            purpose: For which of its purposes.
            by: Who shares.
            approval: Under which it is done, where two persons have to agree. It is decided anew:
                nothing goes out unless it is exactly what was proposed.

        Raises:
            NotReleased: Nothing may go out under this agreement now; the reasons are named.
            SecondPerson: Two persons have to agree to it.
        """
        require_current(self._store)
        for attempt in range(1, ATTEMPTS + 1):
            basis = self._ledger.basis()
            rulings = self._desk.rulings_with(approval)
            reader = self._desk.reader(agreement, purpose)
            require_open(reader)
            plan = self._planned(reader, picture_for(reader, self._desk.holdings()))
            if approval is not None:
                require_as_proposed(approval, plan.due)
            try:
                return self._release(reader, plan, basis, by, rulings)
            except NotReleased as refused:
                if not refused.facts.get("stale") or attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def _planned(self, reader: Reader, seen: Picture) -> _Plan:
        terms = reader.standing.agreement
        held = self._ledger.held(feed_of(terms.id, reader.purpose))
        current = {item.id: item for item in items_of(seen, terms, reader.purpose)}
        return _Plan(
            seen=seen,
            epoch=reader.standing.epoch,
            held=held,
            current=current,
            outgoing=tuple(
                item
                for item in current.values()
                if item.id not in held or held[item.id].core != item.core
            ),
            gone=tuple(r for r in held.values() if r.item not in current and is_content(r)),
            briefs=self.held_in(briefs_of(feed_of(terms.id, reader.purpose))),
        )

    def _release(
        self,
        reader: Reader,
        plan: _Plan,
        basis: int,
        by: str,
        rulings: Sequence[tuple[str, str, object]],
    ) -> Shared:
        terms = reader.standing.agreement
        feed = feed_of(terms.id, reader.purpose)
        at = self._desk.now()
        recalls = self._wanted_back(plan.unwanted, by=by, at=at, why=NO_LONGER, days=RECALL_DAYS)
        items = [
            *_definitions(terms, plan.held),
            *(as_outgoing(item, plan.held.get(item.id), at) for item in plan.outgoing),
            *(_revoked(release, at) for release in plan.gone),
        ]
        self._ledger.release(
            [Batch(feed=feed, items=items, epoch=plan.epoch), *self._batches(plan.stale, at)],
            basis=basis,
            at=at,
            by=by,
            with_acts=[*_recall_acts(recalls), *rulings],
        )
        write_witness(self._store)
        return Shared(
            feed=feed,
            new=plan.new,
            changed=len(plan.outgoing) - plan.new,
            withdrawn=len(plan.gone) + len(plan.stale),
            unchanged=len(plan.current) - len(plan.outgoing),
            number=self._ledger.end_of(feed)[0],
        )

    def held(self, agreement: str) -> tuple[Release, ...]:
        """What a partner holds under an agreement: the latest version of each item, all feeds."""
        return tuple(release for feed in self.feeds(agreement) for release in self.held_in(feed))

    def held_by_report(self, agreement: str) -> dict[str, tuple[str, ...]]:
        """By report the items that a partner holds which were made of it or of its claims."""
        held = self.held(agreement)
        home = self._store.lookup.reports_of([inner for one in held for inner in one.inner])
        found: dict[str, list[str]] = {}
        for one in held:
            for report in sorted({home.get(inner, inner) for inner in one.inner}):
                found.setdefault(report, []).append(one.item)
        return {report: tuple(items) for report, items in found.items()}

    def held_in(self, feed: str) -> tuple[Release, ...]:
        """What a partner holds of one feed."""
        return tuple(r for r in self._ledger.held(feed).values() if is_content(r))

    def feeds(self, agreement: str) -> tuple[str, ...]:
        """The feeds of an agreement that something was put into."""
        return tuple(f for f in self._ledger.feeds() if f.partition("/")[0] == agreement)

    # --- recalls ---------------------------------------------------------------------------------

    def recall(
        self,
        agreement: str,
        *,
        by: str,
        why: str,
        items: Iterable[str] | None = None,
        days: int | None = None,
        approval: Approval | None = None,
    ) -> tuple[Recall, ...]:
        """Want items back from a partner: some, by the partner's or the house's ids, or all.

        An item of the house leads to everything that was made of it. Each is withdrawn from its
        feed and put on the list of notices, which the partner can read even when suspended.

        Args:
            agreement: Under which the partner holds them.
            by: Who wants them back.
            why: The reason.
            items: Which; None for all.
            days: Days to answer.
            approval: Under which it is done, where two persons have to agree; then those items are
                wanted back that were proposed and are still held.

        Raises:
            NotFound: The partner does not hold one of the items.
            SecondPerson: Two persons have to agree to it.
        """
        require_current(self._store)
        basis = self._ledger.basis()
        rulings = self._desk.rulings_with(approval)
        if approval is None:
            found = self.wanted(agreement, items)
            return self.take_back(found, by=by, why=why, days=days)
        proposed = set(approval.proposal.items)
        found = tuple(r for r in self.held(agreement) if subject_of(r) in proposed)
        if not found:
            raise NotFound(
                "The partner holds none of these items any more.",
                hint=f"Decline it: corrobora decline {approval.proposal.id}",
            )
        return self.take_back(found, by=by, why=why, days=days, basis=basis, with_acts=rulings)

    def wanted(self, agreement: str, items: Iterable[str] | None = None) -> tuple[Release, ...]:
        """What a recall of these items would want back; None for all that the partner holds.

        Raises:
            NotFound: The partner does not hold one of the items.
        """
        found = self.held(agreement)
        if items is not None:
            wanted = set(items)
            # Who wants a claim back wants the parts of it back that somebody made.
            names = {r.item: {r.item, *r.inner, *map(whole_claim, r.inner)} for r in found}
            known = {name for made_of in names.values() for name in made_of}
            for name in sorted(wanted - known):
                raise NotFound(
                    f"The partner holds nothing made of {name}.",
                    hint=f"List what it holds: corrobora releases {agreement}",
                )
            found = tuple(r for r in found if wanted & names[r.item])
        return found

    def take_back(
        self,
        found: Sequence[Release],
        *,
        by: str,
        why: str,
        days: int | None = None,
        basis: int | None = None,
        with_acts: Iterable[tuple[str, str, object]] = (),
    ) -> tuple[Recall, ...]:
        """Withdraw releases from their feeds and want them back, in one transaction.

        Nobody has to agree to it: an originator's word and the forgetting of a report come here.

        Args:
            found: What partners hold.
            by: Who wants it back.
            why: The reason.
            days: Days to answer.
            basis: What was decided when this was looked at; None where nothing can forbid it.
            with_acts: Acts (kind, subject, value) that belong to it.

        Raises:
            NotReleased: Something was decided meanwhile (``basis``).
        """
        at = self._desk.now()
        recalls = self._wanted_back(found, by=by, at=at, why=why, days=days or RECALL_DAYS)
        self._ledger.release(
            self._batches(found, at),
            basis=basis,
            at=at,
            by=by,
            with_acts=[*with_acts, *_recall_acts(recalls)],
        )
        write_witness(self._store)
        return tuple(recalls)

    def _batches(self, releases: Iterable[Release], at: str) -> list[Batch]:
        """What takes items back, for each feed that they are in."""
        found: dict[str, list[Outgoing]] = {}
        for release in releases:
            found.setdefault(release.feed, []).append(_revoked(release, at))
        return [
            Batch(
                feed=feed,
                items=items,
                epoch=self._desk.standing(feed.partition("/")[0]).epoch,
            )
            for feed, items in found.items()
        ]

    def _wanted_back(
        self, releases: Iterable[Release], *, by: str, at: str, why: str, days: int
    ) -> list[Recall]:
        deadline = self._desk.today + dt.timedelta(days=days)
        return [
            Recall(
                feed=r.feed, item=r.item, by=by, at=at, why=why, deadline=deadline, number=r.number
            )
            for r in releases
        ]

    def answer(self, answer: Answer) -> None:
        """Keep what a partner says to a recall; said again, it changes nothing.

        Raises:
            NotFound: The item was not recalled from this feed.
        """
        self.answer_all([answer], by=answer.by)

    def answer_all(self, answers: Iterable[Answer], *, by: str) -> None:
        """Keep what a partner says to recalls, in one transaction.

        Raises:
            NotFound: One of the items was not recalled from its feed; nothing is kept.
        """
        new: dict[tuple[str, str, str], tuple[str, str, object]] = {}
        for answer in answers:
            subject = subject_of(answer)
            recalls = self._ledger.acts("recall", Recall, subject)
            if not recalls:
                raise NotFound("That was not recalled.", hint="List: corrobora recall AGREEMENT")
            known = self._ledger.acts("answer", Answer, subject)
            if not any(
                (a.state, a.note) == (answer.state, answer.note) and _answers(a, recalls[-1])
                for a in known
            ):
                said = subject, answer.state, answer.note
                numbered = msgspec.structs.replace(answer, number=recalls[-1].number)
                new.setdefault(said, ("answer", subject, numbered))
        self._ledger.add_all(new.values(), by=by)

    def recalls(self, agreement: str | None = None) -> tuple[RecallState, ...]:
        """Where every recall stands, oldest first."""
        answers = self._ledger.latest("answer", Answer)
        today = self._desk.today
        found = []
        for subject, recall in self._ledger.latest("recall", Recall).items():
            if agreement is not None and recall.feed.partition("/")[0] != agreement:
                continue
            answer = answers.get(subject)
            # An answer to an earlier recall of the item is none to this one.
            if answer is not None and not _answers(answer, recall):
                answer = None
            late = today > recall.deadline
            state = answer.state if answer else "no answer" if late else "queued"
            at = answer.at if answer else recall.at
            found.append(RecallState(recall=recall, state=state, at=at))
        return tuple(found)

    # --- leaks -----------------------------------------------------------------------------------

    def trace(self, text: str) -> tuple[Trace, ...]:
        """In which feeds the ids and sentences of a text were given out, the likeliest first."""
        feeds = self._ledger.feeds()
        words = plain(text)
        marks = {feed: _marks(self._ledger.releases(feed), text, words) for feed in feeds}
        holders: Counter[str] = Counter()
        for partner in {feed.partition("/")[0] for feed in feeds}:
            mine = [m for feed, m in marks.items() if feed.partition("/")[0] == partner]
            holders.update({mark for ids, said in mine for mark in (*ids, *said)})
        found = [
            Trace(
                feed=feed,
                ids=len(ids),
                sentences=len(said),
                own=sum(holders[mark] == 1 for mark in (*ids, *said)),
            )
            for feed, (ids, said) in marks.items()
            if ids or said
        ]
        return tuple(sorted(found, key=lambda t: (-t.own, -t.ids - t.sentences, t.feed)))


TRACED_WORDS = 4
"""A sentence of fewer words is too common to point to anybody."""


def _marks(releases: Iterable[Release], text: str, words: str) -> tuple[set[str], set[str]]:
    """Ids of releases that stand in a text, and sentences of theirs among its folded words."""
    ids: set[str] = set()
    said: set[str] = set()
    for release in releases:
        if not release.inner:
            continue  # A definition, which every partner is given.
        body = msgspec.json.decode(release.content)
        names = {release.item, release.item.partition("--")[2], *external_ids(body)}
        ids |= {name for name in names if name and name in text}
        for sentence in sentences_in(body):
            folded = plain(sentence)
            if len(folded.split()) >= TRACED_WORDS and folded in words:
                said.add(folded)
    return ids, said


def _answers(answer: Answer, recall: Recall) -> bool:
    """Whether an answer is one to this recall, and to none before it."""
    return answer.number == recall.number and answer.at >= recall.at


def _recall_acts(recalls: Iterable[Recall]) -> list[tuple[str, str, object]]:
    return [("recall", subject_of(r), r) for r in recalls]


def subject_of(one: Release | Recall | Answer) -> str:
    """What acts on an item in a feed speak of."""
    return f"{one.feed} {one.item}"


class _Plan(Struct, frozen=True, kw_only=True):
    """What is to be done to a feed: what goes out, what goes from it, beside what it holds."""

    seen: Picture
    epoch: int
    held: Mapping[str, Release]
    current: Mapping[str, Item]
    outgoing: tuple[Item, ...]
    gone: tuple[Release, ...]
    briefs: tuple[Release, ...]

    @property
    def new(self) -> int:
        """How many items the feed never held."""
        return sum(item.id not in self.held for item in self.outgoing)

    @property
    def stale(self) -> list[Release]:
        """Briefs that were handed over and rest on what may not be known any more."""
        return self._unknown(self.briefs)

    @property
    def unwanted(self) -> list[Release]:
        """What is wanted back, since it may not be known any more.

        What another item has taken the place of is withdrawn alone.
        """
        return [*self._unknown(self.gone), *self.stale]

    def _unknown(self, releases: Iterable[Release]) -> list[Release]:
        known = set(self.seen.inner.values())
        return [r for r in releases if not known.issuperset(r.inner)]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What becomes of each item that does not stay as it is."""
        return (
            *(
                Change(
                    change="changed" if item.id in self.held else "new",
                    item=item.id,
                    type=item.type,
                    inner=item.inner,
                )
                for item in self.outgoing
            ),
            *(
                Change(change="withdrawn", item=one.item, type=one.type, inner=one.inner)
                for one in (*self.gone, *self.stale)
            ),
        )

    @property
    def due(self) -> Due:
        """The same as figures, with a hash of all of it."""
        exactly = (
            sorted((item.id, item.core) for item in self.current.values()),
            sorted((i, as_json(label_record(label))) for i, label in self.seen.labels.items()),
            sorted(r.item for r in (*self.gone, *self.stale)),
        )
        return Due(
            new=self.new,
            changed=len(self.outgoing) - self.new,
            withdrawn=len(self.gone) + len(self.stale),
            unchanged=len(self.current) - len(self.outgoing),
            epoch=self.epoch,
            digest=sha256_of(as_json(exactly)),
        )


def require_as_proposed(approval: Approval, due: Due) -> None:
    """Refuse to release anything but what the second person was asked about.

    Raises:
        NotReleased: The agreement, the items or their labels are not those of the proposal.
    """
    proposal = approval.proposal
    if due.epoch != proposal.epoch:
        raise changed_since(proposal.agreement)
    if due.digest != proposal.digest:
        raise NotReleased(
            "What would go out is not what was proposed; nothing went out.",
            hint=f"Decline {proposal.id}, look at a preview, and propose it anew.",
        )


def as_outgoing(item: Item, earlier: Release | None, at: str) -> Outgoing:
    """An item with its times: the first version of it, or the one after an earlier one."""
    version = stamp(at)
    created = version
    if earlier is not None:
        created = msgspec.json.decode(earlier.content)["created"]
        version = _later(version, earlier.version)
    return Outgoing(
        item=item.id,
        type=item.type,
        version=version,
        inner=item.inner,
        core=item.core,
        content=item.content(created=created, modified=version),
    )


def _revoked(release: Release, at: str) -> Outgoing:
    version = _later(stamp(at), release.version)
    body = revoked(msgspec.json.decode(release.content), version)
    return Outgoing(
        item=release.item,
        type=release.type,
        version=version,
        inner=release.inner,
        core=REVOKED,
        content=as_json(body),
    )


def is_content(release: Release) -> bool:
    """Whether it says something of the case: it is no definition, and was not taken back."""
    return bool(release.inner) and release.core != REVOKED


def _definitions(terms: Agreement, held: Mapping[str, Release]) -> list[Outgoing]:
    """What the items of a feed refer to, as far as the feed does not hold it as it is now."""
    found = []
    for body in definitions(terms):
        content = as_json(body)
        core = sha256_of(content)
        known = held.get(body["id"])
        if known is None or known.core != core:
            version: str = body["modified"] if "modified" in body else body["created"]
            found.append(
                Outgoing(
                    item=body["id"],
                    type=body["type"],
                    version=version,
                    inner=(),
                    core=core,
                    content=content,
                )
            )
    return found


def _later(version: str, earlier: str) -> str:
    """The version, or the next millisecond after an earlier one that it does not follow."""
    if version > earlier:
        return version
    moment = dt.datetime.fromisoformat(earlier) + dt.timedelta(milliseconds=1)
    return stamp(moment.isoformat())
