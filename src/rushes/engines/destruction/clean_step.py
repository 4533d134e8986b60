"""The step ``clean``: the plate without the building, shown only where the building no longer is."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.clean_plate import inpaint
from rushes.engines.destruction.plate_step import plate_file
from rushes.engines.destruction.scene import read_scene
from rushes.engines.destruction.still import StillDrawer
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
    """Write ``clean.####.exr`` for the first frame, ``hole.exr`` (where it may be shown, and what stood there), and ``clean.json``.

    Params: ``frames`` [first, last], ``rate``, ``camera`` (``CameraPath.to_json``), ``source_size``. Files: ``clean_plate`` and
    ``mask``, each if there is one. Needs ``plate`` and ``scene``.

    Raises:
        BadInputError: The clean plate or the mask can't be read, or is of another size than the plate.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    camera = CameraPath.from_json(ctx.params["camera"])
    pieces = read_scene(ctx.inputs["scene"] / "scene.usdc", range(frames.first - 1, frames.first + 2))
    stands = StillDrawer(pieces, camera).stands
    plate = read_exr(plate_file(ctx.inputs["plate"], frames.first, frames)).picture()[..., :3].astype(np.float32)
    source = (int(ctx.params["source_size"][0]), int(ctx.params["source_size"][1]))
    fit = Fit(source, (camera.width, camera.height))
    hole = _hole(ctx, stands, fit)
    given = ctx.files.get("clean_plate")
    if given is None:
        picture = inpaint(plate, hole, horizon_px(camera))
    else:
        read = read_picture(given)
        if read.size != source:
            raise BadInputError(
                f"The clean plate {given} is {read.size[0]}x{read.size[1]} but the plate is {source[0]}x{source[1]}. Export "
                "it at the plate's size."
            )
        picture = cropped(scaled(to_light(read), fit), fit)
    write_picture(ctx.out / f"clean.{frames.first:04d}.exr", picture, frame=frames.first, rate=rate)
    planes = {"A": soft_edge(hole), "stands": stands.astype(np.float32)}
    write_exr(ctx.out / "hole.exr", planes, frame=frames.first, rate=rate)
    record = {
        "schema": "rushes/clean/1",
        "made": "inpainted" if given is None else "given",
        "hole_share": round(float(hole.mean()), 4),
        "note": INPAINTED if given is None else "The clean plate is the brief's own picture.",
    }
    write_atomically(ctx.out / "clean.json", json.dumps(record, indent=2))
    ctx.report(1, 1)


def horizon_px(camera: CameraPath) -> float:
    """Return the horizon's height in the middle of the first picture [px from the top]."""
    ahead = camera.rotation(camera.frames.first) @ np.array([0.0, 0.0, -1.0])
    flat = float(np.hypot(ahead[0], ahead[1]))
    return camera.height / 2 + float(ahead[2]) / max(flat, 1e-6) * camera.focal_px(camera.frames.first)


def _hole(ctx: StepContext, stands: NDArray[np.bool_], fit: Fit) -> NDArray[np.bool_]:
    import cv2

    hole = stands.copy()
    if "mask" in ctx.files:
        mask = read_mask(ctx.files["mask"], *fit.source).astype(np.float32)
        hole |= cropped(scaled(mask[..., None].repeat(3, axis=2), fit), fit)[..., 0] > 0.5
    reach = max(2, round(GROWN * fit.target[0]))
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(cv2.dilate(hole.astype(np.uint8), window) > 0)


def soft_edge(hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return a hole's coverage, 0 outside and rising inward over a few pixels."""
    import cv2

    inward = cv2.distanceTransform(np.pad(hole, 1, mode="edge").astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    return np.asarray(np.clip(inward / max(2.0, FEATHER * hole.shape[1]), 0.0, 1.0), dtype=np.float32)
