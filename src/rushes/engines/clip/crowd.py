"""A crowd's stand-ins: a few bodies of nobody in many clothes, light enough for hundreds, which share what they are drawn with.

Each sways, walks or runs in a cycle of poses that is kept once for all who have that body; where in it somebody is, is their own.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character, Motion, Thing
from rushes.brief.wardrobe import Piece
from rushes.engines.clip.acting.acted import BODILY, LIFTS
from rushes.engines.clip.acting.bases import BEAT_S, JUMP_S
from rushes.engines.clip.acting.gestures import WAVES_HZ, Aim, gesturing
from rushes.engines.clip.acting.timeline import BREATHES_S, GESTURES, Act, base_of
from rushes.engines.clip.coarse import coarse_of
from rushes.engines.clip.cycle import Cycle
from rushes.engines.clip.model import Model
from rushes.engines.clip.people import HAIRS, SKINS, Person, person
from rushes.engines.clip.posture import Posture, blended
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

SWAY: Final = 0.014
"""How far somebody who only stands sways to either side [rad]: 2.5 cm at the head."""

TURN: Final = 0.30
"""How far the head turns about meanwhile [rad]."""

LEAST_MS: Final = 0.05
"""Who is slower stands [m/s]."""

PASSES_S, PASSING = 0.8, 5
"""How long somebody takes from one thing to the next [s], and in how many poses."""

LATE_S: Final = 0.7
"""The last of a crowd do what they are to so much later than the first [s]."""


def standin(thing: Thing, number: int, seed: int) -> Model:
    """Return one of a crowd as they stand, in clothes of their own.

    Raises:
        BadInputError: The crowd's colour is none.
    """
    of = body_of(number, seed)
    pose = _cycle(of, "stand", seed)[(7 * number) % PHASES]
    return _clothed(_rig(of, seed)[1].model.with_points(pose), thing, number, seed)


def only_stands(does: Sequence[Motion]) -> bool:
    """Return whether one of a crowd does nothing but stand and look: then they sway as a whole, and needn't bend."""
    return all(motion.does == "stand" or (motion.does == "look" and motion.toward not in LIFTS) for motion in does)


def swaying(yaw: Floats, number: int, rate: float, frames: int, seed: int) -> Floats:
    """Return how one of a crowd sways about their feet, as unit quaternions (w, x, y, z), shape [frames, 4].

    Args:
        yaw: The way they look, as such a quaternion.
        number: Which of the crowd.
        rate: Frames per second.
        frames: Of the clip.
        seed: The scene's.
    """
    from scipy.spatial.transform import Rotation

    begins = float(np.random.default_rng([seed, 92, number]).uniform(0, 1))
    turn = 2 * math.pi * (np.arange(frames) / rate / SWAY_S + begins)
    leans = np.column_stack([0.5 * SWAY * np.sin(2 * turn), SWAY * np.sin(turn), 2 * SWAY * np.sin(0.6 * turn)])
    made = Rotation.from_quat(yaw[[1, 2, 3, 0]]) * Rotation.from_rotvec(leans)
    return np.asarray(made.as_quat()[:, [3, 0, 1, 2]])


def body_of(number: int, seed: int) -> int:
    """Return which of the bodies one of a crowd has: all ten come before one comes again, each ten in another order."""
    line, place = divmod(number, len(DRESSED))
    return int(np.random.default_rng([seed, 91, line]).permutation(len(DRESSED))[place])


def cycle_of(travel: Travel, does: Sequence[Motion], number: int, rate: float, frames: int, seed: int) -> Cycle:
    """Return how one of a crowd moves: poses of their body, and the rows at which they are in each.

    Args:
        travel: Where they go; without legs they stay.
        does: What they do.
        number: Which of the crowd.
        rate: Frames per second.
        frames: Of the clip.
        seed: The scene's.
    """
    begins = float(np.random.default_rng([seed, 92, number]).uniform(0, 1))
    of = body_of(number, seed)
    tall = float(_rig(of, seed)[1].model.size[2])
    bank = _Bank(of, seed)
    rows: list[float] = []
    which: list[int] = []
    before, free = "", 0.0
    for row in _moments(frames):
        time = row / rate
        gone, speed = travel.gait(time)
        action = _action(does, time - LATE_S * begins) if speed < LEAST_MS else "walk" if speed < RUNS_MS else "run"
        passes = before not in {"", action, "walk", "run"} and action not in {"walk", "run"}
        if passes:
            steps = [(time + share * PASSES_S, share) for share in np.linspace(0, 1, PASSING + 2)[1:-1]]
            rows += [at * rate for at, _ in steps if at * rate < frames - 1]
            which += [bank.between(before, action, share) for at, share in steps if at * rate < frames - 1]
            free = time + PASSES_S
        before = action
        if time < free and row < frames - 1:
            continue
        phase = begins + (gone / stride_of(tall, speed) if action in {"walk", "run"} else time / _period(action))
        rows.append(row)
        which.append(bank.of(action, phase))
    return Cycle(np.array(bank.poses), np.array(rows), np.array(which, np.int64))


class _Bank:
    """The poses that one of a crowd has been in, by what they did."""

    def __init__(self, of: int, seed: int) -> None:
        self.poses: list[Floats] = []
        self._of, self._seed = of, seed
        self._starts: dict[object, int] = {}

    def of(self, action: str, phase: float) -> int:
        """Return the number of the pose at a phase of an action."""
        if action not in self._starts:
            self._starts[action] = len(self.poses)
            self.poses += _cycle(self._of, action, self._seed)
        return self._starts[action] + round(phase * PHASES) % PHASES

    def between(self, before: str, after: str, share: float) -> int:
        """Return the number of the pose on the way from one action to another."""
        key = (before, after, share)
        if key not in self._starts:
            self._starts[key] = len(self.poses)
            self.poses.append(_passing(self._of, before, after, share, self._seed))
        return self._starts[key]


def _moments(frames: int) -> list[float]:
    """Return the rows at which a pose is chosen: every other one, and the last; between them a body goes straight."""
    return sorted({*(float(row) for row in range(0, frames, 2)), float(frames - 1)})


def _action(does: Sequence[Motion], time: float) -> str:
    """Return what somebody who stays does at a time: what carries them, a gesture, and how far up it is."""
    begun = [one for one in does if one.at_s <= max(time, 0.0) and (one.until_s is None or time < one.until_s)]
    carried = next((one.does for one in begun[::-1] if one.does not in GESTURES), "stand")
    base = carried if carried in BODILY else "stand"
    gesture = next((one for one in begun[::-1] if one.does in GESTURES), None)
    return f"{base}/{gesture.does}/{LIFTS.get(str(gesture.toward), 0.0):g}" if gesture else base


def _period(action: str) -> float:
    """Return how long an action's cycle is [s]."""
    base, _, gesture = action.partition("/")
    if gesture.startswith("wave"):
        return 1 / WAVES_HZ
    return {"stand": SWAY_S, "jump": JUMP_S, "dance": 2 * BEAT_S}.get(base, BREATHES_S)


@lru_cache(maxsize=96)
def _cycle(of: int, action: str, seed: int) -> tuple[Floats, ...]:
    """Return a body's corners in each pose of a cycle."""
    rig = _rig(of, seed)[1]
    return tuple(rig.posed(_posture(rig, action, step / PHASES)) for step in range(PHASES))


@lru_cache(maxsize=512)
def _passing(of: int, before: str, after: str, share: float, seed: int) -> Floats:
    rig = _rig(of, seed)[1]
    eased = share * share * (3 - 2 * share)
    return rig.posed(blended(_posture(rig, before, 0.0), _posture(rig, after, 0.0), eased))


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


def _posture(rig: Rig, action: str, phase: float) -> Posture:
    if action in {"walk", "run"}:
        return striding(phase, 1.35 if action == "walk" else 3.6)
    base, _, gesture = action.partition("/")
    time = phase * _period(action)
    act = Act(base, 0.0, math.inf)
    made = base_of(act, rig.body.joints, time, 0.0, phase if base == "stand" else 0.0)
    if not gesture:
        turn = 2 * math.pi * phase
        return replace(made, turn=TURN * (math.sin(turn + 1.1) + 0.3 * math.sin(2 * turn))) if base == "stand" else made
    does, _, lift = gesture.partition("/")
    return gesturing(does, made, Aim(up=float(lift)), time)


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
