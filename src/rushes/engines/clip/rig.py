"""Somebody who was dressed once and is posed by their few bones: light enough to be posed hundreds of times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.hands import rested
from rushes.engines.body.shape import Body
from rushes.engines.body.stance import skinned
from rushes.engines.clip.coarse import Coarse
from rushes.engines.clip.cut import HEAD
from rushes.engines.clip.model import Model
from rushes.engines.clip.people import Person, shown
from rushes.engines.clip.posture import Posture, headed, moves_of, settled, sits_on, skin
from rushes.engines.clip.walking import UPRIGHT

Floats = NDArray[np.float64]

SOFT_M: Final = 0.07
"""Over how far to either side of the middle a skirt goes over from one leg to the other [m]."""


@dataclass(frozen=True, eq=False)
class Rig:
    """A dressed body that stands straight.

    Attributes:
        model: How it is drawn.
        weights: How much each bone moves each of its corners, shape [n, bones].
        body: The bare one, for joints and bones.
    """

    model: Model
    weights: Floats
    body: Body

    def posed(self, posture: Posture) -> Floats:
        """Return its corners in a posture [m], shape [n, 3]."""
        bones, joints = self.body.mesh.bones, self.body.joints
        moves = moves_of(joints, posture)
        moved = skin(self.model.points, self.weights, bones, moves)
        shift = settled(moved, sits_on(self.model.points, self.weights, bones, joints), joints, moves, posture)
        return headed(moved + shift, posture.heading)


def rig_of(who: Person, coarse: Coarse) -> Rig:
    """Return a character dressed as it stands straight, drawn with fewer points."""
    body = rested(skinned(who.body, UPRIGHT))
    made = shown(who, body, coarse)
    bones = body.mesh.bones
    weights = []
    numbers = [number for number in range(len(who.looks)) if number in coarse.looks]
    for number, part in zip([*numbers, *[HEAD] * (len(made.parts) - len(numbers))], made.parts, strict=True):
        if number in coarse.looks and number != HEAD:
            weights.append(np.asarray(coarse.average[coarse.looks[number][0]] @ body.mesh.weights))
        elif who.hem and part is made.parts[-1]:
            weights.append(hanging_weights(part.mesh.points, body))
        else:
            weights.append(np.tile(np.array([float(bone == "neck") for bone in bones]), (len(part.mesh.points), 1)))
    return Rig(made, np.concatenate(weights), body)


def hanging_weights(points: Floats, body: Body) -> Floats:
    """Return how much each bone moves a long garment's corners: the trunk down to the hips, then the thighs, below the knees the shins."""
    bones, joints = body.mesh.bones, body.joints
    hip, knee = float(joints["l-upper-leg"][2]), float(joints["l-knee"][2])
    left = _eased((points[:, 0] / SOFT_M + 1) / 2)
    trunk = _eased((points[:, 2] - (hip - 0.06)) / 0.14)
    shin = _eased((knee + 0.04 - points[:, 2]) / 0.08)
    shares = {
        "trunk": trunk,
        "thigh.L": (1 - trunk) * (1 - shin) * left,
        "thigh.R": (1 - trunk) * (1 - shin) * (1 - left),
        "shin.L": (1 - trunk) * shin * left,
        "shin.R": (1 - trunk) * shin * (1 - left),
    }
    return np.stack([shares.get(bone, np.zeros(len(points))) for bone in bones], axis=1)


def _eased(share: Floats) -> Floats:
    part = np.clip(share, 0.0, 1.0)
    return np.asarray(part * part * (3 - 2 * part))
