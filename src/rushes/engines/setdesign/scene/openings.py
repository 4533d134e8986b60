"""What closes openings: frames, panes, leaves with panels and furniture, casings; and what runs along walls."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from rushes.engines.dressing.mesh import Mesh, boxed, joined
from rushes.engines.dressing.solids import box, cylinder, lathe, rounded, sheet, tube
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim, Wall
from rushes.engines.setdesign.scene.cut import flat
from rushes.engines.setdesign.scene.piece import Piece
from rushes.engines.setdesign.scene.shell import Z, face, hole

GLASS = {"clear": "clear", "wired": "clear", "leaded": "leaded", "coloured": "coloured", "frosted": "frosted"}


def openings(room: Room) -> Iterator[Piece]:
    """Give what closes a room's openings. It is built looking at -y, its middle at the origin, and put in its wall."""
    for wall in room.walls:
        for opening in room.on(wall.name):
            for part, finish, mesh in _filled(opening, wall):
                name = f"{opening.name}_{part}"
                yield _placed(Piece(name, "Openings", mesh, finish or opening.finish), wall, opening.at)
            if opening.passage() and opening.kind == "arch":
                yield from _beyond(opening, wall)
            elif room.exterior and opening.kind in {"door", "window"}:
                yield _behind(opening, wall)


def _placed(piece: Piece, wall: Wall, along: float, out: float = 0.0) -> Piece:
    x, y = wall.at(along, out)
    return Piece(piece.name, piece.group, piece.mesh, piece.surface, (x, y, 0.0), wall.yaw_deg, wall.name)


Filled = list[tuple[str, str, Mesh]]
"""Parts of what closes an opening: ``frame``, ``pane``, ``leaf1`` with its ``leaf1_metal`` and ``leaf1_glass``; the finish of each, "" for the opening's own."""


def _filled(opening: Opening, wall: Wall) -> Filled:
    if opening.kind == "door" and opening.leaves:
        return _door(opening, wall)
    if opening.kind in {"window", "slit"}:
        return _window(opening, wall)
    if opening.kind == "arch" and wall.built != "concrete":
        return [("frame", "", _casing(opening, 0.09, 0.022))]
    return []


def _bar(wide: float, high: float, deep: float, x: float, y: float, z: float) -> Mesh:
    return box(wide, deep, high, 0.003).moved(x, y, z)


def _window(opening: Opening, wall: Wall) -> Filled:
    wide, high, low = opening.width, opening.height, opening.sill
    slit = opening.kind == "slit"
    y = wall.thickness * (0.82 if slit else 0.6)
    frame = 0.03 if slit else 0.055
    parts = [_bar(frame, high, 0.06, side * (wide - frame) / 2, y, low) for side in (-1, 1)]
    parts += (
        [_bar(wide, frame, 0.06, 0, y, z) for z in (low, low + high - frame)]
        if opening.head == "flat"
        else [_bar(wide, frame, 0.06, 0, y, low)]
    )
    across, up = opening.bars
    parts += [_bar(0.026, high, 0.04, (index / across - 0.5) * wide, y, low) for index in range(1, across)]
    if not slit:
        for index in range(1, up):
            parts.append(_bar(wide - 0.04, 0.026 if index != up // 2 else 0.042, 0.045, 0, y, low + high * index / up))
    ring = np.array(hole(opening, 2 * opening.at)) - np.array([opening.at, 0.0])
    pane = flat([tuple((float(p[0]), float(p[1])) for p in ring)], (0, y, 0), (1, 0, 0), Z)
    if not slit and wall.built != "concrete":
        board = wall.thickness * 0.55 + 0.07
        parts += [
            _casing(opening, 0.085, 0.024),
            _bar(wide + 0.24, 0.035, board, 0, wall.thickness * 0.25 - 0.03, low - 0.035),
        ]
    return [("frame", "", joined(parts)), ("pane", _glass(opening), pane)]


def _glass(opening: Opening) -> str:
    return f"@glass_{GLASS.get(opening.glazing, 'clear')}"


def _casing(opening: Opening, width: float, depth: float) -> Mesh:
    """Return the moulding round an opening on the room's side, following its head."""
    ring = np.array(hole(opening, 2 * opening.at)) - np.array([opening.at, 0.0])
    if opening.sill <= 0:  # from the floor up, over, and down
        ring = np.concatenate([ring[1:], ring[:1]])
        closed = False
    else:
        closed = True
    middle = np.array([0.0, opening.sill + opening.height / 2])
    rows = []
    for share, out in (
        (0.0, 0.0),
        (0.0, 0.5),
        (0.12, 0.75),
        (0.5, 0.8),
        (0.72, 1.0),
        (0.95, 1.0),
        (1.0, 0.8),
        (1.0, 0.0),
    ):
        way = ring - middle
        flat_way = np.sign(np.where(np.abs(way) > 0.02, way, 0.0))
        if opening.sill <= 0:
            flat_way[:, 1] = np.where(ring[:, 1] < 0.01, 0.0, flat_way[:, 1])
        grown = ring + flat_way * width * share
        rows.append(np.stack([grown[:, 0], np.full(len(ring), -depth * out), grown[:, 1]], axis=-1))
    made = sheet(np.stack(rows), around=closed)
    normals = made.face_normals().sum(axis=0)
    return made if normals[1] < 0 else made.flipped()


def _door(opening: Opening, wall: Wall) -> Filled:
    if opening.style.get("lift"):
        return _lift(opening)
    wide, high = opening.width, opening.height
    blast = bool(opening.style.get("blast", False))
    y = 0.06 if not blast else wall.thickness * 0.3
    jamb = 0.035 if not blast else 0.09
    frame: list[Mesh] = [] if blast else [_casing(opening, 0.09, 0.026)]
    frame += [_bar(jamb, high, 0.12, side * (wide - jamb) / 2, y + 0.04, 0) for side in (-1, 1)]
    frame.append(_bar(wide, jamb, 0.12, 0, y + 0.04, high - jamb))
    made: Filled = [("frame", "", joined(frame))]
    each = wide / opening.leaves
    for leaf in range(opening.leaves):
        x = (leaf + 0.5) * each - wide / 2
        tall, across = (
            high - jamb - 0.006,
            each - (jamb + 0.004 if opening.leaves == 1 else jamb / 2 + 0.003) - jamb / 2,
        )
        handle = (1.0 if opening.hinge == "left" else -1.0) if opening.leaves == 1 else (1.0 if leaf == 0 else -1.0)
        made += _leaf(opening, leaf + 1, (x, y, across, tall), handle)
    return made


def _lift(opening: Opening) -> Filled:
    """Return a lift's doors, set back in a surround of stone that stands out from the wall, with a floor's dial over and a call plate beside them."""
    wide, high, back, band = opening.width, opening.height, 0.12, 0.24
    surround = [_bar(band, high + band, 0.15, side * (wide + band) / 2, 0.035, 0) for side in (-1, 1)]
    surround += [_bar(wide, band, 0.15, 0, 0.035, high), _bar(wide + 2 * band + 0.1, 0.05, 0.2, 0, 0.02, high + band)]
    jambs = [_bar(0.02, high, 0.14, side * (wide - 0.02) / 2, back - 0.03, 0) for side in (-1, 1)]
    made: Filled = [("surround", "@marble_dark", joined(surround)), ("frame", "", joined(jambs))]
    each = wide / opening.leaves
    for leaf in range(opening.leaves):
        x = (leaf + 0.5) * each - wide / 2
        fields = [_bar(each - 0.004, high - 0.006, 0.03, x, back, 0.003).mapped(x, 0.3, swap=True)]
        for bay in range(3):
            low = 0.12 + bay * (high - 0.2) / 3
            fields.append(box(each - 0.14, 0.014, (high - 0.2) / 3 - 0.08, 0.006).moved(x, back - 0.02, low))
        made.append((f"leaf{leaf + 1}", "", joined(fields)))
    dial = cylinder(0.17, 0.012, 0.003, 40).turned(90, "x").moved(0, -0.045, high + band / 2)
    return [*made, ("dial", "@brass", joined([dial, _bar(0.11, 0.2, 0.01, wide / 2 + band / 2, -0.045, 1.0)]))]


def _leaf(opening: Opening, number: int, at: tuple[float, float, float, float], handle: float) -> Filled:
    """Return a door's leaf apart from its frame: it hangs on hinges, and may come off."""
    x, y, across, tall = at
    leaf: list[Mesh] = []
    metal: list[Mesh] = []
    glass: list[Mesh] = []
    blast = bool(opening.style.get("blast", False))
    if blast:
        _blast(leaf, metal, at)
    else:
        if opening.glazing:
            _glazed(leaf, glass, at, opening.bars)
        else:
            leaf.append(_bar(across, tall, 0.042, x, y, 0.004).mapped(x, 0.3, swap=True))
            _panels(leaf, at, int(opening.style.get("panels", 4)))
        _furniture(metal, x + handle * (across / 2 - 0.06), y - 0.021, handle)
    name = f"leaf{number}"
    made: Filled = [(name, "", joined(leaf)), (f"{name}_metal", "@steel" if blast else "@brass", joined(metal))]
    return [*made, (f"{name}_glass", _glass(opening), joined(glass))] if glass else made


def _panels(frame: list[Mesh], at: tuple[float, float, float, float], count: int) -> None:
    """Add raised fields in a leaf: 1, 2, 4 or 6, the lower ones shorter."""
    x, y, across, tall = at
    columns = 2 if count >= 4 and across > 0.6 else 1
    rows = max(1, count // columns)
    stile, width = 0.11, (across - 0.11 * (columns + 1)) / columns
    heights = np.array([0.8] + [1.2] * (rows - 1)) if rows > 1 else np.array([1.0])
    heights = heights / heights.sum() * (tall - 0.12 * (rows + 1) - 0.1)
    z = 0.20
    for row in range(rows):
        for column in range(columns):
            px = x - across / 2 + stile * (column + 1) + width * (column + 0.5)
            frame.append(_bar(width, float(heights[row]), 0.012, px, y - 0.022, z).mapped(px, z, swap=True))
            frame.append(
                box(width - 0.07, 0.012, float(heights[row]) - 0.07, 0.006)
                .mapped(px, z, swap=True)
                .moved(px, y - 0.030, z + 0.035)
            )
        z += float(heights[row]) + 0.12


def _glazed(frame: list[Mesh], glass: list[Mesh], at: tuple[float, float, float, float], bars: tuple[int, int]) -> None:
    x, y, across, tall = at
    stile, kick = 0.10, 0.24
    frame += [_bar(stile, tall, 0.042, x + side * (across - stile) / 2, y, 0.004) for side in (-1, 1)]
    frame += [_bar(across, kick, 0.042, x, y, 0.004), _bar(across, stile, 0.042, x, y, tall - stile)]
    columns, rows = bars
    frame += [
        _bar(0.024, tall - kick - stile, 0.036, x + (i / columns - 0.5) * (across - 2 * stile), y, kick)
        for i in range(1, columns)
    ]
    frame += [
        _bar(across - 2 * stile, 0.024, 0.036, x, y, kick + (tall - kick - stile) * i / rows) for i in range(1, rows)
    ]
    glass.append(_bar(across - 2 * stile + 0.01, tall - kick - stile + 0.01, 0.006, x, y, kick - 0.005))


def _furniture(metal: list[Mesh], x: float, y: float, way: float) -> None:
    """Add a plate, a lever and a keyhole's escutcheon at a metre."""
    metal.append(box(0.045, 0.006, 0.24, 0.003).moved(x, y - 0.003, 0.90))
    metal.append(
        tube(
            [[x, y, 1.04], [x, y - 0.05, 1.04], [x - way * 0.02, y - 0.056, 1.04], [x - way * 0.12, y - 0.056, 1.045]],
            0.009,
            segments=10,
        )
    )
    metal.append(cylinder(0.009, 0.004, 0.001, 16).turned(90.0, "x").moved(x, y - 0.005, 0.955))


def _blast(frame: list[Mesh], metal: list[Mesh], at: tuple[float, float, float, float]) -> None:
    """Add a bunker's door: a slab of steel with ribs, bolts round its rim, a wheel, two hinges as thick as an arm."""
    x, y, across, tall = at
    frame.append(box(across + 0.06, 0.14, tall + 0.02, 0.02, 3).moved(x, y, 0.004))
    rib = box(across - 0.12, 0.05, 0.09, 0.012).moved(x, y - 0.08, -0.045)
    frame += [rib.moved(z=tall * share) for share in (0.22, 0.5, 0.78)]
    for index in range(22):
        share = index / 22 * 2 * (across + tall)
        px, pz = _on_rim(share, across - 0.05, tall - 0.06)
        metal.append(cylinder(0.014, 0.016, 0.004, 12).turned(90.0, "x").moved(x + px, y - 0.068, tall / 2 + pz))
    angle = np.linspace(0, 2 * math.pi, 40, endpoint=False)
    wheel = np.stack([0.19 * np.cos(angle), np.full(40, y - 0.18), tall * 0.5 + 0.19 * np.sin(angle)], axis=-1)
    metal.append(tube(wheel + np.array([x, 0, 0]), 0.014, closed=True, segments=12))
    for turn in (0.0, 60.0, 120.0):
        spoke = np.array([math.cos(math.radians(turn)), math.sin(math.radians(turn))]) * 0.19
        metal.append(
            tube(
                [[x - spoke[0], y - 0.18, tall * 0.5 - spoke[1]], [x + spoke[0], y - 0.18, tall * 0.5 + spoke[1]]],
                0.009,
            )
        )
    hub = [(0.0, 0.0), (0.06, 0.0), (0.05, 0.05), (0.025, 0.07), (0.025, 0.12), (0.0, 0.12)]
    metal.append(lathe(rounded(hub, 0.008), 28).turned(90.0, "x").moved(x, y - 0.07, tall * 0.5))
    hinge = cylinder(0.045, 0.26, 0.01, 28).moved(x - across / 2 - 0.01, y - 0.08, -0.13)
    metal += [hinge.moved(z=tall * share) for share in (0.25, 0.75)]


def _on_rim(share: float, wide: float, high: float) -> tuple[float, float]:
    for length, start, way in (
        (wide, (-0.5, -0.5), (1, 0)),
        (high, (0.5, -0.5), (0, 1)),
        (wide, (0.5, 0.5), (-1, 0)),
        (high, (-0.5, 0.5), (0, -1)),
    ):
        if share <= length:
            return start[0] * wide + way[0] * share, start[1] * high + way[1] * share
        share -= length
    return -wide / 2, -high / 2


def _beyond(opening: Opening, wall: Wall) -> Iterator[Piece]:
    """Give a stub of corridor behind an arch, so that one doesn't look out of the world."""
    wide, high, deep = opening.width + 0.8, opening.top + 0.35, 1.6
    y = wall.thickness
    left, right = -wide / 2, wide / 2
    rows = np.array(
        [[[x, y + out, 0.0], [x, y + out, high]] for x, out in ((left, 0.0), (left, deep), (right, deep), (right, 0.0))]
    )
    walls = sheet(rows, np.array([[[s, 0.0], [s, high]] for s in (0.0, deep, deep + wide, 2 * deep + wide)]))
    if walls.face_normals()[1][1] > 0:
        walls = walls.flipped()
    top = flat(
        [((left, y), (right, y), (right, y + deep), (left, y + deep))], (0, 0, high), (1, 0, 0), (0, 1, 0)
    ).flipped()
    yield _placed(
        Piece(f"{opening.name}_beyond", "Openings", joined([walls, boxed(top)]), wall.finish), wall, opening.at
    )


def _behind(opening: Opening, wall: Wall) -> Piece:
    """Return a dim room behind a front's window or shop door, or one would see the sky through the house."""
    wide, deep = opening.width + 0.5, 2.4
    low, high = max(0.0, opening.sill - 0.5), opening.top + 0.3
    made = box(wide, deep, high - low, 0.002, 1).flipped()
    front = made.face_normals()
    keep = ~((front[:, 1] > 0) & (np.abs(front[:, 1]) > 0.5 * wide * (high - low)))
    kept = np.repeat(keep, made.counts)
    room = Mesh(made.points, made.counts[keep], made.corners[kept], made.st[kept])
    y = wall.thickness + deep / 2
    return _placed(Piece(f"{opening.name}_behind", "Openings", room.moved(0, y, low), "@beyond"), wall, opening.at)


def trims(room: Room) -> Iterator[Piece]:
    """Give what runs along walls, broken where openings are in its way."""
    for number, trim in enumerate(room.trims):
        names = trim.walls or tuple(wall.name for wall in room.walls if not wall.partition)
        for name in names:
            wall = room.wall(name)
            meshes = [mesh for start, end in _runs(room, wall, trim) for mesh in _run(trim, start, end)]
            if meshes:
                made = joined(meshes)
                origin, _, _ = face(wall)
                yield Piece(
                    f"Trim_{number}_{trim.kind}_{name}",
                    "Trim",
                    made,
                    trim.finish,
                    (float(origin[0]), float(origin[1]), 0.0),
                    wall.yaw_deg,
                    name,
                )


def _runs(room: Room, wall: Wall, trim: Trim) -> list[tuple[float, float]]:
    """Return stretches of a wall [m from its end] that nothing interrupts at the trim's height."""
    top = trim.bottom + trim.height
    gaps = sorted(
        (wall.length - o.end - 0.09, wall.length - o.start + 0.09)
        for o in room.on(wall.name)
        if o.sill < top - 0.01 and o.top > trim.bottom + 0.01
    )
    runs, at = [], 0.0
    for start, end in gaps:
        if start > at + 0.03:
            runs.append((at, start))
        at = max(at, end)
    if wall.length > at + 0.03:
        runs.append((at, wall.length))
    return runs


def _run(trim: Trim, start: float, end: float) -> list[Mesh]:
    """Return one stretch; it lies along +x from the wall's end, as the room sees it, and stands out to -y."""
    long, tall, deep = end - start, trim.height, trim.depth
    middle, z = (start + end) / 2, trim.bottom

    def piece(wide: float, high: float, out: float, x: float, low: float, bevel: float = 0.003) -> Mesh:
        return box(wide, out, high, bevel).moved(x, -out / 2 + 0.001, low)

    if trim.kind == "cornice":
        return [
            piece(long, tall / 5, deep * share, middle, z + tall * step / 5, 0.006)
            for step, share in enumerate((0.18, 0.3, 0.52, 0.86, 1.0))
        ]
    if trim.kind == "handrail":
        rail = tube(
            [[start + 0.02, -deep * 0.7, z + tall / 2], [end - 0.02, -deep * 0.7, z + tall / 2]],
            min(tall / 2, 0.022),
            segments=14,
        )
        holders = [
            piece(0.02, 0.02, deep * 0.7, x, z + tall / 2 - 0.01) for x in np.arange(start + 0.2, end - 0.1, 0.9)
        ]
        return [rail, *holders]
    count = max(1, round(long / trim.module)) if trim.module > 0 else 1
    each = long / count
    places = [start + (index + 0.5) * each for index in range(count)]
    if trim.kind == "panelling":
        made = [
            piece(long, tall, deep * 0.4, middle, z),
            piece(long, 0.05, deep * 1.3, middle, z + tall - 0.05, 0.008),
            piece(long, 0.13, deep, middle, z, 0.006),
        ]
        made += [
            piece(0.09, tall - 0.05, deep * 0.8, x, z)
            for x in (start + 0.045, *[p + each / 2 for p in places[:-1]], end - 0.045)
        ]
        made += [piece(long, 0.09, deep * 0.8, middle, low) for low in (z + 0.13, z + tall - 0.15)]
        made += [
            piece(each - 0.17, tall - 0.46, deep * 0.62, x, z + 0.26, 0.008).mapped(x, 0.0, swap=True) for x in places
        ]
        return made
    if trim.kind in {"fluting", "slats", "pilasters"}:
        share = {"fluting": 0.96, "slats": 0.55, "pilasters": 0.35}[trim.kind]
        wide = each * share if trim.kind != "pilasters" else min(each * share, 0.45)
        if trim.kind == "fluting":
            arc = np.linspace(math.pi, 2 * math.pi, 8)
            section = np.stack([wide / 2 * np.cos(arc), deep * np.sin(arc)], axis=-1)
            rows = np.stack([np.concatenate([section, np.full((8, 1), at)], axis=1) for at in (z, z + tall)])
            reed = sheet(rows)
            reed = reed if reed.face_normals()[3][1] < 0 else reed.flipped()
            return [reed.moved(x) for x in places]
        made = [piece(wide, tall, deep, x, z, 0.004).mapped(x, 0.0, swap=True) for x in places]
        return [*made, piece(long, tall, deep * 0.15, middle, z)] if trim.kind == "slats" else made
    if trim.kind in {"dado_rail", "picture_rail"}:
        return [
            piece(long, tall * part, deep * out, middle, z + tall * low, 0.006)
            for part, out, low in ((0.35, 0.5, 0.0), (0.4, 1.0, 0.3), (0.3, 0.6, 0.7))
        ]
    if trim.kind == "skirting" and tall > 0.12:
        return [
            piece(long, tall * 0.82, deep * 0.75, middle, z),
            piece(long, tall * 0.2, deep, middle, z + tall * 0.72, 0.006),
            piece(long, tall * 0.12, deep * 0.6, middle, z + tall * 0.9, 0.006),
        ]
    return [piece(long, tall, deep, middle, z)]
