"""did:key names."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from rushes.clearance.records.did import did_of, method_of, public_key_of
from rushes.clearance.records.multibase import base58
from rushes.errors import BadInputError

PRIME = 2**255 - 19
CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME

# The first key of https://w3c-ccg.github.io/did-key-spec/#ed25519-x25519 (did:key examples), made from the seed 0...0.
SEED_ZERO = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"


def test_the_published_name_of_the_key_of_the_zero_seed():
    assert did_of(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()) == SEED_ZERO


def test_a_name_leads_back_to_its_key():
    public = Ed25519PrivateKey.generate().public_key()
    assert public_key_of(did_of(public)) == public
    assert method_of(did_of(public)).split("#") == [did_of(public), did_of(public).removeprefix("did:key:")]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("did:web:example.com", "is no did:key"),
        ("", "is no did:key"),
        ("did:key:u7QE", "no base58btc"),
        ("did:key:z0OIl", "no base58btc"),
        ("did:key:z" + "6" * 200, "no base58btc"),
        ("did:key:" + base58(b"\xed\x01" + bytes(33)), "33 bytes"),
        (SEED_ZERO + "1", "no Ed25519 key"),
        ("did:key:" + base58(b"\xed\x01" + bytes(31)), "31 bytes"),
        (
            "did:key:" + base58(b"\xec\x01" + X25519PrivateKey.generate().public_key().public_bytes_raw()),
            "no Ed25519 key",
        ),
    ],
)
def test_what_is_no_name_of_an_ed25519_key_is_refused(name, words):
    with pytest.raises(BadInputError, match=words):
        public_key_of(name)


def _small_points() -> list[tuple[int, int]]:
    """Return the eight points whose order divides eight, found from the curve's equation -x^2 + y^2 = 1 + d x^2 y^2."""
    root = pow(2, (PRIME - 1) // 4, PRIME)  # a square root of -1
    points = [(0, 1), (0, PRIME - 1), (root, 0), (PRIME - root, 0)]
    for y in _order_eight(root):
        x = _x_of(y, root)
        points += [(x, y), (PRIME - x, y)]
    return points


def _order_eight(root: int) -> list[int]:
    # Doubled, such a point has y = 0, so x^2 = -y^2; then the curve says d y^4 + 2 y^2 - 1 = 0.
    found = []
    half = _sqrt(1 + CURVE_D, root)
    assert half is not None
    for sign in (1, -1):
        square = (-1 + sign * half) * pow(CURVE_D, -1, PRIME) % PRIME
        y = _sqrt(square, root)
        if y is not None:
            found += [y, PRIME - y]
    return found


def _sqrt(value: int, root: int) -> int | None:
    found = pow(value, (PRIME + 3) // 8, PRIME)
    for candidate in (found, found * root % PRIME):
        if candidate * candidate % PRIME == value % PRIME:
            return candidate
    return None


def _x_of(y: int, root: int) -> int:
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, PRIME) % PRIME
    found = _sqrt(square, root)
    assert found is not None
    return found


def _add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = one, other
    product = CURVE_D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, PRIME) % PRIME
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, PRIME) % PRIME
    return x, y


def test_every_key_of_small_order_is_refused():
    points = _small_points()
    assert len(set(points)) == 8
    for point in points:
        eight = point
        for _ in range(3):
            eight = _add(eight, eight)
        assert eight == (0, 1)
        x, y = point
        raw = (y | (x & 1) << 255).to_bytes(32, "little")
        with pytest.raises(BadInputError, match="small order"):
            public_key_of("did:key:" + base58(b"\xed\x01" + raw))


@pytest.mark.parametrize("y", [PRIME, PRIME + 1, PRIME + 18])
def test_a_key_written_in_a_second_way_is_refused(y):
    with pytest.raises(BadInputError, match="form"):
        public_key_of("did:key:" + base58(b"\xed\x01" + y.to_bytes(32, "little")))
