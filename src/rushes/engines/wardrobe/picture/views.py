"""Cameras: a portrait lens at eye height, all round a person, or nearer for a hero picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from rushes.engines.wardrobe.picture.piece import OutfitScene
from rushes.engines.wardrobe.picture.seen import Seen
from rushes.errors import BadInputError

LENS_MM: Final = 85.0
SENSOR_MM: Final = (24.0, 36.0)
"""Of a camera held upright: 35 mm film."""

NAMED: Final = {"front": 0.0, "three_quarter": 40.0, "side": 90.0, "back": 180.0, "hero": 28.0}
"""Angles of views by name [degrees]: how far round to the wearer's left the camera is."""

HEADROOM: Final = 0.12
"""Share of a picture's height that is free over head and under feet, together."""

HERO_SHARE: Final = 0.80
"""Share of a person's height that a hero view shows, from the crown down."""


@dataclass(frozen=True)
class View:
    """A camera.

    Attributes:
        name: Its own.
        at: Where it is [m].
        target: What it is level with, and focused on [m].
        lens_mm: Focal length.
        shift: How far up the picture is moved behind the lens, as a share of its longer side: verticals stay upright.
        fstop: Of the lens.
    """

    name: str
    at: tuple[float, float, float]
    target: tuple[float, float, float]
    lens_mm: float = LENS_MM
    shift: float = 0.0
    fstop: float = 8.0


def view(scene: OutfitScene | Seen, which: str | float, aspect: float = 0.75) -> View:
    """Return a view of everybody in a scene.

    Args:
        scene: Who stands there.
        which: A name of ``NAMED``, or an angle [degrees]: how far round to the wearer's left the camera is.
        aspect: Width over height of the picture.

    Raises:
        BadInputError: There is no view of that name.
    """
    if isinstance(which, str) and which not in NAMED:
        raise BadInputError(f"There is no view called {which!r}. Say one of: {', '.join(NAMED)}, or an angle.")
    hero = which == "hero"
    angle = math.radians(NAMED[which] if isinstance(which, str) else which)
    low, high = scene.bounds
    tall = max(float(high[2]), *(one.height for one in scene.people))
    across = float(np.hypot(*(high - low)[:2])) if len(scene.people) > 1 else float(max((high - low)[:2]))
    shown = tall * (HERO_SHARE if hero else 1.0)
    frame = max(shown / (1.0 - HEADROOM * (0.6 if hero else 1.0)), across * 1.12 / aspect)
    away = frame * LENS_MM / SENSOR_MM[1]
    middle = (low + high) / 2
    eye = tall * (0.80 if hero else 0.62)
    centre = tall + frame * HEADROOM * 0.3 - frame / 2 if hero else tall / 2
    at = (float(middle[0] + away * math.sin(angle)), float(middle[1] - away * math.cos(angle)), eye)
    name = which if isinstance(which, str) else f"turn_{round(which):03d}"
    return View(
        name, at, (float(middle[0]), float(middle[1]), eye), LENS_MM, (centre - eye) / frame, 3.2 if hero else 8.0
    )
