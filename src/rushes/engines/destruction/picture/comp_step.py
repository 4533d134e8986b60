"""The composite on disk: reads what the other steps left, writes ``comp.####.exr``."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Grade
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.air.blown import Blown
from rushes.engines.destruction.air.wind import Wind
from rushes.engines.destruction.picture.comp import (
    WRAP,
    WRAP_BRIGHTEST,
    WRAP_SHARE,
    Layers,
    Treatment,
    composed,
    kept_before,
)
from rushes.engines.destruction.picture.mix import mix_elements
from rushes.engines.destruction.picture.on_ground import on_ground
from rushes.engines.destruction.plate.in_place import InPlace, what_moved
from rushes.engines.destruction.plate.lens import RENDER_SOFTNESS_PX, Look
from rushes.engines.destruction.plate.plate_step import plate_file
from rushes.engines.destruction.shot.light import LightRig
from rushes.errors import StepFailedError
from rushes.media.exr import Exr, is_whole, read_exr, write_picture
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import write_atomically

Floats = NDArray[np.float32]

THREADS: Final = 2
"""Frames at a time: NumPy and OpenCV let the other thread run while they work."""


def comp(ctx: StepContext) -> None:
    """Write ``comp.####.exr``: half float RGB and A = 1, ACEScg; and ``comp.json``, what it is made with.

    Beside them ``mix``, ``air`` and ``haze`` (and ``fall`` in snow and rain): what the composite works out and no other element
    holds, so that it can be put together again elsewhere.

    Params: ``frames`` [first, last], ``rate``, ``camera``, ``light``, ``weather``, ``grade``, ``seed``, and
    optionally ``lens`` (fields of ``Look`` that replace what was measured). Inputs: ``render``, ``dust`` (may be
    left out), ``ground`` (the same), ``air`` where snow or rain falls, and ``plate`` or ``street``; ``clean`` where the building is the plate's own. Frames that are already whole are
    kept.
    """
    import cv2

    cv2.setNumThreads(1)
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    treatment = _treatment(ctx, rate)
    _write_record(ctx, treatment)
    missing = [frame for frame in frames if not is_whole(ctx.out / f"comp.{frame:04d}.exr")]

    still = (
        _in_place(ctx, frames, frames.first)
        if len(list(ctx.inputs.get("clean", ctx.out).glob("hole.*.exr"))) == 1
        else None
    )

    def make(frame: int) -> None:
        layers = found = _layers(ctx, frames, frame)
        place = still or _in_place(ctx, frames, frame)
        if place is None:
            layers = replace(layers, background=on_ground(layers.background, ctx.inputs.get("ground"), frame, None))
        else:
            layers = _as_it_stands(ctx, place, layers, frame)
        layers = _before(ctx, frames, frame, layers, found.background)
        made = composed(layers, treatment, frame)
        picture = made.picture
        _check(picture, frame)
        for name, element in mix_elements(found, layers, made).items():
            write_picture(ctx.out / f"{name}.{frame:04d}.exr", element, frame=frame, rate=rate)
        opaque = np.concatenate([picture, np.ones((*picture.shape[:2], 1), np.float32)], axis=2)
        write_picture(ctx.out / f"comp.{frame:04d}.exr", opaque, frame=frame, rate=rate)

    done = len(frames) - len(missing)
    ctx.report(done, len(frames))
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for number, _ in enumerate(pool.map(make, missing), start=done + 1):
                ctx.report(number, len(frames))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _write_record(ctx: StepContext, treatment: Treatment) -> None:
    """Write ``comp.json``: what the composite is made with, for whoever makes it again."""
    record = {
        "schema": "rushes/comp/1",
        "look": treatment.look.to_json(),
        "grade": treatment.grade.model_dump(mode="json"),
        "photographed": treatment.photographed,
        "in_place": treatment.in_place,
        "inside": bool(ctx.params.get("inside", False)),
        "weather": treatment.weather,
        "extinction_per_m": treatment.extinction_per_m,
        "light_wrap": {"share": WRAP, "brightest": WRAP_BRIGHTEST, "reach": WRAP_SHARE},
        "render_softness_px": RENDER_SOFTNESS_PX,
    }
    write_atomically(ctx.out / "comp.json", json.dumps(record, indent=2))


def _treatment(ctx: StepContext, rate: Fraction) -> Treatment:
    light = LightRig.from_json(ctx.params["light"])
    photographed = "plate" in ctx.inputs
    look = Look()
    if photographed:
        look = Look.from_json(json.loads((ctx.inputs["plate"] / "plate.json").read_text(encoding="utf-8"))["look"])
    look = Look.from_json({**look.to_json(), **ctx.params.get("lens", {})})
    return Treatment(
        camera=CameraPath.from_json(ctx.params["camera"]),
        rate=float(rate),
        seed=int(ctx.params["seed"]),
        weather=str(ctx.params["weather"]),
        extinction_per_m=light.haze_per_m,
        photographed=photographed,
        in_place="clean" in ctx.inputs,
        wind=Wind.from_json(ctx.params.get("wind", {})),
        look=look,
        grade=Grade(**ctx.params["grade"]),
    )


def _layers(ctx: StepContext, frames: FrameRange, frame: int) -> Layers:
    render = ctx.inputs["render"]
    beauty = read_exr(render / f"beauty.{frame:04d}.exr")
    building = beauty.picture()
    size = (building.shape[0], building.shape[1])
    background, ground = _background(ctx, frames, frame)
    dust, dust_depth = _dust(ctx, f"dust.{frame:04d}.exr", size)
    layers = Layers(
        background=background,
        background_depth=ground,
        building=building,
        depth=np.asarray(beauty.channels["depth.Z"], dtype=np.float32),
        holdout=_alpha(render / f"holdout.{frame:04d}.exr", building[..., 3]),
        shadow=_factor(render / f"shadow.{frame:04d}.exr", size),
        dust=dust,
        dust_depth=dust_depth,
        blown=Blown.load(ctx.inputs["air"] / f"blown.{frame:04d}.npz") if "air" in ctx.inputs else None,
        dust_shadow=_factor(_dust_folder(ctx) / f"dustshadow.{frame:04d}.exr", size),
    )
    for name in ("background", "shadow", "dust", "dust_shadow", "holdout"):
        found = getattr(layers, name).shape[:2]
        if found != size:
            raise StepFailedError(
                f"Frame {frame}: the {name.replace('_', ' ')} is {found[1]}x{found[0]}, but the building is "
                f"{size[1]}x{size[0]}. Make the take again from its brief."
            )
    return layers


def _in_place(ctx: StepContext, frames: FrameRange, frame: int) -> InPlace | None:
    if "clean" not in ctx.inputs:
        return None
    folder = ctx.inputs["clean"]
    at = frame if (folder / f"hole.{frame:04d}.exr").exists() else frames.first
    hole = read_exr(folder / f"hole.{at:04d}.exr").channels
    clean = read_exr(folder / f"clean.{at:04d}.exr").picture()[..., :3]
    return InPlace(
        clean=clean.astype(np.float32),
        hole=np.asarray(hole["A"], dtype=np.float32),
        stands=np.asarray(hole["stands"]) > 0.5,
    )


def _as_it_stands(ctx: StepContext, place: InPlace, layers: Layers, frame: int) -> Layers:
    """Leave the building to the plate where it stands as there, and show the clean plate where it is gone."""
    seen = read_exr(ctx.inputs["render"] / f"still.{frame:04d}.exr").channels
    left, still, moved = (np.asarray(seen[name], dtype=np.float32) for name in ("left", "still", "moved"))
    building = what_moved(layers.building, still, moved)
    background, painted = place.behind(layers.background, left, still, building[..., 3])
    stands = np.where(place.stands, left, 0.0).astype(np.float32)
    background = on_ground(background, ctx.inputs.get("ground"), frame, stands)
    return replace(
        layers,
        building=building,
        holdout=np.ascontiguousarray(building[..., 3]),
        background=background,
        painted=painted,
        grounded=(1.0 - np.clip(stands, 0.0, 1.0)).astype(np.float32),
    )


def _before(ctx: StepContext, frames: FrameRange, frame: int, layers: Layers, plate: Floats) -> Layers:
    """Leave what stands before the building to the plate."""
    folder = ctx.inputs.get("plate")
    if folder is None:
        return layers
    path = folder / f"foreground.{frame:04d}.exr"
    path = path if path.exists() else folder / f"foreground.{frames.first:04d}.exr"
    if not path.exists():
        return layers
    seen = read_exr(path).channels
    mask, depth = np.asarray(seen["A"], dtype=np.float32), np.asarray(seen["depth.Z"], dtype=np.float32)
    return kept_before(layers, plate, mask, depth)


def _background(ctx: StepContext, frames: FrameRange, frame: int) -> tuple[Floats, Floats | None]:
    if "plate" in ctx.inputs:
        return read_exr(plate_file(ctx.inputs["plate"], frame, frames)).picture()[..., :3], None
    path = plate_file(ctx.inputs["street"], frame, frames)
    street = read_exr(path)
    depth = _depth(street)
    if depth is None:
        beside = path.with_name(path.name.replace("plate.", "depth.", 1))
        depth = _depth(read_exr(beside)) if beside.exists() else None
    return street.picture()[..., :3], depth


def _depth(exr: Exr) -> Floats | None:
    for name in ("depth.Z", "Z"):
        if name in exr.channels:
            return np.asarray(exr.channels[name], dtype=np.float32)
    return None


def _dust_folder(ctx: StepContext) -> Path:
    return ctx.inputs.get("dust", ctx.inputs["render"])


def _dust(ctx: StepContext, name: str, size: tuple[int, int]) -> tuple[Floats, Floats | None]:
    if "dust" not in ctx.inputs:
        return np.zeros((*size, 4), np.float32), None
    exr = read_exr(ctx.inputs["dust"] / name)
    return exr.picture(), _depth(exr)


def _factor(path: Path, size: tuple[int, int]) -> Floats:
    return read_exr(path).picture()[..., :3] if path.exists() else np.ones((*size, 3), np.float32)


def _alpha(path: Path, instead: Floats) -> Floats:
    return np.asarray(read_exr(path).channels["A"], dtype=np.float32) if path.exists() else instead


def _check(picture: Floats, frame: int) -> None:
    bad = int((~np.isfinite(picture)).any(axis=2).sum())
    if bad:
        raise StepFailedError(
            f"Frame {frame}: the composite has {bad} pixels that are not a number. One of its elements is damaged: "
            "delete the shot's work folder and make the take again."
        )
