# SPDX-License-Identifier: GPL-3.0-or-later
"""Shader trees as expressions: a socket is a value, arithmetic makes nodes."""

from __future__ import annotations

from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process


class Value:
    """A socket or a number in a shader tree; ``+ - * /`` make math nodes."""

    def __init__(self, tree: Any, socket: Any) -> None:
        self.tree, self.socket = tree, socket

    def __add__(self, other: Any) -> Value:
        return self._math("ADD", other)

    def __sub__(self, other: Any) -> Value:
        return self._math("SUBTRACT", other)

    def __mul__(self, other: Any) -> Value:
        return self._math("MULTIPLY", other)

    def __truediv__(self, other: Any) -> Value:
        return self._math("DIVIDE", other)

    def floor(self) -> Value:
        """Return the largest whole number below."""
        return self._math("FLOOR", 0.0)

    def fract(self) -> Value:
        """Return what is left above the floor."""
        return self._math("FRACT", 0.0)

    def power(self, exponent: float) -> Value:
        """Return the value to a power."""
        return self._math("POWER", exponent)

    def above(self, limit: Any) -> Value:
        """Return 1 where greater than the limit, else 0."""
        return self._math("GREATER_THAN", limit)

    def below(self, limit: Any) -> Value:
        """Return 1 where less than the limit, else 0."""
        return self._math("LESS_THAN", limit)

    def either(self, other: Any) -> Value:
        """Return the greater of two."""
        return self._math("MAXIMUM", other)

    def both(self, other: Any) -> Value:
        """Return the lesser of two."""
        return self._math("MINIMUM", other)

    def mirrored(self) -> Value:
        """Return the distance from one half, doubled: 0 in the middle of a unit cell, 1 at its edges."""
        return (self - 0.5).size() * 2.0

    def size(self) -> Value:
        """Return the value without its sign."""
        return self._math("ABSOLUTE", 0.0)

    def ramp(self, low: float, high: float) -> Value:
        """Return 0 below ``low`` to 1 above ``high``, smoothly; reversed when low > high."""
        node = self.tree.nodes.new("ShaderNodeMapRange")
        node.interpolation_type = "SMOOTHSTEP"
        start, end = (0.0, 1.0) if low <= high else (1.0, 0.0)
        low, high = min(low, high), max(low, high)
        for name, value in (("From Min", low), ("From Max", high), ("To Min", start), ("To Max", end)):
            node.inputs[name].default_value = value
        self.tree.links.new(self.socket, node.inputs["Value"])
        return Value(self.tree, node.outputs["Result"])

    def _math(self, operation: str, other: Any) -> Value:
        node = self.tree.nodes.new("ShaderNodeMath")
        node.operation = operation
        self.tree.links.new(self.socket, node.inputs[0])
        join(self.tree, other, node.inputs[1])
        return Value(self.tree, node.outputs[0])


def join(tree: Any, value: Any, socket: Any) -> None:
    """Feed a socket with another value or with a constant."""
    if isinstance(value, Value):
        tree.links.new(value.socket, socket)
    elif isinstance(value, tuple | list):
        width = len(socket.default_value)
        socket.default_value = (*value, 1.0)[:width]
    else:
        socket.default_value = value


FRAME = "rushes_frame"
"""Nodes of this name hold the frame that is traced: a driver would be evaluated for every piece."""


def at_frame(frame: int) -> None:
    """Tell every material which frame is traced."""
    for surface in bpy.data.materials:
        node = surface.node_tree.nodes.get(FRAME) if surface.node_tree else None
        if node is not None:
            node.outputs[0].default_value = frame


class Tree:
    """A material's tree, emptied, with the few nodes that surfaces here are made of."""

    def __init__(self, material: Any) -> None:
        material.use_nodes = True
        self.tree = material.node_tree
        self.tree.nodes.clear()

    @classmethod
    def of(cls, material: Any) -> Tree:
        """Return a material's tree as it is, to go on with."""
        made = cls.__new__(cls)
        made.tree = material.node_tree
        return made

    def attribute(self, name: str) -> Value:
        """Return a mesh attribute as a vector."""
        node = self.tree.nodes.new("ShaderNodeAttribute")
        node.attribute_name = name
        return Value(self.tree, node.outputs["Vector"])

    def number(self, name: str) -> Value:
        """Return a mesh attribute as a number."""
        node = self.tree.nodes.new("ShaderNodeAttribute")
        node.attribute_name = name
        return Value(self.tree, node.outputs["Fac"])

    def frame(self) -> Value:
        """Return the frame that is traced."""
        node = self.tree.nodes.get(FRAME)
        if node is None:
            node = self.tree.nodes.new("ShaderNodeValue")
            node.name = FRAME
        return Value(self.tree, node.outputs[0])

    def position(self) -> Value:
        """Return the place in the world."""
        return Value(self.tree, self.tree.nodes.new("ShaderNodeNewGeometry").outputs["Position"])

    def object_random(self) -> Value:
        """Return a number of the object's own, 0 to 1: of each piece's own, where pieces are merged into one object."""
        own = Value(self.tree, self.tree.nodes.new("ShaderNodeObjectInfo").outputs["Random"])
        die, _, _ = self.split(self.attribute("die"))
        return (own + die).fract()

    def split(self, vector: Value) -> tuple[Value, Value, Value]:
        """Return a vector's three parts."""
        node = self.tree.nodes.new("ShaderNodeSeparateXYZ")
        self.tree.links.new(vector.socket, node.inputs[0])
        x, y, z = (Value(self.tree, out) for out in node.outputs)
        return x, y, z

    def colours(self, colour: Value) -> tuple[Value, Value, Value]:
        """Return a colour's red, green and blue."""
        node = self.tree.nodes.new("ShaderNodeSeparateColor")
        self.tree.links.new(colour.socket, node.inputs[0])
        red, green, blue = (Value(self.tree, out) for out in node.outputs)
        return red, green, blue

    def colour(self, red: Any, green: Any, blue: Any) -> Value:
        """Return a colour from its red, green and blue."""
        node = self.tree.nodes.new("ShaderNodeCombineColor")
        for value, socket in zip((red, green, blue), node.inputs, strict=True):
            join(self.tree, value, socket)
        return Value(self.tree, node.outputs[0])

    def vector(self, x: Any, y: Any, z: Any) -> Value:
        """Return a vector from its parts."""
        node = self.tree.nodes.new("ShaderNodeCombineXYZ")
        for value, socket in zip((x, y, z), node.inputs, strict=True):
            join(self.tree, value, socket)
        return Value(self.tree, node.outputs[0])

    def noise(self, at: Value, scale: float, detail: float = 3.0, roughness: float = 0.55) -> Value:
        """Return fractal noise, about 0.2 to 0.8."""
        node = self.tree.nodes.new("ShaderNodeTexNoise")
        node.inputs["Scale"].default_value = scale
        node.inputs["Detail"].default_value = detail
        node.inputs["Roughness"].default_value = roughness
        self.tree.links.new(at.socket, node.inputs["Vector"])
        return Value(self.tree, node.outputs[0])

    def cells(self, at: Value, scale: float) -> tuple[Value, Value]:
        """Return Voronoi cells: distance to the nearest point, and a grey of the cell's own."""
        node = self.tree.nodes.new("ShaderNodeTexVoronoi")
        node.inputs["Scale"].default_value = scale
        self.tree.links.new(at.socket, node.inputs["Vector"])
        x, _, _ = self.split(Value(self.tree, node.outputs["Color"]))
        return Value(self.tree, node.outputs["Distance"]), x

    def dice(self, at: Value) -> Value:
        """Return a random number of the vector's own, 0 to 1."""
        node = self.tree.nodes.new("ShaderNodeTexWhiteNoise")
        self.tree.links.new(at.socket, node.inputs["Vector"])
        return Value(self.tree, node.outputs["Value"])

    def bricks(self, at: Value, one: Any, other: Any, mortar: Any) -> Value:
        """Return the colour of a brick wall, ``at`` in metres."""
        node = self.tree.nodes.new("ShaderNodeTexBrick")
        for name, value in (("Color1", one), ("Color2", other), ("Mortar", mortar)):
            join(self.tree, value, node.inputs[name])
        for name, number in (("Scale", 1.0), ("Mortar Size", 0.006), ("Brick Width", 0.25), ("Row Height", 0.075)):
            node.inputs[name].default_value = number
        self.tree.links.new(at.socket, node.inputs["Vector"])
        return Value(self.tree, node.outputs["Color"])

    def mix(self, share: Any, one: Any, other: Any) -> Value:
        """Return a colour between two: 0 gives the first."""
        node = self.tree.nodes.new("ShaderNodeMix")
        node.data_type = "RGBA"
        node.clamp_factor = True
        join(self.tree, share, node.inputs[0])
        join(self.tree, one, node.inputs[6])
        join(self.tree, other, node.inputs[7])
        return Value(self.tree, node.outputs[2])

    def tint(self, colour: Any, factor: Any) -> Value:
        """Return a colour made lighter or darker by a factor."""
        node = self.tree.nodes.new("ShaderNodeVectorMath")
        node.operation = "SCALE"
        join(self.tree, colour, node.inputs[0])
        join(self.tree, factor, node.inputs["Scale"])
        return Value(self.tree, node.outputs[0])

    def bump(self, height: Value, depth_m: float) -> Value:
        """Return a bumped normal; the height 0 to 1 stands for so many metres."""
        node = self.tree.nodes.new("ShaderNodeBump")
        node.inputs["Strength"].default_value = 1.0
        node.inputs["Distance"].default_value = depth_m
        self.tree.links.new(height.socket, node.inputs["Height"])
        return Value(self.tree, node.outputs[0])

    def diffuse(self, colour: Any, normal: Value | None = None) -> Value:
        """Return a matt surface: cheaper than Principled, and right for everything rough."""
        node = self.tree.nodes.new("ShaderNodeBsdfDiffuse")
        join(self.tree, colour, node.inputs["Color"])
        if normal is not None:
            join(self.tree, normal, node.inputs["Normal"])
        return Value(self.tree, node.outputs[0])

    def glossy(self, colour: Any, roughness: Any) -> Value:
        """Return a mirror, more or less blurred."""
        node = self.tree.nodes.new("ShaderNodeBsdfAnisotropic")
        join(self.tree, colour, node.inputs["Color"])
        join(self.tree, roughness, node.inputs["Roughness"])
        return Value(self.tree, node.outputs[0])

    def clear(self, colour: Any) -> Value:
        """Return a surface that light goes straight through, dyed: a thin pane without the noise of refraction."""
        node = self.tree.nodes.new("ShaderNodeBsdfTransparent")
        join(self.tree, colour, node.inputs["Color"])
        return Value(self.tree, node.outputs[0])

    def let_through(self, colour: Any) -> Value:
        """Return a matt surface that shines on its far side: cloth, paper, opal glass."""
        node = self.tree.nodes.new("ShaderNodeBsdfTranslucent")
        join(self.tree, colour, node.inputs["Color"])
        return Value(self.tree, node.outputs[0])

    def glow(self, colour: Any, strength: float) -> Value:
        """Return light of its own."""
        node = self.tree.nodes.new("ShaderNodeEmission")
        join(self.tree, colour, node.inputs["Color"])
        node.inputs["Strength"].default_value = strength
        return Value(self.tree, node.outputs[0])

    def fresnel(self, index: float) -> Value:
        """Return how much a smooth surface of a refractive index mirrors here."""
        node = self.tree.nodes.new("ShaderNodeFresnel")
        node.inputs["IOR"].default_value = index
        return Value(self.tree, node.outputs[0])

    def grazing(self) -> Value:
        """Return 0 where a surface is looked at straight, to 1 along it, from either side."""
        node = self.tree.nodes.new("ShaderNodeLayerWeight")
        node.inputs["Blend"].default_value = 0.5
        return Value(self.tree, node.outputs["Facing"])

    def blend(self, share: Any, one: Value, other: Value) -> Value:
        """Return a surface between two: 0 gives the first."""
        node = self.tree.nodes.new("ShaderNodeMixShader")
        join(self.tree, share, node.inputs[0])
        join(self.tree, one, node.inputs[1])
        join(self.tree, other, node.inputs[2])
        return Value(self.tree, node.outputs[0])

    def add(self, one: Value, other: Value) -> Value:
        """Return the light of two surfaces."""
        node = self.tree.nodes.new("ShaderNodeAddShader")
        join(self.tree, one, node.inputs[0])
        join(self.tree, other, node.inputs[1])
        return Value(self.tree, node.outputs[0])

    def surface(self, shader: Value) -> None:
        """Make a shader the material's surface."""
        out = self.tree.nodes.new("ShaderNodeOutputMaterial")
        self.tree.links.new(shader.socket, out.inputs["Surface"])


def material(name: str) -> Any:
    """Return the material of a name, made if it isn't there."""
    return bpy.data.materials.get(name) or bpy.data.materials.new(name)
