"""did:key: the name that an Ed25519 key gives itself.

The name is the public key (32 bytes) behind the multicodec prefix of Ed25519, in base58btc. Nothing has to be looked up, so
a record of 2026 is still verifiable when no server of 2026 is left.
Source: https://w3c-ccg.github.io/did-key-spec/ and https://www.w3.org/TR/cid-1.0/#Multikey
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rushes.clearance.records.multibase import base58, unbase58
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PREFIX = "did:key:"

_ED25519 = b"\xed\x01"
"""Multicodec 0xed as a varint."""

_KEY_BYTES = 32

_FIELD = 2**255 - 19
"""The prime over which the curve is defined."""

_ORDER_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
"""The y of half of the four points of order eight; the other half has the prime minus it."""

_SMALL = frozenset({0, 1, _FIELD - 1, _ORDER_EIGHT, _FIELD - _ORDER_EIGHT})
"""Every y of the curve's eight points of small order. Under such a "key" one signature holds for many texts."""


def did_of(public: Ed25519PublicKey) -> str:
    """Return the did:key that names a public key."""
    return PREFIX + base58(_ED25519 + public.public_bytes_raw())


def method_of(did: str) -> str:
    """Return the verification method of a did:key: the key's name with itself as fragment."""
    return f"{did}#{did.removeprefix(PREFIX)}"


@lru_cache(maxsize=4096)
def public_key_of(did: str) -> Ed25519PublicKey:
    """Return the key that a did:key names.

    Raises:
        BadInputError: It is no did:key, of another kind than Ed25519, or a key under which signatures prove nothing
            (written in two ways, or of small order).
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not did.startswith(PREFIX):
        raise BadInputError(f"{did!r} is no did:key. Give the signer's key as did:key:z6Mk...")
    data = unbase58(did.removeprefix(PREFIX))
    if not data.startswith(_ED25519):
        raise BadInputError(f"{did} is no Ed25519 key: only those, did:key:z6Mk..., sign records here.")
    raw = data.removeprefix(_ED25519)
    if len(raw) != _KEY_BYTES:
        raise BadInputError(f"{did} names a key of {len(raw)} bytes; an Ed25519 key has {_KEY_BYTES}.")
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= _FIELD:
        raise BadInputError(f"{did} writes its key in a form that Ed25519 does not allow (RFC 8032, 5.1.3).")
    if y in _SMALL:
        raise BadInputError(f"{did} is a key of small order: anybody could sign under it, so it proves nothing.")
    return Ed25519PublicKey.from_public_bytes(raw)
