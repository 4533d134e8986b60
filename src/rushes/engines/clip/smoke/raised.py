"""What raises smoke and dust in a clip: explosions, masonry that breaks, and what of it lands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.smoke.puffs import Puffs, joined
from rushes.engines.clip.staged import Stage
from rushes.engines.clip.substance import Substance
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]

FIRE, SKIRT, TRAILS = 54, 26, 7
"""Puffs of a fireball, of the dust that its blast sweeps off the ground, and pieces that trail smoke."""

SOOT: Final = (0.115, 0.108, 0.100)
EARTH: Final = (0.46, 0.385, 0.30)
"""What soot and swept ground scatter, linear Rec.709."""

STREAMS_S: Final = 0.9
STREAM_EVERY_S: Final = 0.045
"""How long a piece trails smoke, and how often a puff of it is left behind [s]."""

LANDS: Final = 70
BREAKS: Final = 60
"""At most so many landings, and pieces, of masonry are followed by a puff each."""

HIGH_M, SINKS_MS = 1.5, 2.2
"""Dust that comes out higher than this goes down with what falls, at first so fast."""

LEAST_NS: Final = 4.0
"""Weaker blows raise nothing that is seen [N s]."""


@dataclass(frozen=True, eq=False)
class Motions:
    """What the simulation left, as ``motion.npz`` and ``contacts.npz`` have it.

    Attributes:
        time: Of each frame [s].
        position: Of every body [m], shape [frames, bodies, 3].
        shown: First and last frame at which each is there, shape [bodies, 2].
        size, mass: Of each body: its box [m], [kg].
        names: Of each body.
        owner: Of every piece, in their order, the place of the thing that it came off.
        things: How many things there are; pieces follow them.
        hits: Impacts: ``time``, ``position``, ``impulse``, ``body``.
    """

    time: Floats
    position: Floats
    shown: NDArray[np.int64]
    size: Floats
    mass: Floats
    names: tuple[str, ...]
    owner: NDArray[np.int64]
    things: int
    hits: Mapping[str, NDArray[Any]]


def read_motions(folder: Path) -> Motions:
    """Read what the step ``simulate`` left.

    Raises:
        StepFailedError: A file is missing or lacks an array.
    """
    try:
        with np.load(folder / "motion.npz") as motion, np.load(folder / "contacts.npz") as hits:
            owner = motion["owner"].astype(np.int64)
            return Motions(
                np.asarray(motion["time"], float),
                np.asarray(motion["position"], float),
                motion["shown"].astype(np.int64),
                np.asarray(motion["size"], float),
                np.asarray(motion["mass"], float),
                tuple(str(name) for name in motion["names"]),
                owner,
                len(motion["names"]) - len(owner),
                {name: np.asarray(hits[name]) for name in ("time", "position", "impulse", "body")},
            )
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(
            f"The smoke can't read {folder} ({error}). Delete the step simulate and make the take again."
        ) from error


def dusts(substance: Substance) -> bool:
    """Return whether something leaves dust where it breaks: stone, brick, concrete, plaster."""
    return substance.dust > 0.0


def raised(stage: Stage, beats: Sequence[Mapping[str, Any]], motions: Motions, seed: int) -> Puffs:
    """Return all puffs of a clip, in no order.

    Args:
        stage: What stands there, for sizes and what it is of.
        beats: As they were carried out: ``event``, ``thing``, ``time``, and of an explosion ``place``.
        motions: What moved, and what hit.
        seed: Of everything that is drawn.
    """
    groups = []
    for number, beat in enumerate(beats):
        if beat["event"] == "explosion":
            chance = np.random.default_rng([seed, 61, number])
            groups.append(
                fireball(
                    float(beat["time"]), np.asarray(beat["place"], float), _reach(stage, str(beat["thing"])), chance
                )
            )
            groups.append(_trails(float(beat["time"]), motions, np.asarray(beat["place"], float), chance))
    substances = {actor.name: actor.model.substance for actor in stage.actors}
    of = _substances(motions, substances)
    chance = np.random.default_rng([seed, 67])
    groups += [_breaking(motions, of, chance), _landing(motions, of, chance)]
    return joined(groups)


def _reach(stage: Stage, thing: str) -> float:
    """Return how far a fireball reaches [m]: by the size of what explodes."""
    corners = [actor.bounds() for actor in stage.called(thing)] if thing else []
    if not corners:
        return 2.2
    size = np.max([high for _, high in corners], axis=0) - np.min([low for low, _ in corners], axis=0)
    return float(np.clip(0.9 + 0.55 * float(np.linalg.norm(size)) ** 0.8, 1.0, 7.0))


def fireball(time: float, centre: Floats, reach: float, chance: np.random.Generator) -> Puffs:
    """Return a fireball and the dust that its blast sweeps off the ground.

    Args:
        time: When [s].
        centre: Where [m].
        reach: Its radius when it has stopped growing [m].
        chance: Of all that differs.
    """
    up = chance.standard_normal((FIRE, 3))
    up[:, 2] = np.abs(up[:, 2]) * 0.9
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    share = chance.uniform(0.15, 0.85, FIRE) ** 0.6
    slows = np.full(FIRE, 0.16)
    fire = Puffs(
        born=time + chance.uniform(0.0, 0.05, FIRE),
        place=np.maximum(centre + 0.12 * reach * chance.standard_normal((FIRE, 3)), [-np.inf, -np.inf, 0.05]),
        speed=up * (share * 0.75 * reach / slows)[:, None],
        slows=slows,
        rises=(1.6 + 0.55 * reach) * chance.uniform(0.5, 1.15, FIRE),
        tires=chance.uniform(0.7, 1.3, FIRE),
        radius=reach * chance.uniform(0.16, 0.30, FIRE),
        thick=np.full(FIRE, 9.0 / max(reach, 1.0) * 2.0),
        heat=1.15 - 0.45 * share * chance.uniform(0.5, 1.0, FIRE),
        cools=chance.uniform(0.25, 0.85, FIRE) * (0.75 + 0.07 * reach),
        colour=np.asarray(SOOT) * chance.uniform(0.7, 1.9, (FIRE, 1)),
        phase=chance.uniform(0, 30, (FIRE, 3)),
    )
    if centre[2] > 1.5 * reach:
        return fire
    angle = np.linspace(0, 2 * np.pi, SKIRT, endpoint=False) + chance.uniform(-0.15, 0.15, SKIRT)
    out = np.column_stack([np.cos(angle), np.sin(angle), chance.uniform(0.02, 0.16, SKIRT)])
    slows = np.full(SKIRT, 0.32)
    skirt = Puffs(
        born=np.full(SKIRT, time + 0.02),
        place=centre * [1, 1, 0] + out * 0.25 * reach,
        speed=out * (reach * chance.uniform(0.8, 1.5, SKIRT) / slows)[:, None],
        slows=slows,
        rises=chance.uniform(0.1, 0.5, SKIRT),
        tires=np.full(SKIRT, 1.5),
        radius=reach * chance.uniform(0.10, 0.20, SKIRT),
        thick=chance.uniform(9.0, 16.0, SKIRT) / max(reach, 1.0) ** 0.5,
        heat=np.zeros(SKIRT),
        cools=np.ones(SKIRT),
        colour=np.asarray(EARTH) * chance.uniform(0.85, 1.15, (SKIRT, 1)),
        phase=chance.uniform(0, 30, (SKIRT, 3)),
    )
    return joined([fire, skirt])


def _trails(time: float, motions: Motions, centre: Floats, chance: np.random.Generator) -> Puffs:
    """Return the smoke that the fastest pieces of an explosion trail behind them."""
    first = int(np.searchsorted(motions.time, time + 0.05))
    then = min(first + 4, len(motions.time) - 1)
    pieces = np.arange(motions.things, motions.position.shape[1])
    pieces = pieces[(motions.shown[pieces, 0] <= then) & (motions.shown[pieces, 1] >= then)] if len(pieces) else pieces
    if not len(pieces) or then <= first:
        return joined([])
    near = np.linalg.norm(motions.position[first, pieces] - centre, axis=1) < 6.0
    speed = np.linalg.norm(motions.position[then, pieces] - motions.position[first, pieces], axis=1) * near
    moments = np.arange(time + 0.06, time + STREAMS_S, STREAM_EVERY_S)
    moments = moments[moments < motions.time[-1]]
    groups = []
    for piece in pieces[np.argsort(-speed, kind="stable")][:TRAILS]:
        track = np.column_stack(
            [np.interp(moments, motions.time, motions.position[:, piece, axis]) for axis in range(3)]
        )
        count, fades = len(moments), 1.0 - (moments - time) / STREAMS_S
        size = float(np.cbrt(np.prod(np.maximum(motions.size[piece], 0.02))))
        groups.append(
            Puffs(
                moments,
                track,
                0.25 * chance.standard_normal((count, 3)),
                np.full(count, 0.3),
                np.full(count, 0.5),
                np.full(count, 1.0),
                np.full(count, 0.05 + 0.35 * size),
                5.0 * np.clip(fades, 0.05, 1),
                0.7 * np.clip(fades - 0.55, 0, 1),
                np.full(count, 0.12),
                np.tile(np.asarray(SOOT) * 2.5, (count, 1)),
                chance.uniform(0, 30, (count, 3)),
            )
        )
    return joined(groups)


def _substances(motions: Motions, of: Mapping[str, Substance]) -> list[Substance | None]:
    """Return what every body is of."""
    things = [of.get(name) for name in motions.names[: motions.things]]
    return [*things, *(things[int(owner)] for owner in motions.owner)]


def _breaking(motions: Motions, of: Sequence[Substance | None], chance: np.random.Generator) -> Puffs:
    """Return the dust that comes out where masonry parts."""
    pieces = [
        row for row in range(motions.things, len(of)) if _dusty(of[row]) and motions.shown[row, 0] < len(motions.time)
    ]
    pieces = sorted(pieces, key=lambda row: -float(motions.mass[row]))[:BREAKS]
    if not pieces:
        return joined([])
    rows = np.array(pieces)
    frames = motions.shown[rows, 0].astype(int)
    size = np.cbrt(np.prod(np.maximum(motions.size[rows], 0.02), axis=1))
    place = motions.position[frames, rows]
    matter = [of[row] for row in pieces]
    sinks = np.where(place[:, 2] > HIGH_M, -SINKS_MS, 0.2)
    return _dust(motions.time[frames], place, 0.5 * size, 1.3, matter, 0.8, sinks, chance)


def _landing(motions: Motions, of: Sequence[Substance | None], chance: np.random.Generator) -> Puffs:
    """Return the dust that masonry raises where it lands."""
    hits = motions.hits
    bodies = hits["body"].astype(int)
    dusty = np.array([_dusty(of[body]) if body < len(of) else False for body in bodies], bool)
    low = hits["position"].reshape(-1, 3)[:, 2] < HIGH_M  # higher up pieces only rub at each other as they part
    rows = np.flatnonzero(dusty & low & (hits["impulse"] > LEAST_NS) & (hits["time"] > 0))
    rows = rows[np.argsort(-hits["impulse"][rows], kind="stable")][:LANDS]
    if not len(rows):
        return joined([])
    radius = np.clip(0.085 * hits["impulse"][rows] ** 0.28, 0.06, 1.5)
    matter = [of[int(body)] for body in bodies[rows]]
    rises = chance.uniform(0.05, 0.45, len(rows))
    return _dust(hits["time"][rows], hits["position"][rows], radius, 5.0, matter, 2.6, rises, chance)


def _dusty(substance: Substance | None) -> bool:
    return substance is not None and dusts(substance)


def _dust(
    born: Floats, place: Floats, radius: Floats, thick: float, of: Sequence[Substance | None], speed: float, rises: Floats,
    chance: np.random.Generator,
) -> Puffs:  # fmt: skip
    """Return a puff of dust at each place, thrown outward [m/s], as thick [1/m] as what it is of leaves dust."""
    count = len(born)
    way = chance.standard_normal((count, 3)) * [1.0, 1.0, 0.35] + [0, 0, 0.3]
    colours = np.array([_paler(one.look.colour) if one else EARTH for one in of]).reshape(-1, 3)
    much = np.array([one.dust if one else 1.0 for one in of])
    return Puffs(
        np.asarray(born, float), np.asarray(place, float), way * speed * np.sqrt(radius / 0.3)[:, None], np.full(count, 0.4), rises,
        np.full(count, 1.2), np.asarray(radius, float), thick * much, np.zeros(count), np.ones(count), colours,
        chance.uniform(0, 30, (count, 3)),
    )  # fmt: skip


def _paler(colour: Sequence[float]) -> Floats:
    """Return the colour of a stone's dust: paler and greyer than the stone, since mortar and its own white go with it."""
    mean = float(np.mean(colour))
    return np.asarray(0.5 * np.asarray(colour) + 0.5 * mean) * 0.6 + 0.4 * 0.5
