"""Shafts of sun in the haze of a room: single scattering, exact along each line of sight, without a grain of noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.dressing.mesh import Floats
from rushes.engines.dressing.surface import Rgb
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.setup import SENSOR_M
from rushes.engines.setdesign.scene.colour_temperature import balance_of, lamp_colour
from rushes.engines.setdesign.scene.lights import SUN_LX, toward_ground
from rushes.engines.setdesign.scene.piece import Camera
from rushes.engines.setdesign.scene.shell import face, hole

SCATTER_PER_M = 0.035
"""Of haze 1: a smoked stage, in which three hundredths and a half of a beam are scattered on each metre."""

FORWARD = 0.35
"""Asymmetry of stage haze: brighter toward the sun."""

LONGEST_M = 25.0


@dataclass(frozen=True)
class Shaft:
    """A prism of sunlight.

    Attributes:
        corners: The opening that it comes through, on the room's side, convex, shape [n, 3] [m].
        toward: Direction of the light, length 1.
        illuminance: Across it [lx].
        colour: Linear Rec.709.
    """

    corners: Floats
    toward: Floats
    illuminance: float
    colour: Rgb


def shafts(room: Room) -> tuple[Shaft, ...]:
    """Return the shafts that the sun throws into a room: of each opening, what passes its outer and its inner edge."""
    day = room.daylight
    if day.sun <= 0 or day.motive == "none" or day.elevation_deg <= 0:
        return ()
    toward = np.asarray(toward_ground(day.azimuth_deg, day.elevation_deg))
    made = []
    for wall in room.walls:
        origin, across, inward = face(wall)
        if toward @ inward < 0.05 or wall.partition:
            continue
        for opening in room.on(wall.name):
            if opening.kind not in {"window", "slit"} or opening.beyond in {"dark", "corridor", "room"}:
                continue
            slide = toward / (toward @ inward) * wall.thickness
            shift = (float(slide @ across), float(slide[2]))
            ring = np.asarray(hole(opening, wall.length))
            grow = float(opening.style.get("splay", 0.0))
            left, low = ring.min(axis=0) + shift, None
            right, high = ring.max(axis=0) + shift, None
            low, high = float(left[1]), float(right[1])
            x0, x1 = (
                max(float(left[0]), float(ring[:, 0].min()) - grow),
                min(float(right[0]), float(ring[:, 0].max()) + grow),
            )
            z0, z1 = max(low, opening.sill - grow), min(high, opening.top + grow)
            if x1 - x0 > 0.01 and z1 - z0 > 0.01:
                corners = [
                    origin + across * x + np.array([0.0, 0.0, z]) for x, z in ((x0, z0), (x1, z0), (x1, z1), (x0, z1))
                ]
                made.append(
                    Shaft(np.stack(corners), toward, SUN_LX * day.sun, lamp_colour(day.kelvin, balance_of(day)))
                )
    for piece in room.ceiling.pieces:
        if piece.kind == "skylight":
            ring2 = np.asarray(piece.ring())
            slide = toward / -toward[2] * room.ceiling.thickness
            low2 = np.maximum(ring2.min(axis=0), ring2.min(axis=0) + slide[:2])
            high2 = np.minimum(ring2.max(axis=0), ring2.max(axis=0) + slide[:2])
            if np.all(high2 - low2 > 0.01):
                z = room.ceiling.height
                corners = [
                    np.array([x, y, z])
                    for x, y in ((low2[0], low2[1]), (high2[0], low2[1]), (high2[0], high2[1]), (low2[0], high2[1]))
                ]
                made.append(
                    Shaft(np.stack(corners), toward, SUN_LX * day.sun, lamp_colour(day.kelvin, balance_of(day)))
                )
    return tuple(made)


def rays(camera: Camera, width: int, height: int) -> Floats:
    """Return the direction of each pixel's line of sight, length 1, shape [height, width, 3]."""
    ahead = np.subtract(camera.target, camera.at)
    ahead = ahead / np.linalg.norm(ahead)
    right = np.cross(ahead, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    up = np.cross(right, ahead)
    half = SENSOR_M[0] * 1000 / camera.lens_mm / 2
    x = ((np.arange(width) + 0.5) / width * 2 - 1) * half
    y = (1 - (np.arange(height) + 0.5) / height * 2) * half * height / width
    sight = ahead + x[None, :, None] * right + y[:, None, None] * up
    return np.asarray(sight / np.linalg.norm(sight, axis=-1, keepdims=True))


def haze_light(
    camera: Camera, depth: NDArray[np.float32], shafts_of: Sequence[Shaft], haze: float
) -> NDArray[np.float32]:
    """Return the light that haze scatters toward the camera out of shafts, linear Rec.709 on the scene's scale.

    A shaft is a convex prism, so each line of sight is in it once: from where it enters to where it leaves or meets a surface.
    Along that the beam's scattering with the phase function of Henyey and Greenstein (1941), dimmed by the haze before it.
    Furniture in a shaft throws no shadow into the haze.

    Args:
        camera: Whose picture.
        depth: Distance to the first surface along the view's axis [m], shape [height, width].
        shafts_of: The shafts.
        haze: 0 to 1.

    Returns:
        Shape [height, width, 3].
    """
    from rushes.engines.setdesign.scene.usd_facts import LIGHT_SCALE

    height, width = depth.shape
    sight = rays(camera, width, height)
    ahead = np.subtract(camera.target, camera.at)
    ahead = ahead / np.linalg.norm(ahead)
    reach = np.minimum(depth / np.maximum(sight @ ahead, 1e-3), LONGEST_M)
    made = np.zeros((height, width, 3))
    scatter = SCATTER_PER_M * haze
    for shaft in shafts_of:
        near, far = through(np.asarray(camera.at), sight, shaft)
        far = np.minimum(far, reach)
        cosine = sight @ shaft.toward
        phase = (1 - FORWARD**2) / (4 * math.pi * (1 + FORWARD**2 + 2 * FORWARD * cosine) ** 1.5)
        seen = np.where(far > near, np.exp(-scatter * near) - np.exp(-scatter * np.maximum(far, near)), 0.0)
        made += (seen * phase * shaft.illuminance * LIGHT_SCALE)[..., None] * np.asarray(shaft.colour)
    return made.astype(np.float32)


def through(origin: Floats, sight: Floats, shaft: Shaft) -> tuple[Floats, Floats]:
    """Return where lines of sight enter and leave a shaft [m]; they miss it where the first is not less than the second.

    Args:
        origin: Where all start [m], shape [3].
        sight: Their directions, shape [..., 3].
        shaft: Which.
    """
    near, far = np.zeros(sight.shape[:-1]), np.full(sight.shape[:-1], LONGEST_M)
    middle = shaft.corners.mean(axis=0)
    cap = np.cross(shaft.corners[1] - shaft.corners[0], shaft.corners[2] - shaft.corners[1])
    cap = cap / np.linalg.norm(cap) * (1.0 if cap @ shaft.toward > 0 else -1.0)
    planes = [(cap, float(cap @ middle))]
    for start, end in zip(shaft.corners, np.roll(shaft.corners, -1, axis=0), strict=True):
        side = np.cross(end - start, shaft.toward)
        side = side / np.linalg.norm(side) * (1.0 if side @ (middle - start) > 0 else -1.0)
        planes.append((side, float(side @ start)))
    for normal, offset in planes:  # inside is where normal . x > offset
        speed = sight @ normal
        at = (offset - origin @ normal) / np.where(np.abs(speed) < 1e-9, 1e-9, speed)
        near = np.where(speed > 0, np.maximum(near, at), near)
        far = np.where(speed < 0, np.minimum(far, at), far)
    return near, far
