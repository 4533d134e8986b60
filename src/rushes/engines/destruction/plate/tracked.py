"""A building of a plate that moves: where it stands, from one marked frame or a prim, and the camera that was tracked over it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Brief, Camera
from rushes.brief.brief import Quad
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.plate.site import DIGITS, PlateCamera, quaternion, solve_picture
from rushes.engines.destruction.spec import USUAL_BAY_M, USUAL_BAYS, BuildingSpec
from rushes.engines.matchmove import CameraMatch, Stick, Track, in_building, measure_stick, read_track
from rushes.errors import BadInputError
from rushes.media.plate import Fit, find_plate, picture_at, pictures_at, plate_identity
from rushes.show import FrameRange

Array = NDArray[np.float64]

LOOKED_AT: Final = 24
"""As many frames of the plate the facade's marks are followed into, evenly spread with the first and the last."""

SLIPS: Final = 0.004
"""A facade whose marks lie farther from where the track sees them, as a share of the picture's width, is not held: four pixels
of a plate of 1,000 are seen by anybody."""

METRES_DIFFER: Final = 0.03
"""By how much the track's metres may differ from the building's before it is noted."""

FLIP: Final = np.diag([1.0, -1.0, -1.0])
"""From a camera that looks along +z, y down, to one that looks along -z, y up, and back."""


def solve_tracked(
    brief: Brief, frames: FrameRange, at: int, corners: Quad | None, roof_m: float, fit: Fit
) -> PlateCamera:
    """Solve where the building of a moving plate stands, for every frame.

    Args:
        brief: What is asked; it has a plate and a track.
        frames: The shot's.
        at: The frame in which the corners were marked.
        corners: Of the facade, as shares of the plate; None where a prim of the track says where it stands.
        roof_m: Height of the building's roof line above the ground [m].
        fit: How the plate is laid into the render.

    Raises:
        BadInputError: The track can't be read or is too short, or the facade does not stay where the track says.
    """
    camera = brief.camera
    assert brief.plate is not None  # noqa: S101 - the caller asked
    assert camera.track is not None  # noqa: S101 - the caller asked
    found = find_plate(brief.plate)
    if found.kind == "still" and len(frames) > 1:
        raise BadInputError(
            f"Shot {brief.shot}: the plate {brief.plate} is a still, but camera.track moves over {len(frames)} frames. Give the plate "
            "that was tracked, or leave camera.track out."
        )
    track = read_track(
        camera.track,
        frames,
        prim=camera.track_prim,
        first_code=camera.track_frame,
        plate_first=found.first + found.start(frames),
        plate_aspect=fit.source[0] / fit.source[1],
        site=brief.site.prim,
    )
    row = at - frames.first
    if corners is None:
        assert track.place is not None  # noqa: S101 - the brief has corners or a prim
        bays, each = brief.building.bays or USUAL_BAYS, brief.building.bay_width_m or USUAL_BAY_M
        seen = in_building(track, track.place, camera.track_scale or 1.0)
        return PlateCamera(match_of(seen, row, bays * each, roof_m, fit.source, at), fit, None, at, seen)
    match = solve_picture(
        picture_at(brief.plate, frames, at),
        corners=corners,
        roof_m=roof_m,
        focal_px=round(float(track.focal[row]) * fit.source[0], DIGITS),
    )
    assert match.eye is not None  # noqa: S101 - corners give a place
    seen = in_building(track, _place(match, track, row))
    known = _Solved(match, seen)
    stick = _stuck(brief.plate, plate_identity(brief.plate), frames, at, camera.track_scale, known)
    if stick is not None and stick.worst_px > SLIPS * fit.source[0]:
        frame = max(stick.off_px, key=lambda one: stick.off_px[one])
        raise BadInputError(
            f"Shot {brief.shot}, frame {frame}: the facade's own marks lie {stick.worst_px:.1f} px from where the track sees them "
            f"({SLIPS * fit.source[0]:.1f} px are let pass). Is {camera.track} the track of this plate, and time code "
            f'{track.first_code:g} its first frame? Say so under "camera: {{track_frame: ...}}", or mark the corners again in frame {at}.'
        )
    scale = camera.track_scale or (1.0 if stick is None else stick.scale)
    scaled = replace(
        seen, position=match.eye + (seen.position - match.eye) * scale, notes=(*track.notes, *_notes(stick, scale))
    )
    return PlateCamera(match, fit, corners, at, scaled, stick)


def tracked_path(
    solved: PlateCamera, camera: Camera, building: BuildingSpec, frames: FrameRange, *, width: int, height: int
) -> CameraPath:
    """Return the tracked camera in the building's world.

    Args:
        solved: With a track.
        camera: The brief's; its sensor is the one focal lengths are told for.
        building: Its front stands where the facade is.
        frames: The picture's frames.
        width, height: Of the render [px].
    """
    track = solved.track
    assert track is not None  # noqa: S101 - the caller asked
    turned = np.array([quaternion(one) for one in track.rotation])
    signs = np.concatenate([[1.0], np.cumprod(np.where((turned[1:] * turned[:-1]).sum(axis=1) < 0, -1.0, 1.0))])
    return CameraPath(
        frames=frames,
        width=width,
        height=height,
        sensor_width_mm=camera.sensor_width_mm,
        position=np.round(track.position - [0.0, building.depth_m / 2, 0.0], DIGITS),
        orientation=np.round(turned * signs[:, None], 9),
        focal_length_mm=np.round(
            track.focal * solved.fit.source[0] * solved.fit.scale / width * camera.sensor_width_mm, DIGITS
        ),
    )


class _Solved:
    """A solved frame and its track, all alike to the cache: what they rest on is named beside them."""

    def __init__(self, match: CameraMatch, track: Track) -> None:
        self.match, self.track = match, track

    def __hash__(self) -> int:
        return hash((self.match.focal_px, self.match.residual_px, self.track.first_code, self.track.prim))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Solved) and (
            self.match.to_json() == other.match.to_json() and np.array_equal(self.track.position, other.track.position)
        )


@lru_cache(maxsize=8)
def _stuck(
    plate: Path,
    plate_is: str,  # noqa: ARG001 - a plate that was replaced by another is looked at again
    frames: FrameRange,
    at: int,
    scale: float | None,
    solved: _Solved,
) -> Stick | None:
    others = sorted({round(one) for one in np.linspace(frames.first, frames.last, LOOKED_AT)} - {at})
    pictures = pictures_at(plate, frames, (at, *others))
    stick = measure_stick(
        solved.match,
        solved.track,
        (at, pictures[0]),
        list(zip(others, pictures[1:], strict=True)),
        first=frames.first,
        scale=scale,
    )
    return stick if stick.off_px else None


def _place(match: CameraMatch, track: Track, row: int) -> Array:
    """Return what takes the building's frame into the track's world, from a frame that was solved."""
    assert match.eye is not None  # noqa: S101 - the caller solved with a facade
    place = np.eye(4)
    place[:3, :3] = track.rotation[row] @ FLIP @ match.axes
    place[:3, 3] = track.position[row] - place[:3, :3] @ match.eye
    return place


def match_of(track: Track, row: int, width_m: float, roof_m: float, size: tuple[int, int], at: int) -> CameraMatch:
    """Return what a track says of a frame as if it had been solved from it.

    Args:
        track: As the building's frame sees it.
        row: Of the frame.
        width_m, roof_m: The facade's measures [m].
        size: Width and height of the plate [px].
        at: The frame, as the shot counts.

    Raises:
        BadInputError: The facade lies behind the camera.
    """
    wide, high = size
    match = CameraMatch(
        width=wide,
        height=high,
        focal_px=float(track.focal[row]) * wide,
        focal_error=0.0,
        axes=FLIP @ track.rotation[row].T,
        eye=track.position[row],
        facade_m=(width_m, roof_m),
        corners=None,
        residual_px=0.0,
        line_residual_px=0.0,
        segments=np.zeros((0, 4)),
        axis=np.zeros(0, dtype=np.int64),
        notes=track.notes,
    )
    half = width_m / 2
    ends = np.array([[-half, 0, 0], [half, 0, 0], [half, 0, roof_m], [-half, 0, roof_m]])
    if float(((ends - track.position[row]) @ match.axes.T)[:, 2].min()) <= 0:
        raise BadInputError(
            f"In frame {at} the building that stands at site.prim lies behind the camera. Its origin has to be the middle of the "
            "facade's foot, its x to the right along the facade, its up the stage's; check them and the track's units."
        )
    return replace(match, corners=match.project(ends))


def _notes(stick: Stick | None, scale: float) -> list[str]:
    if stick is None:
        return ["Too few marks of the facade could be followed through the plate to say whether the track holds it."]
    notes = [
        f"The facade's own marks stay within {stick.worst_px:.2f} px of where the track sees them ({stick.marks} followed)."
    ]
    if stick.told and abs(scale - 1.0) > METRES_DIFFER:
        notes.append(
            f"A metre of the track is {scale:.3f} m of the building: storeys and their height set the scale. Check them if the "
            "track was made in true metres."
        )
    return notes
