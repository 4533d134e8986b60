"""The camera of a shot, in the trade's words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rushes.brief.scene.position import Toward
from rushes.brief.scene.quantities import STRICT, Height, Lens, Reach, Speed, Turn

Move = Literal["lock_off", "pan", "tilt", "push_in", "pull_out", "track", "crane", "orbit", "handheld", "whip"]
Pace = Literal["slow", "usual", "fast"]
Framing = Literal["extreme_wide", "wide", "full", "medium", "close_up", "extreme_close_up"]

USUAL_LENS_MM = 35.0
"""The lens of a shot that names none [mm]: wide enough for a place, long enough for a face."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Camera:
    """What a shot is taken with: one move from its first frame to its last.

    Attributes:
        move: ``lock_off`` stands still; ``pan`` turns to a side, ``tilt`` up or down, ``whip`` is a pan too fast to see; ``push_in`` and ``pull_out`` travel along
            the line to the subject, ``track`` sideways or along with it, ``crane`` up or down, ``orbit`` round it; ``handheld`` stands, on a shoulder.
        handheld: Whether a move is made on a shoulder too.
        toward: The way it moves: left or right of a pan, a track, an orbit and a whip, up or down of a tilt and a crane; None as shows the subject best.
        pace: How fast, in words.
        speed_ms: How fast it travels [m/s], instead of the pace.
        angle_deg: How far a pan, tilt, orbit or whip turns from first to last frame [deg]; None as the pace has it.
        lens_mm: Focal length [mm] on a sensor 36 mm wide, whatever the aspect.
        height_m: Of the lens above the ground at the first frame [m]; None as shows the subject best.
        distance_m: From the subject at the first frame [m]; None as its size in the picture has it.
        framing: How large the subject stands in the picture; None as is usual for what it is.
        subject: The name of the thing or character that it looks at, and goes with if it tracks; empty for the whole scene.
    """

    move: Move = "lock_off"
    handheld: bool = False
    toward: Toward | None = None
    pace: Pace = "usual"
    speed_ms: Speed | None = None
    angle_deg: Turn | None = None
    lens_mm: Lens = USUAL_LENS_MM
    height_m: Height | None = None
    distance_m: Reach | None = None
    framing: Framing | None = None
    subject: str = ""


def _spoken(value: object) -> object:
    return {"move": "_".join(value.lower().replace("-", " ").split())} if isinstance(value, str) else value


SpokenCamera = Annotated[Camera, BeforeValidator(_spoken, json_schema_input_type=Camera | str)]
"""A camera, or its move alone: ``camera: push-in``."""
