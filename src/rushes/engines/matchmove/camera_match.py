"""A camera solved from a plate: from the lines of its buildings, and from a facade whose height is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.distortion import STRAIGHT, Distortion, undistorted_px
from rushes.engines.matchmove.pose import Pose, fit_lens, fit_pose
from rushes.engines.matchmove.vanishing import LONGEST_FOCAL, SHORTEST_FOCAL, Lines, find_vanishing
from rushes.errors import BadInputError

Array = NDArray[np.float64]

FEWEST_LINES: Final = 12
"""Fewest segments a lens is read from when nothing else is given; a facade of two storeys has some fifty."""

LEAST_AGREEMENT: Final = 0.25
"""Least share of the lines' length that three directions at right angles explain: foliage alone reaches a sixth."""

WORST_CORNER: Final = 0.006
"""Farthest a corner may lie from where the solved camera sees it, root mean square, as a share of the picture's width: three
clicks' worth of slip."""

SUREST, UNSUREST = 0.02, 0.12
"""Standard error of a focal length, as a share of it: below the first it checks what is given, above the second it is not
told by the picture."""

WORTH_SAYING: Final = 0.05
"""By how much a given focal length may differ from the plate's own before it is noted: what lens data is rounded by."""

THROUGH_ROUNDS: Final = 5
"""How often a camera is solved when its lens bends and its focal length is not known: each time the change is a tenth."""

GROUND_M: Final = 0.1
"""Lowest camera [m]."""

_WAY_ON = 'give "camera.focal_length_mm", or all of the camera\'s numbers and leave "camera.solve" out'


@dataclass(frozen=True, eq=False)
class CameraMatch:
    """The camera that took a plate.

    The facade's frame: metres, x along the facade to the right, y into the building, z up; its origin is the middle of the
    facade's foot.

    Attributes:
        width, height: Of the plate [px].
        focal_px: Focal length [px of the plate]; pixels are square, and the axis goes through the picture's middle.
        focal_error: Standard error of the focal length, as a share of it; 0 when it was given.
        axes: The facade's axes as the camera sees them (x right, y down, z along the axis), columns, shape [3, 3].
        eye: Where the camera stands in the facade's frame [m]; None when no facade was given.
        facade_m: Width and height of the facade [m]; None as above.
        corners: The facade's corners as marked [px], shape [4, 2]; None as above.
        residual_px: Distance of the corners from where this camera sees them, root mean square [px]; 0 without corners.
        line_residual_px: The same of the ends of the lines that point to a vanishing point [px].
        segments: The plate's segments [px], shape [n, 4].
        axis: The axis each belongs to (0 x, 1 y, 2 z, -1 none), shape [n].
        notes: What a person should know, as sentences.
        lens: Its distortion; corners and segments are as they are seen, all else as if it were straight.
    """

    width: int
    height: int
    focal_px: float
    focal_error: float
    axes: Array
    eye: Array | None
    facade_m: tuple[float, float] | None
    corners: Array | None
    residual_px: float
    line_residual_px: float
    segments: Array
    axis: NDArray[np.int64]
    notes: tuple[str, ...] = ()
    lens: Distortion = STRAIGHT

    @property
    def rotation(self) -> Array:
        """What turns directions of a camera that looks down -z, y up, into the facade's frame, shape [3, 3]."""
        return np.asarray(self.axes.T * np.array([1.0, -1.0, -1.0]))

    @property
    def tilt_deg(self) -> float:
        """Upward tilt of the camera's axis [deg]."""
        return math.degrees(math.asin(float(self.axes[2, 2])))

    @property
    def roll_deg(self) -> float:
        """How far the camera leans to its right [deg]: the picture's horizon then falls to the left."""
        return math.degrees(math.atan2(-float(self.axes[0, 2]), -float(self.axes[1, 2])))

    @property
    def yaw_deg(self) -> float:
        """How far the camera is turned to the left of looking straight at the facade [deg]."""
        return math.degrees(math.atan2(-float(self.axes[2, 0]), float(self.axes[2, 1])))

    @property
    def horizon(self) -> float:
        """Where the horizon crosses the picture's middle, as a share of its height from the top."""
        return self.horizon_px(self.width / 2) / self.height

    def horizon_px(self, x: float) -> float:
        """Return the horizon's height [px from the top] at a place across the picture [px]."""
        up = self.axes[:, 2]
        across = (x - self.width / 2) / self.focal_px
        return float(self.height / 2 - self.focal_px * (up[0] * across + up[2]) / up[1])

    def project(self, points: Array) -> Array:
        """Return where points of the facade's frame [m], shape [n, 3], are seen [px], shape [n, 2].

        Raises:
            ValueError: No facade was given, so that nothing has a place.
        """
        if self.eye is None:
            raise ValueError("no facade, no place")
        local = (points - self.eye) @ self.axes.T
        return np.asarray(
            self.lens.distorted(local[:, :2] / local[:, 2:]) * self.focal_px + [self.width / 2, self.height / 2]
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; segments are counted, not listed."""
        return {
            "plate": [self.width, self.height],
            "focal_px": round(self.focal_px, 3),
            "focal_error": round(self.focal_error, 4),
            "tilt_deg": round(self.tilt_deg, 3),
            "roll_deg": round(self.roll_deg, 3),
            "yaw_deg": round(self.yaw_deg, 3),
            "horizon": round(self.horizon, 4),
            "eye_m": None if self.eye is None else [round(float(part), 3) for part in self.eye],
            "facade_m": None if self.facade_m is None else [round(part, 3) for part in self.facade_m],
            "residual_px": round(self.residual_px, 3),
            "line_residual_px": round(self.line_residual_px, 3),
            "lines": {name: int((self.axis == k).sum()) for k, name in enumerate("xyz")},
            "segments": len(self.segments),
            "notes": list(self.notes),
            **({"lens": self.lens.to_json()} if self.lens else {}),
        }


def match_camera(
    segments: Array,
    size: tuple[int, int],
    *,
    corners: Array | None = None,
    facade_height_m: float | None = None,
    focal_px: float | None = None,
) -> CameraMatch:
    """Solve the camera that took a plate.

    From lines alone it is the lens and its direction; with the four corners of a facade of known height also where the
    camera stood and how wide the facade is. What the corners and the lines say is weighed together (least squares on
    both, in pixels). A given focal length is kept.

    Args:
        segments: The plate's segments [px], shape [n, 4].
        size: Width and height of the plate [px].
        corners: Of a facade [px]: bottom left, bottom right, top right, top left, shape [4, 2].
        facade_height_m: From its foot to its top [m]; needed with corners.
        focal_px: The focal length [px of the plate], when it is known.

    Raises:
        BadInputError: The picture doesn't tell, or its lines, the corners and the focal length contradict one another.
    """
    width, height = size
    lines = Lines.of(segments, width, height)
    focal = None if focal_px is None else focal_px / width
    if focal is not None and not SHORTEST_FOCAL < focal < LONGEST_FOCAL:
        raise BadInputError(
            f"A focal length of {36 * focal:.0f} mm on a full frame can't be solved with: it has to be between "
            f"{36 * SHORTEST_FOCAL:.0f} and {36 * LONGEST_FOCAL:.0f} mm."
        )
    found = find_vanishing(lines, focal)
    if corners is None:
        if len(lines) < FEWEST_LINES or found is None or found.score < LEAST_AGREEMENT:
            raise BadInputError(
                f"The plate has too few straight lines at right angles to solve its camera from ({len(lines)} lines). Give "
                f'the four corners of the facade under "site: {{corners: ...}}", or {_WAY_ON}.'
            )
        pose: Pose | None = fit_lens(lines, found, focal)
    else:
        if facade_height_m is None or facade_height_m <= 0:
            raise ValueError("corners need the facade's height")
        places = (corners - [width / 2, height / 2]) / width
        pose = fit_pose(lines, places, facade_height_m, found, focal, unsurest=UNSUREST)
    pose = _checked(pose, width, given=focal is not None, with_corners=corners is not None)
    inside = pose.axis
    off = lines.misses(np.array([pose.focal]), pose.axes[None])[0] * width
    held = inside >= 0
    spread = off[np.flatnonzero(held), inside[held]]
    return CameraMatch(
        width=width,
        height=height,
        focal_px=pose.focal * width,
        focal_error=pose.focal_error,
        axes=pose.axes,
        eye=pose.eye,
        facade_m=None if pose.facade_width is None else (pose.facade_width, float(facade_height_m or 0.0)),
        corners=corners,
        residual_px=pose.corner_miss * width,
        line_residual_px=float(np.sqrt((spread**2).mean())) if len(spread) else 0.0,
        segments=segments,
        axis=inside,
        notes=_notes(pose, given=focal is not None),
    )


def match_through(
    lens: Callable[[float], Distortion],
    segments: Array,
    size: tuple[int, int],
    *,
    corners: Array | None = None,
    facade_height_m: float | None = None,
    focal_px: float | None = None,
) -> CameraMatch:
    """Solve the camera that took a plate through a lens that bends.

    Lines and corners are straightened first. That asks for the focal length, which may be what is looked for: then it is solved a
    few times, each with the one found before.

    Args:
        lens: Gives the distortion for a focal length in picture widths.
        segments, size, corners, facade_height_m, focal_px: As in ``match_camera``.

    Raises:
        BadInputError: As ``match_camera``.
    """
    focal = focal_px
    match: CameraMatch | None = None
    for _ in range(1 if focal_px is not None else THROUGH_ROUNDS):
        bends = STRAIGHT if focal is None else lens(focal / size[0])
        straight = (
            segments if focal is None else undistorted_px(segments.reshape(-1, 2), size, focal, bends).reshape(-1, 4)
        )
        places = corners if focal is None or corners is None else undistorted_px(corners, size, focal, bends)
        match = match_camera(straight, size, corners=places, facade_height_m=facade_height_m, focal_px=focal_px)
        match = replace(match, lens=bends, segments=segments, corners=corners)
        focal = match.focal_px
    assert match is not None  # noqa: S101 - at least one round
    return match


def _checked(pose: Pose | None, width: int, *, given: bool, with_corners: bool) -> Pose:
    if pose is None:
        raise BadInputError(
            "The four corners are no view of an upright wall through a lens that there is. Mark the corners of one flat "
            "facade, its foot and its roof line, in a plate that was not cropped to one side."
        )
    if not given and pose.focal_error > UNSUREST:
        seen = (
            "the facade is seen too squarely, and" if with_corners else "its lines run to too few vanishing points, and"
        )
        raise BadInputError(
            f"The plate doesn't tell its focal length: {seen} {_anything(pose)} would do. {_WAY_ON[0].upper()}{_WAY_ON[1:]}."
        )
    if pose.corner_miss > WORST_CORNER:
        raise BadInputError(
            f"The corners of the facade contradict {'the focal length' if given else 'the lines of the plate'}: the camera "
            f"that fits best sees them {pose.corner_miss * width:.1f} px away from where they are marked "
            f"({WORST_CORNER * width:.1f} px are let pass). Mark the corners again, at the foot and the roof line of one flat "
            "facade" + (', or leave "camera.focal_length_mm" out.' if given else ', or give "camera.focal_length_mm".')
        )
    if pose.eye is not None and pose.eye[2] < GROUND_M:
        raise BadInputError(
            f"Seen like this the camera would stand {-float(pose.eye[2]):.1f} m under the facade's foot. Mark the corners "
            "where the facade meets the ground, or check the storeys and their height."
        )
    return pose


def _anything(pose: Pose) -> str:
    if pose.focal_error > 0.5:
        return "any focal length"
    return f"anything near {36 * pose.focal:.0f} mm on a full frame, give or take {100 * pose.focal_error:.0f} %,"


def _notes(pose: Pose, *, given: bool) -> tuple[str, ...]:
    notes = []
    if given and pose.free_focal is not None and pose.free_error < SUREST:
        off = pose.free_focal / pose.focal - 1.0
        if abs(off) > WORTH_SAYING:
            notes.append(
                f"The focal length is as given; the plate itself says {100 * abs(off):.0f} % "
                f"{'longer' if off > 0 else 'shorter'} ({36 * pose.free_focal:.1f} mm on a full frame)."
            )
    if not given and pose.focal_error > SUREST:
        notes.append(
            f"The focal length is told to {100 * pose.focal_error:.0f} % only; the plate's own data, if there is any, is "
            "worth more."
        )
    if not (pose.axis >= 0).any():
        notes.append("The plate has no lines to check the corners by.")
    return tuple(notes)
