"""Somebody frame by frame: their posture at each moment, dressed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character, Scene
from rushes.engines.body.hands import rested
from rushes.engines.body.shape import Body
from rushes.engines.body.stance import skinned
from rushes.engines.clip.acting.acted import BODILY, acts_of, begins_of
from rushes.engines.clip.acting.timeline import Act, posture_at
from rushes.engines.clip.cycle import Cycle
from rushes.engines.clip.model import Model
from rushes.engines.clip.people import Person, person, shown
from rushes.engines.clip.posture import Posture, Side, headed, moves_of, placed, settled, sits_on, skin
from rushes.engines.clip.rig import hanging_weights
from rushes.engines.clip.staged import Actor, Stage
from rushes.engines.clip.travel import Travel
from rushes.engines.clip.walking import UPRIGHT, stride_of, striding
from rushes.engines.clip.worn.outfit import Outfit, worn_by

Floats = NDArray[np.float64]

FOLDS: Final = (0.3, 0.6)
"""Between these bends of both hips a skirt goes over from one that hangs to one that lies on the thighs [rad]."""


WALKS: Final = 0.4
"""From this share of their pace on, somebody's arms and trunk are a walker's."""

CHANGED, APART = 0.025, 10
"""How far an angle changes [rad], or how many frames go by, until a posture is drawn anew."""


@dataclass(frozen=True, eq=False)
class Player:
    """A character that can take any posture.

    Attributes:
        who: Their body and clothes.
        upright: The body as it stands straight.
        upper: Corners of head, hair and a long garment then, as far as there are any [m]: what the body's own corners are not.
    """

    who: Person
    upright: Body
    upper: tuple[Floats, ...]

    @classmethod
    def of(cls, one: Character, number: int, seed: int) -> Player:
        """Return a character of a scene, one of several."""
        who = person(one, number, seed)
        upright = rested(skinned(who.body, UPRIGHT))
        own = 1 + int(who.hair) + int(who.hem > 0)
        return cls(who, upright, tuple(part.mesh.points for part in shown(who, upright).parts[-own:]))

    @property
    def joints(self) -> Mapping[str, Floats]:
        """Where their joints are as they stand straight [m]."""
        return self.upright.joints

    @property
    def tall(self) -> float:
        """Their height [m]."""
        return float(self.upright.vertices[:, 2].max())

    def shown(self, posture: Posture) -> Model:
        """Return them in a posture, in their clothes."""
        joints, mesh = self.upright.joints, self.upright.mesh
        moves = moves_of(joints, posture)
        bare = skin(self.upright.vertices, mesh.weights, mesh.bones, moves)
        sits = sits_on(self.upright.vertices, mesh.weights, mesh.bones, joints)
        shift = settled(bare[: mesh.skin], sits[: mesh.skin], joints, moves, posture)
        there = {name: placed(joints, moves, name) + shift for name in joints}
        made = shown(self.who, Body(bare + shift, there))
        corners = [part.mesh.points for part in made.parts]
        first = len(corners) - len(self.upper)
        for number, straight in enumerate(self.upper):
            if self.who.hem and number == len(self.upper) - 1:
                laid = skin(straight, hanging_weights(straight, self.upright), mesh.bones, moves) + shift
                share = _between(0.5 * (posture.left.hip + posture.right.hip), *FOLDS)
                corners[first + number] = corners[first + number] * (1 - share) + laid * share
            else:
                matrix, offset = moves["neck"]
                corners[first + number] = straight @ matrix.T + offset + shift
        return made.with_points(headed(np.concatenate(corners), posture.heading))


def player_of(one: Character, number: int, seed: int) -> Player | Outfit:
    """Return a character of a scene, one of several: in clothes that were cut where they wear some."""
    return worn_by(one) or Player.of(one, number, seed)


def _between(value: float, least: float, most: float) -> float:
    return min(max((value - least) / (most - least), 0.0), 1.0)


def played(scene: Scene, stage: Stage, actor: Actor, travel: Travel, rate: Fraction, frames: int, seed: int) -> Cycle:
    """Return somebody's postures: at every frame while they move, at every tenth while they only breathe.

    Args:
        scene: What was asked.
        stage: As it stands: what they look at.
        actor: Who.
        travel: Where they go.
        rate: Frames per second.
        frames: Of the clip.
        seed: The scene's.
    """
    one = scene.named(actor.called)
    assert isinstance(one, Character)  # noqa: S101 - a crowd's stand-ins have cycles
    player = player_of(one, actor.number, seed)
    acts, begins = acts_of(scene, stage, actor), begins_of(actor, seed)
    postures = [posture_of(player, acts, travel, frame / float(rate), actor.seat_m, begins) for frame in range(frames)]
    rows = _kept([_numbers(posture) for posture in postures])
    poses = np.array([player.shown(postures[row]).points for row in rows])
    return Cycle(poses, np.array(rows, float), np.arange(len(rows)))


def opening(one: Character, number: int, seat: float, seed: int) -> Model:
    """Return somebody as they are at the clip's first frame: standing, or in what they begin with."""
    player = player_of(one, number, seed)
    acts = [Act(motion.does, 0.0, math.inf) for motion in one.does if motion.at_s <= 0 and motion.does in BODILY]
    return player.shown(posture_at(acts, player.joints, 0.0, (Posture(), 0.0), seat, 0.0, 0.0))


def _kept(postures: Sequence[Floats]) -> list[int]:
    """Return the frames that are kept: where a posture has changed, or a few breaths have gone by; the first and the last."""
    kept = [0]
    for frame in range(1, len(postures)):
        changed = float(np.abs(postures[frame] - postures[kept[-1]]).max()) > CHANGED
        if changed and frame - 1 > kept[-1]:
            kept.append(frame - 1)
        if changed or frame - kept[-1] >= APART or frame == len(postures) - 1:
            kept.append(frame)
    return kept


def _numbers(posture: Posture) -> Floats:
    return np.hstack(
        [astuple(posture.left), astuple(posture.right), astuple(replace(posture, left=Side(), right=Side()))[2:]]
    )


def posture_of(
    player: Player | Outfit, acts: Sequence[Act], travel: Travel, time: float, seat: float, begins: float
) -> Posture:
    """Return somebody's posture at a time [s]."""
    gone, speed = travel.gait(time)
    stride = striding(gone / stride_of(player.tall, travel.pace) % 1.0, speed)
    walks = min(speed / (WALKS * travel.pace), 1.0) if speed > 0 else 0.0
    return posture_at(acts, player.joints, time, (stride, walks), seat, travel.at(time)[3], begins)
