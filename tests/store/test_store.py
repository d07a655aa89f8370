from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text
from store_samples import (
    METHOD,
    VOCABULARY,
    Clock,
    claims_of,
    derivation_of,
    event_of,
    exchange_of,
    extraction,
    extraction_of,
    intake,
    judgement_of,
    refusal_of,
    stopped_clock,
    text_of,
)

from corrobora.errors import CaseError, DamagedCase, NotFound
from corrobora.model import Event
from corrobora.sightings import basis_of, merge_sightings, sightings_of
from corrobora.store import Intake, Store, check
from corrobora.store.derived import Revision, Run, digest_of_marks, mark_of, marks_of
from corrobora.store.home import dialect_of
from corrobora.store.said import current_claims
from corrobora.text import sha256_of


@pytest.fixture
def store(place: Callable[[str], Path | str]) -> Iterator[Store]:
    with Store.open(place("case"), create=True, clock=Clock()) as opened:
        yield opened


def everything(store: Store) -> bytes:
    return msgspec.json.encode(
        [
            list(store.reports()),
            list(store.sightings()),
            list(store.refusals()),
            list(store.claims()),
            list(store.judgements()),
            list(store.exchanges()),
            list(store.derivations()),
            list(store.events()),
            list(store.journal()),
            store.counts(),
        ]
    )


def test_a_report_comes_back_as_it_went_in(store: Store) -> None:
    given_one = intake(1, extra={"feed": {"id": 17, "tags": ["a", "b"]}}, url="https://x.example/1")
    added = store.add_reports([given_one])
    assert added.new == (given_one.report.id,)
    back = store.report(given_one.report.id)
    assert back == msgspec.structs.replace(given_one.report, names=("report-1.txt",))
    assert list(store.reports()) == [back]
    assert store.raw(given_one.report.raw_sha256) == given_one.raw


def test_the_same_input_twice_changes_nothing(store: Store) -> None:
    def work() -> None:
        batch = [intake(n) for n in range(3)]
        reports = [one.report for one in batch]
        store.add_reports(batch, [refusal_of(1)])
        store.add_extractions([extraction_of(report) for report in reports])
        store.add_judgement(judgement_of(claims_of(reports[0])[0]))
        store.replace_derived(
            [derivation_of(reports[0], reports[1])],
            [event_of(n, report) for n, report in enumerate(reports)],
            "link 1",
        )

    work()
    before = everything(store)
    work()
    assert everything(store) == before
    assert store.add_reports([intake(0)], [refusal_of(1)]).unchanged == (intake(0).report.id,)
    assert check(store.home.address).findings == ()


def test_a_known_text_under_another_name_is_a_sighting(store: Store) -> None:
    first, again = intake(1), intake(1, name="copy.txt")
    store.add_reports([first])
    added = store.add_reports([again])
    assert added.seen_again == (first.report.id,)
    assert added.new == ()
    assert store.report(first.report.id).names == ("copy.txt", "report-1.txt")
    assert store.report(first.report.id).name == "copy.txt"
    assert [sighting.name for sighting in store.sightings()] == ["report-1.txt", "copy.txt"]
    assert [sighting.stated for sighting in store.sightings()] == [{"title": "Titel 1"}] * 2


def sightings_of_one_text() -> st.SearchStrategy[list[Intake]]:
    """Several ways in which one text was met, each with what was found out from it."""
    return st.lists(
        st.builds(
            met,
            name=st.sampled_from(["a.txt", "b.html", "c.eml"]),
            url=st.sampled_from([None, "https://a.example/1", "https://b.example/2"]),
            publisher=st.sampled_from([None, "Courier", "Reuters"]),
            carrier=st.sampled_from([None, "Echo"]),
            day=st.sampled_from([None, 1, 2]),
            hour=st.integers(0, 3),
            marking=st.sampled_from([None, "TLP:GREEN", "TLP:RED"]),
        ),
        min_size=1,
        max_size=4,
    )


def parts(order: list[Intake], size: int) -> Iterator[list[Intake]]:
    for start in range(0, len(order), size):
        yield order[start : start + size]


def met(
    name: str,
    url: str | None,
    publisher: str | None,
    carrier: str | None,
    day: int | None,
    hour: int,
    marking: str | None,
) -> Intake:
    plain = intake(1, name=name)
    stated = {"url": url or "", "publisher": publisher or "", "carrier": carrier or "",
              "published": str(day), "collected": str(hour)}  # fmt: skip
    report = replace(
        plain.report,
        names=(name,),
        url=url,
        publisher=publisher,
        carrier=carrier,
        published=dt.date(2026, 1, day) if day else None,
        collected=f"2026-01-03T0{hour}:00:00Z",
        marking=marking,
    )
    return Intake(
        report=report, draft=replace(plain.draft, stated=stated, marking=marking), raw=plain.raw
    )


@given(sightings_of_one_text(), st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_text_met_several_times_is_told_alike_in_any_order(
    tmp_path_factory: pytest.TempPathFactory,
    given_: list[Intake],
    random: random.Random,
    size: int,
) -> None:
    folder = tmp_path_factory.mktemp("met")
    other = intake(2)
    told = []
    for number in range(2):
        order = given_ if number == 0 else random.sample(given_, len(given_))
        with Store.open(folder / f"{number}.db", create=True, clock=stopped_clock) as store:
            for part in parts(order, len(order) if number == 0 else size):
                store.add_reports([*part, other])
            ids = [one.id for one in store.reports()]
            assert sorted(ids) == sorted({given_[0].report.id, other.report.id})
            told.append(store.report(given_[0].report.id))
            lines = {line.id: line for line in store.lookup.report_lines()}
            assert lines[told[-1].id].publisher == told[-1].publisher
        assert check(folder / f"{number}.db").findings == ()
    assert told[0] == told[1] == merge_sightings([one.report for one in given_])


def test_what_each_sighting_tells_is_kept_and_shown(store: Store) -> None:
    blog = met("a.txt", "https://a.example/1", "Courier", None, 1, 0, "TLP:GREEN")
    wire = met("b.html", None, "Reuters", None, 2, 1, None)
    store.add_reports([blog])
    alone = store.report(blog.report.id)
    store.add_reports([wire])
    whole = store.report(blog.report.id)
    assert (alone.publisher, whole.publisher) == ("Courier", "Reuters")
    assert (whole.url, whole.marking) == ("https://a.example/1", "TLP:GREEN")
    assert [row["publisher"] for row in sightings_of(whole)] == ["Reuters", "Courier"]
    assert [one.stated["publisher"] for one in store.sightings()] == ["Courier", "Reuters"]
    assert store.lookup.reports([whole.id]) == (whole,)
    assert next(iter(store.lookup.report_lines())).publisher == "Reuters"
    assert check(store.home.address).findings == ()


def test_claims_found_before_more_was_known_are_found_anew(store: Store) -> None:
    def read() -> list[str]:
        return [one.id for one in store.reports_without_extraction(METHOD, VOCABULARY)]

    def extract() -> None:
        for report in tuple(store.reports_without_extraction(METHOD, VOCABULARY)):
            found = extraction_of(report)
            store.add_extractions([replace(found, basis=basis_of(report))])

    first = met("a.txt", None, None, None, 1, 0, None)
    store.add_reports([first, intake(2)])
    assert len(read()) == 2
    extract()
    assert read() == []
    # Another name and time bear on nothing that is read; another day does.
    store.add_reports([met("c.eml", None, None, None, 1, 2, None)])
    assert read() == []
    store.add_reports([met("b.html", None, "Reuters", None, 2, 1, None)])
    assert read() == [first.report.id]
    extract()
    assert read() == []
    assert store.counts().extractions == 3
    assert check(store.home.address).findings == ()


def test_another_text_at_the_same_address_revises_the_first(store: Store) -> None:
    first = intake(1, url="https://x.example/a")
    second = intake(2, url="https://x.example/a")
    store.add_reports([first])
    added = store.add_reports([second])
    assert added.revisions == ((second.report.id, first.report.id),)
    assert store.report(second.report.id).revises == first.report.id
    assert store.add_reports([first]).unchanged == (first.report.id,)


def test_reports_keep_their_order_of_arrival(store: Store) -> None:
    batch = [intake(n) for n in (5, 3, 9, 1)]
    store.add_reports(batch[:2])
    store.add_reports(batch[2:])
    assert [report.id for report in store.reports()] == [one.report.id for one in batch]


def test_one_id_cannot_stand_for_two_texts(store: Store) -> None:
    first, other = intake(1), intake(2)
    store.add_reports([first])
    clash = Intake(
        report=msgspec.structs.replace(other.report, id=first.report.id),
        draft=other.draft,
        raw=other.raw,
    )
    before = everything(store)
    with pytest.raises(CaseError, match="Two different texts"):
        store.add_reports([intake(3), clash])
    assert everything(store) == before


def test_hashes_are_checked_at_the_door(store: Store) -> None:
    one = intake(1)
    with pytest.raises(CaseError, match="hash of report"):
        store.add_reports(
            [msgspec.structs.replace(one, report=msgspec.structs.replace(one.report, text="other"))]
        )
    with pytest.raises(CaseError, match="bytes of an input"):
        store.add_reports([msgspec.structs.replace(one, raw=b"other")])
    assert store.counts().reports == 0


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(alphabet=st.characters(), min_size=1), name=st.text(st.characters()))
def test_any_text_and_name_come_back_exactly(store: Store, words: str, name: str) -> None:
    one = intake(0, text=words, name=name or "x")
    store.add_reports([one])
    back = store.report(one.report.id)
    assert back.text == words
    assert (name or "x") in back.names


@pytest.mark.parametrize("odd", ["a\ud800b", "\0", "a\0b", "\udc80.txt", "\U0001f600", "e\u0301"])
def test_characters_that_databases_refuse_come_back(store: Store, odd: str) -> None:
    one = intake(
        0,
        text=f"text {odd}",
        name=f"name {odd}",
        url=f"https://x.example/{odd}",
        extra={"key": odd},
    )
    store.add_reports([one])
    back = store.report(one.report.id)
    assert (back.text, back.names, back.url, back.extra) == (
        f"text {odd}",
        (f"name {odd}",),
        f"https://x.example/{odd}",
        {"key": odd},
    )
    assert store.add_reports([one]).unchanged == (one.report.id,)
    assert check(store.home.address).findings == ()


def test_current_claims_are_those_of_the_latest_extraction(store: Store) -> None:
    report = intake(1).report
    store.add_reports([intake(1), intake(2)])
    assert [r.id for r in store.reports_without_extraction(METHOD)] == [
        report.id,
        intake(2).report.id,
    ]
    store.add_extractions([extraction(report.id, METHOD, claims_of(report), VOCABULARY)])
    assert list(store.claims(report.id)) == list(claims_of(report))
    assert [r.id for r in store.reports_without_extraction(METHOD, VOCABULARY)] == [
        intake(2).report.id
    ]
    assert len(list(store.reports_without_extraction(METHOD, "other"))) == 2
    store.add_extractions([extraction(report.id, "better 2", claims_of(report, "better 2")[:1])])
    assert list(store.claims()) == list(claims_of(report, "better 2")[:1])
    store.add_extractions([extraction(report.id, METHOD, claims_of(report), VOCABULARY)])
    assert list(store.claims()) == list(claims_of(report))
    assert store.counts().extractions == 3
    assert store.counts().claims == 2


def test_an_extraction_may_find_nothing(store: Store) -> None:
    store.add_reports([intake(1)])
    store.add_extractions([extraction(intake(1).report.id, METHOD, ())])
    assert list(store.reports_without_extraction(METHOD)) == []
    assert list(store.claims(intake(1).report.id)) == []


def test_a_claim_must_quote_its_report(store: Store) -> None:
    report = intake(1).report
    store.add_reports([intake(1)])
    moved = msgspec.structs.replace(claims_of(report)[0], start=0)
    with pytest.raises(CaseError, match="do not stand"):
        store.add_extractions([extraction(report.id, METHOD, [moved])])
    assert store.counts().extractions == 0


def test_claims_stream_without_sorting(tmp_path: Path) -> None:
    query = current_claims().compile(compile_kwargs={"literal_binds": True})
    with (
        Store.open(tmp_path / "case.db", create=True, clock=Clock()) as store,
        store._reading() as connection,
    ):
        plan = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


def test_many_claims_go_in_and_stream_out(store: Store) -> None:
    batch = [intake(n) for n in range(50)]
    store.add_reports(batch)
    many = []
    for one in batch:
        first = claims_of(one.report)[0]
        claims = tuple(
            msgspec.structs.replace(first, id=f"{one.report.id}-{n}") for n in range(100)
        )
        many.append(msgspec.structs.replace(extraction_of(one.report), claims=claims))
    store.add_extractions(many)
    stream = store.claims()
    assert [claim.id for claim in itertools.islice(stream, 2)] == [
        f"{batch[0].report.id}-0",
        f"{batch[0].report.id}-1",
    ]
    # Writing goes on while a reader is half-way, and the reader keeps its view.
    store.add_reports([intake(99)])
    assert sum(1 for _ in stream) == 4998


def test_derived_rows_are_replaced_as_a_whole(store: Store) -> None:
    reports = [intake(n).report for n in range(2)]
    store.add_reports([intake(n) for n in range(2)])
    assert store.derived_method() is None
    store.replace_derived([derivation_of(*reports)], [event_of(1, reports[0])], "link 1")
    store.replace_derived([], [event_of(2, reports[0]), event_of(1, reports[1])], "link 2")
    assert list(store.derivations()) == []
    assert list(store.events()) == [event_of(2, reports[0]), event_of(1, reports[1])]
    assert store.derived_method() == "link 2"
    before = everything(store)
    unknown = msgspec.structs.replace(derivation_of(*reports), source="nowhere")
    with pytest.raises(CaseError, match="refused a row"):
        store.replace_derived([unknown], [], "link 3")
    assert everything(store) == before


def _revision(
    store: Store, before: Sequence[Event], gone: Sequence[int], runs: Sequence[Run]
) -> Revision:
    """Of these events some go, and others come between those that stay."""
    out = {f"e{number}" for number in gone}
    stays = [event for event in before if event.id not in out]
    for run in runs:
        at = next((n for n, one in enumerate(stays) if one.id == run.before), len(stays))
        stays[at:at] = run.events
    marks = [mark_of(event) for event in stays]
    return Revision(
        of=str(store.lookup.derived()),
        digest=digest_of_marks("link 1", marks_of(()), marks),
        method="link 1",
        derivations=0,
        total=len(stays),
        gone=tuple(out),
        changed=(),
        runs=tuple(runs),
    )


def test_rows_that_are_revised_are_those_that_replacing_all_gives(store: Store) -> None:
    report = intake(0).report
    store.add_reports([intake(0)])
    first = [event_of(n, report) for n in (10, 20, 30, 40)]
    store.replace_derived([], first, "link 1")
    known = store.head().seq
    runs = [
        Run(after=None, events=(event_of(1, report), event_of(2, report)), before="e10"),
        Run(after="e10", events=(event_of(35, report),), before="e40"),
        Run(after="e40", events=(event_of(50, report),), before=None),
    ]
    revision = _revision(store, first, [20, 30], runs)
    assert store.revise_derived(revision, known=known) == "done"
    wanted = [event_of(n, report) for n in (1, 2, 10, 35, 40, 50)]
    assert list(store.events()) == wanted
    assert check(store.home.address).findings == ()
    line = list(store.journal())[-1]
    assert (line.act, line.subject["events"]) == ("derived.replaced", 6)
    assert store.replace_derived([], wanted, "link 1") == "done"
    assert store.head().seq == line.seq  # they were the same rows

    other = msgspec.structs.replace(event_of(35, report), gist="Another.")
    again = [other if event.id == "e35" else event for event in wanted]
    changed = msgspec.structs.replace(_revision(store, again, [], []), changed=(other,))
    assert store.revise_derived(changed, known=known) == "done"
    assert list(store.events()) == again
    assert check(store.home.address).findings == ()


def test_rows_are_not_revised_where_others_stand_or_more_was_said(store: Store) -> None:
    report = intake(1).report
    store.add_reports([intake(1)])
    store.add_extractions([extraction(report.id, METHOD, claims_of(report))])
    events = [event_of(1, report)]
    store.replace_derived([], events, "link 1")
    known = store.head().seq
    revision = _revision(store, events, [1], [])
    before = everything(store)
    stale = msgspec.structs.replace(revision, of="another")
    assert store.revise_derived(stale, known=known) == "unfit"
    assert everything(store) == before
    store.add_judgement(judgement_of(claims_of(report)[0]))
    assert store.revise_derived(revision, known=known) == "behind"
    assert store.replace_derived([], [], "link 1", known=known) == "behind"
    assert list(store.events()) == events
    assert store.revise_derived(revision, known=store.head().seq) == "done"
    assert list(store.events()) == []


def test_rows_are_not_revised_where_no_number_is_left(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corrobora.store.derived.STEP", 3)
    report = intake(1).report
    store.add_reports([intake(1)])
    events = [event_of(1, report), event_of(9, report)]
    store.replace_derived([], events, "link 1")

    def between(*numbers: int) -> Revision:
        made = tuple(event_of(n, report) for n in numbers)
        return _revision(store, events, [], [Run(after="e1", events=made, before="e9")])

    known = store.head().seq
    assert store.revise_derived(between(3, 4, 5), known=known) == "unfit"
    assert list(store.events()) == events
    assert store.revise_derived(between(3, 4), known=known) == "done"
    assert [event.id for event in store.events()] == ["e1", "e3", "e4", "e9"]


def test_a_judgement_needs_its_subject_and_survives_a_rebuild(store: Store) -> None:
    report = intake(1).report
    store.add_reports([intake(1)])
    claim = claims_of(report)[0]
    with pytest.raises(NotFound):
        store.add_judgement(judgement_of(claim))
    store.add_extractions([extraction(report.id, METHOD, claims_of(report))])
    store.add_judgement(judgement_of(claim))
    store.add_extractions([extraction(report.id, "better 2", ())])
    store.replace_derived([], [], "link 1")
    assert list(store.judgements()) == [judgement_of(claim)]
    assert check(store.home.address).findings == ()
    assert [entry.actor for entry in store.journal() if entry.act == "judgement.added"] == ["ana"]


@pytest.mark.parametrize(
    "table",
    ["raws", "reports", "sightings", "refusals", "extractions", "claims", "judgements", "journal"],
)
@pytest.mark.parametrize("change", ["DELETE FROM {0}", "UPDATE {0} SET {1} = {1}"])
def test_what_was_said_cannot_be_changed(store: Store, table: str, change: str) -> None:
    report = intake(1).report
    store.add_reports([intake(1)], [refusal_of(1)])
    store.add_extractions([extraction(report.id, METHOD, claims_of(report))])
    store.add_judgement(judgement_of(claims_of(report)[0]))
    column = {"raws": "size", "claims": "ordinal"}.get(table, "seq")
    with pytest.raises(CaseError, match="never changed"), store._writing() as connection:
        connection.execute(text(change.format(table, column)))


def test_what_is_missing_is_named(store: Store) -> None:
    for call in (
        lambda: store.report("nowhere"),
        lambda: store.raw("0" * 64),
        lambda: list(store.claims("nowhere")),
        lambda: store.add_extractions([extraction("nowhere", METHOD, ())]),
    ):
        with pytest.raises(NotFound):
            call()


def test_an_altered_input_is_not_given_out(store: Store) -> None:
    store.add_reports([intake(1)])
    with (
        store._writing() as connection,
        dialect_of(connection).without_guards(connection, ["raws"]),
    ):
        connection.execute(text("UPDATE raws SET size = size - 1"))
    with pytest.raises(DamagedCase):
        store.raw(intake(1).report.raw_sha256)


def test_two_cases_of_the_same_input_hold_the_same(tmp_path: Path) -> None:
    seen = []
    for name in ("a.db", "b.db"):
        with Store.open(tmp_path / name, create=True, clock=stopped_clock) as one:
            one.add_reports([intake(n) for n in range(3)])
            seen.append(everything(one))
    assert seen[0] == seen[1]


# --- search --------------------------------------------------------------------------------------


def test_search_folds_accents_and_case(store: Store) -> None:
    store.add_reports([intake(1), intake(2, text="Nothing of the kind happened.")])
    for query in ("armee quitte", "ARMÉE", "fort-ete", '"ville de fort"', "l'armée", "numero"):
        assert intake(1).report.id in {hit.id for hit in store.search(query)}, query
    for query in ('"fort ville"', "armee kind", "", "!!!", "*", "NOT", "zzz"):
        assert not store.search(query), query


def test_who_only_asks_which_reports_hold_some_words_gets_the_last_of_too_many(
    store: Store,
) -> None:
    places = ("river", "town", "hill", "river bed")
    texts = [f"The convoy left for the {place}." for place in places]
    store.add_reports([intake(n, text=text) for n, text in enumerate(texts)])
    ids = [intake(n, text=text).report.id for n, text in enumerate(texts)]
    lookup = store.lookup
    assert set(lookup.holding("convoy", 10)) == set(lookup.search("convoy", 10)) == set(ids)
    assert set(lookup.holding("CONVOY", 2)) == set(ids[2:])
    assert set(lookup.holding('"the river"', 10)) == {ids[0], ids[3]}
    assert lookup.holding("!!!", 10) == lookup.holding("zzz", 10) == ()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(st.characters()) | st.text(st.sampled_from("\"*^:(){}+-'\\ANDORNT \0é")))
def test_any_string_is_a_legal_query(store: Store, query: str) -> None:
    store.add_reports([intake(1)])
    assert isinstance(store.search(query), tuple)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(word=st.sampled_from(text_of(7).split()))
def test_each_word_of_a_text_finds_it(store: Store, word: str) -> None:
    store.add_reports([intake(7)])
    expected = 1 if any(c.isalnum() for c in word) else 0
    assert len(store.search(word)) == expected


def test_search_is_limited_and_in_a_fixed_order(store: Store) -> None:
    store.add_reports([intake(n) for n in range(20)])
    hits = [hit.id for hit in store.search("vallonie", limit=7)]
    assert len(hits) == 7
    assert hits == [hit.id for hit in store.search("vallonie", limit=7)]


def test_the_journal_tells_what_was_done(store: Store) -> None:
    report = intake(1).report
    store.add_reports([intake(1)])
    store.add_extractions([extraction(report.id, METHOD, claims_of(report))])
    store.replace_derived([], [], "link 1")
    entries = list(store.journal())
    assert [entry.act for entry in entries] == [
        "case.created",
        "reports.added",
        "claims.extracted",
        "derived.replaced",
    ]
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert store.head().hash == entries[-1].hash
    assert entries[1].subject["reports"][0][0] == report.id
    assert sha256_of("") != entries[0].hash


def test_a_question_to_a_model_is_kept_once_and_found_by_its_hash(store: Store) -> None:
    one, two = exchange_of(1), exchange_of(2)
    store.add_exchange(one)
    store.add_exchange(two)
    store.add_exchange(msgspec.structs.replace(one, answer="something else", host="other"))
    assert list(store.exchanges()) == [one, two]
    assert store.exchange(one.key) == one
    assert store.exchange("0" * 64) is None
    asked = [entry for entry in store.journal() if entry.act == "model.asked"]
    assert [entry.subject["host"] for entry in asked] == ["models.example"] * 2
    assert store.counts().exchanges == 2


@pytest.mark.parametrize("odd", ["a\ud800b", "\0", "\U0001f600"])
def test_odd_answers_come_back_as_they_were(store: Store, odd: str) -> None:
    exchange = msgspec.structs.replace(exchange_of(1), answer=odd, refusal=odd)
    store.add_exchange(exchange)
    assert store.exchange(exchange.key) == exchange


def test_a_question_under_another_hash_is_not_kept(store: Store) -> None:
    with pytest.raises(CaseError, match="not the hash of its question"):
        store.add_exchange(msgspec.structs.replace(exchange_of(1), key="0" * 64))
