"""Depth, normal, motion and cryptomatte of a stage's pieces, from the same poses the beauty is traced from.

They are drawn rather than traced: a renderer's own vector pass is empty once it blurs motion, and its depth is one
of a moving thing. These are sharp and exact, at the very moment of the frame; only the matte is blurred as the beauty is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.stage.scene import ScenePieces

FAR_M = 1e10
"""Depth where there is nothing [m]."""

NEAR_M = 0.1

SURELY_BACK = 0.25
"""Twice the area [px2] from which a triangle that shows its back at both ends of a shutter and in its middle never shows its front."""

MATTE_SAMPLES = 16
"""Samples per pixel of the matte: coverage in steps of a sixteenth, spread over pixel and shutter."""

MATTE_RANKS = 6

MATTE_NAME = "CryptoObject"

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Passes:
    """What a frame's geometry says at every pixel's centre.

    Attributes:
        depth: Along the camera's axis [m], shape [height, width]; ``FAR_M`` where there is nothing.
        normal: Unit vector in the world, facing the camera, shape [height, width, 3]; 0 where there is nothing.
        motion: To the next frame [px], x right, y down, shape [height, width, 2]; 0 where there is nothing.
    """

    depth: Floats
    normal: Floats
    motion: Floats


def draw_passes(pieces: ScenePieces, camera: CameraPath, frame: int) -> Passes:
    """Draw depth, normal and motion of one frame."""
    from rushes.engines.destruction.shot import pass_kernels

    world, after = pieces.world(frame), pieces.world(frame + 1)
    points = camera.project(world, frame)
    nearest, hit = _empty(camera)
    pass_kernels.raster(points, pieces.triangles, NEAR_M, 0.0, 0.0, nearest, hit, pieces.closed)
    rows, columns = np.nonzero(hit >= 0)
    corners = pieces.triangles[hit[rows, columns]]
    depth = np.full(hit.shape, FAR_M, np.float32)
    depth[rows, columns] = 1.0 / nearest[rows, columns]
    weights = _weights(points, corners, np.column_stack([columns + 0.5, rows + 0.5]))
    landing = camera.project((weights[..., None] * after[corners]).sum(axis=1), frame + 1)
    motion = np.zeros((*hit.shape, 2), np.float32)
    motion[rows, columns] = landing[:, :2] - np.column_stack([columns + 0.5, rows + 0.5])
    normal = np.zeros((*hit.shape, 3), np.float32)
    normal[rows, columns] = facing(world[corners], camera.position[camera.index(frame)])
    return Passes(depth=depth, normal=normal, motion=motion)


def draw_matte(pieces: ScenePieces, camera: CameraPath, frame: int, *, shutter: float, seed: int) -> dict[str, Floats]:
    """Draw the cryptomatte of one frame: three layers of two ranks each, float, blurred as the shutter blurs.

    Args:
        pieces: What is seen.
        camera: By whom.
        frame: When.
        shutter: How long it is open [frames], centred on the frame.
        seed: Of the sampling.

    Returns:
        Planes by channel name, ``CryptoObject00.R`` and so on; float32.
    """
    return matte_planes(pieces, who_is_seen(pieces, camera, frame, shutter=shutter, seed=seed))


def who_is_seen(pieces: ScenePieces, camera: CameraPath, frame: int, *, shutter: float, seed: int) -> NDArray[np.int32]:
    """Return the piece at each sample of each pixel, -1 for none, shape [samples, height, width]; see ``draw_matte``."""
    from rushes.engines.destruction.shot import pass_kernels

    chance = np.random.default_rng((seed, frame))
    side = int(MATTE_SAMPLES**0.5)
    shutters = (chance.permutation(MATTE_SAMPLES) + 0.5) / MATTE_SAMPLES - 0.5
    seen = np.empty((MATTE_SAMPLES, camera.height, camera.width), np.int32)
    moments = [_between(pieces, camera, frame + shutter * part) for part in (-0.5, 0.0, 0.5)]
    rows = pass_kernels.perhaps_seen(
        *moments, pieces.triangles, pieces.closed, _hiding(pieces, moments, camera), SURELY_BACK
    )
    triangles, owner = pieces.triangles[rows], pieces.owner[rows]
    closed = int(np.searchsorted(rows, pieces.closed))
    for index in range(MATTE_SAMPLES):
        points = _along(moments, float(shutters[index]))
        x, y = (index % side + chance.random()) / side - 0.5, (index // side + chance.random()) / side - 0.5
        nearest, hit = _empty(camera)
        pass_kernels.raster(points, triangles, NEAR_M, x, y, nearest, hit, closed)
        seen[index] = np.where(hit >= 0, owner[hit], -1) if len(owner) else -1
    return seen


def _hiding(pieces: ScenePieces, moments: list[NDArray[np.float64]], camera: CameraPath) -> NDArray[np.float64]:
    """Return 1 / depth of what hides the rest at both ends of a shutter and in its middle, wherever in a pixel one looks.

    The least of a pixel and its neighbours at the three moments, so that a triangle behind it is seen by no sample.
    """
    import cv2

    from rushes.engines.destruction.shot import pass_kernels

    least: NDArray[np.float64] | None = None
    for points in moments:
        nearest, hit = _empty(camera)
        pass_kernels.raster(points, pieces.triangles, NEAR_M, 0.0, 0.0, nearest, hit, pieces.closed)
        least = nearest if least is None else np.minimum(least, nearest)
    return np.asarray(cv2.erode(least, np.ones((3, 3), np.uint8)))


def matte_planes(pieces: ScenePieces, seen: NDArray[np.int32]) -> dict[str, Floats]:
    """Return the cryptomatte's planes of what ``who_is_seen`` gave."""
    from rushes.engines.destruction.shot import pass_kernels

    piece, share = pass_kernels.ranks(seen, MATTE_RANKS)
    ids = np.array([*(matte_id(name) for name in pieces.names), 0.0], dtype=np.float32)[piece]
    planes = {}
    for rank in range(MATTE_RANKS):
        layer, first = f"{MATTE_NAME}{rank // 2:02d}", rank % 2 == 0
        planes[f"{layer}.{'R' if first else 'B'}"] = ids[..., rank]
        planes[f"{layer}.{'G' if first else 'A'}"] = share[..., rank]
    return planes


def matte_header(names: Sequence[str]) -> Mapping[str, str]:
    """Return the header that makes the matte's planes a Cryptomatte (specification 1.2), with its manifest."""
    key = f"cryptomatte/{murmur(MATTE_NAME.encode()):08x}"[:19]
    manifest = {name: f"{int(np.float32(matte_id(name)).view(np.uint32)):08x}" for name in names}
    return {
        f"{key}/name": MATTE_NAME,
        f"{key}/hash": "MurmurHash3_32",
        f"{key}/conversion": "uint32_to_float32",
        f"{key}/manifest": json.dumps(manifest, separators=(",", ":")),
    }


def matte_id(name: str) -> np.float32:
    """Return a name's id as Cryptomatte has it: its hash read as a float that is neither denormal nor infinite."""
    bits = murmur(name.encode("utf-8"))
    exponent = bits >> 23 & 255
    if exponent in {0, 255}:
        bits ^= 1 << 23
    return np.uint32(bits).view(np.float32)


def murmur(data: bytes, seed: int = 0) -> int:
    """Return MurmurHash3 x86 32 of bytes."""
    mask, state = 0xFFFFFFFF, seed
    whole = len(data) // 4 * 4
    for start in range(0, whole, 4):
        state ^= _scrambled(int.from_bytes(data[start : start + 4], "little"))
        state = ((state << 13 | state >> 19) * 5 + 0xE6546B64) & mask
    if len(data) > whole:
        state ^= _scrambled(int.from_bytes(data[whole:], "little"))
    state ^= len(data)
    state = (state ^ state >> 16) * 0x85EBCA6B & mask
    state = (state ^ state >> 13) * 0xC2B2AE35 & mask
    return state ^ state >> 16


def _scrambled(block: int) -> int:
    block = block * 0xCC9E2D51 & 0xFFFFFFFF
    return (block << 15 | block >> 17) * 0x1B873593 & 0xFFFFFFFF


def _empty(camera: CameraPath) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    shape = (camera.height, camera.width)
    return np.zeros(shape), np.full(shape, -1, np.int64)


def _between(pieces: ScenePieces, camera: CameraPath, time: float) -> NDArray[np.float64]:
    """Project at a moment between frames: pieces blend their poses, the picture blends the camera's two views."""
    world = pieces.world(time)
    low = int(np.floor(time))
    share = time - low
    first = camera.project(world, low)
    if share == 0.0 or camera.index(low) == camera.index(low + 1):
        return first
    return np.asarray((1.0 - share) * first + share * camera.project(world, low + 1))


def _along(moments: list[NDArray[np.float64]], part: float) -> NDArray[np.float64]:
    """Return places in the picture at a part of the shutter, -0.5 to 0.5: straight between its two ends and its middle.

    So the renderer blurs, too. What is behind the camera at one end is left out.
    """
    first, second = (moments[0], moments[1]) if part < 0.0 else (moments[1], moments[2])
    share = 2.0 * part + (1.0 if part < 0.0 else 0.0)
    points = first + share * (second - first)
    points[:, 2] = np.where(np.minimum(first[:, 2], second[:, 2]) < NEAR_M, 0.0, points[:, 2])
    return np.asarray(points)


def _weights(points: NDArray[np.float64], corners: NDArray[np.int64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each corner's weight in the world for a place in the picture, shape [k, 3]."""
    flat, depth = points[corners][..., :2] - at[:, None], points[corners][..., 2]
    across = np.stack([_cross(flat[:, (k + 1) % 3], flat[:, (k + 2) % 3]) for k in range(3)], axis=-1) / depth
    return np.asarray(across / across.sum(axis=1, keepdims=True))


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def facing(corners: NDArray[np.float64], eye: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each triangle's unit normal, on the side that an eye sees, shape [k, 3]; corners are [k, 3, 3] in the world."""
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
    away = ((corners[:, 0] - eye) * normal).sum(axis=1) > 0
    return np.asarray(np.where(away[:, None], -normal, normal))
