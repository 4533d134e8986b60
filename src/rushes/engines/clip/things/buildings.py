"""Buildings from their storeys and bays: walls, windows with reveals, roofs; their front at -y."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.clip.things.vehicles import side
from rushes.engines.dressing.mesh import Mesh, faces
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import box, cylinder, lathe, plate, sheet


def cuboid(x: float, y: float, z: float) -> Mesh:
    """Return a box with sharp edges that stands on the ground, for what is seen from afar [m]."""
    corners = [(a * x / 2, b * y / 2, c * z) for c in (0, 1) for b in (-1, 1) for a in (-1, 1)]
    return faces(corners, [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)])


def building(size: Size, style: Style, random: Random) -> Prop:
    """A block of flats: a shop's ground floor, rows of windows, a cornice."""
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high, 0.02).moved())
    storey = float(style.get("storey", 3.2))
    storeys = max(1, round(high / storey))
    each = high / storeys
    for turn, across, away in ((0, wide, deep), (90, deep, wide), (180, wide, deep), (270, deep, wide)):
        _facade(made, across, away / 2, each, storeys, turn, random, bool(style.get("lit")))
    made.add("trim", box(wide + 0.5, deep + 0.5, 0.35, 0.05).moved(z=high - 0.2))
    made.add("trim", box(wide + 0.16, deep + 0.16, 0.22, 0.04).moved(z=each - 0.1))
    return made


def tower(size: Size, style: Style, random: Random) -> Prop:
    """A slab of offices: bands of glass from the ground to the roof."""
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide * 0.97, deep * 0.97, high, 0.02))
    storeys = max(2, round(high / 3.6))
    each = high / storeys
    for number in range(storeys):
        made.add("@glass_window", box(wide, deep, each * 0.62, 0.02).moved(z=number * each + each * 0.28))
    for x in np.linspace(-wide / 2, wide / 2, max(3, round(wide / 3.0)) + 1):
        made.add("trim", box(0.14, deep + 0.24, high, 0.02).moved(float(x)))
    for y in np.linspace(-deep / 2, deep / 2, max(3, round(deep / 3.0)) + 1):
        made.add("trim", box(wide + 0.24, 0.14, high, 0.02).moved(0.0, float(y)))
    del style, random
    return made


def keep(size: Size, style: Style, random: Random) -> Prop:
    """A tower of masonry: walls that lean in a little, slits, a door, a parapet with merlons on corbels."""
    del style
    wide, deep, high = size
    top, thick = high * 0.93, max(wide * 0.07, 0.25)
    made = Prop()
    lean = 0.93
    corners = [
        (a * wide / 2 * k, b * deep / 2 * k, z) for z, k in ((0.0, 1.0), (top, lean)) for b in (-1, 1) for a in (-1, 1)
    ]
    made.add(
        "body", faces(corners, [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)])
    )
    made.add("body", box(wide * lean + 0.5, deep * lean + 0.5, high * 0.015, 0.03).moved(z=top - high * 0.015))
    for turn, across, away in ((0, wide, deep), (90, deep, wide), (180, wide, deep), (270, deep, wide)):
        out = away / 2 * lean + 0.25
        for share in np.linspace(-1, 1, 2 * max(2, round(across / 2.2)) + 1)[::2]:
            merlon = box(across * 0.13, thick, high - top, 0.02).moved(
                float(share) * (across * lean / 2 - 0.1), -out + thick / 2, top
            )
            made.add("body", merlon.turned(turn))
        for row in range(max(2, round(high / 5))):
            z = high * 0.22 + row * 4.6
            if z < top - 2.0:
                x = float(random.uniform(-0.18, 0.18)) * across
                shift = away / 2 * (1 - (1 - lean) * z / top)
                made.add("@dark", cuboid(0.18, 0.06, 1.3).moved(x, -shift, z).turned(turn))
    made.add("@twig", box(1.5, 0.12, 2.6, 0.02).moved(0.0, -deep / 2))
    return made


def house(size: Size, style: Style, random: Random) -> Prop:
    """A house with a pitched roof, a door and a chimney."""
    del style
    wide, deep, high = size
    eaves = high * 0.62
    made = Prop()
    made.add("body", box(wide, deep, eaves, 0.02))
    storeys = max(1, round(eaves / 2.8))
    _facade(made, wide, deep / 2, eaves / storeys, storeys, 0, random, lit=False)
    _facade(made, deep, wide / 2, eaves / storeys, storeys, 90, random, lit=False)
    _facade(made, deep, wide / 2, eaves / storeys, storeys, 270, random, lit=False)
    gable = side([(-deep / 2, eaves), (deep / 2, eaves), (0.0, high - 0.12)], wide, 0.01)
    made.add("body", gable)
    slope = math.degrees(math.atan2(high - eaves, deep / 2))
    length = math.hypot(high - eaves, deep / 2) + 0.4
    for hand in (-1, 1):
        leaf = box(wide + 0.6, length, 0.12, 0.02).moved(0.0, -length / 2 + 0.02, 0.0).turned(slope, "x")
        leaf = leaf.moved(z=high - 0.12)
        made.add("@roof", leaf if hand > 0 else leaf.turned(180))
    made.add("@tyre", box(1.0, 0.08, 2.1, 0.01).moved(0.0, -deep / 2 - 0.02))
    made.add("body", box(0.7, 0.7, high * 0.30, 0.02).moved(wide * 0.3, 0.0, high * 0.78))
    return made


def church(size: Size, style: Style, random: Random) -> Prop:
    """A nave, and a tower with a spire before it."""
    wide, deep, high = size
    made = Prop()
    made.take(house((wide * 0.8, deep * 0.7, high * 0.42), style, random), 0.0, deep * 0.15, 0.0, 90.0)
    base = min(wide, deep) * 0.42
    made.add("body", box(base, base, high * 0.55, 0.03).moved(0.0, -deep * 0.3))
    made.add("@roof", lathe([(base * 0.72, high * 0.55), (0.0, high)], 4).turned(45).moved(0.0, -deep * 0.3))
    made.add("@tyre", box(1.6, 0.1, 2.8, 0.02).moved(0.0, -deep * 0.3 - base / 2))
    made.add("@glass_window", box(0.8, 0.1, 2.2, 0.02).moved(0.0, -deep * 0.3 - base / 2, high * 0.34))
    return made


def warehouse(size: Size, style: Style, random: Random) -> Prop:
    """A shed with a wide gate and a saw-tooth roof."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high * 0.8, 0.02))
    count = max(2, round(wide / 6))
    for number in range(count):
        x = -wide / 2 + wide / count * (number + 0.5)
        tooth = plate([(-wide / count / 2, 0.0), (wide / count / 2, 0.0), (wide / count / 2, high * 0.2)], deep, 0.01)
        made.add("@roof", tooth.turned(90, "x").moved(x, deep / 2, high * 0.8))
    made.add("@steel", box(wide * 0.34, 0.1, high * 0.58, 0.02).moved(0.0, -deep / 2))
    return made


def shop(size: Size, style: Style, random: Random) -> Prop:
    """A shop: a window, a door, a fascia."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high, 0.02))
    made.add("@glass_window", box(wide * 0.58, 0.08, high * 0.52, 0.02).moved(-wide * 0.15, -deep / 2, high * 0.12))
    made.add("@glass_window", box(wide * 0.18, 0.08, high * 0.62, 0.02).moved(wide * 0.32, -deep / 2))
    made.add("trim", box(wide * 1.02, 0.25, high * 0.16, 0.02).moved(0.0, -deep / 2, high * 0.72))
    return made


def hut(size: Size, style: Style, random: Random) -> Prop:
    """A hut of boards under a pitched roof."""
    return house(size, style, random)


def tent(size: Size, style: Style, random: Random) -> Prop:
    """A ridge tent, its flap a little open."""
    del style, random
    wide, deep, high = size
    made = Prop()
    tri = plate([(-wide / 2, 0.0), (wide / 2, 0.0), (0.0, high)], deep, 0.01).turned(90, "x").moved(0.0, deep / 2)
    made.add("body", tri)
    made.add("@dark", plate([(-wide * 0.14, 0.0), (wide * 0.14, 0.0), (0.0, high * 0.72)], 0.02, 0.002).turned(90, "x").moved(0.0, -deep / 2 - 0.002))  # fmt: skip
    return made


def lighthouse(size: Size, style: Style, random: Random) -> Prop:
    """A white tower, a gallery, a lantern."""
    del style, random
    wide, _, high = size
    radius = wide / 2
    made = Prop()
    made.add("body", lathe([(0, 0), (radius, 0), (radius * 0.62, high * 0.8), (0, high * 0.8)]))
    made.add("@lamp_red", lathe([(radius * 0.83, high * 0.34), (radius * 0.76, high * 0.50)]))
    made.add("trim", cylinder(radius * 0.86, high * 0.02).moved(z=high * 0.8))
    made.add("@lamp_white", cylinder(radius * 0.42, high * 0.1).moved(z=high * 0.82))
    made.add("@roof", lathe([(radius * 0.55, high * 0.92), (0.0, high)]))
    return made


def wall(size: Size, style: Style, random: Random) -> Prop:
    """A wall of courses of bricks, each a block of its own: it comes down in them."""
    del style, random
    wide, deep, high = size
    made = Prop()
    tall = max(high / max(1, round(high / 0.22)), 0.05)
    rows, long = max(1, round(high / tall)), 0.5
    count = max(1, round(wide / long))
    long = wide / count
    for row in range(rows):
        shift = 0.0 if row % 2 == 0 else long / 2
        edges = np.clip(np.arange(-1, count + 1) * long + shift, 0.0, wide)
        for low, high_ in zip(edges[:-1], edges[1:], strict=True):
            if high_ - low > 0.02:
                brick = box(float(high_ - low) - 0.006, deep, tall - 0.006, 0.006, 1)
                made.add("body", brick.moved(float(low + high_) / 2 - wide / 2, 0.0, row * tall))
    return made


def arch(size: Size, style: Style, random: Random) -> Prop:
    """Two piers, and wedge stones over them."""
    del style, random
    wide, deep, high = size
    pier = wide * 0.22
    radius = wide / 2
    spring = max(high - radius, high * 0.35)
    made = Prop()
    for hand in (-1, 1):
        made.add("body", box(pier, deep, spring, 0.02).moved(hand * (wide - pier) / 2))
    rise = high - spring
    for number in range(11):
        one, two = math.pi * number / 11, math.pi * (number + 1) / 11
        inner = (wide / 2 - pier, rise - pier)
        outline = [
            (inner[0] * math.cos(one), inner[1] * math.sin(one)),
            (radius * math.cos(one), rise * math.sin(one)),
            (radius * math.cos(two), rise * math.sin(two)),
            (inner[0] * math.cos(two), inner[1] * math.sin(two)),
        ]
        made.add("body", plate(outline, deep, 0.005).turned(90, "x").moved(0.0, deep / 2, spring))
    return made


def gate(size: Size, style: Style, random: Random) -> Prop:
    """Two posts and bars between them."""
    del style, random
    wide, deep, high = size
    made = Prop()
    for hand in (-1, 1):
        made.add("body", box(0.3, max(deep, 0.3), high, 0.02).moved(hand * (wide / 2 - 0.15)))
    for x in np.linspace(-wide / 2 + 0.4, wide / 2 - 0.4, max(3, round(wide / 0.18))):
        made.add("@black", cylinder(0.018, high * 0.86, 0.003, 8).moved(float(x)))
    for z in (0.2, high * 0.8):
        made.add("@black", box(wide - 0.4, 0.04, 0.05, 0.005).moved(z=z))
    return made


def chimney(size: Size, style: Style, random: Random) -> Prop:
    """A works' chimney of rings."""
    del style, random
    wide, _, high = size
    made = Prop()
    rings = max(4, round(high / 1.6))
    for number in range(rings):
        low, top = number / rings, (number + 1) / rings
        one, two = wide / 2 * (1 - 0.4 * low), wide / 2 * (1 - 0.4 * top)
        made.add(
            "body", lathe([(0, high * low), (one, high * low), (two, high * top - 0.01), (0, high * top - 0.01)], 24)
        )
    return made


def _facade(
    made: Prop, wide: float, away: float, storey: float, storeys: int, turn: float, random: Random, lit: bool
) -> None:
    """Add a face's windows with frames and sills, by storeys and bays."""
    bays = max(1, round(wide / 2.6))
    pitch = wide / bays
    tall, across = storey * 0.52, min(1.25, pitch * 0.48)
    for row in range(storeys):
        for bay in range(bays):
            x, z = -wide / 2 + pitch * (bay + 0.5), row * storey + storey * 0.26
            ground = row == 0 and storeys > 2
            w, h, low = (pitch * 0.8, storey * 0.7, storey * 0.12) if ground else (across, tall, z)
            pane = cuboid(w, 0.05, h).moved(x, -away - 0.005, low)
            burns = lit and random.random() < 0.3
            made.add("@window_lit" if burns else "@glass_window", pane.turned(turn))
            for part in _frame(w, h):
                made.add("trim", part.moved(x, -away - 0.02, low).turned(turn))


def _frame(wide: float, high: float) -> list[Mesh]:
    sill = cuboid(wide + 0.24, 0.16, 0.08).moved(z=-0.08)
    head = cuboid(wide + 0.16, 0.10, 0.10).moved(z=high)
    bar = cuboid(0.05, 0.07, high)
    jambs = [cuboid(0.08, 0.09, high).moved(hand * (wide / 2 + 0.03)) for hand in (-1, 1)]
    return [sill, head, bar, *jambs]


def ridge(length: float, depth: float, height: float, random: Random, rows: int = 14, columns: int = 40) -> Mesh:
    """Return a range of hills or dunes as a sheet, its middle over the origin [m]."""
    x = np.linspace(-length / 2, length / 2, columns)
    y = np.linspace(-depth / 2, depth / 2, rows)
    along, away = np.meshgrid(x, y)
    rise = np.zeros_like(along)
    for octave in range(1, 5):
        waves, shift = (
            random.uniform(0.6, 1.4, 2) * octave * 2 * math.pi / np.array([length, depth]),
            random.uniform(0, 6),
        )
        rise += np.sin(along * waves[0] + shift + 0.6 * np.sin(away * waves[1])) / octave
    bell = np.cos(np.clip(away / depth, -0.5, 0.5) * math.pi)
    rise = (rise - rise.min()) / max(float(np.ptp(rise)), 1e-9) * height * bell
    return sheet(np.stack([along, away, rise], axis=-1)).flipped()
