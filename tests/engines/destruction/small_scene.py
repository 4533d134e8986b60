"""Boxes that move in known ways, as the steps ``build`` and ``simulate`` would leave them."""

from fractions import Fraction

import numpy as np

from rushes.brief import Light
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.shot.light import light_rig
from rushes.engines.destruction.stage.scene import write_scene
from rushes.show import FrameRange

RATE = Fraction(24)
FRAMES = FrameRange(1001, 1004)
BOX = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=np.float32)
FACES = np.array(
    [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ],
    dtype=np.int32,
)  # fmt: skip
"""Counter-clockwise from outside: -x, +x, -y, +y, -z, +z, two triangles each."""

INNER = np.array([0] * 10 + [1] * 2, dtype=np.uint8)
"""The top is a broken face."""


def boxes(centres, halves, kinds):
    """Return pieces that are boxes; kinds are (material, member)."""
    count = len(centres)
    centre, half = np.array(centres, dtype=float), np.array(halves, dtype=float)
    volume = (2 * half).prod(axis=1)
    none = np.zeros(0, dtype=np.int32)
    return Pieces(
        vertices=(BOX[None] * half[:, None]).reshape(-1, 3).astype(np.float32),
        vertex_start=np.arange(count + 1) * len(BOX),
        triangles=np.tile(FACES, (count, 1)),
        triangle_start=np.arange(count + 1) * len(FACES),
        triangle_kind=np.tile(INNER, count),
        centre=centre,
        mass=volume * 2400.0,
        volume=volume,
        size=(2 * half).astype(np.float32),
        material=np.array([MATERIALS.index(material) for material, _ in kinds], dtype=np.uint8),
        member=np.array([MEMBERS.index(member) for _, member in kinds], dtype=np.uint8),
        storey=np.zeros(count, dtype=np.int16),
        bay=np.zeros((count, 2), dtype=np.int16),
        cluster=np.arange(count, dtype=np.int32),
        solid=np.arange(count, dtype=np.int32),
        bond_a=none,
        bond_b=none,
        bond_area=np.zeros(0, dtype=np.float32),
        bond_centre=np.zeros((0, 3), dtype=np.float32),
        bond_class=np.zeros(0, dtype=np.uint8),
        bond_strength=np.zeros(0),
        extent=np.array([(centre - half).min(axis=0), (centre + half).max(axis=0)]),
        storeys=1,
        floor_height=3.0,
        ground_height=3.0,
    )


def motion_of(pieces, shift=None, turn=None, scale=None, frames=FRAMES):
    """Return poses: piece k moves by shift[k] [m] and turns about z by turn[k] [rad] from frame to frame."""
    count, steps = len(pieces), np.arange(-1, len(frames) + 1)
    shift = np.zeros((count, 3)) if shift is None else np.asarray(shift, dtype=float)
    turn = np.zeros(count) if turn is None else np.asarray(turn, dtype=float)
    half = steps[:, None] * turn / 2
    zero = np.zeros_like(half)
    return Motion(
        frame=np.arange(frames.first - 1, frames.last + 2).astype(np.int32),
        position=(pieces.centre + steps[:, None, None] * shift).astype(np.float32),
        orientation=np.stack([np.cos(half), zero, zero, np.sin(half)], axis=-1).astype(np.float32),
        scale=np.ones((len(steps), count), np.float32) if scale is None else scale.astype(np.float32),
        released=np.full(count, np.inf, np.float32),
    )


def camera_at(y=-20.0, z=2.0, frames=FRAMES, width=64, height=36, drift=(0.0, 0.0, 0.0)):
    """Return a camera that looks along +Y, level."""
    half = np.sqrt(0.5)
    count = len(frames)
    return CameraPath(
        frames=frames,
        width=width,
        height=height,
        sensor_width_mm=36.0,
        position=np.array([0.0, y, z]) + np.arange(count)[:, None] * np.array(drift),
        orientation=np.tile([half, half, 0.0, 0.0], (count, 1)),
        focal_length_mm=np.full(count, 28.0),
    )


def light():
    return light_rig(Light(time_of_day="afternoon"), camera_azimuth_deg=0.0, seed=3)


def staged(path, pieces, motion, camera=None, frames=FRAMES):
    """Write a stage and return its path."""
    write_scene(
        path, pieces, motion, camera=camera or camera_at(frames=frames), light=light(), frames=frames, rate=RATE
    )
    return path
