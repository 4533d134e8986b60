"""The plate's own pixels on the building: where each place of it is seen at rest, and which faces are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.distortion import overscan
from rushes.media.colour import LUMINANCE
from rushes.media.plate import Fit

Array = NDArray[np.float64]
Floats = NDArray[np.float32]

FINER: Final = 3
"""Faces are looked for at so many times the picture's size: a sliver between two windows is smaller than a pixel."""

USUAL_ALBEDO: Final = 0.42
"""What a facade's bright parts throw back of the light: brick 0.3, pale render 0.6."""

MOST_EXPOSED: Final = 4.0
"""A plate's light is followed by this factor at most, either way: more is another time of day, which the brief has to say."""

FACADE: Final = (0.0, -1.0, 0.0)
"""Outward normal of the facade."""


def projection_of(camera: CameraPath, fit: Fit, frame: int | None = None) -> Array:
    """Return what takes (x, y, z, 1) of the world at rest to the texture, shape [3, 4].

    The result is (u, v, 1) times a depth, u from the left and v from the bottom of the whole plate, 0 to 1.

    Args:
        camera: The camera that took the plate.
        fit: How the plate is laid into its picture; the texture is the scaled plate before it is cropped.
        frame: The frame whose picture it is; None the first.
    """
    frame = camera.frames.first if frame is None else frame
    to_camera = camera.rotation(frame).T * np.array([[1.0], [-1.0], [-1.0]])  # x right, y down, z ahead
    shift = -to_camera @ camera.position[camera.index(frame)]
    focal = camera.focal_px(frame)
    (wide, high), (left, top) = texture_of(camera, fit, frame)
    lens = np.array(
        [
            [focal / wide, 0.0, (camera.width / 2 + left) / wide],
            [0.0, -focal / high, 1.0 - (camera.height / 2 + top) / high],
            [0.0, 0.0, 1.0],
        ]
    )
    return np.asarray(lens @ np.column_stack([to_camera, shift]))


def texture_of(camera: CameraPath, fit: Fit, frame: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the size of the texture [px], and what of it lies left of and above the picture [px].

    It is the scaled plate; where the lens bends, that without distortion, larger so that nothing of the plate is lost.
    """
    wide, high = overscan(fit.scaled, camera.focal_px(frame), camera.lens)
    (left, top), more = fit.crop, (wide - fit.scaled[0], high - fit.scaled[1])
    return (wide, high), (left + more[0] // 2, top + more[1] // 2)


def places_in_texture(projection: Array, points: Array) -> Floats:
    """Return u and v of points at rest [m], shape [n, 3]; those behind the camera get no sensible ones."""
    seen = np.column_stack([points, np.ones(len(points))]) @ projection.T
    return np.asarray(seen[:, :2] / np.where(np.abs(seen[:, 2:]) < 1e-6, 1e-6, seen[:, 2:]), dtype=np.float32)


def seen_faces(pieces: Pieces, camera: CameraPath, frame: int | None = None) -> NDArray[np.bool_]:
    """Return which triangles of a building at rest the camera sees some of in a frame (None: the first), shape [T].

    Broken faces are never seen.
    """
    from rushes.engines.destruction.shot import pass_kernels

    fine = replace(camera, width=camera.width * FINER, height=camera.height * FINER)
    owner = np.repeat(np.arange(len(pieces)), np.diff(pieces.triangle_start))
    corner = pieces.triangles + pieces.vertex_start[owner][:, None]
    piece = np.repeat(np.arange(len(pieces)), np.diff(pieces.vertex_start))
    points = fine.project(pieces.vertices + pieces.centre[piece], camera.frames.first if frame is None else frame)
    shape = (fine.height, fine.width)
    nearest, hit = np.zeros(shape), np.full(shape, -1, np.int64)
    pass_kernels.raster(points, corner.astype(np.int64), 0.1, 0.0, 0.0, nearest, hit)
    seen = np.zeros(len(corner), dtype=bool)
    seen[np.unique(hit[hit >= 0])] = True
    return seen & (pieces.triangle_kind == 0)


def facade_irradiance(light: LightRig, normal: tuple[float, float, float] = FACADE) -> Floats:
    """Return the light that falls on a wall [per unit of its surface], ACEScg: sun, half of the sky, and what the ground throws back."""
    sun, sky = np.array(light.sun_colour) * light.sun_strength, np.array(light.sky_colour) * light.sky_strength * np.pi
    facing = max(float(np.dot(normal, light.sun_direction)), 0.0)
    ground = np.array(light.ground_albedo) * (sun * max(light.sun_direction[2], 0.0) + sky)
    return np.asarray(sun * facing + 0.5 * (sky + ground), dtype=np.float32)


def exposed_as(light: LightRig, facade: Array) -> LightRig:
    """Return the light so strong that it makes the facade as bright as a plate shows it, its colour left alone.

    Args:
        light: Sun and sky.
        facade: The light of the facade's bright parts in the plate, ACEScg, shape [3].
    """
    ours = USUAL_ALBEDO / np.pi * float(facade_irradiance(light) @ LUMINANCE)
    factor = float(np.clip(float(facade @ LUMINANCE) / max(ours, 1e-6), 1.0 / MOST_EXPOSED, MOST_EXPOSED))
    return replace(
        light,
        sun_strength=round(light.sun_strength * factor, 6),
        sky_strength=round(light.sky_strength * factor, 6),
    )


def projection_to_json(projection: Array) -> list[list[float]]:
    """Return the rows as plain numbers."""
    rows: list[list[float]] = np.round(projection, 10).tolist()
    return rows


def projection_from_json(rows: Any) -> Array:  # noqa: ANN401 - plain JSON
    """Read what ``projection_to_json`` gave."""
    return np.asarray(rows, dtype=float)
