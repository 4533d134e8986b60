"""Puffs: round pieces of smoke, fire or dust that are thrown, slowed by the air, rise or sink, grow, thin out and cool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS_IN: Final = 0.24
"""What a puff grows by the air that it draws in, as a share of its way: that of a plume (Morton, Taylor and Turner 1956) is 0.1 to 0.25."""

FADES: Final = 0.02
"""Thinner than this share of an extinction of 1/m nothing is seen."""

FADES_S: Final = 3.5
"""Time in which a third of what hides is left, besides what a puff thins by growing [s]: eddies tear it."""

WIND_S, WINDY = 1.4, 0.6
"""Time in which a puff takes on the wind [s], and how much of it there is a few metres above the ground."""


@dataclass(frozen=True, eq=False, slots=True)
class Puffs:
    """Puffs as they are born, each of shape [n] or [n, 3].

    Attributes:
        born: When [s].
        place: Where [m].
        speed: How they are thrown [m/s].
        slows: Time in which a third of that is left [s].
        rises: Speed at which they begin to rise, or sink [m/s].
        tires: Time in which half of that is left [s].
        radius: At birth [m].
        thick: Extinction at birth [1/m].
        heat: 1 is a white flame, 0 is cold.
        cools: Time in which a third of the heat is left [s].
        colour: What they scatter, linear Rec.709, 0 to 1.
        phase: Where in the billows each one is cut out.
    """

    born: Floats
    place: Floats
    speed: Floats
    slows: Floats
    rises: Floats
    tires: Floats
    radius: Floats
    thick: Floats
    heat: Floats
    cools: Floats
    colour: Floats
    phase: Floats

    def __len__(self) -> int:
        return len(self.born)


@dataclass(frozen=True, eq=False, slots=True)
class Afloat:
    """Puffs at one moment.

    Attributes:
        place: [m], shape [n, 3].
        radius: [m].
        thick: Extinction [1/m].
        heat: 0 to 1.
        colour: Linear Rec.709, shape [n, 3].
        phase: In the billows, shape [n, 3].
    """

    place: Floats
    radius: Floats
    thick: Floats
    heat: Floats
    colour: Floats
    phase: Floats

    def __len__(self) -> int:
        return len(self.radius)


def none() -> Puffs:
    """Return no puffs."""
    one, three = np.zeros(0), np.zeros((0, 3))
    return Puffs(one, three, three, one, one, one, one, one, one, one, three, three)


def joined(groups: Sequence[Puffs]) -> Puffs:
    """Return several groups as one."""
    return (
        Puffs(*(np.concatenate([getattr(group, field.name) for group in groups]) for field in fields(Puffs)))
        if groups
        else none()
    )


def afloat(puffs: Puffs, time: float, wind: tuple[float, float]) -> Afloat:
    """Return where puffs are at a moment [s], without those that are not born yet or have thinned out.

    What was thrown is slowed by the air; what is hot rises at a speed that falls as it draws in cold air; matter is kept, so that extinction
    falls with the cube of the radius.

    Args:
        puffs: All of them.
        time: From the clip's first frame [s].
        wind: Of the air [m/s], along x and y.
    """
    age = time - puffs.born
    there = age >= 0
    age = np.maximum(age, 0.0)
    thrown = puffs.slows * (1 - np.exp(-age / puffs.slows))
    up = puffs.rises * puffs.tires * np.log1p(age / puffs.tires)
    carried = age - WIND_S * (1 - np.exp(-age / WIND_S))
    place = puffs.place + puffs.speed * thrown[:, None]
    place = place + np.column_stack([WINDY * carried * wind[0], WINDY * carried * wind[1], up])
    way = np.linalg.norm(puffs.speed, axis=1) * thrown + np.abs(up)
    radius = puffs.radius + DRAWS_IN * way + 0.22 * np.sqrt(age)
    place[:, 2] = np.maximum(place[:, 2], 0.35 * radius)
    thick = puffs.thick * (puffs.radius / radius) ** 3 * np.clip(age / 0.03, 0, 1) * np.exp(-age / FADES_S)
    kept = there & (thick > FADES)
    rolls = np.column_stack([0.0 * age, 0.0 * age, -0.35 * np.sqrt(age)])
    heat = puffs.heat * np.exp(-age / np.maximum(puffs.cools, 1e-3))
    return Afloat(place[kept], radius[kept], thick[kept], heat[kept], puffs.colour[kept], (puffs.phase + rolls)[kept])
