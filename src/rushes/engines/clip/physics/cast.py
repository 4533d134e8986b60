"""Who takes part in physics, and how: rooted, free, held until a beat, or going its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Scene
from rushes.engines.clip.layout.blast import blast_at
from rushes.engines.clip.model import Model, hull_points, hull_volume
from rushes.engines.clip.staged import Actor, Stage
from rushes.engines.clip.travel import Travel, goal_of, travel_of

Floats = NDArray[np.float64]
Role = Literal["rooted", "free", "held", "driven"]

LETS_GO: Final = frozenset({"fall", "topple", "shatter", "explosion", "collapse", "pour", "domino"})
IN_THE_AIR_M: Final = 0.12
"""What is higher than this over the ground and stands on nothing is held there until a beat lets it go [m]."""

RUN_FROM_M: Final = 2.5
"""People run from what comes down and is higher than this [m]."""

MOST_POINTS: Final = 48
"""Corners of a hull that physics is given: enough for round things."""

SLIGHT, OUT_M = 0.015, 0.01
"""A hull of a smaller share of the largest is left out (lamps, pips), unless it stands out of the others by so much [m] as legs do."""


@dataclass(frozen=True, eq=False)
class Player:
    """An actor as physics has it.

    Attributes:
        actor: Who.
        role: ``rooted`` stays, ``free`` may be hit, ``held`` until a beat lets it go, ``driven`` goes its own way until then.
        travel: Its way; None where it stays.
        hulls: Its convex hulls about its own origin [m].
        mass: [kg].
        middle: Its centre of mass about its own origin [m].
    """

    actor: Actor
    role: Role
    travel: Travel | None
    hulls: tuple[Floats, ...]
    mass: float
    middle: Floats


def cast(scene: Scene, stage: Stage) -> tuple[Player, ...]:
    """Return the players of a scene.

    Raises:
        BadInputError: Somebody does what a clip can't show yet.
    """
    travels = travels_of(scene, stage)
    in_beats = {beat.thing for beat in scene.beats if beat.event in LETS_GO}
    made = []
    for actor in stage.actors:
        travel = travels.get(actor.name)
        moves = travel is not None and travel.moves
        if moves:
            role: Role = "driven"
        elif actor.called in in_beats and (
            actor.hangs or actor.fixed or actor.sat_on or _poured(scene, actor) or _in_the_air(actor, stage)
        ):
            role = "held"
        elif actor.fixed or actor.hangs or actor.alive or actor.sat_on:
            role = "rooted"
        else:
            role = "free"
        hulls = _simple(actor)
        made.append(Player(actor, role, travel if moves else None, hulls, *weighed(actor.model, hulls)))
    return tuple(made)


def travels_of(scene: Scene, stage: Stage) -> dict[str, Travel]:
    """Return what everybody does of their own, by the name of the actor."""
    goals = {actor.called: goal_of(actor) for actor in stage.actors}
    danger = _danger(scene, stage)
    return {
        actor.name: travel_of(
            actor.does,
            (*actor.at, actor.yaw_deg),
            scene.seconds,
            actor.called,
            goals,
            alive=actor.alive,
            number=actor.number,
            danger=danger,
        )
        for actor in stage.actors
        if actor.does
    }


def _danger(scene: Scene, stage: Stage) -> tuple[float, float] | None:
    """Return where the first thing happens from which people run [m]: something large comes down, or blows up."""
    for beat in scene.beats:
        there = stage.called(beat.thing) if beat.thing else ()
        is_large = any(float(actor.model.size[2]) > RUN_FROM_M for actor in there)
        if beat.event == "explosion" or (is_large and beat.event in LETS_GO):
            return there[0].at[:2] if there else blast_at(scene, stage.actors)
    return None


def _poured(scene: Scene, actor: Actor) -> bool:
    return any(beat.event == "pour" and beat.thing == actor.called for beat in scene.beats)


def _in_the_air(actor: Actor, stage: Stage) -> bool:
    """Return whether nothing is under an actor: somebody holds it there."""
    return float(actor.bounds()[0][2]) > IN_THE_AIR_M and support_of(actor, stage.actors) is None


def support_of(actor: Actor, others: Sequence[Actor]) -> Actor | None:
    """Return what an actor stands on; None for the ground."""
    low, high = actor.bounds()
    middle = (low + high) / 2
    for other in others:
        under, over = other.bounds()
        if (
            other is not actor
            and abs(float(low[2] - over[2])) < IN_THE_AIR_M / 2
            and (under < middle)[:2].all()
            and (middle < over)[:2].all()
        ):
            return other
    return None


def _simple(actor: Actor) -> tuple[Floats, ...]:
    """Return an actor's hulls; of a character a box, which stops what comes against it."""
    if actor.alive:
        low, high = actor.model.bounds
        middle, half = (low + high) / 2, (high - low) / 2 * [0.6, 0.8, 1.0]
        return (np.array([middle + half * [x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]),)
    return hulls_of(actor.model)


def hulls_of(model: Model) -> tuple[Floats, ...]:
    """Return a model's hulls as physics has them: those that weigh, with few corners."""
    every = model.hulls()
    volumes = np.array([hull_volume(hull) for hull in every])
    heavy = volumes >= (0.0 if model.opens else SLIGHT * volumes.max())
    low = np.min([hull.min(axis=0) for hull, one in zip(every, heavy, strict=True) if one], axis=0) - OUT_M
    high = np.max([hull.max(axis=0) for hull, one in zip(every, heavy, strict=True) if one], axis=0) + OUT_M
    kept = [
        hull
        for hull, one in zip(every, heavy, strict=True)
        if one or (hull.min(axis=0) < low).any() or (hull.max(axis=0) > high).any()
    ]
    return tuple(fewer(hull) for hull in kept)


def fewer(points: Floats) -> Floats:
    """Return the corners of a hull that stand out most in evenly spread directions, shape [at most 48, 3]."""
    if len(points) <= MOST_POINTS:
        return points
    index = np.arange(MOST_POINTS * 2) + 0.5
    height = 1 - 2 * index / len(index)
    angle = np.pi * (1 + 5**0.5) * index
    ring = np.sqrt(1 - height**2)
    ways = np.column_stack([ring * np.cos(angle), ring * np.sin(angle), height])
    chosen = np.unique(np.argmax(points @ ways.T, axis=0))
    return hull_points(points[chosen])


def weighed(model: Model, hulls: tuple[Floats, ...]) -> tuple[float, Floats]:
    """Return a model's mass [kg] and its centre about its own origin [m]."""
    volumes = np.array([hull_volume(hull) for hull in hulls])
    total = max(float(volumes.sum()), 1e-9)
    middles = np.array([(hull.min(axis=0) + hull.max(axis=0)) / 2 for hull in hulls])
    mass = total * model.substance.density * model.filled
    return max(mass, 1e-3), np.asarray((middles * volumes[:, None]).sum(axis=0) / total)


def radius_of(hulls: tuple[Floats, ...]) -> float:
    """Return the radius of what is a ball [m]; 0 of anything else."""
    if len(hulls) != 1 or len(hulls[0]) < 20:
        return 0.0
    sides = np.ptp(hulls[0], axis=0)
    points = hulls[0] - (hulls[0].min(axis=0) + hulls[0].max(axis=0)) / 2
    away = np.linalg.norm(points, axis=1)
    radius = float(away.mean())
    alike = max(float(np.ptp(away)), float(np.abs(sides - 2 * radius).max()))  # a cube's corners lie on a ball, too
    return radius if alike < 0.04 * radius else 0.0


def named(players: tuple[Player, ...]) -> Mapping[str, tuple[int, ...]]:
    """Return the places of the players that a scene calls by each name."""
    made: dict[str, list[int]] = {}
    for place, player in enumerate(players):
        made.setdefault(player.actor.called, []).append(place)
    return {name: tuple(places) for name, places in made.items()}
