"""Signed heads: what a node says of how far a feed, or its journal, has come.

Who keeps a signed head can prove later that rows at or before it were changed or cut off, and that
it was this node that said so. Ed25519 signs the same head with the same bytes each time.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from corrobora.store import Store

KEY_BYTES = 32
_NAME = "node/ed25519"
_FORM = "corrobora-head/1"


class Signer:
    """Signs heads with the key of the node, which is made when it is first needed.

    Args:
        store: The store of the case; its key never leaves it.
        random: Gives so many random bytes.
    """

    def __init__(self, store: Store, random: Callable[[int], bytes]) -> None:
        secret = store.ledger.key(_NAME, lambda: random(KEY_BYTES))
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public = _text(self._key.public_key().public_bytes_raw())

    def sign_head(self, of: str, number: int, hash_: str) -> str:
        """The signature of a head, as Base64.

        Args:
            of: What it is the head of: the id of a collection, or "journal".
            number: The number of its last row.
            hash_: The hash of that row.
        """
        return _text(self._key.sign(_said(of, number, hash_)))


def verify_head(public: str, signature: str, of: str, number: int, hash_: str) -> bool:
    """Whether the holder of a public key (Base64) signed this head."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(public))
        key.verify(_bytes(signature), _said(of, number, hash_))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _said(of: str, number: int, hash_: str) -> bytes:
    return "\n".join((_FORM, of, str(number), hash_)).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
