"""Vehicles from their side views: a body with wheels, windows and lamps, its nose to -y."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import box, cylinder, plate, tube

Outline = Sequence[tuple[float, float]]


def side(outline: Outline, width: float, bevel: float = 0.03) -> Mesh:
    """Return a side view as thick as something is wide.

    Args:
        outline: Along (y) and up (z) [m], counter-clockwise as seen from +x.
        width: [m].
        bevel: Radius of its rims [m].
    """
    flat = plate(np.asarray(outline, float), width, bevel)
    return replace(flat, points=flat.points[:, [2, 0, 1]] - np.array([width / 2, 0.0, 0.0]))


def car(size: Size, style: Style, random: Random) -> Prop:
    """A saloon: bonnet, glasshouse, boot."""
    del random
    wide, long, high = size
    nose, tail, belt, sill = -long / 2, long / 2, high * 0.60, high * 0.17
    made = Prop()
    made.add(
        "body",
        side(
            [
                (nose + 0.02 * long, sill),
                (tail - 0.02 * long, sill),
                (tail, high * 0.30),
                (tail, belt * 0.95),
                (tail - 0.17 * long, belt * 1.04),
                (nose + 0.30 * long, belt),
                (nose + 0.03 * long, belt * 0.80),
                (nose, high * 0.36),
            ],
            wide,
            0.06,
        ),
    )
    roof = [(nose + 0.44 * long, high * 0.985), (tail - 0.27 * long, high * 0.985)]
    glass = [(nose + 0.28 * long, belt * 0.97), (tail - 0.13 * long, belt * 0.99), roof[1], roof[0]]
    made.add("@glass_window", side(glass, wide * 0.84, 0.04))
    made.add(
        "body",
        box(wide * 0.80, roof[1][0] - roof[0][0], 0.05, 0.02).moved(0.0, (roof[0][0] + roof[1][0]) / 2, high - 0.05),
    )
    middle = (roof[0][0] + roof[1][0]) / 2 + 0.04 * long
    pillars = [(glass[0], roof[0]), (glass[1], roof[1]), ((middle, belt), (middle, high * 0.97))]
    for foot, head in pillars:
        for hand in (-1, 1):
            made.add("body", _strut(hand * wide * 0.425, foot, head, 0.035))
    wheels(made, wide, high * 0.22, (nose + 0.19 * long, tail - 0.20 * long), 0.2)
    _ends(made, size, high * 0.40, taxi=bool(style.get("taxi")))
    for hand in (-1, 1):
        made.add("body", box(0.14, 0.08, 0.10, 0.03).moved(hand * (wide / 2 + 0.05), nose + 0.36 * long, belt))
        made.add("@black", box(0.012, 0.14, 0.025, 0.004).moved(hand * wide / 2, middle - 0.08 * long, belt * 0.86))
    return made


def taxi(size: Size, style: Style, random: Random) -> Prop:
    """A saloon with a lit sign on its roof."""
    made = car(size, {**style, "taxi": True}, random)
    made.add("@lamp_amber", box(0.42, 0.16, 0.13, 0.03).moved(0.0, 0.05 * size[1], size[2]))
    return made


def van(size: Size, style: Style, random: Random) -> Prop:
    """A panel van."""
    del style, random
    wide, long, high = size
    nose, tail, sill = -long / 2, long / 2, high * 0.14
    made = Prop()
    outline = [(nose, sill), (tail, sill), (tail, high), (nose + 0.24 * long, high), (nose + 0.10 * long, high * 0.60), (nose, high * 0.50)]  # fmt: skip
    made.add("body", side(outline, wide, 0.08))
    pane = [(nose + 0.085 * long, high * 0.56), (nose + 0.13 * long, high * 0.56), (nose + 0.235 * long, high * 0.92), (nose + 0.20 * long, high * 0.92)]  # fmt: skip
    made.add("@glass_window", side([(y - 0.03, z) for y, z in pane], wide * 0.86, 0.01))
    door = [(nose + 0.15 * long, high * 0.56), (nose + 0.32 * long, high * 0.56), (nose + 0.32 * long, high * 0.88), (nose + 0.25 * long, high * 0.88)]  # fmt: skip
    made.add("@glass_window", side(door, wide * 1.006, 0.004))
    wheels(made, wide, high * 0.15, (nose + 0.17 * long, tail - 0.19 * long), 0.22)
    _ends(made, size, high * 0.32)
    return made


def truck(size: Size, style: Style, random: Random) -> Prop:
    """A lorry: a cab, and a box behind it."""
    del style, random
    wide, long, high = size
    nose, tail = -long / 2, long / 2
    made = Prop()
    cab = nose + 0.24 * long
    made.add("body", side([(nose, 0.5), (cab, 0.5), (cab, high * 0.80), (nose + 0.05 * long, high * 0.80), (nose, high * 0.45)], wide * 0.94, 0.06))  # fmt: skip
    made.add("@glass_window", box(wide * 0.82, 0.06, high * 0.20, 0.02).moved(0.0, nose + 0.018 * long, high * 0.50))
    made.add(
        "@glass_window", box(wide * 0.952, 0.13 * long, high * 0.17, 0.01).moved(0.0, nose + 0.10 * long, high * 0.52)
    )
    made.add(
        "@paint_white", box(wide, tail - cab - 0.25, high * 0.78, 0.03).moved(0.0, (cab + 0.25 + tail) / 2, high * 0.22)
    )
    made.add("@black", box(wide * 0.5, long * 0.96, 0.22, 0.02).moved(0.0, 0.0, 0.62))
    wheels(made, wide, 0.5, (nose + 0.12 * long, tail - 0.28 * long, tail - 0.16 * long), 0.3)
    _ends(made, size, 0.75)
    return made


def bus(size: Size, style: Style, random: Random) -> Prop:
    """A city bus of one deck."""
    return coach(size, style, random, decks=1)


def double_decker_bus(size: Size, style: Style, random: Random) -> Prop:
    """A bus of two decks."""
    return coach(size, style, random, decks=2)


def coach(size: Size, style: Style, random: Random, decks: int) -> Prop:
    """A bus: a long box with rows of windows, a windscreen, a sign and an open platform's dark door."""
    del style, random
    wide, long, high = size
    made = Prop()
    floor = 0.32
    made.add("body", box(wide, long, high - floor, 0.16, 4).moved(z=floor))
    storey = (high - floor) / decks
    for deck in range(decks):
        low = floor + storey * deck
        tall, foot = storey * (0.40 if decks == 1 else 0.42), low + storey * (0.42 if decks == 1 else 0.40)
        count = max(3, round(long / 1.5))
        pitch = long * 0.94 / count
        for number in range(count):
            y = -long * 0.47 + pitch * (number + 0.5)
            for hand in (-1, 1):
                if deck == 0 and hand > 0 and number == 0:
                    continue
                made.add("@glass_window", box(0.02, pitch * 0.86, tall, 0.008).moved(hand * wide / 2, y, foot))
        made.add("@glass_window", box(wide * 0.86, 0.03, tall * 1.12, 0.012).moved(0.0, -long / 2, foot - tall * 0.08))
        made.add("@glass_window", box(wide * 0.72, 0.03, tall * 0.9, 0.012).moved(0.0, long / 2, foot))
        if deck:
            made.add("@paint_white", box(wide * 1.004, long * 0.97, 0.07, 0.01).moved(z=low - 0.03))
    made.add("@glass_window", box(0.03, 1.0, storey * 0.78, 0.01).moved(wide / 2, -long * 0.42, floor + 0.06))
    sign = floor + storey * (0.84 if decks == 1 else 0.90)
    made.add("@black", box(wide * 0.62, 0.035, storey * 0.12, 0.008).moved(0.0, -long / 2, sign))
    made.add(
        "@lamp_amber",
        box(wide * 0.44, 0.04, storey * 0.045, 0.004).moved(0.0, -long / 2 - 0.004, sign + storey * 0.035),
    )
    wheels(made, wide, 0.48, (-long * 0.29, long * 0.27), 0.28)
    _ends(made, size, 0.78)
    return made


def tram(size: Size, style: Style, random: Random) -> Prop:
    """A tram: a bus without its wheels to be seen, a pantograph on its roof."""
    wide, long, high = size
    made = coach((wide, long, high * 0.88), style, random, 1)
    for shift in (-0.25, 0.25):
        made.add("@black", box(wide * 0.9, long * 0.2, 0.4, 0.03).moved(0.0, shift * long, 0.0))
    foot, top = high * 0.88, high
    arm = [(0.0, 0.4, foot), (0.0, -0.5, foot + (top - foot) * 0.5), (0.0, 0.3, top)]
    made.add("@black", tube(arm, 0.025), tube([(-0.8, 0.3, top), (0.8, 0.3, top)], 0.02))
    return made


def motorcycle(size: Size, style: Style, random: Random) -> Prop:
    """A motorcycle on its stand."""
    del style, random
    _, long, high = size
    made = Prop()
    radius = long * 0.155
    for y in (-long / 2 + radius, long / 2 - radius):
        made.add("@tyre", _ring(radius, 0.055).moved(0.0, y, radius))
        made.add("@chrome", cylinder(0.08, 0.10).moved(z=-0.05).turned(90, "y").moved(0.0, y, radius))
    made.add("@chrome", tube([(0, -long / 2 + radius, radius), (0, -0.24 * long, high * 0.80)], 0.03))
    made.add("@black", box(0.28, 0.42, 0.36, 0.06).moved(0.0, 0.02 * long, radius * 0.7))
    made.add("body", box(0.30, 0.52, 0.22, 0.09).moved(0.0, -0.07 * long, high * 0.58))
    made.add("@black", box(0.26, 0.68, 0.11, 0.05).moved(0.0, 0.19 * long, high * 0.60))
    made.add("@chrome", tube([(0.14, -0.05 * long, radius), (0.17, 0.40 * long, radius * 0.9)], 0.045))
    made.add(
        "@black",
        tube(
            [(-0.36, -0.20 * long, high * 0.93), (0.0, -0.25 * long, high * 0.82), (0.36, -0.20 * long, high * 0.93)],
            0.018,
        ),
    )
    made.add("@lamp_white", cylinder(0.09, 0.08).turned(90, "x").moved(0.0, -0.27 * long, high * 0.72))
    return made


def bicycle(size: Size, style: Style, random: Random) -> Prop:
    """A bicycle."""
    del style, random
    _, long, high = size
    made = Prop()
    radius = long * 0.195
    back, front = (0.0, long / 2 - radius, radius), (0.0, -long / 2 + radius, radius)
    crank, seat, head = (
        (0.0, 0.07 * long, radius * 0.85),
        (0.0, 0.16 * long, high * 0.78),
        (0.0, -0.20 * long, high * 0.80),
    )
    for place in (back, front):
        made.add("@tyre", _ring(radius, 0.02).moved(*place))
        for angle in np.linspace(0, math.pi, 7, endpoint=False):
            y, z = radius * 0.95 * math.cos(angle), radius * 0.95 * math.sin(angle)
            made.add("@chrome", tube([(0, place[1] - y, place[2] - z), (0, place[1] + y, place[2] + z)], 0.003))
    for one, two in ((back, crank), (back, seat), (crank, seat), (crank, head), (seat, head), (front, head)):
        made.add("body", tube([one, two], 0.016))
    made.add("@black", box(0.14, 0.26, 0.06, 0.03).moved(0.0, seat[1], high * 0.80))
    made.add(
        "@black",
        tube(
            [(-0.28, head[1] + 0.10, high * 0.97), (0, head[1], high * 0.93), (0.28, head[1] + 0.10, high * 0.97)],
            0.014,
        ),
    )
    made.add("body", tube([head, (0, head[1], high * 0.93)], 0.014))
    return made


def wheels(made: Prop, wide: float, radius: float, axles: Sequence[float], thick: float) -> None:
    """Add a pair of wheels at each axle [m], and the dark of their arches."""
    for y in axles:
        for hand in (-1, 1):
            x = hand * (wide / 2 - thick / 2 + 0.015)
            made.add("@tyre", cylinder(radius, thick, 0.03, 32).moved(z=-thick / 2).turned(90, "y").moved(x, y, radius))
            hub = cylinder(radius * 0.58, thick + 0.02, 0.01, 24).moved(z=-thick / 2 - 0.01).turned(90, "y")
            made.add("@chrome", hub.moved(x, y, radius))
            arch = cylinder(radius * 1.14, thick * 0.5, 0.005, 32).moved(z=-thick / 4).turned(90, "y")
            made.add("@dark", arch.moved(hand * (wide / 2 - thick * 0.24), y, radius * 1.02))


def _ends(made: Prop, size: Size, height: float, *, taxi: bool = False) -> None:
    wide, long, _ = size
    for hand in (-1, 1):
        lamp = box(wide * 0.17, 0.05, wide * 0.075, 0.02)
        made.add("@lamp_white", lamp.moved(hand * wide * 0.37, -long / 2 + 0.005, height))
        made.add("@lamp_red", lamp.moved(hand * wide * 0.38, long / 2 - 0.005, height + 0.04))
    made.add("@black", box(wide * 0.96, 0.10, 0.12, 0.03).moved(0.0, -long / 2, height * 0.5))
    made.add("@black", box(wide * 0.96, 0.10, 0.12, 0.03).moved(0.0, long / 2, height * 0.5))
    plate_of = "@lamp_amber" if taxi else "@paper"
    made.add(plate_of, box(0.46, 0.02, 0.10, 0.004).moved(0.0, -long / 2 - 0.05, height * 0.55))


def _strut(x: float, foot: tuple[float, float], head: tuple[float, float], radius: float) -> Mesh:
    return tube([(x, *foot), (x * 0.97, *head)], radius, segments=6)


def _ring(radius: float, thick: float) -> Mesh:
    angle = np.linspace(0, 2 * math.pi, 40, endpoint=False)
    inner = radius - thick
    places = np.stack([np.zeros(40), inner * np.cos(angle), inner * np.sin(angle)], axis=1)
    return tube(places, thick, closed=True)
