"""Do a clip's frames show the moves that its camera was asked for? Judged by optical flow alone, from frame to frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.sights import Sights, sights_of
from rushes.media.exr import read_picture

Array = NDArray[np.float64]
Bytes = NDArray[np.uint8]

PAIRS: Final = 6
"""Steps of each shot that are looked at, evenly."""

STRIDE_S: Final = 1 / 8
"""Time between the two frames of a step [s]: a slow push shows less in one frame than corners can be told apart."""

FAST: Final = 0.004
"""Two pixels of 480 a frame are enough to judge by; from further away a whip, or a row of windows, is another one's."""

FEWEST: Final = 24
"""With fewer corners that are found again, a step says nothing: fog, a white studio."""

LEAST_CONTRAST: Final = 9
"""Levels of grey, of 255, that a corner's surroundings span without their grain: an empty studio has no corners, and its grain stands still or goes anywhere."""

STILL: Final = 0.0006
"""Way of the picture a step under which it stands [share of its width]: a third of a pixel of 480."""

GROWS: Final = 0.0006
"""Growth of the picture a step above which the camera goes in."""

AGREE_PX: Final = 1.5
"""Corners agree that are so close to where a shift, a growth and a roll put them: perspective is none of the three."""

HOLDS: Final = 0.6
"""Share of the steps that have to show a move: at its start and end it is slow."""


@dataclass(frozen=True, slots=True)
class Step:
    """What the picture does from one frame to a later one.

    Attributes:
        right, down: Way of its middle [share of its width].
        grows: Growth, 0 where it stays.
        turns: Roll [rad].
    """

    right: float
    down: float
    grows: float
    turns: float


def seen_moves(take: Take) -> tuple[Finding, ...]:
    """Compare how the picture flows in every shot with its camera's move.

    Corners of one frame are found again in a later one (Lucas and Kanade 1981, by pyramids; Bouguet 2001) and most of them agree on a shift,
    a growth and a roll (RANSAC). A pan to the left moves the picture right, a push-in lets it grow from its middle, a lock-off leaves it where
    it is. What moves on the stage of itself is left
    out. Shots without enough corners say nothing, and are named.
    """
    sights = sights_of(take)
    if sights is None:
        return ()
    wrong, blind = [], []
    for number, shot in enumerate(sights.facts["shots"], start=1):
        steps = steps_of(sights, shot, float(take.rate))
        if not steps:
            blind.append(f"Shot {number} has too little in it to judge its move by.")
            continue
        shown = shows(steps)
        if not _fits(str(shot["move"]), shot.get("toward"), shown):
            way = f" {shot['toward']}" if shot.get("toward") else ""
            seen = ", ".join(sorted(shown)) or "nothing that lasts"
            wrong.append(
                f"Shot {number} was asked to {str(shot['move']).replace('_', ' ')}{way}, and its picture shows {seen}. Look at it."
            )
    of = f"of {len(sights.facts['shots'])} shots"
    return (Finding("seen_moves", not wrong, len(wrong), 0, of, " ".join([*wrong, *blind])),)


def _fits(move: str, toward: str | None, shown: frozenset[str]) -> bool:
    """Return whether a move may look like that. The picture goes the other way than the camera."""
    opposite = {"left": "goes right", "right": "goes left", "up": "goes down", "down": "goes up"}
    wanted: Mapping[str, frozenset[str]] = {
        "lock_off": frozenset({"stands"}),
        "push_in": frozenset({"grows"}),
        "pull_out": frozenset({"shrinks"}),
        "pan": frozenset({"goes left", "goes right"}),
        "whip": frozenset({"goes left", "goes right"}),
        "tilt": frozenset({"goes up", "goes down"}),
    }
    if move not in wanted:  # along, round, up or on a shoulder: that it moves
        return shown != frozenset({"stands"})
    expected = wanted[move]
    if toward in opposite and move in {"pan", "whip", "tilt"}:
        expected = frozenset({opposite[toward]})
    return bool(expected & shown)


def shows(steps: list[Step]) -> frozenset[str]:
    """Return what most steps of a shot show: ``stands``, ``grows``, ``shrinks``, ``goes left``, ``right``, ``up``, ``down``."""
    right, down, grows = (np.array([getattr(one, name) for one in steps]) for name in ("right", "down", "grows"))
    least = HOLDS * len(steps)
    told = {
        "goes right": right > STILL, "goes left": right < -STILL, "goes down": down > STILL, "goes up": down < -STILL,
        "grows": grows > GROWS, "shrinks": grows < -GROWS,
        "stands": (np.hypot(right, down) < STILL) & (np.abs(grows) < GROWS),
    }  # fmt: skip
    return frozenset(name for name, found in told.items() if found.sum() >= least)


def steps_of(sights: Sights, shot: Mapping[str, Any], rate: float) -> list[Step]:
    """Return what a shot's picture does in some of its steps; nothing where there is too little to see."""
    stride = max(1, round(STRIDE_S * rate))
    first, last = int(shot["first"]), int(shot["last"]) - stride
    if last < first:
        return []
    found = [
        _step(sights, int(frame), stride) for frame in np.unique(np.linspace(first, last, PAIRS).round().astype(int))
    ]
    told = [step for step in found if step is not None]
    return told if len(told) >= min(3, len(found)) else []


def _step(sights: Sights, frame: int, stride: int) -> Step | None:
    """Return what the picture does from a frame to the next; where that is next to nothing, to one that is further away."""
    grey = _grey_of(sights, frame)
    for later in (frame + 1, frame + stride):
        after = _grey_of(sights, later)
        if grey is None or after is None:
            return None
        step = step_between(grey, after, sights.matte(frame, sights.moving(frame, later)))
        if step is None or max(abs(step.right), abs(step.down), abs(step.grows)) > FAST:
            return step
    return step


def _grey_of(sights: Sights, frame: int) -> Bytes | None:
    path = sights.frames.get(frame)
    return None if path is None else _grey(path)


def step_between(before: Bytes, after: Bytes, moving: NDArray[np.bool_] | None = None) -> Step | None:
    """Return what a picture does from one to another; None where too few corners are found again.

    Args:
        before, after: The two, in grey.
        moving: What moves of itself in the first one, of any size: no corner is looked for there.
    """
    import cv2

    free = None
    if moving is not None:
        size = (before.shape[1], before.shape[0])
        near = cv2.dilate(moving.astype(np.uint8), np.ones((5, 5), np.uint8))
        free = 255 * (cv2.resize(near, size, interpolation=cv2.INTER_NEAREST) == 0).astype(np.uint8)
    corners = cv2.goodFeaturesToTrack(before, 400, 0.01, 5, mask=free)
    corners = None if corners is None else corners[_marked(before, corners)]
    if corners is None or len(corners) < FEWEST:
        return None
    whole, _ = cv2.phaseCorrelate(before.astype(np.float32), after.astype(np.float32), _hann(before.shape))
    guesses = [_agreed(before, after, corners, np.array(guess, np.float32)) for guess in ((0.0, 0.0), whole)]
    return max(guesses, key=lambda one: one[0])[1]


def _marked(picture: Bytes, corners: Any) -> NDArray[np.bool_]:  # noqa: ANN401 - cv2 has no types
    """Return which corners are of what is in the picture, and not of its grain."""
    import cv2

    smooth = cv2.GaussianBlur(picture, (0, 0), 1.2)
    around = np.ones((7, 7), np.uint8)
    spread = cv2.dilate(smooth, around).astype(int) - cv2.erode(smooth, around).astype(int)
    column, row = np.round(corners[:, 0]).astype(int).T
    return np.asarray(spread[row, column] >= LEAST_CONTRAST)


def _agreed(before: Bytes, after: Bytes, corners: Any, guess: Any) -> tuple[int, Step | None]:  # noqa: ANN401
    """Return how many corners agree on what the picture does, looked for from a guess of its shift [px], and that."""
    import cv2

    moved, there = _followed(before, after, corners, guess)
    back, again = _followed(after, before, moved, -guess)
    kept = (there[:, 0] > 0) & (again[:, 0] > 0) & (np.linalg.norm(back - corners, axis=2)[:, 0] < 0.5)
    if int(kept.sum()) < FEWEST:
        return 0, None
    middle = np.array([before.shape[1] / 2, before.shape[0] / 2])
    fitted, agree = cv2.estimateAffinePartial2D(
        corners[kept, 0] - middle, moved[kept, 0] - middle, method=cv2.RANSAC, ransacReprojThreshold=AGREE_PX
    )
    if fitted is None:
        return 0, None
    scale, roll = float(np.hypot(fitted[0, 0], fitted[1, 0])), float(np.arctan2(fitted[1, 0], fitted[0, 0]))
    wide = before.shape[1]
    return int(agree.sum()), Step(float(fitted[0, 2]) / wide, float(fitted[1, 2]) / wide, scale - 1.0, roll)


def _followed(before: Bytes, after: Bytes, corners: Any, shift: Any) -> tuple[Any, Any]:  # noqa: ANN401 - cv2 has no types
    """Return where corners are in another picture, looked for from where the whole picture's shift puts them, and which were found."""
    import cv2

    moved, there, _ = cv2.calcOpticalFlowPyrLK(
        before, after, corners, corners + shift, winSize=(21, 21), maxLevel=3, flags=cv2.OPTFLOW_USE_INITIAL_FLOW
    )
    return moved, there


@lru_cache(maxsize=2)
def _hann(shape: tuple[int, int]) -> Any:  # noqa: ANN401
    import cv2

    return cv2.createHanningWindow((shape[1], shape[0]), cv2.CV_32F)


def _grey(path: Path) -> Bytes:
    """Return a frame's brightness as corners are looked for in it: 480 pixels wide, stretched as an eye would see it."""
    import cv2

    colour = read_picture(path)[..., :3].astype(np.float32)
    light = np.clip(colour @ np.array([0.27, 0.67, 0.06], np.float32), 0, None)
    seen = np.clip(255 * (light / (light + 0.18)), 0, 255)
    width = min(480, seen.shape[1])
    small = cv2.resize(seen, (width, round(seen.shape[0] * width / seen.shape[1])), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
