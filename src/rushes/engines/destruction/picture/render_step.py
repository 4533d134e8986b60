"""The step ``render``: the stage is traced, and each frame becomes beauty with passes, shadow and holdout."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.picture.alike import alike
from rushes.engines.destruction.picture.calm import REACH, calmed
from rushes.engines.destruction.picture.edges import SOLID, settled
from rushes.engines.destruction.picture.open_ground import ground_seen, parted, unshaded
from rushes.engines.destruction.picture.plate_shade import PlateShade, shade_of
from rushes.engines.destruction.plate.lens import Look, unmatched
from rushes.engines.destruction.plate.lens_map import bent
from rushes.engines.destruction.plate.own_shadow import OwnShadow, own_shadow
from rushes.engines.destruction.plate.plate_step import plate_file
from rushes.engines.destruction.plate.plate_warp import ground_places, stands_still, warped
from rushes.engines.destruction.plate.still import StillDrawer
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.shot.projection import facade_irradiance
from rushes.engines.destruction.stage.passes import draw_passes, matte_header, matte_planes, who_is_seen
from rushes.engines.destruction.stage.point_cache import write_point_cache
from rushes.engines.destruction.stage.region import Region, region_of
from rushes.engines.destruction.stage.scene import ScenePieces, read_scene
from rushes.engines.destruction.stage.streets import in_shadow, plan_street
from rushes.engines.destruction.stage.tracing import SHUTTER, Tracing, read_layer, trace
from rushes.media.colour import ACESCG, LINEAR_REC709, convert, to_acescg
from rushes.media.exr import HALF_MAX, Exr, is_whole, read_exr, write_exr
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import write_atomically

BRIGHTEST_SHADOW = 1.3
"""A building's own reflected sun can brighten the ground; more than this is noise."""

ROUGH_BYTES_PER_PX, ROUGH_MOST_BYTES = 72, 1 << 30
"""What a rough beauty's pixel takes uncompressed; and how much all of them may take before they are compressed."""

FAINT_BEFORE = 0.1
"""Coverage from which what stands before the building hides the ground."""

FEATHER_PX = 10
"""The shadow fades to nothing over this many pixels at the edge of what was traced."""

ROUGH = "rough"
"""A beauty as it was traced, before it is calmed."""

TORN_M = 0.03
"""A lamp that has fallen so far has lost its wires [m]."""

CLEAR = "glass_pane"
"""Names of panes that are looked through begin so: passes and mattes are of what is behind them."""

CALMED_AT_A_TIME = 2
"""Runs of frames that are calmed beside one another, when nothing else runs."""

MOTION_NOTE = "pixels to the next frame, x right, y down, at the frame's own moment"


def render(ctx: StepContext) -> None:
    """Write ``beauty.####.exr``, ``shadow.####.exr`` and ``holdout.####.exr`` for every frame.

    Params: ``frames`` [first, last], ``rate`` ("24/1"), ``camera`` (``CameraPath.to_json``), ``light``
    (``LightRig.to_json``), ``samples``, ``seed``, ``backdrop`` ("street" or "plate"), for a room ``inside``
    (``daylight.inside``), and ``calm`` where what stands still is to be calmed over time. Needs ``scene``.

    With ``projection`` (rows) the plate is thrown on the building, and it needs ``plate``; beside them then lies
    ``still.####.exr``: where the picture is still as the plate shows it, and where the building is not, and once
    ``own_shadow.json``: what becomes of the shadow that it throws in the plate. The shadow's element is above 1 where that is lifted,
    unless ``lift_shadow`` is false.
    """
    frames = FrameRange(*ctx.params["frames"])
    camera = CameraPath.from_json(ctx.params["camera"])
    light = LightRig.from_json(ctx.params["light"])
    scene = ctx.inputs["scene"] / "scene.usdc"
    rows = ctx.params.get("projection")
    beauty = ROUGH if ctx.params.get("calm") else "beauty"
    if beauty == ROUGH and all(is_whole(ctx.out / f"beauty.{frame:04d}.exr") for frame in frames):
        return
    missing = [
        frame
        for frame in frames
        if not all(is_whole(path) for path in _files(ctx.out, frame, beauty, still=rows is not None))
    ]
    ctx.report(len(frames) - len(missing), len(frames))
    if not missing:
        _calm(ctx, frames, beauty)
        return
    pieces = read_scene(scene, range(frames.first - 1, frames.last + 2))
    elements = Elements(ctx, pieces, camera, StillDrawer(pieces, camera) if rows is not None else None)
    groups = _groups(ctx, alike(pieces, camera, list(frames)), missing)
    if ctx.only is not None and not groups:
        return
    traced = camera.without_distortion()
    regions = {frame: region for frame in groups if (region := region_of(pieces, traced, light, frame))}
    elements.regions = regions
    for frame in [frame for frame in groups if frame not in regions]:
        elements.nothing(groups.pop(frame))
    left = sum(len(group) for group in groups.values())
    total = len(frames) if ctx.only is None else left
    if left < len(missing):
        ctx.report(total - left, total)
    seed = int(ctx.params["seed"])
    street = None
    if ctx.params["backdrop"] == "street":
        height = float(pieces.world(frames.first)[:, 2].max())
        street = in_shadow(plan_street(scene, camera, light, seed=seed), camera, light, height)
    open_ground = street is None and rows is None and ctx.params.get("inside") is None and not pieces.has(CLEAR)
    if open_ground:
        elements.unshaded = unshaded(light, seed=seed)
    tracing = Tracing(
        what="building",
        scene=scene,
        light=light,
        camera=traced,
        overscan=traced.width / camera.width,
        samples=int(ctx.params["samples"]),
        seed=seed,
        street=street,
        regions=regions,
        projection=None
        if rows is None
        else _projection(ctx, rows, light, _shade(ctx, light, camera, pieces, elements)),
        poses=write_point_cache(ctx.scratch / "tracing_poses.pc2", pieces, scene) if groups else None,
        inside=_inside(ctx, pieces),
        catches=not open_ground,
    )
    if rows is not None and groups:
        elements.shadow_at_rest = bent(
            _shadow_at_rest(ctx, tracing, pieces, frames.first - 1), traced, camera, frames.first, outside=1.0
        )

    if rows is not None:
        elements.own_shadow = _own_shadow(ctx, elements, camera)

    def on_frame(frame: int, raw: Path) -> None:
        nonlocal left
        elements.write(groups[frame], raw)
        left -= len(groups[frame])
        ctx.report(total - left, total)

    if groups:
        trace(ctx.permit, tracing, list(groups), ctx.scratch / "tracing", on_frame)
    for name in ("tracing_plate.exr", "tracing_poses.pc2", "tracing_poses.npz"):
        (ctx.scratch / name).unlink(missing_ok=True)
    if ctx.only is None:
        _calm(ctx, frames, beauty)


def _groups(ctx: StepContext, shown: dict[int, list[int]], missing: list[int]) -> dict[int, list[int]]:
    """Return the missing frames that are made now, by the first frame that shows the same: in whose chunk that is, there all of them are."""
    mine = ctx.mine(FrameRange(*ctx.params["frames"]))
    left = {first: [frame for frame in group if frame in missing] for first, group in shown.items() if first in mine}
    return {first: group for first, group in left.items() if group}


def _note(ctx: StepContext, name: str, content: str) -> None:
    """Write a small file of the step, whole or not at all, whoever else writes the same."""
    write_atomically(ctx.scratch / name, content)
    (ctx.scratch / name).replace(ctx.out / name)


def _inside(ctx: StepContext, pieces: ScenePieces) -> dict[str, Any] | None:
    """Return what Blender is told of a room, with the frame from which its lamp is dark: its cord was torn."""
    told = ctx.params.get("inside")
    if told is None:
        return None
    lamp = np.array(["_lamp_" in name for name in pieces.names[: pieces.position.shape[1]]])
    way = np.linalg.norm(pieces.position[:, lamp] - pieces.position[:1, lamp], axis=2).max(axis=1, initial=0.0)
    torn = np.flatnonzero(way > TORN_M)
    return {**told, "lamp_until": int(pieces.frame[torn[0]]) if len(torn) else int(pieces.frame[-1]) + 1}


def _own_shadow(ctx: StepContext, elements: Elements, camera: CameraPath) -> OwnShadow | None:
    """Read from the plate how deep the building's own shadow is, and write ``own_shadow.json``: what was found, or why it stays."""
    found, why = None, "The building throws no shadow that the plate shows: nothing is lifted."
    if not ctx.params.get("lift_shadow", True):
        why = "The building's own shadow stays in the plate, as site.lift_shadow says."
    elif not stands_still(camera):
        why = "The camera moves: the building's own shadow stays in the plate."
    elif elements.shadow_at_rest is not None:
        first = camera.frames.first
        plate = read_exr(plate_file(ctx.inputs["plate"], first, camera.frames)).picture()[..., :3].astype(np.float32)
        found = own_shadow(plate, elements.shadow_at_rest, elements.hidden(ctx.inputs["plate"]))
    record = {"note": why} if found is None else found.to_json()
    _note(ctx, "own_shadow.json", json.dumps({"schema": "rushes/own_shadow/1", **record}, indent=2))
    return found


def _calm(ctx: StepContext, frames: FrameRange, beauty: str) -> None:
    """Write the beauties, each calmed by its neighbours; what they were traced as goes when all are there."""
    if beauty != ROUGH:
        return
    numbers = list(frames)
    rough = [ctx.out / f"{ROUGH}.{frame:04d}.exr" for frame in numbers]
    half = -(-len(numbers) // CALMED_AT_A_TIME)
    with ThreadPoolExecutor(CALMED_AT_A_TIME) as pool:
        parts = [range(start, min(start + half, len(numbers))) for start in range(0, len(numbers), half)]
        list(pool.map(lambda part: _calm_part(ctx, numbers, rough, part), parts))
    for path in rough:
        path.unlink()


def _calm_part(ctx: StepContext, numbers: list[int], rough: list[Path], part: range) -> None:
    """Calm frames on end; each is read once."""
    read: dict[int, Exr] = {}
    for index in part:
        low, high = max(index - REACH, 0), min(index + REACH + 1, len(rough))
        read = {near: read.get(near) or read_exr(rough[near]) for near in range(low, high)}
        light = calmed([read[near].channels for near in range(low, high)], index - low)
        planes = dict(read[index].channels)
        planes |= {band: light[..., place].astype(np.float16) for place, band in enumerate("RGB")}
        header = {
            key: value for key, value in read[index].header.items() if key.startswith(("rushes:motion", "crypto"))
        }
        path = ctx.out / f"beauty.{numbers[index]:04d}.exr"
        write_exr(path, planes, frame=numbers[index], rate=Fraction(ctx.params["rate"]), header=header)


class Elements:
    """Turns what Blender traced into a frame's three files."""

    def __init__(self, ctx: StepContext, pieces: ScenePieces, camera: CameraPath, still: StillDrawer | None) -> None:
        self._still = still
        self.shadow_at_rest: NDArray[np.float32] | None = None
        self.own_shadow: OwnShadow | None = None
        self._out, self._pieces, self._camera = ctx.out, pieces.without(CLEAR), camera
        self._beauty = ROUGH if ctx.params.get("calm") else "beauty"
        frames = FrameRange(*ctx.params["frames"])
        self._roomy = ROUGH_BYTES_PER_PX * camera.width * camera.height * len(frames) < ROUGH_MOST_BYTES
        self._rate, self._seed = Fraction(ctx.params["rate"]), int(ctx.params["seed"])
        self._header = {"rushes:motion": MOTION_NOTE, **matte_header(pieces.names)}
        self.regions: dict[int, Region] = {}
        self.unshaded: NDArray[np.float32] | None = None

    def hidden(self, plate: Path) -> NDArray[np.bool_]:
        """Return where the plate's ground is hidden in the first frame: by the standing building, or by what is before it."""
        assert self._still is not None  # noqa: S101 - the caller asked
        before = sorted(plate.glob("foreground.*.exr"))
        stands = self._still.stands
        return stands if not before else stands | (np.asarray(read_exr(before[0]).channels["A"]) > FAINT_BEFORE)

    def write(self, frames: Sequence[int], raw: Path) -> None:
        """Write frames that show the same from Blender's raw file of the first of them."""
        first, straight, region = frames[0], self._camera.without_distortion(), self.regions.get(frames[0])
        traced = np.nan_to_num(read_layer(raw, "Combined", "RGBA"), posinf=HALF_MAX)
        seen = self._seen(first)
        if self.unshaded is None:
            multiplier = np.nan_to_num(read_layer(raw, "Shadow Catcher", "RGB"), nan=1.0, posinf=1.0)
            shadow = bent(
                shadow_multiplier(multiplier, traced[..., 3], region), straight, self._camera, first, outside=1.0
            )
            traced = bent(traced, straight, self._camera, first, outside=0.0)
        else:
            inside = bent(faded(traced.shape[:2], region), straight, self._camera, first, outside=0.0)
            traced = bent(traced, straight, self._camera, first, outside=0.0)
            ground = ground_seen(self._camera, first)
            traced, caught = parted(traced, _coverage(seen), ground, self.unshaded)
            shadow = 1.0 + (np.clip(caught, 0.0, BRIGHTEST_SHADOW) - 1.0) * inside
        self._write(frames, to_acescg(traced, LINEAR_REC709), shadow, seen)

    def nothing(self, frames: Sequence[int]) -> None:
        """Write frames in which neither the building nor its shadow is seen."""
        shape = (self._camera.height, self._camera.width)
        empty, lit = np.zeros((*shape, 4), np.float32), np.ones((*shape, 3), np.float32)
        self._write(frames, empty, lit, self._seen(frames[0]))

    def _seen(self, frame: int) -> NDArray[np.int32]:
        return who_is_seen(self._pieces, self._camera, frame, shutter=SHUTTER, seed=self._seed)

    def _write(
        self,
        frames: Sequence[int],
        traced: NDArray[np.float32],
        shadow: NDArray[np.float32],
        seen_pieces: NDArray[np.int32],
    ) -> None:
        first, planes = frames[0], self._drawn(frames[0], traced, seen_pieces)
        elements: list[dict[str, NDArray[Any]]] = []
        if self._still is not None:
            shadow = self._beyond_rest(first, shadow)
            seen = self._still.draw(first, shutter=SHUTTER, seed=self._seed)
            elements.append({"left": seen.left, "still": seen.still, "moved": seen.moved})
        half = shadow.astype(np.float16)
        elements = [{band: half[..., k] for k, band in enumerate("RGB")}, {"A": planes["A"]}, *elements]
        for frame in frames:
            beauty_file, *files = _files(self._out, frame, self._beauty, still=self._still is not None)
            for path, element in zip(files, elements, strict=True):
                write_exr(path, element, frame=frame, rate=self._rate)
            packed = self._beauty != ROUGH or not self._roomy
            write_exr(beauty_file, planes, frame=frame, rate=self._rate, header=self._header, packed=packed)

    def _drawn(self, frame: int, traced: NDArray[np.float32], seen: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
        """Return the planes of the beauty's file: what was traced, and what the geometry says."""
        beauty = settled(traced, _coverage(seen))
        beauty[..., :3] = np.minimum(beauty[..., :3], HALF_MAX)
        drawn = draw_passes(self._pieces, self._camera, frame)
        planes: dict[str, NDArray[Any]] = {
            band: beauty[..., index].astype(np.float16) for index, band in enumerate("RGBA")
        }
        planes["depth.Z"] = drawn.depth
        planes |= {f"N.{axis}": drawn.normal[..., index].astype(np.float16) for index, axis in enumerate("XYZ")}
        planes |= {f"motion.{axis}": drawn.motion[..., index].astype(np.float16) for index, axis in enumerate("XY")}
        return planes | matte_planes(self._pieces, seen)

    def _beyond_rest(self, frame: int, shadow: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the shadow without the one that the standing building throws in the plate already, which is lifted as it goes."""
        assert self._still is not None  # noqa: S101 - the caller asked
        if self.shadow_at_rest is None or self._still.at_rest(frame):
            return np.ones_like(shadow)
        rest = self.shadow_at_rest
        if not stands_still(self._camera):
            rest = warped(rest, ground_places(self._camera, frame, self._camera.frames.first), outside=1.0)
        deeper = np.minimum(shadow / np.maximum(rest, 0.05), 1.0)
        lifted = np.ones_like(deeper) if self.own_shadow is None else self.own_shadow.lifted(shadow)
        return np.where(lifted > 1.0, lifted, deeper).astype(np.float32)


def _shade(
    ctx: StepContext, light: LightRig, camera: CameraPath, pieces: ScenePieces, elements: Elements
) -> PlateShade | None:
    """Return the shade that the plate shows round the building's foot, and write ``plate_shade.json``: null for none."""
    first = ctx.params["frames"][0]
    plate = read_exr(plate_file(ctx.inputs["plate"], first, FrameRange(*ctx.params["frames"]))).picture()[..., :3]
    rest = pieces.world(first - 1)
    extent = np.stack([rest.min(axis=0), rest.max(axis=0)]).astype(float)
    hidden = elements.hidden(ctx.inputs["plate"]).astype(np.float32)
    found = shade_of(light, plate, hidden, camera, extent, sun_given=bool(ctx.params.get("sun_given", False)))
    _note(ctx, "plate_shade.json", json.dumps(None if found is None else found.to_json()))
    return found


def _projection(ctx: StepContext, rows: list[list[float]], light: LightRig, shade: PlateShade | None) -> dict[str, Any]:
    """Lay the plate's picture out for Blender: in its working space, before the composite brings it to the plate's look."""
    import OpenEXR

    folder = ctx.inputs["plate"]
    look = Look.from_json(json.loads((folder / "plate.json").read_text(encoding="utf-8"))["look"])
    whole = read_exr(folder / "whole.exr").picture()[..., :3].astype(np.float32)
    picture = np.maximum(convert(unmatched(whole, look), ACESCG, LINEAR_REC709), 0.0)
    path = ctx.scratch.resolve() / "tracing_plate.exr"
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    OpenEXR.File(header, {"RGB": np.ascontiguousarray(picture, dtype=np.float32)}).write(str(path))
    wall = convert(facade_irradiance(light)[None], ACESCG, LINEAR_REC709)[0]
    return {
        "picture": str(path),
        "rows": rows,
        "irradiance": [float(part) for part in np.maximum(wall, 1e-4)],
        "shade": None if shade is None else shade.to_json(),
    }


def _shadow_at_rest(ctx: StepContext, tracing: Tracing, pieces: ScenePieces, frame: int) -> NDArray[np.float32]:
    """Trace the shadow of the building before anything moves; kept as ``rest.exr`` for a run that goes on."""
    path = ctx.out / "rest.exr"
    if not is_whole(path):
        region = region_of(pieces, tracing.camera, tracing.light, frame)
        shape = (tracing.camera.height, tracing.camera.width, 3)
        caught = np.ones(shape, np.float32)

        def keep(_: int, raw: Path) -> None:
            alpha = np.nan_to_num(read_layer(raw, "Combined", "A"))[..., 0]
            multiplier = np.nan_to_num(read_layer(raw, "Shadow Catcher", "RGB"), nan=1.0, posinf=1.0)
            caught[:] = shadow_multiplier(multiplier, alpha, region)

        if region is not None:
            trace(ctx.permit, replace(tracing, regions={frame: region}), [frame], ctx.scratch / "tracing_rest", keep)
        write_exr(path, {band: caught[..., k] for k, band in enumerate("RGB")}, frame=frame, rate=Fraction(24))
    return read_exr(path).picture()[..., :3].astype(np.float32)


def shadow_multiplier(
    caught: NDArray[np.float32], alpha: NDArray[np.float32], region: Region | None
) -> NDArray[np.float32]:
    """Clean up what the ground caught: 1 outside of what was traced, faded at its edges, held within reason.

    Args:
        caught: Light with the building over light without it, shape [height, width, 3].
        alpha: The building's coverage, shape [height, width]; where it hides the ground nothing was caught.
        region: Left, top, right, bottom of what was traced, in shares of the picture.
    """
    height, width = alpha.shape
    held = np.clip(caught, 0.0, BRIGHTEST_SHADOW)
    held[alpha >= SOLID] = 1.0
    return np.asarray(1.0 + (held - 1.0) * faded((height, width), region), dtype=np.float32)


def faded(shape: tuple[int, ...], region: Region | None) -> NDArray[np.float32]:
    """Return 1 well inside of what was traced, 0 outside, faded at its edges, shape [height, width, 1]; 1 for all of it."""
    height, width = shape
    left, top, right, bottom = region or (0.0, 0.0, 1.0, 1.0)
    inside = np.minimum(_fade(width, left, right)[None, :], _fade(height, top, bottom)[:, None])
    return np.asarray(inside[..., None], dtype=np.float32)


def _coverage(seen: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return how much of each pixel the pieces cover, of what ``who_is_seen`` gave."""
    return np.asarray((seen >= 0).mean(axis=0, dtype=np.float32))


def _fade(size: int, low: float, high: float) -> NDArray[np.float64]:
    """Return 0 outside of low to high, 1 well inside; the picture's own edge does not fade."""
    at = np.arange(size) + 0.5
    rise = np.ones(size) if low <= 0.0 else np.clip((at - low * size - 1.0) / FEATHER_PX, 0.0, 1.0)
    fall = np.ones(size) if high >= 1.0 else np.clip((high * size - 1.0 - at) / FEATHER_PX, 0.0, 1.0)
    return np.minimum(rise, fall)


def _files(folder: Path, frame: int, beauty: str, *, still: bool) -> tuple[Path, ...]:
    names = (beauty, "shadow", "holdout", "still") if still else (beauty, "shadow", "holdout")
    return tuple(folder / f"{name}.{frame:04d}.exr" for name in names)
