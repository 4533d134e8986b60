"""The plate at the render's size, in scene-linear ACEScg, moved as the camera moves.

A still has no parallax. Under a moving camera it is shown as if it were painted on a wall that stands at the
building: right where the building meets the ground, and right in the horizon; said in ``plate.json``.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.plate.clean_plate import inpaint
from rushes.engines.destruction.plate.foreground import distances, laid, read_foreground
from rushes.engines.destruction.plate.lens import measure
from rushes.engines.destruction.plate.lens_map import straightened, write_st_maps
from rushes.engines.destruction.plate.plate_warp import stands_still
from rushes.errors import BadInputError
from rushes.media.exr import is_whole, read_picture, write_exr, write_picture
from rushes.media.plate import (
    CEILING,
    KNEE,
    Fit,
    Plate,
    cropped,
    exposure_of,
    find_plate,
    picture_at,
    plate_identity,
    rate_note,
    read_plate,
    scaled,
    to_light,
)
from rushes.plan import StepContext
from rushes.show import FrameRange

Array = NDArray[np.float64]
Floats = NDArray[np.float32]

EDGE_WORTH_SAYING: Final = 0.002
"""Share of the picture beyond the plate's edge (mirrored there) from which it is noted."""

ENLARGED_WORTH_SAYING: Final = 1.5

FOREGROUND_EDGE: Final = 0.0015
"""How far beyond its mask the foreground is painted out of what is thrown on the building, as a share of the width."""

MOVE_NOTES: Final = {
    "push_in": (
        "The plate is a still and the camera pushes in: the plate is enlarged about the horizon, as a zoom would; "
        "the ground at the building keeps its place, nearer and farther things show no parallax."
    ),
    "handheld": (
        "The plate is a still and the camera is handheld: the plate is turned by the camera's own rotation; "
        "beyond its edges it is mirrored."
    ),
}


def plate(ctx: StepContext) -> None:
    """Write ``plate.####.exr`` (one file for a still under a locked camera) and ``plate.json``.

    Params: ``frames`` [first, last], ``rate``, ``camera`` (``CameraPath.to_json``), ``move``, and ``whole`` where the first
    picture (that of frame ``reference``, where given) is also wanted before it is cropped, as ``whole.exr``. Files: ``plate``, and
    ``foreground``, a mask of what stays before the building, where there is one: ``foreground.####.exr`` then holds its coverage
    ``A`` and its distance ``depth.Z``, and in ``whole.exr`` it is painted out.

    Raises:
        BadInputError: The plate is missing, unreadable, too short or changes its size.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    camera = CameraPath.from_json(ctx.params["camera"])
    source = ctx.files["plate"]
    found = find_plate(source)
    notes = _notes(found, str(ctx.params.get("move", "locked")), camera, rate)
    write = _still if found.kind == "still" else _moving
    fit, first, exposure, more = write(ctx.out, found, frames, camera, rate, ctx.report)
    if "foreground" in ctx.files:
        _write_foreground(ctx, frames, fit, camera, rate)
    if ctx.params.get("whole"):
        picture = picture_at(source, frames, int(ctx.params.get("reference", frames.first)))
        whole = scaled(to_light(picture), fit)
        if "foreground" in ctx.files:
            whole = _without_foreground(ctx, whole, frames, fit)
        at = int(ctx.params.get("reference", frames.first))
        write_picture(ctx.out / "whole.exr", straightened(whole, camera, fit, at), frame=frames.first, rate=rate)
    if camera.lens:
        write_st_maps(ctx.out, camera, frames.first, rate)
    if fit.scale > ENLARGED_WORTH_SAYING:
        notes.append(
            f"The plate is {fit.source[0]}x{fit.source[1]} and is enlarged {fit.scale:.1f} times: it stays as soft as that. Give a larger one."
        )
    record = {
        "schema": "rushes/plate/1",
        "kind": found.kind,
        "source": source.name,
        "sha256": plate_identity(source),
        "first_source_frame": found.first + found.start(frames),
        **fit.to_json(),
        "colour": {
            "to": "ACEScg",
            "encoded": f"through the inverse of the ACES SDR view; display values above {KNEE} bend to {CEILING}",
        },
        "notes": notes + more,
        "look": measure(first, exposure=exposure).to_json(),
    }
    part = ctx.out / "plate.json.part"
    part.write_text(json.dumps(record, indent=2), encoding="utf-8")
    part.replace(ctx.out / "plate.json")


def plate_file(folder: Path, frame: int, frames: FrameRange) -> Path:
    """Return the file that holds the plate of a frame: its own, or the one that stands for all."""
    own = folder / f"plate.{frame:04d}.exr"
    return own if own.exists() else folder / f"plate.{frames.first:04d}.exr"


def _write_foreground(ctx: StepContext, frames: FrameRange, fit: Fit, camera: CameraPath, rate: Fraction) -> None:
    """Write coverage and distance of what stays before the building: one file for a still mask, else one a frame."""
    path = ctx.files["foreground"]
    found = find_plate(path)
    if found.kind == "still" and not stands_still(camera):
        raise BadInputError(
            f"The foreground mask {path} is a still, but the camera moves. Give a mask for every frame (name.####.png)."
        )
    for frame, picture in read_plate(found, frames):
        mask = laid(read_foreground(path, picture, fit.source), fit)
        planes = {"A": mask, "depth.Z": distances(mask, camera, frame)}
        write_exr(ctx.out / f"foreground.{frame:04d}.exr", planes, frame=frame, rate=rate)


def _without_foreground(ctx: StepContext, whole: Floats, frames: FrameRange, fit: Fit) -> Floats:
    """Paint out what stays before the building, so that none of it is thrown on the wall behind it."""
    import cv2

    path = ctx.files["foreground"]
    picture = picture_at(path, frames, int(ctx.params.get("reference", frames.first)))
    mask = scaled(np.repeat(read_foreground(path, picture, fit.source)[..., None], 3, axis=2), fit)[..., 0] > 0.1
    reach = max(1, round(FOREGROUND_EDGE * whole.shape[1]))
    hole = cv2.dilate(mask.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    return inpaint(whole, hole, float(whole.shape[0]))


def wall_homography(camera: CameraPath, frame: int) -> Array:
    """Return what turns pixels of the first frame into pixels of a later one, for a wall at the building.

    The wall is upright, holds the building's base centre (the origin) and faces the first camera.

    Returns:
        Shape [3, 3], in pixels from the picture's top left corner.
    """
    first = camera.frames.first
    eye, later = camera.position[0], camera.position[camera.index(frame)]
    normal = np.array([-eye[0], -eye[1], 0.0])
    distance = float(np.hypot(eye[0], eye[1]))
    normal /= max(distance, 1e-9)
    moved = np.outer(eye - later, normal) / max(distance, 1e-9) + np.eye(3)
    whole = (
        _matrix(camera, frame)
        @ camera.rotation(frame).T
        @ moved
        @ camera.rotation(first)
        @ np.linalg.inv(_matrix(camera, first))
    )
    return np.asarray(whole / whole[2, 2])


def _matrix(camera: CameraPath, frame: int) -> Array:
    """Return the lens: camera directions (looking down -Z) to pixels, y downward."""
    focal = camera.focal_px(frame)
    return np.array([[focal, 0.0, -camera.width / 2], [0.0, -focal, -camera.height / 2], [0.0, 0.0, -1.0]])


def _still(
    out: Path,
    found: Plate,
    frames: FrameRange,
    camera: CameraPath,
    rate: Fraction,
    report: Any,  # noqa: ANN401 - a callable
) -> tuple[Fit, Floats, float, list[str]]:
    _, picture = next(read_plate(found, frames))
    fit = Fit(picture.size, (camera.width, camera.height))
    whole = scaled(to_light(picture), fit)
    first = cropped(whole, fit)
    moves = bool(np.ptp(camera.orientation, axis=0).max() > 0 or np.ptp(camera.position, axis=0).max() > 0)
    worst = 0.0
    for done, frame in enumerate(frames if moves else [frames.first]):
        path = out / f"plate.{frame:04d}.exr"
        homography = wall_homography(camera, frame)
        worst = max(worst, _beyond(homography, fit)) if moves else 0.0
        if not is_whole(path):
            seen = _warped(whole, homography, fit) if moves else first
            write_picture(path, seen, frame=frame, rate=rate)
        report(done + 1, len(frames) if moves else 1)
    notes = []
    if worst > EDGE_WORTH_SAYING:
        notes.append(f"At most {100 * worst:.1f} % of a frame lies beyond the plate's edge and is mirrored from it.")
    return fit, first, exposure_of(picture), [*picture.notes, *notes]


def _moving(
    out: Path,
    found: Plate,
    frames: FrameRange,
    camera: CameraPath,
    rate: Fraction,
    report: Any,  # noqa: ANN401 - a callable
) -> tuple[Fit, Floats, float, list[str]]:
    fit: Fit | None = None
    notes: list[str] = []
    exposure = 1.0
    for frame, picture in read_plate(found, frames):
        if fit is None:
            fit, notes = Fit(picture.size, (camera.width, camera.height)), list(picture.notes)
            exposure = exposure_of(picture)
        path = out / f"plate.{frame:04d}.exr"
        if not is_whole(path):
            write_picture(path, cropped(scaled(to_light(picture), fit), fit), frame=frame, rate=rate)
        report(frame - frames.first + 1, len(frames))
    assert fit is not None  # noqa: S101 - read_plate gives at least one picture or raises
    return fit, read_picture(out / f"plate.{frames.first:04d}.exr")[..., :3], exposure, notes


def _warped(whole: Floats, homography: Array, fit: Fit) -> Floats:
    import cv2

    centre = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    crop = np.array([[1, 0, -fit.crop[0]], [0, 1, -fit.crop[1]], [0, 0, 1.0]])
    turn = np.linalg.inv(centre) @ homography @ crop @ centre
    seen = cv2.warpPerspective(whole, turn, fit.target, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(np.maximum(seen, 0.0), dtype=np.float32)


def _beyond(homography: Array, fit: Fit) -> float:
    """Return the share of a frame that lies outside the scaled plate, sampled on a grid."""
    x, y = np.meshgrid(np.linspace(0, fit.target[0], 64), np.linspace(0, fit.target[1], 36))
    back = np.linalg.inv(homography) @ np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
    at_x, at_y = back[0] / back[2] + fit.crop[0], back[1] / back[2] + fit.crop[1]
    slack = 0.5
    outside = (at_x < -slack) | (at_y < -slack) | (at_x > fit.scaled[0] + slack) | (at_y > fit.scaled[1] + slack)
    return float(outside.mean())


def _notes(found: Plate, move: str, camera: CameraPath, rate: Fraction) -> list[str]:
    notes = []
    if found.kind == "still" and move in MOVE_NOTES:
        notes.append(MOVE_NOTES[move])
    if found.kind != "still" and move != "tracked":
        notes.append("The plate's own movement is not tracked: the building stands still in the picture.")
        if float(np.ptp(camera.position, axis=0).max()) > 0 or float(np.ptp(camera.orientation, axis=0).max()) > 0:
            notes.append("The camera of the brief moves and the plate keeps its own move. Use a locked camera.")
    if found.kind == "movie" and (note := rate_note(found.paths[0], rate)):
        notes.append(note)
    return notes
