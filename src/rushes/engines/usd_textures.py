"""Pictures of a surface that any program's USD shows: written as PNG beside the file, and connected to a ``UsdPreviewSurface``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Baked:
    """A surface's pictures.

    Attributes:
        size_m: What they measure.
        files: ``colour`` (sRGB), ``roughness``, ``metallic`` and ``normal`` (tangent space, OpenGL's way up), as the USD says them; where
            one is missing, the shader keeps the value it has.
    """

    size_m: float
    files: Mapping[str, str]


def written(pictures: Mapping[str, NDArray[np.uint8]], textures: Path, name: str, size_m: float) -> Baked:
    """Write a surface's pictures as ``<name>.<channel>.png``, and return them.

    Args:
        pictures: By channel, shape [n, n, 3] or [n, n], 8 bit, top row first.
        textures: The folder; it lies beside the USD.
        name: The surface's, as a file may be called.
        size_m: What they measure.
    """
    from PIL import Image

    files = {}
    for channel, picture in pictures.items():
        path = textures / f"{name}.{channel}.png"
        Image.fromarray(picture).save(path)
        files[channel] = f"./{textures.name}/{path.name}"
    return Baked(size_m, files)


def srgb(light: NDArray[Any]) -> NDArray[Any]:
    """Encode linear light, which is clipped to 0 and 1, as sRGB."""
    shown = np.clip(light, 0.0, 1.0)
    return np.asarray(np.where(shown <= 0.0031308, shown * 12.92, 1.055 * shown ** (1 / 2.4) - 0.055))


def eight_bit(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Return values, which are clipped to 0 and 1, as 0 to 255."""
    return np.asarray((np.clip(values, 0.0, 1.0) * 255 + 0.5).astype(np.uint8))


def connect(stage: Any, path: str, shader: Any, one: Baked, glow: float = 0.0) -> None:  # noqa: ANN401 - pxr has no types
    """Connect pictures to a ``UsdPreviewSurface``; they repeat mirrored, so that no seam shows where one ends.

    Args:
        stage: The stage.
        path: The material's.
        shader: Its surface.
        one: The pictures.
        glow: How much light the colour gives, in the stage's units; at 0 it is what the surface throws back.
    """
    from pxr import Gf, Sdf, UsdShade

    types = Sdf.ValueTypeNames
    reader = UsdShade.Shader.Define(stage, f"{path}/Map")
    reader.CreateIdAttr("UsdPrimvarReader_float2")
    reader.CreateInput("varname", types.String).Set("st")
    scaled = UsdShade.Shader.Define(stage, f"{path}/Metres")
    scaled.CreateIdAttr("UsdTransform2d")
    scaled.CreateInput("scale", types.Float2).Set(Gf.Vec2f(1.0 / one.size_m, 1.0 / one.size_m))
    scaled.CreateInput("in", types.Float2).ConnectToSource(reader.ConnectableAPI(), "result")
    for channel, name, kind, output, space in (
        ("colour", "emissiveColor" if glow else "diffuseColor", types.Color3f, "rgb", "sRGB"),
        ("roughness", "roughness", types.Float, "r", "raw"),
        ("metallic", "metallic", types.Float, "r", "raw"),
        ("normal", "normal", types.Normal3f, "rgb", "raw"),
    ):
        if channel not in one.files:
            continue
        texture = UsdShade.Shader.Define(stage, f"{path}/{channel.capitalize()}")
        texture.CreateIdAttr("UsdUVTexture")
        texture.CreateInput("file", types.Asset).Set(one.files[channel])
        texture.CreateInput("sourceColorSpace", types.Token).Set(space)
        texture.CreateInput("st", types.Float2).ConnectToSource(scaled.ConnectableAPI(), "result")
        for side in ("wrapS", "wrapT"):
            texture.CreateInput(side, types.Token).Set("mirror")
        if channel == "normal":
            texture.CreateInput("scale", types.Float4).Set(Gf.Vec4f(2, 2, 2, 1))
            texture.CreateInput("bias", types.Float4).Set(Gf.Vec4f(-1, -1, -1, 0))
        elif channel == "colour" and glow:
            texture.CreateInput("scale", types.Float4).Set(Gf.Vec4f(glow, glow, glow, 1))
        made = texture.CreateOutput(output, types.Float3 if output == "rgb" else types.Float)
        shader.CreateInput(name, kind).ConnectToSource(made)
