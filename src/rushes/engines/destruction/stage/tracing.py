"""One run of the Blender child: what it is asked, how it is started, and which frame it was at when it failed."""

from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rushes.clearance.gate import Permit
from rushes.clearance.records.consent import Action
from rushes.engines.blender_pictures import cores, environment
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.shot.sky import sky_map
from rushes.engines.destruction.stage.region import Region
from rushes.engines.destruction.stage.stage_parts import read_plan
from rushes.errors import CancelledError, StepFailedError
from rushes.media.colour import ACESCG, LINEAR_REC709, convert
from rushes.media.exr import is_whole, read_exr
from rushes.studio.process import run_program

FRAMES_FOR_TWO = 8
"""From so many frames on each core gets a Blender of its own. Half of a frame's time is the scene's upkeep, which one
Blender does on one core; fewer frames don't repay the second one's start of some seconds."""

INTO_PIXEL = 1e-5
"""What is added to a border's edges, in shares of the picture: Blender cuts them off to whole pixels in single precision, and an edge
that is one must not become the pixel before it."""

SHUTTER = 0.5
"""How long the shutter is open [frames]: 180 degrees."""

_LIT_WINDOWS = {"dusk": 0.34, "night": 0.42, "dawn": 0.16}
"""Share of windows with a lamp behind them, by time of day."""

_RAIN_LAMPS = 0.12


@dataclass(frozen=True)
class Tracing:
    """What Blender is asked for.

    Attributes:
        what: ``building`` (over nothing, with its shadow) or ``street`` (without the building, with depth).
        scene: The USD stage.
        light: Sun and sky.
        camera: Gives the picture's size.
        samples: Paths per pixel.
        seed: Of clouds, street and sampling.
        street: What ``streets.plan_street`` gave, or None over a plate.
        regions: What part of each frame is traced, by frame; frames not in it are whole.
        overscan: How much wider than the stage's camera the picture is.
        projection: What ``blender.projection`` throws on the building: picture, rows, irradiance; None for nothing.
        inside: What ``daylight`` says of a room that is seen from inside; None for a view from outside.
        poses: What ``point_cache.write_point_cache`` gave, so that the pieces are traced as one mesh; None for each on its own.
        catches: Whether the ground catches the building's shadow, or is a plain surface in the picture, see ``open_ground``.
    """

    what: str
    scene: Path
    light: LightRig
    camera: CameraPath
    samples: int
    seed: int
    street: Mapping[str, Any] | None
    regions: Mapping[int, Region] = field(default_factory=dict)
    projection: Mapping[str, Any] | None = None
    overscan: float = 1.0
    poses: Mapping[str, Any] | None = None
    inside: Mapping[str, Any] | None = None
    catches: bool = True


def trace(
    permit: Permit, tracing: Tracing, frames: Sequence[int], folder: Path, on_frame: Callable[[int, Path], None]
) -> None:
    """Trace frames in Blender, one raw file each, and hand each on as soon as it is whole.

    Raw files that an earlier run left whole are handed on first and not traced again; each is deleted after.

    Args:
        permit: What the step that asks holds; Blender is started with one only.
        tracing: What is asked for.
        frames: Which frames.
        folder: Where raw files, request and log lie; removed when all is done.
        on_frame: Called with a frame and its raw file.

    Raises:
        StepFailedError: Blender failed; the sentence names the frame.
        RefusedError: The permit is for something else than making a picture.
    """
    permit.require(Action.GENERATE, Action.ALTER)
    folder.mkdir(parents=True, exist_ok=True)
    finishing = threading.Lock()

    def finish(frame: int) -> None:
        raw = _raw(folder, frame)
        if not is_whole(raw):
            raise StepFailedError(f"Frame {frame}: Blender said it was done, but {raw} is not whole. Make it again.")
        with finishing:
            on_frame(frame, raw)
        raw.unlink()

    left = []
    for frame in frames:
        if is_whole(_raw(folder, frame)):
            finish(frame)
        else:
            left.append(frame)
    if left:
        _run_all(tracing, left, folder, finish)
    shutil.rmtree(folder)


def _run_all(tracing: Tracing, left: list[int], folder: Path, finish: Callable[[int], None]) -> None:
    """Run one Blender for a few frames, or one a core for many; when one fails the others are stopped."""
    free = cores()
    count = len(free) if len(left) >= FRAMES_FOR_TWO else 1
    stop = threading.Event()
    sky = _write_sky(tracing, folder)

    def run(index: int) -> None:
        share = left[index::count]
        request = folder / f"request_{index}.json"
        request.write_text(json.dumps(_request(tracing, share, folder, sky, free[index::count])), encoding="utf-8")
        try:
            _run(request, share, finish, stop.is_set)
        except BaseException:
            stop.set()
            raise

    with ThreadPoolExecutor(count, thread_name_prefix="blender") as pool:
        running = [pool.submit(run, index) for index in range(count)]
    failures = [failed for one in running if (failed := one.exception()) is not None]
    for failure in sorted(failures, key=lambda one: isinstance(one, CancelledError)):
        raise failure


def _run(request: Path, left: list[int], finish: Callable[[int], None], stopped: Callable[[], bool]) -> None:
    reasons: list[str] = []

    def on_line(line: str) -> None:
        if line.startswith("frame "):
            frame = int(line.split()[1])
            finish(frame)
            left.remove(frame)
        elif line.startswith("fatal: "):
            reasons.append(line.removeprefix("fatal: "))

    log = request.with_suffix(".log")
    argv = [sys.executable, "-m", "rushes.blender.render", str(request)]
    try:
        run_program(argv, log=log, on_line=on_line, cancelled=stopped, env=environment(request.with_suffix("")))
    except StepFailedError as error:
        at = f"Frame {left[0]}" if left else "After the last frame"
        said = reasons[-1] if reasons else str(error)
        raise StepFailedError(
            f"{at}: Blender failed ({said}). What is finished stays; make it again to go on from there. Log: {log}"
        ) from error
    if left:
        raise StepFailedError(f"Frame {left[0]}: Blender ended without rendering it. Make it again. Log: {log}")


def _request(
    tracing: Tracing, frames: Sequence[int], folder: Path, sky: Path, kept_to: Sequence[int]
) -> dict[str, Any]:
    building = tracing.what == "building"
    return {
        "what": tracing.what,
        "scene": str(tracing.scene.resolve()),
        "plan": read_plan(tracing.scene),
        "light": tracing.light.to_json(),
        "sky": str(sky),
        "street": tracing.street,
        "projection": tracing.projection,
        "poses": tracing.poses,
        "inside": tracing.inside,
        "lit_windows": lit_windows(tracing.light),
        "cores": list(kept_to),
        "persistent": True,
        "width": tracing.camera.width,
        "height": tracing.camera.height,
        "samples": tracing.samples,
        "overscan": tracing.overscan,
        "seed": tracing.seed,
        "shutter": SHUTTER if building else 0.0,
        "denoise": True,
        "shadow": building and tracing.catches,
        "depth": not building,
        "frames": [
            {"frame": frame, "path": str(_raw(folder, frame)), "border": _border(tracing.regions.get(frame))}
            for frame in frames
        ],
    }


def lit_windows(light: LightRig) -> float:
    """Return the share of windows with a lamp behind them."""
    dim = _RAIN_LAMPS if light.weather in {"rain", "snow"} else 0.0
    return max(_LIT_WINDOWS.get(light.time_of_day, 0.0), dim)


def read_layer(raw: Path, name: str, bands: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Read a layer of Blender's raw file, shape [height, width, bands], float32, as it is."""
    channels = read_exr(raw).channels
    planes = [channels[f"ViewLayer.{name}.{band}"] for band in bands]
    return np.stack(planes, axis=-1).astype(np.float32)


def _raw(folder: Path, frame: int) -> Path:
    return folder / f"raw.{frame:04d}.exr"


def _border(region: Region | None) -> list[float] | None:
    """Turn a region (top 0) into Blender's border: left, bottom, right, top with 0 at the bottom."""
    if region is None:
        return None
    left, top, right, bottom = region
    return [min(edge + INTO_PIXEL, 1.0) for edge in (left, 1.0 - bottom, right, 1.0 - top)]


def _write_sky(tracing: Tracing, folder: Path) -> Path:
    import OpenEXR

    sky = convert(sky_map(tracing.light, seed=tracing.seed), ACESCG, LINEAR_REC709)
    path = folder.resolve() / "sky.exr"
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    OpenEXR.File(header, {"RGB": np.ascontiguousarray(np.maximum(sky, 0.0))}).write(str(path))
    return path
