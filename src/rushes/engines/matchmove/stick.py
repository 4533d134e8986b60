"""Whether a tracked camera holds a facade: the facade's own marks followed through the plate, and the scale they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.matchmove.camera_match import CameraMatch
from rushes.engines.matchmove.track import Track
from rushes.media.colour import SRGB_TEXTURE, for_display
from rushes.media.picture import Picture
from rushes.media.plate import to_light

Array = NDArray[np.float64]
Grey = NDArray[np.uint8]
Seen = tuple[int, NDArray[np.bool_], Array]
"""A frame, which marks were found in it, and where all of them would be [px of the plate]."""

FOLLOWED_PX: Final = 2048
"""Longest side at which marks are followed; finer plates are brought down to it."""

MARKS: Final = 240
"""As many marks of the facade at most."""

THERE_AND_BACK_PX: Final = 0.5
"""A mark that is not found again when followed back is lost."""

FEWEST: Final = 8
"""Marks that have to be found in a frame for it to say anything."""

SCALE_TOLD: Final = 0.1
"""Standard error of the scale, as a share, from which it is not told: the camera turned, but hardly walked."""


@dataclass(frozen=True, eq=False)
class Stick:
    """How well a track holds a facade.

    Attributes:
        scale: The building's metres for one of the track's; 1 where the plate doesn't tell.
        told: Whether the plate tells it.
        off_px: Median distance of the facade's marks from where the camera sees them, by frame of the shot [px of the plate].
        marks: How many were followed in the worst frame that counts.
    """

    scale: float
    told: bool
    off_px: dict[int, float]
    marks: int

    @property
    def worst_px(self) -> float:
        """The largest of the frames' medians [px of the plate]; 0 where none could be followed."""
        return max(self.off_px.values(), default=0.0)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "scale": round(self.scale, 4),
            "scale_told": self.told,
            "off_px": {str(frame): round(off, 3) for frame, off in self.off_px.items()},
            "marks": self.marks,
        }


def measure_stick(
    match: CameraMatch,
    track: Track,
    reference: tuple[int, Picture],
    others: Sequence[tuple[int, Picture]],
    *,
    first: int,
    scale: float | None = None,
) -> Stick:
    """Follow the facade's marks (Lucas and Kanade with pyramids, as OpenCV has it) and hold them against the track.

    Args:
        match: The camera of the reference frame, solved with a facade.
        track: As the building's frame sees it, for a scale of 1.
        reference: Frame and picture in which the facade was marked.
        others: Other frames of the plate.
        first: The shot's first frame.
        scale: The scale that is given; None to ask the plate.
    """
    shown, size = _grey(reference[1])
    marks = _marks(shown, match.corners if match.corners is not None else np.zeros((0, 2)), size)
    walls = on_facade(match, marks / size)
    row = reference[0] - first
    shots = [(frame, _grey(picture)[0]) for frame, picture in others]
    sides = [
        sorted(shot for shot in shots if shot[0] > reference[0]),
        sorted((shot for shot in shots if shot[0] < reference[0]), reverse=True),
    ]

    def follow(guessed: float | None) -> Stick:
        """Look for the marks where a scale puts them; without one go from frame to frame, and by the scale as soon as it is told."""
        found: list[Seen] = []
        so_far = Stick(0.0, guessed is not None, {}, 0)
        for side in sides:
            slip = np.eye(3)
            for frame, grey in side:
                aim = _seen(match, track, walls, frame - first, row, guessed or so_far.scale) * size
                aim = aim if so_far.told else _through(slip, aim)
                places, there = _follow(shown, grey, marks.astype(np.float32), aim.astype(np.float32))
                if int(there.sum()) < FEWEST:
                    continue
                found.append((frame, there, places / size))
                if guessed is None:
                    slip = _slip(_seen(match, track, walls, frame - first, row, 0.0)[there] * size, places[there])
                    so_far = _held(match, track, walls, found, first, row, None)
                    so_far = so_far if so_far.told else Stick(0.0, False, {}, 0)
        return _held(match, track, walls, found, first, row, scale)

    if scale is not None:
        return follow(scale)
    once = follow(None)
    return follow(once.scale) if once.told else once


def _slip(guessed: Array, found: Array) -> Array:
    """Return the homography from where marks of a wall were looked for to where they were, shape [3, 3]."""
    import cv2

    turn, _ = cv2.findHomography(guessed, found, cv2.RANSAC, 2.0)
    return np.eye(3) if turn is None else np.asarray(turn)


def _through(turn: Array, places: Array) -> Array:
    seen = np.column_stack([places, np.ones(len(places))]) @ turn.T
    return np.asarray(seen[:, :2] / seen[:, 2:])


def _held(
    match: CameraMatch,
    track: Track,
    walls: Array,
    seen: list[Seen],
    first: int,
    row: int,
    scale: float | None,
) -> Stick:
    from scipy.optimize import least_squares

    def misses(value: float) -> list[Array]:
        return [
            (_seen(match, track, walls[there], frame - first, row, value) - found[there])
            for frame, there, found in seen
        ]

    told, used = False, scale or 1.0
    if scale is None and seen:
        starts = [
            least_squares(
                lambda p: np.concatenate([part.ravel() for part in misses(float(np.exp(p[0])))]),
                [np.log(guess)],
                loss="soft_l1",
                f_scale=1.0,
            )
            for guess in (0.1, 1.0, 10.0)
        ]
        best = min(starts, key=lambda one: float(one.cost))
        steep = float((best.jac**2).sum())
        surplus = max(0.25, 2.0 * float(best.cost) / max(len(best.fun) - 1, 1))
        # Marks of one wall are wrong together: as if there were ten of them, not hundreds.
        error = float(np.sqrt(surplus / max(steep, 1e-12) * max(len(best.fun) / 20, 1.0)))
        told = error < SCALE_TOLD
        used = float(np.exp(best.x[0])) if told else 1.0
    off = {frame: float(np.median(np.hypot(*part.T))) for (frame, _, _), part in zip(seen, misses(used), strict=True)}
    return Stick(used, told, dict(sorted(off.items())), min((int(there.sum()) for _, there, _ in seen), default=0))


def _seen(match: CameraMatch, track: Track, walls: Array, row: int, reference: int, scale: float) -> Array:
    """Return where points of the facade [m] are seen in a frame [px of the plate], shape [n, 2].

    The track is scaled about the reference's own place, which the facade tells.
    """
    place = track.position[reference] + (track.position[row] - track.position[reference]) * scale
    local = (walls - place) @ track.rotation[row]
    depth = np.maximum(-local[:, 2], 1e-3)
    focal = track.focal[row] * match.width
    return np.column_stack(
        [match.width / 2 + local[:, 0] / depth * focal, match.height / 2 - local[:, 1] / depth * focal]
    )


def on_facade(match: CameraMatch, places: Array) -> Array:
    """Return the points of the facade's plane [m], shape [n, 3], that are seen at places of the plate [px], shape [n, 2]."""
    assert match.eye is not None  # noqa: S101 - the caller solved with a facade
    ahead = np.column_stack([(places - [match.width / 2, match.height / 2]) / match.focal_px, np.ones(len(places))])
    ray = ahead @ match.axes
    return np.asarray(match.eye - ray * (match.eye[1] / ray[:, 1])[:, None])


def _marks(grey: Grey, corners: Array, size: float) -> Array:
    """Return corners within the facade [px of the picture that is followed], shape [n, 2], counted from the picture's corner."""
    import cv2

    inside = np.zeros(grey.shape, np.uint8)
    if len(corners):
        cv2.fillPoly(inside, [np.round(corners * size).astype(np.int32)], 255)
    apart = max(4.0, 0.008 * grey.shape[1])
    found = cv2.goodFeaturesToTrack(grey, MARKS, 0.02, apart, mask=inside)
    return np.zeros((0, 2)) if found is None else found.reshape(-1, 2).astype(float) + 0.5


def _follow(
    before: Grey, after: Grey, marks: NDArray[np.float32], guess: NDArray[np.float32]
) -> tuple[Array, NDArray[np.bool_]]:
    """Return where marks went, shape [n, 2], and which of them came back when followed back."""
    import cv2

    if not len(marks):
        return np.zeros((0, 2)), np.zeros(0, dtype=bool)
    how: dict[str, Any] = {
        "winSize": (25, 25),
        "maxLevel": 4,
        "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 0.002),
    }
    from_centre, aim = marks - 0.5, guess - np.float32(0.5)
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        before,
        after,
        from_centre.reshape(-1, 1, 2),
        aim.reshape(-1, 1, 2).copy(),
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        **how,
    )
    back, again, _ = cv2.calcOpticalFlowPyrLK(
        after, before, there, from_centre.reshape(-1, 1, 2).copy(), flags=cv2.OPTFLOW_USE_INITIAL_FLOW, **how
    )
    off = np.hypot(*(back.reshape(-1, 2) - from_centre).T)
    good = (found.ravel() > 0) & (again.ravel() > 0) & (off < THERE_AND_BACK_PX)
    return there.reshape(-1, 2).astype(float) + 0.5, good


def _grey(picture: Picture) -> tuple[Grey, float]:
    """Return a picture as an eye sees it, brought down to the size that is followed, and how much smaller that is."""
    import cv2

    shown = picture.pixels if picture.space == SRGB_TEXTURE else for_display(to_light(picture))
    size = min(1.0, FOLLOWED_PX / max(picture.size))
    if size < 1.0:
        wide = round(picture.size[0] * size)
        shown = cv2.resize(shown, (wide, round(picture.size[1] * size)), interpolation=cv2.INTER_AREA)
        size = wide / picture.size[0]
    grey = np.clip(shown, 0.0, 1.0) @ np.array([0.299, 0.587, 0.114], np.float32)
    return (grey * 255.0 + 0.5).astype(np.uint8), size
