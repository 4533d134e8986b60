# SPDX-License-Identifier: GPL-3.0-or-later
"""Cycles materials of a room seen from inside, and of what hangs on a tower: paint, boards, panes, lamps, clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from rushes.blender import breaks
from rushes.blender.nodes import Tree, Value

BOARD_M, LENGTH_M = 0.14, 1.9
"""Width and length of a floorboard [m]."""


def pane(tree: Tree) -> None:
    """A pane that is looked through: light goes straight on, and a part of it mirrors.

    Schlick's approximation of Fresnel's law, not the node: that one takes the far face for glass seen from within, and all is mirrored.
    """
    mirrored = tree.grazing().power(5.0) * 0.96 + 0.04
    tree.surface(tree.blend(mirrored, tree.clear((0.90, 0.94, 0.92)), tree.glossy((0.95, 0.97, 0.96), 0.02)))


def lamp_shade(tree: Tree) -> None:
    """Opal glass or cloth: the light of the windows comes through it."""
    tree.surface(tree.blend(0.4, tree.diffuse((0.80, 0.75, 0.63)), tree.let_through((0.80, 0.72, 0.56))))


def lit_shade(tree: Tree, radiance: float, until: int) -> None:
    """A shade with a lamp in it that shines up to a frame."""
    dark = tree.blend(0.4, tree.diffuse((0.80, 0.75, 0.63)), tree.let_through((0.80, 0.72, 0.56)))
    tree.surface(tree.blend(tree.frame().below(until - 0.5), dark, tree.glow((1.0, 0.72, 0.42), radiance)))


def ceiling_paint(tree: Tree) -> None:
    """White paint on a skim of plaster, with the clouds of the roller and a hairline here and there."""
    rest = tree.attribute("rest")
    winding = (tree.noise(rest, 0.8, 4.0, 0.6) - 0.5).size().below(0.0012)
    _painted(tree, (0.80, 0.79, 0.765), 0.1, winding * tree.noise(rest, 0.5, 1.0).ramp(0.5, 0.58) * 0.7)


def lining_paint(tree: Tree) -> None:
    """Walls of a room, all of one paint, a little darker where hands and chairs reach."""
    rest = tree.attribute("rest")
    _, _, z = tree.split(rest)
    worn = z.ramp(1.3, 0.1) * tree.noise(rest, 1.6, 3.0).ramp(0.42, 0.68)
    _painted(tree, (0.68, 0.655, 0.60), 0.14, worn * 0.35)


def _painted(tree: Tree, colour: breaks.Rgb, clouds: float, dirt: Value) -> None:
    rest = tree.attribute("rest")
    tone = (tree.noise(rest, 1.1, 4.0) - 0.5) * clouds * 2.0 + 1.0
    body = tree.mix(dirt, tree.tint(colour, tone), (0.30, 0.28, 0.25))
    breaks.skin(tree, body, tree.noise(rest, 34.0, 2.0), 0.0015, breaks.PLASTER)


def door_paint(tree: Tree) -> None:
    """A door's leaf in satin paint, handled."""
    rest = tree.attribute("rest")
    tone = (tree.noise(rest, 2.5, 3.0) - 0.5) * 0.25 + 1.0
    paint = tree.diffuse(tree.tint((0.50, 0.47, 0.41), tone))
    tree.surface(tree.blend(0.06, paint, tree.glossy((0.8, 0.8, 0.78), 0.3)))


def clock_face(tree: Tree) -> None:
    """A face of pale enamel that has run with rain."""
    x, y, z = tree.split(tree.attribute("rest"))
    run = tree.noise(tree.vector(x * 7.0, y * 7.0, z * 0.5), 1.0, 3.0).ramp(0.5, 0.8)
    enamel = tree.diffuse(tree.mix(run * 0.4, (0.76, 0.74, 0.67), (0.34, 0.30, 0.24)))
    tree.surface(tree.blend(0.05, enamel, tree.glossy((0.9, 0.9, 0.9), 0.15)))


def floor_boards(tree: Tree) -> None:
    """Boards laid along y, each of its own tone, with dark seams, and a dull shine of wax."""
    rest = tree.attribute("rest")
    x, y, _ = tree.split(rest)
    row = x / BOARD_M
    length = y / LENGTH_M + tree.dice(tree.vector(row.floor(), 4.0, 1.0))
    tone = tree.dice(tree.vector(row.floor(), length.floor(), 2.0)) * 0.4 - 0.2
    grain = tree.noise(tree.vector(x * 42.0, y * 1.6, row.floor()), 1.0, 4.0, 0.6)
    seam = row.fract().below(0.025).either(length.fract().below(0.002))
    body = tree.tint((0.285, 0.165, 0.088), tone + (grain - 0.5) * 0.55 + 1.0)
    wood = tree.diffuse(tree.mix(seam * 0.8, body, (0.03, 0.02, 0.015)), tree.bump(grain * 0.2 - seam, 0.002))
    waxed = (tree.fresnel(1.35) * 0.5 + 0.01).both(0.3)
    tree.surface(tree.blend(waxed, wood, tree.glossy((0.85, 0.82, 0.78), 0.22)))


def cloth(tree: Tree, colour: breaks.Rgb) -> None:
    """Curtain cloth: matt, its weave uneven, and the light of the other side comes through it."""
    weave = (tree.noise(tree.position(), 3.0, 3.0) - 0.5) * 0.35 + 1.0
    tree.surface(tree.blend(0.3, tree.diffuse(tree.tint(colour, weave)), tree.let_through(colour)))


TEXTILES: Mapping[str, breaks.Rgb] = {
    "cloth_linen": (0.56, 0.52, 0.44),
    "cloth_grey": (0.36, 0.36, 0.37),
    "cloth_ochre": (0.50, 0.31, 0.10),
    "cloth_wine": (0.27, 0.055, 0.06),
    "cloth_blue": (0.10, 0.17, 0.30),
    "cloth_green": (0.15, 0.24, 0.14),
}


def veneer(tree: Tree) -> None:
    """Furniture of a room, all of one wood: figured along its length, oiled."""
    rest = tree.attribute("rest")
    x, y, z = tree.split(rest)
    figure = tree.noise(tree.vector(x * 14.0, y * 14.0, z * 0.9), 1.0, 4.0, 0.6)
    rings = (tree.noise(tree.vector(x * 3.0, y * 3.0, z * 0.25), 1.0, 2.0) * 9.0).fract().mirrored()
    tone = tree.object_random() * 0.16 - 0.08
    body = tree.mix(figure.ramp(0.3, 0.7) * 0.6 + rings * 0.3, (0.40, 0.255, 0.145), (0.235, 0.135, 0.07))
    oiled = (tree.fresnel(1.4) * 0.55 + 0.01).both(0.35)
    wood = tree.diffuse(tree.tint(body, tone + 1.0))
    tree.surface(tree.blend(oiled, wood, tree.glossy((0.9, 0.87, 0.82), 0.28)))


def cover(tree: Tree) -> None:
    """Upholstery: a coarse weave of two yarns, faded where it is sat on."""
    rest = tree.attribute("rest")
    x, y, z = tree.split(rest)
    weave = ((x + y * 0.7) * 420.0).fract().mirrored() * ((z + y * 0.7) * 420.0).fract().mirrored()
    worn = tree.noise(rest, 2.2, 3.0).ramp(0.45, 0.7) * 0.35
    yarn = tree.mix(weave * 0.6, (0.235, 0.27, 0.285), (0.36, 0.385, 0.385))
    body = tree.mix(worn, yarn, (0.44, 0.44, 0.41))
    tree.surface(tree.diffuse(body, tree.bump(tree.noise(rest, 6.0, 3.0), 0.02)))


MAKERS: Mapping[str, Callable[[Tree], None]] = {
    "glass_clear": pane,
    "lamp_shade": lamp_shade,
    "ceiling_paint": ceiling_paint,
    "lining_paint": lining_paint,
    "door_paint": door_paint,
    "clock_face": clock_face,
    "floor_boards": floor_boards,
    **{name: partial(cloth, colour=colour) for name, colour in TEXTILES.items()},
    "wood_veneer": veneer,
    "cloth_cover": cover,
}
"""Surfaces by the names of their materials in the stage."""
