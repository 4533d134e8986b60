# SPDX-License-Identifier: GPL-3.0-or-later
"""Finishes that grew or were woven: wood, parquet, velvet, cloth, carpet, leather, leaves, paper."""

from __future__ import annotations

import math

from rushes.blender.nodes import Tree, Value
from rushes.blender.set_channels import Channels, Rgb
from rushes.blender.set_mineral import DIRT, less

LEAF_M = 0.42
"""Width of a leaf of veneer; the next one is its mirror image, as from one flitch."""


def wood(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Veneer with its figure along s: cathedrals, straight grain beside them, pores, book-matched leaves, satin lacquer."""
    u, v, _ = tree.split(st)
    leaf = v / LEAF_M
    inside = (leaf.fract() - 0.5) * LEAF_M
    odd = (leaf.floor() * 0.5).fract().above(0.25)
    y = inside * (odd * -2.0 + 1.0)
    die = tree.dice(tree.vector((leaf.floor() * 0.5).floor(), 3.0, 1.0))
    body, rough, pores = _figure(tree, u, y, die, colour)
    joint = leaf.fract().mirrored().above(0.9975)
    body = tree.mix(joint * 0.5, body, tree.tint(colour, 0.3))
    scuff = tree.noise(tree.vector(u * 3.0, v * 14.0, 0.0), 1.0, 5.0, 0.7).ramp(0.50, 0.68) * wear
    body = tree.mix(scuff * 0.6, body, tree.tint(colour, 2.3))
    return Channels(
        body, rough + scuff * 0.3, height=less(pores), depth_m=0.0003, coat=0.35 * (1 - wear), coat_roughness=0.16
    )


def _figure(tree: Tree, u: Value, y: Value, die: Value, colour: Rgb) -> tuple[Value, Value, Value]:
    """Return a board's colour, roughness and pores: growth rings cut along the trunk."""
    slow = (tree.noise(tree.vector(u * 0.55, y * 1.2, die * 50.0), 1.0, 2.0) - 0.5) * 0.16
    fine = (tree.noise(tree.vector(u * 2.2, y * 14.0, die * 50.0), 1.0, 3.0) - 0.5) * 0.012
    tilt = (die - 0.5) * 0.10 + slow + fine
    heart = ((y + tilt) * (y + tilt) + 0.0006).power(0.5)
    arch = (tree.noise(tree.vector(u * 0.45, die * 30.0, 1.0), 1.0, 1.0) - 0.5) * 0.5
    ring = ((heart + arch) * 58.0).fract()
    late = ring.ramp(0.25, 0.96) * less(ring.ramp(0.965, 1.0))
    band = tree.noise(tree.vector(u * 0.3, y * 9.0, die * 80.0), 1.0, 3.0)
    pores = tree.noise(tree.vector(u * 26.0, y * 900.0, die * 10.0), 1.0, 2.0, 0.6).ramp(0.60, 0.70)
    fleck = tree.noise(tree.vector(u * 5.0, y * 260.0, die), 1.0, 3.0)
    tone = (band - 0.5) * 1.5 + (fleck - 0.5) * 0.5 + (die - 0.5) * 0.3 + 1.4
    body = tree.mix(late * 0.75, tree.tint(colour, tone), tree.tint(tuple(part * 0.40 for part in colour), tone))
    body = tree.mix(pores * 0.6, body, tree.tint(colour, 0.16))
    return body, pores * 0.2 + late * -0.05 + 0.36, pores


def parquet(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Strips of 70 mm by 0.42 m in baskets: squares of six, turned one by one."""
    u, v, _ = tree.split(st)
    square = 0.42
    across, up = u / square, v / square
    odd = ((across.floor() + up.floor()) * 0.5).fract().above(0.25)
    here, there = across.fract() * square, up.fract() * square
    along, over = odd * (there - here) + here, odd * (here - there) + there
    strip = over / 0.07
    die = tree.dice(tree.vector(across.floor() * 7.0 + strip.floor(), up.floor(), 2.0))
    body, rough, pores = _figure(tree, along + die * 9.0, (strip.fract() - 0.5) * 0.07, die, colour)
    body = tree.tint(body, (die - 0.5) * 0.5 + 1.0)
    gap = strip.fract().mirrored().above(0.975).either(along.ramp(0.0012, 0.0008)).either(along.ramp(0.4188, 0.4192))
    body = tree.mix(gap * 0.75, body, (0.02, 0.013, 0.008))
    worn = tree.noise(st, 1.2, 4.0).ramp(0.42, 0.7)
    body = tree.mix(worn * wear * 0.5, body, tree.tint(DIRT, 1.5))
    return Channels(body, rough - 0.12 + worn * (0.12 + wear * 0.35), height=less(gap) - pores * 0.2, depth_m=0.0007)


def velvet(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Pile that is dark looked into and bright along: brushed this way and that by hands and sitters."""
    brushed = tree.noise(st, 2.6, 2.0, 0.5).ramp(0.25, 0.75)
    stroke = tree.noise(tree.vector(*_turned(tree, st, 0.6, 5.0, 16.0)), 1.0, 2.0).ramp(0.3, 0.7)
    pile = tree.noise(st, 900.0, 1.0)
    look = tree.grazing().power(2.2)
    base = tree.tint(colour, brushed * 0.18 + stroke * 0.12 + (pile - 0.5) * 0.4 + 0.86)
    bright = tuple(min(part * 1.9 + 0.012, 1.0) for part in colour)
    body = tree.mix(look * 0.55, base, tree.tint(bright, brushed * 0.2 + 0.8))
    bald = tree.noise(st, 3.0, 5.0, 0.7).ramp(0.60, 0.78) * wear
    body = tree.mix(bald * 0.35, body, tree.tint(colour, 1.35))
    tint = tuple(min(0.10 + 1.7 * part, 1.0) for part in colour)
    return Channels(
        body,
        0.92,
        height=pile * 0.5 + brushed * 0.3,
        depth_m=0.0012,
        sheen=0.38 * (1 - 0.5 * wear),
        sheen_tint=(tint[0], tint[1], tint[2]),
        sheen_roughness=0.32,
        specular=0.12,
    )


def _turned(tree: Tree, st: Value, angle: float, along: float, across: float) -> tuple[Value, Value, float]:
    u, v, _ = tree.split(st)
    cos, sin = math.cos(angle), math.sin(angle)
    return (u * cos + v * sin) * along, (v * cos - u * sin) * across, 0.0


def cloth(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """A plain weave of 2 mm yarns with slubs."""
    u, v, _ = tree.split(st)
    warp, weft = (u / 0.002).fract().mirrored(), (v / 0.002).fract().mirrored()
    over = (((u / 0.002).floor() + (v / 0.002).floor()) * 0.5).fract().above(0.25)
    weave = over * (weft - warp) + warp
    slub = tree.noise(tree.vector(u * 4.0, v * 420.0, 0.0), 1.0, 3.0) + tree.noise(
        tree.vector(u * 420.0, v * 4.0, 3.0), 1.0, 3.0
    )
    body = tree.tint(colour, (slub - 1.0) * 0.55 + weave * -0.22 + (tree.noise(st, 2.0, 3.0) - 0.5) * 0.15 + 1.08)
    faded = tree.noise(st, 1.4, 4.0).ramp(0.45, 0.75) * wear
    body = tree.mix(faded * 0.4, body, tree.tint(colour, 1.5))
    return Channels(
        body, 0.9, height=less(weave), depth_m=0.0008, sheen=0.15, sheen_tint=colour, sheen_roughness=0.5, specular=0.2
    )


def carpet(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Cut pile: tufts of 5 mm, trodden where people walk."""
    far, own = tree.cells(st, 210.0)
    trodden = tree.noise(st, 1.1, 4.0).ramp(0.35, 0.7)
    tone = (
        (own - 0.5) * 0.55 + (tree.noise(st, 7.0, 4.0) - 0.5) * 0.45 + trodden * (-0.12 - 0.3 * wear) + 1.0 - far * 0.35
    )
    body = tree.tint(colour, tone)
    return Channels(
        body, 0.95, height=less(far), depth_m=0.005, sheen=0.35, sheen_tint=colour, sheen_roughness=0.6, specular=0.1
    )


def leather(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Hide: pebbled, creased where it folds, rubbed pale where hands go."""
    far, own = tree.cells(st, 420.0)
    crease = less(((tree.noise(st, 9.0, 5.0, 0.62) - 0.5).size() * 22.0).both(1.0))
    tone = (tree.noise(st, 4.0, 4.0) - 0.5) * 0.5 + (own - 0.5) * 0.12 + 1.0
    rubbed = tree.noise(st, 2.2, 5.0, 0.65).ramp(0.48, 0.72) * (0.2 + 0.8 * wear)
    body = tree.mix(rubbed * 0.35, tree.tint(colour, tone), tree.tint(colour, 2.1))
    body = tree.mix(crease * (0.25 + 0.4 * wear), body, tree.tint(colour, 0.35))
    return Channels(
        body,
        rubbed * 0.16 + 0.36,
        height=less(far) * 0.3 - crease * 0.7 + 0.7,
        depth_m=0.0007,
        coat=0.08,
        coat_roughness=0.35,
    )


def foliage(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """A leaf: its map runs from the base along its rib."""
    _, v, _ = tree.split(st)
    rib = v.size().ramp(0.004, 0.001)
    tone = (tree.noise(st, 30.0, 3.0) - 0.5) * 0.5 + 1.0
    body = tree.mix(rib * 0.5, tree.tint(colour, tone), tree.tint(colour, 2.2))
    dry = tree.noise(st, 12.0, 4.0).ramp(0.55, 0.75) * wear
    return Channels(tree.mix(dry, body, (0.20, 0.13, 0.05)), 0.38, through=0.25)


def paper(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Paper, card and the cut edges of books."""
    u, v, _ = tree.split(st)
    sheets = tree.noise(tree.vector(u * 20.0, v * 900.0, 0.0), 1.0, 1.0)
    tone = (sheets - 0.5) * 0.35 + (tree.noise(st, 6.0, 3.0) - 0.5) * 0.12 + 1.0
    return Channels(tree.mix(wear * 0.4, tree.tint(colour, tone), (0.42, 0.31, 0.17)), 0.85, specular=0.25)


GROWN = {
    "wood": wood,
    "parquet": parquet,
    "velvet": velvet,
    "cloth": cloth,
    "carpet": carpet,
    "leather": leather,
    "foliage": foliage,
    "paper": paper,
}
