"""From what was simulated to how each body moves, with its mesh: the players, and the pieces that came off them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Scene, Thing
from rushes.engines.clip.acting.played import played
from rushes.engines.clip.crowd import cycle_of, only_stands, swaying
from rushes.engines.clip.cycle import Cycle
from rushes.engines.clip.physics.cast import Player, cast
from rushes.engines.clip.physics.fracture import Piece
from rushes.engines.clip.physics.happening import pieces_of
from rushes.engines.clip.physics.world import rotated
from rushes.engines.clip.scene.usd import Moving
from rushes.engines.clip.staged import Stage
from rushes.engines.clip.travel import Travel
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]

PIECE: Final = "_piece_"
"""Between the name of what broke and a piece's number."""

MOVED_M: Final = 0.05
"""Whose middle moves less than this is not followed [m]."""

STILL_M: Final = 3e-4
"""What moves less than this over the whole clip is written without motion."""


def moving(scene: Scene, stage: Stage, motion: Path, rate: Fraction, seed: int) -> tuple[Moving, ...]:
    """Return how everything moves that was put into a scene.

    Args:
        scene: What was asked.
        stage: As it stood.
        motion: ``motion.npz`` of the step ``simulate``.
        rate: Frames per second.
        seed: Of fracture.

    Raises:
        StepFailedError: The file does not fit the scene.
    """
    players = cast(scene, stage)
    try:
        with np.load(motion) as file:
            position, orientation, shown = (
                np.asarray(file[name], float) for name in ("position", "orientation", "shown")
            )
            names, owner, which, room = (
                file["names"].tolist(),
                file["owner"].tolist(),
                file["piece"].tolist(),
                file["room"].tolist(),
            )
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(
            f"{motion} can't be read ({error}). Delete the step simulate and make the take again."
        ) from error
    frames = len(position)
    pieces: dict[int, list[Piece]] = {}
    made: list[Moving] = []
    for number, name in enumerate(names):
        first, last = (int(part) for part in shown[number])
        if first >= frames:
            continue
        if number < len(players):
            model = players[number].actor.model
        else:
            player = owner[number - len(players)]
            if player not in pieces:
                among, left = room[number - len(players)]
                pieces[player] = pieces_of(players[player], seed, among, left)
            model = pieces[player][which[number - len(players)]].model
        span = None if (first, last) == (0, frames - 1) else (first, last)
        at, turn = position[:, number], orientation[:, number]
        stands = number < len(players) and _only_stands(players[number], scene)
        bends = None
        if number < len(players) and not stands:
            bends = _bends(players[number], scene, stage, rate, frames, seed)
        if float(np.ptp(at, axis=0).max()) < STILL_M and float(np.ptp(turn, axis=0).max()) < STILL_M:
            at, turn = at[:1], turn[:1]
        if stands:
            turn = swaying(turn[0], players[number].actor.number, float(rate), frames, seed)
            at = np.repeat(at[:1], frames, axis=0)
        made.append(Moving(name, model, at, turn, span, bends))
    return tuple(made)


def thrown(stage: Stage, bodies: Sequence[Moving], frames: int, travels: Collection[str]) -> dict[str, Floats]:
    """Return where the middle of everything is that physics moves, frame by frame [m], shape [frames, 3], by what the scene calls it.

    Args:
        stage: As it stood.
        bodies: How they and their pieces move.
        frames: How many.
        travels: Actors that go their own way, which are left out.
    """
    found: dict[str, Floats] = {}
    for called in {actor.called for actor in stage.actors}:
        names = {actor.name for actor in stage.called(called) if actor.name not in travels}
        total, weights = np.zeros((frames, 3)), np.zeros(frames)
        for body in (one for one in bodies if one.name.split(PIECE)[0] in names):
            middle = np.mean(body.model.bounds, axis=0)
            at = np.array(
                [place + rotated(turn, middle) for place, turn in zip(body.position, body.orientation, strict=True)]
            )
            first, last = body.shown or (0, frames - 1)
            there = np.zeros(frames)
            there[first : last + 1] = float(np.prod(np.maximum(body.model.size, 1e-3)))
            total += there[:, None] * np.broadcast_to(at, (frames, 3))
            weights += there
        if (weights > 0).all():
            found[called] = total / weights[:, None]
    return {called: path for called, path in found.items() if float(np.ptp(path, axis=0).max()) > MOVED_M}


def _only_stands(player: Player, scene: Scene) -> bool:
    """Return whether somebody is one of a crowd who only stands: a hundred who bend cost a draft a second a frame."""
    crowd = isinstance(scene.named(player.actor.called), Thing) and player.actor.alive
    return crowd and only_stands(player.actor.does)


def _bends(player: Player, scene: Scene, stage: Stage, rate: Fraction, frames: int, seed: int) -> Cycle | None:
    """Return how somebody bends; None of whatever doesn't."""
    actor = player.actor
    if not actor.alive:
        return None
    travel = player.travel or Travel((*actor.at, actor.yaw_deg), (), 0.0)
    if isinstance(scene.named(actor.called), Thing):
        return cycle_of(travel, actor.does, actor.number, float(rate), frames, seed)
    return played(scene, stage, actor, travel, rate, frames, seed)
