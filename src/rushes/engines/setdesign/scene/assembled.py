"""From a room to its scene: shell, openings, furniture and dressing, finishes, light and cameras."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.dressing.library import MAKERS, grow
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.solids import cylinder
from rushes.engines.dressing.surface import STOCK, Rgb, Surface
from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.light import Practical
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.scene.anchors import anchors
from rushes.engines.setdesign.scene.colour_temperature import balance_of, lamp_colour
from rushes.engines.setdesign.scene.finish import surface
from rushes.engines.setdesign.scene.lights import LAMP_BOOST, SKY_CD, SKY_K, lights, radiance_of
from rushes.engines.setdesign.scene.openings import openings, trims
from rushes.engines.setdesign.scene.piece import Camera, Piece, SetScene
from rushes.engines.setdesign.scene.shell import shell
from rushes.engines.setdesign.scene.solids import bodies

SHADE_SHARE = 0.42
"""Of a lamp's light, what its shade takes and shines with; the rest leaves it above and below."""

OPAQUE = {"polished", "brushed", "painted", "bakelite", "rust"}
"""Shades of these let no light through: their lamp shines out below."""

AGAINST_M = 0.3
"""What stands nearer than this with its back to a wild wall comes out with it [m]."""

UNSHIFTED = {"rug", "foliage", "screen", "painting"}
"""Finishes that are made for the very thing that they are on."""

PAINTED = 5
"""How many pictures of a kind hang in a room's frames: each is baked once for other programs."""

SLABS: Mapping[str, tuple[float, float]] = {"marble": (0.9, 1.8)}
"""Stones that are laid in slabs of so many metres, with joints between."""

LARGE = 0.2
"""A face that is so much of the largest one's area has no joint through it."""

EDGE_M = 0.01
"""A thing of stone is cut so far from a slab's joints, on both sides together [m]."""

SLENDER, SLENDER_M = {"floor_lamp", "plant", "column_plinth"}, 0.9
"""What a stagehand carries off with a wild wall when it stands this near [m], whichever way it looks."""

_GLASS_FROST = Surface("shade", (0.80, 0.84, 0.82))
_MORE: Mapping[str, Surface] = {
    "@glass_frosted": _GLASS_FROST,
    "@glass_leaded": Surface("glass", (0.80, 0.84, 0.74)),
    "@glass_coloured": Surface("glass", (0.75, 0.42, 0.14)),
}


def assembled(room: Room) -> SetScene:
    """Return a room's scene.

    Finishes keep their names; those that dressing brings begin with ``@``, those with light of their own end in ``_lit`` and the
    lamp's name. The same room gives the same scene.

    Args:
        room: What was grown or read.

    Raises:
        BadInputError: A finish or a wall that something names isn't in the room, or an item has no size.
    """
    surfaces: dict[str, Surface] = {}
    told: list[str] = []
    pieces: list[Piece] = []
    for piece in (*shell(room), *openings(room), *trims(room)):
        if not piece.surface:
            continue
        pieces.append(piece)
        _need(room, surfaces, piece.surface)
    for item in room.items:
        if item.kind not in MAKERS:
            told.append(f"{item.name}: the dressing library has no {item.title} yet; a plain block stands for it.")
        pieces += _dressed(room, surfaces, item)
    pieces += _bulbs(room, surfaces)
    sky = lamp_colour(SKY_K, balance_of(room.daylight))
    used = {piece.surface for piece in pieces}
    outside = room.daylight.sky if room.daylight.motive != "none" else 0.0
    return SetScene(
        room.title,
        _unique(pieces),
        {name: one for name, one in surfaces.items() if name in used},
        tuple(lights(room)),
        tuple(
            Camera(setup.name, setup.at, setup.target, setup.lens_mm, setup.wild, setup.title) for setup in room.setups
        ),
        backing=SKY_CD * outside,
        backing_colour=sky,
        told=tuple(told),
        bodies=tuple(bodies(room)),
        anchors=anchors(room),
    )


def _need(room: Room, surfaces: dict[str, Surface], name: str) -> None:
    if name in surfaces:
        return
    if name in _MORE:
        surfaces[name] = _MORE[name]
    elif name.startswith("@"):
        surfaces[name] = STOCK[name[1:]]
    else:
        surfaces[name] = surface(room.finish(name))


def seed_of(room: Room, item: Item) -> int:
    """Return an item's own seed: of the room's and of its name, so that others may come and go."""
    return zlib.crc32(f"{room.seed}/{item.name}/{item.kind}".encode())


def _dressed(room: Room, surfaces: dict[str, Surface], item: Item) -> Iterator[Piece]:
    """Give an item's pieces, each slot's finish found: its own, that of the slot it goes with, or a plain one."""
    seed = seed_of(room, item)
    lots = np.random.default_rng(seed).uniform(0.0, 9.0, 2)
    style = {"period": room.style, **_words(item)}
    wall = _wild_wall(room, item)
    burning = [lamp for lamp in room.practicals if lamp.item == item.name and lamp.on]
    hang = float(item.style.get("rod", 0.0))
    if item.mount == "ceiling" and hang > 0.01:
        finish = _finish_of(item, "stem")
        _need(room, surfaces, finish)
        rod = cylinder(0.006 if hang < 1.5 else 0.01, hang + 0.02, 0.002, 12).moved(z=item.size[2] - 0.01)
        yield Piece(f"{item.name}_{item.kind}_rod", f"{item.name}_{item.kind}", rod, finish, item.at, item.yaw_deg)
    for slot, mesh in grow(item.kind, item.size, style, seed, name=f"Set {room.title!r}, {item.name}"):
        wanted = slot if slot.startswith("@") else _finish_of(item, slot)
        _need(room, surfaces, wanted)
        wanted = _its_own(surfaces, wanted, item, seed)
        base = surfaces[wanted]
        mapped = mesh if base.kind in UNSHIFTED else cut_from(mesh, base.kind, lots)
        if slot == "glass" and item.kind in {"screen", "wall_screen"}:
            wanted = "screen_glass"
            surfaces[wanted] = Surface("screen", (0.20, 0.75, 0.32), glow=12.0)
        elif burning and slot in {"shade", "glass"} and base.kind not in OPAQUE:
            wanted, lit = _lit(wanted, base, burning, mesh, item, balance_of(room.daylight))
            surfaces[wanted] = lit
        name = f"{item.name}_{item.kind}_{slot.strip('@')}"
        yield Piece(name, f"{item.name}_{item.kind}", mapped, wanted, item.at, item.yaw_deg, wall)


def _its_own(surfaces: dict[str, Surface], name: str, item: Item, seed: int) -> str:
    """Return the finish that a thing has to itself: a rug's is as large as it is, and one of a few pictures is in a frame."""
    base = surfaces[name]
    if base.kind == "rug":
        own = f"{name}_{item.name}"
        surfaces[own] = replace(base, more={**base.more, "size_m": item.size[:2]})
        return own
    if base.kind == "painting" and "lot" not in base.more:
        lot = seed % PAINTED
        scene = {"scene": "sea"} if base.more.get("scene") == "country" and lot % 2 else {}
        own = f"{name}_{lot + 1}"
        surfaces[own] = replace(base, more={**base.more, **scene, "lot": lot})
        return own
    return name


def cut_from(mesh: Mesh, kind: str, lots: NDArray[np.float64]) -> Mesh:
    """Return a part of a thing mapped to its own place of its finish; of a stone that is laid in slabs, it is cut from one where it can be, since a table has no joints.

    Args:
        mesh: About its item's origin, mapped in metres.
        kind: Of its finish.
        lots: Where in the finish it is cut from, [m].
    """
    if kind not in SLABS:
        return mesh.mapped(float(lots[0]), float(lots[1]))
    slab = np.array(SLABS[kind])
    areas = np.linalg.norm(mesh.face_normals(), axis=1)
    large = np.repeat(areas > LARGE * areas.max(), mesh.counts)  # a table's top; its rim is a narrow band all round
    size = np.ptp(mesh.st[large], axis=0)
    swap = bool((size > slab - EDGE_M).any() and (size[::-1] <= slab - EDGE_M).all())
    turned = mesh.mapped(swap=swap)
    low, size = turned.st[large].min(axis=0), size[::-1] if swap else size
    which, spare = np.floor(lots / slab), np.maximum(slab - EDGE_M - size, 0.0)
    start = which * slab + EDGE_M / 2 + spare * (lots / slab - which)
    return turned.mapped(float(start[0] - low[0]), float(start[1] - low[1]))


def _wild_wall(room: Room, item: Item) -> str:
    """Return the wild wall that an item stands or hangs against, and goes with; "" for none."""
    for wall in room.walls:
        if wall.wild and item.kind in SLENDER:
            x, y = item.at[0] - wall.start[0], item.at[1] - wall.start[1]
            if x * wall.inward[0] + y * wall.inward[1] < SLENDER_M:
                return wall.name
        elif wall.wild and abs((item.yaw_deg - wall.yaw_deg + 180.0) % 360.0 - 180.0) < 5.0:
            start, inward = np.asarray(wall.start), np.asarray(wall.inward)
            behind = float((np.asarray(item.at[:2]) - start) @ inward) - item.size[1] / 2
            if behind < AGAINST_M:
                return wall.name
    return ""


def _words(item: Item) -> dict[str, float | str | bool]:
    """Return an item's style, with what the library calls things by."""
    style = dict(item.style)
    if style.get("form") == "arc":
        style["arc"] = True
    if style.get("form") in {"globe", "dome", "fan", "candles"}:
        style[str(style["form"])] = True
    for said, ours in (("chesterfield", "buttoned"), ("flowers", "stems"), ("gasolier", "candles")):
        if style.get(said):
            style[ours] = True
    if style.get("fern"):
        style["species"] = "palm"
    if style.get("round") and "shape" not in style:
        style["shape"] = "round"
    return style


def _finish_of(item: Item, slot: str) -> str:
    if slot in item.materials:
        return item.materials[slot]
    if slot == "piping":
        for other in ("piping", "cloth", "seat"):
            if other in item.materials:
                return item.materials[other]
    if item.materials and slot in {"body", "carcass", "frame", "legs", "top"}:
        return next(iter(item.materials.values()))
    fallback = {
        "shade": "@paper",
        "stem": "@brass",
        "glass": "@glass_clear",
        "picture": "@label",
        "leaf": "@leaf",
        "mirror": "@chrome",
        "pot": "@ivory",
        "paper": "@paper",
        "letters": "@brass",
    }
    return fallback.get(slot, "@black")


def _lit(
    name: str, base: Surface, burning: list[Practical], mesh: Mesh, item: Item, balance: float
) -> tuple[str, Surface]:
    """Return a shade's finish with its lamp behind it: as bright as its share of the lamp's light over its area."""
    lumens = sum(lamp.lumens for lamp in burning) * LAMP_BOOST
    tint = lamp_colour(burning[0].kelvin, balance)
    pale = base.colour if max(base.colour) > 0.3 else (0.8, 0.72, 0.58)
    seen: Rgb = tuple_product(tint, pale)
    radiance = radiance_of(SHADE_SHARE * lumens, mesh.area() / 2)
    kind = "shade" if base.kind in {"cloth", "paper", "shade", "glass"} else base.kind
    lit = Surface(kind, base.colour if kind == "shade" else pale, base.wear).lit(radiance, seen)
    return f"{name}_lit_{item.name}", lit


def tuple_product(one: Rgb, other: Rgb) -> Rgb:
    """Return a colour through a filter, its largest part 1."""
    parts = [a * b for a, b in zip(one, other, strict=True)]
    top = max(*parts, 1e-06)
    return parts[0] / top, parts[1] / top, parts[2] / top


def _bulbs(room: Room, surfaces: dict[str, Surface]) -> Iterator[Piece]:
    """Give a body to light that is built in and seen: strips behind their ledges have none."""
    from rushes.engines.dressing.solids import box

    for lamp in room.practicals:
        if lamp.kind != "tube" or lamp.item or not lamp.on:
            continue
        name = f"tube_lit_{lamp.name}"
        surfaces[name] = Surface("lamp", (1.0, 1.0, 1.0)).lit(
            radiance_of(lamp.lumens * LAMP_BOOST * 0.2, lamp.size * 0.15),
            lamp_colour(lamp.kelvin, balance_of(room.daylight)),
        )
        yield Piece(
            f"Tube_{lamp.name}",
            "Ceiling",
            box(lamp.size, 0.03, 0.03, 0.014, 3),
            name,
            (lamp.at[0], lamp.at[1], lamp.at[2] + 0.01),
            lamp.yaw_deg,
        )


def _unique(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Return pieces whose names are prims' and don't come twice."""
    used: dict[str, int] = {}
    made = []
    for piece in pieces:
        name = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in piece.name)
        name = name if not name[:1].isdigit() else f"_{name}"
        used[name] = used.get(name, 0) + 1
        if used[name] > 1:
            name = f"{name}_{used[name]}"
        made.append(Piece(name, piece.group, piece.mesh, piece.surface, piece.at, piece.yaw_deg, piece.wall))
    return tuple(made)
