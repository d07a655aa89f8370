"""STIX documents from others: texts and markings come in, nothing is widened, nothing crashes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.collect import freeze
from corrobora.errors import UnreadableInput
from corrobora.model import Draft, Refusal
from corrobora.readers import Item, Limits, sniff
from corrobora.readers.items import SKIPPED, Given
from corrobora.readers.stix import read
from corrobora.share.labels import SEALED, label_of_marking
from corrobora.vocab.stix_ids import stix_ids
from readers.report_files import Read, Refuse

Stix = dict[str, Any]
IDS = stix_ids()
UUID = "6f1c2d7e-93b4-4a51-8c0e-5d2f7a9b1c{:02x}"
TEXT = "Two lorries were burned near the ford on Monday, a driver said."
OLD_TLP = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
TERMS = f"marking-definition--{UUID.format(250)}"


def id_of(kind: str, number: int = 1) -> str:
    return f"{kind}--{UUID.format(number)}"


def report(number: int = 1, **fields: Any) -> Stix:
    return {
        "type": "report", "id": id_of("report", number), "name": "At the ford", "description": TEXT,
        "published": "2031-02-03T00:00:00Z", "modified": "2031-02-04T00:00:00Z",
        "object_refs": [id_of("identity")], **fields,
    }  # fmt: skip


def raw_of(*objects: Any, **fields: Any) -> bytes:
    return json.dumps(
        {"type": "bundle", "id": id_of("bundle"), "objects": objects} | fields
    ).encode()


def drafts(*objects: Any) -> list[Draft]:
    given_ = Given(name="b.json", raw=raw_of(*objects))
    return [one for one in read(given_, Limits()) if isinstance(one, Draft)]


def one_draft(*objects: Any) -> Draft:
    (found,) = drafts(*objects)
    return found


# --- texts and what is stated --------------------------------------------------------------------


def test_reads_texts_with_what_they_state(read: Read) -> None:
    maker = {"type": "identity", "id": id_of("identity"), "name": "Delta Desk"}
    objects = [
        maker,
        report(
            created_by_ref=maker["id"], lang="en", confidence=80,
            external_references=[{"source_name": "x"}, {"source_name": "Ford Post",
                                                        "url": "https://ford.example/1"}],
        ),
        {"type": "note", "id": id_of("note"), "abstract": "Ford", "content": "It was quiet later.",
         "authors": ["A. Writer", "B. Writer"], "created": "2031-02-05T00:00:00Z",
         "object_refs": [id_of("report")]},
        {"type": "incident", "id": id_of("incident"), "name": "A convoy was stopped."},
        {"type": "opinion", "id": id_of("opinion"), "opinion": "disagree",
         "explanation": "No lorry was there.", "object_refs": [id_of("report")]},
        {"type": "indicator", "id": id_of("indicator"), "name": "not read"},
    ]  # fmt: skip
    items = read("b.json", raw_of(*objects))
    assert all(isinstance(item, Item) for item in items)
    first, note, incident, opinion = (item.draft for item in items)
    assert first.text == TEXT
    assert first.stated == {
        "id": id_of("report"), "title": "At the ford", "publisher": "Delta Desk",
        "published": "2031-02-03T00:00:00Z", "published_rule": "stix: published",
        "url": "https://ford.example/1", "language": "en",
    }  # fmt: skip
    assert first.extra["stix"]["confidence"] == 80
    assert (note.text, note.stated["title"]) == ("It was quiet later.", "Ford")
    assert note.stated["author"] == "A. Writer; B. Writer"
    assert note.stated["published_rule"] == "stix: created"
    assert incident.text == "A convoy was stopped."
    assert opinion.text == "No lorry was there."
    assert opinion.extra["stix"]["opinion"] == "disagree"


def test_reads_what_a_taxii_server_answers(read: Read) -> None:
    raw = json.dumps({"more": True, "next": "17", "objects": [report()]}, indent=2).encode()
    (item,) = read("page", raw)
    assert item.draft.text == TEXT
    assert item.raw == raw


@pytest.mark.parametrize(
    ("raw", "name", "expected"),
    [
        (raw_of(report()), "a", "application/stix+json"),
        (raw_of(report()), "a.json", "application/stix+json"),
        (b'{"objects": [], "type": "x"}', "a.json", "application/jsonl"),
        (b'{"objects": [{"label": "lorry"}], "text": "x"}', "a.json", "application/jsonl"),
        (b'{"type": "bundle", "text": "x"}\n', "a.jsonl", "application/jsonl"),
        (b'{"text": "see {\\"type\\": \\"bundle\\"}"}', "a.json", "application/jsonl"),
    ],
)
def test_tells_documents_from_records(raw: bytes, name: str, expected: str) -> None:
    assert sniff(raw, name) == expected


def test_a_later_version_takes_the_place_of_an_earlier() -> None:
    later = report(description="Three lorries.", modified="2031-02-04T00:00:00.500Z")
    outputs = list(read(Given(name="b", raw=raw_of(report(), later)), Limits()))
    assert [type(one) for one in outputs] == [Refusal, Draft]
    assert isinstance(outputs[0], Refusal)
    assert outputs[0].code == SKIPPED
    assert isinstance(outputs[1], Draft)
    assert outputs[1].text == "Three lorries."


def test_what_was_taken_back_does_not_come_in() -> None:
    gone = report(revoked=True, modified="2031-03-01T00:00:00Z")
    assert drafts(report(), gone) == []
    assert drafts(report(revoked="true")) == []
    assert len(drafts(report(revoked=False))) == 1


# --- markings ------------------------------------------------------------------------------------


def definition(id_: str, **fields: Any) -> Stix:
    return {"type": "marking-definition", "id": id_, "name": "TLP:CLEAR"} | fields


TLP_CLEAR = {"definition_type": "tlp", "definition": {"tlp": "clear"}}
STATEMENT = {"definition_type": "statement", "definition": {"statement": "Not TLP:CLEAR at all."}}


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        ([IDS.tlp["TLP:GREEN"]], "TLP:GREEN"),
        ([OLD_TLP], "TLP:AMBER"),
        ([IDS.tlp["TLP:CLEAR"], IDS.tlp["TLP:AMBER+STRICT"], OLD_TLP], "TLP:AMBER+STRICT"),
    ],
)
def test_levels_of_both_versions_are_read_and_the_strictest_stands(
    refs: list[str], expected: str
) -> None:
    assert one_draft(report(object_marking_refs=refs)).marking == expected


def test_a_marked_part_marks_the_whole() -> None:
    part = {"marking_ref": IDS.tlp["TLP:RED"], "selectors": ["description"]}
    lang = {"lang": "fr", "selectors": ["name"]}
    marked = report(
        object_marking_refs=[IDS.tlp["TLP:GREEN"]], granular_markings=[part, lang]
    )  # fmt: skip
    assert one_draft(marked).marking == "TLP:RED"


def test_a_level_may_be_defined_in_the_document() -> None:
    strict = definition(TERMS, definition_type="tlp", definition={"tlp": "amber+strict"})
    marked = report(object_marking_refs=[TERMS])
    assert one_draft(marked, strict).marking == "TLP:AMBER+STRICT"
    assert one_draft(marked, strict, definition(TERMS, **TLP_CLEAR)).marking == "TLP:AMBER+STRICT"


def test_a_known_id_cannot_be_defined_anew() -> None:
    red = IDS.tlp["TLP:RED"]
    marked = report(object_marking_refs=[red])
    assert one_draft(marked, definition(red, **TLP_CLEAR)).marking == "TLP:RED"


@pytest.mark.parametrize(
    ("marks", "definitions"),
    [
        ({"object_marking_refs": [TERMS]}, []),
        ({"object_marking_refs": [TERMS]}, [definition(TERMS, **STATEMENT)]),
        ({"object_marking_refs": [TERMS]}, [definition(TERMS)]),
        ({"object_marking_refs": [TERMS]}, [definition(TERMS, **TLP_CLEAR),
                                            definition(TERMS, **STATEMENT)]),
        ({"object_marking_refs": [TERMS]},
         [definition(TERMS, **TLP_CLEAR | {"extensions": {"x": {}}})]),
        ({"object_marking_refs": [TERMS]},
         [definition(TERMS, definition_type="tlp", definition={"tlp": "clear", "but": "not"})]),
        ({"object_marking_refs": [IDS.tlp["TLP:CLEAR"], TERMS]}, []),
        ({"object_marking_refs": ["TLP:CLEAR"]}, []),
        ({"object_marking_refs": "TLP:CLEAR"}, []),
        ({"object_marking_refs": {"a": 1}}, []),
        ({"object_marking_refs": [None]}, []),
        ({"granular_markings": [{"selectors": ["name"]}]}, []),
        ({"granular_markings": ["TLP:CLEAR"]}, []),
    ],
)  # fmt: skip
def test_what_is_no_level_stays_closed(marks: Stix, definitions: list[Stix]) -> None:
    draft = one_draft(report(**marks), *definitions)
    assert draft.marking is not None
    frozen = freeze(draft, now="2031-03-01T00:00:00Z")
    assert label_of_marking(frozen.marking) == SEALED


def test_without_a_marking_it_stays_closed_too() -> None:
    assert one_draft(report()).marking is None
    assert label_of_marking(None) == SEALED


def test_words_of_other_markings_are_kept() -> None:
    draft = one_draft(report(object_marking_refs=[TERMS]), definition(TERMS, **STATEMENT))
    assert draft.extra["stix"]["markings"] == {TERMS: "Not TLP:CLEAR at all."}


_refs = st.lists(
    st.sampled_from([*IDS.tlp.values(), *IDS.tlp_1, TERMS, "TLP:CLEAR", "marking-definition--x"]),
    min_size=1,
)


@given(_refs, _refs)
def test_another_marking_never_widens(one: list[str], more: list[str]) -> None:
    def label(refs: Iterable[str]) -> Any:
        return label_of_marking(one_draft(report(object_marking_refs=list(refs))).marking)

    assert label([*one, *more]) | label(one) == label([*one, *more])


# --- hostile input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"type": "bundle", "objects": [', "not JSON"),
        (b'{"type": "bundle", "objects": ' + b"[" * 200_000, "not JSON"),
        (b'{"type": "bundle", "objects": [' + b'{"a":' * 100_000, "not JSON"),
        (b'{"type": "bundle"}', "no list of objects"),
        (b'{"type": "bundle", "objects": {}}', "no list of objects"),
        (b'{"type": "bundle", "objects": null}', "no list of objects"),
        (raw_of(), "no report"),
        (raw_of({"type": "indicator"}), "no report"),
        (b'{"type": "bundle", "objects": [{"type": "note", "content": "\\ud800"}]}', "not JSON"),
        (b'{"type": "bundle", "objects": [{"type": "note", "content": "\xff"}]}', "not JSON"),
    ],
)
def test_refuses_documents_that_are_none(refuse: Refuse, raw: bytes, words: str) -> None:
    assert words in refuse("b.json", raw).reason


def test_refuses_documents_and_texts_that_are_too_long() -> None:
    raw = raw_of(report(description="word " * 500))
    with pytest.raises(UnreadableInput, match="pages"):
        list(read(Given(name="b", raw=raw), Limits(unpacked_bytes=1000)))
    (refusal,) = read(Given(name="b", raw=raw), Limits(text_bytes=1000))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "input.limit"


WRONG: list[Any] = [5, None, [], {"type": []}, "report", {}]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_object_is_refused_by_number_and_the_rest_goes_in(wrong: Any) -> None:
    refusal, draft = read(Given(name="b", raw=raw_of(wrong, report())), Limits())
    assert isinstance(refusal, Refusal)
    assert refusal.place == "object 1"
    assert isinstance(draft, Draft)


def test_a_text_that_is_missing_is_refused_by_number() -> None:
    (refusal,) = read(Given(name="b", raw=raw_of({"type": "note", "content": [TEXT]})), Limits())
    assert isinstance(refusal, Refusal)
    assert refusal.place == "object 1"


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    | st.sampled_from([id_of("report"), TERMS, IDS.tlp["TLP:CLEAR"], "TLP:CLEAR", "report"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "id", "tlp", "statement", "marking_ref", "url", "name",
                         *(each.id for each in IDS.extensions.values())]),
        inner, max_size=3,
    ),
    max_leaves=8,
)  # fmt: skip
_fields = st.sampled_from(
    ["id", "name", "description", "modified", "published", "object_marking_refs", "lang", "labels",
     "granular_markings", "external_references", "created_by_ref", "extensions", "revoked",
     "confidence", "authors", "content", "object_refs", "definition", "definition_type"]
)  # fmt: skip
_kinds = st.sampled_from(
    ["report", "note", "opinion", "incident", "identity", "marking-definition"]
)


@given(st.lists(st.tuples(_kinds, st.dictionaries(_fields, _json, max_size=6)), max_size=4))
def test_fields_of_any_kind_are_survived(objects: list[tuple[str, Stix]]) -> None:
    raw = raw_of(report(), *({"type": kind} | fields for kind, fields in objects))
    for output in read(Given(name="b", raw=raw), Limits()):
        assert isinstance(output, (Draft, Refusal))
        if isinstance(output, Draft):
            assert output.text.strip()
            assert all(isinstance(value, str) for value in output.stated.values())
            json.dumps(output.extra)
