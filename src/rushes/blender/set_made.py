# SPDX-License-Identifier: GPL-3.0-or-later
"""Finishes that are cast, rolled, blown or lit: metals, paint, glass, glaze, bakelite, screens, lamps."""

from __future__ import annotations

from rushes.blender.nodes import Tree, Value
from rushes.blender.set_channels import Channels, Rgb
from rushes.blender.set_mineral import DIRT, less


def brushed(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Brushed metal: lines along s, breath and fingers on it, tarnish where it is old."""
    u, v, _ = tree.split(st)
    line = tree.noise(tree.vector(u * 6.0, v * 1500.0, 0.0), 1.0, 2.0, 0.6)
    breath = tree.noise(st, 7.0, 5.0, 0.65).ramp(0.35, 0.75)
    tarnish = tree.noise(st, 4.0, 6.0, 0.68).ramp(0.46, 0.66) * wear
    body = tree.tint(colour, (line - 0.5) * 0.22 + breath * -0.12 + 1.0)
    body = tree.mix(tarnish * 0.8, body, tree.tint(tuple(part * 0.28 for part in colour), 1.0))
    rough = line * 0.10 + breath * 0.09 + tarnish * 0.3 + 0.15
    return Channels(body, rough, metallic=1.0, height=line, depth_m=0.00006)


def polished(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Chrome and polished brass: a mirror with swirls, pitted when old."""
    swirl = tree.noise(st, 14.0, 5.0, 0.7).ramp(0.35, 0.8)
    pits = tree.noise(st, 90.0, 4.0, 0.7).ramp(0.62, 0.72) * wear
    body = tree.mix(pits * 0.8, tree.tint(colour, swirl * -0.06 + 1.0), (0.16, 0.09, 0.05))
    return Channels(body, swirl * 0.07 + pits * 0.4 + 0.035, metallic=1.0)


def painted(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Enamel on metal or wood: orange peel, chipped to its primer, grime in its hollows."""
    peel = tree.noise(st, 130.0, 2.0)
    chip = tree.noise(st, 9.0, 6.0, 0.68).ramp(0.69 - 0.17 * wear, 0.705 - 0.16 * wear) * (1.0 if wear > 0.05 else 0.0)
    body = tree.tint(colour, (tree.noise(st, 1.6, 4.0) - 0.5) * 0.14 + 1.0)
    grime = tree.noise(st, 2.5, 5.0, 0.6).ramp(0.45, 0.8) * wear
    body = tree.mix(chip, tree.mix(grime * 0.4, body, DIRT), (0.19, 0.10, 0.055))
    rough = peel * 0.06 + grime * 0.3 + chip * 0.4 + 0.24
    return Channels(body, rough, height=peel * 0.25 - chip * 0.8 + 0.8, depth_m=0.0004, coat=0.15)


def rust(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Iron long outside: flakes, orange where it is fresh, runs of it."""
    u, v, _ = tree.split(st)
    flake = tree.noise(st, 16.0, 7.0, 0.7)
    fresh = tree.noise(tree.vector(u * 5.0, v * 1.2, 1.0), 1.0, 6.0, 0.65).ramp(0.42, 0.62)
    body = tree.mix(fresh, tree.tint(colour, flake * 1.1 + 0.4), tree.tint((0.30, 0.105, 0.030), flake * 1.3 + 0.3))
    bare = tree.noise(st, 3.0, 5.0).ramp(0.62, 0.66) * (1.0 - wear)
    return Channels(
        tree.mix(bare, body, (0.25, 0.24, 0.23)), less(bare) * 0.45 + 0.42, metallic=bare, height=flake, depth_m=0.003
    )


def bakelite(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Moulded plastic, with hairlines from use."""
    scratch = tree.noise(tree.vector(*tree.split(st)[:2], 0.0), 40.0, 5.0, 0.75).ramp(0.5, 0.8)
    return Channels(tree.tint(colour, (scratch - 0.5) * 0.1 + 1.0), scratch * (0.08 + 0.3 * wear) + 0.13)


def ceramic(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Glazed pottery, crazed when old."""
    far, _ = tree.cells(st, 60.0)
    craze = far.ramp(0.55, 0.62) * wear
    cloud = tree.noise(st, 12.0, 4.0)
    return Channels(
        tree.mix(craze * 0.3, tree.tint(colour, cloud * 0.4 + 0.8), DIRT), 0.12, height=cloud, depth_m=0.0006, coat=0.5
    )


def glass(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """Thin clear or dyed glass, dusty when old."""
    smear = tree.noise(st, 9.0, 4.0).ramp(0.4, 0.8) * (0.01 + wear * 0.12)
    return Channels(colour, smear + 0.012, clear=1.0)


def liquid(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """What is in bottles: seen as a dyed body behind its glass."""
    return Channels(tree.tint(colour, tree.noise(st, 8.0, 1.0) * 0.3 + 0.85 - wear * 0.2), 0.12, through=0.5)


def shade(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """A lamp's shade of cloth or opal glass with its lamp behind it; the glow is set by the lamp."""
    u, v, _ = tree.split(st)
    yarn = tree.noise(tree.vector(u * 40.0, v * 700.0, 0.0), 1.0, 2.0) + tree.noise(
        tree.vector(u * 700.0, v * 40.0, 0.0), 1.0, 2.0
    )
    return Channels(tree.tint(colour, (yarn - 1.0) * 0.5 + 1.0 - wear * 0.15), 0.8, through=0.5)


def screen(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """A cathode ray tube at work: lines of text in its phosphor on dark glass."""
    u, v, _ = tree.split(st)
    line, glyph = v / 0.011, u / 0.007
    word = tree.dice(tree.vector((glyph / 4.0).floor(), line.floor(), 1.0)).above(0.45)
    dot = tree.dice(tree.vector((u / 0.0016).floor(), (v / 0.0018).floor(), 2.0)).above(0.42)
    there = word * dot * line.fract().below(0.66) * glyph.fract().below(0.8)
    lit = tree.tint(colour, there * (1.0 - 0.3 * wear) + 0.035)
    return Channels((0.01, 0.012, 0.012), 0.08, glow=3.0, glow_colour=lit)


def lamp(tree: Tree, st: Value, colour: Rgb, wear: float) -> Channels:
    """What shines: a bulb, a tube, a light box. Its radiance is the scene's to say."""
    del tree, st, wear
    return Channels(colour, glow=1.0, glow_colour=colour)


MADE = {
    "brushed": brushed,
    "polished": polished,
    "painted": painted,
    "rust": rust,
    "bakelite": bakelite,
    "ceramic": ceramic,
    "glass": glass,
    "liquid": liquid,
    "shade": shade,
    "screen": screen,
    "lamp": lamp,
}
