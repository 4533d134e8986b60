"""How much a lens bends, read from the plate's own lines: those that are straight in a city have to come out straight.

The plumb-line method of Brown, "Close-range camera calibration" (Photogrammetric Engineering 37, 1971), on edges that a picture has
anyhow, as Devernay and Faugeras, "Straight lines have to be straight" (Machine Vision and Applications 13, 2001).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.distortion import Distortion
from rushes.media.colour import SRGB_TEXTURE, for_display
from rushes.media.picture import Picture
from rushes.media.plate import to_light

Array = NDArray[np.float64]

WORKING_PX: Final = 1600
"""Longest side at which edges are looked at."""

LONGEST_LINES: Final = 160
"""As many lines count at most, the longest."""

SHORTEST: Final = 0.09
"""Shortest line, as a share of the picture's width: a short one has no bow to speak of."""

STRAIGHT: Final = 0.02
"""A line's points leave its chord by no more than this share of its length; more is an arch, or two things."""

FEWEST_LINES: Final = 12

SURE: Final = 3.0
"""The bow is followed when it is so many standard errors from none."""

SEEN_PX: Final = 0.8
"""And when the longest line's middle leaves its chord by so many pixels of the plate at least."""

MOST: Final = 0.8
"""Largest coefficient that is believed, for places measured in half widths: a fisheye is not a lens of this kind."""


@dataclass(frozen=True)
class Bow:
    """What the lines say of the lens.

    Attributes:
        k1: Coefficient of the square of the distance from the middle, in picture widths; 0 where none is seen.
        error: Its standard error.
        lines: How many lines spoke.
        bow_px: By how much the picture's corners are moved [px].
        seen: Whether it is followed.
    """

    k1: float
    error: float
    lines: int
    bow_px: float
    seen: bool

    def lens(self, focal: float) -> Distortion:
        """Return the lens for a focal length in picture widths."""
        return Distortion(round(self.k1 * focal**2, 6)) if self.seen else Distortion()

    @property
    def note(self) -> str:
        """What was found, as a sentence."""
        if self.seen:
            return (
                f"The lens bends: {self.lines} lines ask for a shift of {self.bow_px:.1f} px in the picture's corners "
                f"(give or take {abs(100 * self.error / self.k1):.0f} %)."
            )
        if self.lines < FEWEST_LINES:
            return f"Only {self.lines} long lines were found: whether the lens bends is not told. It is taken to be straight."
        return f"No bow is seen in {self.lines} long lines: the lens is taken to be straight."


def find_bow(picture: Picture) -> Bow:
    """Estimate the first coefficient of a lens from the plate's long edges. Deterministic."""
    from scipy.optimize import least_squares

    width, height = picture.size
    lines = _long_edges(picture)
    if len(lines) < FEWEST_LINES:
        return Bow(0.0, 0.0, len(lines), 0.0, seen=False)

    def misses(p: Array) -> Array:
        lens = Distortion(float(p[0]))
        return np.concatenate([_off_line(lens.undistorted(line)) / NOISE for line in lines])

    solved = least_squares(misses, [0.0], loss="soft_l1", f_scale=1.0, bounds=(-4 * MOST, 4 * MOST), diff_step=1e-3)
    k1 = float(solved.x[0])
    steep = float((solved.jac**2).sum())
    # Points of one line err together: as if each line had four of its own.
    share = max(1.0, len(solved.fun) / (4 * len(lines)))
    surplus = max(1.0, 2.0 * float(solved.cost) / max(len(solved.fun) - 1, 1))
    error = float(np.sqrt(surplus * share / max(steep, 1e-12)))
    corner = np.array([[0.5, 0.5 * height / width]])
    moved = float(np.hypot(*(Distortion(k1).distorted(corner) - corner).T)[0]) * width
    seen = abs(k1) > SURE * error and moved > SEEN_PX
    return Bow(k1 if seen else 0.0, error, len(lines), moved, seen=seen)


NOISE: Final = 0.5 / WORKING_PX
"""How far a point of an edge is off its line [picture widths]."""


def _off_line(points: Array) -> Array:
    """Return how far points lie off the line that fits them best."""
    off = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(off, full_matrices=False)
    return np.asarray(off @ axes[1])


def _long_edges(picture: Picture) -> list[Array]:
    """Return long edges that are nearly straight, each as points from the picture's middle in widths, shape [n, 2]."""
    import cv2

    width, height = picture.size
    small = min(1.0, WORKING_PX / max(width, height))
    size = (max(round(width * small), 1), max(round(height * small), 1))
    if small < 1.0:
        picture = replace(picture, pixels=cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA))
    shown = picture.pixels if picture.space == SRGB_TEXTURE else for_display(to_light(picture))
    grey = np.clip(shown, 0.0, 1.0) @ np.array([0.299, 0.587, 0.114], np.float32)
    grey = cv2.GaussianBlur((grey * 255).astype(np.uint8), (0, 0), 1.0)
    edges = cv2.Canny(grey, 30, 80, L2gradient=True) > 0
    across, down = (cv2.Sobel(grey, cv2.CV_32F, *order, ksize=3) for order in ((1, 0), (0, 1)))
    found: list[Array] = []
    for upright in (False, True):
        # What runs one way alone, so that a corner does not make one edge of two.
        steep = np.abs(across) > 1.7 * np.abs(down) if upright else np.abs(down) > 1.7 * np.abs(across)
        found += _runs(edges & steep, size)
    found.sort(key=lambda line: -float(np.ptp(line, axis=0).max()))
    return found[:LONGEST_LINES]


def _runs(edges: NDArray[np.bool_], size: tuple[int, int]) -> list[Array]:
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(edges.astype(np.uint8), connectivity=8)
    long = [
        k
        for k in range(1, count)
        if max(stats[k, cv2.CC_STAT_WIDTH], stats[k, cv2.CC_STAT_HEIGHT]) >= SHORTEST * size[0]
    ]
    runs = []
    for k in long:
        left, top, wide, high = (int(stats[k, column]) for column in range(4))
        rows, columns = np.nonzero(labels[top : top + high, left : left + wide] == k)
        points = np.column_stack([columns + left + 0.5 - size[0] / 2, rows + top + 0.5 - size[1] / 2]) / size[0]
        length = float(np.hypot(*np.ptp(points, axis=0)))
        if float(np.abs(_off_line(points)).max()) < STRAIGHT * length:
            runs.append(points[:: max(1, len(points) // 120)])
    return runs


def bow_to_json(bow: Bow) -> dict[str, Any]:
    """Return plain JSON values."""
    return {"lines": bow.lines, "bow_px": round(bow.bow_px, 2), "followed": bow.seen, "note": bow.note}
