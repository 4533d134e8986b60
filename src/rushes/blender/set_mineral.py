# SPDX-License-Identifier: GPL-3.0-or-later
"""Finishes of stone and lime: concrete, terrazzo, marble, plaster, tile, brick. Places are metres over the surface."""

from __future__ import annotations

from rushes.blender.nodes import Tree, Value
from rushes.blender.set_channels import Channels, Rgb

DIRT: Rgb = (0.055, 0.045, 0.035)
LIFT_M, TIE_ACROSS_M, TIE_UP_M = 1.2, 1.2, 0.6
"""A pour's height, and how far apart its tie holes are."""


def less(value: Value) -> Value:
    """Return one without the value."""
    return value * -1.0 + 1.0


def concrete_boards(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Concrete as boards have left it: grain, fins between boards of several widths, lifts, tie holes, bug holes, runs of water."""
    u, v, _ = tree.split(st)
    warp = tree.noise(tree.vector(v * 2.3, 7.0, 0.0), 1.0, 1.0)
    rise = v / 0.115 + warp * 2.2
    row = rise.floor()
    length = u / 2.6 + tree.dice(tree.vector(row, 3.0, 1.0)) * 5.0
    die = tree.dice(tree.vector(row, length.floor(), 9.0))
    second = tree.dice(tree.vector(row, length.floor(), 21.0))
    across = rise.fract().mirrored()
    seam = across.ramp(0.90, 1.0).either(length.fract().mirrored().ramp(0.9965, 1.0))
    fine_seam = across.ramp(0.95, 1.0).either(length.fract().mirrored().ramp(0.9985, 1.0))
    bend = tree.noise(tree.vector(u * 1.1, rise * 0.9, die * 40.0), 1.0, 2.0)
    grain = tree.noise(tree.vector(u * 1.6, v * 85.0 + bend * 9.0, die * 60.0), 1.0, 4.0, 0.62)
    lift = v / LIFT_M
    pour = tree.dice(tree.vector(lift.floor(), 5.0, 2.0))
    cold = lift.fract().mirrored().ramp(0.985, 1.0)
    tie, drip = _ties(tree, u, v)
    bugs = _bugs(tree, st, second)
    honey = (
        (tree.noise(st, 70.0, 3.0, 0.7).ramp(0.56, 0.66))
        * (lift.fract().ramp(0.10, 0.0))
        * (tree.noise(st, 1.1, 2.0).ramp(0.5, 0.62))
    )
    cloud = (tree.noise(st, 0.9, 5.0, 0.62) - 0.5) * 1.15
    tone = (die - 0.5) * 0.22 + (pour - 0.5) * 0.16 + cloud + (grain - 0.5) * 0.42 + 1.0
    body = tree.tint(colour, tone)
    body = tree.mix(
        second.above(0.88) * 0.18, body, tree.tint((0.44, 0.36, 0.27), tone)
    )  # a board that bled its tannin
    run = tree.noise(tree.vector(u * 7.0, v * 0.22, 2.0), 1.0, 4.0, 0.6).ramp(0.50, 0.74)
    wet = tree.noise(tree.vector(u * 0.7, v * 0.25, 5.0), 1.0, 2.0).ramp(0.45 - 0.15 * wear, 0.62 - 0.15 * wear)
    body = tree.mix(run * wet * (0.25 + 0.75 * wear), body, tree.tint(colour, 0.32))
    lime = run * tree.noise(st, 1.7, 3.0).ramp(0.57, 0.68) * (0.15 + 0.4 * wear)
    body = tree.mix(lime, body, (0.62, 0.60, 0.56))
    body = tree.mix(drip * (0.12 + 0.5 * wear), body, (0.16, 0.085, 0.045))
    body = tree.mix((fine_seam * 0.42).either(cold * 0.4), body, tree.tint(colour, 0.30))
    body = tree.mix(tie * 0.93, body, (0.02, 0.018, 0.016))
    body = tree.mix(bugs * 0.75 + honey * 0.5, body, tree.tint(colour, 0.22))
    relief = grain * 0.30 + (die - 0.5) * 0.42 + seam * 0.28 - cold * 0.4 - bugs * 0.45 - tie * 2.2 - honey * 0.5
    return Channels(body, tree.noise(st, 16.0, 2.0) * 0.25 + 0.66, height=relief + 0.5, depth_m=0.0065, specular=0.35)


def _ties(tree: Tree, u: Value, v: Value) -> tuple[Value, Value]:
    """Return the formwork's tie holes, a cone of 30 mm each, and the rust that runs from some of them."""
    across = ((u / TIE_ACROSS_M).fract() - 0.5) * TIE_ACROSS_M
    up = ((v / TIE_UP_M).fract() - 0.5) * TIE_UP_M
    far = (across * across + up * up).power(0.5)
    hole = far.ramp(0.0165, 0.0125)
    rusty = tree.dice(tree.vector((u / TIE_ACROSS_M).floor(), (v / TIE_UP_M).floor(), 4.0)).above(0.45)
    wander = (tree.noise(tree.vector(v * 6.0, u * 2.0, 1.0), 1.0, 2.0) - 0.5) * 0.018
    run = (across + wander).size().ramp(0.014, 0.002) * up.ramp(-0.26, -0.02) * up.below(-0.008)
    return hole, run * rusty


def _bugs(tree: Tree, st: Value, die: Value) -> Value:
    """Return holes that air has left, 1 to 8 mm, more on some boards."""
    far, own = tree.cells(st, 26.0)
    coarse = (far - own * 0.13).ramp(0.03, -0.03) * own.above(0.62)
    far, own = tree.cells(tree.tint(st, 1.0), 75.0)
    small = (far - own * 0.19).ramp(0.04, -0.02) * own.above(0.72) * die.ramp(0.25, 0.7)
    return coarse.either(small)


def concrete_smooth(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Fair-faced concrete from panels of 1.2 by 2.4 m: joints, tie holes, clouds, bug holes."""
    u, v, _ = tree.split(st)
    across, up = u / 2.4, v / 1.2
    die = tree.dice(tree.vector(across.floor(), up.floor(), 2.0))
    joint = across.fract().mirrored().ramp(0.9975, 0.999).either(up.fract().mirrored().ramp(0.995, 0.998))
    tie, drip = _ties(tree, u, v + 0.3)
    bugs = _bugs(tree, st, die)
    tone = (
        (die - 0.5) * 0.12
        + (tree.noise(st, 0.8, 5.0, 0.62) - 0.5) * 0.8
        + (tree.noise(st, 30.0, 3.0) - 0.5) * 0.2
        + 1.0
    )
    body = tree.mix(drip * wear * 0.6, tree.tint(colour, tone), (0.16, 0.09, 0.05))
    run = tree.noise(tree.vector(u * 6.0, v * 0.25, 3.0), 1.0, 4.0, 0.6).ramp(0.5, 0.75)
    body = tree.mix(run * (0.1 + 0.6 * wear), body, tree.tint(colour, 0.35))
    body = tree.mix((joint * 0.6).either(bugs * 0.6), body, tree.tint(colour, 0.25))
    body = tree.mix(tie * 0.9, body, (0.02, 0.018, 0.016))
    relief = tree.noise(st, 45.0, 3.0) * 0.1 - joint * 0.6 - bugs * 0.4 - tie * 2.0
    return Channels(body, 0.62, height=relief + 0.5, depth_m=0.005, specular=0.4)


def terrazzo(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Chips of marble in cement of a colour, ground and polished, with brass strips every 1.2 m."""
    u, v, _ = tree.split(st)
    warp = tree.vector((tree.noise(st, 60.0, 2.0) - 0.5) * 0.02 + u, (tree.noise(st, 61.0, 2.0) - 0.5) * 0.02 + v, 0.0)
    body = tree.tint(colour, (tree.noise(st, 160.0, 2.0) - 0.5) * 0.3 + 1.0)
    pale, dark, warm = (0.50, 0.47, 0.41), tuple(part * 0.28 for part in colour), (0.36, 0.24, 0.155)
    for scale, keep in ((260.0, 0.50), (130.0, 0.50), (72.0, 0.78)):
        far, own = tree.cells(warp, scale)
        chip = far.ramp(0.40, 0.32) * own.above(keep)
        kind = (own * 37.0).fract()
        stone = tree.mix(kind.above(0.52), pale, tree.mix(kind.above(0.80), dark, warm))
        body = tree.mix(chip, body, tree.tint(stone, (own * 91.0).fract() * 0.5 + 0.7))
    strip = (u / 1.2).fract().mirrored().above(0.9967).either((v / 1.2).fract().mirrored().above(0.9967))
    body = tree.mix(strip, body, (0.58, 0.38, 0.15))
    scuff = tree.noise(st, 3.0, 5.0, 0.7).ramp(0.4, 0.8)
    body = tree.mix(scuff * wear * 0.35, body, DIRT)
    rough = scuff * (0.12 + 0.35 * wear) + 0.13
    return Channels(body, rough, metallic=strip)


def marble(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Slabs of 0.9 by 1.8 m, veined from two sets of cracks and clouded; joints of a millimetre and a half."""
    u, v, _ = tree.split(st)
    across, up = u / 0.9, v / 1.8
    die = tree.dice(tree.vector(across.floor(), up.floor(), 3.0))
    at = tree.vector(u, v, die * 30.0)
    drift = tree.noise(at, 1.3, 5.0, 0.6)
    other = tree.noise(tree.vector(v, u, die * 20.0), 1.7, 4.0, 0.6)
    warped = tree.vector(u * 0.9 + drift * 1.3, v * 0.55 + other * 1.3, die * 30.0)
    vein = less(((tree.noise(warped, 1.8, 3.0, 0.5) - 0.5).size() * 30.0).both(1.0)).power(2.2)
    hair = less(((tree.noise(warped, 5.5, 3.0, 0.6) - 0.5).size() * 34.0).both(1.0)).power(2.0)
    strength = tree.noise(at, 2.2, 2.0).ramp(0.36, 0.62)
    dark = sum(colour) < 0.9
    line: Rgb = (0.66, 0.62, 0.53) if dark else (0.22, 0.20, 0.18)
    cloud = tree.tint(colour, (tree.noise(warped, 2.6, 5.0, 0.6) - 0.5) * (1.1 if dark else 0.35) + 1.0)
    body = tree.mix((vein * strength * 0.85).either(hair * strength * 0.4), cloud, line)
    joint = across.fract().mirrored().above(0.9972).either(up.fract().mirrored().above(0.9986))
    body = tree.mix(joint * 0.8, body, (0.06, 0.055, 0.05))
    dull = tree.noise(st, 2.4, 4.0).ramp(0.4, 0.8) * (0.06 + 0.3 * wear) + 0.06
    return Channels(body, dull, height=joint * -1.0 + 1.0, depth_m=0.0008)


def plaster(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Painted plaster: the trowel's waves, hairline cracks and grey hands where it is old."""
    u, v, _ = tree.split(st)
    wave = tree.noise(st, 2.2, 3.0)
    stipple = tree.noise(st, 240.0, 2.0)
    body = tree.tint(colour, (wave - 0.5) * 0.10 + (tree.noise(st, 0.7, 4.0) - 0.5) * 0.12 + 1.0)
    crack = less(((tree.noise(st, 1.4, 6.0, 0.62) - 0.5).size() * 70.0).both(1.0))
    crack = crack * tree.noise(st, 0.7, 2.0).ramp(0.40, 0.55) * wear
    run = tree.noise(tree.vector(u * 5.0, v * 0.3, 3.0), 1.0, 4.0, 0.6).ramp(0.46, 0.72)
    body = tree.mix(run * wear * 0.75, body, tree.tint(colour, 0.45))
    body = tree.mix(crack * 0.7, body, tree.tint(colour, 0.2))
    flake = tree.noise(st, 1.5, 6.0, 0.66).ramp(0.74 - 0.15 * wear, 0.75 - 0.15 * wear)
    if wear > 0.4:  # paint lets go of its wall only when nobody has cared for years
        body = tree.mix(flake * 0.85, body, tree.tint((0.40, 0.37, 0.32), wave * 0.6 + 0.6))
    low = v.ramp(0.5, 0.0) * tree.noise(st, 3.0, 4.0).ramp(0.35, 0.7)
    body = tree.mix(low * wear * 0.5, body, DIRT)
    return Channels(
        body,
        0.62,
        height=wave * 0.7 + stipple * 0.15 - crack * 0.6 - (flake * 0.4 if wear > 0.4 else 0.0),
        depth_m=0.0025,
        specular=0.35,
    )


def tile(tree: Tree, st: Value, colour: Rgb, wear: float, size_m: float = 0.15, other: Rgb | None = None) -> Channels:
    """Glazed tiles, each laid a little differently, in one colour or in a chequer."""
    u, v, _ = tree.split(st)
    across, up = u / size_m, v / size_m
    die = tree.dice(tree.vector(across.floor(), up.floor(), 1.0))
    width = 0.003 / size_m
    edge = across.fract().mirrored().either(up.fract().mirrored())
    grout = edge.ramp(1.0 - 2.2 * width, 1.0 - 1.4 * width)
    one: Value | Rgb = colour
    if other is not None:
        half = ((across.floor() + up.floor()) * 0.5).fract().above(0.25)
        one = tree.mix(half, colour, other)
    cloud = (tree.noise(tree.vector(u, v, die * 20.0), 9.0, 4.0) - 0.5) * 0.25
    body = tree.tint(one, (die - 0.5) * 0.14 + cloud + 1.0)
    grime = tree.noise(st, 2.0, 4.0).ramp(0.3, 0.75)
    body = tree.mix(grout, body, tree.tint((0.42, 0.40, 0.37), grime * (-0.35 - 0.5 * wear) + 1.0))
    body = tree.mix(grime * edge.ramp(0.6, 1.0) * wear * 0.6, body, DIRT)
    tilt = edge.ramp(1.0 - 7.0 * width, 1.0 - 1.5 * width) * -1.0
    rough = grout * 0.6 + grime * (0.10 + 0.25 * wear) + 0.08
    return Channels(body, rough, height=tilt + 1.0 + (tree.noise(st, 12.0, 1.0) - 0.5) * 0.3, depth_m=0.0016)


def brick(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Stretcher bond, each brick of its own fire."""
    u, v, _ = tree.split(st)
    course = v / 0.075
    along = u / 0.225 + (course.floor() * 0.5).fract()
    die = tree.dice(tree.vector(along.floor(), course.floor(), 1.0))
    joint = along.fract().mirrored().ramp(0.90, 0.94).either(course.fract().mirrored().ramp(0.72, 0.82))
    joint = (joint + (tree.noise(st, 55.0, 3.0) - 0.5) * 0.5).ramp(0.35, 0.65)
    tone = (die - 0.5) * 0.7 + (tree.noise(st, 22.0, 4.0) - 0.5) * 0.6 + 1.0
    body = tree.mix(joint, tree.tint(colour, tone), tree.tint((0.36, 0.33, 0.29), tree.noise(st, 2.0, 4.0) + 0.4))
    soot = tree.noise(st, 0.8, 4.0).ramp(0.4, 0.7)
    body = tree.mix(soot * (0.1 + 0.5 * wear), body, DIRT)
    return Channels(
        body, 0.85, height=less(joint) * 0.8 + tree.noise(st, 60.0, 3.0) * 0.25, depth_m=0.008, specular=0.3
    )


def stone(tree: Tree, st: Value, colour: Rgb, wear: float, size_m: float = 0.6) -> Channels:
    """Ashlar with fine joints, bedded and pitted a little: limestone, travertine, terracotta, paving."""
    u, v, _ = tree.split(st)
    course = v / (size_m * 0.5)
    along = u / size_m + (course.floor() * 0.5).fract()
    die = tree.dice(tree.vector(along.floor(), course.floor(), 1.0))
    joint = (
        along.fract()
        .mirrored()
        .ramp(1.0 - 0.006 / size_m, 1.0)
        .either(course.fract().mirrored().ramp(1.0 - 0.012 / size_m, 1.0))
    )
    bed = tree.noise(tree.vector(u * 3.0, v * 26.0, die * 30.0), 1.0, 4.0, 0.6)
    pit = tree.noise(tree.vector(u * 40.0, v * 120.0, die * 9.0), 1.0, 3.0).ramp(0.62, 0.68) * tree.noise(
        st, 6.0, 2.0
    ).ramp(0.4, 0.6)
    tone = (die - 0.5) * 0.16 + (bed - 0.5) * 0.5 + (tree.noise(st, 2.0, 4.0) - 0.5) * 0.3 + 1.0
    body = tree.mix((joint * 0.5).either(pit * 0.55), tree.tint(colour, tone), tree.tint(colour, 0.3))
    soot = tree.noise(tree.vector(u * 3.0, v * 0.6, 0.0), 1.0, 4.0).ramp(0.45, 0.75)
    return Channels(
        tree.mix(soot * wear * 0.5, body, DIRT),
        0.55,
        height=bed * 0.1 - joint * 0.6 - pit * 0.5 + 0.7,
        depth_m=0.003,
        specular=0.4,
    )


def lino(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Linoleum, marbled along the roll, waxed, scuffed."""
    u, v, _ = tree.split(st)
    drift = tree.noise(tree.vector(u * 2.0, v * 9.0, 0.0), 1.0, 5.0, 0.7)
    fleck = tree.noise(tree.vector(u * 14.0 + drift * 3.0, v * 60.0, 0.0), 1.0, 4.0, 0.6)
    body = tree.tint(colour, (fleck - 0.5) * 0.9 + (drift - 0.5) * 0.3 + 1.0)
    scuff = tree.noise(st, 2.0, 5.0, 0.7).ramp(0.45, 0.8)
    seam = (v / 2.0).fract().mirrored().above(0.9985)
    body = tree.mix((seam * 0.6).either(scuff * wear * 0.4), body, tree.tint(colour, 0.3))
    return Channels(body, scuff * (0.14 + 0.3 * wear) + 0.2)


MINERAL = {
    "stone": stone,
    "lino": lino,
    "concrete_boards": concrete_boards,
    "concrete_smooth": concrete_smooth,
    "terrazzo": terrazzo,
    "marble": marble,
    "plaster": plaster,
    "tile": tile,
    "brick": brick,
}
