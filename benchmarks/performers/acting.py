"""What a performer does in their shot: the same in both ages, frame by frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from performers.people import Person

BLINK: Final = (0.0, 0.45, 1.0, 1.0, 0.55, 0.15)
"""How far the lids are closed in the frames of a blink."""


SLOW: Final = 23
"""In a shot of this many frames more than one the head turns by 20 degrees and nods by 7, and the hand goes all the way past; a shorter one shows less of these, so that
nobody moves faster than people do."""


PROFILE_DEG, A_FRAME_DEG = 82.0, 9.0
"""Who turns into profile is there in the last frame, and turns by so much a frame until then: sharply, as one who is called by name."""


@dataclass(frozen=True)
class Moment:
    """One frame of a performance.

    Attributes:
        yaw, pitch, roll: Of the head [degrees]: to its left, down, to its left shoulder.
        units: Face units with their shares, 0 to 1.
        hand: How far the hand has come on its way past the face, 0 to 1; None when there is no hand.
        key_deg: Where the key light stands, to the performer's right of the camera [degrees].
        key_gain: Its strength against the usual.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    units: Mapping[str, float] = field(default_factory=dict)
    hand: float | None = None
    key_deg: float = 42.0
    key_gain: float = 1.0


def acted(person: Person, frames: int) -> tuple[Moment, ...]:
    """Return a performer's shot of so many frames."""
    return tuple(_moment(person, number, frames) for number in range(frames))


def _moment(person: Person, number: int, frames: int) -> Moment:
    share = number / max(frames - 1, 1)
    swing = 1 if person.seed % 2 else -1
    pace = min(1.0, (frames - 1) / SLOW)
    turn = swing * (-9 + 20 * pace * _ease(share)) if "turn" in person.acts else 0.0
    if "profile" in person.acts:
        turn = swing * (PROFILE_DEG - A_FRAME_DEG * (frames - 1 - number))
    units: dict[str, float] = {}
    if "talk" in person.acts:
        open_ = 0.5 - 0.5 * np.cos(2 * np.pi * share)
        units |= {
            "jawOpen": 0.38 * open_,
            "mouthSmileLeft": 0.18 * share,
            "mouthSmileRight": 0.22 * share,
            "mouthFunnel": 0.2 * open_,
        }
        units |= {"browInnerUp": 0.35 * share}
    if "blink" in person.acts:
        at = number - round(0.4 * frames)
        closed = BLINK[at] if 0 <= at < len(BLINK) else 0.0
        units |= {"eyeBlinkLeft": closed, "eyeBlinkRight": closed}
    hand = 0.5 + pace * (share - 0.5) - 0.2 * (1 - pace) if "hand" in person.acts else None
    moving = "light" in person.acts
    return Moment(
        yaw=turn,
        pitch=3.5 * pace * float(np.sin(2 * np.pi * share)),
        roll=swing * 2.0 * _ease(share),
        units={name: round(float(value), 6) for name, value in units.items() if value > 0},
        hand=hand,
        key_deg=42.0 - (70.0 * share if moving else 0.0),
        key_gain=1.0 - 0.45 * float(np.sin(np.pi * share)) if moving else 1.0,
    )


def _ease(share: float) -> float:
    return share * share * (3 - 2 * share)
