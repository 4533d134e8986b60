"""Where small debris comes from: faces that break, matter that crushes, and blows; and how much of it gets out.

What breaks deep in a building stays there. What breaks loose on a piece mostly lies on it until that piece lands, and so
comes to lie on the heap and not under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS
from rushes.engines.destruction.debris.debris_field import Debris
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.rigid.tops import Tops
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

COUNTED_M = 0.08
"""Length [m] from which fragments are counted in the tables below."""

PER_M2 = {"concrete": 3.2, "brick": 3.6, "steel": 0.0, "glass": 22.0, "wood": 6.0, "plaster": 1.8}
"""How many fragments of ``COUNTED_M`` and more a square metre of broken face leaves. By eye, on the default block."""

PER_M3 = {"concrete": 64.0, "brick": 64.0, "steel": 0.0, "glass": 140.0, "wood": 60.0, "plaster": 28.0}
"""The same for a cubic metre that is crushed."""

PER_MJ = 110.0
"""How many a megajoule of a blow knocks off, of concrete; of other matter in the proportion of ``PER_M2``."""

MOST_PER_BLOW = 8.0
"""At most so many a blow: a whole block's is felt over all its base."""

OPEN_M = 1.2
"""How deep in the building [m] the chance that a fragment comes out falls to a third; walls and floors hold it back, and
what flies through them unhindered would be seen to."""

LEAST_CHANCE = 0.06

RIDES = 0.6
"""Share of fragments that lie on the piece they broke from until it lands."""

LANDS_MS = 1.2
"""A piece lands when it loses this much speed [m/s] from one picture to the next."""

COVERED_M = 1.0
"""Where the heap stands this much [m] over a piece, what rides on it does not get out."""

REACH_M = 7.0
"""What comes to rest farther than this [m] from the building's outline is left out: every stray chip would widen what is
traced in every frame."""


@dataclass(frozen=True, eq=False, slots=True)
class Events:
    """Where fragments come from.

    Attributes:
        time: When [s], shape [k]; position: where [m], [k, 3]; material: rows of ``MATERIALS``, [k].
        count: Fragments of ``COUNTED_M`` and more that each leaves on average, [k].
        spread: How far around the place they are born [m], [k].
        crushed: Whether it is crushed volume rather than a broken face, [k].
    """

    time: Floats
    position: Floats
    material: NDArray[np.int64]
    count: Floats
    spread: Floats
    crushed: NDArray[np.bool_]


def read_events(path: Path) -> Events:
    """Read where bonds broke and pieces were crushed.

    Args:
        path: ``events.npz`` of the step ``simulate``.

    Raises:
        StepFailedError: It is missing or not whole.
    """
    try:
        with np.load(path) as e:
            area, volume = e["break_area"].astype(float), e["crush_volume"].astype(float)
            faces, crushes = e["break_material"].astype(np.int64), e["crush_material"].astype(np.int64)
            per_m2, per_m3 = (np.array([table[name] for name in MATERIALS]) for table in (PER_M2, PER_M3))
            return Events(
                time=np.concatenate([e["break_time"], e["crush_time"]]).astype(float),
                position=np.concatenate([e["break_position"], e["crush_position"]]).astype(float).reshape(-1, 3),
                material=np.concatenate([faces, crushes]),
                count=np.concatenate([area * per_m2[faces], volume * per_m3[crushes]]),
                spread=np.concatenate([0.5 * np.sqrt(area), 0.6 * np.cbrt(volume)]),
                crushed=np.repeat([False, True], [len(area), len(volume)]),
            )
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(f"{path} holds no whole simulation ({error}). Make the take again.") from error


def read_blows(path: Path, pieces: Pieces) -> Events:
    """Read where blows landed hard enough to knock something off.

    Args:
        path: ``contacts.npz`` of the step ``simulate``.
        pieces: The building: what was struck says what comes off.

    Raises:
        StepFailedError: It is missing or not whole.
    """
    try:
        with np.load(path) as log:
            rows = np.flatnonzero(log["onset"])
            time, place = log["time"][rows].astype(float), log["position"][rows].astype(float).reshape(-1, 3)
            energy = 0.5 * log["impulse"][rows].astype(float) * log["speed_change"][rows] * 1e-6
            piece = log["body_a"][rows].astype(np.int64)
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(f"{path} holds no whole simulation ({error}). Make the take again.") from error
    material = pieces.material[piece].astype(np.int64)
    share = np.array([PER_M2[name] for name in MATERIALS])[material] / PER_M2["concrete"]
    count = np.minimum(energy * PER_MJ, MOST_PER_BLOW) * share
    size = 0.35 * np.linalg.norm(pieces.size[piece].astype(float), axis=1) if len(piece) else np.zeros(0)
    return Events(time, place, material, count, np.minimum(size, 0.8), np.zeros(len(rows), bool))


def together(*events: Events) -> Events:
    """Return events one after the other."""
    return Events(*(np.concatenate([getattr(one, name) for one in events]) for name in Events.__slots__))


def openness(events: Events, pieces: Pieces, motion: Motion, times: Floats) -> Floats:
    """Return each event's chance to let a fragment out, by how deep it lies within the outline or under the top of what is there."""
    low, high = pieces.extent
    place = events.position
    depth = np.minimum(place[:, :2] - low[:2], high[:2] - place[:, :2]).min(axis=1)
    rows = np.clip(np.searchsorted(times, events.time), 0, len(times) - 1)
    tops = Tops(pieces, motion, REACH_M)
    for row in np.unique(rows).tolist():
        own = np.flatnonzero(rows == row)
        depth[own] = np.minimum(depth[own], tops.over(place[own], row) - place[own, 2])
    return np.asarray(np.maximum(np.exp(-np.maximum(depth, 0.0) / OPEN_M), LEAST_CHANCE))


def landings(motion: Motion, times: Floats) -> Rows:
    """Return the picture at which each piece next lands, from each picture on, shape [T, n]; T where it does not."""
    count, size = motion.scale.shape
    span = np.maximum(np.diff(times), 1e-9)[:, None]
    speed = np.linalg.norm(np.diff(motion.position.astype(float), axis=0), axis=-1) / span
    lands = np.zeros((count, size), bool)
    lands[1:-1] = speed[:-1] - speed[1:] > LANDS_MS
    row = np.where(lands, np.arange(count)[:, None], count)
    return np.asarray(np.minimum.accumulate(row[::-1], axis=0)[::-1])


def ridden(
    time: Floats, place: Floats, pieces: Pieces, motion: Motion, times: Floats, rng: np.random.Generator
) -> tuple[Rows, Floats, Floats, Floats]:
    """Let fragments lie on the piece they broke from until it lands.

    Args:
        time, place: When and where they broke loose [s, m], shape [n] and [n, 3].
        pieces, motion, times: The building, its poses, and when these are [s].
        rng: Which do, and where on the piece.

    Returns:
        Which do, shape [k]; when they come off [s], [k]; where [m], [k, 3]; and the speed they have [m/s], [k, 3].
    """
    from scipy.spatial import cKDTree

    lands = landings(motion, times)
    chosen = np.flatnonzero(rng.random(len(time)) < RIDES)
    again, where = rng.random(len(time)) < 0.5, rng.uniform(-0.42, 0.42, (len(time), 3))
    late, away = rng.random(len(time)), rng.normal(0.0, 0.7, (len(time), 3))
    first = np.clip(np.searchsorted(times, time, side="right"), 1, len(times) - 1)
    piece = np.zeros(len(time), np.int64)
    for row in np.unique(first[chosen]).tolist():
        own = chosen[first[chosen] == row]
        piece[own] = cKDTree(motion.position[row]).query(place[own])[1]
    at = np.full(len(time), len(times), np.int64)
    at[chosen] = lands[first[chosen], piece[chosen]]
    # Half of them stay for the landing after that one.
    more = chosen[again[chosen] & (at[chosen] + 2 < len(times))]
    second = lands[at[more] + 2, piece[more]]
    at[more] = np.where(second < len(times), second, at[more])
    rows = chosen[at[chosen] + 1 < len(times)]
    spots = np.zeros((len(time), 3))
    keep = np.zeros(len(time), bool)
    tops = Tops(pieces, motion, REACH_M)
    for row in np.unique(at[rows]).tolist():
        own = rows[at[rows] == row]
        spots[own], low, top = _upon(pieces, motion, piece[own], where[own], row)
        spots[own, 2] = over = tops.over(spots[own], row)
        keep[own] = (over > low) & (over < top + COVERED_M)
    rows = rows[keep[rows]]
    span = times[at[rows] + 1] - times[at[rows]]
    speed = (motion.position[at[rows] + 1, piece[rows]].astype(float) - motion.position[at[rows], piece[rows]]) / span[
        :, None
    ]
    thrown = away[rows]
    thrown[:, 2] = np.abs(thrown[:, 2])
    return rows, times[at[rows]] + late[rows] * span, spots[rows], speed + thrown


def _upon(pieces: Pieces, motion: Motion, piece: Rows, where: Floats, row: int) -> tuple[Floats, Floats, Floats]:
    """Return places over pieces by their share of the boxes around them [m], [k, 3], and how low and high these boxes reach, [k]."""
    half = 0.5 * pieces.size[piece].astype(float) * motion.scale[row, piece][:, None]
    w, x, y, z = motion.orientation[row, piece].astype(float).T
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
    reach = np.einsum("ijk,kj->ki", np.abs(turn), half)
    place = motion.position[row, piece].astype(float)
    return place + 2.0 * where * reach, place[:, 2] - reach[:, 2], place[:, 2] + reach[:, 2]


def caught(
    place: Floats, pieces: Pieces, motion: Motion, times: Floats, row: int, candidates: Rows
) -> tuple[Rows, Floats]:
    """Return which fragments are inside of pieces that move at a picture, and how fast these are [m/s].

    Args:
        place: Of every fragment [m], shape [n, 3].
        pieces, motion, times: The building, its poses, and when these are [s].
        row: Which picture.
        candidates: The fragments that are looked at.
    """
    from scipy.spatial import cKDTree

    none = np.zeros(0, np.int64), np.zeros((0, 3))
    if not len(candidates) or row + 1 >= len(times):
        return none
    speed = (motion.position[row + 1].astype(float) - motion.position[row]) / float(times[row + 1] - times[row])
    moving = np.flatnonzero(np.linalg.norm(speed, axis=1) > LANDS_MS)
    if not len(moving):
        return none
    count = min(NEIGHBOURS, len(moving))
    _, near = cKDTree(motion.position[row, moving]).query(place[candidates], k=count)
    near = moving[np.reshape(near, (len(candidates), count))]
    turn = motion.orientation[row, near].astype(float) * [1.0, -1.0, -1.0, -1.0]
    away = place[candidates][:, None] - motion.position[row, near]
    swept = 2.0 * np.cross(turn[..., 1:], away)
    local = away + turn[..., :1] * swept + np.cross(turn[..., 1:], swept)
    half = 0.5 * INSIDE * pieces.size[near].astype(float) * motion.scale[row, near][..., None]
    inside = (np.abs(local) < half).all(axis=-1)
    hit = np.flatnonzero(inside.any(axis=1))
    return candidates[hit], speed[near[hit, inside[hit].argmax(axis=1)]]


def surfaced(debris: Debris, pieces: Pieces, motion: Motion) -> NDArray[np.bool_]:
    """Return which fragments come near the top of what is there at one picture at least, shape [n]."""
    tops, found = Tops(pieces, motion, REACH_M), np.zeros(len(debris), bool)
    for row, place in enumerate(debris.position.astype(float)):
        there = np.flatnonzero(~found & (debris.birth <= debris.frame[row]))
        found[there] = tops.over(place[there], row) - place[there, 2] < SEEN_M
    return found


SEEN_M = 0.3
"""A fragment that lies deeper under the top of the heap than this [m] is not seen."""

NEIGHBOURS = 5
INSIDE = 0.85
"""So many of the nearest pieces are looked at, and so much of the box around each counts as its inside."""
