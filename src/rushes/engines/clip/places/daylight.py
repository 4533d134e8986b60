"""Sun, sky and air by the time of day and the weather, on the scale of the scene: a white wall in the sun is about 1."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from rushes.brief.scene import Scene
from rushes.engines.clip.staged import Sky, Sun
from rushes.engines.dressing.surface import Rgb

HOURS: Final[Mapping[str, tuple[float, float, float, Rgb, Rgb, Rgb, Rgb, float]]] = {
    "dawn": (5.0, -62.0, 1.1, (1.0, 0.52, 0.28), (0.10, 0.15, 0.30), (0.62, 0.36, 0.26), (1.6, 0.7, 0.3), 0.20),
    "morning": (27.0, -52.0, 2.6, (1.0, 0.86, 0.68), (0.16, 0.29, 0.62), (0.50, 0.60, 0.72), (0.5, 0.42, 0.3), 0.24),
    "noon": (60.0, -35.0, 3.4, (1.0, 0.95, 0.88), (0.14, 0.30, 0.70), (0.48, 0.62, 0.82), (0.3, 0.3, 0.3), 0.26),
    "afternoon": (42.0, -48.0, 3.1, (1.0, 0.92, 0.80), (0.15, 0.30, 0.66), (0.50, 0.61, 0.76), (0.4, 0.36, 0.3), 0.25),
    "late_afternoon": (14.0, -66.0, 2.2, (1.0, 0.66, 0.38), (0.14, 0.24, 0.50), (0.70, 0.52, 0.38), (1.3, 0.75, 0.4), 0.23),
    "dusk": (2.0, 150.0, 0.10, (1.0, 0.42, 0.22), (0.050, 0.075, 0.17), (0.42, 0.20, 0.15), (0.7, 0.26, 0.12), 0.14),
    "night": (38.0, -74.0, 0.10, (0.55, 0.68, 1.0), (0.006, 0.009, 0.020), (0.018, 0.020, 0.030), (0.0, 0.0, 0.0), 0.07),
}  # fmt: skip
"""The sun's height and side [deg] (0 behind the camera, negative to its left; at night the moon's), its irradiance and colour; the sky at the
zenith, at the horizon and round the sun; and the level that a picture is exposed to. Set by eye on test pictures."""

CLOUDY: Final = {"clear": 0.25, "overcast": 1.0, "fog": 1.0, "snow": 1.0, "rain": 1.0}
HAZE_M: Final = {"clear": 2600.0, "overcast": 1400.0, "fog": 26.0, "snow": 110.0, "rain": 420.0}
"""Way in the air after which a third is left [m]."""


def daylight(scene: Scene) -> tuple[Sun, Sky]:
    """Return a scene's sun and sky."""
    height, side, strength, colour, zenith, horizon, glow, _ = HOURS[scene.time_of_day]
    up, around = math.radians(height), math.radians(side)
    direction = (math.sin(around) * math.cos(up), -math.cos(around) * math.cos(up), math.sin(up))
    clouds = CLOUDY[scene.weather]
    if clouds >= 1.0:
        grey = sum(horizon) / 3 * 0.75 + sum(zenith) / 3 * 0.55 + strength * 0.05
        blue = scene.time_of_day in {"dawn", "dusk", "night"}  # under clouds the last light is the zenith's
        over, much = (zenith, 0.34) if blue else (horizon, 0.14)
        tint = tuple(1.0 - much + much * part / max(over) for part in over)
        horizon = _times(tint, grey)
        zenith = _times(tint, grey * 0.82)
        strength, glow = strength * 0.06, (0.0, 0.0, 0.0)
    ground = _times(horizon, 0.25)
    haze = _times(tuple(0.7 * a + 0.3 * b for a, b in zip(horizon, zenith, strict=True)), 0.92)
    return Sun(direction, strength, colour, 2.5 if clouds < 1 else 25.0), Sky(
        zenith, horizon, ground, clouds, glow, HAZE_M[scene.weather], haze
    )


def key_of(scene: Scene) -> float:
    """Return the log mean that a scene's pictures are exposed to."""
    inside = scene.place.is_inside
    key = HOURS[scene.time_of_day][7]
    return max(key * 0.6, 0.17 if scene.place.kind == "interior" else 0.28) if inside else key


def _times(colour: tuple[float, ...], by: float) -> Rgb:
    red, green, blue = colour
    return red * by, green * by, blue * by
