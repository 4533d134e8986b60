"""Storeys as rooms that sound: what strikes inside one rings in its modes and is muffled by its walls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.hearing.acoustics import SPEED_OF_SOUND
from rushes.engines.hearing.modal import ring
from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]

HIGHEST_MODE_HZ = 420.0
"""Above this a room's modes lie so close that they colour nothing (Schroeder's frequency of a furnished room)."""

ROOM_ABSORBS = 0.14
"""Mean absorption of bare and furnished rooms with their windows open or gone."""

OPEN = 0.3
"""Share of the pressure that leaves a room through its windows, at all frequencies."""

WALL_HZ = 260.0
"""Corner of what walls let through, 6 dB an octave (the mass law)."""


def modes(room: Array) -> tuple[Array, Array]:
    """Return a room's modes [Hz] up to ``HIGHEST_MODE_HZ`` and how loudly each answers, by how few there are of its kind.

    Rectangular room with hard walls: f = c / 2 sqrt(sum (n / L)^2) (Kuttruff, *Room Acoustics*).

    Args:
        room: Length, depth and height [m], shape [3].
    """
    most = np.floor(2 * HIGHEST_MODE_HZ / SPEED_OF_SOUND * room).astype(int)
    order = np.stack(np.meshgrid(*(np.arange(n + 1) for n in most), indexing="ij"), axis=-1).reshape(-1, 3)
    frequency = SPEED_OF_SOUND / 2 * np.sqrt(np.square(order / room).sum(axis=1))
    kept = (frequency > 0) & (frequency <= HIGHEST_MODE_HZ)
    # Axial modes are twice as strong in pressure as tangential ones, and those as oblique ones.
    return frequency[kept], 2.0 ** (1 - (order[kept] > 0).sum(axis=1))


def answer(room: Array, rng: np.random.Generator) -> Array:
    """Return what a room adds to a knock in it: its low modes, decaying after Sabine, energy 1.

    Args:
        room: Length, depth and height [m], shape [3].
        rng: Of phases and of the rooms' small differences.
    """
    frequency, loud = modes(room * rng.uniform(0.93, 1.07, 3))
    x, y, z = room
    seconds = 0.161 * x * y * z / (ROOM_ABSORBS * 2 * (x * y + y * z + z * x))
    amplitude = loud * rng.uniform(0.5, 1.0, len(frequency)) / np.sqrt(1 + (frequency / 220) ** 2)
    phase = rng.uniform(0, 2 * np.pi, len(frequency))
    decay = np.full(len(frequency), 6.91 / seconds)
    wave = ring(frequency, decay, amplitude, phase, round(min(seconds, 1.0) * SAMPLE_RATE))
    rise = np.minimum(np.arange(len(wave)) / (0.004 * SAMPLE_RATE), 1.0)
    return np.asarray(wave * rise / max(float(np.sqrt(np.square(wave * rise).sum())), 1e-12))


def muffled(wave: Array, inside: float) -> Array:
    """Return a sound as it comes out of a room: through its windows as it is, through its walls dull.

    Args:
        wave: Shape [samples].
        inside: 0 in the open, 1 well inside.
    """
    from scipy.signal import lfilter

    if inside <= 0:
        return wave
    keep = np.exp(-2 * np.pi * WALL_HZ / SAMPLE_RATE)
    dull = lfilter([1 - keep], [1, -keep], wave)
    clear = 1 - inside * (1 - OPEN)
    return np.asarray(clear * wave + (1 - clear) * dull)
