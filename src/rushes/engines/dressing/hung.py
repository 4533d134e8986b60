"""What hangs or lies flat: pictures, mirrors, shelves, signs, curtains, rugs, cables, boards."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from rushes.engines.dressing.lettering import letters
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.small import screen as monitor
from rushes.engines.dressing.small import wall_clock
from rushes.engines.dressing.solids import box, cylinder, loop, plate, sheet, tube

__all__ = [
    "art_frame",
    "cable",
    "curtain",
    "mirror",
    "monitor",
    "pinboard",
    "relief",
    "rug",
    "shelf",
    "sign",
    "wall_clock",
    "wall_screen",
]

PICTURE_M = 1.6
"""A picture's map goes over so many metres, however large its frame is: what is painted fills it."""


def moulding(wide: float, high: float, width: float, depth: float, profile: int = 0) -> Mesh:
    """Return a frame with mitred corners that looks at -y; its back is y = 0, its lower side z = 0.

    Args:
        wide: Outer width [m].
        high: Outer height [m].
        width: Of the moulding [m].
        depth: How far it stands out [m].
        profile: 0 plain, 1 a hollow between two rounds, as gilt frames have.
    """
    plain = [(0.0, 0.0), (0.0, 0.85), (0.06, 1.0), (0.94, 1.0), (1.0, 0.9), (1.0, 0.0)]
    carved = [
        (0.0, 0.0),
        (0.0, 0.5),
        (0.05, 0.62),
        (0.12, 0.95),
        (0.22, 1.0),
        (0.32, 0.9),
        (0.45, 0.62),
        (0.62, 0.45),
        (0.78, 0.42),
        (0.84, 0.56),
        (0.92, 0.6),
        (1.0, 0.5),
        (1.0, 0.0),
    ]
    rows = []
    for inset, out in carved if profile else plain:
        x, z = wide / 2 - inset * width, high / 2 - inset * width
        corners = np.array([(-x, -z), (x, -z), (x, z), (-x, z)])
        rows.append(np.stack([corners[:, 0], np.full(4, -out * depth), corners[:, 1] + high / 2], axis=-1))
    return sheet(np.stack(rows), around=True).flipped()


def art_frame(size: Size, style: Style, random: Random) -> Prop:
    """A framed picture: moulding, a mount where it is a small one, the picture."""
    del random
    wide, deep, high = size
    made = Prop()
    gilt = bool(style.get("gilt", style.get("carved", False)))
    width = (0.09 if gilt else 0.028) if min(wide, high) > 0.5 else 0.022
    made.add("frame", moulding(wide, high, width, deep, int(gilt)).moved(0, deep / 2, 0))
    inside = (wide - 2 * width, high - 2 * width)
    if min(wide, high) < 0.6 and not gilt:
        made.add("@paper", box(inside[0], 0.004, inside[1], 0.001).moved(0, deep / 2 - 0.012, width))
        inside = (inside[0] - 0.12, inside[1] - 0.12)
    lift = (high - inside[1]) / 2
    picture = box(inside[0], 0.006, inside[1], 0.001)
    whole = (picture.st / np.array(inside) + 0.5) * PICTURE_M
    made.add("picture", replace(picture, st=whole).moved(0, deep / 2 - 0.014, lift))
    return made


def mirror(size: Size, style: Style, random: Random) -> Prop:
    """A mirror in a moulding; its arched or plain glass has a bevel."""
    del random
    wide, deep, high = size
    made = Prop()
    carved = bool(style.get("gilt", style.get("carved", False)))
    width = 0.10 if carved else 0.03
    made.add("frame", moulding(wide, high, width, deep, int(carved)).moved(0, deep / 2, 0))
    made.add(
        "glass",
        box(wide - 2 * width + 0.01, 0.008, high - 2 * width + 0.01, 0.003).moved(0, deep / 2 - 0.012, width - 0.005),
    )
    return made


def shelf(size: Size, style: Style, random: Random) -> Prop:
    """A wall shelf on two brackets, with a few things where its style says so."""
    from rushes.engines.dressing.carcass import books
    from rushes.engines.dressing.small import bottle, tumbler

    wide, deep, high = size
    made = Prop()
    made.add("board", box(wide, deep, min(high, 0.04), 0.004))
    for x in (-wide * 0.38, wide * 0.38):
        made.add("@brass", box(0.02, deep * 0.8, 0.012, 0.003).moved(x, deep * 0.08, -0.012))
    what = str(style.get("with", ""))
    if what == "books":
        row = Prop()
        books(row, -wide / 2 + 0.02, wide / 2 - 0.05, min(high, 0.04), deep, 0.32, random)
        made.take(row)
    elif what == "bottles":
        for x in np.arange(-wide / 2 + 0.08, wide / 2 - 0.05, 0.11):
            made.take(
                bottle(random) if random.random() < 0.7 else tumbler(random),
                float(x),
                float(random.uniform(-0.02, 0.03)),
                min(high, 0.04),
            )
    return made


def sign(size: Size, style: Style, random: Random) -> Prop:
    """A sign: a box or plate with the words that its style's ``text`` says in bent tube, or bars in the rhythm of letters."""
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep * 0.6, high, 0.008).moved(0, deep * 0.2, 0))
    text = str(style.get("text", ""))
    if text:
        tall = high * 0.52
        radius = min(deep * 0.2, tall * 0.055)
        line = letters(text, wide * 0.86, tall, radius)
        top = max(mesh.bounds()[1][2] for mesh in line) if line else tall
        made.add("letters", *(mesh.moved(0, -deep / 2 + radius, (high - top) / 2) for mesh in line))
        if line:
            return made
    x, tall = -wide * 0.40, high * 0.46
    while x < wide * 0.38:
        stroke = tall * 0.18
        kind = int(random.integers(4))
        width = tall * (0.2, 0.62, 0.62, 0.55)[kind]
        if random.random() < 0.14:
            x += tall * 0.5
            continue
        for part in ((0,), (0, 1, 2), (0, 3, 2), (0, 2, 3))[kind]:
            at = (
                (x, high * 0.27, stroke, tall),
                (x + width - stroke, high * 0.27, stroke, tall),
                (x, high * 0.27 + tall - stroke, width, stroke),
                (x, high * 0.27, width, stroke),
            )[part]
            made.add("letters", box(at[2], deep * 0.4, at[3], 0.004).moved(at[0] + at[2] / 2, -deep * 0.28, at[1]))
        x += width + stroke * 1.1
    return made


def wall_screen(size: Size, style: Style, random: Random) -> Prop:
    """A screen on a wall, with a bezel; of the era of tubes a bank of them, each glass bulged in its dark surround."""
    del random
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high, 0.012))
    if style.get("era") != "tubes":
        made.add("glass", box(wide - 0.07, 0.006, high - 0.07, 0.002).moved(0, -deep / 2, 0.035))
        return made
    columns, rows = max(1, round(wide / 0.55)), max(1, round(high / 0.45))
    across, up = wide / columns, high / rows
    u, v = np.meshgrid(np.linspace(-1, 1, 11), np.linspace(-1, 1, 9))
    half = (across * 0.41, up * 0.39)
    bulge = np.stack([u * half[0], -0.012 * (1 - 0.5 * u**2 - 0.5 * v**2), v * half[1]], axis=-1)
    glass = sheet(bulge, np.stack([(u + 1) * half[0], (v + 1) * half[1]], axis=-1)).flipped()
    surround = plate(loop(across * 0.93, up * 0.91, 0.03), 0.008, 0.003).turned(90.0, "x")
    for column in range(columns):
        for row in range(rows):
            x, z = (column + 0.5) * across - wide / 2, (row + 0.5) * up
            made.add("@black", surround.moved(x, -deep / 2 + 0.008, z))
            made.add("glass", glass.mapped(column * 1.7, row * 0.9).moved(x, -deep / 2 - 0.001, z))
    return made


def pinboard(size: Size, style: Style, random: Random) -> Prop:
    """A board of cork or cloth with papers, pins and a photograph or two."""
    del style
    wide, deep, high = size
    made = Prop()
    made.add("frame", moulding(wide, high, 0.03, deep).moved(0, deep / 2, 0))
    made.add("cloth", box(wide - 0.05, 0.01, high - 0.05, 0.002).moved(0, deep / 2 - 0.008, 0.025))
    for index in range(int(wide * high * 9)):
        paper = box(
            float(random.choice([0.105, 0.148, 0.21])), 0.0012, float(random.choice([0.148, 0.21, 0.297])), 0.0004, 1
        )
        x, z = float(random.uniform(-0.38, 0.38)) * wide, float(random.uniform(0.08, 0.62)) * high
        slot = str(random.choice(["@paper", "@paper", "@label", "@tray"]))
        made.add(
            slot, paper.turned(float(random.normal(0, 3)), "y").moved(x, deep / 2 - 0.015 - 0.0013 * (index % 4), z)
        )
    return made


def curtain(size: Size, style: Style, random: Random) -> Prop:
    """A pair of curtains in pinch pleats that fall into folds, on a pole with rings; drawn by so much as its style says."""
    wide, deep, high = size
    made = Prop()
    drawn = float(style.get("drawn", 0.35))
    for side in (-1.0, 1.0):
        covered = wide / 2 * max(min(drawn, 1.0), 0.16)
        folds = max(3, int(covered / 0.11))
        u, v = np.meshgrid(np.linspace(0, 1, folds * 14 + 1), np.linspace(0, 1, 20))
        lots = random.uniform(0.0, 2 * math.pi, 3)
        drift = 0.22 * np.sin(v * 2.2 + lots[0]) * np.sin(u * 5.0 + lots[1]) * v
        phase = 2 * math.pi * (u * folds + drift)
        swell = deep * (0.30 + 0.16 * v) * (1 + 0.25 * np.sin(u * 9.0 + lots[2]))
        y = swell * np.sin(phase) * (0.55 + 0.45 * np.minimum(v * 5, 1))
        x = side * (wide / 2 - covered * u) - 0.012 * np.sin(2 * phase)
        places = np.stack([x, y, high * 0.985 - v * (high * 0.985 - 0.012)], axis=-1)
        cloth_wide = covered * 2.2
        cloth = sheet(places, np.stack([u * cloth_wide, (1 - v) * high], axis=-1))
        made.add("cloth", cloth if side > 0 else cloth.flipped())
    made.add("rail", tube([[-wide / 2 - 0.08, 0, high], [wide / 2 + 0.08, 0, high]], 0.014, segments=12))
    for x in (-wide / 2 - 0.09, wide / 2 + 0.06):
        made.add("rail", cylinder(0.026, 0.03, 0.012).turned(90.0, "y").moved(x, 0, high))
    return made


def rug(size: Size, style: Style, random: Random) -> Prop:
    """A rug that lies a little uneven, with fringes at its ends where it is a knotted one."""
    wide, deep, high = size
    made = Prop()
    thick = max(high, 0.012)
    is_round = style.get("shape") == "round"
    if is_round:
        made.add("cloth", cylinder(wide / 2, thick, 0.005, 72))
        return made
    u, v = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 31))
    edge = np.minimum(1, np.minimum((1 - np.abs(u)) * wide, (1 - np.abs(v)) * deep) / 0.016)
    lots = random.uniform(0.0, 6.0, 4)
    wave = 0.002 * (np.sin(u * 7 + lots[0]) * np.sin(v * 5 + lots[1]) + 1)
    top = np.stack([u * wide / 2, v * deep / 2, (thick + wave) * np.sqrt(np.maximum(edge, 0.0)) + 0.001], axis=-1)
    made.add("cloth", sheet(top, top[..., :2].copy()).flipped())
    if style.get("fringe"):
        for side in (-1.0, 1.0):
            for y in np.linspace(-deep / 2 + 0.01, deep / 2 - 0.01, int(deep / 0.02)):
                bend = float(random.normal(0, 0.008))
                made.add(
                    "@ivory",
                    tube(
                        [
                            [side * wide / 2, y, 0.005],
                            [side * (wide / 2 + 0.035), y + bend / 2, 0.004],
                            [side * (wide / 2 + 0.065), y + bend, 0.003],
                        ],
                        0.0028,
                        segments=5,
                    ),
                )
    return made


def cable(size: Size, style: Style, random: Random) -> Prop:
    """Cables in clips along a wall, one that sags."""
    del style
    wide, deep, high = size
    made = Prop()
    for index in range(3):
        t = np.linspace(0.0, 1.0, 40)
        sag = -0.03 * np.abs(np.sin(t * math.pi * 3)) * float(random.uniform(0.1, 1.0))
        path = np.stack([(t - 0.5) * wide, np.full(40, deep / 2 - 0.012), high * (0.3 + 0.25 * index) + sag], axis=-1)
        made.add("body", tube(path, float(random.choice([0.005, 0.007, 0.010]))))
    for x in np.linspace(-wide / 2 + 0.05, wide / 2 - 0.05, 4):
        made.add("@steel", box(0.014, 0.028, high * 0.9, 0.003).moved(float(x), deep / 2 - 0.012, high * 0.05))
    return made


def relief(size: Size, style: Style, random: Random) -> Prop:
    """A wall relief: a sunburst of wedges, or blocks at several depths as sculptors cast about 1970."""
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep * 0.35, high, 0.006).moved(0, deep * 0.32, 0))
    if style.get("sunburst") or style.get("deco"):
        for index in range(17):
            turn = math.radians(8 + index * 164 / 16)
            reach = 0.94 * min(wide / 2 / max(abs(math.cos(turn)), 0.2), high / max(math.sin(turn), 0.2))
            ray = plate(
                [[0.05, -0.012], [reach, -0.035], [reach * 0.97, 0.035], [0.05, 0.012]],
                deep * 0.5 * (1 - 0.3 * (index % 2)),
                0.006,
            )
            made.add("body", ray.turned(90.0, "x").turned(-math.degrees(turn), "y").moved(0, deep * 0.2, 0.02))
        made.add("body", cylinder(high * 0.14, deep * 0.6, 0.01).turned(90.0, "x").moved(0, deep * 0.2, 0.03))
        return made
    columns, rows = max(3, round(wide / 0.3)), max(3, round(high / 0.3))
    for column in range(columns):
        for row in range(rows):
            out = float(random.choice([0.2, 0.35, 0.5, 0.65, 0.9])) * deep
            x, z = (column + 0.5) / columns * wide - wide / 2, row / rows * high
            block = box(wide / columns - 0.012, out, high / rows - 0.012, 0.008)
            made.add("body", block.mapped(column * 0.7, row * 0.9).moved(x, deep / 2 - out / 2, z + 0.006))
    return made


def disc(radius: float, thick: float) -> Mesh:
    """Return an upright disc that looks at -y."""
    return plate(loop(2 * radius, 2 * radius, radius), thick).turned(90.0, "x")
