"""Does anything rise above the roof that no contact threw there?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.bodies import GRAVITY, Array, Bodies, data_file, highest_points, read_bodies

HIGHEST = 0.02
"""Metres that a corner may stand above the building's top as it was: as much as it may dip under the ground."""

FAINTEST = 6.0
"""Impulse [N s] in one step below which the simulation logs no contact: what it could throw so high is not judged."""

AS_ONE = 0.002
"""Two pieces whose distance changes by less than this [m] from one frame to the next, and whose turn to each other stays
the same, move as one body."""

SAME_TURN = 1e-4
"""How much the cosine of half the angle between two pieces may change then: what single precision leaves of it."""


def above_roof(take: Take) -> tuple[Finding, ...]:
    """Measure how high any piece rises above the building's top that no contact threw there.

    The top is the highest corner in the first frame. A piece that rises above it was thrown when the log has a contact
    of its own, or of the body that it moved in, between its lowest point before and the first frame in which it is too
    high. A contact names the two pieces that met and, for each body, its first piece; which others moved with them is
    seen from the motion: what falls side by side without turning can't be told from one body, and is taken for one.
    """
    bodies = read_bodies(take)
    pieces, log = data_file(take, "building.npz"), data_file(take, "contacts.npz")
    if bodies is None or pieces is None or log is None or len(bodies.time) < 2 or not bodies.position.size:
        return ()
    with np.load(pieces) as building:
        high = highest_points(bodies, building["vertices"], building["vertex_start"])
        mass = np.asarray(building["mass"], float)
    with np.load(log) as file:
        time = np.asarray(file["time"], float)
        met = np.column_stack([file[name] for name in ("body_a", "body_b", "compound_a", "compound_b")])
    rise = np.maximum(high - high[0].max(), 0.0)
    worst, where, thrown_by_nothing = 0.0, (0, 0), 0
    for piece in np.flatnonzero((rise > HIGHEST).any(axis=0)).tolist():
        peak = float(rise[:, piece].max())
        if mass[piece] * np.sqrt(2 * GRAVITY * peak) < FAINTEST or _thrown(
            bodies, piece, high[:, piece], rise[:, piece], time, met
        ):
            continue
        thrown_by_nothing += 1
        if peak > worst:
            worst, where = peak, (int(rise[:, piece].argmax()), piece)
    said = (
        f"{thrown_by_nothing} pieces rise above the roof though nothing hit them; piece {where[1]} by {worst:.2f} m at "
        f"frame {int(bodies.frame[where[0]])}. Look for what lifts it, and simulate again."
    )
    return (Finding("above_roof", worst <= HIGHEST, round(worst, 4), HIGHEST, "m", said * (worst > HIGHEST)),)


def _thrown(bodies: Bodies, piece: int, height: Array, rise: Array, time: Array, met: NDArray[np.int32]) -> bool:
    """Say whether a contact threw a piece above the roof, from one frame to the next."""
    first = int(np.flatnonzero(rise > HIGHEST)[0])
    low = first
    while low > 0 and height[low - 1] <= height[low]:
        low -= 1
    for row in range(max(low - 1, 0), first):
        partners = met[(time >= bodies.time[row]) & (time <= bodies.time[row + 1])]
        touched = np.unique(partners[partners >= 0])
        if piece in touched or any(_as_one(bodies, piece, touched, at) for at in (row - 1, row) if at >= 0):
            return True
    return False


def _as_one(bodies: Bodies, piece: int, others: NDArray[np.int32], row: int) -> bool:
    """Say whether a piece moved as one body with any of some others from a frame to the next."""
    place = bodies.position[row : row + 2].astype(float)
    turn = bodies.orientation[row : row + 2].astype(float)
    if float(np.linalg.norm(place[1, piece] - place[0, piece])) <= AS_ONE:
        return False
    apart = np.linalg.norm(place[:, others] - place[:, [piece]], axis=2)
    twist = np.abs((turn[:, others] * turn[:, [piece]]).sum(axis=2))
    same = (np.abs(apart[1] - apart[0]) < AS_ONE) & (np.abs(twist[1] - twist[0]) < SAME_TURN)
    return bool(same.any())
