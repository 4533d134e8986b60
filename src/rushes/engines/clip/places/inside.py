"""Places with a floor of their own: a plain room, a studio."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.clip.model import Model, Part, model
from rushes.engines.clip.staged import Lamp, Setting
from rushes.engines.clip.substance import shining
from rushes.engines.clip.things.buildings import cuboid
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.solids import box, sheet
from rushes.engines.dressing.surface import Surface

WALL_M = 0.3
OPEN_M = 7.0
"""How far a room goes on towards the camera, whose own wall is out [m]."""


def studio(width: float | None, depth: float | None) -> Setting:
    """An empty floor that runs up into a curved wall behind; lit by a soft box and a fill."""
    half, deep = (width or 280.0) / 2, (depth or 20.0) / 2
    radius = 4.0
    bend = np.linspace(0, math.pi / 2, 16)
    y = np.concatenate([[-60.0, -10.0, deep - radius], deep - radius + radius * np.sin(bend[1:]), [deep, deep]])
    z = np.concatenate([[0.0, 0.0, 0.0], radius * (1 - np.cos(bend[1:])), [12.0, 60.0]])
    x = np.linspace(-half, half, 9)
    places = np.stack(
        [
            np.broadcast_to(x, (len(y), 9)),
            np.broadcast_to(y[:, None], (len(y), 9)),
            np.broadcast_to(z[:, None], (len(z), 9)),
        ],
        axis=-1,
    )
    cove = model([(sheet(places).flipped(), Surface("plaster", (0.52, 0.52, 0.525), 0.0))], "plaster")
    lamps = (
        Lamp((-5.0, -6.0, 6.5), 1500.0, (1.0, 0.96, 0.90), 3.0, (0.0, 0.5, 0.5)),
        Lamp((7.0, -4.0, 4.0), 330.0, (0.86, 0.92, 1.0), 3.0, (0.0, 0.5, 0.8)),
        Lamp((2.0, 7.0, 6.0), 420.0, (1.0, 1.0, 1.0), 1.5, (0.0, 0.0, 1.0)),
    )
    solids = (((-half, deep - 1.5, 0.0), (half, deep, 9.0)),)
    return Setting(
        "studio", {"ground": cove}, solids, (6.0, 5.0), ceiling=8.0, azimuth_deg=18.0, reach=14.0, lamps=lamps
    )


def interior(width: float | None, depth: float | None, height: float | None, *, dark: bool) -> Setting:
    """A plain room: boards, papered walls with a rail and skirting, two windows to the left, a door at the back."""
    wide, deep, high = width or 8.0, depth or 7.0, height or 3.4
    paint, wood = Surface("plaster", (0.42, 0.40, 0.33), 0.2), Surface("parquet", (0.24, 0.12, 0.055), 0.2)
    white = Surface("plaster", (0.66, 0.64, 0.59), 0.1)
    scenery: dict[str, Model] = {
        "ground": model([(cuboid(wide, deep + OPEN_M, 0.1).moved(0.0, -OPEN_M / 2, -0.1), wood)], "wood"),
        "ceiling": model([(cuboid(wide, deep + OPEN_M, 0.1).moved(0.0, -OPEN_M / 2, high), white)], "plaster"),
        "wall_back": model([(cuboid(wide, WALL_M, high).moved(0.0, deep / 2 + WALL_M / 2), paint)], "plaster"),
        "wall_right": model(
            [(cuboid(WALL_M, deep + OPEN_M, high).moved(wide / 2 + WALL_M / 2, -OPEN_M / 2), paint)], "plaster"
        ),
        "wall_left": Model(tuple(Part(mesh, paint) for mesh in _pierced(deep, high, wide)), "plaster"),
        "trim": Model(tuple(Part(mesh, white) for mesh in _trims(wide, deep, high)), "wood"),
        "door": model(
            [(box(1.0, 0.06, 2.1, 0.01).moved(wide * 0.30, deep / 2 - 0.01), Surface("painted", (0.10, 0.055, 0.03)))],
            "wood",
        ),
    }
    panes, frames = _windows(deep, high, wide)
    scenery["windows"] = Model(tuple(Part(mesh, white) for mesh in frames), "wood")
    scenery["day"] = Model(
        tuple(
            Part(mesh, shining((0.10, 0.13, 0.22), 0.3) if dark else shining((0.95, 0.98, 1.0), 4.5)) for mesh in panes
        ),
        "glass",
    )
    scenery["rug"] = model(
        [(cuboid(min(3.2, wide * 0.45), min(2.4, deep * 0.4), 0.012), Surface("carpet", (0.16, 0.035, 0.03)))], "fabric"
    )
    sky = (0.45, 0.55, 0.9) if dark else (0.93, 0.97, 1.0)
    power = 25.0 if dark else 330.0
    lamps = [
        Lamp((-wide / 2 + 0.1, y, high * 0.56), power, sky, 1.3, (0.0, y * 0.5, 0.6))
        for y in (-deep * 0.24, deep * 0.24)
    ]
    lamps.append(
        Lamp((0.0, -deep * 0.2, high - 0.12), 190.0 if dark else 60.0, (1.0, 0.78, 0.52), 1.2, (0.0, 0.0, 0.0))
    )
    solids = (
        ((-wide / 2, deep / 2, 0.0), (wide / 2, deep / 2 + WALL_M, high)),
        ((wide / 2, -deep / 2, 0.0), (wide / 2 + WALL_M, deep / 2, high)),
        ((-wide / 2 - WALL_M, -deep / 2, 0.0), (-wide / 2, deep / 2, high)),
    )
    return Setting(
        "interior",
        scenery,
        solids,
        (wide * 0.40, deep * 0.36),
        ceiling=high,
        azimuth_deg=8.0,
        reach=deep * 0.9,
        lamps=tuple(lamps),
    )


def _windows(deep: float, high: float, wide: float) -> tuple[list[Mesh], list[Mesh]]:
    panes, frames = [], []
    for y in (-deep * 0.24, deep * 0.24):
        sill, tall, across = high * 0.27, high * 0.56, 1.3
        x = -wide / 2 - WALL_M * 0.6
        panes.append(cuboid(0.02, across, tall).moved(x - 0.08, y, sill))
        frames += [cuboid(0.07, 0.07, tall).moved(x, y + shift, sill) for shift in (-across / 2, 0.0, across / 2)]
        frames += [cuboid(0.07, across, 0.07).moved(x, y, sill + tall * share) for share in (0.0, 0.48, 0.97)]
        frames.append(cuboid(0.26, across + 0.24, 0.05).moved(-wide / 2 - 0.02, y, sill - 0.05))
    return panes, frames


def _pierced(deep: float, high: float, wide: float) -> list[Mesh]:
    """Return the left wall, with two openings."""
    x, sill, tall, across = -wide / 2 - WALL_M / 2, high * 0.27, high * 0.56, 1.3
    edges = [
        -deep / 2,
        -deep * 0.24 - across / 2,
        -deep * 0.24 + across / 2,
        deep * 0.24 - across / 2,
        deep * 0.24 + across / 2,
        deep / 2,
    ]
    made = [cuboid(WALL_M, OPEN_M, high).moved(x, -deep / 2 - OPEN_M / 2)]
    for number, (low, top) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
        middle, width = (low + top) / 2, top - low
        if number % 2 == 0:
            made.append(cuboid(WALL_M, width, high).moved(x, middle))
        else:
            made += [
                cuboid(WALL_M, width, sill).moved(x, middle),
                cuboid(WALL_M, width, high - sill - tall).moved(x, middle, sill + tall),
            ]
    return made


def _trims(wide: float, deep: float, high: float) -> list[Mesh]:
    made = []
    for z, tall, out in ((0.0, 0.16, 0.03), (0.92, 0.05, 0.03), (high - 0.14, 0.14, 0.09)):
        made.append(cuboid(wide, out, tall).moved(0.0, deep / 2 - out / 2, z))
        made.append(cuboid(out, deep + OPEN_M, tall).moved(wide / 2 - out / 2, -OPEN_M / 2, z))
        if z != 0.92:
            made.append(cuboid(out, deep + OPEN_M, tall).moved(-wide / 2 + out / 2, -OPEN_M / 2, z))
    made += [cuboid(0.12, 0.09, 2.2).moved(wide * 0.30 + shift, deep / 2 - 0.02) for shift in (-0.56, 0.56)]
    made.append(cuboid(1.24, 0.09, 0.12).moved(wide * 0.30, deep / 2 - 0.02, 2.12))
    return made
