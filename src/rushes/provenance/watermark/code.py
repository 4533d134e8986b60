"""The error correction: a convolutional code of rate 1/3 with 64 states, decoded softly.

Viterbi, "Error bounds for convolutional codes and an asymptotically optimum decoding algorithm", IEEE Transactions on
Information Theory 13 (1967). The generators 133, 171 and 165 (octal) are those of 3GPP TS 36.212, section 5.1.3.1; the
register starts and ends empty.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
Floats = NDArray[np.float64]

GENERATORS: Final = (0o133, 0o171, 0o165)
_MEMORY: Final = 6
_STATES: Final = 1 << _MEMORY


def coded_length(length: int) -> int:
    """Return how many bits are sent for so many."""
    return (length + _MEMORY) * len(GENERATORS)


def encode(bits: Bits) -> Bits:
    """Return the bits that are sent, three for each and for the six that empty the register."""
    state, sent = 0, []
    for bit in [*bits.tolist(), *[0] * _MEMORY]:
        register = bit << _MEMORY | state
        sent += [(register & generator).bit_count() & 1 for generator in GENERATORS]
        state = register >> 1
    return np.array(sent, np.uint8)


def decode(soft: Floats) -> Bits:
    """Return the bits that were most likely sent.

    Args:
        soft: For each bit that was sent how much speaks for 0 (above zero) or for 1 (below), shape [3 * (bits + 6)].
    """
    steps = soft.reshape(-1, len(GENERATORS))
    entered, came_from, signs = _trellis()
    score = np.full(_STATES, -np.inf)
    score[0] = 0.0
    choices = np.zeros((len(steps), _STATES), np.uint8)
    for at, heard in enumerate(steps):
        both = score[came_from] + signs @ heard
        choices[at] = both.argmax(axis=1)
        score = both.max(axis=1)
    state, bits = 0, []
    for choice in choices[::-1]:
        bits.append(entered[state])
        state = came_from[state, choice[state]]
    return np.array(bits[::-1][:-_MEMORY], np.uint8)


def _trellis() -> tuple[Bits, NDArray[np.int64], Floats]:
    """Return for every state the bit that leads into it, the two states before it, and what each of them sends (1 for 0, -1 for 1)."""
    states = np.arange(_STATES)
    entered = (states >> (_MEMORY - 1)).astype(np.uint8)
    before = np.stack([states << 1 & (_STATES - 1), states << 1 & (_STATES - 1) | 1], axis=1)
    registers = entered[:, None].astype(np.int64) << _MEMORY | before
    odd = np.array([number.bit_count() & 1 for number in range(2 * _STATES)])
    ones = np.stack([odd[registers & generator] for generator in GENERATORS], axis=-1)
    return entered, before, 1.0 - 2.0 * ones
