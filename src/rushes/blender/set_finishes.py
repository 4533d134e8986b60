# SPDX-License-Identifier: GPL-3.0-or-later
"""Finishes by name: from what a request says of a material to its channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rushes.blender.nodes import Tree, material
from rushes.blender.set_channels import Channels, show
from rushes.blender.set_figured import FIGURED
from rushes.blender.set_grown import GROWN
from rushes.blender.set_made import MADE
from rushes.blender.set_mineral import MINERAL

MAKERS: Mapping[str, Callable[..., Channels]] = {**MINERAL, **GROWN, **FIGURED, **MADE}
"""What can be asked for; ``rushes.engines.setdesign.scene.finish`` lists the same names."""

ST = "st"
"""The mesh's map [m]."""


def channels(tree: Tree, finish: Mapping[str, Any]) -> Channels:
    """Return a finish's channels in a material's tree.

    Args:
        tree: The material's.
        finish: ``kind`` (of ``MAKERS``), ``colour`` (linear Rec.709), ``wear`` (0 to 1), ``glow`` (radiance), and what its
            maker takes beside (``size_m`` and ``other`` of tiles); ``turned`` lays its map on its side.

    Raises:
        KeyError: There is no such kind.
    """
    st = tree.attribute(ST)
    if finish.get("turned"):
        u, v, _ = tree.split(st)
        st = tree.vector(v, u, 0.0)
    more = {key: tuple(value) if isinstance(value, list) else value for key, value in finish.get("more", {}).items()}
    made = MAKERS[finish["kind"]](tree, st, tuple(finish["colour"]), float(finish["wear"]), **more)
    if finish.get("glow"):
        given = tuple(finish.get("glow_colour") or finish["colour"])
        made = replace(
            made, glow=float(finish["glow"]), glow_colour=given if finish["kind"] != "screen" else made.glow_colour
        )
    return made


def dress(finishes: Mapping[str, Mapping[str, Any]]) -> None:
    """Give every material of these names its surface."""
    for name, finish in finishes.items():
        tree = Tree(material(name))
        show(tree, channels(tree, finish))
