"""What a clip's frames show of its things: mattes, from the traced ones where they were made, else out of depth."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines import CameraPath, Take
from rushes.inspection.bodies import data_file
from rushes.inspection.pictures import comp_frames
from rushes.media.cryptomatte import owners_of
from rushes.media.exr import read_exr

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

MARGIN_M: Final = 0.02
"""A surface that is so close to a thing's box is the thing's [m]; depth is a half float in some drafts."""

FOOT_M: Final = 0.01
"""What a thing stands on is not the thing: its box begins so much above its foot, where it is taller than a few times that [m]."""

STILL_M: Final = 0.002
"""What moves less than this has not moved [m]."""

KEPT: Final = 12
"""Frames that are kept open: checks that look at the same ones in turn read them once."""


@dataclass(frozen=True, eq=False)
class Sight:
    """One frame.

    Attributes:
        frame: Its number.
        colour: ACEScg, shape [height, width, 3].
        depth: Along the camera's axis [m], shape [height, width].
        places: Where each pixel's surface is in the world [m], shape [height, width, 3].
        smoky: Whether fire, smoke or dust is in it.
        owners: Share of each pixel that is each thing's, by prim name; None where no mattes were traced.
    """

    frame: int
    colour: NDArray[np.float32]
    depth: NDArray[np.float32]
    places: NDArray[np.float32]
    smoky: bool
    owners: Mapping[str, Array] | None


@dataclass(frozen=True, eq=False)
class Sights:
    """A clip's frames, and the stage that they are to show.

    Attributes:
        facts: What was asked, as ``facts.json`` has it.
        frames: Composited frames by number.
        camera: Over all frames.
        stage: The USD stage.
    """

    facts: Mapping[str, Any]
    frames: Mapping[int, Path]
    camera: CameraPath
    stage: Any

    def sight(self, frame: int) -> Sight:
        """Return a frame, read.

        Raises:
            BadInputError: It can't be read.
        """
        return _sight(self, frame)

    def prims(self, actors: Iterable[str]) -> tuple[str, ...]:
        """Return the names of the prims that some actors are made of: themselves, and the pieces that come off them."""
        wanted = tuple(actors)
        starts = tuple(f"{name}_piece_" for name in wanted)
        return tuple(name for name in _names(self.stage) if name in wanted or name.startswith(starts))

    def moving(self, frame: int, later: int) -> tuple[str, ...]:
        """Return the prims that move, come or go on the stage from one frame to a later one."""
        poses = [(name, _box(self.stage, name, frame), _box(self.stage, name, later)) for name in _names(self.stage)]
        return tuple(
            name
            for name, one, two in poses
            if (one is None) != (two is None)
            or (
                one is not None
                and two is not None
                and any(np.abs(a - b).max() > STILL_M for a, b in zip(one, two, strict=True))
            )
        )

    def matte(self, frame: int, prims: Iterable[str], posed: int | None = None) -> Mask:
        """Return where some prims are seen.

        Args:
            frame: In which frame.
            prims: Their names.
            posed: Where each stood in that frame: what was there and has left isn't seen; None in the same.
        """
        sight = self.sight(frame)
        there = np.zeros(sight.depth.shape, bool)
        for name in prims:
            if sight.owners is not None and posed is None:
                there |= sight.owners.get(name, np.zeros(1)) > 0.5
                continue
            box = _box(self.stage, name, frame if posed is None else posed)
            if box is None:
                continue
            inside = _inside(self.camera, sight, *box)
            if sight.owners is not None:
                inside &= sight.owners.get(name, np.zeros(1)) > 0.5
            there |= inside
        return there


def sights_of(take: Take) -> Sights | None:
    """Return a clip's frames beside its stage; None where one of them is not in the take."""
    path = data_file(take, "facts.json")
    scene = next((path for path in take.paths("scene") if path.suffix == ".usdc"), None)
    frames = comp_frames(take)
    if take.kind != "clip" or path is None or scene is None or not frames:
        return None
    from pxr import Usd

    facts = json.loads(path.read_text(encoding="utf-8"))
    return Sights(facts, frames, CameraPath.from_json(facts["camera"]), Usd.Stage.Open(str(scene)))


@lru_cache(maxsize=KEPT)
def _sight(sights: Sights, frame: int) -> Sight:
    exr = read_exr(sights.frames[frame])
    colour = exr.picture()[..., :3].astype(np.float32)
    depth = exr.channels["depth.Z"].astype(np.float32)
    right, up = sights.camera.sight(frame, depth.shape[1], depth.shape[0])
    way = np.stack([right, up, -np.ones_like(right)], axis=-1) @ sights.camera.rotation(frame).T
    places = sights.camera.position[sights.camera.index(frame)] + way * depth[..., None]
    return Sight(frame, colour, depth, places.astype(np.float32), "smoke.A" in exr.channels, owners_of(exr))


@lru_cache(maxsize=2)
def _names(stage: Any) -> tuple[str, ...]:  # noqa: ANN401 - pxr has no types
    things = stage.GetPrimAtPath("/World/Things")
    return tuple(prim.GetName() for prim in things.GetChildren()) if things else ()


@lru_cache(maxsize=4096)
def _box(stage: Any, name: str, frame: int) -> tuple[Array, Array, Array] | None:  # noqa: ANN401
    """Return a prim's lowest and highest corner about its own origin, and its matrix; None where it isn't there."""
    from pxr import Usd, UsdGeom

    prim = stage.GetPrimAtPath(f"/World/Things/{name}")
    if not prim or UsdGeom.Imageable(prim).ComputeVisibility(frame) == UsdGeom.Tokens.invisible:
        return None
    points = np.array(UsdGeom.Mesh(prim).GetPointsAttr().Get(frame), float)
    matrix = np.array(UsdGeom.Xformable(prim).ComputeLocalToWorldTransform(Usd.TimeCode(frame)))
    return points.min(axis=0), points.max(axis=0), matrix


def _inside(camera: CameraPath, sight: Sight, low: Array, high: Array, matrix: Array) -> Mask:
    """Return which pixels' surfaces lie in a box that is turned and moved."""
    there = np.zeros(sight.depth.shape, bool)
    corners = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    seen = camera.project(corners @ matrix[:3, :3] + matrix[3, :3], sight.frame)
    height, width = sight.depth.shape
    if (seen[:, 2] <= 0).all():
        return there
    across = seen[:, :2] * (width / camera.width) if (seen[:, 2] > 0).all() else np.array([[0, 0], [width, height]])
    left, top = np.clip(np.floor(across.min(axis=0)).astype(int) - 2, 0, [width, height])
    right, bottom = np.clip(np.ceil(across.max(axis=0)).astype(int) + 2, 0, [width, height])
    local = (sight.places[top:bottom, left:right] - matrix[3, :3]) @ np.linalg.inv(matrix[:3, :3])
    begins = low - MARGIN_M
    upward = matrix[:3, 2]
    if high[2] - low[2] > 4 * FOOT_M and upward[2] > 0.99:
        begins[2] = low[2] + FOOT_M
    there[top:bottom, left:right] = ((local > begins) & (local < high + MARGIN_M)).all(axis=-1)
    return there
