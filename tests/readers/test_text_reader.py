"""Plain text: code point for code point, encodings stated, junk refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.model import Draft
from corrobora.readers.items import Given
from corrobora.readers.limits import Limits
from corrobora.readers.text import decode
from corrobora.readers.text import read as reader
from readers.report_files import ReadOne, Refuse


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        ("été – «oui»\r\n".encode(), "été – «oui»\r\n", "utf-8"),
        (codecs.BOM_UTF8 + "été".encode(), "été", "utf-8-sig"),
        ("été".encode("utf-16"), "été", "utf-16"),
        (codecs.BOM_UTF16_BE + "été".encode("utf-16-be"), "été", "utf-16"),
        ("L’été à l’œuvre".encode("cp1252"), "L’été à l’œuvre", "cp1252"),
        ("caf\xe9 \x81 long enough to be text and more".encode("latin-1"),
         "caf\xe9 \x81 long enough to be text and more", "latin-1"),
    ],
)  # fmt: skip
def test_decodes_and_states_the_encoding(
    read_one: ReadOne, raw: bytes, text: str, encoding: str
) -> None:
    draft = read_one("a.txt", raw)
    assert draft.text == text
    assert draft.stated["encoding"] == encoding


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_keeps_every_code_point(text: str) -> None:
    if not text.strip() or text.startswith("\ufeff"):
        return
    (draft,) = reader(Given(name="a.txt", raw=text.encode()), Limits())
    assert isinstance(draft, Draft)
    assert draft.text == text


@pytest.mark.parametrize("name", ["a.txt", "a.md", "noname"])
def test_refuses_binary_junk_whatever_its_name(refuse: Refuse, name: str) -> None:
    junk = bytes((i * 37 + i // 7) % 256 for i in range(5000))
    assert "binary" in refuse(name, junk).reason


@pytest.mark.parametrize("raw", [b"", b" \n\t\r\n ", codecs.BOM_UTF8])
def test_refuses_nothing(refuse: Refuse, raw: bytes) -> None:
    assert "empty" in refuse("a.txt", raw).reason


def test_refuses_a_text_of_fifty_megabytes(refuse: Refuse) -> None:
    refusal = refuse("long.txt", b"All was quiet. " * (50 * 1024 * 1024 // 15))
    assert refusal.code == "input.limit"
    assert "20 MB" in refusal.reason


@given(st.binary(max_size=200), st.none() | st.text(max_size=12))
def test_decoding_never_fails(raw: bytes, label: str | None) -> None:
    text, encoding = decode(raw, label)
    assert isinstance(text, str)
    assert encoding


@pytest.mark.parametrize("label", ["x-unknown", "base64", "rot13", "hex", "\x00", "", "undefined"])
def test_a_label_that_is_no_text_codec_is_passed_over(label: str | None) -> None:
    assert decode("été".encode(), label) == ("été", "utf-8")
