# SPDX-License-Identifier: GPL-3.0-or-later
"""What a break shows: stones in cement, courses in their mortar, splinters; and the chipped edge of the skin beside it.

Everything is laid out by ``rest`` [m], so that both sides of a crack show the same stone.
"""

from __future__ import annotations

from rushes.blender.nodes import Tree, Value

Rgb = tuple[float, float, float]

CONCRETE: Rgb = (0.40, 0.385, 0.36)
BRICK: Rgb = (0.36, 0.15, 0.095)
PLASTER: Rgb = (0.60, 0.58, 0.55)
"""What comes to light under a chipped skin, linear Rec.709."""

CHIP_M, LEAST_CHIP_M = 0.085, 0.006
"""How far [m] a chip reaches from a break into the skin where noise is highest, and where it is lowest."""


def skin(tree: Tree, body: Value, relief: Value, depth_m: float, under: Rgb = CONCRETE) -> None:
    """Give a skin its surface, chipped along the breaks that have opened.

    Args:
        tree: The material's.
        body: Colour of what is whole.
        relief: Its height 0 to 1, which stands for ``depth_m``.
        depth_m: See above [m].
        under: Colour of what is chipped.
    """
    gone, chipped = chips(tree)
    rough = tree.noise(tree.attribute("rest"), 26.0, 3.0, 0.7)
    fresh = tree.tint(under, rough * 0.9 + 0.62)
    height = relief * depth_m - gone * 0.035 + (rough - 0.5) * chipped * 0.012
    tree.surface(tree.diffuse(tree.mix(chipped, body, fresh), tree.bump(height, 1.0)))


def chips(tree: Tree) -> tuple[Value, Value]:
    """Return how deep the skin is chipped, 1 at the break to 0 where the chip ends, and whether it is."""
    away = tree.number("chip")
    reach = tree.noise(tree.attribute("rest"), 7.0, 3.0, 0.65).ramp(0.36, 0.72) * CHIP_M + LEAST_CHIP_M
    opens = tree.number("opens")  # a mesh that does not say so has 0
    opened = tree.frame().above(opens - 0.5) * opens.above(0.5)
    gone = ((reach - away) / reach).either(0.0) * opened
    return gone, gone.above(0.0)


def concrete(tree: Tree) -> None:
    """Stones of two sizes in cement; some have come out and left their bed, and the cement is darker where it is deep."""
    rest = tree.attribute("rest")
    coarse, kind = tree.cells(rest, 24.0)
    rough = tree.noise(rest, 6.0, 6.0, 0.72)
    grit = tree.noise(rest, 70.0, 2.0, 0.6)
    stone = coarse.ramp(0.46, 0.3) * kind.above(0.5)
    hole = coarse.ramp(0.44, 0.2) * kind.below(0.14)
    cement = tree.tint((0.385, 0.37, 0.345), (rough - 0.5) * 1.1 + (grit - 0.5) * 0.5 + 1.0)
    pebble = tree.mix(kind.ramp(0.5, 1.0), (0.27, 0.255, 0.24), (0.55, 0.51, 0.45))
    body = tree.tint(tree.mix(stone * 0.85, cement, pebble), hole * -0.45 + 1.0)
    tree.surface(tree.diffuse(body, tree.bump(rough * 0.085 + grit * 0.008 + stone * 0.010 - hole * 0.014, 1.0)))


def brick(tree: Tree) -> None:
    """Red bricks bed by bed, pale mortar between them, some of it standing proud on what broke along the joint."""
    rest = tree.attribute("rest")
    x, y, z = tree.split(rest)
    row = z / 0.075
    joint = row.fract().mirrored().above(0.84)
    upright = ((x + y) / 0.125 + row.floor() * 0.5).fract().mirrored().above(0.93)
    tone = tree.dice(tree.vector(row.floor(), ((x + y) / 0.125 + row.floor() * 0.5).floor(), 2.0))
    rough = tree.noise(rest, 9.0, 5.0, 0.7)
    grit = tree.noise(rest, 60.0, 2.0, 0.6)
    clay = tree.tint((0.36, 0.145, 0.09), tone * 0.7 + (rough - 0.5) * 0.9 + (grit - 0.5) * 0.4 + 0.65)
    smear = tree.noise(rest, 3.2, 4.0, 0.6).ramp(0.5, 0.62)
    lime = joint.either(upright).either(smear * 0.75)
    mortar = tree.tint((0.47, 0.44, 0.40), (rough - 0.5) * 0.7 + 1.0)
    height = rough * 0.03 + tone * 0.02 - joint.either(upright) * 0.008 + grit * 0.004
    tree.surface(tree.diffuse(tree.mix(lime, clay, mortar), tree.bump(height, 1.0)))


def plaster(tree: Tree) -> None:
    """A skim of white on grey board, layer over layer."""
    rest = tree.attribute("rest")
    rough = tree.noise(rest, 12.0, 4.0, 0.7)
    layer = tree.noise(rest, 4.0, 3.0).ramp(0.45, 0.55)
    body = tree.mix(layer, (0.63, 0.61, 0.58), (0.47, 0.45, 0.42))
    tree.surface(tree.diffuse(tree.tint(body, (rough - 0.5) * 0.7 + 1.0), tree.bump(rough * 0.02 + layer * 0.006, 1.0)))


def wood(tree: Tree) -> None:
    """Torn along the grain: long pale splinters, darker between them."""
    rest = tree.attribute("rest")
    x, y, z = tree.split(rest)
    fibre = tree.noise(tree.vector(x * 40.0, y * 40.0, z * 40.0), 1.0, 3.0, 0.6)
    broad = tree.noise(rest, 7.0, 3.0)
    body = tree.mix(fibre.ramp(0.38, 0.62), (0.30, 0.19, 0.10), (0.58, 0.43, 0.27))
    tree.surface(tree.diffuse(tree.tint(body, (broad - 0.5) * 0.6 + 1.0), tree.bump(fibre * 0.012 + broad * 0.02, 1.0)))
