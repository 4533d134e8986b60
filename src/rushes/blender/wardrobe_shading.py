# SPDX-License-Identifier: GPL-3.0-or-later
"""What all surfaces of an outfit are built with: the principled surface by its sockets' names, and the maps that a mesh brings."""

from __future__ import annotations

from typing import Any

from rushes.blender.nodes import Tree, Value, join

ST, EDGE = "st", "edge"
"""The mesh's maps: place in the pattern, and distance from seam and hem [m]."""


def principled(tree: Tree, colour: Any, normal: Value | None = None, **inputs: Any) -> Value:
    """Return a principled surface; other sockets by name, with ``_`` for blanks."""
    node = tree.tree.nodes.new("ShaderNodeBsdfPrincipled")
    join(tree.tree, colour, node.inputs["Base Color"])
    for name, value in inputs.items():
        join(tree.tree, value, node.inputs[name.replace("_", " ")])
    if normal is not None:
        join(tree.tree, normal, node.inputs["Normal"])
    return Value(tree.tree, node.outputs[0])


def bump(tree: Tree, height: Value, depth_m: float, under: Value | None = None) -> Value:
    """Return a bumped normal on another one."""
    made = tree.bump(height, depth_m)
    if under is not None:
        tree.tree.links.new(under.socket, made.socket.node.inputs["Normal"])
    return made


def pattern(tree: Tree) -> tuple[Value, Value, Value]:
    """Return the place in the pattern as a vector, and its two parts [m]."""
    st = tree.attribute(ST)
    u, v, _ = tree.split(st)
    return st, u, v


def edges(tree: Tree) -> tuple[Value, Value]:
    """Return how far it is to the nearest seam and to the nearest hem [m]."""
    seam, hem, _ = tree.split(tree.attribute(EDGE))
    return seam, hem


def tangent(tree: Tree) -> Value:
    """Return the direction of the pattern's map."""
    node = tree.tree.nodes.new("ShaderNodeTangent")
    node.direction_type = "UV_MAP"
    node.uv_map = ST
    return Value(tree.tree, node.outputs[0])


def leaning(tree: Tree, across: Value, along: Value) -> Value:
    """Return the way of fibres that lean in the cloth: their tips' offset across and along the pattern's grain, as shares of their height."""
    node = tree.tree.nodes.new("ShaderNodeNormalMap")
    node.space, node.uv_map = "TANGENT", ST
    join(tree.tree, tree.colour(across * 0.5 + 0.5, along * 0.5 + 0.5, 1.0), node.inputs["Color"])
    return Value(tree.tree, node.outputs[0])


def sheen(tree: Tree, colour: Any, spread: float, normal: Value) -> Value:
    """Return what fibres that stand up throw back (M. Ashikhmin and others, "A Microfacet-based BRDF Generator", 2000): dark straight on, bright along.

    Args:
        tree: The material's.
        colour: Of their lit sides.
        spread: How far from a silhouette it reaches, 0 to 1.
        normal: The way the fibres stand.
    """
    node = tree.tree.nodes.new("ShaderNodeBsdfSheen")
    node.distribution = "ASHIKHMIN"
    join(tree.tree, colour, node.inputs["Color"])
    node.inputs["Roughness"].default_value = spread
    join(tree.tree, normal, node.inputs["Normal"])
    return Value(tree.tree, node.outputs[0])
