"""The step ``render`` of a set: frames traced in the set's own finishes and light, exposed as its first one is."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.blender_pictures import cores, trace_pictures
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.set_pieces import Shown
from rushes.engines.destruction.building.set_stage import SetStage, read_set
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.stage.set_moving import Moving, moving, write_caches
from rushes.engines.destruction.stage.set_scene import broken_surfaces
from rushes.engines.destruction.stage.set_scene_step import SET
from rushes.media.colour import to_acescg
from rushes.media.exr import HALF_MAX, is_whole, read_exr, write_exr
from rushes.media.metering import metered
from rushes.plan import StepContext
from rushes.show import FrameRange

SIZE = {"draft": (400, 225), "review": (960, 540), "final": (1920, 1080)}
PATHS = {"draft": 8, "review": 32, "final": 192}
"""Paths traced per pixel: a third to half of what the set's own pictures have, since there are many."""

SHUTTER = 0.5
"""Share of a frame that the shutter is open."""

ABOVE_M = 1.6
"""A dark void is so high over the set [m]: what is seen through a ceiling that has fallen."""

MATTES = "ViewLayer.CryptoObject"


def set_picture(ctx: StepContext) -> None:
    """Write ``beauty.####.exr`` for every frame: R G B A, depth, normals and mattes.

    Params: ``frames``, ``rate``, ``camera`` (its name in the stage), ``quality``, ``stops`` (those of the set's own pictures;
    None has the first frame metered), ``seed``. Needs
    ``build``, ``simulate`` and ``scene``.

    Raises:
        StepFailedError: Blender failed; the sentence names the frame.
    """
    frames = FrameRange(*ctx.params["frames"])
    mine = ctx.mine(frames)
    missing = [frame for frame in mine if not is_whole(_file(ctx, frame))]
    ctx.report(len(mine) - len(missing), len(mine))
    if not missing:
        return
    stage = read_set(ctx.inputs["scene"] / SET)
    pieces, shown = Pieces.load(ctx.inputs["build"] / "building.npz"), Shown.load(ctx.inputs["build"] / "shown.npz")
    motion = Motion.load(ctx.inputs["simulate"] / "motion.npz")
    what = moving(pieces, shown, motion)
    alike = same_frames(motion, frames)
    traced = [frame for frame in frames if alike[frame] == frame and frame in missing]
    request = _request(ctx, stage, pieces, shown, motion, what, traced)
    done = len(mine) - len(missing)

    def on_picture(number: int) -> None:
        nonlocal done
        frame = traced[number]
        raw = Path(request["pictures"][number]["path"])
        _develop(ctx, raw, frame, frames)
        raw.unlink()
        done += 1
        ctx.report(done, len(mine))

    if traced:
        names = [(f"Frame {frame}", Path(request["pictures"][k]["path"])) for k, frame in enumerate(traced)]
        trace_pictures(ctx.permit, "set_render", request, names, ctx.scratch / "tracing", on_picture)
    if ctx.only is not None:
        return  # the last task has the first of those that show the same, wherever it was made
    for frame in frames:
        if not is_whole(_file(ctx, frame)):
            shutil.copyfile(_file(ctx, alike[frame]), _file(ctx, frame))
    ctx.report(len(frames), len(frames))
    shutil.rmtree(ctx.scratch / "tracing", ignore_errors=True)


def same_frames(motion: Motion, frames: FrameRange) -> dict[int, int]:
    """Return for each frame the first one that shows the same: nothing moves from there to here, nor while the shutter is open."""
    first, made = frames.first, {}
    for frame in frames:
        rows = [int(np.flatnonzero(motion.frame == one)[0]) for one in (first - 1, first, first + 1, frame, frame + 1)]
        still = all(
            np.array_equal(motion.position[rows[0]], motion.position[row])
            and np.array_equal(motion.orientation[rows[0]], motion.orientation[row])
            for row in rows[1:]
        )
        first = first if still else frame
        made[frame] = first
    return made


def _file(ctx: StepContext, frame: int) -> Path:
    return ctx.out / f"beauty.{frame:04d}.exr"


def _request(
    ctx: StepContext,
    stage: SetStage,
    pieces: Pieces,
    shown: Shown,
    motion: Motion,
    what: Moving,
    traced: list[int],
) -> dict[str, Any]:
    width, height = SIZE[str(ctx.params["quality"])]
    camera = str(ctx.params["camera"])
    gone = [path.rsplit("/", maxsplit=1)[-1] for path in stage.walls.get(str(stage.cameras[camera]["wild"]), ())]
    gone += [name for thing in stage.things if (name := thing.name) and any(one.startswith(f"{name}_") for one in gone)]
    low, high = pieces.extent[0, :2], pieces.extent[1, :2]
    return {
        "scene": str((ctx.inputs["scene"] / SET).resolve()),
        "surfaces": {**stage.surfaces, **broken_surfaces()},
        "lights": {name: {key: one[key] for key in ("energy", "colour")} for name, one in stage.lights.items()},
        "backing": stage.backing,
        "width": width,
        "height": height,
        "samples": PATHS[str(ctx.params["quality"])],
        "seed": int(ctx.params["seed"]),
        "cores": cores(),
        "shutter": SHUTTER,
        "moving": write_caches(pieces, shown, motion, what, ctx.scratch / "tracing" / "moving"),
        "above": {
            "low": [float(low[0]), float(low[1]), float(pieces.extent[1, 2]) - shown.lift + ABOVE_M],
            "high": [float(high[0]), float(high[1])],
        },
        "dark": _dark(stage, what.torn),
        "pictures": [
            {
                "camera": camera,
                "path": str((ctx.scratch / f"raw.{frame:04d}.exr").resolve()),
                "without": gone,
                "frame": frame,
            }
            for frame in traced
        ],
    }


def _dark(stage: SetStage, torn: Mapping[str, int]) -> dict[str, int]:
    """Return from which frame lights and shining materials are dark: those of the things that lost their wires."""
    lights = {name: torn[str(one["item"])] for name, one in stage.lights.items() if one["item"] in torn}
    shades = {name: since for item, since in torn.items() for name in stage.surfaces if name.endswith(f"_lit_{item}")}
    return {**lights, **shades}


def _develop(ctx: StepContext, raw: Path, frame: int, frames: FrameRange) -> None:
    """Write a frame's picture, exposed as the first is."""
    file = read_exr(raw)
    planes = {name.removeprefix("ViewLayer."): plane for name, plane in file.channels.items()}
    colour = np.stack([planes[f"Combined.{band}"] for band in "RGB"], axis=-1).astype(np.float32)
    picture = to_acescg(np.nan_to_num(colour, posinf=HALF_MAX))
    said = ctx.params["stops"]
    if said is None:
        first = _file(ctx, frames.first)
        whole = frame != frames.first and is_whole(first)
        said = float(read_exr(first).header["rushes:stops"]) if whole else metered(picture)
    exposed = np.clip(picture * 2.0**said, 0.0, HALF_MAX)
    channels: dict[str, NDArray[Any]] = {band: exposed[..., k].astype(np.float16) for k, band in enumerate("RGB")}
    channels["A"] = np.ones(exposed.shape[:2], np.float16)
    channels["depth.Z"] = np.minimum(np.nan_to_num(planes["Depth.Z"], posinf=1e4), 1e4).astype(np.float32)
    for band in "XYZ":
        channels[f"normal.{band}"] = planes[f"Normal.{band}"].astype(np.float32)
    mattes = {name: plane.astype(np.float32) for name, plane in file.channels.items() if name.startswith(MATTES)}
    header = {
        "rushes:stops": said,
        **{key: value for key, value in file.header.items() if key.startswith("cryptomatte/")},
    }
    write_exr(
        _file(ctx, frame), {**channels, **mattes}, frame=frame, rate=Fraction(str(ctx.params["rate"])), header=header
    )
