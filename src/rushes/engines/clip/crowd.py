"""A crowd's stand-ins: a few bodies of nobody in many clothes, light enough for hundreds, which share what they are drawn with.

Each sways, walks or runs in a cycle of poses that is kept once for all who have that body; where in it somebody is, is their own.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character, Thing
from rushes.brief.wardrobe import Piece
from rushes.engines.clip.coarse import coarse_of
from rushes.engines.clip.cycle import Cycle
from rushes.engines.clip.model import Model
from rushes.engines.clip.people import HAIRS, SKINS, Person, person
from rushes.engines.clip.posture import Posture, Side
from rushes.engines.clip.rig import Rig, rig_of
from rushes.engines.clip.substance import colour_of
from rushes.engines.clip.travel import Travel
from rushes.engines.clip.walking import RUNS_MS, stride_of, striding

Floats = NDArray[np.float64]

DRESSED: Final[tuple[tuple[str, str, int, str, tuple[str, ...]], ...]] = (
    ("female", "slim", 27, "long", ("coat", "trousers")), ("male", "regular", 38, "short", ("shirt", "trousers")),
    ("female", "regular", 45, "bob", ("dress",)), ("male", "broad", 52, "bald", ("coat", "trousers")),
    ("female", "full", 61, "short", ("shirt", "pencil_skirt")), ("male", "slim", 23, "short", ("shirt", "trousers")),
    ("female", "athletic", 31, "long", ("shirt", "trousers")), ("male", "stout", 66, "short", ("shirt", "trousers")),
    ("female", "slim", 72, "bob", ("coat", "trousers")), ("male", "athletic", 30, "short", ("coat", "trousers")),
)  # fmt: skip
"""The bodies that a crowd is made of: sex, build, age, hair, clothes. Ten are enough that nobody sees the same one twice side by side."""

UPPER: Final = (
    "#3a4a63", "#6b5140", "#4f5b46", "#7a2f2f", "#8a8577", "#2f2f35", "#a8763a", "#5d6f7c", "#b8b2a4", "#42384e", "#1f3a3a", "#94504a", "#c9c2b2", "#23262d",
)  # fmt: skip
LOWER: Final = ("#2f2f35", "#33384a", "#3d342c", "#2c3330", "#4a4f5a", "#5b5346", "#1d1f24")
"""What people wear in a street in autumn."""

PHASES: Final = 16
"""Poses of a cycle; between them a body goes straight."""

SWAY_S: Final = 7.0
"""How long somebody takes to shift their weight from one leg to the other, and back [s]."""

SWAY, TURN = 0.035, 0.30
"""How far the trunk goes to the side with it, and the head turns about [rad]."""


def standin(thing: Thing, number: int, seed: int) -> Model:
    """Return one of a crowd as they stand, in clothes of their own.

    Raises:
        BadInputError: The crowd's colour is none.
    """
    rig = _rig(body_of(number, seed), seed)[1]
    return _clothed(posed_model(rig.model, _cycle(body_of(number, seed), "stand", seed)[0]), thing, number, seed)


def posed_model(model: Model, points: Floats) -> Model:
    """Return a model with its corners elsewhere [m], part by part."""
    ends = np.cumsum([len(part.mesh.points) for part in model.parts])
    corners = np.split(points, ends[:-1])
    parts = [
        replace(part, mesh=replace(part.mesh, points=mine)) for part, mine in zip(model.parts, corners, strict=True)
    ]
    return replace(model, parts=tuple(parts))


def body_of(number: int, seed: int) -> int:
    """Return which of the bodies one of a crowd has: all ten come before one comes again, each ten in another order."""
    line, place = divmod(number, len(DRESSED))
    return int(np.random.default_rng([seed, 91, line]).permutation(len(DRESSED))[place])


def cycle_of(travel: Travel, number: int, rate: float, frames: int, seed: int) -> Cycle:
    """Return how one of a crowd moves: poses of their body, and the rows at which they are in each.

    Args:
        travel: What they do; without legs they stand.
        number: Which of the crowd.
        rate: Frames per second.
        frames: Of the clip.
        seed: The scene's.
    """
    chance = np.random.default_rng([seed, 92, number])
    begins = float(chance.uniform(0, 1))
    of = body_of(number, seed)
    tall = float(_rig(of, seed)[1].model.size[2])
    bank: list[Floats] = []
    starts: dict[str, int] = {}
    rows: list[float] = []
    which: list[int] = []
    for row in _moments(frames):
        gone, speed = travel.gait(row / rate)
        action = "stand" if speed < 0.05 else "walk" if speed < RUNS_MS else "run"
        if action not in starts:
            starts[action] = len(bank)
            bank += _cycle(of, action, seed)
        phase = begins + (row / rate / SWAY_S if action == "stand" else gone / stride_of(tall, speed))
        step = starts[action] + round(phase * PHASES) % PHASES
        rows.append(row)
        which.append(step)
    return Cycle(np.array(bank), np.array(rows), np.array(which, np.int64))


def _moments(frames: int) -> list[float]:
    """Return the rows at which a pose is chosen: every other one, and the last; between them a body goes straight."""
    return sorted({*(float(row) for row in range(0, frames, 2)), float(frames - 1)})


@lru_cache(maxsize=64)
def _cycle(of: int, action: str, seed: int) -> tuple[Floats, ...]:
    """Return a body's corners in each pose of a cycle."""
    rig = _rig(of, seed)[1]
    return tuple(rig.posed(_posture(action, step / PHASES)) for step in range(PHASES))


@lru_cache(maxsize=16)
def _rig(of: int, seed: int) -> tuple[Person, Rig]:
    sex, build, age, hair, clothes = DRESSED[of]
    one = Character(
        f"stand-in {of + 1}",
        sex=sex,  # type: ignore[arg-type] # words of the wardrobe, as the next ones
        build=build,  # type: ignore[arg-type]
        age=age,
        hair=None if hair != "bald" else "bald",
        clothes=tuple(Piece(garment=garment) for garment in clothes),
    )
    who = person(one, of, seed)
    return who, rig_of(who, coarse_of(who.body, who.face_look))


def _posture(action: str, phase: float) -> Posture:
    if action == "stand":
        turn = 2 * math.pi * phase
        arm = Side(arm=0.05, elbow=0.22, out=0.03)
        return Posture(
            replace(arm, hip=0.02 * math.sin(turn)),
            replace(arm, hip=-0.02 * math.sin(turn)),
            tilt=SWAY * math.sin(turn),
            lean=0.02,
            yaw=0.05 * math.sin(turn + 0.6),
            turn=TURN * (math.sin(turn + 1.1) + 0.3 * math.sin(2 * turn)),
            planted=1.0,
        )
    return striding(phase, 1.35 if action == "walk" else 3.6)


def _clothed(model: Model, thing: Thing, number: int, seed: int) -> Model:
    """Return a model in the colours of one of a crowd: of the crowd's own colour where it has one, a little apart from each other."""
    chance = np.random.default_rng(zlib.crc32(f"{seed}/{thing.name}/{number}".encode()))
    upper = colour_of(thing.colour or UPPER[int(chance.integers(len(UPPER)))], thing.name)
    lower = colour_of(LOWER[int(chance.integers(len(LOWER)))], thing.name)
    skin = list(SKINS.values())[int(chance.integers(1, 7))]
    hair = list(HAIRS.values())[int(chance.choice(8, p=(0.2, 0.25, 0.2, 0.05, 0.04, 0.1, 0.12, 0.04)))]
    dyed = {0: skin, 1: upper, 2: lower, 4: hair}
    slots = _rig(body_of(number, seed), seed)[0].looks
    parts = []
    for part in model.parts:
        colour = dyed.get(slots.index(part.look))
        parts.append(part if colour is None else replace(part, look=replace(part.look, colour=colour)))
    return replace(model, parts=tuple(parts))
