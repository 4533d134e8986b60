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

CERTAIN: Final = 0.85
"""From this score on the detector alone is believed that a new face is there; one that was followed, and is lost, it may find with less."""

BACK_EVERY: Final = 3
"""A face that went out of sight is looked for once in so many frames, for as long as ``LOOK_EVERY``."""

GUESSED: Final = (0.05, 0.5)
"""Confidence of a face that the detector alone sees: in sight, and surely not sure."""

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

    def seen(self, index: int) -> bool:
        """Return whether the network saw the face in a frame; otherwise the detector alone did, or nobody."""
        return index in self.meshes and self.meshes[index].score >= LEAST_SCORE

    def may_be_back(self, index: int) -> bool:
        """Return whether it is time to look for a face that went out of sight a moment ago."""
        gone = index - max(self.meshes)
        return 0 < gone <= LOOK_EVERY and gone % BACK_EVERY == 0


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
        if index % LOOK_EVERY == 0 or lost or any(course.may_be_back(index) for course in courses):
            _take_in(picture, index, courses)
        for course in courses:
            if course.seen(index):
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
    """Look for faces that nobody follows yet; one that was lost is taken up again where it is most alike in place.

    A face of which the network says that it is none, a profile, is kept as the detector's box says: nobody trusts it, and it is nobody's background.
    """
    held = [course.meshes[index] for course in courses if index in course.meshes]
    for face in detect(picture.whole(), lying=False, known=[_box(mesh) for mesh in held]):
        if any(_overlap(face, mesh) > OVERLAP for mesh in held):
            continue
        mesh = _first(picture, face)
        seen = mesh.score >= LEAST_SCORE
        where = mesh if seen else _in_box(mesh, face)
        near = _lost_near(courses, index, where)
        if near is None:
            if not seen and face.score < CERTAIN:
                continue
            near = Course()
            courses.append(near)
        elif not seen:
            where = _in_box(replace(mesh, points=near.meshes[max(near.meshes)].points), face)
        near.meshes[index] = where
        held.append(where)


def _lost_near(courses: list[Course], index: int, mesh: Mesh) -> Course | None:
    """Return the lost face that was last nearest to where one is now; None when that is too far."""
    lost = [course for course in courses if index not in course.meshes and course.meshes]
    near = min(lost, key=lambda course: _gap(course, mesh), default=None)
    return near if near is not None and _gap(near, mesh) <= 1.5 * around(mesh.points)[1] else None


def _in_box(mesh: Mesh, face: Face) -> Mesh:
    """Return a mesh's shape laid into the box that the detector found."""
    low, high = mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0)
    left, top, wide, tall = face.box
    scale = np.array([wide, tall], np.float32) / np.maximum(high - low, 1.0)
    points = mesh.points.copy()
    points[:, :2] = (points[:, :2] - low) * scale + np.array([left, top], np.float32)
    points[:, 2] *= scale.mean()
    return replace(mesh, points=points)


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
            if not course.seen(index):
                confidence[index, column] = np.clip(found.score, *GUESSED)
        for stretch in _runs(sorted(index for index in course.meshes if course.seen(index))):
            raw = mesh[stretch, column].copy()
            mesh[stretch, column] = smoothed(raw)
            sure = _confidence(raw, [course.meshes[index] for index in stretch])
            confidence[stretch, column] = np.maximum(sure, GUESSED[0])  # 0 would say that nobody is in sight
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
