# SPDX-License-Identifier: GPL-3.0-or-later
"""Surfaces of an outfit by name: cloth, and everything else that people wear and are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rushes.blender.nodes import Tree, Value, material
from rushes.blender.wardrobe_cloth import CLOTHS
from rushes.blender.wardrobe_person import OTHERS

Rgb = tuple[float, float, float]

MAKERS: Mapping[str, Callable[[Tree, Rgb, Mapping[str, Any]], Value]] = {**CLOTHS, **OTHERS}
"""What can be asked for: a function from a tree, a colour and what is said beside to the surface."""


def dress(surfaces: Mapping[str, Mapping[str, Any]]) -> None:
    """Give every material of these names its surface.

    Args:
        surfaces: ``kind`` (of ``MAKERS``), ``colour`` (linear, primaries of sRGB) and ``more`` by material.

    Raises:
        KeyError: There is no such kind.
    """
    for name, one in surfaces.items():
        tree = Tree(material(name))
        tree.surface(MAKERS[one["kind"]](tree, tuple(one["colour"]), one["more"]))


def shine(sheens: Mapping[str, Mapping[str, Any]]) -> None:
    """Give the stage's own materials the sheen that their file says in MaterialX.

    Args:
        sheens: ``weight``, ``roughness`` and ``colour`` (linear, primaries of sRGB) by material.
    """
    for name, one in sheens.items():
        for node in material(name).node_tree.nodes:
            if node.bl_idname == "ShaderNodeBsdfPrincipled":
                node.inputs["Sheen Weight"].default_value = one["weight"]
                node.inputs["Sheen Roughness"].default_value = one["roughness"]
                node.inputs["Sheen Tint"].default_value = (*one["colour"], 1.0)
