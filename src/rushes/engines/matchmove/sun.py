"""Where the sun stands in a plate, and how much brighter it is than the sky: told by the sky, by shadow lines, and by their depth.

After Lalonde, Efros and Narasimhan, "Estimating the natural illumination conditions from a single outdoor image" (IJCV 98,
2012): every cue says how likely each place of the sun is, they are multiplied, and what comes out is as sure as it is
narrow. Their cue of people and their trained classifiers are not here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.matchmove.camera_match import CameraMatch
from rushes.media.colour import LUMINANCE

Array = NDArray[np.float64]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

STEP_DEG: Final = 3.0
"""Between places of the sun that are weighed [deg]."""

LOWEST_DEG, HIGHEST_DEG = 4.0, 76.0
"""Of the sun's heights that are weighed [deg]."""

SKY_NOISE: Final = 0.22
"""How far a clear sky strays from its model, in natural logarithms of light: haze, a lens's falloff, a display's way back."""

SKY_COUNTS: Final = 14.0
"""As many places of the sky count as independent of each other."""

SMALLEST_SKY: Final = 0.012
"""Least share of the picture that is sky for it to say anything."""

TURBIDITIES: Final = (2.0, 3.0, 5.0)

SHADOW_LEAST, SHADOW_MOST = 1.35, 14.0
"""Ratio of light across an edge for it to be a shadow's: less is texture, more is a window."""

SHADOW_BLUER: Final = 0.04
"""By how much the dark side of a shadow is bluer than the lit one (natural logarithm of blue over red): the sky lights it."""

LINE_DEG: Final = 5.0
"""How far shadow lines stray from the sun's direction [deg]."""

STRAY: Final = 0.4
"""Share of shadow lines that run anyhow: ramps, foliage, cars."""

LINES_COUNT: Final = 8.0
"""As many shadow lines count at most on each plane."""

AXIS_DEG: Final = 6.0
"""Lines nearer than this to the building's own axes are edges of things, not of shadows [deg]."""

LEAST_FALL: Final = 0.15
"""A plane that the sun only grazes tells nothing of its strength."""

FEWEST_EDGES: Final = 4

TOLD_AZIMUTH_DEG, TOLD_HEIGHT_DEG = 20.0, 9.0
"""Standard errors [deg] from which azimuth and height are not told."""


@dataclass(frozen=True)
class Sun:
    """What a plate says of its light; azimuth and height are counted as in a brief's ``light``, before the building's front.

    Attributes:
        azimuth_deg: 0 before the facade, positive to its right [deg]; None when it is not told.
        elevation_deg: Above the horizon [deg]; None when it is not told.
        azimuth_error_deg, elevation_error_deg: Their standard errors [deg].
        sun_over_sky: Light of the sun on a surface that faces it, over that of the whole sky on level ground; None when it is
            not told.
        sky_over_sun: Colour of the shadows over that of the sun's own light, of luminance 1, ACEScg; None as above.
        overcast: Whether the sky is grey and even, and no shadow is seen.
        cues: What spoke, in words.
    """

    azimuth_deg: float | None
    elevation_deg: float | None
    azimuth_error_deg: float
    elevation_error_deg: float
    sun_over_sky: float | None
    sky_over_sun: tuple[float, float, float] | None
    overcast: bool
    cues: tuple[str, ...]

    @property
    def direction(self) -> Array | None:
        """Toward the sun in the facade's frame, of unit length; None when either angle is not told."""
        if self.azimuth_deg is None or self.elevation_deg is None:
            return None
        return direction(self.azimuth_deg, self.elevation_deg)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "azimuth_deg": self.azimuth_deg,
            "elevation_deg": self.elevation_deg,
            "azimuth_error_deg": self.azimuth_error_deg,
            "elevation_error_deg": self.elevation_error_deg,
            "sun_over_sky": self.sun_over_sky,
            "sky_over_sun": None if self.sky_over_sun is None else list(self.sky_over_sun),
            "overcast": self.overcast,
            "cues": list(self.cues),
        }


def direction(azimuth_deg: float, elevation_deg: float) -> Array:
    """Return the unit vector toward a sun."""
    azimuth, height = math.radians(azimuth_deg), math.radians(elevation_deg)
    flat = math.cos(height)
    return np.array([flat * math.sin(azimuth), -flat * math.cos(azimuth), math.sin(height)])


def estimate_sun(match: CameraMatch, light: Floats, sky: Mask) -> Sun:
    """Estimate sun and sky.

    Args:
        match: The plate's camera.
        light: The plate, scene-linear ACEScg, shape [h, w, 3]; it may be smaller than the plate.
        sky: Where the sky is, shape [h, w].
    """
    azimuth = np.arange(-180.0, 180.0, STEP_DEG)
    height = np.arange(LOWEST_DEG, HIGHEST_DEG, STEP_DEG)
    suns = np.stack([[direction(a, e) for a in azimuth] for e in height])  # [heights, azimuths, 3]
    belief = np.repeat(np.log(np.cos(np.radians(height)))[:, None], len(azimuth), axis=1)
    cues: list[str] = []
    grey = False
    if float(sky.mean()) >= SMALLEST_SKY:
        said, grey = _sky(match, light, sky, suns)
        if said is not None:
            belief = belief + said
            cues.append(f"the sky's gradient ({100 * sky.mean():.0f} % of the picture)")
    edges = _shadow_edges(match, light)
    ground, wall = [edge for edge in edges if edge.plane == "ground"], [edge for edge in edges if edge.plane == "wall"]
    if ground:
        belief = belief + _along(ground, np.arctan2(suns[..., 0], -suns[..., 1]))
        cues.append(f"{len(ground)} shadow lines on the ground")
    if wall:
        before = np.where(suns[..., 1] < -0.05, 0.0, -2.0 * min(len(wall), LINES_COUNT))
        belief = belief + _along(wall, np.arctan2(suns[..., 0], suns[..., 2])) + before
        cues.append(f"{len(wall)} shadow lines on the facade")
    at, spread = _peak(belief, azimuth, height)
    told = bool(cues) and spread[0] < TOLD_AZIMUTH_DEG
    ratio, colour = _depth(edges, direction(*at)) if told and spread[1] < TOLD_HEIGHT_DEG else (None, None)
    return Sun(
        azimuth_deg=round(at[0], 1) if told else None,
        elevation_deg=round(at[1], 1) if told and spread[1] < TOLD_HEIGHT_DEG else None,
        azimuth_error_deg=round(spread[0], 1),
        elevation_error_deg=round(spread[1], 1),
        sun_over_sky=ratio,
        sky_over_sun=colour,
        overcast=grey and not edges,
        cues=tuple(cues),
    )


def _peak(belief: Array, azimuth: Array, height: Array) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the middle of the likeliest places of the sun [deg], and the standard errors over all."""
    weight = np.exp(belief - belief.max())
    weight /= weight.sum()
    _, column = np.unravel_index(int(weight.argmax()), weight.shape)
    off = (azimuth - azimuth[column] + 180.0) % 360.0 - 180.0
    by_azimuth, by_height = weight.sum(axis=0), weight.sum(axis=1)
    near = np.abs(off) < 45.0
    middle = float((by_azimuth * off)[near].sum() / by_azimuth[near].sum())
    at = (float((azimuth[column] + middle + 180.0) % 360.0 - 180.0), float((by_height * height).sum()))
    spread = (
        float(np.sqrt((by_azimuth * (off - middle) ** 2).sum() + STEP_DEG**2 / 12)),
        float(np.sqrt((by_height * (height - at[1]) ** 2).sum() + STEP_DEG**2 / 12)),
    )
    return at, spread


def _rays(match: CameraMatch, places: Array) -> Array:
    """Return unit directions of the facade's frame of places in the plate [px], shape [n, 3]."""
    ahead = np.column_stack([(places - [match.width / 2, match.height / 2]) / match.focal_px, np.ones(len(places))])
    ray = ahead @ match.axes
    return np.asarray(ray / np.linalg.norm(ray, axis=1, keepdims=True))


def _sky(match: CameraMatch, light: Floats, sky: Mask, suns: Array) -> tuple[Array | None, bool]:
    """Return how likely the sky makes each sun (logarithm), and whether it is grey and even."""
    rows, columns = np.nonzero(sky)
    take = np.random.default_rng(7).permutation(len(rows))[:1500]
    places = np.column_stack([columns[take] + 0.5, rows[take] + 0.5]) * (match.width / light.shape[1])
    colour = light[rows[take], columns[take]].astype(float)
    bright = colour @ LUMINANCE
    ray = _rays(match, places)
    good = (ray[:, 2] > 0.03) & (bright > 1e-3) & (colour.max(axis=1) < 3.0)
    if int(good.sum()) < 60:
        return None, False
    ray, bright, colour = ray[good], bright[good], colour[good]
    blue = float(np.median(np.log(colour[:, 2] / np.maximum(colour[:, 0], 1e-4))))
    if blue < 0.12:
        return None, float(np.std(np.log(bright))) < 0.5
    seen = np.log(bright)
    best = np.full(suns.shape[:2], -np.inf)
    cosine = np.clip(ray @ suns.reshape(-1, 3).T, -1.0, 1.0)
    for turbidity in TURBIDITIES:
        shape = np.log(clear_sky(ray[:, 2:], cosine, turbidity))
        off = seen[:, None] - shape
        off -= np.median(off, axis=0)
        loss = np.minimum((off / SKY_NOISE) ** 2, 9.0).mean(axis=0)
        best = np.maximum(best, (-0.5 * SKY_COUNTS * loss).reshape(best.shape))
    return best, False


def clear_sky(up: Array, cosine: Array, turbidity: float) -> Array:
    """Return a clear sky's light, up to a factor.

    Perez, Seals and Michalsky, "All-weather model for sky luminance distribution" (Solar Energy 50, 1993), with the
    coefficients of Preetham, Shirley and Smits, "A practical analytic model for daylight" (SIGGRAPH 1999).

    Args:
        up: Sine of the height of each place above the horizon.
        cosine: Of the angle between each place and the sun.
        turbidity: 2 for clear air to 6 for haze.
    """
    a, b = 0.1787 * turbidity - 1.4630, -0.3554 * turbidity + 0.4275
    c, d, e = -0.0227 * turbidity + 5.3251, 0.1206 * turbidity - 2.5771, -0.0670 * turbidity + 0.3703
    angle = np.arccos(cosine)
    return np.asarray((1 + a * np.exp(b / np.maximum(up, 0.01))) * (1 + c * np.exp(d * angle) + e * cosine**2))


@dataclass(frozen=True)
class _Edge:
    """A shadow's edge: its plane, its direction there [rad, modulo half a turn], its length as seen [px], and lit over dark."""

    plane: str
    angle: float
    length: float
    lit: Array
    dark: Array


def _shadow_edges(match: CameraMatch, light: Floats) -> list[_Edge]:
    """Return the segments across which light falls as it does at a shadow: darker and bluer, and not along the building."""
    small = light.shape[1] / match.width
    found = []
    for row, own in zip(match.segments, match.axis, strict=True):
        if own >= 0:
            continue
        sides = _sides(light, row * small)
        if sides is None:
            continue
        dark, lit = sorted(sides, key=lambda side: float(side @ LUMINANCE))
        ratio = float(lit @ LUMINANCE) / max(float(dark @ LUMINANCE), 1e-6)
        bluer = math.log(dark[2] / dark[0]) - math.log(lit[2] / lit[0])
        if not SHADOW_LEAST < ratio < SHADOW_MOST or bluer < SHADOW_BLUER:
            continue
        plane, angle = _on_plane(match, row.reshape(2, 2))
        if plane:
            found.append(_Edge(plane, angle, float(np.hypot(*(row[2:] - row[:2]))), lit, dark))
    return found


def _sides(light: Floats, segment: Array) -> tuple[Array, Array] | None:
    """Return the median light on either side of a segment [px of the light]."""
    from scipy.ndimage import map_coordinates

    along = segment[2:] - segment[:2]
    length = float(np.hypot(*along))
    if length < 6:
        return None
    normal = np.array([-along[1], along[0]]) / length
    steps = np.linspace(0.15, 0.85, 12)[:, None]
    sides = []
    for sign in (-1.0, 1.0):
        near = [segment[:2] + steps * along + sign * normal * off for off in (2.5, 4.0)]
        at = np.concatenate(near) - 0.5
        if (at < 0).any() or (at[:, 0] > light.shape[1] - 1).any() or (at[:, 1] > light.shape[0] - 1).any():
            return None
        seen = np.stack([map_coordinates(light[..., k], [at[:, 1], at[:, 0]], order=1) for k in range(3)], axis=1)
        sides.append(np.maximum(np.median(seen, axis=0), 1e-5).astype(float))
    return sides[0], sides[1]


def _on_plane(match: CameraMatch, ends: Array) -> tuple[str, float]:
    """Return the plane that a segment lies on and its direction there: on the ground as an azimuth, on the facade from upright."""
    from rushes.engines.matchmove.stick import on_facade

    middle = ends.mean(axis=0)
    if match.corners is not None and match.eye is not None and _inside(match.corners, middle):
        (x0, _, z0), (x1, _, z1) = on_facade(match, ends)
        angle = math.atan2(x1 - x0, z1 - z0)
        return ("wall", angle) if _oblique(angle) else ("", 0.0)
    ray = _rays(match, ends)
    if (ray[:, 2] > -0.02).any():
        return "", 0.0
    (x0, y0), (x1, y1) = ray[:, :2] / -ray[:, 2:]
    angle = math.atan2(x1 - x0, -(y1 - y0))
    return ("ground", angle) if _oblique(angle) else ("", 0.0)


def _oblique(angle: float) -> bool:
    off = math.degrees(angle) % 90.0
    return AXIS_DEG < off < 90.0 - AXIS_DEG


def _inside(corners: Array, place: Array) -> bool:
    sides = np.roll(corners, -1, axis=0) - corners
    off = place - corners
    return bool((sides[:, 0] * off[:, 1] - sides[:, 1] * off[:, 0] <= 0).all())


def _along(edges: list[_Edge], angle: Array) -> Array:
    """Return how likely shadow lines make each sun (logarithm), by the direction that it gives them."""
    weight = np.array([edge.length for edge in edges])
    weight *= min(float(len(edges)), LINES_COUNT) / weight.sum()
    said = np.zeros(angle.shape)
    width = math.radians(math.hypot(LINE_DEG, STEP_DEG / 2))
    for edge, counts in zip(edges, weight, strict=True):
        off = (angle - edge.angle + math.pi / 2) % math.pi - math.pi / 2
        near = np.exp(-0.5 * (off / width) ** 2) / (width * math.sqrt(2 * math.pi))
        said += counts * np.log(STRAY / math.pi + (1 - STRAY) * near)
    return said


def _depth(edges: list[_Edge], sun: Array) -> tuple[float | None, tuple[float, float, float] | None]:
    """Return the sun's light over the sky's, each on a surface that faces all of it, and the sky's colour over the sun's."""
    falls = {"ground": float(sun[2]), "wall": float(-2.0 * sun[1])}  # a wall sees half of the sky
    used = [edge for edge in edges if falls[edge.plane] > LEAST_FALL]
    if len(used) < FEWEST_EDGES:
        return None, None
    lit, dark = np.array([edge.lit for edge in used]), np.array([edge.dark for edge in used])
    share = np.array([falls[edge.plane] for edge in used])
    ratio = ((lit @ LUMINANCE) / (dark @ LUMINANCE) - 1.0) / share
    near = np.argsort(ratio)[len(ratio) // 4 : max(3 * len(ratio) // 4, len(ratio) // 4 + 1)]
    colour = np.median(dark[near] / np.maximum(lit[near] - dark[near], 1e-5), axis=0)
    colour = np.clip(colour / max(float(colour @ LUMINANCE), 1e-6), 0.3, 3.0)
    red, green, blue = (round(float(part), 4) for part in colour / float(colour @ LUMINANCE))
    return round(float(np.median(ratio[near])), 3), (red, green, blue)
