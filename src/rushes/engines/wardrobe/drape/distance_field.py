"""The signed distance field of a body, or of a body that wears something: what cloth collides with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP_M = 0.006
"""Grid of the field [m]: at a wrist's curve its distance is off by a sixth of a millimetre."""

UNSURE_M = 0.001
"""What filling may be wrong by on the grid [m]: so much has to be filled before it counts."""

BAND_M = 0.036
"""How far from the skin the field is exact [m]; beyond it is just far, or deep."""


@dataclass(frozen=True, eq=False)
class DistanceField:
    """Distances on a grid.

    Attributes:
        values: Positive outside [m], shape [nx, ny, nz].
        low: Where the first of them is [m].
        step: How far they are apart [m].
    """

    values: NDArray[np.float32]
    low: Floats
    step: float

    def at(self, points: Floats) -> Floats:
        """Return the distances at points [m], shape [n]; outside the grid it is 1."""
        from rushes.engines.wardrobe.drape.distance_kernels import sample_all

        return np.asarray(sample_all(self.values, self.low, self.step, np.ascontiguousarray(points)))

    def grid(self) -> Floats:
        """Return where the grid's points are [m], shape [nx, ny, nz, 3]."""
        return np.asarray(np.moveaxis(np.indices(self.values.shape), 0, -1) * self.step + self.low)

    def filled(self, where: NDArray[np.bool_], narrow: float) -> DistanceField:
        """Return the field of the same with what is too narrow for cloth filled in: armpits, what is between fingers.

        It is closed, as pictures are (J. Serra, Image Analysis and Mathematical Morphology, 1982): grown by half of that, and shrunk again.

        Args:
            where: Only at these of the grid's points, shape [nx, ny, nz]: a collar lies in what is under a chin, trousers between the thighs.
            narrow: What is narrower than this is filled [m].
        """
        from scipy.ndimage import distance_transform_edt

        half = min(narrow / 2, float(self.values.max()) - self.step)
        within = self.values < half
        far, at = distance_transform_edt(within, sampling=self.step, return_indices=True)
        over = self.values[tuple(at)] - half  # of the nearest point outside, by which it is too far
        closed = half - (far - over) + UNSURE_M
        values = np.where(within & where, np.minimum(self.values, closed), self.values)
        return DistanceField(values.astype(np.float32), self.low, self.step)

    def write(self, path: Path) -> None:
        """Write the field."""
        np.savez(path, values=self.values.astype(np.float16), low=self.low, step=np.array(self.step))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what ``write`` wrote."""
        with np.load(path) as held:
            return cls(held["values"].astype(np.float32), held["low"], float(held["step"]))


def field_of(body: Body, step: float = STEP_M) -> DistanceField:
    """Return the field of a body's skin."""
    skin = body.mesh.triangles[(body.mesh.triangles < body.mesh.skin).all(axis=1)]
    return mesh_field(body.vertices, skin, step)


def mesh_field(points: Floats, corners: Ints, step: float = STEP_M, band: float = BAND_M) -> DistanceField:
    """Return the field of a closed mesh; where it has small holes, they count as skin that runs on.

    Args:
        points: Its points [m], shape [n, 3].
        corners: Its triangles, anticlockwise from outside, shape [m, 3].
        step: How far the grid's points are apart [m].
        band: How far from the mesh distances are exact [m].
    """
    from scipy.ndimage import label

    from rushes.engines.wardrobe.drape.distance_kernels import fill

    low = points[np.unique(corners)].min(axis=0) - band - 2 * step
    high = points[np.unique(corners)].max(axis=0) + band + 2 * step
    values = np.full(tuple(np.ceil((high - low) / step).astype(int) + 1), band, np.float32)
    faces, edges, corner_normals = _pseudonormals(points, corners)
    fill(values, low, step, band, np.ascontiguousarray(points), corners, faces, edges, corner_normals)
    untouched, count = label(values == np.float32(band))
    outside = untouched[0, 0, 0]
    for number in range(1, count + 1):
        if number != outside:
            values[untouched == number] = -band
    within = _wound(values.shape, low, step, points, corners)
    values[within] = -np.abs(values[within])
    return DistanceField(values, low, step)


def _wound(shape: tuple[int, ...], low: Floats, step: float, points: Floats, corners: Ints) -> NDArray[np.bool_]:
    """Say which of a grid's points a mesh goes around, seen along two axes of three at least: it may have small holes."""
    from rushes.engines.wardrobe.drape.distance_kernels import wind

    seen = np.zeros(shape, np.int8)
    for turn in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        count = np.zeros(tuple(shape[k] for k in turn), np.int16)
        wind(count, low[list(turn)], step, np.ascontiguousarray(points[:, turn]), corners)
        seen += (count > 0).transpose(np.argsort(turn))
    return np.asarray(seen >= 2)


def _pseudonormals(points: Floats, corners: Ints) -> tuple[Floats, Floats, Floats]:
    """Return normals of faces [m, 3], of their edges [m, 3, 3] and, weighted by angle, of points [n, 3]."""
    ends = points[corners]
    faces = np.cross(ends[:, 1] - ends[:, 0], ends[:, 2] - ends[:, 0])
    faces /= np.maximum(np.linalg.norm(faces, axis=1, keepdims=True), 1e-15)
    by_point = np.zeros_like(points)
    for k in range(3):
        one, two = ends[:, (k + 1) % 3] - ends[:, k], ends[:, (k + 2) % 3] - ends[:, k]
        lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1)
        angle = np.arccos(np.clip((one * two).sum(axis=1) / np.maximum(lengths, 1e-15), -1, 1))
        np.add.at(by_point, corners[:, k], faces * angle[:, None])
    pairs = np.sort(np.stack([corners, np.roll(corners, -1, axis=1)], axis=-1), axis=-1).reshape(-1, 2)
    _, back = np.unique(pairs, axis=0, return_inverse=True)
    by_edge = np.zeros((back.max() + 1, 3))
    np.add.at(by_edge, back.ravel(), np.repeat(faces, 3, axis=0))
    return faces, by_edge[back.ravel()].reshape(-1, 3, 3), by_point


def worn_field(field: DistanceField, points: Floats, corners: Ints, thickness: float) -> DistanceField:
    """Return the field of what is in a field and wears a garment over it: what an outer layer has to stay out of.

    Behind the garment's outer face counts as inside, as far as the band goes; over its open edges nothing does.

    Args:
        field: The body's, or that of what was put on it before.
        points: The garment's welded points [m], shape [n, 3].
        corners: Its triangles, anticlockwise from outside, shape [m, 3].
        thickness: Of its cloth [m]: half of it lies outside its points.
    """
    from rushes.engines.wardrobe.drape.distance_kernels import fill

    faces, edges, ends = _pseudonormals(points, corners)
    _unsigned(corners, edges, ends)
    values = np.full(field.values.shape, BAND_M, np.float32)
    fill(values, field.low, field.step, BAND_M, np.ascontiguousarray(points), corners, faces, edges, ends)
    values[values < BAND_M] -= np.float32(thickness / 2)
    return DistanceField(np.minimum(field.values, values), field.low, field.step)


def open_normals(points: Floats, corners: Ints) -> tuple[Floats, Floats, Floats]:
    """Return pseudonormals of a garment's triangles [m, 3], of their edges [m, 3, 3] and of points [n, 3]; no numbers where they are open."""
    faces, edges, ends = _pseudonormals(points, corners)
    _unsigned(corners, edges, ends, np.nan)
    return faces, edges, ends


def _unsigned(corners: Ints, edges: Floats, ends: Floats, none: float = 0.0) -> None:
    """Take the normals of open edges and of their points away, in place: what is nearest to them is outside, or inside when ``none`` is no number."""
    pairs = np.sort(np.stack([corners, np.roll(corners, -1, axis=1)], axis=-1), axis=-1).reshape(-1, 2)
    _, back, count = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    open_ones = (count == 1)[back.ravel()]
    edges[open_ones.reshape(-1, 3)] = none
    ends[np.unique(pairs[open_ones])] = none
