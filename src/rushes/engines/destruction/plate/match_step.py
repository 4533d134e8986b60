"""The step ``match``: the plate's camera solved once more, written down and drawn over the plate."""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np

from rushes.engines.destruction.plate.site import solve_picture
from rushes.engines.destruction.plate.tracked import match_of
from rushes.engines.distortion import Distortion
from rushes.engines.matchmove import CameraMatch, Track, draw_overlay
from rushes.errors import StepFailedError
from rushes.media.plate import picture_at
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import write_atomically

SAME: Final = 1e-3
"""Largest difference, as a share, of two solves of the same plate: other processors round otherwise."""


def match(ctx: StepContext) -> None:
    """Write ``match.json`` and ``overlay.png``; with a track also ``overlay.####.png`` for the first, middle and last frame.

    Params: ``frames`` [first, last], ``at`` (the frame that was marked), ``corners`` and ``roof_m`` or None, ``focal_px`` or
    None, ``match`` (what the recipe rests on, ``CameraMatch.to_json``), and ``track`` (``Track.to_json`` with ``stick``) for a
    camera that was tracked, and ``light`` (``Sun.to_json``, ``toward_sun``, ``notes``) and ``windows`` (``Windows.to_json``, ``notes``) where they were asked for. File: ``plate``.

    Raises:
        StepFailedError: The plate is solved otherwise here than when the recipe was made.
    """
    params, frames = ctx.params, FrameRange(*ctx.params["frames"])
    at, track = int(params["at"]), params.get("track")
    picture = picture_at(ctx.files["plate"], frames, at)
    planned = params["match"]
    lens = Distortion(**params.get("lens", {}))
    if track is not None and params["corners"] is None:
        solved = _tracked(track, planned, at, frames)
    else:
        solved = solve_picture(
            picture, corners=params["corners"], roof_m=params["roof_m"], focal_px=params["focal_px"], lens=lens
        )
    record = {**solved.to_json(), "notes": planned["notes"]}
    off = [name for name in planned if not _same(record[name], planned[name])]
    if off:
        raise StepFailedError(
            f"The plate's camera comes out otherwise than when the recipe was made ({', '.join(off)}). Were OpenCV or SciPy "
            "updated meanwhile? Make the take again from its brief."
        )
    light = params.get("light")
    toward = None if light is None or light["toward_sun"] is None else np.array(light["toward_sun"])
    windows = params.get("windows")
    rects = [] if windows is None else windows["windows"]
    draw_overlay(solved, picture, ctx.out / "overlay.png", toward_sun=toward, windows=rects)
    if windows is not None:
        record["windows"] = windows
    if light is not None:
        record["light"] = light
    if track is not None:
        record["track"] = {name: track[name] for name in ("prim", "first_code", "stick", "notes")}
        for frame in sorted({frames.first, (frames.first + frames.last) // 2, frames.last}):
            seen = _tracked(track, record, frame, frames)
            draw_overlay(seen, picture_at(ctx.files["plate"], frames, frame), ctx.out / f"overlay.{frame:04d}.png")
    write_atomically(ctx.out / "match.json", json.dumps({"schema": "rushes/match/1", "frame": at, **record}, indent=2))
    ctx.report(1, 1)


def _tracked(track: dict[str, Any], planned: dict[str, Any], frame: int, frames: FrameRange) -> CameraMatch:
    """Return what a track says of a frame."""
    wide, high = planned["plate"]
    width_m, roof_m = planned["facade_m"]
    return match_of(Track.from_json(track), frame - frames.first, width_m, roof_m, (wide, high), frame)


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - plain JSON
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= SAME * max(1.0, abs(one))
    return bool(one == other) or isinstance(one, dict)
