"""Props from turned and bevelled solids; their foot's middle is the origin, their front looks at -y."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from rushes.engines.dressing.mesh import Mesh, joined
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import box, cylinder, lathe, rounded, sheet, tube

Profile = Sequence[tuple[float, float]]


def globe(radius: float, segments: int = 32) -> Mesh:
    """Return a ball that lies on the ground [m]."""
    angle = np.linspace(-math.pi / 2, math.pi / 2, segments // 2 + 1)
    return lathe([(radius * math.cos(a), radius + radius * math.sin(a)) for a in angle], segments)


def ball(size: Size, style: Style, random: Random) -> Prop:
    """A ball."""
    del style, random
    made = Prop()
    made.add("body", globe(size[2] / 2))
    return made


def balloon(size: Size, style: Style, random: Random) -> Prop:
    """A balloon on a string."""
    del style, random
    wide, _, high = size
    made = Prop()
    profile = [(0.0, high * 0.42), (wide * 0.06, high * 0.44), (wide * 0.36, high * 0.62), (wide * 0.5, high * 0.78), (wide * 0.40, high * 0.94), (wide * 0.2, high * 0.99), (0.0, high)]  # fmt: skip
    made.add("body", lathe(rounded(profile, wide * 0.2, 5), 32))
    made.add("@linen", tube([(0, 0, 0.0), (0.01, 0, high * 0.2), (0, 0, high * 0.43)], 0.003))
    return made


def cube(size: Size, style: Style, random: Random) -> Prop:
    """A block with rounded edges."""
    del style, random
    made = Prop()
    made.add("body", box(*size, min(size) * 0.04, 3))
    return made


def crate(size: Size, style: Style, random: Random) -> Prop:
    """A slatted crate with battens and a diagonal."""
    del style, random
    wide, deep, high = size
    rim = min(size) * 0.12
    made = Prop()
    made.add("body", box(wide * 0.95, deep * 0.95, high * 0.97, 0.004).moved(z=high * 0.015))
    for turn, across, away in ((0, wide, deep), (90, deep, wide)):
        for half in (0, 180):
            parts = [
                box(across, 0.03, rim, 0.004).moved(0.0, -away / 2 + 0.015),
                box(across, 0.03, rim, 0.004).moved(0.0, -away / 2 + 0.015, high - rim),
                box(rim, 0.03, high - 2 * rim, 0.004).moved(-across / 2 + rim / 2, -away / 2 + 0.015, rim),
                box(rim, 0.03, high - 2 * rim, 0.004).moved(across / 2 - rim / 2, -away / 2 + 0.015, rim),
                _brace(across - 2 * rim, high - 2 * rim, rim * 0.8).moved(0.0, -away / 2 + 0.02, high / 2),
            ]
            made.add("frame", *[part.turned(turn + half) for part in parts])
    return made


def _brace(wide: float, high: float, across: float) -> Mesh:
    length, angle = math.hypot(wide, high) * 0.92, math.degrees(math.atan2(high, wide))
    return box(length, 0.022, across, 0.003).moved(z=-across / 2).turned(-angle, "y")


def barrel(size: Size, style: Style, random: Random) -> Prop:
    """A cask with hoops."""
    del style, random
    radius, high = size[0] / 2, size[2]
    belly = [(radius * (0.80 + 0.20 * math.sin(math.pi * share)), high * share) for share in np.linspace(0, 1, 9)]
    made = Prop()
    made.add(
        "body",
        lathe(
            [(0.0, 0.02), (belly[0][0] * 0.94, 0.02), *belly, (belly[-1][0] * 0.94, high - 0.02), (0.0, high - 0.02)]
        ),
    )
    for share in (0.04, 0.24, 0.76, 0.96):
        rim = radius * (0.80 + 0.20 * math.sin(math.pi * share)) + 0.004
        made.add(
            "@steel",
            lathe(
                rounded(
                    [
                        (rim - 0.01, high * share - 0.022),
                        (rim, high * share - 0.022),
                        (rim, high * share + 0.022),
                        (rim - 0.01, high * share + 0.022),
                    ],
                    0.004,
                )
            ),
        )
    return made


def turned(outside: Profile, inside: Profile = ()) -> Mesh:
    """Return a vessel from profiles in shares of its width and height: the outside upward, the inside downward."""
    return lathe([*outside, *inside], 40)


def vessel(outside: Profile, wall: float, size: Size) -> Mesh:
    """Return a hollow vessel.

    Args:
        outside: Radius and height in shares of the size, from the foot's edge up.
        wall: Thickness [m].
        size: Width, depth, height [m].
    """
    scaled = [(radius * size[0] / 2, height * size[2]) for radius, height in outside]
    smooth = rounded([(0.0, scaled[0][1]), *scaled], min(size) * 0.12, 4)
    inner = [(max(radius - wall, 0.0), max(height, wall * 1.5)) for radius, height in reversed(smooth)]
    return lathe([*smooth, *inner], 40)


def bottle(size: Size, style: Style, random: Random) -> Prop:
    """A bottle with shoulders, a neck and a cork."""
    del style, random
    made = Prop()
    shape = [
        (0.96, 0.0),
        (1.0, 0.03),
        (1.0, 0.56),
        (0.80, 0.66),
        (0.36, 0.76),
        (0.34, 0.95),
        (0.40, 0.96),
        (0.40, 0.99),
    ]
    made.add("body", vessel(shape, 0.004, size))
    made.add("@cork", cylinder(size[0] * 0.15, size[2] * 0.06, 0.002, 16).moved(z=size[2] * 0.94))
    made.add("@label", lathe([(size[0] * 0.503, size[2] * 0.18), (size[0] * 0.503, size[2] * 0.46)], 40))
    return made


VESSELS: dict[str, Profile] = {
    "vase": [(0.42, 0.0), (0.48, 0.03), (0.98, 0.45), (0.86, 0.66), (0.34, 0.86), (0.52, 1.0)],
    "pot": [(0.70, 0.0), (0.98, 0.86), (1.0, 0.86), (1.0, 1.0)],
    "cup": [(0.62, 0.0), (0.84, 0.2), (1.0, 0.98)],
    "glass": [(0.78, 0.0), (0.84, 0.1), (1.0, 1.0)],
    "bucket": [(0.72, 0.0), (1.0, 1.0)],
    "plate": [(0.55, 0.0), (0.62, 0.3), (1.0, 1.0)],
    "sack": [(0.72, 0.0), (1.0, 0.2), (0.94, 0.55), (0.42, 0.84), (0.58, 1.0)],
}  # fmt: skip
"""Vessels by their outside: radius and height in shares of half the width and of the height."""


def vessel_of(kind: str) -> object:
    """Return the maker of a vessel."""

    def make(size: Size, style: Style, random: Random) -> Prop:
        del style, random
        made = Prop()
        made.add("body", vessel(VESSELS[kind], max(0.003, min(size) * 0.03), size))
        if kind == "cup":
            ring = [
                (size[0] * (0.48 + 0.2 * math.sin(a)), 0.0, size[2] * (0.52 + 0.28 * math.cos(a)))
                for a in np.linspace(0, math.pi, 9)
            ]
            made.add("body", tube(ring, min(size) * 0.05))
        if kind == "bucket":
            bail = [
                (size[0] / 2 * math.cos(a), 0.0, size[2] * (0.96 + 0.3 * math.sin(a)))
                for a in np.linspace(0, math.pi, 13)
            ]
            made.add("@steel", tube(bail, 0.006))
        return made

    return make


def turned_solid(profile: Profile, segments: int = 40) -> object:
    """Return the maker of a solid that a lathe turns, from a profile in shares of half the width and of the height."""

    def make(size: Size, style: Style, random: Random) -> Prop:
        del style, random
        made = Prop()
        shape = [(radius * size[0] / 2, height * size[2]) for radius, height in profile]
        made.add("body", lathe([(0.0, shape[0][1]), *shape, (0.0, shape[-1][1])], segments))
        return made

    return make


COLUMN: Profile = [
    (1.0, 0.0), (1.0, 0.05), (0.88, 0.06), (0.92, 0.085), (0.78, 0.10), (0.76, 0.4), (0.66, 0.88), (0.72, 0.90), (0.88, 0.94), (1.0, 0.95), (1.0, 1.0),
]  # fmt: skip


def pyramid(size: Size, style: Style, random: Random) -> Prop:
    """A pyramid on a square."""
    del style, random
    made = Prop()
    made.add("body", lathe([(0.0, 0.0), (size[0] / math.sqrt(2), 0.0), (0.0, size[2])], 4).turned(45))
    return made


def obelisk(size: Size, style: Style, random: Random) -> Prop:
    """A needle of stone on a base."""
    del style, random
    half, high = size[0] / math.sqrt(2), size[2]
    made = Prop()
    made.add("body", box(size[0], size[0], high * 0.08, 0.02))
    made.add(
        "body",
        lathe([(0.0, high * 0.08), (half * 0.8, high * 0.08), (half * 0.5, high * 0.9), (0.0, high)], 4).turned(45),
    )
    return made


def rock(size: Size, style: Style, random: Random) -> Prop:
    """A boulder: a ball that chance has cut flat here and there."""
    del style
    made = Prop()
    mesh = globe(0.5, 20)
    points = mesh.points - np.array([0, 0, 0.5])
    for _ in range(14):
        way = random.normal(size=3)
        way /= np.linalg.norm(way)
        depth = random.uniform(0.30, 0.44)
        over = points @ way - depth
        points = points - np.clip(over, 0, None)[:, None] * way
    low, high = points.min(axis=0), points.max(axis=0)
    points = (points - low) / (high - low) * np.array(size) - np.array([size[0] / 2, size[1] / 2, 0.0])
    made.add("body", Mesh(points, mesh.counts, mesh.corners, mesh.st))
    return made


def book(size: Size, style: Style, random: Random) -> Prop:
    """A bound book that stands on its foot, its spine to the front."""
    del style, random
    thick, deep, high = size
    made = Prop()
    board = max(0.003, thick * 0.08)
    for hand in (-1, 1):
        made.add("body", box(board, deep, high, 0.001).moved(hand * (thick - board) / 2))
    made.add("body", box(thick, board, high, 0.001).moved(0.0, -(deep - board) / 2))
    made.add("@paper", box(thick - 2 * board, deep - board * 2, high * 0.96, 0.001).moved(0.0, 0.0, high * 0.02))
    return made


def domino(size: Size, style: Style, random: Random) -> Prop:
    """A domino with its pips, its face to the front."""
    del style
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high, min(size) * 0.10, 2))
    made.add("@black", box(wide * 0.82, deep * 0.02, high * 0.015, 0.0002).moved(0.0, -deep / 2, high * 0.4925))
    for half in (0.26, 0.74):
        for x, z in _pips(int(random.integers(1, 7))):
            pip = cylinder(wide * 0.075, deep * 0.03, 0.0004, 12).turned(90, "x")
            made.add("@black", pip.moved(x * wide * 0.27, -deep / 2 + deep * 0.02, high * half + z * wide * 0.27))
    return made


def _pips(count: int) -> list[tuple[float, float]]:
    corners: list[tuple[float, float]] = [(-1, -1), (1, 1), (-1, 1), (1, -1)]
    middle: list[tuple[float, float]] = [(0, 0)] if count % 2 else []
    sides: list[tuple[float, float]] = [(-1, 0), (1, 0)] if count == 6 else []
    return middle + corners[: count - count % 2 if count < 6 else 4] + sides


def candle(size: Size, style: Style, random: Random) -> Prop:
    """A candle with its flame."""
    del style, random
    radius, high = size[0] / 2, size[2]
    made = Prop()
    made.add("body", cylinder(radius, high * 0.88, radius * 0.2))
    made.add("@lamp_amber", lathe([(0, high * 0.89), (radius * 0.22, high * 0.92), (0, high)], 12))
    return made


def coin(size: Size, style: Style, random: Random) -> Prop:
    """A coin."""
    del style, random
    made = Prop()
    made.add("body", cylinder(size[0] / 2, size[2], size[2] * 0.2, 40))
    return made


def flag(size: Size, style: Style, random: Random) -> Prop:
    """A flag on its pole."""
    del style
    wide, _, high = size
    made = Prop()
    made.add("@steel", cylinder(0.035, high, 0.01, 12))
    made.add("@gilt", globe(0.07, 12).moved(z=high - 0.02))
    x, z = np.meshgrid(np.linspace(0.03, wide, 24), np.linspace(high * 0.62, high * 0.97, 10))
    wave = 0.10 * wide * np.sin(5.0 * x / wide + random.uniform(0, 3) + 0.8 * z) * (x / wide)
    cloth = sheet(np.stack([x, wave, z - 0.1 * x * x / wide], axis=-1))
    made.add("body", cloth, cloth.flipped().moved(0.0, 0.002))
    return made


def flower(size: Size, style: Style, random: Random) -> Prop:
    """A flower on its stem."""
    del style, random
    wide, _, high = size
    made = Prop()
    made.add("@leaf", tube([(0, 0, 0), (wide * 0.06, 0, high * 0.5), (0, 0, high * 0.9)], wide * 0.03))
    for number in range(9):
        petal = lathe([(0, 0), (wide * 0.13, wide * 0.2), (0, wide * 0.46)], 10).scaled(1.0, 0.3, 1.0).turned(68, "x")
        made.add("body", petal.turned(40 * number).moved(z=high * 0.92))
    made.add("@gilt", globe(wide * 0.12, 14).moved(z=high * 0.90))
    return made


def fountain(size: Size, style: Style, random: Random) -> Prop:
    """A basin of still water, a stem, an upper bowl."""
    del style, random
    radius, high = size[0] / 2, size[2]
    made = Prop()
    rim = high * 0.3
    made.add(
        "body",
        lathe(
            [(0, 0), (radius, 0), (radius, rim), (radius * 0.92, rim), (radius * 0.90, rim * 0.4), (0, rim * 0.4)], 48
        ),
    )
    made.add("@sea", lathe([(radius * 0.91, rim * 0.82), (0, rim * 0.82)], 48))
    made.add(
        "body",
        lathe(
            [(0, 0), (radius * 0.16, 0), (radius * 0.09, high * 0.5), (radius * 0.12, high * 0.72), (0, high * 0.72)],
            24,
        ),
    )
    made.add(
        "body",
        lathe(
            [
                (0, high * 0.70),
                (radius * 0.2, high * 0.72),
                (radius * 0.42, high * 0.84),
                (radius * 0.40, high * 0.84),
                (0, high * 0.75),
            ],
            32,
        ),
    )
    made.add(
        "body", lathe([(0, high * 0.75), (radius * 0.05, high * 0.76), (radius * 0.06, high * 0.94), (0, high)], 16)
    )
    return made


def ladder(size: Size, style: Style, random: Random) -> Prop:
    """A ladder."""
    del style, random
    wide, deep, high = size
    made = Prop()
    for hand in (-1, 1):
        made.add("body", box(0.045, max(deep, 0.03), high, 0.006).moved(hand * wide / 2))
    for z in np.arange(0.25, high - 0.1, 0.28):
        made.add("body", cylinder(0.018, wide, 0.002, 10).turned(90, "y").moved(-wide / 2, 0.0, float(z)))
    return made


def pane(size: Size, style: Style, random: Random) -> Prop:
    """A pane of glass that stands on its edge: a sheet that is fine enough to break into shards."""
    del style, random
    wide, deep, high = size
    columns, rows = max(6, round(wide / 0.07)), max(6, round(high / 0.07))
    x, z = np.meshgrid(np.linspace(-wide / 2, wide / 2, columns + 1), np.linspace(0, high, rows + 1))
    front = sheet(np.stack([x, np.full_like(x, -deep / 2), z], axis=-1)).flipped()
    back = sheet(np.stack([x, np.full_like(x, deep / 2), z], axis=-1))
    made = Prop()
    made.add("body", joined([front, back]))
    return made


def phone_box(size: Size, style: Style, random: Random) -> Prop:
    """A telephone kiosk: a glazed box under a domed roof."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high * 0.07, 0.02), box(wide, deep, high * 0.12, 0.03).moved(z=high * 0.84))
    made.add("body", lathe([(wide * 0.70, high * 0.96), (0, high)], 4).turned(45))
    for x in (-1, 1):
        for y in (-1, 1):
            made.add(
                "body",
                box(0.09, 0.09, high * 0.8, 0.01).moved(x * (wide / 2 - 0.045), y * (deep / 2 - 0.045), high * 0.06),
            )
    made.add("@glass_window", box(wide - 0.12, deep - 0.12, high * 0.77, 0.01).moved(z=high * 0.07))
    for z in np.linspace(high * 0.16, high * 0.76, 6):
        made.add("body", box(wide - 0.06, deep - 0.06, 0.03, 0.005).moved(z=float(z)))
    made.add("@lamp_white", box(wide * 0.7, deep * 1.004, high * 0.05, 0.004).moved(z=high * 0.875))
    return made


def suitcase(size: Size, style: Style, random: Random) -> Prop:
    """A suitcase with corners, straps and a handle."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high, min(size) * 0.12, 3))
    for hand in (-1, 1):
        made.add("@book_brown", box(0.035, deep * 1.02, high * 1.01, 0.006).moved(hand * wide * 0.28, 0.0, -0.003))
    grip = [(-0.07, 0, high), (-0.06, 0, high + 0.035), (0.06, 0, high + 0.035), (0.07, 0, high)]
    made.add("@black", tube(grip, 0.01))
    return made


def traffic_cone(size: Size, style: Style, random: Random) -> Prop:
    """A cone with a band, on a square foot."""
    del style, random
    radius, high = size[0] / 2, size[2]
    made = Prop()
    made.add("body", box(size[0], size[0], high * 0.05, 0.01))
    made.add("body", lathe([(0, high * 0.05), (radius * 0.74, high * 0.05), (radius * 0.12, high), (0, high)]))
    made.add("@paint_white", lathe([(radius * 0.53, high * 0.40), (radius * 0.36, high * 0.63)]))
    return made


def tyre(size: Size, style: Style, random: Random) -> Prop:
    """A tyre that lies on its side."""
    del style, random
    radius, thick = size[0] / 2, size[2]
    made = Prop()
    made.add("body", lathe(rounded([(radius * 0.56, thick * 0.12), (radius * 0.9, 0.0), (radius, thick * 0.2), (radius, thick * 0.8), (radius * 0.9, thick), (radius * 0.56, thick * 0.88), (radius * 0.56, thick * 0.12)], thick * 0.12)))  # fmt: skip
    return made


def umbrella(size: Size, style: Style, random: Random) -> Prop:
    """An open umbrella on its stick."""
    del style, random
    radius, high = size[0] / 2, size[2]
    made = Prop()
    made.add(
        "body",
        lathe([(radius, high * 0.72), (radius * 0.8, high * 0.85), (radius * 0.4, high * 0.95), (0, high * 0.97)], 8),
    )
    made.add("@black", cylinder(0.012, high * 0.99, 0.004, 8))
    made.add("@twig", tube([(0, 0, 0.05), (0.03, 0, 0.0), (0.07, 0, 0.03), (0.075, 0, 0.07)], 0.014))
    return made


def door(size: Size, style: Style, random: Random) -> Prop:
    """A panelled door in its frame."""
    del style, random
    wide, deep, high = size
    made = Prop()
    for hand in (-1, 1):
        made.add("frame", box(0.09, deep * 1.5, high, 0.01).moved(hand * (wide / 2 - 0.045)))
    made.add("frame", box(wide, deep * 1.5, 0.09, 0.01).moved(z=high - 0.09))
    made.add("body", box(wide - 0.19, deep * 0.5, high - 0.1, 0.006))
    for x in (-0.24, 0.24):
        for foot, tall in ((0.09, 0.34), (0.52, 0.36)):
            made.add("body", box(wide * 0.30, deep * 0.62, high * tall, 0.015).moved(x * wide * 0.8, 0.0, high * foot))
    made.add("@brass", globe(0.03, 16).moved(wide * 0.37, -deep * 0.5, high * 0.46))
    return made


def mirror(size: Size, style: Style, random: Random) -> Prop:
    """A standing mirror in a frame."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("frame", box(wide, deep, high, 0.012))
    made.add("@chrome", box(wide * 0.88, 0.01, high * 0.92, 0.002).moved(0.0, -deep / 2, high * 0.04))
    return made
