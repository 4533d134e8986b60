"""A room of the set engine as a place: its walls and what is fixed are scenery, its things may be what a scene names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import ThingKind
from rushes.engines.clip.model import Model, model
from rushes.engines.clip.staged import Lamp, RoomItem, Setting
from rushes.engines.clip.things.buildings import cuboid
from rushes.engines.clip.things.catalogue import KINDS
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.surface import Surface
from rushes.engines.furnished import Furnished, Glow, Item

KNOWN: Final[Mapping[str, ThingKind]] = {
    "chandelier": "chandelier", "pendant": "lamp", "table_lamp": "lamp", "floor_lamp": "lamp", "street_lamp": "street_lamp",
    "sofa": "sofa", "wing_chair": "armchair", "lounge_chair": "armchair", "throne": "armchair", "dining_chair": "chair", "office_chair": "chair",
    "stool": "stool", "ottoman": "stool", "bench": "bench", "banquette": "bench", "bed": "bed", "bed_double": "bed",
    "dining_table": "table", "centre_table": "table", "coffee_table": "table", "side_table": "table", "desk": "desk",
    "bookcase": "bookcase", "cabinet": "cupboard", "wardrobe": "cupboard", "locker": "cupboard", "sideboard": "cupboard", "piano": "piano",
    "mirror": "mirror", "screen_stand": "screen", "wall_screen": "screen", "sculpture": "statue", "vase": "vase", "clock": "clock", "sign": "sign",
}  # fmt: skip
"""What a scene calls the things of a room."""

SEATS: Final = ("sofa", "armchair", "bench", "chair", "stool", "bed")
"""What of a room somebody sits on who is told no more, the most comfortable first."""

FACED: Final = frozenset({"sofa", "armchair"})
BACK_DEG: Final = 50.0
"""What is sat in by whom a scene is about, and how near to straight away from the camera its front has to look for it to be turned round: on a stage, too,
the sofa looks at the house and not into the fire."""

LEVEL_M: Final = 0.06
"""What is higher is no floor, but a step or a ledge [m]."""

OPEN_M, THICK_M = 7.0, 0.2
"""How far a room goes on towards the camera, and how thick it is there [m]."""

EDGE_M: Final = 0.02
"""How near to a room's front edge a corner of its floor has to be to be on it [m]."""

MOST_LAMPS: Final = 14
"""So many of a room's lamps light a clip, the strongest first."""

WALKED: Final = 0.46
"""Half of the floor that things and people are put on, as a share of the room's width and depth."""


def room_setting(room: Furnished) -> Setting:
    """Return a room's setting.

    Args:
        room: As the set engine has built it.
    """
    wide, deep, high = room.size
    scenery = {item.name: _model(item) for item in room.items if not item.kind}
    if "Shell" in scenery:  # what is walked on, as every place calls it
        scenery = {"ground": scenery.pop("Shell"), **scenery}
    scenery |= _apron(room)
    items = tuple(_faced(_item(item)) for item in room.items if item.kind)
    lamps = sorted(room.glows, key=lambda glow: -glow.power)[:MOST_LAMPS]
    return Setting(
        "interior",
        scenery,
        room.walls,
        (wide * WALKED - 0.2, deep * WALKED - 0.2),
        ceiling=high,
        azimuth_deg=0.0,
        reach=deep / 2 + 3.0,
        lamps=tuple(_lamp(glow) for glow in lamps),
        items=items,
        wide=wide,
    )


def _apron(room: Furnished) -> dict[str, Model]:
    """Return how a room goes on to where the camera is, whose own wall is out: floor, ceiling and side walls in the room's own finishes."""
    (_, deep, high), looks = room.size, _finishes(room)
    left, right = _opening(room)
    wide, across, middle = right - left, (left + right) / 2, -deep / 2 - OPEN_M / 2
    parts = [
        (cuboid(wide, OPEN_M, THICK_M).moved(across, middle, -THICK_M), looks["floor"]),
        (cuboid(wide, OPEN_M, THICK_M).moved(across, middle, high), looks["ceiling"]),
    ]
    for hand, edge in ((-1, left), (1, right)):
        wall = cuboid(THICK_M, OPEN_M, high).moved(edge + hand * THICK_M / 2, middle)
        parts.append((wall, looks["wall"]))
    return {"apron": model(parts, "plaster")}


def _opening(room: Furnished) -> tuple[float, float]:
    """Return from where to where a room is open to the camera [m]: a bay, or a corner that is cut off, makes it wider farther in."""
    (wide, deep, _), shell = room.size, next((item for item in room.items if item.name == "Shell"), None)
    if shell is None:
        return -wide / 2, wide / 2
    points = _model(shell).points
    edge = points[(np.abs(points[:, 1] + deep / 2) < EDGE_M) & (points[:, 2] < LEVEL_M), 0]
    return (float(edge.min()), float(edge.max())) if len(edge) > 1 else (-wide / 2, wide / 2)


def _finishes(room: Furnished) -> dict[str, Surface]:
    """Return the finishes of which most of the floor, the walls and the ceiling are."""
    found: dict[str, tuple[float, Surface]] = {}
    for mesh, look in (part for item in room.items if not item.kind for part in item.parts):
        areas = mesh.face_normals()
        sizes = np.linalg.norm(areas, axis=1)
        up = areas[:, 2] / np.maximum(sizes, 1e-12)
        low = _heights(mesh) < LEVEL_M
        share = {"floor": sizes[(up > 0.9) & low].sum(), "ceiling": sizes[up < -0.9].sum(), "wall": sizes[np.abs(up) < 0.1].sum()}  # fmt: skip
        for name, area in share.items():
            if name not in found or float(area) > found[name][0]:
                found[name] = (float(area), look)
    return {name: look for name, (_, look) in found.items()}


def _heights(mesh: Mesh) -> NDArray[np.float64]:
    """Return how high the middle of each face is [m]."""
    starts = np.concatenate([[0], np.cumsum(mesh.counts)[:-1]]).astype(np.int64)
    return np.asarray(np.add.reduceat(mesh.points[mesh.corners, 2], starts) / mesh.counts)


def without(setting: Setting, names: frozenset[str]) -> Setting:
    """Return a setting whose room has become scenery, without the things that are the scene's own now."""
    if not setting.items:
        return setting
    left = [item for item in setting.items if item.name not in names]
    there = {item.name: item.model.turned(item.yaw_deg).moved(*item.at) for item in left}
    boxes = []
    for name, item in zip(there, left, strict=True):
        if item.mount in {"floor", "top"}:
            low, high = there[name].bounds
            boxes.append((tuple(float(part) for part in low), tuple(float(part) for part in high)))
    return replace(setting, scenery={**setting.scenery, **there}, solids=(*setting.solids, *boxes), items=())  # type: ignore[arg-type] # threes


def _model(item: Item) -> Model:
    return model(item.parts, "plaster", filled=0.5).turned(item.yaw_deg).moved(*item.at)


def _item(item: Item) -> RoomItem:
    kind = KNOWN.get(item.kind)
    known = KINDS[kind] if kind is not None else None
    made = model(
        item.parts,
        known.matter if known else "wood",
        filled=known.filled if known else 0.5,
        hollow=bool(known and known.hollow),
    )
    low, _ = made.bounds
    foot = float(low[2])
    return RoomItem(
        item.name,
        kind or "",
        made.moved(z=-foot),
        (item.at[0], item.at[1], item.at[2] + foot),
        item.yaw_deg,
        item.mount,
    )


def _faced(item: RoomItem) -> RoomItem:
    """Return a seat that had its back to the camera, which is at -y as its front is at 0 degrees, turned round where it stands."""
    away = abs((item.yaw_deg - 180.0 + 180.0) % 360.0 - 180.0)
    if item.kind not in FACED or away > BACK_DEG:
        return item
    low, high = item.model.turned(item.yaw_deg).bounds
    turned = (item.yaw_deg + 180.0) % 360.0
    after, most = item.model.turned(turned).bounds
    x, y = ((low + high - after - most) / 2)[
        :2
    ]  # about the middle of what it covers, so that it stands in nothing else
    return replace(item, yaw_deg=turned, at=(item.at[0] + float(x), item.at[1] + float(y), item.at[2]))


def _lamp(glow: Glow) -> Lamp:
    toward = None
    if glow.toward is not None:
        toward = tuple(float(part) for part in np.array(glow.at) + np.array(glow.toward))
    return Lamp(glow.at, glow.power, glow.colour, max(glow.size, 0.02), toward)  # type: ignore[arg-type] # three
