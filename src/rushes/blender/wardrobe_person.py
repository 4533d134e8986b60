# SPDX-License-Identifier: GPL-3.0-or-later
"""Skin, hair, shoes, buttons, thread: what is in the picture of an outfit and isn't cloth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rushes.blender.nodes import Tree, Value, join
from rushes.blender.wardrobe_shading import bump, principled

Rgb = tuple[float, float, float]
More = Mapping[str, Any]


def skin(tree: Tree, colour: Rgb, _more: More) -> Value:
    """Skin that is nobody's: blood shows here and there, pores, a little oil."""
    at = tree.position()
    blood, fine, pores = tree.noise(at, 16.0, 3.0), tree.noise(at, 260.0, 3.0), tree.noise(at, 1400.0, 2.0)
    red = tuple(min(part * factor, 1.0) for part, factor in zip(colour, (1.08, 0.80, 0.74), strict=True))
    body = tree.mix(blood.ramp(0.42, 0.75) * 0.55, colour, red)
    body = tree.tint(body, (fine - 0.5) * 0.22 + 1.0)
    return principled(
        tree,
        body,
        bump(tree, pores + fine * 0.6, 0.00022),
        Roughness=(fine - 0.5) * 0.2 + 0.50,
        Specular_IOR_Level=0.36,
        Subsurface_Weight=0.22,
        Subsurface_Scale=0.006,
        Subsurface_Radius=(1.0, 0.35, 0.18),
        Sheen_Weight=0.04,
    )


def mannequin(tree: Tree, colour: Rgb, _more: More) -> Value:
    """A shop window's figure: matt paint on plaster, of one colour."""
    fine = tree.noise(tree.position(), 420.0, 3.0)
    return principled(
        tree,
        tree.tint(colour, (fine - 0.5) * 0.06 + 1.0),
        bump(tree, fine, 0.00008),
        Roughness=0.72,
        Specular_IOR_Level=0.22,
    )


def hair(tree: Tree, colour: Rgb, _more: More) -> Value:
    """Hair by its colour (Chiang and others, "A Practical and Controllable Hair and Fur Model for Production Path Tracing", 2016)."""
    node = tree.tree.nodes.new("ShaderNodeBsdfHairPrincipled")
    node.model = "CHIANG"
    node.parametrization = "COLOR"
    join(tree.tree, tuple(part * 0.6 for part in colour), node.inputs["Color"])
    node.inputs["IOR"].default_value = 1.38  # between strands there is shade that so few of them don't make
    node.inputs["Roughness"].default_value = 0.38
    node.inputs["Radial Roughness"].default_value = 0.5
    node.inputs["Random Roughness"].default_value = 0.1
    return Value(tree.tree, node.outputs[0])


def scalp(tree: Tree, colour: Rgb, _more: More) -> Value:
    """Skin under hair."""
    return tree.diffuse(tree.tint(colour, tree.noise(tree.position(), 700.0, 2.0) + 0.5))


def calf(tree: Tree, colour: Rgb, _more: More) -> Value:
    """Box calf: fine grain under wax."""
    at = tree.position()
    pebble, _ = tree.cells(at, 900.0)
    wax = tree.noise(at, 40.0, 3.0)
    body = tree.tint(colour, (wax - 0.5) * 0.5 + 1.0)
    return principled(
        tree,
        body,
        bump(tree, pebble * -1.0 + wax, 0.00012),
        Roughness=(wax - 0.5) * 0.2 + 0.30,
        Specular_IOR_Level=0.5,
        Coat_Weight=0.35,
        Coat_Roughness=0.12,
    )


def rubber(tree: Tree, colour: Rgb, _more: More) -> Value:
    """Soles and heels."""
    return principled(tree, colour, None, Roughness=0.55, Specular_IOR_Level=0.4)


def canvas(tree: Tree, colour: Rgb, _more: More) -> Value:
    """Cotton duck of trainers."""
    fine = tree.noise(tree.position(), 900.0, 2.0)
    return principled(tree, tree.tint(colour, (fine - 0.5) * 0.4 + 1.0), bump(tree, fine, 0.0003), Roughness=0.85)


def metal(tree: Tree, colour: Rgb, _more: More) -> Value:
    """A cast and polished button or buckle, handled."""
    dull = tree.noise(tree.position(), 160.0, 3.0)
    return principled(
        tree, tree.tint(colour, (dull - 0.5) * 0.3 + 1.0), None, Metallic=1.0, Roughness=(dull - 0.5) * 0.25 + 0.24
    )


def horn(tree: Tree, colour: Rgb, _more: More) -> Value:
    """Horn: streaked, polished."""
    x, y, z = tree.split(tree.position())
    streak = tree.noise(tree.vector(x * 90.0, y * 500.0, z * 90.0), 1.0, 4.0, 0.6)
    pale = tuple(min(part * 3.0 + 0.05, 1.0) for part in colour)
    body = tree.mix(streak.ramp(0.40, 0.72), colour, pale)
    return principled(tree, body, None, Roughness=0.36, Specular_IOR_Level=0.42, Coat_Weight=0.12, Coat_Roughness=0.18)


def pearl(tree: Tree, colour: Rgb, _more: More) -> Value:
    """Mother of pearl: milky, with colours that change with the angle."""
    layer = tree.noise(tree.position(), 300.0, 3.0)
    look = (tree.grazing() * 2.0 + layer * 1.6).fract().mirrored()
    tint = tree.mix(look, (0.96, 0.84, 0.86), (0.80, 0.95, 0.90))
    body = tree.mix(0.45, colour, tint)
    return principled(tree, body, None, Roughness=0.18, Specular_IOR_Level=0.55, Coat_Weight=0.5, Coat_Roughness=0.06)


def thread(tree: Tree, colour: Rgb, _more: More) -> Value:
    """Sewing thread."""
    return principled(tree, colour, None, Roughness=0.55, Specular_IOR_Level=0.3, Sheen_Weight=0.1)


OTHERS: Mapping[str, Callable[[Tree, Rgb, More], Value]] = {
    "skin": skin,
    "mannequin": mannequin,
    "hair": hair,
    "scalp": scalp,
    "calf": calf,
    "rubber": rubber,
    "canvas": canvas,
    "metal": metal,
    "horn": horn,
    "pearl": pearl,
    "thread": thread,
}
