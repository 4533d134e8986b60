"""Where dust is born: where material crushes, where faces break and where blows land; and its colour by what was crushed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.solid import MATERIALS
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]

CLOUD_PER_M3 = {"concrete": 5.0, "brick": 5.9, "steel": 0.0, "glass": 0.2, "wood": 1.7, "plaster": 8.8}
"""Cubic metres of dense dust that a cubic metre of crushed material gives. By eye, so that the upper half of the default
block is seen coming apart before the cloud closes over it."""

CLOUD_PER_M2 = 0.07
"""The same [m3 / m2] for a freshly broken face, of concrete."""

CLOUD_PER_MJ = 3.6
"""The same [m3 / MJ] for the energy of a blow. Chosen so that blows give a fifteenth of a collapse's dust."""

MOST_PER_BLOW = 1.4
"""A blow raises at most so much [m3] where it lands: a whole block's is felt over its whole base, and what it crushes
there is born as crushed volume."""


PUFF_M, PUFF_S = 8.0, 0.5
"""Over which distance [m] and time [s] dust is born in puffs: rooms are crushed one after another, not evenly."""

PUFF_TEXELS = 8
"""Of the largest puff."""

PUFF_LEAST = 0.15
"""What is born between puffs, as a share of the mean."""


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """Dust and what moves it, for the whole shot.

    Attributes:
        time: When dust is born [s], shape [k]; position: where [m], [k, 3]; amount: how much [m3], [k].
        colour: Its reflectance when it is fine, ACEScg, [k, 3].
    """

    time: Floats
    position: Floats
    amount: Floats
    colour: Floats

    def and_of(self, other: Source) -> Source:
        """Return both together."""
        return Source(
            np.concatenate([self.time, other.time]),
            np.concatenate([self.position, other.position]),
            np.concatenate([self.amount, other.amount]),
            np.concatenate([self.colour, other.colour]),
        )

    def in_puffs(self) -> Source:
        """Return it as born in puffs, about as much of it."""
        return Source(self.time, self.position, self.amount * puffs(self.time, self.position), self.colour)

    def mean_colour(self) -> Floats:
        """Return the reflectance of all of it together, shape [3]; of concrete where there is none."""
        whole = float(self.amount.sum())
        if whole <= 0.0:
            return np.array(MATERIAL_COLOUR["concrete"])
        return np.asarray((self.colour * self.amount[:, None]).sum(axis=0) / whole)


MATERIAL_COLOUR = {
    "concrete": (0.445, 0.430, 0.405),
    "brick": (0.355, 0.316, 0.272),
    "steel": (0.3, 0.3, 0.3),
    "glass": (0.5, 0.5, 0.5),
    "wood": (0.36, 0.30, 0.235),
    "plaster": (0.54, 0.53, 0.505),
}
"""Reflectance of fine dust by what was crushed. Concrete's is grey; brick's is duller and browner than a brick, since
mortar goes with it."""

COARSE_COLOUR = np.array([0.76, 0.725, 0.68])
"""Coarse grains against fine ones of the same matter: darker and browner, as wet and unsifted rubble is against powder."""


def read_source(events: Path, contacts: Path, amount: float) -> Source:
    """Gather where dust is born: crushed volume, broken faces, and the energy of blows.

    A blow raises what was crushed in the shot as a whole: its contacts don't say whose dust they raise.

    Args:
        events, contacts: Files of the step ``simulate``.
        amount: Factor on all of it.

    Raises:
        StepFailedError: A file is not whole.
    """
    try:
        with np.load(events) as e, np.load(contacts) as c:
            cloud = np.array([CLOUD_PER_M3[name] for name in MATERIALS])
            face = cloud / CLOUD_PER_M3["concrete"] * CLOUD_PER_M2
            struck = c["onset"]
            energy = 0.5 * c["impulse"][struck].astype(float) * c["speed_change"][struck] * 1e-6
            time = np.concatenate([e["crush_time"], e["break_time"], c["time"][struck]])
            position = np.concatenate([e["crush_position"], e["break_position"], c["position"][struck]]).astype(float)
            parts = [
                e["crush_volume"] * cloud[e["crush_material"]],
                e["break_area"] * face[e["break_material"]],
                np.minimum(energy * CLOUD_PER_MJ, MOST_PER_BLOW),
            ]
            material = np.concatenate([e["crush_material"], e["break_material"]])
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(f"{events.parent} holds no whole simulation ({error}). Make the take again.") from error
    weight = np.concatenate(parts[:2]) + 1e-9
    colours = np.array([MATERIAL_COLOUR[name] for name in MATERIALS])[material]
    mean = (
        (colours * weight[:, None]).sum(axis=0) / weight.sum() if len(weight) else np.array(MATERIAL_COLOUR["concrete"])
    )
    colour = np.concatenate([colours, np.broadcast_to(mean, (len(parts[2]), 3))])
    return Source(time, position, np.concatenate(parts) * amount, colour)


def puffs(time: Floats, position: Floats) -> Floats:
    """Return how much more or less dust is born somewhere at some time, about a mean of 1, shape [k].

    Args:
        time: When [s], shape [k]; position: where [m], [k, 3].
    """
    from rushes.engines.volumes.billows import billow_tile, billows_at

    if not len(time):
        return np.ones(0)
    drift = np.array([0.31, 0.23, 0.92]) * (time / PUFF_S)[:, None]
    even = billows_at(billow_tile(PUFF_TEXELS), np.ascontiguousarray(position / PUFF_M + drift))
    return PUFF_LEAST + 3.0 * (1.0 - PUFF_LEAST) * even * even


def no_source() -> Source:
    """Return a source that gives nothing."""
    none = np.zeros(0)
    return Source(none, np.zeros((0, 3)), none, np.zeros((0, 3)))
