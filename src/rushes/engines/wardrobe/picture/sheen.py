"""What a cloth's fibres throw back at a grazing angle, said in USD beside ``UsdPreviewSurface``, which knows nothing of it: as MaterialX's Standard Surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rushes.engines.usd_textures import Baked
from rushes.engines.wardrobe.picture.piece import Rgb, Surface

CONTEXT: Final = "mtlx"
"""The render context that MaterialX's networks stand under in USD."""

STANDARD: Final = "ND_standard_surface_surfaceshader"


@dataclass(frozen=True)
class Nap:
    """How a fabric's fibres stand.

    Attributes:
        weight: Of what they throw back, 0 to 1.
        roughness: How far from an outline it reaches, 0 to 1.
        white: Share of white in its colour; the rest is the dye's.
    """

    weight: float
    roughness: float
    white: float


NAPS: Final[Mapping[str, Nap]] = {
    "cotton velvet": Nap(1.0, 0.30, 0.35),
    "wool melton": Nap(0.26, 0.50, 0.35),
    "cotton jersey": Nap(0.16, 0.50, 1.0),
    "silk charmeuse": Nap(0.12, 0.40, 0.30),
    "wool suiting": Nap(0.10, 0.45, 0.50),
    "denim": Nap(0.06, 0.50, 1.0),
    "cotton poplin": Nap(0.05, 0.50, 1.0),
}
"""As ``blender/wardrobe_cloth.py`` has them; of velvet, whose pile leans there, what comes nearest without a lean. Linen and leather have none."""


@dataclass(frozen=True)
class Sheen:
    """A surface's sheen.

    Attributes:
        weight: 0 to 1.
        roughness: 0 to 1.
        colour: Linear, with the primaries of sRGB.
    """

    weight: float
    roughness: float
    colour: Rgb

    @classmethod
    def of(cls, surface: Surface) -> Sheen | None:
        """Return a surface's sheen; None where it has none."""
        nap = NAPS.get(surface.kind)
        if nap is None:
            return None
        strong = max(*surface.colour, 0.001)
        red, green, blue = (part / strong * (1.0 - nap.white) + nap.white for part in surface.colour)
        return cls(nap.weight, nap.roughness, (red, green, blue))


def write_sheen(
    stage: Any,  # noqa: ANN401 - pxr has no types
    path: str,
    surface: Surface,
    rough_metal: tuple[float, float],
    textures: Baked | None,
) -> None:
    """Give a material a second surface, with its sheen, for renderers that read MaterialX; others keep to the first.

    Args:
        stage: The stage.
        path: The material's.
        surface: Of what it is.
        rough_metal: Roughness and metallic where no picture says them.
        textures: Its baked pictures, if it has any.
    """
    from pxr import Gf, Sdf, UsdShade

    sheen = Sheen.of(surface)
    if sheen is None:
        return
    types = Sdf.ValueTypeNames
    shader = UsdShade.Shader.Define(stage, f"{path}/Standard")
    shader.CreateIdAttr(STANDARD)
    rough, metal = rough_metal
    for name, kind, value in (
        ("base", types.Float, 1.0),
        ("base_color", types.Color3f, Gf.Vec3f(*surface.colour)),
        ("specular_roughness", types.Float, rough),
        ("metalness", types.Float, metal),
        ("sheen", types.Float, sheen.weight),
        ("sheen_color", types.Color3f, Gf.Vec3f(*sheen.colour)),
        ("sheen_roughness", types.Float, sheen.roughness),
    ):
        shader.CreateInput(name, kind).Set(value)
    if textures:
        _pictures(stage, path, shader, textures)
    material = UsdShade.Material(stage.GetPrimAtPath(path))
    material.CreateSurfaceOutput(CONTEXT).ConnectToSource(shader.CreateOutput("out", types.Token))


def _pictures(stage: Any, path: str, shader: Any, one: Baked) -> None:  # noqa: ANN401
    """Connect baked pictures, which repeat mirrored as in ``usd_textures``; the normal stays the mesh's, since MaterialX's versions name its node differently."""
    from pxr import Sdf, UsdShade

    types = Sdf.ValueTypeNames
    place = UsdShade.Shader.Define(stage, f"{path}/StandardMap")
    place.CreateIdAttr("ND_geompropvalue_vector2")
    place.CreateInput("geomprop", types.String).Set("st")
    scaled = UsdShade.Shader.Define(stage, f"{path}/StandardMetres")
    scaled.CreateIdAttr("ND_multiply_vector2FA")
    scaled.CreateInput("in1", types.Float2).ConnectToSource(place.CreateOutput("out", types.Float2))
    scaled.CreateInput("in2", types.Float).Set(1.0 / one.size_m)
    at = scaled.CreateOutput("out", types.Float2)
    for channel, name, kind, node, space in (
        ("colour", "base_color", types.Color3f, "ND_image_color3", "srgb_texture"),
        ("roughness", "specular_roughness", types.Float, "ND_image_float", ""),
        ("metallic", "metalness", types.Float, "ND_image_float", ""),
    ):
        if channel not in one.files:
            continue
        texture = UsdShade.Shader.Define(stage, f"{path}/Standard{channel.capitalize()}")
        texture.CreateIdAttr(node)
        file = texture.CreateInput("file", types.Asset)
        file.Set(one.files[channel])
        if space:
            file.GetAttr().SetColorSpace(space)
        texture.CreateInput("texcoord", types.Float2).ConnectToSource(at)
        for side in ("uaddressmode", "vaddressmode"):
            texture.CreateInput(side, types.String).Set("mirror")
        shader.CreateInput(name, kind).ConnectToSource(texture.CreateOutput("out", kind))


def read_sheens(usd: Path) -> dict[str, dict[str, Any]]:
    """Return the sheen that a stage's materials say, by material: plain values, as Blender is told them, whose reader of USD leaves MaterialX out."""
    from pxr import Usd, UsdShade

    out = {}
    stage = Usd.Stage.Open(str(usd))
    for prim in stage.Traverse():
        if not prim.IsA(UsdShade.Material):
            continue
        source = UsdShade.Material(prim).GetSurfaceOutput(CONTEXT)
        sources = source.GetConnectedSources()[0] if source else []
        if sources:
            said = UsdShade.Shader(sources[0].source.GetPrim())
            weight, roughness = (float(said.GetInput(name).Get()) for name in ("sheen", "sheen_roughness"))
            red, green, blue = (float(part) for part in said.GetInput("sheen_color").Get())
            out[prim.GetName()] = asdict(Sheen(weight, roughness, (red, green, blue)))
    return out
