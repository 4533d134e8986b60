"""Follow every face through a shot: found by a detector, kept by its mesh, smoothed without lag."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.faces import Face, detect
from rushes.engines.reage.landmarks import RIGID
from rushes.engines.reage.mesh import Mesh, around
from rushes.engines.reage.sight import Sight

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

LOOK_EVERY: Final = 12
"""Faces that come in are looked for once in so many frames, and whenever a face was lost."""

LEAST_SCORE: Final = 0.5
"""Below this the network says that there is no face."""

SMALLEST_PX: Final = 48.0
"""A face smaller than this [px] has no wrinkles that a plate could show: its mesh is not trusted."""

OVERLAP: Final = 0.3
ASIDE: Final = ((0.06, 0.04, 1.12, 0.12), (-0.06, -0.04, 0.9, -0.12))
"""From where a face is looked at again: shift in its sides, size, and turn [rad]."""

WOBBLE: Final = 0.0195
"""Where a mesh that moves so much when it is looked at from beside begins to be doubted, over the side of the face. Measured on drawn heads: under 0.022 where
they are seen whole, 0.023 to 0.037 under bars that put the mesh off by 3 to 7 %."""

FAST: Final = 0.25
"""A face that goes so many of its heights a frame begins to be doubted: half of it is the blur of a common shutter, and puts drawn heads' meshes off by 3 %
from 0.3 on."""
HALF_WINDOW: Final = 2
"""Frames on each side that a point's course is fitted through: a parabola over five frames has no lag in even motion."""


@dataclass(eq=False)
class Course:
    """One face's meshes by index of the frame."""

    meshes: dict[int, Mesh] = field(default_factory=dict)

    def last(self, index: int) -> Mesh | None:
        """Return the mesh of the frame before."""
        return self.meshes.get(index - 1)


def follow(pictures: Iterable[Sight], report: Callable[[int], None]) -> list[Course]:
    """Follow all faces through pictures of one size.

    Args:
        pictures: In order.
        report: Called with the number of pictures done.
    """
    courses: list[Course] = []
    for index, picture in enumerate(pictures):
        lost = False
        if index % LOOK_EVERY == 0:
            picture.whole()  # read once, instead of a part before
        for course in courses:
            before = course.last(index)
            if before is None:
                continue
            now = _again(picture, before)
            if now is None:
                lost = True
            else:
                course.meshes[index] = now
        if index % LOOK_EVERY == 0 or lost:
            _take_in(picture, index, courses)
        for course in courses:
            if index in course.meshes:
                course.meshes[index] = _doubted(picture, course.meshes[index])
        report(index + 1)
    return courses


def _again(picture: Sight, before: Mesh) -> Mesh | None:
    """Find a face where it was a frame ago; twice, so that a quick one is centred."""
    mesh = picture.mesh(*around(before.points))
    if mesh.score >= LEAST_SCORE:
        mesh = picture.mesh(*around(mesh.points))
    jump = float(np.abs(mesh.points[:, :2].mean(axis=0) - before.points[:, :2].mean(axis=0)).max())
    side = around(before.points)[1]
    return mesh if mesh.score >= LEAST_SCORE and jump < 0.6 * side else None


def _doubted(picture: Sight, mesh: Mesh) -> Mesh:
    """Look again from a little beside: what the network sees stays where it is, what it guesses goes along."""
    (x, y), side, roll = around(mesh.points)
    moved = []
    for across, down, zoom, turn in ASIDE:
        there = picture.mesh((x + across * side, y + down * side), side * zoom, roll + turn)
        moved.append(float(np.linalg.norm((there.points - mesh.points)[:, :2], axis=1).mean()) / side)
    return replace(mesh, wobble=max(moved))


def _take_in(picture: Sight, index: int, courses: list[Course]) -> None:
    """Look for faces that nobody follows yet; one that was lost is taken up again where it is most alike in place."""
    held = [course.meshes[index] for course in courses if index in course.meshes]
    for face in detect(picture.whole(), lying=False, known=[_box(mesh) for mesh in held]):
        if any(_overlap(face, mesh) > OVERLAP for mesh in held):
            continue
        mesh = _first(picture, face)
        if mesh.score < LEAST_SCORE:
            continue
        lost = [course for course in courses if index not in course.meshes and course.meshes]
        near = min(lost, key=lambda course: _gap(course, mesh), default=None)
        if near is None or _gap(near, mesh) > 1.5 * around(mesh.points)[1]:
            near = Course()
            courses.append(near)
        near.meshes[index] = mesh
        held.append(mesh)


def _first(picture: Sight, face: Face) -> Mesh:
    eyes = face.landmarks[1] - face.landmarks[0]
    left, top, wide, tall = face.box
    mesh = picture.mesh((left + wide / 2, top + tall / 2), max(wide, tall), float(np.arctan2(eyes[1], eyes[0])))
    for _ in range(2):
        if mesh.score >= LEAST_SCORE:
            mesh = picture.mesh(*around(mesh.points))
    return mesh


def _gap(course: Course, mesh: Mesh) -> float:
    last = course.meshes[max(course.meshes)]
    return float(np.linalg.norm(last.points[:, :2].mean(axis=0) - mesh.points[:, :2].mean(axis=0)))


def _box(mesh: Mesh) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a mesh [px]."""
    low, high = mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


def _overlap(face: Face, mesh: Mesh) -> float:
    left, top, wide, tall = face.box
    x, y, across, down = _box(mesh)
    shared = max(min(left + wide, x + across) - max(left, x), 0.0) * max(min(top + tall, y + down) - max(top, y), 0.0)
    return shared / max(wide * tall + across * down - shared, 1.0)


def laid_out(courses: list[Course], count: int) -> tuple[Floats, Floats]:
    """Return meshes [T, F, 468, 3], smoothed, NaN where there is none, and confidences [T, F]."""
    mesh = np.full((count, len(courses), 468, 3), np.nan, np.float32)
    confidence = np.zeros((count, len(courses)), np.float32)
    for column, course in enumerate(courses):
        for index, found in course.meshes.items():
            mesh[index, column] = found.points
        for stretch in _runs(sorted(course.meshes)):
            raw = mesh[stretch, column].copy()
            mesh[stretch, column] = smoothed(raw)
            confidence[stretch, column] = _confidence(raw, [course.meshes[index] for index in stretch])
    return mesh, confidence


def _runs(indexes: list[int]) -> list[list[int]]:
    breaks = [place + 1 for place in range(len(indexes) - 1) if indexes[place + 1] != indexes[place] + 1]
    return [list(stretch) for stretch in np.split(np.array(indexes, int), breaks)] if indexes else []


def smoothed(points: Floats) -> Floats:
    """Return a run of meshes, shape [t, n, 3], each point fitted by a parabola over time: noise goes, lag does not come.

    Savitzky and Golay, *Smoothing and differentiation of data by simplified least squares procedures*, Anal. Chem. 36 (1964).
    """
    from scipy.signal import savgol_filter

    window = min(2 * HALF_WINDOW + 1, len(points) - (1 - len(points) % 2))
    if window < 3:
        return points
    return np.asarray(savgol_filter(points, window, min(2, window - 1), axis=0, mode="interp"), np.float32)


def _confidence(raw: Floats, found: list[Mesh]) -> Floats:
    """Return how far each mesh of a run is to be trusted: the network's score, the size, and whether its points hold still and are slow enough.

    What a point jumps beyond its smooth course, over the size of the face, says that the network is guessing: under blur, under a
    hand, in profile.
    """
    rough = np.linalg.norm((raw - smoothed(raw))[:, list(RIGID), :2], axis=-1).mean(axis=1)
    size = np.linalg.norm(raw[:, 10, :2] - raw[:, 152, :2], axis=-1)
    steady = np.clip(1.5 - rough / np.maximum(size, 1.0) / 0.012, 0.0, 1.0)
    large = np.clip(size / SMALLEST_PX - 0.5, 0.0, 1.0)
    firm = np.clip(1.0 - (np.array([one.wobble for one in found]) - WOBBLE) / 0.003, 0.0, 1.0)
    slow = np.clip(1.0 - (_speed(raw) / np.maximum(size, 1.0) - FAST) / 0.1, 0.0, 1.0)
    scores = np.array([one.score for one in found])
    return np.asarray(scores * steady * firm * slow * large * _facing(raw), np.float32)


def _speed(raw: Floats) -> NDArray[Any]:
    """Return how far a face goes from frame to frame [px]: the larger of before and after."""
    way = np.linalg.norm(np.diff(raw[:, list(RIGID), :2].mean(axis=1), axis=0), axis=-1)
    return np.maximum(np.append(way, 0.0), np.append(0.0, way))


def _facing(raw: Floats) -> NDArray[Any]:
    """Return 1 for a face that looks here, falling to 0 in full profile: half of the mesh is then guessed."""
    across = raw[:, 454] - raw[:, 234]
    turn = np.abs(across[:, 2]) / np.maximum(np.linalg.norm(across, axis=1), 1e-6)
    return np.asarray(np.clip((0.97 - turn) / 0.12, 0.0, 1.0))
