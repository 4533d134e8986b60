"""The scene as the USD tutorials write it: a stage, a schema for each prim, an op for each transform, a Set a value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

PIECES = "/World/Building/Pieces"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute as it is handed to the writer: name, type, whether uniform or custom, value, samples, interpolation."""

    name: str
    kind: Any
    uniform: bool
    custom: bool
    default: Any
    samples: tuple[tuple[float, Any], ...]
    interpolation: str


@dataclass(frozen=True, slots=True)
class Prim:
    """One prim: its path, its type, its attributes and the material that it is bound to."""

    path: str
    kind: str
    attributes: tuple[Attribute, ...]
    material: str


def content(scene: Path) -> tuple[Prim, ...]:
    """Read what a scene's pieces hold, into plain values, attributes by name."""
    from pxr import Sdf

    layer = Sdf.Layer.FindOrOpen(str(scene))
    found: list[Prim] = []
    for piece in layer.GetPrimAtPath(PIECES).nameChildren:
        found.append(_prim(piece))
        found.extend(_prim(subset) for subset in piece.nameChildren)
    return tuple(found)


def rest_of(scene: Path, target: Path) -> None:
    """Write everything of a scene but its pieces to a file: it is small, and the same for both writers."""
    from pxr import Sdf

    layer = Sdf.Layer.CreateNew(str(target))
    layer.TransferContent(Sdf.Layer.FindOrOpen(str(scene)))
    for piece in list(layer.GetPrimAtPath(PIECES).nameChildren.keys()):
        del layer.GetPrimAtPath(PIECES).nameChildren[piece]
    layer.Save()


def write_naively(target: Path, prims: tuple[Prim, ...]) -> None:
    """Add the pieces to a stage through UsdGeom and UsdShade, and save it."""
    from pxr import Usd, UsdGeom, UsdShade

    stage = Usd.Stage.Open(str(target))
    for described in prims:
        prim = stage.DefinePrim(described.path, described.kind)
        values = {attribute.name: attribute for attribute in described.attributes}
        if described.kind == "Mesh":
            _transform(UsdGeom.Xformable(prim), values)
        for attribute in described.attributes:
            if not attribute.name.startswith("xformOp"):
                _set(prim, attribute)
        UsdShade.MaterialBindingAPI.Apply(prim).Bind(UsdShade.Material.Get(stage, described.material))
    stage.Save()


def _transform(xform: Any, values: dict[str, Attribute]) -> None:  # noqa: ANN401 - pxr has no types
    from pxr import UsdGeom

    ops = {
        "xformOp:translate": lambda: xform.AddTranslateOp(UsdGeom.XformOp.PrecisionFloat),
        "xformOp:orient": xform.AddOrientOp,
        "xformOp:scale": xform.AddScaleOp,
    }
    for name in values["xformOpOrder"].default:
        op = ops[name]()
        op.Set(values[name].default)
        for time, value in values[name].samples:
            op.Set(value, time)


def _set(prim: Any, attribute: Attribute) -> None:  # noqa: ANN401 - pxr has no types
    from pxr import Sdf, UsdGeom

    variability = Sdf.VariabilityUniform if attribute.uniform else Sdf.VariabilityVarying
    made = prim.CreateAttribute(attribute.name, attribute.kind, attribute.custom, variability)
    made.Set(attribute.default)
    if attribute.interpolation:
        UsdGeom.Primvar(made).SetInterpolation(attribute.interpolation)


def _prim(spec: Any) -> Prim:  # noqa: ANN401 - pxr has no types
    binding = spec.relationships["material:binding"].targetPathList.explicitItems[0]
    attributes = sorted((_attribute(attribute) for attribute in spec.attributes), key=lambda one: one.name)
    return Prim(str(spec.path), str(spec.typeName), tuple(attributes), str(binding))


def _attribute(spec: Any) -> Attribute:  # noqa: ANN401 - pxr has no types
    from pxr import Sdf

    samples = dict(spec.GetInfo("timeSamples")) if spec.HasInfo("timeSamples") else {}
    return Attribute(
        name=str(spec.name),
        kind=spec.typeName,
        uniform=spec.variability == Sdf.VariabilityUniform,
        custom=bool(spec.custom),
        default=spec.default,
        samples=tuple(samples.items()),
        interpolation=str(spec.GetInfo("interpolation")) if spec.HasInfo("interpolation") else "",
    )
