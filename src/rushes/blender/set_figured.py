# SPDX-License-Identifier: GPL-3.0-or-later
"""Finishes with a figure: wallpapers, a knotted rug, pictures in their frames; all of our own making."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from rushes.blender.nodes import Tree, Value
from rushes.blender.set_channels import Channels, Rgb
from rushes.blender.set_mineral import less

PICTURE_M: Final = 1.6
"""A picture's map goes over so many metres, however large its frame is."""

_TURN: Final = 2.0 * math.pi


def wallpaper(
    tree: Tree,
    st: Value,
    colour: Rgb,
    wear: float,
    pattern: str = "damask",
    repeat_m: float = 0.53,
    ink: Rgb | None = None,
) -> Channels:
    """A paper printed in a second tone: damask, circles, leaves, a trellis, or grass laid on it without a figure."""
    u, _, _ = tree.split(st)
    figure = PATTERNS[pattern](tree, st, repeat_m)
    body = tree.mix(figure * 0.7, colour, ink or tuple(part * 1.75 + 0.02 for part in colour))
    foxed = tree.noise(st, 1.5, 5.0, 0.65).ramp(0.5, 0.8) * wear
    body = tree.mix(foxed * 0.5, tree.tint(body, (tree.noise(st, 0.8, 3.0) - 0.5) * 0.2 + 1.0), (0.20, 0.145, 0.09))
    seam = (u / 0.53).fract().mirrored().above(0.998)
    body = tree.mix(seam * 0.25, body, tree.tint(colour, 0.4))
    return Channels(body, figure * -0.22 + 0.66, height=figure, depth_m=0.0006)


def _damask(tree: Tree, st: Value, repeat_m: float) -> Value:
    """Ogees of half a repeat by four fifths of one, with a palmette in each, every other row half a step on."""
    u, v, _ = tree.split(st)
    across, up = u / (repeat_m * 0.49), v / (repeat_m * 0.79)
    wave = _sin(up * _TURN) * 0.25
    left, right = (across + wave).fract().mirrored(), (across - wave).fract().mirrored()
    line = left.ramp(0.80, 0.86).either(right.ramp(0.80, 0.86))
    x, y = (across.fract() - 0.5).size(), ((up + 0.25).fract() - 0.5).size()
    petal = (x * x * 22.0 + y * y * 26.0 + _sin(y * 17.0 + x * 26.0) * 0.16).ramp(0.52, 0.46)
    heart = (x * x * 60.0 + y * y * 40.0).ramp(0.24, 0.20)
    return (line.either(petal) - heart).either(0.0)


def _circles(tree: Tree, st: Value, repeat_m: float) -> Value:
    """Rings within rings, two to a repeat, every other row half a step on."""
    u, v, _ = tree.split(st)
    up = v / (repeat_m / 2.0)
    across = u / (repeat_m / 2.0) + (up.floor() * 0.5).fract()
    x, y = across.fract() - 0.5, up.fract() - 0.5
    far = (x * x + y * y).power(0.5)
    outer = far.ramp(0.47, 0.455) * far.ramp(0.33, 0.345)
    return outer.either(far.ramp(0.215, 0.20) * far.ramp(0.09, 0.105) * 0.6)


def _leaves(tree: Tree, st: Value, repeat_m: float) -> Value:
    """Willow leaves on stems that wind upwards, ten to a repeat."""
    u, v, _ = tree.split(st)
    stem = u / (repeat_m / 4.0) + _sin(v / repeat_m * _TURN) * 0.3
    step = v / (repeat_m / 8.0) + (stem.floor() * 0.5).fract()
    x, y = stem.fract() - 0.5, step.fract() - 0.5
    tilt = x - y.size() * 0.5 + 0.12
    leaf = (tilt * tilt * 34.0 + y * y * 5.4).ramp(0.75, 0.66)
    return leaf.either(x.size().ramp(0.05, 0.03))


def _trellis(tree: Tree, st: Value, repeat_m: float) -> Value:
    """Slanted laths that cross, with a rosette in each field."""
    u, v, _ = tree.split(st)
    one, other = (u + v) / (repeat_m / 2.0), (u - v) / (repeat_m / 2.0)
    line = one.fract().mirrored().ramp(0.90, 0.94).either(other.fract().mirrored().ramp(0.90, 0.94))
    x, y = one.fract() - 0.5, other.fract() - 0.5
    far = x * x + y * y
    petals = far + _cross(x, y) * 0.05
    return line.either(petals.ramp(0.032, 0.026) - far.ramp(0.006, 0.004))


def _grass(tree: Tree, st: Value, repeat_m: float) -> Value:
    """Stalks laid side by side along the roll, in no figure at all."""
    u, v, _ = tree.split(st)
    stalk = tree.noise(tree.vector(u * 3.0, v * 620.0, 0.0), 1.0, 3.0, 0.6)
    sheet = tree.noise(tree.vector(u * 1.2, (v / repeat_m).floor(), 4.0), 1.0, 2.0)
    return stalk.ramp(0.40, 0.72) * 0.55 + (sheet - 0.5) * 0.35


PATTERNS: Mapping[str, Callable[[Tree, Value, float], Value]] = {
    "damask": _damask,
    "circles": _circles,
    "leaves": _leaves,
    "trellis": _trellis,
    "grass": _grass,
}


def rug(
    tree: Tree,
    st: Value,
    colour: Rgb,
    wear: float,
    size_m: tuple[float, float] = (2.4, 1.8),
    ink: Rgb = (0.03, 0.035, 0.07),
) -> Channels:
    """A knotted rug: a lobed medallion, vines that wind over the ground, corners, a border between guards. Its map runs from its middle."""
    u, v, _ = tree.split(st)
    x, y = ((u / 0.006).floor() * 0.006).size(), ((v / 0.006).floor() * 0.006).size()
    wide, deep = size_m[0] / 2, size_m[1] / 2
    gold, ivory = (0.40, 0.24, 0.09), (0.50, 0.42, 0.30)
    body = _ground(tree, x, y, (wide, deep), (colour, ink, gold, ivory))
    body = _border(tree, x, y, (wide, deep), body, (colour, ink, gold, ivory))
    abrash = tree.noise(tree.vector(0.0, v * 5.0, 0.0), 1.0, 2.0) * 0.3 + 0.85
    worn = tree.noise(st, 2.0, 5.0, 0.65).ramp(0.5, 0.75) * (0.15 + wear * 0.7)
    body = tree.mix(worn * 0.5, tree.tint(body, abrash), (0.34, 0.28, 0.21))
    far, own = tree.cells(st, 240.0)
    return Channels(
        tree.tint(body, own * 0.4 + 0.8),
        0.95,
        height=less(far),
        depth_m=0.003,
        sheen=0.25,
        sheen_roughness=0.6,
        specular=0.1,
    )


def _ground(tree: Tree, x: Value, y: Value, half: tuple[float, float], dyes: tuple[Rgb, Rgb, Rgb, Rgb]) -> Value:
    """Return the field within the border: madder, on it a medallion of indigo, and a quarter of one in each corner."""
    colour, ink, gold, ivory = dyes
    across, along = x / (half[0] - 0.3), y / (half[1] - 0.3)
    lobes = _cross(across * 1.3, along * 1.3) * 0.12 + _sin(across * 11.0) * _sin(along * 9.0) * 0.05
    centre = (across * across * 2.6 + along * along * 2.9 + lobes).power(0.5)
    corner = (less(across) * less(across) * 2.2 + less(along) * less(along) * 2.2).power(0.5) + lobes * 0.4
    dark = centre.ramp(0.80, 0.79).either(corner.ramp(0.66, 0.65)) * centre.above(0.36)
    vine = _vines(x, y, 0.17)
    small = _vines(x + 0.05, y + 0.02, 0.09)
    body = tree.mix(dark, colour, ink)
    body = tree.mix((vine.size().ramp(0.16, 0.10)) * 0.75, body, tree.mix(dark, gold, colour))
    body = tree.mix(small.above(1.28), body, tree.mix(dark, ink, ivory))
    body = tree.mix(small.below(-1.36) * 0.9, body, tree.mix(dark, ivory, gold))
    ring = (centre - 0.80).size().ramp(0.030, 0.018).either((corner - 0.66).size().ramp(0.026, 0.016))
    ring = ring.either((centre - 0.36).size().ramp(0.024, 0.014))
    return tree.mix(ring * 0.85, body, ivory)


def _border(
    tree: Tree, x: Value, y: Value, half: tuple[float, float], field: Value, dyes: tuple[Rgb, Rgb, Rgb, Rgb]
) -> Value:
    """Return the field with its border laid over its edge: a band of flowers on indigo between two guards."""
    colour, ink, gold, ivory = dyes
    edge = (x * -1.0 + half[0]).both(y * -1.0 + half[1])
    flowers = _vines(x + 0.04, y + 0.04, 0.12)
    band = tree.mix(flowers.above(0.95), ink, colour)
    band = tree.mix(flowers.above(1.45).either(flowers.below(-1.5)), band, ivory)
    band = tree.mix(flowers.size().ramp(0.16, 0.08) * 0.8, band, gold)
    guard = tree.mix(_vines(x, y, 0.04).above(0.3), gold, colour)
    body = tree.mix(edge.below(0.29), field, guard)
    body = tree.mix(edge.below(0.25), body, band)
    body = tree.mix(edge.below(0.075), body, guard)
    return tree.mix(edge.below(0.035), body, tree.tint(colour, 0.6))


def _vines(x: Value, y: Value, pitch_m: float) -> Value:
    """Return waves that cross and bend each other, -2 to 2: zero runs in winding stems, the extremes are flowers."""
    turn = _TURN / pitch_m
    bent = x + _sin(y * (turn * 0.62)) * (pitch_m * 0.22)
    other = y + _sin(x * (turn * 0.62)) * (pitch_m * 0.22)
    return _sin(bent * turn) + _sin(other * turn)


def painting(tree: Tree, st: Value, colour: Rgb, wear: float, scene: str = "abstract", lot: int = 0) -> Channels:
    """A picture of our own: fields laid on with a knife, or a country or a sea under its sky, in oils; each lot is another one."""
    x, y, _ = tree.split(st)
    x, y = x / PICTURE_M, y / PICTURE_M
    body = SCENES[scene](tree, x, y, lot) if scene in SCENES else _fields(tree, x, y, colour, lot)
    knife = tree.noise(tree.vector(x * 18.0, y * 80.0, float(lot)), 1.0, 4.0)
    return Channels(tree.tint(body, knife * 0.5 + 0.75 - wear * 0.15), 0.42, height=knife, depth_m=0.0015)


_PALETTES: Final[tuple[tuple[Rgb, Rgb, Rgb], ...]] = (
    ((0.52, 0.43, 0.28), (0.42, 0.13, 0.03), (0.035, 0.12, 0.14)),
    ((0.60, 0.55, 0.45), (0.03, 0.06, 0.16), (0.55, 0.27, 0.04)),
    ((0.09, 0.11, 0.06), (0.55, 0.45, 0.22), (0.35, 0.06, 0.03)),
    ((0.55, 0.50, 0.42), (0.02, 0.02, 0.022), (0.40, 0.05, 0.03)),
)
"""Ground, and what is laid on it, of abstract pictures [linear Rec.709]."""


def _fields(tree: Tree, x: Value, y: Value, colour: Rgb, lot: int) -> Value:
    """Two large fields and a bar with ragged borders; lots differ in colours and in where they lie."""
    ground, one, other = _PALETTES[lot % len(_PALETTES)]
    at = tree.vector(x * 1.2, y * 1.2, lot * 7.0)
    rag = (tree.noise(at, 9.0, 5.0, 0.65) - 0.5) * 0.07
    lean = (tree.noise(at, 1.2, 2.0) - 0.5) * 0.25
    share = 0.30 + 0.12 * (lot % 3)
    upper, across = y + rag + lean, x + rag * 0.8 - lean
    body = tree.mix(upper.ramp(share + 0.20, share + 0.22), ground, one)
    body = tree.mix(upper.ramp(share + 0.02, share) * across.ramp(0.18, 0.20), body, other)
    body = tree.mix(across.ramp(0.76, 0.78) * across.ramp(0.86, 0.84), body, tuple(part * 0.4 for part in colour))
    aside, over = x - (0.34 + 0.1 * (lot % 4)), y - 0.74
    disc = (aside * aside + over * over + rag * 0.06).ramp(0.020, 0.018)
    return tree.mix(disc, body, ground)


def _country(tree: Tree, x: Value, y: Value, lot: int) -> Value:
    """Hills behind hills under an evening sky, a dark wood in front, a field of light between."""
    body = _sky(tree, x, y, lot)
    for height, wave, colour in (
        (0.50, 2.2, (0.16, 0.20, 0.24)),
        (0.42, 3.1, (0.12, 0.14, 0.08)),
        (0.34, 1.3, (0.30, 0.24, 0.07)),
    ):
        ridge = tree.noise(tree.vector(x * wave, lot * 3.0 + height, 0.0), 1.0, 3.0, 0.5) * 0.26 + height - 0.13
        body = tree.mix((y - ridge).ramp(0.012, -0.004), body, tree.tint(colour, y * 1.2 + 0.5))
    crown = tree.noise(tree.vector(x * 7.0, y * 7.0, lot * 5.0), 1.0, 6.0, 0.7)
    side = x if lot % 2 else less(x)
    wood = (y - side.ramp(0.95, 0.25) * 0.30 - 0.10 - (crown - 0.5) * 0.55).ramp(0.01, -0.01)
    tree_top = (crown - 0.5) * 0.5 + 0.5
    return tree.mix(wood, body, tree.tint((0.045, 0.042, 0.014), tree_top * 1.6 + 0.2))


def _sea(tree: Tree, x: Value, y: Value, lot: int) -> Value:
    """A sea under its sky, with the light's path on it and a headland."""
    body = _sky(tree, x, y, lot)
    swell = tree.noise(tree.vector(x * 5.0, y * 46.0, lot * 4.0), 1.0, 5.0, 0.6)
    path = (x - 0.35 - 0.12 * (lot % 3)).size().ramp(0.22, 0.02)
    water = tree.mix(path * swell.ramp(0.45, 0.7), tree.tint((0.07, 0.12, 0.13), swell * 1.3 + 0.3), (0.62, 0.50, 0.30))
    body = tree.mix(y.ramp(0.40, 0.396), body, water)
    cliff = tree.noise(tree.vector(x * 2.6, lot * 2.0, 1.0), 1.0, 4.0, 0.6) * 0.30 + 0.28
    side = x.ramp(0.72, 0.86) if lot % 2 else x.ramp(0.30, 0.14)
    return tree.mix((y - cliff * side - 0.02).ramp(0.01, -0.006) * y.above(0.385), body, (0.09, 0.075, 0.055))


def _sky(tree: Tree, x: Value, y: Value, lot: int) -> Value:
    cloud = tree.noise(tree.vector(x * 2.6, y * 6.0, lot * 9.0), 1.0, 6.0, 0.6).ramp(0.46, 0.66)
    body = tree.mix(y.ramp(0.35, 0.95), (0.84, 0.66, 0.40), (0.30, 0.40, 0.50))
    return tree.mix(cloud * 0.8, body, tree.mix(y.ramp(0.45, 0.85), (0.86, 0.74, 0.55), (0.52, 0.50, 0.48)))


SCENES: Mapping[str, Callable[[Tree, Value, Value, int], Value]] = {"country": _country, "sea": _sea}


def _cross(x: Value, y: Value) -> Value:
    """Return a figure of four lobes about the origin, -1 to 1."""
    far = x * x + y * y + 1e-5
    return (x * x - y * y) * (x * x - y * y) / (far * far) * 2.0 - 1.0


def _sin(value: Value) -> Value:
    node = value.tree.nodes.new("ShaderNodeMath")
    node.operation = "SINE"
    value.tree.links.new(value.socket, node.inputs[0])
    return Value(value.tree, node.outputs[0])


FIGURED: Mapping[str, Callable[..., Channels]] = {"wallpaper": wallpaper, "rug": rug, "painting": painting}
