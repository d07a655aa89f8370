"""The scorer on cases small enough to reckon by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gate_corpus import Corpus, Names, Row, Squeezed
from score import FIELDS, compare, dates_agree, lay, match, score, score_claims

TEXT = "Rebels took the bridge at Alba on Monday, the army said. Four soldiers died there.\n"


def gold(quote: str, **fields: object) -> Row:
    start = TEXT.index(quote)
    row: Row = {
        "id": f"g{start}", "report": "alba", "quote": quote, "start": start,
        "end": start + len(quote), "type": "ASSAULT", "mode": None, "actors": ["rebels"],
        "targets": [], "date": "2024-05-06", "place": ["Alba"], "deaths": None, "wounded": None,
        "speakers": ["army"], "anonymous": False, "stance": "asserted", "negated": False,
        "salience": 3,
    }  # fmt: skip
    return {**row, **fields}


def exported(row: Row, **fields: object) -> Row:
    found: Row = {
        "id": "p" + row["id"], "report": "r1", "report_name": "alba.txt", "start": row["start"],
        "end": row["end"], "quote": row["quote"], "type": row["type"], "mode": row["mode"],
        "actors": [{"name": name} for name in row["actors"]],
        "targets": [{"name": name} for name in row["targets"]],
        "date": {"start": row["date"], "end": row["date"]}, "place": {"name": row["place"][0]},
        "deaths": None, "wounded": None, "stance": row["stance"], "negated": row["negated"],
        "speakers": [{"name": name, "anonymous": row["anonymous"]} for name in row["speakers"]],
    }  # fmt: skip
    if row["deaths"]:
        found["deaths"] = {"min": row["deaths"][0], "max": row["deaths"][1]}
    return {**found, **fields}


FIRST = gold("Rebels took the bridge at Alba on Monday")
SECOND = gold("Four soldiers died there", deaths=[4, 4], actors=[], speakers=[])
REPORT: Row = {"report": "alba", "title": "A bridge falls", "language": "en",
               "published": "2024-05-07", "publisher": "Alba Post"}  # fmt: skip
CORPUS = Corpus(
    claims=[FIRST, SECOND],
    events=[
        {"event": "bridge", "claims": [FIRST["id"], SECOND["id"]], "reports": ["alba"],
         "deaths": {"low": 4, "best": 4, "high": 4}, "independent": [1, 1]},
    ],
    conflicts=[
        {"about": "deaths", "kind": "contradiction",
         "sides": [{"claims": [FIRST["id"]]}, {"claims": [SECOND["id"]]}]},
    ],
    derivations=[{"report": "alba", "source": None, "ghost": "The Wire", "how": "write-up"}],
    reports=[REPORT],
    texts={"alba": TEXT},
)  # fmt: skip
REPORTS: list[Row] = [
    {**REPORT, "id": "r1", "name": "alba.txt",
     "derived_from": [{"ghost": {"publisher": "Wire"}, "how": "write-up"}]},
]  # fmt: skip


def events(*claims: Row) -> list[Row]:
    return [
        {"claims": [claim["id"] for claim in claims], "deaths": {"low": 4, "best": 4},
         "independent": {"min": 1},
         "conflicts": [{"about": "deaths", "kind": "contradiction",
                        "sides": [{"claims": [claim["id"]]} for claim in claims]}]},
    ]  # fmt: skip


def test_perfect() -> None:
    claims = [exported(FIRST), exported(SECOND)]
    figures, pairs, _ = score(CORPUS, claims, events(*claims), REPORTS)
    assert len(pairs) == 2
    open_fields = {"mode", "targets", "wounded", "independent"}
    assert {name: value for name, value in figures.items() if value != 1.0} == dict.fromkeys(
        open_fields, 0.0
    )


def test_nothing_found() -> None:
    figures, pairs, _ = score(CORPUS, [], [], [])
    assert pairs == []
    assert set(figures.values()) == {0.0}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "AID"),
        ("actors", [{"name": "police"}]),
        ("date", {"start": "2024-05-07", "end": "2024-05-07"}),
        ("place", {"name": "Berg"}),
        ("deaths", {"min": 2, "max": 2}),
        ("speaker", []),
        ("stance", "alleged"),
        ("negated", True),
    ],
)
def test_one_wrong_field(field: str, value: object) -> None:
    key = "speakers" if field == "speaker" else field
    fields = compare(FIRST, exported(FIRST, **{key: value}), Names())
    wrong = {name for name in FIELDS if fields[name] is False}
    assert wrong - {"chain"} == {field}
    claims = [exported(FIRST, **{key: value}), exported(SECOND)]
    figures, _, _ = score(CORPUS, claims, [], REPORTS)
    assert figures["found_f1"] == 1.0
    in_record = field in ("type", "actors", "date", "speaker")
    assert figures["record_f1"] == (0.5 if in_record else 1.0)


def test_overlapping_spans_are_matched_one_to_one_best_first() -> None:
    whole = exported(FIRST, id="whole", quote=TEXT[:55], type="AID")
    clause = exported(FIRST, id="clause")
    laid = lay(CORPUS, [whole, clause], REPORTS)
    pairs = match(CORPUS.claims, laid, Names())
    assert [laid[pair.found]["id"] for pair in pairs] == ["clause"]
    assert score_claims(CORPUS.claims, laid, pairs)["precision"] == 0.5


def test_less_than_half_of_the_shorter_span_does_not_match() -> None:
    laid = lay(CORPUS, [exported(FIRST, quote="on Monday, the army said. Four")], REPORTS)
    assert match([FIRST], laid, Names()) == []


def test_salience_one_is_neither_required_nor_wrong() -> None:
    corpus = replace(CORPUS, claims=[FIRST, {**SECOND, "salience": 1}])
    assert score(corpus, [exported(FIRST)], [], REPORTS)[0]["found_f1"] == 1.0
    both = [exported(FIRST), exported(SECOND)]
    assert score(corpus, both, [], REPORTS)[0]["found_f1"] == 1.0


def test_words_outside_the_text_are_wrong_but_titles_are_let_pass() -> None:
    claims = [exported(FIRST), exported(FIRST, id="x", quote="Ferry sinks off Sumatra")]
    figures, _, _ = score(CORPUS, claims, [], REPORTS)
    assert figures["clean"] == 0.5
    assert figures["precision"] == 0.5
    claims[1]["quote"] = "A bridge falls"
    assert score(CORPUS, claims, [], REPORTS)[0]["clean"] == 1.0
    claims[1].update(quote="Ferry sinks off Sumatra", in_furniture=True)
    assert score(CORPUS, claims, [], REPORTS)[0]["clean"] == 1.0


def test_a_split_event_costs_recall_not_precision() -> None:
    claims = [exported(FIRST), exported(SECOND)]
    split = [*events(claims[0]), *events(claims[1])]
    figures, _, _ = score(CORPUS, claims, split, REPORTS)
    assert figures["bcubed_f1"] == pytest.approx(2 / 3)
    assert figures["pairwise_f1"] == 0.0
    assert figures["conflict_recall"] == 0.0


def test_quotes_are_found_across_line_breaks_and_no_break_spaces() -> None:
    text = Squeezed.of("Il a dit\u00a0: «\u00a0rien\u00a0» et l’armée\npart.")
    assert text.find("« rien » et l'armée part", 0.0) == (11, 35)
    assert text.find("absent", 0.0) is None
    assert Squeezed.of("no, no").find("no", 1.0) == (4, 6)


@pytest.mark.parametrize(
    ("wanted", "given", "agree"),
    [
        ("2025-08-15", "2025-08-15", True),
        ("2025-08-15", "2025-08", True),
        ("2025-08-15", "2025", False),
        ("2025-08", "2025-08-15", True),
        ("2025", "2025-08-01/2025-08-09", True),
        ("2025-08", None, False),
        (None, "2025", True),
        ("2021/2025", "2021-03-04", True),
    ],
)
def test_dates(wanted: str | None, given: str | None, agree: bool) -> None:
    assert dates_agree(wanted, given) is agree


def test_names_by_list_and_by_shared_words() -> None:
    names = Names({"Government of Ruritania": ["Strelsau", "the junta"]})
    assert names.same("Strelsau", "Junta")
    assert names.same("Ruritanian army", "the Ruritanian army’s")
    assert not names.same("Ruritanian army", "police")


def test_a_body_is_one_however_its_country_is_called() -> None:
    names = Names({}, {"Ruritania": ["Ruritanian", "RU"]})

    assert names.same("RU police", "Ruritanian police")
    assert names.same("RU government", "Ruritania")
    assert not names.same("RU military", "Ruritania government")
    assert not names.same("Ruritanian police", "Elbonian military")
