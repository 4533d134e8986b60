"""The light of a shot: where the sun stands, how strong it is against the sky, and what weather does to both.

Irradiances come from a small clear-sky model (Kasten and Young's air mass, Meinel's direct beam, Liu and Jordan's
diffuse share) and are then exposed, the way a photographer would, so that a lit facade lands where it should.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Light

Rgb = tuple[float, float, float]

FACADE_ANGLE_DEG = 47.0
"""Between the sun and the facade that the camera sees best, on the far side from the camera: a three-quarter
light, so that balconies and reveals throw shadows and the building's other face is in shade."""

FACADE_SPREAD_DEG = 6.0
"""How far the seed may move that angle either way."""

_ELEVATION_DEG = {
    "dawn": 5.0,
    "morning": 26.0,
    "noon": 58.0,
    "afternoon": 38.0,
    "late_afternoon": 21.0,
    "dusk": 3.0,
    "night": 36.0,
}

_EXPOSED = {
    "dawn": 0.62,
    "morning": 1.0,
    "noon": 1.06,
    "afternoon": 1.0,
    "late_afternoon": 0.94,
    "dusk": 0.5,
    "night": 0.085,
}
"""Brightness of a lit facade after exposure, against a plain afternoon; night is day-for-night moonlight."""

_FACADE_RADIANCE = 0.46
"""Scene-linear radiance that a facade of albedo 0.4 gets on a plain afternoon: a little over half of a display's range."""

INSIDE = 16.0
"""How much longer a room is exposed than a street: nearly four stops, after looking at rooms of four to eight metres."""

_OPTICAL_DEPTH = np.array([0.055, 0.112, 0.245])
"""Of air with a little dust, per unit of air mass, for red, green and blue."""

_BLUE_SKY = np.array([0.62, 0.86, 1.34])
_GREY_SKY = np.array([0.94, 1.0, 1.07])
_MOON = np.array([0.60, 0.88, 1.45])

_AP1_OF_REC709 = np.array(
    [
        [0.6130974, 0.3395231, 0.0473795],
        [0.0701937, 0.9163539, 0.0134524],
        [0.0206156, 0.1095697, 0.8698147],
    ]
)

_SOLAR_CONSTANT = 1361.0
_HAZE = 2.6
"""A city's sky gives more diffuse light than the clean air of the formula."""

_DRY_GROUND: Rgb = (0.155, 0.150, 0.145)
_WET_GROUND: Rgb = (0.060, 0.060, 0.062)
_SNOW_GROUND: Rgb = (0.78, 0.79, 0.81)

_SHADE = {"clear": 0.0, "overcast": 1.0, "fog": 1.0, "snow": 1.0, "rain": 1.0}
_DIM = {"clear": 1.0, "overcast": 0.9, "fog": 0.95, "snow": 1.0, "rain": 0.68}
_HAZE_PER_M = {"clear": 0.00022, "overcast": 0.0005, "fog": 0.011, "snow": 0.0030, "rain": 0.0016}
"""Extinction of the air [1/m]: visual range is 3.9 divided by it."""


@dataclass(frozen=True, slots=True)
class LightRig:
    """Sun and sky, exposed for the camera. All colours are scene-linear ACEScg.

    Attributes:
        sun_direction: Unit vector from the scene toward the sun (or moon).
        sun_colour: Colour of the sun, of luminance near 1.
        sun_strength: Irradiance of a surface that faces the sun; a white diffuse surface then has radiance
            ``sun_strength / pi``. 0 under cloud.
        sun_angle_deg: Angular diameter of the sun as the shadows see it [deg].
        sky_colour: Mean colour of the sky, of luminance near 1.
        sky_strength: Mean radiance of the sky; an open horizontal surface gets ``pi * sky_strength``.
        elevation_deg: Of the sun above the horizon [deg].
        azimuth_deg: Of the sun, counted like the camera's: 0 in front of the building (-Y), positive toward +X.
        weather: clear, overcast, fog, snow or rain.
        time_of_day: As in the brief.
        haze_per_m: Extinction of the air [1/m].
        ground_albedo: Reflectance of the ground.
        wetness: 0 dry to 1 wet.
    """

    sun_direction: Rgb
    sun_colour: Rgb
    sun_strength: float
    sun_angle_deg: float
    sky_colour: Rgb
    sky_strength: float
    elevation_deg: float
    azimuth_deg: float
    weather: str
    time_of_day: str
    haze_per_m: float
    ground_albedo: Rgb
    wetness: float

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> LightRig:
        """Read what ``to_json`` gave."""
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in record.items()
        }
        return cls(**fields)


def light_rig(light: Light, *, camera_azimuth_deg: float, seed: int = 0) -> LightRig:
    """Resolve the brief's light into sun and sky.

    Where the brief names no sun azimuth, the sun stands so that it models the facade the camera sees: about 47
    degrees off that facade's normal, on the far side from the camera.

    Args:
        light: The brief's light.
        camera_azimuth_deg: Where the camera stands [deg].
        seed: Chooses within a few degrees.
    """
    chance = np.random.default_rng((seed, 0x11647))
    spread = float(chance.uniform(-FACADE_SPREAD_DEG, FACADE_SPREAD_DEG))
    flip = 1.0 if chance.random() < 0.5 else -1.0
    elevation = _ELEVATION_DEG[light.time_of_day] if light.sun_elevation_deg is None else light.sun_elevation_deg
    azimuth = light.sun_azimuth_deg
    if azimuth is None:
        azimuth = _modelling_azimuth(camera_azimuth_deg, FACADE_ANGLE_DEG + spread, flip)
    night = light.time_of_day == "night"
    shade = _SHADE[light.weather]
    beam, sky = _clear_sky(elevation)
    if night:
        sky *= 1.5
    grey = (beam * max(math.sin(math.radians(elevation)), 0.05) + math.pi * sky) / math.pi
    beam, sky = beam * (1.0 - shade), sky + (grey - sky) * shade
    exposure = _EXPOSED[light.time_of_day] * _DIM[light.weather] * _FACADE_RADIANCE / _facade(beam, sky)
    return LightRig(
        sun_direction=_direction(azimuth, elevation),
        sun_colour=_rgb(_MOON if night else _sun_colour(elevation)),
        sun_strength=round(beam * exposure, 6),
        sun_angle_deg=0.53,
        sky_colour=_rgb(_sky_colour(elevation, shade, night=night)),
        sky_strength=round(sky * exposure, 6),
        elevation_deg=float(elevation),
        azimuth_deg=round(float(azimuth), 6),
        weather=light.weather,
        time_of_day=light.time_of_day,
        haze_per_m=_HAZE_PER_M[light.weather],
        ground_albedo={"snow": _SNOW_GROUND, "rain": _WET_GROUND}.get(light.weather, _DRY_GROUND),
        wetness=1.0 if light.weather == "rain" else 0.0,
    )


def exposed_inside(light: LightRig) -> LightRig:
    """Return a light as it is exposed for a room that gets it through its windows: what is outside burns out."""
    sun, sky = light.sun_strength * INSIDE, light.sky_strength * INSIDE
    return replace(light, sun_strength=round(sun, 6), sky_strength=round(sky, 6))


def _modelling_azimuth(camera_deg: float, angle_deg: float, flip: float) -> float:
    facade = 90.0 * round(camera_deg / 90.0)
    beside = camera_deg - facade
    side = -math.copysign(1.0, beside) if abs(beside) > 1.0 else flip
    return (facade + side * angle_deg + 180.0) % 360.0 - 180.0


def _direction(azimuth_deg: float, elevation_deg: float) -> Rgb:
    azimuth, elevation = math.radians(azimuth_deg), math.radians(elevation_deg)
    flat = math.cos(elevation)
    return (
        round(flat * math.sin(azimuth), 9),
        round(-flat * math.cos(azimuth), 9),
        round(math.sin(elevation), 9),
    )


def _air_mass(elevation_deg: float) -> float:
    high = max(elevation_deg, 0.0)
    return 1.0 / (math.sin(math.radians(high)) + 0.50572 * math.pow(high + 6.07995, -1.6364))


def _clear_sky(elevation_deg: float) -> tuple[float, float]:
    """Return the direct beam [W/m2] and the sky's mean radiance [W/m2/sr] under a clear sky."""
    through = 0.7 ** (_air_mass(elevation_deg) ** 0.678)
    beam = _SOLAR_CONSTANT * through if elevation_deg > -1.0 else 0.0
    height = max(math.sin(math.radians(elevation_deg)), 0.04)
    diffuse = _SOLAR_CONSTANT * height * max(0.271 - 0.294 * through, 0.05) * _HAZE
    return beam, diffuse / math.pi


def _facade(beam: float, sky: float) -> float:
    """Radiance of a facade of albedo 0.4 in three-quarter light, half of its view being ground and sky."""
    return 0.4 * (beam * 0.62 + math.pi * sky * 0.6) / math.pi


def _sun_colour(elevation_deg: float) -> NDArray[np.float64]:
    colour: NDArray[np.float64] = np.exp(-_OPTICAL_DEPTH * min(_air_mass(elevation_deg), 9.0))
    return colour / _luminance(colour)


def _sky_colour(elevation_deg: float, shade: float, *, night: bool) -> NDArray[np.float64]:
    low = math.exp(-max(elevation_deg, 0.0) / 9.0)
    clear = _BLUE_SKY * (1.0 - 0.45 * low) + np.array([1.12, 0.95, 0.92]) * 0.45 * low
    colour = clear * (1.0 - shade) + _GREY_SKY * shade
    if night:
        colour = _MOON * (0.75 - 0.25 * shade) + _GREY_SKY * (0.25 + 0.25 * shade)
    return colour / _luminance(colour)


def _luminance(colour: NDArray[np.float64]) -> float:
    return float(colour @ np.array([0.2126, 0.7152, 0.0722]))


def _rgb(rec709: NDArray[np.float64]) -> Rgb:
    red, green, blue = (round(float(value), 6) for value in _AP1_OF_REC709 @ rec709)
    return red, green, blue
