# SPDX-License-Identifier: GPL-3.0-or-later
"""Shade that a photograph shows round a building's foot and whose casters are not in the scene: everything is dimmed in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rushes.blender.lighting import GROUND
from rushes.blender.nodes import Tree, Value

MATT = {"BSDF_DIFFUSE", "BSDF_TRANSLUCENT"}
"""Surfaces that are dimmed; what mirrors shows what it mirrors."""

LEFT_ALONE = {GROUND}
"""The ground is the plate's own: what falls on it is told by a light that is known."""


def level_at(height: Value, shade: Mapping[str, float]) -> Value:
    """Return the share of the light at a height: ``level`` below the shade's edge, 1 above."""
    soft = float(shade["soft_m"])
    part = height.ramp(float(shade["height_m"]) - soft, float(shade["height_m"]) + soft)
    return part * (1.0 - float(shade["level"])) + float(shade["level"])


def dim(materials: Iterable[Any], shade: Mapping[str, float]) -> None:
    """Dim what is matt by where it is now.

    Args:
        materials: That have their surfaces.
        shade: ``height_m`` of its edge, ``soft_m`` either way, ``level`` of its light as a share of the sun's.
    """
    for surface in materials:
        if surface.node_tree is None or surface.name in LEFT_ALONE:
            continue
        tree = Tree.of(surface)
        matt = [node for node in surface.node_tree.nodes if node.type in MATT]
        if not matt:
            continue
        _, _, height = tree.split(tree.position())
        level = level_at(height, shade)
        for node in matt:
            socket = node.inputs["Color"]
            came = (
                Value(tree.tree, socket.links[0].from_socket) if socket.is_linked else tuple(socket.default_value)[:3]
            )
            tree.tree.links.new(tree.tint(came, level).socket, socket)
