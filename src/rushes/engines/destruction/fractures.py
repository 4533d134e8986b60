"""Cracks where the building breaks: before anything falls, it is what tears that is heard."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction import modal
from rushes.engines.destruction.acoustics import hear
from rushes.engines.destruction.impacts import loudest_per_step
from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]

MOST_PER_STEP = 8
"""Cracks in a twentieth of a second; smaller ones are lost under these."""

LARGEST_AREA = 3.0
"""Square metres of broken section that are as loud as a break gets."""

PRECURSORS = 4
"""Small cracks that run ahead of a large one, as acoustic emission does in every loading test of concrete."""

PRECURSOR_S = 0.09
EARLIEST_S = 0.2
"""Mean and longest time by which they run ahead [s]."""


@dataclass(frozen=True, eq=False, slots=True)
class Breaks:
    """Bonds that broke, in no order.

    Attributes:
        time: When [s from frame 1001], shape [n].
        position: Where [m], shape [n, 3].
        area: Of what broke [m2], shape [n].
        material: Its row in the building's ``materials``, shape [n].
    """

    time: Array
    position: Array
    area: Array
    material: NDArray[np.int64]


def fractures(
    breaks: Breaks,
    materials: tuple[str, ...],
    camera: CameraPath,
    rate: Fraction,
    begin: float,
    samples: int,
    seed: int,
) -> Array:
    """Return the cracks as they are heard, shape [samples, 2]; the loudest has a largest value of about 1.

    Args:
        breaks: What broke.
        materials: Names of materials.
        camera: Where it is heard from.
        rate: Frames per second.
        begin: When the clip begins [s from frame 1001].
        samples: Its length.
        seed: Of every crack.
    """
    out = np.zeros((samples, 2))
    hearing = hear(camera, rate, breaks.time, breaks.position)
    heard = hearing.arrival - begin
    inside = np.flatnonzero((heard >= 0) & (heard * SAMPLE_RATE < samples) & (breaks.area > 0))
    for row in inside[loudest_per_step(heard[inside], breaks.area[inside], MOST_PER_STEP)].tolist():
        rng = np.random.default_rng([seed, 6, row])
        name = materials[breaks.material[row]] if breaks.material[row] < len(materials) else "concrete"
        matter = modal.MATTER.get(name, modal.MATTER["concrete"])
        loud = min(float(breaks.area[row]) / LARGEST_AREA, 1.0) ** 0.5
        wave = modal.crack(matter, 40.0 + 400.0 * loud, float(hearing.distance[row]), rng)
        gain = hearing.gain[row] / max(float(np.hypot(*hearing.gain[row])), 1e-12) * np.sqrt(2)
        moments = [
            (0.0, 1.0),
            *((-min(float(rng.exponential(PRECURSOR_S)), EARLIEST_S), 0.2) for _ in range(PRECURSORS)),
        ]
        for shift, share in moments:
            first = round((float(heard[row]) + shift) * SAMPLE_RATE)
            if 0 <= first < samples:
                part = wave[: samples - first]
                out[first : first + len(part)] += loud * share * part[:, None] * gain
    return out
