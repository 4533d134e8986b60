# SPDX-License-Identifier: GPL-3.0-or-later
"""A finish as channels: what a surface is at each place. Cycles shows it, and the same channels are baked for everybody else."""

from __future__ import annotations

from dataclasses import dataclass

from rushes.blender.nodes import Tree, Value, join

Rgb = tuple[float, float, float]
Number = Value | float

CHANNELS = ("colour", "numbers")
"""What is baked of a finish: its colour; and roughness, metallic and height as red, green and blue of one picture."""


@dataclass(frozen=True)
class Channels:
    """What a surface is made of, place by place.

    Attributes:
        colour: Linear Rec.709.
        roughness: 0 mirror to 1 matt.
        metallic: 0 or 1.
        height: 0 to 1, or None for a smooth surface.
        depth_m: How many metres a height of 1 stands for.
        sheen: Weight of the pile's light at grazing angles.
        sheen_tint: Its colour.
        sheen_roughness: 0.1 silk to 0.9 dust.
        coat: Weight of a clear lacquer.
        coat_roughness: Its own.
        clear: Share of light that goes straight through: thin glass.
        through: Share that shines on the far side: lamp shades, leaves.
        glow: Radiance of its own, of ``glow_colour``.
        glow_colour: Linear Rec.709.
        specular: Level of reflection, 0.5 for most things.
    """

    colour: Value | Rgb
    roughness: Number = 0.5
    metallic: Number = 0.0
    height: Value | None = None
    depth_m: float = 0.001
    sheen: float = 0.0
    sheen_tint: Rgb = (1.0, 1.0, 1.0)
    sheen_roughness: float = 0.3
    coat: float = 0.0
    coat_roughness: float = 0.05
    clear: float = 0.0
    through: float = 0.0
    glow: float = 0.0
    glow_colour: Value | Rgb = (1.0, 1.0, 1.0)
    specular: float = 0.5


def show(tree: Tree, made: Channels) -> None:
    """Make channels the surface that Cycles traces."""
    if made.glow and made.clear == 0 and made.through == 0:
        tree.surface(tree.glow(made.glow_colour, made.glow))
        return
    if made.clear > 0:
        tree.surface(_glass(tree, made))
        return
    normal = tree.bump(made.height, made.depth_m) if made.height is not None else None
    body = _principled(tree, made, normal)
    if made.through > 0:
        body = tree.blend(made.through, body, tree.let_through(made.colour))
    if made.glow:
        body = tree.add(body, tree.glow(made.glow_colour, made.glow))
    tree.surface(body)


def _principled(tree: Tree, made: Channels, normal: Value | None) -> Value:
    node = tree.tree.nodes.new("ShaderNodeBsdfPrincipled")
    for name, value in (
        ("Base Color", made.colour),
        ("Roughness", made.roughness),
        ("Metallic", made.metallic),
        ("Specular IOR Level", made.specular),
        ("Sheen Weight", made.sheen),
        ("Sheen Tint", made.sheen_tint),
        ("Sheen Roughness", made.sheen_roughness),
        ("Coat Weight", made.coat),
        ("Coat Roughness", made.coat_roughness),
    ):
        join(tree.tree, value, node.inputs[name])
    if normal is not None:
        join(tree.tree, normal, node.inputs["Normal"])
    return Value(tree.tree, node.outputs[0])


def _glass(tree: Tree, made: Channels) -> Value:
    """Return a thin wall: light passes straight, dyed by its colour, and the rest mirrors; refraction would be noise."""
    mirror = tree.glossy((0.95, 0.97, 0.96), made.roughness)
    share = (tree.fresnel(1.52) * 1.4 + 0.02).both(1.0)
    return tree.blend(share, tree.clear(made.colour), mirror)


def emit(tree: Tree, made: Channels, channel: str) -> float:
    """Make one of ``CHANNELS`` the light of a flat plane, to be baked; return what a height of 1 stands for [m], 0 where it is flat."""
    if channel == "colour":
        tree.surface(tree.glow(made.glow_colour if made.glow else made.colour, 1.0))
    else:
        height: Number = 0.0 if made.height is None else made.height
        tree.surface(tree.glow(tree.colour(made.roughness, made.metallic, height), 1.0))
    return made.depth_m if made.height is not None else 0.0
