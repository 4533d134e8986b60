"""What a mark says: a number that names one take, guarded so that a wrong one is not taken for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of

Bits = NDArray[np.uint8]

ID_BITS: Final = 48
"""Bits of a take's number: among 100,000 takes of one show, two share theirs with a probability of 2 in 100,000."""

CRC_BITS: Final = 16
PAYLOAD_BITS: Final = ID_BITS + CRC_BITS

_CRC_POLYNOMIAL: Final = 0x1021
_CRC_START: Final = 0xFFFF
"""CRC-16/IBM-3740, also called CCITT-FALSE: the polynomial of ITU-T V.41."""


def mark_of(record: Mapping[str, Any]) -> int:
    """Return the number by which a take's pictures name it, below 2 ** 48.

    It is taken from what is known before the take is sealed and never changes afterwards: the pictures carry it, and
    the record names the pictures by their hashes, so it can't be the hash of the whole record. It says nothing to
    whoever does not hold the take.

    Args:
        record: The take's, as ``take.json`` holds it.
    """
    named = {name: record[name] for name in ("show", "shot", "version", "created")}
    digest = sha256_of({"schema": "rushes/mark/1", **named, "recipe_sha256": record["recipe"]["sha256"]})
    return int(digest[: ID_BITS // 4], 16)


def mark_text(mark: int) -> str:
    """Return a mark as people read it: ``3f2a-9c1b-7d20``."""
    text = f"{mark:0{ID_BITS // 4}x}"
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def bits_of(mark: int) -> Bits:
    """Return the 64 bits that are sent for a mark: itself and its check, highest bit first.

    Raises:
        ValueError: It has more than 48 bits.
    """
    if not 0 <= mark < 1 << ID_BITS:
        message = f"{mark} is no mark: it has to have {ID_BITS} bits."
        raise ValueError(message)
    whole = mark << CRC_BITS | _crc(mark)
    return np.array([whole >> shift & 1 for shift in range(PAYLOAD_BITS - 1, -1, -1)], np.uint8)


def mark_from(bits: Bits) -> int | None:
    """Return the mark that 64 bits hold, None where the check does not fit."""
    whole = int("".join(str(int(bit)) for bit in bits), 2)
    mark, check = whole >> CRC_BITS, whole & (1 << CRC_BITS) - 1
    return mark if _crc(mark) == check else None


def _crc(mark: int) -> int:
    value = _CRC_START
    for byte in mark.to_bytes(ID_BITS // 8, "big"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ _CRC_POLYNOMIAL if value & 0x8000 else value << 1) & 0xFFFF
    return value
