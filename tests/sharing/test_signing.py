"""Heads are signed by the node, and by nobody else."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.sharing.signing import Signer, verify_head
from corrobora.store import Store

HASH = "ab" * 32


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("signing") / "case.db"
    with Store.open(path, create=True, clock=lambda: "2025-09-21T12:00:00Z") as opened:
        yield opened


def test_the_key_is_made_once(store: Store) -> None:
    first = Signer(store, lambda size: b"k" * size)
    again = Signer(store, lambda size: b"other"[:1] * size)
    assert first.public == again.public
    assert first.sign_head("journal", 7, HASH) == again.sign_head("journal", 7, HASH)


@given(st.text(max_size=9), st.integers(0, 10**12), st.text("0123456789abcdef", max_size=64))
def test_a_signature_holds_for_its_head_alone(
    store: Store, of: str, number: int, hash_: str
) -> None:
    signer = Signer(store, lambda size: b"k" * size)
    signature = signer.sign_head(of, number, hash_)
    assert verify_head(signer.public, signature, of, number, hash_)
    assert not verify_head(signer.public, signature, of, number + 1, hash_)
    assert not verify_head(signer.public, signature, f"{of}x", number, hash_)
    assert not verify_head(signer.public, signature, of, number, f"{hash_}0")
    other = base64.b64encode(bytes(31) + b"\1").decode()
    assert not verify_head(other, signature, of, number, hash_)


@given(st.text(max_size=100), st.text(max_size=100))
def test_rubbish_is_no_signature(store: Store, key: str, signature: str) -> None:
    signer = Signer(store, lambda size: b"k" * size)
    assert not verify_head(key, signer.sign_head("journal", 1, HASH), "journal", 1, HASH)
    assert not verify_head(signer.public, signature, "journal", 1, HASH)
