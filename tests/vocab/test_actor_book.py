from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.errors import VocabularyError
from corrobora.vocab.actor_book import ActorBook, load_actors
from corrobora.vocab.spelling import sound_key, tokenise


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return load_actors()


def ids(book: ActorBook, text: str, language: str = "en", *, caseless: bool = False) -> list[str]:
    return [m.entries[0].id for m in book.match(tokenise(text), language, caseless=caseless)]


def test_the_book_covers_the_world(book: ActorBook) -> None:
    kinds = [entry.kind for entry in book.entries.values()]
    states = [entry for entry in book.entries.values() if entry.kind == "state"]
    assert len(states) > 195
    assert kinds.count("armed-group") >= 150
    assert kinds.count("media") >= 120
    for entry in states:
        assert entry.aliases["en"], entry.id
        assert entry.aliases["fr"], entry.id
        assert entry.adjectives.get("fr"), entry.id
        assert re.fullmatch(r"[A-Z]{2}(-[A-Z]{1,3})?|SOL", entry.id)


def test_years_are_in_order(book: ActorBook) -> None:
    for entry in book.entries.values():
        if entry.since is not None and entry.until is not None:
            assert entry.since <= entry.until, entry.id


def test_no_spelling_names_two_states(book: ActorBook) -> None:
    for language in ("en", "fr"):
        owner: dict[str, str] = {}
        for entry in book.entries.values():
            if entry.kind == "state":
                seats = () if entry.until else entry.metonyms.get("*", ())
                for name in (*entry.aliases[language], *seats):
                    assert owner.setdefault(name, entry.id) == entry.id, name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("talks with Jama'at Nusrat al-Islam wal-Muslimin", "JNIM"),
        ("Jama\u2019at Nusrat al Islam wal Muslimeen said".replace("\u2019", "'"), "JNIM"),
        ("Jamaat Nusrat ul-Islam wa al-Muslimin", "JNIM"),
        ("a cell of al-Qa'ida", "AQ"),
        ("a cell of Al Qaeda", "AQ"),
        ("Hayat Tahrir al Sham", "HTS"),
        ("the Izz el-Deen al-Qassam Brigades", "HAMAS"),
        ("Nato ministers met", "NATO"),
        ("troops of the U.S. landed", "US"),
    ],
)
def test_spellings_of_one_actor(book: ActorBook, text: str, expected: str) -> None:
    assert ids(book, text) == [expected]


def test_the_longest_name_wins(book: ActorBook) -> None:
    assert ids(book, "Al-Qaeda in the Islamic Maghreb denied it") == ["AQIM"]
    assert ids(book, "the Niger Delta Avengers struck") == ["NDA"]


def test_capitals_matter_unless_the_text_has_none(book: ActorBook) -> None:
    assert ids(book, "they met us in march and ate turkey") == []
    assert ids(book, "the fmln and the u.s. embassy", caseless=True) == ["FMLN", "US"]
    assert ids(book, "they told us that it was time", caseless=True) == []


def test_names_of_states_follow_the_language(book: ActorBook) -> None:
    assert ids(book, "L'Allemagne et les États-Unis ont salué l'accord", "fr") == ["DE", "US"]
    assert ids(book, "Maurice spoke first") == []
    assert ids(book, "le ministre de l'Union européenne", "fr") == ["EU"]


def test_french_adjectives_are_inflected(book: ActorBook) -> None:
    forms = book.nationalities("fr")
    for word, country in {
        "malienne": "ML",
        "turques": "TR",
        "français": "FR",
        "russes": "RU",
    }.items():
        assert forms[tuple(t.fold for t in tokenise(word))][0] == country


def test_sound_keys_ignore_how_arabic_is_romanised() -> None:
    assert sound_key("muslimin") == sound_key("muslimeen") == sound_key("mouslimin")
    assert sound_key("djamaat") == sound_key("jamaat")


@given(st.text(max_size=200))
def test_tokens_lie_in_the_text(text: str) -> None:
    last = 0
    for token in tokenise(text):
        assert last <= token.start < token.end
        assert text[token.start : token.end] == token.text
        last = token.end


# --- overlays and mistakes -----------------------------------------------------------------------


def overlay(directory: Path, text: str) -> Path:
    (directory / "own.toml").write_text(text, "utf-8")
    return directory


def test_a_users_entry_is_added_and_replaces(tmp_path: Path) -> None:
    own = overlay(
        tmp_path,
        """
[[actor]]
id = "WATCH"
name = "River Watch"
kind = "ngo"
aliases.en = ["River Watch", "RWX"]

[[actor]]
id = "JNIM"
name = "Support Group"
kind = "armed-group"

[wording]
language = "en"
titles = ["harbour master"]
""",
    )
    book = load_actors(own)
    assert ids(book, "River Watch counted five boats") == ["WATCH"]
    assert book.entries["JNIM"].name == "Support Group"
    assert "harbour master" in book.wording("en").titles
    assert "president" in book.wording("en").titles


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ('[[actor]]\nid = "X"\nname = "X"\nkind = "wizard"\n', "X"),
        ('[[actor]]\nid = "X"\nname = "X"\nkind = "ngo"\nalias = ["Y"]\n', "X"),
        ('[[actor]]\nid = "X"\nkind = "ngo"\n', "X"),
        ('[[actor]]\nid = "X"\nname = "X"\nkind = "ngo"\n' * 2, "X"),
        ('[[actor]]\nid = "X"\nname = "X"\nkind = "ngo"\nparent = "NOBODY"\n', "X"),
        ('[wording]\nlanguage = "en"\nspells = ["a"]\n', "wording"),
        ("[[weapon]]\nid = 'X'\n", "weapon"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, entry: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        load_actors(overlay(tmp_path, text))
    assert caught.value.facts["entry"] == entry


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError) as caught:
        load_actors(overlay(tmp_path, "[[actor]\n"))
    assert str(caught.value.facts["file"]).endswith("own.toml")
    with pytest.raises(VocabularyError):
        load_actors(tmp_path / "nowhere")
