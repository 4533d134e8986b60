"""Is any piece under the ground?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.bodies import Bodies, data_file, lowest_points, read_bodies

DEEPEST = 0.02
"""Metres that a corner may dip below the ground: a collision margin, and nothing that a picture shows."""


STIRS_M = 0.01
"""Of a clip, what moves less than this stands where it was put [m]."""


def under_ground(take: Take) -> tuple[Finding, ...]:
    """Measure how deep the deepest corner of any piece goes below the ground (z = 0) in any frame.

    Corners come from ``building.npz``, of a clip from the meshes on its stage; in a take without either each piece's centre stands for it.
    """
    bodies = read_bodies(take)
    if bodies is None or not bodies.position.size:
        return ()
    pieces, drawn = data_file(take, "building.npz"), _drawn(take)
    if drawn is not None:
        low = _of_clip(bodies, *drawn)
    elif pieces is None:
        low = bodies.position[:, :, 2].astype(float)
    else:
        with np.load(pieces) as building:
            low = lowest_points(bodies, building["vertices"], building["vertex_start"])
    depth = max(0.0, -float(low.min()))
    row, piece = np.unravel_index(int(low.argmin()), low.shape)
    sunk = int((low < -DEEPEST).any(axis=0).sum())
    detail = (
        f"{sunk} of {low.shape[1]} pieces go deeper than {DEEPEST} m; the deepest is piece {piece} at frame "
        f"{int(bodies.frame[row])}. Simulate with smaller steps, or look at the building's foot."
    )
    return (Finding("under_ground", depth <= DEEPEST, round(depth, 4), DEEPEST, "m", detail * (depth > DEEPEST)),)


def _drawn(take: Take) -> tuple[NDArray[np.float64], NDArray[np.int64]] | None:
    """Return a clip's drawn corners about their bodies' origins, and each body's first one; a point where nothing is drawn."""
    scene = next((path for path in take.paths("scene") if path.suffix == ".usdc"), None)
    motion = data_file(take, "motion.npz")
    if take.kind != "clip" or scene is None or motion is None:
        return None
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.Open(str(scene))
    with np.load(motion) as file:
        names = [str(name) for name in file["names"]]
    found = []
    for name in names:
        prim = stage.GetPrimAtPath(f"/World/Things/{name}")
        points = UsdGeom.Mesh(prim).GetPointsAttr().Get(Usd.TimeCode.EarliestTime()) if prim else None
        found.append(np.zeros((1, 3)) if points is None else np.asarray(points, float))
    return np.concatenate(found), np.cumsum([0, *(len(points) for points in found)])


def _of_clip(bodies: Bodies, corners: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the lowest corner of whatever moves [m]: roots and foundations reach into the ground, and so may a step's foot."""
    low = lowest_points(
        replace(bodies, scale=np.ones(bodies.position.shape[:2], np.float32)), corners.astype(np.float32), starts
    )
    moves = np.ptp(bodies.position, axis=0).max(axis=1) > STIRS_M
    return np.where(moves, low, 0.0)
