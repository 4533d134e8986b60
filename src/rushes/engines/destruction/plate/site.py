"""A building of the plate: the camera that took it, and how wide its facade is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Brief, Camera
from rushes.brief.brief import Quad
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.engines.destruction.spec import BuildingSpec, building_extent
from rushes.engines.distortion import STRAIGHT, Distortion
from rushes.engines.matchmove import (
    CameraMatch,
    Stick,
    Track,
    check_corners,
    corners_of_mask,
    find_bow,
    find_segments,
    match_camera,
    match_through,
)
from rushes.errors import BadInputError
from rushes.media.colour import LUMINANCE
from rushes.media.picture import Picture
from rushes.media.plate import Fit, exposure_of, find_plate, picture_at, plate_identity, read_plate, to_light
from rushes.show import FrameRange

Array = NDArray[np.float64]

TILT_AGREES_DEG, YAW_AGREES_DEG = 2.0, 4.0
"""Largest difference [deg] between what is given and what the plate shows: a level on a tripod, and a site plan."""

HORIZON_AGREES, PLACE_AGREES = 0.03, 0.05
"""The same in shares of the picture: what an eye sees at once."""

METRES_AGREE: Final = 0.2
"""The same of heights and distances, as a share: a floor's height is rarely known better."""

LOOKED_AT_PX: Final = 400
"""Longest side at which a facade's mean light is taken."""

BRIGHT_FROM: Final = 0.6
"""Where a facade's bright parts begin among all its pixels: its walls in the light, not its windows and what lies in shadow."""

DIGITS: Final = 6
"""Decimals [m, mm] that a solved camera keeps, so that the last bits of a machine's arithmetic don't rename the work."""


@dataclass(frozen=True, eq=False)
class PlateCamera:
    """What a plate tells, and how it is laid into the render.

    Attributes:
        match: The camera that took it.
        fit: How the plate is laid into the render's size.
        corners: The facade's corners as shares of the plate; None when no site was given.
        reference: The shot's frame that was solved.
        track: How the camera moved, as the building's frame sees it [m]; None when it stood still.
        stick: How well the track holds the facade; None without a track, or where nothing could be followed.
    """

    match: CameraMatch
    fit: Fit
    corners: Quad | None
    reference: int = 0
    track: Track | None = None
    stick: Stick | None = None

    @property
    def facade_width_m(self) -> float | None:
        """Width of the facade [m] as the plate shows it; None when no site was marked in it."""
        return None if self.corners is None or self.match.facade_m is None else self.match.facade_m[0]


def solve_plate(brief: Brief, roof_m: float, *, width: int, height: int) -> PlateCamera | None:
    """Solve the camera of a brief's plate, when it asks for that.

    Args:
        brief: What is asked.
        roof_m: Height of the building's roof line above the ground [m].
        width, height: Of the render [px].

    Raises:
        BadInputError: It can't be solved, or contradicts what the brief gives.
    """
    if brief.camera.solve != "plate" or brief.plate is None:
        return None
    frames = FrameRange.of_length(brief.frames)
    at = reference_frame(brief, frames)
    fit = Fit(picture_at(brief.plate, frames, at).size, (width, height))
    corners = brief.site.corners
    if corners is None and brief.site.mask is not None and brief.site.prim is None:
        corners = corners_of_mask(brief.site.mask, *fit.source)
    if brief.camera.track is not None:
        from rushes.engines.destruction.plate.tracked import solve_tracked

        return solve_tracked(brief, frames, at, corners, roof_m, fit)
    focal = brief.camera.focal_length_mm
    focal_px = None if focal is None else focal / brief.camera.sensor_width_mm * width / fit.scale
    given = Distortion(brief.camera.k1 or 0.0, brief.camera.k2 or 0.0)
    seek = brief.camera.distortion == "plate"
    match = _solved(brief.plate, plate_identity(brief.plate), frames, at, corners, roof_m, focal_px, given, seek)
    solved = PlateCamera(match, fit, corners, at)
    _agree(brief.camera, solved, width, height)
    return solved


def reference_frame(brief: Brief, frames: FrameRange) -> int:
    """Return the frame of the shot in which the building was marked.

    Raises:
        BadInputError: The shot has no such frame.
    """
    at = brief.site.frame if brief.site.frame is not None else frames.first
    if not frames.first <= at <= frames.last:
        raise BadInputError(
            f"Shot {brief.shot}: site.frame is {at}, but the shot's frames are {frames}. Name the frame in which the facade was "
            "marked, counted as the shot counts them."
        )
    return at


def facade_light(brief: Brief, solved: PlateCamera) -> Array | None:
    """Return the light of the facade's bright parts in the plate, exposed as ours, ACEScg, shape [3]; None without a site."""
    import cv2

    if solved.match.corners is None or brief.plate is None:
        return None
    picture = picture_at(brief.plate, FrameRange.of_length(brief.frames), solved.reference)
    small = min(1.0, LOOKED_AT_PX / max(picture.size))
    size = (max(round(picture.size[0] * small), 1), max(round(picture.size[1] * small), 1))
    light = to_light(replace(picture, pixels=cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA)))
    inside = np.zeros(size[::-1], np.uint8)
    cv2.fillPoly(inside, [np.round(solved.match.corners * small).astype(np.int32)], 1)
    wall = light[inside > 0].astype(np.float64)
    bright = wall[wall @ LUMINANCE >= np.quantile(wall @ LUMINANCE, BRIGHT_FROM)]
    return np.asarray(bright.mean(axis=0)) / exposure_of(picture)


def first_picture(plate: Path, frames: FrameRange) -> Picture:
    """Return the plate's picture under the shot's first frame.

    Raises:
        BadInputError: It can't be read.
    """
    return next(read_plate(find_plate(plate), frames))[1]


@lru_cache(maxsize=32)
def _solved(
    plate: Path,
    identity: str,  # noqa: ARG001 - a plate that was replaced by another is solved again
    frames: FrameRange,
    at: int,
    corners: Quad | None,
    roof_m: float,
    focal_px: float | None,
    given: Distortion,
    seek: bool,
) -> CameraMatch:
    picture = picture_at(plate, frames, at)
    if not seek:
        return solve_picture(picture, corners=corners, roof_m=roof_m, focal_px=focal_px, lens=given)
    bow = find_bow(picture)
    match = solve_picture(picture, corners=corners, roof_m=roof_m, focal_px=focal_px, lens=bow.lens)
    return replace(match, notes=(*match.notes, bow.note))


def solve_picture(
    picture: Picture,
    *,
    corners: Sequence[Sequence[float]] | None,
    roof_m: float | None,
    focal_px: float | None,
    lens: Distortion | Callable[[float], Distortion] = STRAIGHT,
) -> CameraMatch:
    """Solve the camera of a picture.

    Args:
        picture: The plate.
        corners: Of a facade, as shares of the picture, or None.
        roof_m: The facade's height [m]; needed with corners.
        focal_px: The focal length [px of the picture], when it is known.
        lens: Its distortion, or what gives it for a focal length in picture widths.

    Raises:
        BadInputError: It can't be solved.
    """
    places = None if corners is None else check_corners(corners, *picture.size)
    segments, size = find_segments(picture), picture.size
    if isinstance(lens, Distortion):
        if not lens:
            return match_camera(segments, size, corners=places, facade_height_m=roof_m, focal_px=focal_px)
        fixed = lens
        return match_through(lambda _: fixed, segments, size, corners=places, facade_height_m=roof_m, focal_px=focal_px)
    return match_through(lens, segments, size, corners=places, facade_height_m=roof_m, focal_px=focal_px)


def solved_path(
    solved: PlateCamera,
    camera: Camera,
    building: BuildingSpec,
    frames: FrameRange,
    *,
    width: int,
    height: int,
    rate: Fraction,
    seed: int,
) -> CameraPath:
    """Return the camera that took a plate, standing before the building.

    Without a site only lens and direction are known: the building then stands where the brief's numbers put it, its walls
    along those of the plate.

    Args:
        solved: What the plate tells.
        camera: The brief's camera.
        building: Its front stands where the facade is.
        frames: The picture's frames.
        width, height: Of the render [px].
        rate, seed: As ``camera_path`` wants them.
    """
    if solved.track is not None:
        from rushes.engines.destruction.plate.tracked import tracked_path

        return tracked_path(solved, camera, building, frames, width=width, height=height)
    match = solved.match
    focal_mm = round(match.focal_px * solved.fit.scale / width * camera.sensor_width_mm, DIGITS)
    eye = match.eye
    if eye is None:

        def look(walked: Camera) -> CameraPath:
            extent = building_extent(building)
            return camera_path(walked, extent, frames, width=width, height=height, rate=rate, seed=seed)

        given = camera.model_copy(update={"focal_length_mm": focal_mm, "tilt_deg": match.tilt_deg, "horizon": None})
        position = _placed(given, match.yaw_deg, look)
    else:
        position = eye - np.array([0.0, building.depth_m / 2, 0.0])
    count = len(frames)
    return CameraPath(
        frames=frames,
        width=width,
        height=height,
        sensor_width_mm=camera.sensor_width_mm,
        position=np.tile(np.round(position, DIGITS), (count, 1)),
        orientation=np.tile(np.round(quaternion(match.rotation), 9), (count, 1)),
        focal_length_mm=np.full(count, focal_mm),
        lens=match.lens,
    )


def _placed(given: Camera, yaw_deg: float, look: Callable[[Camera], CameraPath]) -> Array:
    """Return where a camera of known direction stands, so that the building is framed and parallel to the plate's walls."""
    azimuth, path = yaw_deg, look(given.model_copy(update={"azimuth_deg": yaw_deg}))
    for _ in range(6):
        ahead = path.rotation(path.frames.first) @ np.array([0.0, 0.0, -1.0])
        azimuth += yaw_deg - math.degrees(math.atan2(-ahead[0], ahead[1]))
        path = look(given.model_copy(update={"azimuth_deg": azimuth}))
    return np.asarray(path.position[0])


def quaternion(rotation: Array) -> Array:
    """Return a rotation as a unit quaternion (w, x, y, z) with w not negative."""
    from scipy.spatial.transform import Rotation

    x, y, z, w = Rotation.from_matrix(rotation).as_quat()
    return np.array([w, x, y, z]) * (1.0 if w >= 0 else -1.0)


def _agree(camera: Camera, solved: PlateCamera, width: int, height: int) -> None:
    """Stop when what the brief gives of the camera is not what the plate shows."""
    match, fit = solved.match, solved.fit
    scale_up = fit.scaled[1] / match.height
    horizon = (match.horizon_px(match.width / 2) * scale_up - fit.crop[1]) / height
    pairs = [
        ("tilt_deg", camera.tilt_deg, match.tilt_deg, TILT_AGREES_DEG),
        ("horizon", camera.horizon, horizon, HORIZON_AGREES),
    ]
    if match.eye is not None and match.facade_m is not None:
        foot = match.project(np.zeros((1, 3)))[0]
        away = float(np.hypot(match.eye[0], match.eye[1]))
        pairs += [
            ("height_m", camera.height_m, float(match.eye[2]), METRES_AGREE * max(float(match.eye[2]), 1.0)),
            ("distance_m", camera.distance_m, away, METRES_AGREE * away),
            ("azimuth_deg", camera.azimuth_deg, math.degrees(math.atan2(match.eye[0], -match.eye[1])), YAW_AGREES_DEG),
            ("place_x", camera.place_x, (float(foot[0]) * fit.scale - fit.crop[0]) / width, PLACE_AGREES),
        ]
    for name, given, shown, limit in pairs:
        if given is not None and abs(given - shown) > limit:
            raise BadInputError(
                f"camera.{name} is {given:g}, but the plate shows {shown:.2f} (residual of the solve: "
                f"{match.residual_px:.1f} px). Leave camera.{name} out, mark the corners again, or leave camera.solve out."
            )
