"""The shipped event types are sound, and a user's own files are added or refused clearly."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrobora.errors import VocabularyError
from corrobora.vocab.event_check import check, grid, matches, tokens
from corrobora.vocab.event_patterns import compile_sense, split_words
from corrobora.vocab.event_types import EVENTS_DIRECTORY, EventTypes, load_event_types, read_example
from corrobora.vocab.types import Sense
from corrobora.vocab.word_classes import load_word_classes

PLOVER = {
    "AGREE", "CONSULT", "SUPPORT", "YIELD", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
}  # fmt: skip
FREQUENT = (
    "ASSAULT", "COERCE", "ACCUSE", "SANCTION", "COOPERATE", "AID", "REQUEST", "REJECT", "CONSULT",
    "THREATEN", "STATE",
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> EventTypes:
    return load_event_types()


def read_as(text: str, language: str, types: EventTypes) -> list[tuple[str, str | None]]:
    return [(m.entry.type, m.entry.mode) for m in matches(text, language, types) if m.entry.type]


def test_every_type_is_there(shipped: EventTypes) -> None:
    assert set(shipped.types) == PLOVER | {"STATE", "OTHER"}
    assert shipped.languages == ("en", "fr")


def test_nothing_to_complain_about(shipped: EventTypes) -> None:
    assert [f"{p.kind} {p.type} {p.entry}: {p.message}" for p in check(shipped)] == []


def test_each_type_has_words_and_examples_in_each_language(shipped: EventTypes) -> None:
    rows = grid(shipped)
    assert len(rows) == 2 * len(shipped.types)
    for row in rows:
        assert row.examples >= 8, row
        assert row.counterexamples >= 4, row
        if row.type in FREQUENT:
            assert row.verbs + row.nouns >= 100, row


def test_codes_of_other_schemes(shipped: EventTypes) -> None:
    for type_ in shipped.types.values():
        assert type_.summary
        assert -10 <= type_.score <= 10
        for mode in type_.modes:
            assert mode.summary, (type_.type, mode.id)
        if type_.type in PLOVER:
            assert type_.cameo
            assert type_.quad in {"VC", "MC", "VX", "MX"}
    drone = {mode.id: mode for mode in shipped.types["ASSAULT"].modes}["drone"]
    assert drone.acled == ("Air/drone strike",)
    assert shipped.types["ACCUSE"].score == -3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Soldiers seized power in Bangui.", ("COERCE", "coup")),
        ("Soldiers seized two trucks in Bangui.", ("COERCE", "seize")),
        ("Sweden expelled three diplomats.", ("SANCTION", "expel")),
        ("Sweden expelled a journalist.", ("COERCE", "deport")),
        ("Militants struck a base near Diffa.", ("ASSAULT", "aerial")),
        ("The mayor called for the release of the boys.", ("REQUEST", "yield")),
        ("The premier fired the minister.", ("OTHER", "appointment")),
        ("The premier fired rockets.", ("ASSAULT", "heavy-weapons")),
        ("The bandits hold two nuns hostage.", ("ASSAULT", "abduct")),
        ("The envoys held talks in Muscat.", ("CONSULT", None)),
        ("The editor was accused of treason.", ("ACCUSE", "allege")),
        ("The court freed the poet.", ("RETREAT", "release")),
        ("Floods killed ten people in Niger.", ("OTHER", "disaster")),
    ],
)
def test_objects_and_subjects_decide(
    shipped: EventTypes, text: str, expected: tuple[str, str | None]
) -> None:
    assert expected in read_as(text, "en", shipped)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("She seized the opportunity to speak.", "en"),
        ("Please share this page.", "en"),
        ("The film captured the attention of the jury.", "en"),
        ("Il a saisi l'occasion de parler.", "fr"),
    ],
)
def test_idioms_are_no_events(shipped: EventTypes, text: str, language: str) -> None:
    assert read_as(text, language, shipped) == []


def test_the_best_entry_comes_first(shipped: EventTypes) -> None:
    for heads in (shipped.entries["en"], shipped.entries["fr"]):
        for entries in heads.values():
            ranks = [entry.rank for entry in entries]
            assert ranks == sorted(ranks, reverse=True)


def test_every_form_leads_to_its_entries(shipped: EventTypes) -> None:
    table = shipped.lemma_table("fr")
    assert ("expulser", "verb") in table["expulsées"]
    assert ("expulsion", "noun") in table["expulsions"]
    assert shipped.lemma_table("xx") == {}


def test_a_compound_pattern_is_taken_apart() -> None:
    sense = Sense(
        language="en",
        verbs=("launch|carry_out {@attack}", "order * to leave", "take {control} of"),
        nouns=("intelligence sharing", "vote of no confidence", "release of [@prisoner]"),
    )
    classes = {"attack": frozenset(("raid",)), "prisoner": frozenset(("prisoner",))}
    launch, carry, order, take, sharing, vote, release = compile_sense(sense, "X", classes, "x")
    assert (launch.head, launch.absorbed, launch.after) == ("launch", True, ())
    assert (carry.head, carry.after) == ("carry", ("out",))
    assert (order.gap, order.tail) == (True, ("to", "leave"))
    assert (take.tail, take.object is not None) == (("of",), True)
    assert (sharing.head, sharing.before) == ("sharing", ("intelligence",))
    assert (vote.head, vote.after) == ("vote", ("of", "no", "confidence"))
    assert (release.head, release.after, release.absorbed) == ("release", (), False)
    assert release.prepositions["of"] == "target"


def test_french_words_of_a_pattern() -> None:
    assert split_words("coup d'État") == ("coup", "d'", "état")
    sense = Sense(language="fr", verbs=("se retirer de",), object_role="none")
    (entry,) = compile_sense(sense, "X", {}, "x")
    assert (entry.head, entry.reflexive, entry.after) == ("retirer", True, ("de",))


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("seize {power", "bracket"),
        ("{power}", "begin with a word"),
        ("seize {}", "empty"),
        ("seize {a} {b}", "one object"),
        ("order *", "follow the star"),
        ("seize {@nothing}", "word class @nothing"),
        ("seize [kind:ghost]", "kind of actor"),
    ],
)
def test_a_wrong_pattern_is_named(pattern: str, fault: str) -> None:
    sense = Sense(language="en", verbs=(pattern,))
    with pytest.raises(VocabularyError, match=fault) as caught:
        compile_sense(sense, "X", {}, "mine.toml")
    assert caught.value.facts["file"] == "mine.toml"


def test_an_example_line() -> None:
    example = read_example("abduct: {Men} [took] <a nurse>.", "en", file=Path("x.toml"))
    assert (example.text, example.trigger, example.start) == ("Men took a nurse.", "took", 4)
    assert (example.mode, example.actor, example.target) == ("abduct", "Men", "a nurse")
    with pytest.raises(VocabularyError, match="square brackets"):
        read_example("Men took a nurse.", "en", file=Path("x.toml"))
    with pytest.raises(VocabularyError, match="not closed"):
        read_example("Men [took <a nurse.", "en", file=Path("x.toml"))


def overlay(directory: Path, text: str, classes: str = "") -> Path:
    (directory / "events").mkdir()
    (directory / "events" / "mine.toml").write_text(text, encoding="utf-8")
    if classes:
        (directory / "classes").mkdir()
        (directory / "classes" / "en.toml").write_text(classes, encoding="utf-8")
    return directory


def test_an_overlay_adds_and_takes_out(tmp_path: Path) -> None:
    text = """
type = "COERCE"
[drop]
en = "curfew"
[modes.toll]
summary = "Road tolls by force."
[[en]]
mode = "toll"
verbs = "shake down [@trucker]"
"""
    types = load_event_types(overlay(tmp_path, text, 'trucker = "trucker, driver"'))
    assert read_as("The gang shook down truckers.", "en", types) == [("COERCE", "toll")]
    assert ("COERCE", "curfew") not in read_as("The curfew began.", "en", types)
    assert types.types["COERCE"].summary == load_event_types().types["COERCE"].summary


def test_an_overlay_may_bring_a_language(tmp_path: Path) -> None:
    text = 'type = "COERCE"\n[[es]]\nmode = "arrest"\nverbs = "detener"\n'
    types = load_event_types(overlay(tmp_path, text))
    assert "es" in types.languages
    assert read_as("detener", "es", types) == [("COERCE", "arrest")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("type = ", "cannot be read"),
        ('type = "X"\nfoo = 1', "no field 'foo'"),
        ('type = "X"\n[[en]]\nverb = "a"', "no field 'verb'"),
        ('type = "X"\n[[en]]\nverbs = 3', "string of words"),
        ('type = "X"\nscore = "high"', "score"),
        ('type = "X"\n[[en]]\nverbs = "a {b"', "bracket"),
        ('type = "X"\n[[en]]\nverbs = "a"\nobject_role = "victim"', "victim"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(VocabularyError, match=fault):
        load_event_types(overlay(tmp_path, text))


def test_word_classes_refuse_loops_and_gaps(tmp_path: Path) -> None:
    (tmp_path / "classes").mkdir()
    path = tmp_path / "classes" / "en.toml"
    path.write_text('one = "@two"\ntwo = "@one"', encoding="utf-8")
    with pytest.raises(VocabularyError, match="contain each other"):
        load_word_classes(tmp_path)
    path.write_text('one = "@none"', encoding="utf-8")
    with pytest.raises(VocabularyError, match="not defined"):
        load_word_classes(tmp_path)


def test_classes_take_in_other_classes() -> None:
    classes = load_word_classes()
    assert "general" in classes["en"]["person_noun"]
    assert "ambassadeur" in classes["fr"]["diplomat"]


def test_tokens_keep_offsets(shipped: EventTypes) -> None:
    text = "Mali’s army has re-taken the U.S. base."
    for token in tokens(text, "en", shipped):
        assert text[token.start : token.end].lower().replace("’", "'") == token.form


def test_shipped_files_are_one_type_each() -> None:
    names = {path.stem for path in EVENTS_DIRECTORY.glob("*.toml")}
    assert names == {name.lower() for name in PLOVER} | {"state", "other", "idioms"}
