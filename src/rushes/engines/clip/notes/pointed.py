"""Which thing of a clip a region of a frame shows, and where things stand in the version that a note is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.errors import BadInputError
from rushes.plan import Remark

Array = NDArray[np.float64]

LEAST_SHARED: Final = 0.05
"""Share of a region, and of what it shows, that have to be the other's for it to be meant: less is a neighbour's edge."""


@dataclass(frozen=True)
class Version:
    """The stage of the version that a note is about, as its folder holds it."""

    folder: Path

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What was asked, with the actors of each thing, and the camera."""
        path = self.folder / "scene" / "data" / "facts.json"
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise BadInputError(
                f"{path} can't be read, so that nobody can tell what the region shows. Name the thing in words."
            ) from error

    @cached_property
    def camera(self) -> CameraPath:
        """The camera of all frames."""
        return CameraPath.from_json(dict(self.facts["camera"]))

    @cached_property
    def stage(self) -> Any:  # noqa: ANN401 - pxr has no types
        """The USD stage."""
        from pxr import Usd

        found = sorted((self.folder / "scene").glob("*.usdc"))
        stage = Usd.Stage.Open(str(found[0])) if found else None
        if stage is None:
            raise BadInputError(
                f"{self.folder} has no stage, so that nobody can tell what the region shows. Name the thing in words."
            )
        return stage

    def box(self, actor: str, frame: int) -> Array | None:
        """Return the corners of an actor's box in the world [m], shape [8, 3]; None where it isn't there."""
        from pxr import Usd, UsdGeom

        prim = self.stage.GetPrimAtPath(f"/World/Things/{actor}")
        if not prim or UsdGeom.Imageable(prim).ComputeVisibility(frame) == UsdGeom.Tokens.invisible:
            return None
        held = UsdGeom.Mesh(prim).GetPointsAttr().Get(frame)
        if not held:
            return None
        points = np.array(held, float)
        matrix = np.array(UsdGeom.Xformable(prim).ComputeLocalToWorldTransform(Usd.TimeCode(frame)))
        ends = (points.min(axis=0), points.max(axis=0))
        corners = np.array([[x[0], y[1], z[2]] for x in ends for y in ends for z in ends])
        return corners @ matrix[:3, :3] + matrix[3, :3]

    def boxes(self, name: str, frame: int) -> list[Array]:
        """Return the boxes of all actors of a thing that are there in a frame."""
        actors = next((thing["actors"] for thing in self.facts["things"] if thing["name"] == name), ())
        return [box for actor in actors if (box := self.box(actor, frame)) is not None]

    def foot(self, name: str) -> Array | None:
        """Return the middle of a thing's foot in the first frame [m], shape [3]; None where it isn't there."""
        boxes = self.boxes(name, self.camera.frames.first)
        if not boxes:
            return None
        corners = np.concatenate(boxes)
        low, high = corners.min(axis=0), corners.max(axis=0)
        return np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])


def pointed_at(remark: Remark, version: Version) -> str:
    """Return the name of the thing that a remark's region shows: what fills most of it, and lies most within it.

    Raises:
        BadInputError: It shows no thing, or the version's stage can't be read.
    """
    assert remark.region is not None  # noqa: S101 - asked for a region alone
    frame, best = remark.frames.first, ("", 0.0)
    for thing in version.facts["things"]:
        shared = sum(_shared(remark.region, box, version.camera, frame) for box in version.boxes(thing["name"], frame))
        best = max(best, (thing["name"], shared), key=lambda one: one[1])
    if not best[0]:
        raise BadInputError(f"The region shows no thing of the clip in frame {frame}. Name what is meant in words.")
    return best[0]


def _shared(region: tuple[float, float, float, float], box: Array, camera: CameraPath, frame: int) -> float:
    """Return how much a region and a box's outline in the picture have in common: the square root of both shares' product, 0 where it is next to nothing."""
    seen = camera.project(box, frame)
    if (seen[:, 2] <= 0).any():
        return 0.0
    places = np.clip(seen[:, :2] / [camera.width, camera.height], 0.0, 1.0)
    low, high = places.min(axis=0), places.max(axis=0)
    left, top = np.maximum(low, region[:2])
    right, bottom = np.minimum(high, region[2:])
    common = max(0.0, right - left) * max(0.0, bottom - top)
    of_region = common / ((region[2] - region[0]) * (region[3] - region[1]))
    of_box = common / max(float(np.prod(high - low)), 1e-9)
    near = 1e-6 / float(seen[:, 2].mean())  # of two that fill it alike, the nearer one is seen
    return float(np.sqrt(of_region * of_box)) + near if max(of_region, of_box) >= LEAST_SHARED and common > 0 else 0.0
