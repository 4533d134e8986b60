"""From how large a subject stands in a picture to where the camera stands."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Camera
from rushes.engines.clip.staged import Actor, Stage
from rushes.errors import BadInputError

Floats = NDArray[np.float64]

SENSOR_MM: Final = 36.0
"""Width of the sensor, whatever the aspect [mm]."""

FRAMINGS: Final[Mapping[str, float]] = {
    "extreme_wide": 0.14, "wide": 0.34, "full": 0.80, "medium": 1.45, "close_up": 3.4, "extreme_close_up": 7.0,
}  # fmt: skip
"""A person's height over the picture's height: the sizes of shot as the trade draws them."""

THING_FRAMINGS: Final[Mapping[str, float]] = {
    "extreme_wide": 0.14, "wide": 0.32, "full": 0.72, "medium": 0.95, "close_up": 1.4, "extreme_close_up": 2.4,
}  # fmt: skip
"""A thing's larger side over the picture's."""

USUAL: Final = {"person": 0.80, "thing": 0.52, "scene": 0.66}
LARGE_M: Final = 9.0
"""What is built and larger than this is seen behind the rest, and not framed."""

LARGE_SHARE: Final = 0.5
"""Of the picture that something large has to which something happens, at least: people stand beside it."""

OUT_OF_SIGHT_M: Final = 6.0
"""What is higher than this under the sky and hangs from nothing falls into the picture: it is not framed up there [m]."""

BLAST_M: Final = 1.5
"""How far around a blast is framed [m]."""

EYE_M: Final = 1.55
NEAREST_M: Final = 0.35

MANY, OVER = 12, 0.08
"""More people than these are seen from over their heads, so much of the way to them higher: from among them a crowd is its first row."""

HEADROOM: Final = 0.09
"""Of the picture's height that is left over a head."""

FILLS, WIDEST, LEAST_KEPT = 0.88, 3.0, 0.6
"""How much of the picture a subject's way fills at most, how much farther a camera stands for it where no size of shot was asked for, and how much of an
asked size stays."""

TURN_DEG: Final = 34.0
"""How far round the subject a camera goes for the next shot, to one side and the other: less than 30 degrees is a jump."""


@dataclass(frozen=True)
class Framed:
    """Where a camera stands at a shot's first frame, before it moves.

    Attributes:
        eye, target: [m].
        lens_mm: Focal length.
    """

    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    lens_mm: float


def framed(
    stage: Stage,
    camera: Camera,
    aspect: float,
    number: int,
    others: Sequence[Camera],
    acting: Collection[str] = (),
    blast: tuple[float, float] | None = None,
) -> Framed:
    """Return where a shot's camera stands.

    Args:
        stage: What there is to see.
        camera: As the scene has it.
        aspect: Width over height.
        number: Which shot it is, from 0.
        others: The cameras of the shots before, from which it should differ.
        acting: Names of what something happens to: it is framed however large it is.
        blast: Where something blows up that is no thing [m]; it is framed, too.

    Raises:
        BadInputError: Its subject isn't in the scene.
    """
    actors = _subjects(stage, camera, acting)
    low, high = _bounds(actors)
    if blast is not None and not camera.subject:
        x, y = blast
        low = np.minimum(low, (x - BLAST_M, y - BLAST_M, 0.0))
        high = np.maximum(high, (x + BLAST_M, y + BLAST_M, BLAST_M))
    single = len({actor.called for actor in actors}) == 1 and bool(camera.subject)
    alive = bool(actors) and all(actor.alive for actor in actors)
    middle, size = (low + high) / 2, high - low
    share = _share(camera, alive=alive, single=single or len(actors) == 1)
    if not camera.subject and any(_is_large(actor) for actor in actors):
        share = max(share, LARGE_SHARE)
    azimuth = math.radians(stage.setting.azimuth_deg + _round(number, others))
    across = abs(float(size[0]) * math.cos(azimuth)) + abs(float(size[1]) * math.sin(azimuth))
    tan_x = SENSOR_MM / 2 / camera.lens_mm
    tan_y = tan_x / aspect
    tall = float(size[2])
    person = alive and len(actors) <= 2
    need = (
        tall / share / (2 * tan_y)
        if person
        else max(tall / share / (2 * tan_y), across / min(share * 1.15, 1.6) / (2 * tan_x))
    )
    away = camera.distance_m or need + abs(float(size[0]) * math.sin(azimuth)) / 2 + abs(
        float(size[1]) * math.cos(azimuth)
    ) / 2 * (0.0 if person else 1.0)
    away = max(away, NEAREST_M)
    target = middle.copy()
    if person and share > 1.0:
        target[2] = high[2] - (0.5 - HEADROOM) * tall / share
    height = (
        camera.height_m
        if camera.height_m is not None
        else _height(target, tall, away, alive=alive, many=len(actors) > MANY)
    )
    eye = target + np.array([math.sin(azimuth), -math.cos(azimuth), 0.0]) * away
    eye[2] = height
    eye = _kept(stage, eye, target)
    if stage.setting.ceiling == 0 and not person and camera.height_m is None and tall > 12.0:
        target[2] = min(float(target[2]), height + away * 0.42)
    return Framed(_three(eye), _three(target), camera.lens_mm)


def seen_box(stage: Stage, camera: Camera, acting: Collection[str] = ()) -> tuple[Floats, Floats]:
    """Return the lowest and the highest corner of what a camera is stood for [m].

    Args:
        stage: What there is to see.
        camera: As the scene has it.
        acting: Names of what something happens to.

    Raises:
        BadInputError: Its subject isn't in the scene.
    """
    return _bounds(_subjects(stage, camera, acting))


def wide_enough(start: Framed, stage: Stage, camera: Camera, aspect: float, gone: Floats) -> Framed:
    """Return a camera that stands still so far off that it sees where its subject ends up, too.

    A size of shot that was asked for is left by no more than ``LEAST_KEPT``; the subject is in the picture at first in any case.

    Args:
        start: As it stands for the subject alone.
        stage: What there is to see.
        camera: As the scene has it.
        aspect: Width over height.
        gone: Where the subject is more than at first, frame by frame [m], shape [frames, 3].
    """
    if not float(np.ptp(gone, axis=0).max()) or camera.distance_m is not None:
        return start
    low, high = _bounds(_subjects(stage, camera))
    eye, target = np.array(start.eye), np.array(start.target)
    away = float(np.linalg.norm(target - eye))
    ahead = (target - eye) / away
    right = np.cross(ahead, [0.0, 0.0, 1.0])
    right /= max(float(np.linalg.norm(right)), 1e-9)
    up = np.cross(right, ahead)
    half = np.array([SENSOR_MM / 2 / start.lens_mm, SENSOR_MM / 2 / start.lens_mm / aspect]) * away
    box = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    first = (box - target) @ np.stack([right, up], axis=1)
    way = gone @ np.stack([right, up], axis=1)
    lows = np.minimum(first.min(axis=0), (first.min(axis=0) + way).min(axis=0))
    highs = np.maximum(first.max(axis=0), (first.max(axis=0) + way).max(axis=0))
    farther = float(
        np.clip(((highs - lows) / 2 / (half * FILLS)).max(), 1.0, WIDEST if camera.framing is None else 1 / LEAST_KEPT)
    )
    room = np.maximum(half * farther * FILLS - (first.max(axis=0) - first.min(axis=0)) / 2, 0.0)
    middle = (first.max(axis=0) + first.min(axis=0)) / 2
    shift = np.clip((highs + lows) / 2, middle - room, middle + room)
    target = target + shift[0] * right + shift[1] * up
    eye = _kept(stage, target - ahead * away * farther, target)
    return Framed(_three(eye), _three(target), start.lens_mm)


def _is_large(actor: Actor) -> bool:
    return actor.fixed and float(actor.model.size.max()) >= LARGE_M


def _subjects(stage: Stage, camera: Camera, acting: Collection[str] = ()) -> tuple[Actor, ...]:
    if camera.subject:
        found = stage.called(camera.subject)
        if not found:
            raise BadInputError(
                f'A camera looks at "{camera.subject}", and nothing in the scene is called that. Name a thing or a character.'
            )
        return found
    there = [
        actor for actor in stage.actors if actor.hangs or stage.setting.ceiling or float(actor.at[2]) < OUT_OF_SIGHT_M
    ]
    small = tuple(actor for actor in there if not _is_large(actor) or actor.called in acting)
    return small or stage.actors


def _bounds(actors: Sequence[Actor]) -> tuple[Floats, Floats]:
    if not actors:
        return np.array([-2.0, -1.0, 0.0]), np.array([2.0, 1.0, 2.2])
    lows, highs = zip(*(actor.bounds() for actor in actors), strict=True)
    return np.min(lows, axis=0), np.max(highs, axis=0)


def _share(camera: Camera, *, alive: bool, single: bool) -> float:
    if camera.framing is not None:
        return (FRAMINGS if alive else THING_FRAMINGS)[camera.framing]
    return USUAL["scene" if not single else "person" if alive else "thing"]


def _round(number: int, others: Sequence[Camera]) -> float:
    """Return how far round the subject a shot's camera stands from the place's best view [deg]: a cut needs another view."""
    if number == 0 or not others:
        return 0.0
    hand = -1.0 if number % 2 else 1.0
    return hand * TURN_DEG * (1 + number // 3)


def _height(target: Floats, tall: float, away: float, *, alive: bool, many: bool) -> float:
    if alive and many:
        return tall + OVER * away
    if alive:
        return max(float(target[2]) + 0.05, 0.3)
    low, top = float(target[2]) - tall / 2, float(target[2]) + tall / 2
    if top < 1.1:
        return max(top + 0.22 * away, 0.12)
    return float(np.clip(EYE_M, max(low * 0.5, 0.2), max(top, 0.4)))


def _kept(stage: Stage, eye: Floats, target: Floats) -> Floats:
    """Return a place of the camera that is inside the place and not in the ground."""
    setting = stage.setting
    kept = eye.copy()
    kept[2] = max(kept[2], 0.08)
    if setting.ceiling:
        kept[2] = min(kept[2], setting.ceiling - 0.15)
    if setting.kind == "interior":
        half = (setting.wide or setting.half[0] / 0.40) / 2 - 0.3
        kept[0] = float(np.clip(kept[0], -half, half))
    flat = float(np.linalg.norm(kept[:2]))
    if setting.kind in {"street", "square", "rooftop"} and -kept[1] > setting.reach:
        kept[:2] = target[:2] + (kept[:2] - target[:2]) * (setting.reach + target[1]) / max(
            -(kept[1] - target[1]), 1e-6
        )
    elif setting.kind == "studio" and flat > 26.0:
        kept[:2] *= 26.0 / flat
    return kept


def _three(vector: Floats) -> tuple[float, float, float]:
    return float(vector[0]), float(vector[1]), float(vector[2])
