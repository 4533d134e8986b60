"""Dressing: a body raises its arms to be dressed, and lowers them when sleeves are sewn in.

Sleeves beside a trunk have no room to be closed in; around raised arms they are closed without having to go through anything. On the
way down cloth is carried with the skin under it, a few degrees at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.drape.distance_field import DistanceField, field_of
from rushes.engines.wardrobe.drape.welding import Mesh
from rushes.engines.wardrobe.pattern.garment import Garment

Floats = NDArray[np.float64]

RAISED_DEG = 45.0
"""How much farther off the trunk than they hang arms are raised [degrees]."""

DOWN = 6
"""In how many turns they are lowered."""

COARSE_M = 0.009
"""Grid of the fields of bodies on the way down [m]: cloth only passes them by."""

ARMPIT_M, FINGERS_M = 0.022, 0.05
"""What is filled where it is narrower than this [m]: between elbow and shoulder there would have to be two layers of cloth, and thumb and fingers
would comb it."""

HAND_M = 0.16
"""How far a hand reaches from its wrist, with some room [m]."""

HALF = 0.5

NEAREST, BLENDED = 4, 12
"""How many of the skin's points a cloth's point goes with, and how often their shares are evened out over the cloth."""


@dataclass(frozen=True, eq=False)
class Dressing:
    """A body as it is dressed.

    Attributes:
        begun: Its body as it is when garments are closed: with its arms raised, where they have sleeves.
        fields: What cloth stays out of, from there on the arms' way down to how it stands; one, when they aren't raised.
    """

    begun: Body
    fields: tuple[DistanceField, ...]

    @property
    def standing(self) -> DistanceField:
        """What cloth stays out of when it hangs."""
        return self.fields[-1]

    def without_sleeves(self, body: Body) -> Dressing:
        """Return how the body, in its stance, is dressed in what has no sleeves."""
        return Dressing(body, self.fields[-1:])


def dressing_of(body: Body, field: DistanceField, sleeves: bool = True) -> Dressing:
    """Return how a body is dressed: with arms that are raised for what has sleeves, and armpits and hands that are solid to cloth.

    Args:
        body: In its stance.
        field: Its field.
        sleeves: Whether anything has sleeves.
    """
    standing = made_solid(field, body, body)
    if not sleeves:
        return Dressing(body, (standing,))
    way = [raised(body, RAISED_DEG * (1 - turn / DOWN)) for turn in range(DOWN)]
    return Dressing(way[0], (*(made_solid(field_of(one, COARSE_M), one, body) for one in way), standing))


def made_solid(field: DistanceField, body: Body, standing: Body) -> DistanceField:
    """Return the field of a body without what cloth can't come into: armpits, from the elbows to the shoulders, and what is between fingers.

    Args:
        field: Of that body.
        body: Its arms raised or not.
        standing: The same as it stands: what is an armpit then is one while its arms are raised.
    """
    grid = field.grid()
    low, high = (min(standing.joints[f"{side}-{joint}"][2] for side in "lr") for joint in ("elbow", "shoulder"))
    solid = field.filled((grid[..., 2] > low) & (grid[..., 2] < high), ARMPIT_M)
    return solid.filled(_hands(grid, body), FINGERS_M)


def _hands(grid: Floats, body: Body) -> NDArray[np.bool_]:
    """Say which of a grid's points are in reach of a hand, and nearer to it than to the rest of the body."""
    from scipy.spatial import cKDTree

    skin = body.mesh.skin
    tree, where = cKDTree(body.vertices[:skin]), np.zeros(grid.shape[:3], np.bool_)
    for side in "LR":
        hand = body.mesh.share(f"hand.{side}")[:skin] > HALF
        near = np.linalg.norm(grid - body.joints[f"{side.lower()}-hand"], axis=-1) < HAND_M
        where[near] |= hand[tree.query(grid[near])[1]]
    return where


def sleeved(garment: Garment) -> bool:
    """Say whether a garment has panels that are worn on the arms."""
    return any(panel.placement.part == "arm" for panel in garment.panels)


def raised(body: Body, degrees: float) -> Body:
    """Return a body whose arms are raised sideways, from the shoulders, by linear blend skinning."""
    count, out, joints = len(body.vertices), body.vertices.copy(), dict(body.joints)
    for side, bones in _arms():
        turn = _turn(body, side, degrees)
        out += body.mesh.share(*bones)[:count, None] * (turn(body.vertices) - body.vertices)
        for name in (f"{side}-elbow", f"{side}-hand"):
            joints[name] = turn(joints[name][None])[0]
    return Body(out, joints)


def arm_shares(body: Body, mesh: Mesh, points: Floats) -> Floats:
    """Return how much each point of a cloth goes with the left and with the right arm, shape [n, 2].

    Args:
        body: As it is dressed.
        mesh: The cloth.
        points: Its points on that body [m], shape [n, 3].
    """
    from scipy.sparse import coo_matrix
    from scipy.spatial import cKDTree

    skin = body.mesh.skin
    far, near = cKDTree(body.vertices[:skin]).query(points, NEAREST)
    weights = 1.0 / np.maximum(far, 1e-4)
    weights /= weights.sum(axis=1, keepdims=True)
    of_skin = np.stack([body.mesh.share(*bones)[:skin] for _, bones in _arms()], axis=1)
    shares = np.asarray((weights[:, :, None] * of_skin[near]).sum(axis=1))
    a, b = mesh.edges.T
    beside = coo_matrix((np.ones(2 * len(a)), (np.concatenate([a, b]), np.concatenate([b, a]))), (len(points),) * 2)
    beside = beside.tocsr()
    count = np.maximum(np.asarray(beside.sum(axis=1)), 1.0)
    for _ in range(BLENDED):
        shares = 0.5 * shares + 0.5 * (beside @ shares) / count
    return np.asarray(shares)


def lowered(body: Body, points: Floats, shares: Floats) -> Floats:
    """Return points that were carried along while the arms turned down once [m], shape [n, 3].

    Args:
        body: Any on the way: shoulders stay where they are.
        points: [m], shape [n, 3].
        shares: As `arm_shares` says.
    """
    out = points.copy()
    for k, (side, _) in enumerate(_arms()):
        out += shares[:, k, None] * (_turn(body, side, -RAISED_DEG / DOWN)(points) - points)
    return out


def _arms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (side.lower(), tuple(f"{bone}.{side}" for bone in ("upper_arm", "lower_arm", "hand"))) for side in "LR"
    )


def _turn(body: Body, side: str, degrees: float) -> Callable[[Floats], Floats]:
    """Return a turn of an arm about its shoulder, sideways, positive ones up."""
    angle, at = math.radians(-degrees if side == "l" else degrees), body.joints[f"{side}-shoulder"]
    c, s = math.cos(angle), math.sin(angle)
    by = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    return lambda points: (points - at) @ by.T + at
