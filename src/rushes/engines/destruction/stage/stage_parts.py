"""The parts of a USD stage, written and read through Sdf specs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.stage.looks import LOOKS
from rushes.errors import StepFailedError
from rushes.show import FrameRange

MATERIALS = "/World/Materials"

PLATE_MATERIAL, PLATE_COORDINATES = "plate_projection", "st_plate"
"""Material and texture coordinates of faces that show the plate."""

TENTHS = 10.0
"""USD counts a camera's focal length and aperture in tenths of the stage's unit, here tenths of a metre."""

_CLIPPING_M = (0.1, 5000.0)

Samples = tuple[list[float], list[Any]]


@dataclass(frozen=True, eq=False)
class Instances:
    """n instances of prototypes at T frames.

    Attributes:
        kinds: The prototype of each, shape [n]; scale: along its axes, [n, 3].
        position: [T, n, 3] m; orientation: (w, x, y, z), [T, n, 4].
        there: Whether each is there, [T, n].
    """

    kinds: NDArray[np.int64]
    scale: NDArray[np.float32]
    position: NDArray[np.float32]
    orientation: NDArray[np.float32]
    there: NDArray[np.bool_]


class StageWriter:
    """A stage on its way to a file; use it as a context manager, and it is saved at the end."""

    def __init__(self, path: Path, *, frames: FrameRange, rate: Fraction) -> None:
        from pxr import Sdf

        self._sdf = Sdf
        self._layer = Sdf.Layer.CreateNew(str(path))
        if self._layer is None:
            raise StepFailedError(f"{path} can't be written. Check the folder's permissions and the disk's space.")
        self._frames, self._rate = frames, rate
        self._block = Sdf.ChangeBlock()

    def __enter__(self) -> Self:
        self._block.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._block.__exit__(kind, error, trace)
        if kind is None and not self._layer.Save():
            raise StepFailedError(f"{self._layer.realPath} can't be saved. Check the disk's space.")

    def header(self, notes: Mapping[str, Any]) -> None:
        """Write units, time and the root; notes become custom data ``rushes`` of ``/World``."""
        layer, rate = self._layer, float(self._rate)
        layer.defaultPrim = "World"
        layer.startTimeCode, layer.endTimeCode = float(self._frames.first), float(self._frames.last)
        layer.timeCodesPerSecond = layer.framesPerSecond = rate
        layer.pseudoRoot.SetInfo("metersPerUnit", 1.0)
        layer.pseudoRoot.SetInfo("upAxis", "Z")
        world = self._prim("/World", "Xform")
        world.SetInfo("kind", "assembly")
        world.SetInfo("customData", {"rushes": dict(notes)})
        self._prim("/World/Building", "Xform").SetInfo("kind", "component")
        self._prim("/World/Building/Pieces", "Xform")

    def materials(self) -> None:
        """Write every look as a UsdPreviewSurface, so that any program shows sensible colours."""
        types = self._sdf.ValueTypeNames
        self._prim(MATERIALS, "Scope")
        for name, look in LOOKS.items():
            material = self._prim(f"{MATERIALS}/{name}", "Material")
            shader = self._prim(f"{MATERIALS}/{name}/Surface", "Shader")
            self._set(shader, "info:id", types.Token, "UsdPreviewSurface", uniform=True)
            self._set(shader, "inputs:diffuseColor", types.Color3f, self._vec(look.colour))
            self._set(shader, "inputs:roughness", types.Float, look.roughness)
            self._set(shader, "inputs:metallic", types.Float, look.metallic)
            self._set(shader, "inputs:opacity", types.Float, look.opacity)
            self._spec(shader, "outputs:surface", types.Token)
            out = self._spec(material, "outputs:surface", types.Token)
            out.connectionPathList.explicitItems = [f"{MATERIALS}/{name}/Surface.outputs:surface"]

    def plate(self, picture: str) -> None:
        """Write the material of faces that show the plate: its pixels as light of their own, by ``primvars:st_plate``.

        Args:
            picture: The plate's file as seen from the stage, scene-linear ACEScg.
        """
        types = self._sdf.ValueTypeNames
        path = f"{MATERIALS}/{PLATE_MATERIAL}"
        material = self._prim(path, "Material")
        reader = self._prim(f"{path}/Coordinates", "Shader")
        self._set(reader, "info:id", types.Token, "UsdPrimvarReader_float2", uniform=True)
        self._set(reader, "inputs:varname", types.String, PLATE_COORDINATES)
        self._spec(reader, "outputs:result", types.Float2)
        texture = self._prim(f"{path}/Plate", "Shader")
        self._set(texture, "info:id", types.Token, "UsdUVTexture", uniform=True)
        self._set(texture, "inputs:file", types.Asset, self._sdf.AssetPath(picture))
        self._set(texture, "inputs:sourceColorSpace", types.Token, "raw")
        for side in ("wrapS", "wrapT"):
            self._set(texture, f"inputs:{side}", types.Token, "clamp")
        self._spec(texture, "outputs:rgb", types.Float3)
        self._connect(texture, "inputs:st", types.Float2, f"{path}/Coordinates.outputs:result")
        shader = self._prim(f"{path}/Surface", "Shader")
        self._set(shader, "info:id", types.Token, "UsdPreviewSurface", uniform=True)
        self._set(shader, "inputs:diffuseColor", types.Color3f, self._vec((0.0, 0.0, 0.0)))
        self._set(shader, "inputs:roughness", types.Float, 1.0)
        self._connect(shader, "inputs:emissiveColor", types.Color3f, f"{path}/Plate.outputs:rgb")
        self._spec(shader, "outputs:surface", types.Token)
        self._connect(material, "outputs:surface", types.Token, f"{path}/Surface.outputs:surface")

    def ground(self, half: float, albedo: Sequence[float]) -> None:
        """Write the ground plane, from -half to +half [m] at z = 0."""
        types = self._sdf.ValueTypeNames
        prim = self._prim("/World/Ground", "Mesh")
        corners = np.array([[-half, -half, 0], [half, -half, 0], [half, half, 0], [-half, half, 0]], dtype=np.float32)
        self._mesh(prim, corners, np.array([[0, 1, 2, 3]], dtype=np.int32))
        self._set(prim, "primvars:displayColor", types.Color3fArray, [self._vec(albedo)])

    def lights(self, light: LightRig) -> None:
        """Write the sun (shining down its -Z) and a sky dome of one colour."""
        from pxr import Gf

        types = self._sdf.ValueTypeNames
        self._prim("/World/Lights", "Xform")
        sun = self._prim("/World/Lights/Sun", "DistantLight")
        self._set(sun, "inputs:intensity", types.Float, light.sun_strength)
        self._set(sun, "inputs:angle", types.Float, light.sun_angle_deg)
        self._set(sun, "inputs:color", types.Color3f, self._vec(light.sun_colour))
        turn = Gf.Rotation(Gf.Vec3d(0, 0, 1), Gf.Vec3d(*light.sun_direction)).GetQuat()
        self._set(sun, "xformOp:orient", types.Quatf, Gf.Quatf(turn))
        self._order(sun, ["xformOp:orient"])
        sky = self._prim("/World/Lights/Sky", "DomeLight")
        self._set(sky, "inputs:intensity", types.Float, light.sky_strength)
        self._set(sky, "inputs:color", types.Color3f, self._vec(light.sky_colour))

    def camera(self, camera: CameraPath) -> None:
        """Write the camera; what does not move has no time samples."""
        from pxr import Gf

        types = self._sdf.ValueTypeNames
        prim = self._prim("/World/Camera", "Camera")
        aperture = camera.sensor_width_mm / 1000.0 * TENTHS
        self._set(prim, "projection", types.Token, "perspective")
        self._set(prim, "horizontalAperture", types.Float, aperture)
        self._set(prim, "verticalAperture", types.Float, aperture * camera.height / camera.width)
        self._set(prim, "clippingRange", types.Float2, Gf.Vec2f(*_CLIPPING_M))
        times = [float(frame) for frame in camera.frames]
        focal = (camera.focal_length_mm / 1000.0 * TENTHS).tolist()
        self._animate(prim, "focalLength", types.Float, (times, focal), float)
        self._animate(
            prim, "xformOp:translate", types.Double3, (times, camera.position.tolist()), lambda v: Gf.Vec3d(*v)
        )
        self._animate(prim, "xformOp:orient", types.Quatd, (times, camera.orientation.tolist()), lambda v: Gf.Quatd(*v))
        self._order(prim, ["xformOp:translate", "xformOp:orient"])

    def piece(
        self,
        path: str,
        *,
        points: NDArray[np.float32],
        faces: NDArray[np.int32],
        kind: NDArray[np.uint8],
        looks: tuple[str, str],
        rest: NDArray[np.float32],
        surface: NDArray[np.float32],
        plate: NDArray[np.float32] | None = None,
    ) -> Any:  # noqa: ANN401 - pxr has no types
        """Write one piece's mesh, with its outer, inner and projected faces (kind 0, 1, 2) as subsets bound to their looks."""
        from pxr import Vt

        types = self._sdf.ValueTypeNames
        prim = self._prim(path, "Mesh")
        self._mesh(prim, points, faces)
        self._set(prim, "primvars:rest", types.Point3fArray, Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(rest)))
        self._interpolate(prim, "primvars:rest", "vertex")
        self._set(prim, "primvars:st", types.TexCoord2fArray, Vt.Vec2fArray.FromNumpy(np.ascontiguousarray(surface)))
        self._interpolate(prim, "primvars:st", "faceVarying")
        if plate is not None:
            layout = Vt.Vec2fArray.FromNumpy(np.ascontiguousarray(plate))
            self._set(prim, f"primvars:{PLATE_COORDINATES}", types.TexCoord2fArray, layout)
            self._interpolate(prim, f"primvars:{PLATE_COORDINATES}", "faceVarying")
        self._set(prim, "primvars:displayColor", types.Color3fArray, [self._vec(LOOKS[looks[0]].colour)])
        self._bind(prim, looks[0])
        self._set(prim, "subsetFamily:materialBind:familyType", types.Token, "partition", uniform=True)
        for which, name in enumerate(("outer", "inner", "projected")):
            rows = np.flatnonzero(kind == which).astype(np.int32)
            if len(rows):
                subset = self._prim(f"{path}/{name}", "GeomSubset")
                self._set(subset, "elementType", types.Token, "face", uniform=True)
                self._set(subset, "familyName", types.Token, "materialBind", uniform=True)
                self._set(subset, "indices", types.IntArray, Vt.IntArray.FromNumpy(rows))
                self._bind(subset, (*looks, PLATE_MATERIAL)[which])
        return prim

    def chips(self, prim: Any, *, chip: NDArray[np.float32], opens: NDArray[np.float32]) -> None:  # noqa: ANN401 - pxr
        """Write how far each triangle's corners are from its break [m], [t, 3], and the frame at which that opens, [t]."""
        from pxr import Vt

        types = self._sdf.ValueTypeNames
        for name, values, how in (("chip", chip.ravel(), "faceVarying"), ("opens", opens, "uniform")):
            self._set(prim, f"primvars:{name}", types.FloatArray, Vt.FloatArray.FromNumpy(np.ascontiguousarray(values)))
            self._interpolate(prim, f"primvars:{name}", how)

    def tag(self, prim: Any, *, material: str, member: str, mass: float, storey: int) -> None:  # noqa: ANN401 - pxr
        """Say what a piece is, as ``rushes:`` attributes: material, member, mass [kg], storey."""
        types = self._sdf.ValueTypeNames
        self._set(prim, "rushes:mass", types.Double, mass, custom=True)
        self._set(prim, "rushes:material", types.Token, material, custom=True)
        self._set(prim, "rushes:member", types.Token, member, custom=True)
        self._set(prim, "rushes:storey", types.Int, storey, custom=True)

    def motion(self, prim: Any, *, position: Samples, orientation: Samples, scale: Samples) -> None:  # noqa: ANN401 - pxr
        """Write translate and orient, and scale only for a piece that is crushed."""
        from pxr import Gf

        types = self._sdf.ValueTypeNames
        vec, quat = Gf.Vec3f, Gf.Quatf
        order = ["xformOp:translate", "xformOp:orient"]
        self._animate(prim, order[0], types.Float3, position, lambda v: vec(*v))
        self._animate(prim, order[1], types.Quatf, orientation, lambda v: quat(*v))
        if scale[0] or scale[1] != [1.0]:
            order.append("xformOp:scale")
            self._animate(prim, order[2], types.Float3, scale, vec)
        self._order(prim, order)

    def instancer(
        self,
        path: str,
        *,
        prototypes: Sequence[tuple[str, NDArray[np.float32], NDArray[np.int32], str]],
        instances: Instances,
        extent: NDArray[np.float32],
        frame: Sequence[float],
    ) -> None:
        """Write a point instancer with a sample for each frame; what is not there is among its ``invisibleIds``.

        Args:
            path: Of its prim.
            prototypes: Name, corners, triangles and look of each.
            instances: Their T poses.
            extent: Of all of it over all time [m], shape [2, 3].
            frame: Of the samples, [T].
        """
        from pxr import Vt

        types = self._sdf.ValueTypeNames
        prim = self._prim(path, "PointInstancer")
        prim.SetInfo("kind", "component")
        self._prim(f"{path}/Prototypes", "Scope")
        paths = []
        for name, points, faces, look in prototypes:
            mesh = self._prim(f"{path}/Prototypes/{name}", "Mesh")
            self._mesh(mesh, points, faces)
            self._set(mesh, "primvars:displayColor", types.Color3fArray, [self._vec(LOOKS[look].colour)])
            self._set(mesh, "primvars:rest", types.Point3fArray, Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(points)))
            self._interpolate(mesh, "primvars:rest", "vertex")
            self._bind(mesh, look)
            paths.append(mesh.path)
        self._sdf.RelationshipSpec(prim, "prototypes", custom=False).targetPathList.explicitItems = paths
        self._set(prim, "protoIndices", types.IntArray, Vt.IntArray.FromNumpy(instances.kinds.astype(np.int32)))
        ids = np.arange(len(instances.kinds), dtype=np.int64)
        self._set(prim, "ids", types.Int64Array, Vt.Int64Array.FromNumpy(ids))
        self._set(prim, "scales", types.Float3Array, Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(instances.scale)))
        self._set(prim, "extent", types.Float3Array, Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(extent)))
        places, turns, hidden = (
            self._spec(prim, name, kind).path
            for name, kind in (
                ("positions", types.Point3fArray),
                ("orientations", types.QuathArray),
                ("invisibleIds", types.Int64Array),
            )
        )
        # USD's quaternions hold the real part last in memory.
        half = np.ascontiguousarray(np.roll(instances.orientation, -1, axis=-1), dtype=np.float16)
        write = self._layer.SetTimeSample
        before: NDArray[np.bool_] | None = None
        for row, time in enumerate(frame):
            write(places, time, Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(instances.position[row])))
            write(turns, time, Vt.QuathArray.FromNumpy(half[row]))
            there = instances.there[row]
            if before is None or (there != before).any():
                write(hidden, time, Vt.Int64Array.FromNumpy(ids[~there]))
                before = there

    def curves(
        self,
        path: str,
        *,
        points: NDArray[np.float32],
        width: NDArray[np.float32],
        look: str,
        frame: Sequence[float],
    ) -> None:
        """Write k polylines that move, with a sample wherever something does.

        Args:
            path: Of their prim.
            points: In the world [m], shape [T, k, p, 3].
            width: Of each [m], shape [k].
            look: One of ``LOOKS``.
            frame: Of the samples, [T].
        """
        from pxr import Vt

        types = self._sdf.ValueTypeNames
        prim = self._prim(path, "BasisCurves")
        prim.SetInfo("kind", "component")
        flat = points.reshape(len(points), -1, 3)
        self._set(prim, "type", types.Token, "linear", uniform=True)
        counts = np.full(points.shape[1], points.shape[2], np.int32)
        self._set(prim, "curveVertexCounts", types.IntArray, Vt.IntArray.FromNumpy(counts))
        widths = np.repeat(width, points.shape[2])
        self._set(prim, "widths", types.FloatArray, Vt.FloatArray.FromNumpy(np.ascontiguousarray(widths)))
        self._interpolate(prim, "widths", "vertex")
        reach = width.max()
        extent = np.array([flat.min(axis=(0, 1)) - reach, flat.max(axis=(0, 1)) + reach], np.float32)
        self._set(prim, "extent", types.Float3Array, Vt.Vec3fArray.FromNumpy(extent))
        self._set(prim, "primvars:displayColor", types.Color3fArray, [self._vec(LOOKS[look].colour)])
        self._bind(prim, look)
        self._sampled(prim, flat, frame)

    def cloth(
        self,
        path: str,
        *,
        points: NDArray[np.float32],
        faces: NDArray[np.int32],
        look: str,
        frame: Sequence[float],
    ) -> None:
        """Write a mesh whose points [T, v, 3] m move, seen from both sides, with a sample wherever something does."""
        types = self._sdf.ValueTypeNames
        self._prim(path.rsplit("/", 1)[0], "Xform")
        prim = self._prim(path, "Mesh")
        self._mesh(prim, points.reshape(-1, 3), faces)
        self._set(prim, "doubleSided", types.Bool, True, uniform=True)
        self._set(prim, "primvars:displayColor", types.Color3fArray, [self._vec(LOOKS[look].colour)])
        self._bind(prim, look)
        del prim.properties["points"]
        self._sampled(prim, points, frame)

    def _sampled(self, prim: Any, points: NDArray[np.float32], frame: Sequence[float]) -> None:  # noqa: ANN401 - pxr
        """Write a prim's points [T, v, 3] m at every frame but those that are as the ones before and after."""
        from pxr import Vt

        places = self._spec(prim, "points", self._sdf.ValueTypeNames.Point3fArray).path
        still = np.concatenate([[False], (points[1:] == points[:-1]).all(axis=(1, 2))])
        for row, time in enumerate(frame):
            if not (still[row] and (row + 1 == len(frame) or still[row + 1])):
                self._layer.SetTimeSample(places, time, Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(points[row])))

    def _prim(self, path: str, kind: str) -> Any:  # noqa: ANN401 - pxr has no types
        prim = self._sdf.CreatePrimInLayer(self._layer, path)
        prim.specifier = self._sdf.SpecifierDef
        prim.typeName = kind
        return prim

    def _spec(self, prim: Any, name: str, kind: Any, *, uniform: bool = False, custom: bool = False) -> Any:  # noqa: ANN401 - pxr
        variability = self._sdf.VariabilityUniform if uniform else self._sdf.VariabilityVarying
        return self._sdf.AttributeSpec(prim, name, kind, variability, custom)

    def _connect(self, prim: Any, name: str, kind: Any, source: str) -> None:  # noqa: ANN401 - pxr has no types
        self._spec(prim, name, kind).connectionPathList.explicitItems = [source]

    def _set(
        self,
        prim: Any,  # noqa: ANN401 - pxr has no types
        name: str,
        kind: Any,  # noqa: ANN401 - pxr has no types
        value: Any,  # noqa: ANN401 - any USD value
        *,
        uniform: bool = False,
        custom: bool = False,
    ) -> None:
        self._spec(prim, name, kind, uniform=uniform, custom=custom).default = value

    def _animate(self, prim: Any, name: str, kind: Any, samples: Samples, make: Any) -> None:  # noqa: ANN401 - pxr
        times, values = samples
        spec = self._spec(prim, name, kind)
        spec.default = make(values[0])
        if len(times) > 1 and any(value != values[0] for value in values):
            path, write = spec.path, self._layer.SetTimeSample
            for time, value in zip(times, values, strict=True):
                write(path, time, make(value))

    def _mesh(self, prim: Any, points: NDArray[np.float32], faces: NDArray[np.int32]) -> None:  # noqa: ANN401 - pxr
        from pxr import Vt

        types = self._sdf.ValueTypeNames
        bounds = np.ascontiguousarray([points.min(axis=0), points.max(axis=0)])
        counts = np.full(len(faces), faces.shape[1], dtype=np.int32)
        indices = np.ascontiguousarray(faces.ravel(), dtype=np.int32)
        self._set(prim, "points", types.Point3fArray, Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(points)))
        self._set(prim, "faceVertexCounts", types.IntArray, Vt.IntArray.FromNumpy(counts))
        self._set(prim, "faceVertexIndices", types.IntArray, Vt.IntArray.FromNumpy(indices))
        self._set(prim, "extent", types.Float3Array, Vt.Vec3fArray.FromNumpy(bounds))
        self._set(prim, "subdivisionScheme", types.Token, "none", uniform=True)

    def _bind(self, prim: Any, look: str) -> None:  # noqa: ANN401 - pxr has no types
        prim.SetInfo("apiSchemas", self._sdf.TokenListOp.Create(prependedItems=["MaterialBindingAPI"]))
        binding = self._sdf.RelationshipSpec(prim, "material:binding", custom=False)
        binding.targetPathList.explicitItems = [f"{MATERIALS}/{look}"]

    def _interpolate(self, prim: Any, name: str, how: str) -> None:  # noqa: ANN401 - pxr has no types
        prim.attributes[name].SetInfo("interpolation", how)

    def _order(self, prim: Any, names: list[str]) -> None:  # noqa: ANN401 - pxr has no types
        from pxr import Vt

        self._set(prim, "xformOpOrder", self._sdf.ValueTypeNames.TokenArray, Vt.TokenArray(names), uniform=True)

    @staticmethod
    def _vec(colour: Sequence[float]) -> Any:  # noqa: ANN401 - pxr has no types
        from pxr import Gf

        return Gf.Vec3f(*(float(value) for value in colour))


def open_layer(path: Path) -> Any:  # noqa: ANN401 - pxr has no types
    """Open a stage's layer.

    Raises:
        StepFailedError: The file can't be read.
    """
    from pxr import Sdf, Tf

    try:
        layer = Sdf.Layer.FindOrOpen(str(path))
    except Tf.ErrorException:
        layer = None
    if layer is None:
        raise StepFailedError(f"{path} can't be read as USD. Delete the folder of the step scene and make it again.")
    return layer


def read_plan(path: Path) -> dict[str, float]:
    """Read the building's measures [m] from the custom data of ``/World``."""
    layer = open_layer(path)  # held, or its prims expire
    world = layer.GetPrimAtPath("/World")
    notes = dict(world.GetInfo("customData")).get("rushes", {}) if world else {}
    return {name: float(value) for name, value in dict(notes).items()}
