"""Is any piece under the ground?"""

from __future__ import annotations

import numpy as np

from rushes.engines import Finding, Take
from rushes.inspection.bodies import data_file, lowest_points, read_bodies

DEEPEST = 0.02
"""Metres that a corner may dip below the ground: a collision margin, and nothing that a picture shows."""


def under_ground(take: Take) -> tuple[Finding, ...]:
    """Measure how deep the deepest corner of any piece goes below the ground (z = 0) in any frame.

    Corners come from ``building.npz``; in a take without it each piece's centre stands for it.
    """
    bodies = read_bodies(take)
    if bodies is None or not bodies.position.size:
        return ()
    pieces = data_file(take, "building.npz")
    if pieces is None:
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
