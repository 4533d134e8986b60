"""A camera that was tracked elsewhere, read from USD: where it stood and how long its lens was, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.apart import apart
from rushes.media.apart.carried import carried
from rushes.media.stage import open_stage, usd_in_words
from rushes.show import FrameRange

Array = NDArray[np.float64]

MOST_OFFSET: Final = 0.002
"""Largest shift of the film back, as a share of its width, that is let pass: two pixels of a plate of 1,000."""

ASPECTS_AGREE: Final = 0.02
"""By how much the film back's shape may differ from the plate's before it is noted."""

TO_Z_UP: Final = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
"""What turns directions of a stage whose up is Y into ours."""


@carried
@dataclass(frozen=True, eq=False)
class Track:
    """A tracked camera over a shot. Its world: metres, Z up.

    Attributes:
        prim: Path of the camera in its stage.
        first_code: Time code under the first frame.
        position: Where it stood [m], shape [frames, 3].
        rotation: What turns directions of a camera that looks down -z, y up, into the track's world, shape [frames, 3, 3].
        focal: Focal length in picture widths, shape [frames].
        place: What takes points of the building's frame (metres, x along the facade to the right, y into the building, z up,
            origin at the middle of the facade's foot) into the track's world, shape [4, 4]; None where no prim was named.
        notes: What a person should know, as sentences.
    """

    prim: str
    first_code: float
    position: Array
    rotation: Array
    focal: Array
    place: Array | None = None
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "prim": self.prim,
            "first_code": self.first_code,
            "position": np.round(self.position, 6).tolist(),
            "rotation": np.round(self.rotation, 9).tolist(),
            "focal": np.round(self.focal, 9).tolist(),
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Track:
        """Read what ``to_json`` gave."""
        return cls(
            prim=str(record["prim"]),
            first_code=float(record["first_code"]),
            position=np.asarray(record["position"], dtype=float),
            rotation=np.asarray(record["rotation"], dtype=float),
            focal=np.asarray(record["focal"], dtype=float),
            notes=tuple(record["notes"]),
        )

    @property
    def moves(self) -> bool:
        """Whether it does at all."""
        return bool(np.ptp(self.position, axis=0).max() > 1e-6 or np.ptp(self.rotation, axis=0).max() > 1e-9)


def read_track(
    path: Path,
    frames: FrameRange,
    *,
    prim: str | None = None,
    first_code: float | None = None,
    plate_first: int = 0,
    plate_aspect: float | None = None,
    site: str | None = None,
    rate: float | None = None,
) -> Track:
    """Read a tracked camera.

    Units and the up axis are the stage's own (``metersPerUnit``, ``upAxis``); a time code is a frame. Focal length and film back
    count by their ratio, as the units they are written in differ between exporters; the film back's width is the plate's.

    Args:
        path: A USD file (.usd, .usda, .usdc, .usdz).
        frames: The shot's.
        prim: The camera's path in the stage; None when it is the only one.
        first_code: The time code under the shot's first frame. None: the shot's own number where the track tells it, else the
            plate's, else the track's first.
        plate_first: Number of the plate's frame that is the shot's first.
        plate_aspect: Width over height of the plate.
        site: Path of a prim that stands where the building does.
        rate: The show's frames per second.

    Raises:
        BadInputError: It can't be read, has no camera or several, is too short, is mirrored, or its film back is shifted.
    """
    return apart(_read, path, frames, prim, first_code, plate_first, plate_aspect, site, rate)


def _read(
    path: Path,
    frames: FrameRange,
    prim: str | None,
    first_code: float | None,
    plate_first: int,
    plate_aspect: float | None,
    site: str | None,
    rate: float | None,
) -> Track:
    with usd_in_words(path):
        return _of_stage(open_stage(path), path, frames, prim, first_code, plate_first, plate_aspect, site, rate)


def _of_stage(
    stage: Any,  # noqa: ANN401 - pxr has no types
    path: Path,
    frames: FrameRange,
    prim: str | None,
    first_code: float | None,
    plate_first: int,
    plate_aspect: float | None,
    site: str | None,
    rate: float | None,
) -> Track:
    from pxr import UsdGeom

    camera = _camera(stage, path, prim)
    codes = _codes(camera)
    start, notes = _start(codes, frames, first_code, plate_first, path)
    metres = float(UsdGeom.GetStageMetersPerUnit(stage))
    turn = TO_Z_UP if UsdGeom.GetStageUpAxis(stage) == UsdGeom.Tokens.y else np.eye(3)
    seen = [UsdGeom.Camera(camera).GetCamera(start + step) for step in range(len(frames))]
    _unshifted(seen, path)
    turned = [_turned(np.array(one.transform), path) for one in seen]
    position = np.array([np.array(one.transform)[3, :3] for one in seen]) @ turn.T * metres
    stage_rate = float(stage.GetTimeCodesPerSecond())
    if codes and rate is not None and abs(stage_rate - rate) > 0.01 * rate:
        notes.append(
            f"The track counts {stage_rate:g} time codes a second and the show {rate:g}; a time code is a frame."
        )
    if not codes:
        notes.append("The track's camera stands still.")
    back = seen[0].horizontalAperture / seen[0].verticalAperture
    if plate_aspect is not None and abs(back / plate_aspect - 1.0) > ASPECTS_AGREE:
        notes.append(
            f"The track's film back is {back:.3f} wide for a height of 1 and the plate {plate_aspect:.3f}: its width is the plate's."
        )
    return Track(
        prim=str(camera.GetPath()),
        first_code=start,
        position=position,
        rotation=np.array([turn @ one for one in turned]),
        focal=np.array([one.focalLength / one.horizontalAperture for one in seen]),
        place=None if site is None else _placed(stage, path, site, turn, metres, start),
        notes=tuple(notes),
    )


def in_building(track: Track, place: Array, scale: float = 1.0) -> Track:
    """Return a track as the building's frame sees it.

    Args:
        track: In its own world.
        place: From the building's frame (metres) into the track's world, shape [4, 4], turned and shifted only.
        scale: The building's metres for one of the track's, about ``place``'s origin.
    """
    back = place[:3, :3].T
    return replace(
        track,
        position=(track.position - place[:3, 3]) @ back.T * scale,
        rotation=back @ track.rotation,
        place=np.eye(4),
    )


def _camera(stage: Any, path: Path, prim: str | None) -> Any:  # noqa: ANN401 - pxr has no types
    from pxr import Sdf, UsdGeom

    found = [one for one in stage.Traverse() if one.IsA(UsdGeom.Camera)]
    names = ", ".join(str(one.GetPath()) for one in found[:6])
    if prim is not None:
        named = stage.GetPrimAtPath(prim) if Sdf.Path.IsValidPathString(prim) and prim.startswith("/") else None
        if not named or not named.IsA(UsdGeom.Camera):
            raise BadInputError(
                f"The camera track {path} has no camera {prim}"
                + (
                    f"; it has {names}. Name one of them"
                    if found
                    else " and no other either. Export the tracked camera"
                )
                + ' under "camera: {track_prim: ...}".'
            )
        return named
    if not found:
        raise BadInputError(f"The camera track {path} holds no camera. Export the tracked camera as a USD camera.")
    if len(found) > 1:
        raise BadInputError(
            f'The camera track {path} holds {len(found)} cameras: {names}. Name the one under "camera: {{track_prim: ...}}".'
        )
    return found[0]


def _codes(camera: Any) -> list[float]:  # noqa: ANN401 - pxr has no types
    """Return the time codes at which the camera, or what it hangs on, is told."""
    from pxr import UsdGeom

    codes: set[float] = set()
    prim = camera
    while prim and not prim.IsPseudoRoot():
        if prim.IsA(UsdGeom.Xformable):
            codes.update(UsdGeom.Xformable(prim).GetTimeSamples())
        prim = prim.GetParent()
    codes.update(UsdGeom.Camera(camera).GetFocalLengthAttr().GetTimeSamples())
    return sorted(codes)


def _start(
    codes: list[float], frames: FrameRange, given: float | None, plate_first: int, path: Path
) -> tuple[float, list[str]]:
    """Return the time code under the first frame, and what there is to say of it."""
    if not codes:
        return (given if given is not None else float(frames.first)), []
    low, high = codes[0], codes[-1]

    def covers(start: float) -> bool:
        return low - 1e-6 <= start and start + len(frames) - 1 <= high + 1e-6

    own = [float(frames.first), float(plate_first), low]
    start = given if given is not None else next((one for one in own if covers(one)), low)
    if not covers(start):
        held = int(high - start) + 1
        raise BadInputError(
            f"The camera track {path} tells time codes {low:g} to {high:g}, but the shot needs {start:g} to "
            f"{start + len(frames) - 1:g}. "
            + (
                f'Export a longer track, write "frames: {held}" in the brief, or '
                if held > 0
                else "Export a longer track, or "
            )
            + 'say under "camera: {track_frame: ...}" which time code is the first frame\'s.'
        )
    notes = (
        [] if given is not None or start == frames.first else [f"Time code {start:g} of the track is the first frame."]
    )
    return start, notes


def _unshifted(seen: list[Any], path: Path) -> None:
    """Stop where the lens's axis does not go through the picture's middle."""
    for one in seen:
        off = max(abs(one.horizontalApertureOffset), abs(one.verticalApertureOffset)) / one.horizontalAperture
        if off > MOST_OFFSET:
            raise BadInputError(
                f"The camera in {path} has its film back shifted by {100 * off:.1f} % of its width, which is not followed. "
                "Export the track for the plate's full frame, without a film offset."
            )


def _turned(transform: Array, path: Path) -> Array:
    """Return the rotation of a transform whose vectors are rows."""
    axes = transform[:3, :3].T
    u, sizes, v = np.linalg.svd(axes)
    if np.linalg.det(axes) < 0 or sizes.min() < 1e-9 or sizes.max() > 1.001 * sizes.min():
        raise BadInputError(
            f"The camera in {path}, or what it hangs on, is mirrored, sheared or scaled unevenly. Bake its transform before "
            "exporting it."
        )
    return np.asarray(u @ v)


def _placed(stage: Any, path: Path, site: str, turn: Array, metres: float, code: float) -> Array:  # noqa: ANN401 - pxr has no types
    """Return where a prim stands, as the building's frame into the track's world."""
    from pxr import Sdf, Usd, UsdGeom

    prim = stage.GetPrimAtPath(site) if Sdf.Path.IsValidPathString(site) and site.startswith("/") else None
    if not prim or not prim.IsA(UsdGeom.Xformable):
        raise BadInputError(
            f"The camera track {path} has nothing at {site} where a building could stand. Name an Xform or a locator of it under "
            '"site: {prim: ...}", or mark the facade with site.corners.'
        )
    transform = np.array(UsdGeom.Xformable(prim).ComputeLocalToWorldTransform(Usd.TimeCode(code)))
    place = np.eye(4)
    # The prim's own axes are as its stage's: what is up in the stage is up in the building.
    place[:3, :3] = turn @ _turned(transform, path) @ turn.T
    place[:3, 3] = turn @ transform[3, :3] * metres
    return place
