"""Where each of a crowd stands: on free floor, nobody in anything or anybody."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Thing
from rushes.engines.clip.staged import Setting
from rushes.errors import BadInputError

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""A footprint: its middle and half of its sides [m]."""

ROOMY_M, TIGHT_M = 1.15, 0.66
"""From one to the next where there is room, and where there is none to spare [m]; between them they step closer."""

BODY_M: Final = 0.34
"""How far others and things stay off the middle of somebody [m]."""

STRAY: Final = 0.24
"""How far somebody strays from their place, as a share of the way to the next."""

WIDER: Final = 1.7
"""A crowd's width over its depth: it faces what there is to see."""

LOW_M, HIGH_M = 0.2, 1.9
"""Between these heights a place's own scenery is in somebody's way [m]."""

OPEN: Final = frozenset({"ground", "sea", "foam", "below", "markings", "joints"})
"""What of a place is walked on, or looked at."""


@dataclass(frozen=True)
class Gathering:
    """Where a crowd is to be.

    Attributes:
        middle: Of it [m].
        looks_at: What they look at [m]; None for whoever looks.
        facing_deg: Which way they look otherwise [deg].
        before: They are to stand no nearer to the camera than this [m].
    """

    middle: tuple[float, float]
    looks_at: tuple[float, float] | None
    facing_deg: float
    before: float


def gathered(
    one: Thing, setting: Setting, taken: Sequence[Box], about: Gathering, chance: np.random.Generator
) -> list[tuple[float, float, float, float]]:
    """Return where each of a crowd stands: x, y, z [m] and their turn [deg], the nearest to its middle first.

    Args:
        one: The crowd.
        setting: The place.
        taken: Footprints of what stands there, and of what goes by.
        about: Where they are to be.
        chance: Of where they stray to, and look.

    Raises:
        BadInputError: There is no room for so many.
    """
    blocked = np.array([*taken, *_scenery(setting)]).reshape(-1, 4)
    pitch, found = ROOMY_M, np.zeros((0, 2))
    while pitch >= TIGHT_M:
        found = _spots(one.count, setting, blocked, about, pitch, chance)
        if len(found) == one.count:
            return [(*_placed(setting, at), _turned(at, about, chance)) for at in found]
        pitch *= 0.93
    raise BadInputError(
        f"{one.name}: {len(found)} of {one.count} people have room to stand in this {setting.kind}. Ask for {max(len(found), 1)}, or for a wider place."
    )


def _spots(
    count: int, setting: Setting, blocked: Floats, about: Gathering, pitch: float, chance: np.random.Generator
) -> Floats:
    """Return places on free floor, shape [at most count, 2]: of a net of triangles the nearest to the middle, each a little off."""
    (wide, deep), lift = floor_of(setting), math.sqrt(3) / 2
    reach = np.array([wide, deep])
    rows, columns = np.arange(-deep, deep + pitch, pitch * lift), np.arange(-wide, wide + pitch, pitch)
    x, y = np.meshgrid(columns, rows)
    x = x + pitch / 2 * (np.arange(len(rows)) % 2)[:, None]
    net = np.column_stack([x.ravel(), y.ravel()])
    # Nobody is nearer to the next than two bodies, however far both stray.
    most = max(min(STRAY * pitch, (pitch - 1.75 * BODY_M) / 2), 0.0)
    net += chance.uniform(-1, 1, net.shape) * most / math.sqrt(2)
    free = (np.abs(net) < reach).all(axis=1) & (net[:, 1] > about.before)
    for middle_x, middle_y, half_x, half_y in blocked:
        free &= (np.abs(net[:, 0] - middle_x) > half_x + BODY_M) | (np.abs(net[:, 1] - middle_y) > half_y + BODY_M)
    if setting.kind == "street":
        free &= np.abs(np.abs(net[:, 1]) - setting.half[1]) > BODY_M  # nobody stands on a kerb
    off = (net - np.array(about.middle)) / [WIDER, 1.0]
    order = np.argsort(np.hypot(off[:, 0], off[:, 1]) + np.where(free, 0.0, np.inf), kind="stable")
    return np.asarray(net[order[: min(count, int(free.sum()))]])


def floor_of(setting: Setting) -> tuple[float, float]:
    """Return half of the width and depth where people may stand [m]: in a street the pavements, too."""
    wide, deep = setting.half
    return (wide * 0.6, setting.reach - 9.6) if setting.kind == "street" else (wide, deep)


def _placed(setting: Setting, at: Floats) -> tuple[float, float, float]:
    on_pavement = setting.kind == "street" and abs(float(at[1])) > setting.half[1]
    return float(at[0]), float(at[1]), 0.14 if on_pavement else 0.0


def _turned(at: Floats, about: Gathering, chance: np.random.Generator) -> float:
    if about.looks_at is None:
        return about.facing_deg + float(chance.normal(0.0, 28.0))
    x, y = about.looks_at[0] - float(at[0]), about.looks_at[1] - float(at[1])
    return math.degrees(math.atan2(x, -y)) + float(chance.normal(0.0, 7.0))


def _scenery(setting: Setting) -> list[Box]:
    """Return the footprints of a place's scenery where somebody would stand in it: trunks, lamps, walls, not crowns and roofs."""
    found: list[Box] = []
    for name, model in setting.scenery.items():
        if name in OPEN or setting.kind == "interior":
            continue
        points = model.points
        among = points[(points[:, 2] > LOW_M) & (points[:, 2] < HIGH_M)]
        if not len(among) and points[:, 2].min() < LOW_M and points[:, 2].max() > HIGH_M:
            among = points
        if len(among):
            low, high = among[:, :2].min(axis=0), among[:, :2].max(axis=0)
            middle, half = (low + high) / 2, (high - low) / 2
            found.append((float(middle[0]), float(middle[1]), float(half[0]), float(half[1])))
    for low, high in setting.solids:
        if high[2] > LOW_M:
            middle, half = (np.array(low) + high)[:2] / 2, (np.array(high) - low)[:2] / 2
            found.append((float(middle[0]), float(middle[1]), float(half[0]), float(half[1])))
    return found
