"""What a collapse leaves on the ground: pavement that is struck and cracks, and dust that has fallen out and whitens it.

Both are drawn as the ground's own element, so that a compositor can dial them: a factor for what is cracked, and a layer
over it for what is white. Nothing of it is geometry: the ground stays flat.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.breaks.warp import noise
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]

CELL_M = 0.03
"""A texel of the map of cracks [m]: a pixel at 1080 lines and 40 m."""

LEAST_J = 2.5e4
"""A blow below this energy [J] leaves asphalt whole: about two hundred kilograms from a storey up."""

MOST = 400
"""So many of the strongest blows are drawn."""

DENT_M, DENT_J = 0.36, 1e5
"""Radius [m] that a blow of so much energy [J] breaks up; it goes with the cube root. By eye, from photographs of dropped slabs."""

LEAST_DENT_M, MOST_DENT_M = 0.2, 1.8

DEEP = 0.09
"""Depth of a dent over its radius."""

COVERS_KG_M2 = 0.22
"""Dust of this much [kg/m2] covers all but a share of 1/e: a layer of a fifth of a millimetre, as flour on a table."""

PATCHES_M = (1.7, 0.4)
"""How large the patches are in which dust lies thicker and thinner [m]."""


@dataclass(frozen=True, eq=False, slots=True)
class Cracks:
    """The ground around a building, from above; x by y cells.

    Attributes:
        origin: Low corner [m], shape [2].
        cell: Their side [m].
        dark: How much of the light is lost in cracks and crushed pavement, 0 to 1, [x, y].
        height: Of the surface [m], [x, y].
        since: The frame at which each cell was struck; infinite for never, [x, y].
    """

    origin: Floats
    cell: float
    dark: Grid
    height: Grid
    since: Grid


@dataclass(frozen=True, eq=False, slots=True)
class Blows:
    """k blows on the ground: the frame, the place [m], shape [k, 2], and the radius that breaks up [m]."""

    frame: Floats
    place: Floats
    radius: Floats


def read_ground_blows(path: Path, first: int, rate: float) -> Blows:
    """Read the blows that crack the ground, strongest first.

    Args:
        path: ``contacts.npz`` of the step ``simulate``.
        first: The frame at time 0.
        rate: Frames per second.

    Raises:
        StepFailedError: It is missing or not whole.
    """
    try:
        with np.load(path) as log:
            rows = np.flatnonzero(log["onset"] & (log["body_b"] == -1))
            energy = 0.5 * log["impulse"][rows].astype(float) * log["speed_change"][rows]
            time, place = log["time"][rows].astype(float), log["position"][rows].astype(float).reshape(-1, 3)
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(f"{path} holds no whole simulation ({error}). Make the take again.") from error
    hard = np.flatnonzero(energy >= LEAST_J)
    hard = hard[np.argsort(-energy[hard], kind="stable")[:MOST]]
    radius = np.clip(DENT_M * np.cbrt(energy[hard] / DENT_J), LEAST_DENT_M, MOST_DENT_M)
    return Blows(first + time[hard] * rate, place[hard, :2], radius)


def cracked(blows: Blows, low: Floats, high: Floats, *, seed: int) -> Cracks:
    """Draw the cracks of blows on a map between two corners [m], shape [2] each.

    A blow crushes a patch, dents it, and sends cracks out of it, straight and in arcs round it.
    """
    shape = tuple(int(size) for size in np.ceil((high - low) / CELL_M))
    dark, height = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    since = np.full(shape, np.inf, np.float32)
    order = np.argsort(blows.frame, kind="stable")
    for number in order.tolist():
        reach = 2.6 * blows.radius[number]
        begin = np.maximum(np.floor((blows.place[number] - reach - low) / CELL_M).astype(int), 0)
        end = np.minimum(np.ceil((blows.place[number] + reach - low) / CELL_M).astype(int), shape)
        if (end <= begin).any():
            continue
        box = (slice(begin[0], end[0]), slice(begin[1], end[1]))
        x = low[0] + (np.arange(begin[0], end[0]) + 0.5) * CELL_M - blows.place[number, 0]
        y = low[1] + (np.arange(begin[1], end[1]) + 0.5) * CELL_M - blows.place[number, 1]
        rng = np.random.default_rng([seed, 11, number])
        own, sunk = _patch(x[:, None], y[None, :], float(blows.radius[number]), rng)
        struck = (own > 0.02) | (sunk < -1e-3)
        since[box] = np.where(struck, np.minimum(since[box], blows.frame[number]), since[box])
        dark[box] = np.maximum(dark[box], own)
        height[box] = np.minimum(height[box], sunk) + np.maximum(sunk, 0.0)
    return Cracks(low, CELL_M, dark, height, since)


def _patch(x: Floats, y: Floats, radius: float, rng: np.random.Generator) -> tuple[Grid, Grid]:
    """Return what one blow darkens and how it lifts the ground [m], around it."""
    away, bearing = np.hypot(x, y), np.arctan2(y, x) + np.zeros_like(x + y)
    flat = np.stack(
        [x + np.zeros_like(away), y + np.zeros_like(away), np.full_like(away, rng.uniform(-50, 50))], axis=-1
    )
    rough = noise((flat / (0.5 * radius)).reshape(-1, 3), 7)[:, 0].reshape(away.shape)
    grit = noise((flat / 0.06).reshape(-1, 3), 8)[:, 0].reshape(away.shape)
    bent = away * (1.0 + 0.28 * rough)
    share = bent / radius
    dark = np.where(share < 1.0, 0.34 * (1.0 - share**2) + 0.16 * np.maximum(grit, 0.0), 0.0)
    for _ in range(int(rng.integers(4, 8))):
        way = rng.uniform(-np.pi, np.pi) + 0.35 * rough
        off = (bearing - way + np.pi) % (2.0 * np.pi) - np.pi
        end = radius * rng.uniform(1.3, 2.5)
        wide = 0.028 * (1.0 - np.clip(away / end, 0.0, 1.0)) + 0.006
        line = np.clip(1.5 - np.abs(off) * away / wide, 0.0, 1.0) * (away < end) * (away > 0.4 * radius)
        dark = np.maximum(dark, 0.85 * line)
    for ring in (1.05, 1.6):
        arc = np.cos(bearing * rng.integers(1, 3) + rng.uniform(0.0, 6.28)) > rng.uniform(-0.2, 0.5)
        dark = np.maximum(dark, 0.7 * arc * np.clip(1.4 - np.abs(bent - ring * radius) / 0.02, 0.0, 1.0))
    dent = -DEEP * radius * np.clip(1.0 - share**2, 0.0, 1.0) * (1.0 + 0.4 * grit)
    lip = 0.3 * DEEP * radius * np.exp(-(((share - 1.15) / 0.18) ** 2))
    return dark.astype(np.float32), (dent + lip).astype(np.float32)


def shaded(cracks: Cracks, sun: Floats, sun_share: float) -> Grid:
    """Return by which factor the light on each cell differs from that on flat ground, from its slope; 1 where it is flat.

    Args:
        cracks: The map.
        sun: Direction towards the sun, unit, shape [3].
        sun_share: Which share of the light comes from the sun, 0 to 1.
    """
    along, across = np.gradient(cracks.height, cracks.cell)
    length = np.sqrt(1.0 + along**2 + across**2)
    facing = np.maximum(-along * sun[0] - across * sun[1] + sun[2], 0.0) / length
    return np.asarray(1.0 + sun_share * (facing / max(float(sun[2]), 0.15) - 1.0), np.float32)


def coverage(settled: Floats, *, amount: float) -> Grid:
    """Return how much of the ground dust hides, 0 to 1, from how much of it lies there [kg/m2]."""
    return np.asarray(1.0 - np.exp(-np.maximum(settled, 0.0) * amount / COVERS_KG_M2), np.float32)
