"""What stands on tables: telephones, bottles and glasses, books, ashtrays, clocks, typewriters, screens."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import box, cylinder, lathe, loop, plate, rounded, sheet, tube

_SHOULDERS = (
    ((0.036, 0.17), (0.030, 0.20), (0.014, 0.225), (0.0135, 0.285)),  # spirits
    ((0.037, 0.19), (0.034, 0.22), (0.015, 0.24), (0.014, 0.30)),  # claret
    ((0.041, 0.13), (0.032, 0.18), (0.015, 0.225), (0.0135, 0.30)),  # burgundy
    ((0.046, 0.10), (0.044, 0.125), (0.017, 0.15), (0.017, 0.20)),  # a decanter
    ((0.032, 0.20), (0.031, 0.23), (0.013, 0.25), (0.013, 0.31)),  # vermouth
)
_GLASS = ("@glass_green", "@glass_brown", "@glass_clear", "@glass_clear", "@glass_amber")
_LIQUID = ("@whisky", "@whisky", "@wine", "@gin", "@campari", "@chartreuse")


def bottle(random: Random) -> Prop:
    """A bottle with what is left in it, a label, a cap."""
    made = Prop()
    shoulder = _SHOULDERS[int(random.integers(len(_SHOULDERS)))]
    radius, top = shoulder[0][0], shoulder[3][1]
    outline = rounded([(0.0, 0.006), (radius * 0.8, 0.0), (radius, 0.004), *shoulder, (0.0, top)], 0.010)
    made.add(str(random.choice(_GLASS)), lathe(outline, 24))
    level = float(random.uniform(0.25, 0.95)) * shoulder[0][1]
    inner = rounded([(0.0, 0.008), (radius - 0.004, 0.008), (radius - 0.004, level), (0.0, level)], 0.004)
    made.add(str(random.choice(_LIQUID)), lathe(inner, 20))
    angle = np.linspace(-1.1, 1.1, 12) - math.pi / 2 + float(random.normal(0, 0.25))
    low, high = shoulder[0][1] * 0.25, shoulder[0][1] * 0.78
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=-1) * (radius + 0.0006)
    rows = np.stack([np.concatenate([ring, np.full((12, 1), z)], axis=1) for z in (low, high)])
    made.add(str(random.choice(["@label", "@label", "@label_dark", "@gilt"])), sheet(rows).flipped())
    cap = str(random.choice(["@black", "@gilt", "@cork"]))
    made.add(cap, cylinder(shoulder[3][0] + 0.0015, 0.03, 0.002, 16).moved(z=top - 0.022))
    return made


def tumbler(random: Random) -> Prop:
    """A glass: a tumbler, a coupe or a wine glass, turned with walls of 2 mm."""
    made = Prop()
    kind = int(random.integers(3))
    if kind == 0:
        outside = [(0.0, 0.0), (0.034, 0.0), (0.040, 0.09), (0.038, 0.09), (0.033, 0.014), (0.0, 0.012)]
    elif kind == 1:
        outside = [
            (0.0, 0.0),
            (0.034, 0.002),
            (0.005, 0.008),
            (0.004, 0.085),
            (0.03, 0.10),
            (0.048, 0.13),
            (0.0465, 0.13),
            (0.028, 0.103),
            (0.0, 0.094),
        ]
    else:
        outside = [
            (0.0, 0.0),
            (0.036, 0.002),
            (0.005, 0.008),
            (0.004, 0.08),
            (0.032, 0.11),
            (0.036, 0.14),
            (0.031, 0.18),
            (0.0297, 0.18),
            (0.034, 0.14),
            (0.03, 0.112),
            (0.0, 0.085),
        ]
    made.add("@glass_clear", lathe(rounded(outside, 0.006), 28))
    return made


def bottles(size: Size, style: Style, random: Random) -> Prop:
    """A tray with bottles, a decanter and glasses."""
    del style
    wide, deep, _ = size
    made = Prop()
    made.add("@tray", plate(loop(wide, deep, 0.02), 0.012, 0.003))
    rim = loop(wide - 0.01, deep - 0.01, 0.02)
    made.add("@brass", tube(np.concatenate([rim, np.full((len(rim), 1), 0.022)], axis=1), 0.004, closed=True))
    count = max(2, int(wide / 0.11))
    for index in range(count):
        x = (index - (count - 1) / 2) * (wide - 0.10) / max(count - 1, 1)
        back = bool(index % 2)
        y = (0.22 if back else -0.20) * deep + float(random.uniform(-0.01, 0.01))
        made.take(bottle(random) if back or random.random() < 0.3 else tumbler(random), x, y, 0.012)
    return made


def telephone(size: Size, style: Style, random: Random) -> Prop:
    """A rotary telephone: a body that slopes, a dial with ten holes, cradle and handset, a coiled cord."""
    del style
    wide, deep, high = size
    made = Prop()
    base = high * 0.62
    rows = []
    for share in np.linspace(0.0, 1.0, 10):
        rim = loop(wide * (0.94 - 0.34 * share**1.3), deep * (0.92 - 0.42 * share), 0.035)
        lift = share * base
        slope = np.where(rim[:, 1] < 0, 1.0, 1.0)
        rows.append(np.stack([rim[:, 0], rim[:, 1] + 0.16 * deep * share, np.full(len(rim), lift) * slope], axis=-1))
    rows.append(
        np.concatenate(
            [rows[-1][:, :2] * 0.02 + np.array([0.0, 0.16 * deep]), np.full((len(rows[-1]), 1), base)], axis=1
        )
    )
    made.add("body", sheet(np.stack(rows), around=True).flipped())
    dial = Prop()
    dial.add("@dial", cylinder(0.039, 0.004, 0.001, 40))
    dial.add(
        "@chrome",
        lathe(rounded([(0.039, 0.0), (0.041, 0.0), (0.041, 0.006), (0.0385, 0.007), (0.0385, 0.004)], 0.001), 40),
    )
    dial.add("body", cylinder(0.0135, 0.009, 0.002, 24))
    for index in range(10):
        turn = math.radians(60 + index * 29)
        hole = cylinder(0.0062, 0.0012, 0.0004, 16).moved(0.027 * math.cos(turn), 0.027 * math.sin(turn), 0.0042)
        dial.add("body", hole)
    for slot, mesh in dial.parts():
        made.add(slot, mesh.turned(45.0, "x").moved(0, -deep * 0.262, base * 0.57))
    for x in (-wide * 0.17, wide * 0.17):
        for y in (0.02, 0.075):
            made.add("@chrome", box(0.02, 0.008, 0.032, 0.003).moved(x, y, base - 0.004))
    arc = np.linspace(-1.0, 1.0, 15)
    grip = np.stack([arc * wide * 0.36, np.full(15, 0.047), base + 0.052 - 0.012 * arc**4], axis=-1)
    made.add("body", tube(grip, 0.0125, segments=14))
    for side in (-1.0, 1.0):
        cup = rounded([(0.0, 0.0), (0.024, 0.0), (0.028, 0.012), (0.02, 0.03), (0.013, 0.042), (0.0, 0.045)], 0.006)
        made.add("body", lathe(cup, 28).moved(side * wide * 0.395, 0.047, base + 0.008))
    turns = 46
    t = np.linspace(0.0, 1.0, turns * 8)
    sweep = np.stack(
        [-wide * 0.42 - 0.04 * np.sin(t * math.pi), 0.05 + 0.06 * t, (base + 0.01) * (1 - t) ** 1.6 + 0.008], axis=-1
    )
    coil = (
        np.stack([np.zeros_like(t), np.cos(t * turns * 2 * math.pi), np.sin(t * turns * 2 * math.pi)], axis=-1) * 0.006
    )
    made.add("@black", tube(sweep + coil + np.array([0.0, 0.0, 0.004]), 0.0017, segments=5))
    turned = Prop()
    turned.take(made, turn=float(random.normal(0, 4)))
    return turned


def book_pile(size: Size, style: Style, random: Random) -> Prop:
    """A pile of books that lie, each turned a little."""
    from rushes.engines.dressing.carcass import COVERS, book

    del style
    wide, deep, high = size
    made = Prop()
    z = 0.0
    while z < high - 0.02:
        thick = float(random.uniform(0.02, 0.05))
        scale = float(random.uniform(0.75, 1.0))
        turn = float(random.normal(0, 7))
        for slot, mesh in book(thick, deep * scale, wide * scale, random):
            flat = mesh.turned(90.0, "y").moved(z=thick / 2).moved(-wide * scale / 2)
            made.add(slot or str(random.choice(COVERS)), flat.turned(turn).moved(z=z))
        z += thick
    return made


def ashtray(size: Size, style: Style, random: Random) -> Prop:
    """A heavy ashtray with a cigar laid down."""
    del style, random
    wide, _, high = size
    radius = wide / 2
    made = Prop()
    profile = [
        (0.0, 0.0),
        (radius * 0.9, 0.0),
        (radius, high * 0.5),
        (radius * 0.95, high),
        (radius * 0.8, high),
        (radius * 0.7, high * 0.3),
        (0.0, high * 0.25),
    ]
    made.add("body", lathe(rounded(profile, 0.008), 40))
    made.add(
        "@book_brown", tube([[0.0, radius * 0.2, high * 0.62], [radius * 1.05, 0.01, high * 1.1]], 0.008, segments=12)
    )
    return made


def vase(size: Size, style: Style, random: Random) -> Prop:
    """A thrown vase; with ``stems`` a spray of branches in it."""
    wide, _, high = size
    made = Prop()
    body = high if not style.get("stems") else high * 0.5
    r = wide / 2 if not style.get("stems") else wide * 0.3
    profile = [
        (0.0, 0.0),
        (r * 0.55, 0.0),
        (r * 0.8, body * 0.12),
        (r, body * 0.45),
        (r * 0.7, body * 0.75),
        (r * 0.36, body * 0.88),
        (r * 0.46, body),
        (r * 0.40, body),
        (r * 0.3, body * 0.88),
        (0.0, body * 0.6),
    ]
    made.add("body", lathe(rounded(profile, r * 0.5, 5), 40))
    if style.get("stems"):
        for _ in range(9):
            lean, turn = float(random.uniform(0.1, 0.55)), float(random.uniform(0, 2 * math.pi))
            up = np.linspace(0.0, 1.0, 8)
            out = lean * up**1.5 * high * 0.6
            path = np.stack([out * math.cos(turn), out * math.sin(turn), body * 0.8 + up * high * 0.55], axis=-1)
            made.add("@twig", tube(path, 0.003, segments=6))
            for k in range(3, 8):
                made.add(
                    "@leaf",
                    _petal(0.05)
                    .turned(float(random.uniform(-60, 60)), "x")
                    .turned(float(random.uniform(0, 360)))
                    .moved(*path[k]),
                )
    return made


def _petal(length: float) -> Mesh:
    u = np.linspace(0.0, 1.0, 6)
    half = 0.22 * length * np.sin(math.pi * u) ** 0.8
    rows = np.stack(
        [np.stack([u * length, side * half, 0.15 * length * u**2 + 0.0 * half], axis=-1) for side in (-1.0, 0.0, 1.0)]
    )
    st = np.stack([np.stack([u * length, side * half], axis=-1) for side in (-1.0, 0.0, 1.0)])
    return sheet(rows, st).flipped()


def clock(size: Size, style: Style, random: Random) -> Prop:
    """A mantel clock: an arched case, a dial under a bezel, two hands."""
    del style
    wide, deep, high = size
    made = Prop()
    r = wide * 0.42
    arch = [(r * math.cos(a), high - 0.03 - r + r * math.sin(a)) for a in np.linspace(0.0, math.pi, 20)]
    case = plate(np.array([*arch, (-r, 0.02), (r, 0.02)]), deep * 0.8, 0.006)
    made.add("body", case.turned(90.0, "x").moved(0, deep * 0.4, 0))
    made.add("body", box(wide, deep, 0.03, 0.006))
    made.take(_dial(r * 0.72, random), 0, -deep * 0.4, high - 0.03 - r)
    return made


def _dial(radius: float, random: Random) -> Prop:
    """Return a clock's dial that looks at -y, its middle in the origin."""
    face = Prop()
    face.add("@dial", cylinder(radius, 0.004, 0.001, 48))
    face.add(
        "@brass",
        lathe(
            rounded(
                [
                    (radius, 0.0),
                    (radius * 1.1, 0.0),
                    (radius * 1.08, 0.012),
                    (radius * 0.98, 0.014),
                    (radius * 0.97, 0.004),
                ],
                0.002,
            ),
            48,
        ),
    )
    for index in range(12):
        face.add(
            "@ink",
            box(0.06 * radius, 0.2 * radius, 0.001, 0.0003, 1).moved(0, radius * 0.8, 0.004).turned(30.0 * index),
        )
    hour = float(random.uniform(0, 12))
    for length, turn, width in ((0.5, hour * 30, 0.07), (0.78, (hour % 1) * 360, 0.05)):
        face.add(
            "@ink",
            box(width * radius, length * radius, 0.0015, 0.0004, 1).moved(0, length * radius / 2, 0.0065).turned(-turn),
        )
    upright = Prop()
    for slot, mesh in face.parts():
        upright.add(slot, mesh.turned(90.0, "x"))
    return upright


def wall_clock(size: Size, style: Style, random: Random) -> Prop:
    """A round clock on the wall."""
    del style
    wide, deep, high = size
    made = Prop()
    made.add("body", cylinder(wide / 2, deep * 0.8, 0.01, 48).turned(90.0, "x").moved(0, deep / 2, high / 2))
    made.take(_dial(wide * 0.42, random), 0, -deep * 0.3, high / 2)
    return made


def typewriter(size: Size, style: Style, random: Random) -> Prop:
    """A manual typewriter: a shell, four rows of keys in steps, a platen with knobs, a sheet in it."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide * 0.94, deep * 0.94, high * 0.28, 0.012, 3))
    made.add("body", box(wide * 0.92, deep * 0.48, high * 0.66, 0.02, 3).moved(0, deep * 0.2, 0.01))
    for row in range(4):
        for key in range(11):
            x = (key - 5 + 0.25 * row) * wide * 0.072
            made.add(
                "@key",
                cylinder(0.0075, 0.008, 0.002, 12).moved(x, -deep * (0.38 - 0.085 * row), high * (0.30 + 0.055 * row)),
            )
    y, z = deep * 0.26, high * 0.76
    made.add("@black", tube([[-wide * 0.44, y, z], [wide * 0.44, y, z]], 0.019, segments=20))
    for x in (-wide * 0.5, wide * 0.465):
        made.add("@black", cylinder(0.016, 0.02, 0.004, 20).turned(90.0, "y").moved(x, y, z))
    page = np.linspace(0.0, 1.0, 8)
    rows = np.stack(
        [np.stack([np.full(8, x), y + 0.02 + 0.05 * page**2, z + page * 0.15], axis=-1) for x in (-0.1, 0.1)]
    )
    made.add("@paper", sheet(rows).flipped())
    return made


def papers(size: Size, style: Style, random: Random) -> Prop:
    """Letter trays with sheets, not quite squared."""
    del style
    wide, deep, high = size
    made = Prop()
    for level in range(2):
        z = level * high * 0.5
        made.add("@tray", box(wide, deep, 0.006, 0.002).moved(z=z))
        for x in (-wide / 2 + 0.004, wide / 2 - 0.004):
            made.add("@tray", box(0.006, deep, high * 0.36, 0.002).moved(x, 0, z))
        for index in range(int(random.integers(4, 9))):
            sheet_of = box(0.297, 0.21, 0.0025, 0.0006, 1).turned(float(random.normal(0, 1.6)))
            made.add(
                "paper",
                sheet_of.moved(
                    float(random.normal(0, 0.004)), float(random.normal(0, 0.005)), z + 0.006 + 0.0026 * index
                ),
            )
    return made


def screen(size: Size, style: Style, random: Random) -> Prop:
    """A monitor with a tube: a case that narrows to the back, a bulged glass in a dark surround, knobs."""
    del style, random
    wide, deep, high = size
    made = Prop()
    rows = []
    for y, share in (
        (-deep / 2, 0.97),
        (-deep / 2 + 0.01, 1.0),
        (-deep * 0.1, 1.0),
        (deep * 0.35, 0.78),
        (deep / 2, 0.70),
        (deep / 2, 0.02),
    ):
        rim = loop(wide * share, high * 0.94 * share, 0.02, 4)
        rows.append(np.stack([rim[:, 0], np.full(len(rim), y), rim[:, 1] + high * 0.53 - (1 - share) * 0.06], axis=-1))
    made.add("body", sheet(np.stack(rows), around=True))
    made.add(
        "@black",
        plate(loop(wide * 0.90, high * 0.82, 0.03), 0.006, 0.002)
        .turned(90.0, "x")
        .moved(0, -deep / 2 + 0.004, high * 0.55),
    )
    u, v = np.meshgrid(np.linspace(-1, 1, 13), np.linspace(-1, 1, 11))
    bulge = 0.012 * (1 - 0.5 * u**2 - 0.5 * v**2)
    glass = np.stack([u * wide * 0.39, -deep / 2 - 0.004 - bulge, high * 0.57 + v * high * 0.33], axis=-1)
    made.add("glass", sheet(glass, np.stack([(u + 1) * wide * 0.39, (v + 1) * high * 0.33], axis=-1)).flipped())
    for index in range(3):
        made.add(
            "@chrome",
            cylinder(0.009, 0.014, 0.003, 16)
            .turned(90.0, "x")
            .moved(wide * (0.2 + 0.08 * index), -deep / 2, high * 0.11),
        )
    made.add("@black", box(wide * 0.6, deep * 0.5, high * 0.06, 0.006))
    return made


def condiments(size: Size, style: Style, random: Random) -> Prop:
    """Sauce, salt, pepper, a box of napkins."""
    del size, style, random
    made = Prop()
    made.add(
        "@book_red",
        lathe(
            rounded([(0.0, 0.0), (0.028, 0.0), (0.028, 0.13), (0.006, 0.18), (0.004, 0.20), (0.0, 0.2)], 0.01), 24
        ).moved(-0.06),
    )
    for x in (0.0, 0.045):
        made.add("@glass_clear", cylinder(0.018, 0.07, 0.005, 20).moved(x, -0.02))
        made.add("@chrome", cylinder(0.0185, 0.022, 0.006, 20).moved(x, -0.02, 0.065))
    made.add("@chrome", box(0.10, 0.06, 0.11, 0.006).moved(0.06, 0.05))
    return made
