"""Plants: trunks and branches of tubes, crowns of leaves."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.dressing.mesh import Floats, Mesh, joined
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import lathe, rounded, sheet, tube


def tree(size: Size, style: Style, random: Random) -> Prop:
    """A broad-leaved tree."""
    del style
    wide, _, high = size
    made = Prop()
    trunk = high * 0.36
    made.add(
        "trunk", lathe([(0, 0), (high * 0.032, 0.0), (high * 0.02, trunk * 0.3), (high * 0.016, trunk), (0, trunk)], 10)
    )
    middles = []
    for number in range(9):
        angle = 2.4 * number
        reach = wide * (0.14 + 0.18 * random.random())
        top = (reach * math.cos(angle), reach * math.sin(angle), high * random.uniform(0.48, 0.82))
        made.add(
            "trunk",
            tube([(0, 0, trunk * 0.9), (top[0] * 0.5, top[1] * 0.5, top[2] * 0.75), top], high * 0.007, segments=6),
        )
        middles.append(top)
    middles.append((0.0, 0.0, high * 0.80))
    made.add("leaves", leaves(np.array(middles), wide * 0.24, 190, high * 0.035, random))
    return made


def pine(size: Size, style: Style, random: Random) -> Prop:
    """A fir: tiers of boughs, smaller upward."""
    del style
    wide, _, high = size
    made = Prop()
    made.add("trunk", lathe([(0, 0), (high * 0.022, 0.0), (0.0, high * 0.98)], 10))
    for tier in range(9):
        share = tier / 9
        radius, foot = wide / 2 * (1 - share) * 0.98, high * (0.12 + 0.86 * share)
        drop = high * 0.13
        angle = np.linspace(0, 2 * math.pi, 22, endpoint=False)
        rim = radius * (1 + 0.14 * np.cos(11 * angle) + random.uniform(-0.06, 0.06, 22))
        skirt = np.stack([rim * np.cos(angle), rim * np.sin(angle), np.full(22, foot - drop * 0.25)], axis=1)
        neck = np.stack([0.05 * np.cos(angle), 0.05 * np.sin(angle), np.full(22, foot + drop)], axis=1)
        made.add("leaves", sheet(np.stack([skirt, neck]), around=True).flipped())
    return made


def palm(size: Size, style: Style, random: Random) -> Prop:
    """A palm: a leaning trunk, and fronds from its head."""
    del style
    wide, _, high = size
    made = Prop()
    lean = wide * 0.08
    path = [(lean * share**2, 0.0, high * 0.86 * share) for share in np.linspace(0, 1, 8)]
    made.add("trunk", tube([(at[0], 0.0, max(at[2], high * 0.018)) for at in path], high * 0.018))
    head = np.array(path[-1])
    for number in range(15):
        angle, length = 2 * math.pi * number / 15 + random.uniform(-0.2, 0.2), wide * random.uniform(0.42, 0.52)
        share = np.linspace(0, 1, 8)[:, None]
        rise = (high * 0.13 * np.sin(share * 2.6) - high * 0.10 * share**2) * random.uniform(0.7, 1.3)
        spine = head + np.concatenate(
            [length * share * math.cos(angle), length * share * math.sin(angle), rise], axis=1
        )
        across = np.array([-math.sin(angle), math.cos(angle), -0.5]) * wide * 0.05
        width = np.sin(np.linspace(0.3, math.pi, 8))[:, None]
        made.add(
            "leaves", sheet(np.stack([spine - across * width, spine, spine + across * width * [1, 1, -1]], axis=1))
        )
    return made


def bush(size: Size, style: Style, random: Random) -> Prop:
    """A bush of leaves to the ground."""
    del style
    wide, _, high = size
    made = Prop()
    middles = np.column_stack([random.uniform(-0.25, 0.25, (7, 2)) * wide, random.uniform(0.3, 0.62, 7) * high])
    made.add("leaves", leaves(middles, min(wide, high) * 0.30, 120, high * 0.09, random))
    return made


def cactus(size: Size, style: Style, random: Random) -> Prop:
    """A saguaro: a column with two arms."""
    del style, random
    wide, _, high = size
    radius = high * 0.07
    made = Prop()
    made.add("leaves", lathe(rounded([(0, 0), (radius, 0), (radius, high), (0, high)], radius * 0.9), 14))
    for hand, foot, top in ((-1, 0.38, 0.72), (1, 0.48, 0.86)):
        x = hand * wide * 0.36
        made.add("leaves", tube([(0, 0, high * foot), (x * 0.7, 0, high * foot), (x, 0, high * (foot + 0.08)), (x, 0, high * top)], radius * 0.62, segments=12))  # fmt: skip
    return made


def leaves(middles: Floats, radius: float, each: int, length: float, random: Random) -> Mesh:
    """Return clusters of leaves: small folded quads on balls about some places, shape [n, 3] [m]."""
    rows = []
    for middle in middles:
        way = random.normal(size=(each, 3))
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        rows.append(middle + way * radius * random.uniform(0.55, 1.05, (each, 1)))
    at = np.concatenate(rows)
    along = random.normal(size=at.shape)
    along[:, 2] -= 0.5
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along, random.normal(size=at.shape))
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    half, wide = along * length, across * length * 0.55
    corners = np.stack([at - half, at + wide, at + half, at - wide], axis=1)
    count = len(at)
    st = np.tile(np.array([[0.0, 0.5], [0.5, 1.0], [1.0, 0.5], [0.5, 0.0]]) * length, (count, 1))
    quads = np.arange(4 * count)
    return joined([Mesh(corners.reshape(-1, 3), np.full(count, 4), quads, st)])
