"""Where somebody sits: on what, how high it is, and where their feet are for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character
from rushes.engines.clip.acting.bases import sitting
from rushes.engines.clip.acting.played import Player
from rushes.engines.clip.model import Model
from rushes.engines.clip.posture import posed
from rushes.engines.clip.staged import Actor
from rushes.errors import BadInputError

Floats = NDArray[np.float64]

STEP_M: Final = 0.02
LARGE_M, TALL_M = 5.0, 2.3
"""What is larger is no seat [m]."""

ALONG_M: Final = 1.4
"""What is deeper than this, as a bed is, is sat on from its side [m]."""

RISES_M: Final = 0.15
"""What rises higher than this behind a seat is its back [m]."""

KNEE_M, BACK_M = 0.13, 0.14
"""How far before the front edge a knee joint is, so that heels are clear of it, and from the hip joints to the back [m]."""

LOWEST_M, HIGHEST_M = 0.12, 1.05
"""What somebody can sit on [m]."""

ELBOWS_M: Final = 0.60
"""How wide somebody is who sits beside others [m]."""


@dataclass(frozen=True)
class Seat:
    """What is sat on, about its own origin, its front to -y.

    Attributes:
        high: Over its foot [m].
        front, back: Where it begins and ends [m].
        wide: From side to side [m].
        leans: Whether something stands behind it.
    """

    high: float
    front: float
    back: float
    wide: float
    leans: bool


def seat_of(model: Model) -> Seat | None:
    """Return where a thing is sat on: the level behind its front edge; None where there is none."""
    low, high = model.bounds
    if float((high - low)[:2].max()) > LARGE_M or float(high[2] - low[2]) > TALL_M:
        return None
    ys = np.arange(low[1] + STEP_M / 2, high[1], STEP_M)
    tops = heights(model, np.column_stack([np.full(len(ys), (low[0] + high[0]) / 2), ys]), HIGHEST_M)
    there = np.flatnonzero(tops > LOWEST_M)
    if not len(there):
        return None
    inside = there[min(len(there) // 3, round(0.16 / STEP_M))]
    level = float(tops[inside])
    behind = np.flatnonzero((tops > level + RISES_M) & (np.arange(len(ys)) > inside))
    last = int(behind[0]) if len(behind) else int(there[-1])
    wide = float(high[0] - low[0])
    return Seat(level - float(low[2]), float(ys[there[0]]), float(ys[last]), wide, leans=bool(len(behind)))


def heights(model: Model, places: Floats, below: float) -> Floats:
    """Return how high a thing is at places [m], below a height; 0 where it isn't, shape [n]."""
    tops = np.zeros(len(places))
    for part in model.parts:
        mesh = part.mesh
        starts = np.concatenate([[0], np.cumsum(mesh.counts)[:-1]]).astype(np.int64)
        for corner in range(1, int(mesh.counts.max()) - 1):
            has = mesh.counts > corner + 1
            three = mesh.points[
                np.stack([mesh.corners[starts[has] + shift] for shift in (0, corner, corner + 1)], axis=1)
            ]
            np.maximum(tops, _over(three, places, below), out=tops)
    return tops


def _over(three: Floats, places: Floats, below: float) -> Floats:
    """Return the highest place of triangles over each place, shape [n]."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (three[:, corner].T for corner in range(3))
    area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    flat = np.abs(area) > 1e-9
    x, y = places[:, :1], places[:, 1:]
    safe = np.where(flat, area, 1.0)
    u = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / safe
    v = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / safe
    z = az + u * (bz - az) + v * (cz - az)
    over = flat & (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & (z < below)
    return np.asarray(np.where(over, z, 0.0).max(axis=1, initial=0.0))


def seated(
    one: Character, number: int, of: Sequence[Actor], seed: int
) -> tuple[tuple[float, float, float], float, float]:
    """Return where somebody's feet are who sits [m], which way they look [deg], and how high they sit over their feet [m].

    Args:
        one: Who; of several one after the other takes the next seat.
        number: Which of them.
        of: What they sit on: several chairs, or one bench.
        seed: The scene's.

    Raises:
        BadInputError: It can't be sat on, or there is no room for so many.
    """
    on, place = of[number % len(of)], number // len(of)
    aside = 90.0 if float(on.model.size[1]) > ALONG_M else 0.0
    seat, among = seat_of(on.model.turned(aside)), math.ceil(one.count / len(of))
    if seat is None:
        raise BadInputError(
            f"{one.name}: nobody can sit on {on.called}: it is no seat of 0.1 to 1 m. Let them sit on a chair, a bench or a crate."
        )
    if among > max(int((seat.wide + 0.12) / ELBOWS_M), 1):
        raise BadInputError(
            f"{one.name}: {one.count} people can't sit on {on.called}, which is {seat.wide:.1f} m wide. Ask for fewer people, or for more to sit on."
        )
    player = Player.of(one, number, seed)
    body = posed(player.upright, sitting(player.upright.joints, seat.high))
    hips, knee = (float(body.joints[name][1]) for name in ("l-upper-leg", "l-knee"))
    hip = seat.front + (hips - knee) - KNEE_M
    if seat.leans:
        hip = min(hip, seat.back - BACK_M)
    across = (place - (among - 1) / 2) * ELBOWS_M
    yaw = math.radians(on.yaw_deg - aside)
    x, y = across, hip - hips
    at = (
        on.at[0] + x * math.cos(yaw) - y * math.sin(yaw),
        on.at[1] + x * math.sin(yaw) + y * math.cos(yaw),
        on.at[2],
    )
    return at, on.yaw_deg - aside, seat.high
