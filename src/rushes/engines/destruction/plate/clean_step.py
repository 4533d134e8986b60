"""The step ``clean``: the plate without the building, shown only where the building no longer is."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.plate.clean_plate import inpaint
from rushes.engines.destruction.plate.plate_step import plate_file
from rushes.engines.destruction.plate.plate_warp import behind_places, stands_still, warped
from rushes.engines.destruction.plate.still import StillDrawer
from rushes.engines.destruction.stage.scene import read_scene
from rushes.engines.matchmove.corners import read_mask
from rushes.errors import BadInputError
from rushes.media.exr import read_exr, write_exr, write_picture
from rushes.media.picture import read_picture
from rushes.media.plate import Fit, cropped, scaled, to_light
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import write_atomically

GROWN: Final = 0.006
"""How far the hole reaches beyond the building, as a share of the picture's width: its soft edge, and what hangs on it."""

FEATHER: Final = 0.0015
"""How soft the hole's own edge is, as a share of the picture's width."""

INPAINTED: Final = (
    "What stands behind the building was painted in from what is round it: sky as a gradient, everything else row by row. Nobody "
    'photographed it. Give "clean_plate" for the real thing.'
)


def clean(ctx: StepContext) -> None:
    """Write ``clean.####.exr`` and ``hole.####.exr`` (where it may be shown, and what stood there), and ``clean.json``.

    One of each, for the first frame, where the camera stands still. Where it moves, what the reference frame shows behind the
    building is seen as each frame would see it: the ground as a plane, the rest as a wall at the building.

    Params: ``frames`` [first, last], ``rate``, ``camera`` (``CameraPath.to_json``), ``source_size``, and ``reference`` (the frame
    that mask and clean plate are of) unless it is the first. Files: ``clean_plate`` and ``mask``, each if there is one. Needs
    ``plate`` and ``scene``.

    Raises:
        BadInputError: The clean plate or the mask can't be read, or is of another size than the plate.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    camera, at = CameraPath.from_json(ctx.params["camera"]), int(ctx.params.get("reference", frames.first))
    pieces = read_scene(ctx.inputs["scene"] / "scene.usdc", range(frames.first - 1, frames.first + 2))
    drawer = StillDrawer(pieces, camera)
    source = (int(ctx.params["source_size"][0]), int(ctx.params["source_size"][1]))
    fit = Fit(source, (camera.width, camera.height))
    mask = _mask(ctx, fit)
    hole = grown(drawer.stands_in(at) if mask is None else drawer.stands_in(at) | mask)
    picture = _picture(ctx, hole, fit, camera, at)
    shown = [frames.first] if stands_still(camera) else list(frames)
    for done, frame in enumerate(shown):
        stands = drawer.stands_in(frame)
        seen, opened = picture, hole
        if len(shown) > 1:
            places = behind_places(camera, frame, at)
            seen = warped(picture, places)
            masked = None if mask is None else warped(mask.astype(np.float32), places, outside=0.0) > 0.5
            opened = grown(stands if masked is None else stands | masked)
        write_picture(ctx.out / f"clean.{frame:04d}.exr", seen, frame=frame, rate=rate)
        planes = {"A": soft_edge(opened), "stands": stands.astype(np.float32)}
        write_exr(ctx.out / f"hole.{frame:04d}.exr", planes, frame=frame, rate=rate)
        ctx.report(done + 1, len(shown))
    given = "clean_plate" in ctx.files
    notes = ["The clean plate is the brief's own picture." if given else INPAINTED]
    if len(shown) > 1:
        notes.append(
            f"It is that of frame {at}, seen from where the camera stands in each frame as if it were ground and one wall."
        )
    record = {
        "schema": "rushes/clean/1",
        "made": "given" if given else "inpainted",
        "hole_share": round(float(hole.mean()), 4),
        "note": " ".join(notes),
    }
    write_atomically(ctx.out / "clean.json", json.dumps(record, indent=2))


def _picture(ctx: StepContext, hole: NDArray[np.bool_], fit: Fit, camera: CameraPath, at: int) -> NDArray[np.float32]:
    """Return the reference frame without the building: as given, or painted in."""
    given = ctx.files.get("clean_plate")
    if given is None:
        plate = read_exr(plate_file(ctx.inputs["plate"], at, camera.frames)).picture()[..., :3].astype(np.float32)
        return inpaint(plate, hole | _foreground(ctx, at, hole), horizon_px(camera, at))
    read = read_picture(given)
    if read.size != fit.source:
        raise BadInputError(
            f"The clean plate {given} is {read.size[0]}x{read.size[1]} but the plate is {fit.source[0]}x{fit.source[1]}. Export "
            "it at the plate's size."
        )
    return cropped(scaled(to_light(read), fit), fit)


def horizon_px(camera: CameraPath, frame: int) -> float:
    """Return the horizon's height in the middle of a frame [px from the top]."""
    ahead = camera.rotation(frame) @ np.array([0.0, 0.0, -1.0])
    flat = float(np.hypot(ahead[0], ahead[1]))
    return camera.height / 2 + float(ahead[2]) / max(flat, 1e-6) * camera.focal_px(frame)


def _mask(ctx: StepContext, fit: Fit) -> NDArray[np.bool_] | None:
    if "mask" not in ctx.files:
        return None
    mask = read_mask(ctx.files["mask"], *fit.source).astype(np.float32)
    return np.asarray(cropped(scaled(mask[..., None].repeat(3, axis=2), fit), fit)[..., 0] > 0.5)


def _foreground(ctx: StepContext, at: int, hole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what stands before the building: it is no pattern for what stands behind it."""
    found = sorted(ctx.inputs["plate"].glob("foreground.*.exr"))
    own = ctx.inputs["plate"] / f"foreground.{at:04d}.exr"
    path = own if own in found else next(iter(found), None)
    return np.zeros_like(hole) if path is None else np.asarray(read_exr(path).channels["A"]) > 0.1


def grown(hole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a hole with the soft edge of what stood there, and what hangs on it."""
    import cv2

    reach = max(2, round(GROWN * hole.shape[1]))
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(cv2.dilate(hole.astype(np.uint8), window) > 0)


def soft_edge(hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return a hole's coverage, 0 outside and rising inward over a few pixels."""
    import cv2

    inward = cv2.distanceTransform(np.pad(hole, 1, mode="edge").astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    return np.asarray(np.clip(inward / max(2.0, FEATHER * hole.shape[1]), 0.0, 1.0), dtype=np.float32)
