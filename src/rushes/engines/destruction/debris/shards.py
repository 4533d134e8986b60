"""Shards of panes: rays and rings from where the pane gave, as annealed glass breaks, or the dice of toughened glass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.breaks.panes import BLOWN_MS, Panes
from rushes.engines.destruction.debris.debris_shapes import SHAPES, by_name

Floats = NDArray[np.float64]

GLASS_M = 0.006
"""Thickness [m] of a pane."""

RAYS = (9, 15)
"""Cracks that run outward from one point."""

RINGS = 1.75
"""How much farther each crack across lies than the one before it."""

FIRST_RING_M = 0.07

CLUMP_M = (0.06, 0.17)
"""Sizes of the clumps that toughened glass falls in [m]; its dice are a fingernail's."""

CLUMPS_M2 = 20.0

TOUGHENED_M2 = 3.5
"""From this area on a pane is toughened: shop fronts and curtain walls; flats have float glass."""

LARGEST_M = 0.4
"""A shard that is longer breaks again as it leaves."""

MOST = 4500
"""Shards in a shot, times the amount; with more panes than that each gives fewer."""

FALLS_MS = 0.7
"""Speed [m/s] at which shards leave a pane that only bent."""

WHIRL_RAD_S = 4.0


def shards(panes: Panes, *, amount: float, seed: int) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Return the shards of panes at the moment they break, by the names of ``debris.Born``.

    Args:
        panes: What broke, where and when.
        amount: Factor on their number; 0 is none.
        seed: Of cracks and ways.
    """
    pieces = [_broken(panes, row, seed) for row in range(len(panes))] if amount > 0 else []
    total = sum(len(one) for one, _ in pieces)
    share = min(1.0, MOST * amount / max(total, 1))
    rng = np.random.default_rng([seed, 23])
    kept = [np.flatnonzero(rng.random(len(one)) < share) for one, _ in pieces]
    owner = np.repeat(np.arange(len(kept)), [len(rows) for rows in kept]).astype(np.int64)
    none = np.zeros((0, 2))
    flat = np.concatenate([none, *(one[rows] for (one, _), rows in zip(pieces, kept, strict=True))])
    size = np.concatenate([none, *(two[rows] for (_, two), rows in zip(pieces, kept, strict=True))])
    return _launched(panes, owner, flat, size, rng)


def _broken(panes: Panes, row: int, seed: int) -> tuple[Floats, Floats]:
    """Return where a pane's shards lie in it, from its middle [m], and their length and width [m], each of shape [k, 2]."""
    rng = np.random.default_rng([seed, 22, int(panes.solid[row])])
    width, height = panes.size[row]
    half = panes.size[row] / 2
    if width * height >= TOUGHENED_M2:
        count = int(CLUMPS_M2 * width * height)
        long = rng.uniform(*CLUMP_M, count)
        return rng.uniform(-half, half, (count, 2)), np.column_stack([long, long * rng.uniform(0.5, 0.9, count)])
    heart = rng.uniform(-0.35, 0.35, 2) * panes.size[row]
    rays = int(rng.integers(RAYS[0], RAYS[1] + 1))
    angle = np.sort((rng.uniform(0, 2 * np.pi, rays) * 0.35 + np.arange(rays) * 2 * np.pi / rays) % (2 * np.pi))
    reach = float(np.hypot(width, height))
    ring = FIRST_RING_M * RINGS ** np.arange(int(np.log(reach / FIRST_RING_M) / np.log(RINGS)) + 2)
    ring = np.concatenate([[0.0], ring])
    places, sizes = [], []
    for near, far in zip(ring[:-1], ring[1:], strict=True):
        middle = (near + far) / 2 * rng.uniform(0.85, 1.15, rays)
        wedge = np.diff(np.append(angle, angle[0] + 2 * np.pi))
        turn = angle + wedge / 2
        places.append(heart + np.column_stack([np.cos(turn), np.sin(turn)]) * middle[:, None])
        across, along = wedge * middle, np.full(rays, far - near)
        sizes.append(np.column_stack([np.maximum(across, along), np.minimum(across, along)]))
    place, size = np.concatenate(places), np.concatenate(sizes)
    inside = (np.abs(place) <= half).all(axis=1)
    place, size = place[inside], size[inside]
    again = size[:, 0] > LARGEST_M  # the far ones break across once more
    shift = np.where(again[:, None], 0.25 * size[:, :1], 0.0) * np.array([1.0, 0.0])
    size[again, 0] /= 2
    return (
        np.clip(np.concatenate([place - shift, (place + shift)[again]]), -half, half),
        np.minimum(np.concatenate([size, size[again]]), LARGEST_M),
    )


def _launched(
    panes: Panes, owner: NDArray[np.int64], flat: Floats, size: Floats, rng: np.random.Generator
) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    count = len(owner)
    along, up, out = panes.along[owner], panes.up[owner], panes.out[owner]
    slender = size[:, 1] < 0.4 * size[:, 0]
    shape = np.where(slender, by_name("glass_sliver"), by_name("glass_shard"))
    half = np.array([one.half for one in SHAPES])[shape]
    scale = np.column_stack([size[:, 0], size[:, 1] / (2 * half[:, 1]), np.full(count, GLASS_M) / (2 * half[:, 2])])
    place = panes.place[owner] + flat[:, :1] * along + flat[:, 1:] * up
    place[:, 2] = np.maximum(place[:, 2], 0.5 * size.max(axis=1, initial=0.0) + 1e-3)
    away = np.where(panes.pressed[owner], BLOWN_MS, FALLS_MS) * rng.lognormal(0.0, 0.45, count)
    # What is nearest to the middle is thrown straightest, the rim goes sideways.
    side = (
        0.35
        * away[:, None]
        * (flat[:, :1] * along + flat[:, 1:] * up)
        / np.maximum(0.5 * panes.size[owner].max(axis=1), 0.1)[:, None]
    )
    velocity = panes.speed[owner] + away[:, None] * out + side + rng.normal(0.0, 0.3, (count, 3))
    turn = _lying(along, up, out, rng.uniform(0, 2 * np.pi, count))
    return {
        "time": panes.time[owner] + rng.exponential(0.012, count),
        "shape": shape.astype(np.int64),
        "scale": scale,
        "position": place,
        "velocity": velocity,
        "turn": turn,
        "spin": rng.normal(0.0, WHIRL_RAD_S, (count, 3)),
    }


def _lying(along: Floats, up: Floats, out: Floats, angle: Floats) -> Floats:
    """Return quaternions (w, x, y, z) that lay shapes flat in panes, turned within them by an angle [rad], shape [k, 4]."""
    if not len(angle):
        return np.zeros((0, 4))
    from scipy.spatial.transform import Rotation

    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    first, second = cosine * along + sine * up, cosine * up - sine * along
    turned = Rotation.from_matrix(np.stack([first, second, out], axis=-1)).as_quat()
    return np.asarray(turned[:, [3, 0, 1, 2]])
