"""The least squares behind a solved camera: lines and corners, in one unit, with the error of the focal length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.matchmove.vanishing import LINE_NOISE_PX, LONGEST_FOCAL, SHORTEST_FOCAL, Lines, Vanishing

Array = NDArray[np.float64]

CORNER_NOISE: Final = 0.0012
"""How far a marked corner is off, typically, in picture widths: two pixels of a plate of 1,600."""

LINE_NOISE: Final = LINE_NOISE_PX / 1600

MOST_SAY: Final = 60
"""As many lines as this at most count on each axis, the longest: their errors are not a matter of chance alone (masonry, the
lens), so that more of them would not tell more."""

OTHER_WALL_DEG: Final = 2.5
"""A line within the facade belongs to one of its axes when it misses its vanishing point by less [deg]."""

BEYOND: Final = 1.12
"""How far beyond the corners, from the facade's middle, its own lines reach: eaves and plinths."""

_TRIED: Final = np.geomspace(0.4, 4.0, 7)
"""Focal lengths to start from, in picture widths."""

SHORT, LONG, ROUNDS, FOLLOWED = 8, 40, 3, 2
"""Trials of a short and a long fit, how often lines are dealt out anew, and how many starts are followed to the end."""


@dataclass(frozen=True, eq=False)
class Pose:
    """A camera, measured in picture widths and metres; see ``CameraMatch`` for what the fields mean.

    Attributes:
        focal, focal_error: In picture widths, and its standard error as a share.
        free_focal, free_error: The same when nothing was given; the first is None when it was not asked.
        corner_miss: Root mean square [picture widths].
    """

    focal: float
    focal_error: float
    axes: Array
    axis: NDArray[np.int64]
    eye: Array | None = None
    facade_width: float | None = None
    corner_miss: float = 0.0
    free_focal: float | None = None
    free_error: float = 0.0


def fit_lens(lines: Lines, start: Vanishing, focal: float | None) -> Pose:
    """Refine a lens and its direction on the lines that agree with it."""
    axes, found, error = start.axes, start.focal, 0.0
    for _ in range(3):
        axis = lines.axis_of(found, axes)
        residual = _line_residual(lines, axis)

        def misses(
            p: Array,
            axes: Array = axes,
            residual: Callable[[float, Array], Array] = residual,
        ) -> Array:
            return residual(focal if focal is not None else float(np.exp(p[3])), _turned(axes, p[:3]))

        p0 = np.array([0.0, 0.0, 0.0, np.log(found)])
        p, cost_error = _least(misses, p0, fixed=3 if focal is not None else None, effort=LONG)
        axes = _turned(axes, p[:3])
        if focal is None:
            found, error = float(np.exp(np.clip(p[3], np.log(SHORTEST_FOCAL), np.log(LONGEST_FOCAL)))), cost_error
    return Pose(found, error, axes, lines.axis_of(found, axes))


def fit_pose(
    lines: Lines, corners: Array, height: float, start: Vanishing | None, focal: float | None, *, unsurest: float
) -> Pose | None:
    """Solve pose, facade width and (unless given) focal length from four corners and the lines.

    The start is closed form: the homography of a plane of known height (Zhang, "A flexible new technique for camera
    calibration", PAMI 22, 2000), for a handful of focal lengths and the one its columns ask for.

    Args:
        lines: The plate's.
        corners: From the picture's middle, in widths, shape [4, 2].
        height: Of the facade [m].
        start: What the lines say by themselves.
        focal: In picture widths, when it is given.
        unsurest: A focal length with a larger error is not told.

    Returns:
        None when the corners are no view of an upright rectangle.
    """
    free = _fit(lines, corners, height, _candidates(corners, start), None)
    if focal is None:
        return free
    held = _fit(lines, corners, height, [focal], focal)
    if held is None or free is None or free.focal_error > unsurest:
        return held
    return Pose(
        held.focal,
        0.0,
        held.axes,
        held.axis,
        held.eye,
        held.facade_width,
        held.corner_miss,
        free.focal,
        free.focal_error,
    )


def _candidates(corners: Array, start: Vanishing | None) -> list[float]:
    one, other = _homography(corners)[:, 0], _homography(corners)[:, 1]
    found = list(_TRIED)
    if abs(one[2] * other[2]) > 1e-9:
        square = -(one[0] * other[0] + one[1] * other[1]) / (one[2] * other[2])
        if SHORTEST_FOCAL**2 < square < LONGEST_FOCAL**2:
            found.insert(0, float(np.sqrt(square)))
    if start is not None:
        found.insert(0, start.focal)
    return [float(value) for value in found]


def _homography(corners: Array) -> Array:
    """Return what takes (share along, share up, 1) of the facade to the picture, shape [3, 3]."""
    import cv2

    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(square, corners.astype(np.float32)), dtype=float)


def _closed_form(corners: Array, height: float, focal: float) -> tuple[Array, Array, float] | None:
    """Return axes, place of the facade's bottom left corner before the camera [m], and facade width [m]."""
    seen = _homography(corners) / np.array([[focal], [focal], [1.0]])
    size = float(np.linalg.norm(seen[:, 1])) / height
    if seen[2, 2] < 0:
        seen = -seen
    along, up = seen[:, 0] / size, seen[:, 1] / size
    width = float(np.linalg.norm(along))
    if not np.isfinite(seen).all() or width < 1e-6:
        return None
    u, _, v = np.linalg.svd(np.column_stack([along / width, up / height]), full_matrices=False)
    right, top = (u @ v).T
    return np.column_stack([right, np.cross(top, right), top]), seen[:, 2] / size, width


def _fit(lines: Lines, corners: Array, height: float, focals: list[float], held: float | None) -> Pose | None:
    """Try every focal length shortly, and follow the best few to the end."""
    near = _within(lines, corners)
    tried: list[_Fit] = []
    for focal in focals:
        first = _closed_form(corners, height, focal)
        if first is not None:
            start = _Fit(focal, *first)
            tried.append(_step(lines, near, corners, height, start, held, effort=SHORT) if held is None else start)
    done = []
    for start in sorted(tried, key=lambda fit: fit.cost)[:FOLLOWED]:
        fit = start
        for _ in range(ROUNDS):
            fit = _step(lines, near, corners, height, fit, held, effort=LONG)
        if np.isfinite(fit.cost) and SHORTEST_FOCAL < fit.focal < LONGEST_FOCAL and fit.place[2] > 0:
            done.append(fit)
    if not done:
        return None
    best = min(done, key=lambda fit: fit.cost)
    off = _seen(best.focal, best.axes, best.place, best.width, height) - corners
    return Pose(
        focal=best.focal,
        focal_error=best.error,
        axes=best.axes,
        axis=_owned(lines, near, best.focal, best.axes),
        eye=-best.axes.T @ best.place - np.array([best.width / 2, 0.0, 0.0]),
        facade_width=best.width,
        corner_miss=float(np.sqrt((off**2).sum(axis=1).mean())),
    )


@dataclass(frozen=True, eq=False)
class _Fit:
    """A state of the fit: lens, axes, the bottom left corner before the camera [m], facade width [m], and how bad it is."""

    focal: float
    axes: Array
    place: Array
    width: float
    error: float = 0.0
    cost: float = float("inf")


def _step(
    lines: Lines, near: NDArray[np.bool_], corners: Array, height: float, at: _Fit, held: float | None, effort: int
) -> _Fit:
    """Give each line to its axis, and fit once."""
    residual = _line_residual(lines, _owned(lines, near, at.focal, at.axes))
    scale = float(np.linalg.norm(at.place))

    def after(p: Array) -> _Fit:
        lens = held if held is not None else float(np.exp(p[3]))
        return _Fit(lens, _turned(at.axes, p[:3]), at.place + p[4:7] * scale, at.width * float(np.exp(p[7])))

    def misses(p: Array) -> Array:
        fit = after(p)
        off = _seen(fit.focal, fit.axes, fit.place, fit.width, height) - corners
        return np.concatenate([(off / CORNER_NOISE).ravel(), residual(fit.focal, fit.axes)])

    p0 = np.zeros(8)
    p0[3] = np.log(at.focal)
    p, error = _least(misses, p0, fixed=3 if held is not None else None, effort=effort)
    fit = after(p)
    off = _seen(fit.focal, fit.axes, fit.place, fit.width, height) - corners
    cost = float(((off / CORNER_NOISE) ** 2).sum()) + _unexplained(lines, near, fit.focal, fit.axes)
    return replace(fit, error=error, cost=cost if np.isfinite(cost) else float("inf"))


def _unexplained(lines: Lines, near: NDArray[np.bool_], focal: float, axes: Array) -> float:
    """Return the lines' part of the cost: a line that points nowhere costs as much as one that just belongs (MSAC)."""
    if not len(lines):
        return 0.0
    axis = _owned(lines, near, focal, axes)
    off = lines.misses(np.array([focal]), axes[None])[0][np.arange(len(lines)), axis]
    square = np.where(axis < 0, 9.0, np.minimum((off / LINE_NOISE) ** 2, 9.0))
    return float(square.sum() * min(1.0, 3 * MOST_SAY / len(lines)))


def _seen(focal: float, axes: Array, place: Array, width: float, height: float) -> Array:
    """Return where the corners of a facade are seen; nowhere sensible behind the camera."""
    ends = np.array([[0, 0, 0], [width, 0, 0], [width, 0, height], [0, 0, height]])
    local = ends @ axes.T + place
    return np.asarray(local[:, :2] / np.maximum(local[:, 2:], 1e-3) * focal)


def _within(lines: Lines, corners: Array) -> NDArray[np.bool_]:
    """Return which lines lie within the facade, or just outside."""
    middle = corners.mean(axis=0)
    grown = middle + (corners - middle) * BEYOND
    sides = np.roll(grown, -1, axis=0) - grown
    off = lines.middle[:, None, :2] - grown[None]
    return np.asarray((sides[:, 0] * off[..., 1] - sides[:, 1] * off[..., 0] <= 0).all(axis=1))


def _owned(lines: Lines, near: NDArray[np.bool_], focal: float, axes: Array) -> NDArray[np.int64]:
    """Return each line's axis: within the facade any of the three, elsewhere upright ones and those that lead away."""
    axis = lines.axis_of(focal, axes, OTHER_WALL_DEG)
    return np.where(near | (axis == 1), axis, -1)


def _line_residual(lines: Lines, axis: NDArray[np.int64]) -> Callable[[float, Array], Array]:
    """Return a function of focal length and axes that gives the misses of the longest lines, in standard errors."""
    rows = np.concatenate([np.flatnonzero(axis == k)[:MOST_SAY] for k in range(3)])
    own, kept = axis[rows], lines.take(rows)

    def residual(focal: float, axes: Array) -> Array:
        if not len(own):
            return np.zeros(0)
        off = kept.misses(np.array([focal]), axes[None])[0][np.arange(len(own)), own]
        return np.asarray(off / LINE_NOISE)

    return residual


def _least(misses: Callable[[Array], Array], p0: Array, fixed: int | None, effort: int) -> tuple[Array, float]:
    """Return the parameters of least squares (outliers weigh less), and the standard error of the fourth."""
    from scipy.optimize import least_squares

    free = np.array([k for k in range(len(p0)) if k != fixed])

    def spread(q: Array) -> Array:
        p = p0.copy()
        p[free] = q
        return p

    solved = least_squares(lambda q: misses(spread(q)), p0[free], loss="soft_l1", f_scale=2.0, max_nfev=effort)
    error = 0.0
    if fixed is None:
        information = solved.jac.T @ solved.jac
        surplus = max(1.0, 2.0 * solved.cost / max(len(solved.fun) - len(free), 1))
        inverse = np.linalg.pinv(information, rcond=1e-13, hermitian=True)
        _, values, vectors = np.linalg.svd(solved.jac, full_matrices=False)
        weak = (values < 1e-6 * values.max()) @ (vectors[:, 3] ** 2)
        error = float("inf") if weak > 1e-3 else float(np.sqrt(max(inverse[3, 3], 0.0) * surplus))
    return spread(np.asarray(solved.x)), error


def _turned(axes: Array, by: Array) -> Array:
    """Return directions turned by a rotation vector [rad] (Rodrigues)."""
    angle = float(np.sqrt(by @ by))
    if angle < 1e-12:
        return axes
    x, y, z = by / angle
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.asarray((np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * (cross @ cross)) @ axes)
