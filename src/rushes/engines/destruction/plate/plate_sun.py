"""The light of a plate: where its sun stands and how strong it is, read from the picture, and the rig that follows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Brief, Light
from rushes.engines.destruction.plate.clean_plate import find_sky
from rushes.engines.destruction.plate.site import PlateCamera
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.matchmove import Sun, estimate_sun
from rushes.media.colour import LUMINANCE
from rushes.media.picture import Picture
from rushes.media.plate import picture_at, to_light
from rushes.show import FrameRange

Floats = NDArray[np.float32]

LOOKED_AT_PX: Final = 1200
"""Longest side at which a plate's light is looked at."""

RATIO_AGREES: Final = (0.3, 8.0)
"""Sun over sky that is believed: a veiled sun to clear mountain air."""


def sun_of_plate(brief: Brief, solved: PlateCamera) -> Sun | None:
    """Return what the plate says of its light, when the brief asks for it.

    Raises:
        BadInputError: The plate can't be read.
    """
    if brief.light.solve != "plate" or brief.plate is None:
        return None
    picture = picture_at(brief.plate, FrameRange.of_length(brief.frames), solved.reference)
    light = _small(picture)
    match = solved.match
    horizon = match.horizon_px(match.width / 2) * light.shape[1] / match.width
    sky = find_sky(np.log2(np.maximum(light, 1e-4)), np.zeros(light.shape[:2], dtype=bool), horizon)
    return estimate_sun(match, light, sky)


def asked_light(light: Light, sun: Sun | None) -> Light:
    """Return the brief's light with what it leaves open as the plate tells it."""
    if sun is None:
        return light
    told: dict[str, object] = {}
    if light.sun_azimuth_deg is None and sun.azimuth_deg is not None:
        told["sun_azimuth_deg"] = sun.azimuth_deg
    if light.sun_elevation_deg is None and sun.elevation_deg is not None:
        told["sun_elevation_deg"] = sun.elevation_deg
    if sun.overcast and light.weather == "clear":
        told["weather"] = "overcast"
    return light.model_copy(update=told)


def lit_as(rig: LightRig, sun: Sun | None) -> LightRig:
    """Return a rig whose sun is as much stronger than its sky, and whose sky as much bluer, as the plate's shadows say."""
    if sun is None or sun.sun_over_sky is None or rig.sun_strength <= 0:
        return rig
    ratio = float(np.clip(sun.sun_over_sky, *RATIO_AGREES))
    changed = replace(rig, sky_strength=round(rig.sun_strength / (np.pi * ratio), 6))
    if sun.sky_over_sun is None:
        return changed
    sky = np.array(rig.sun_colour) * np.array(sun.sky_over_sun)
    red, green, blue = (round(float(part), 6) for part in sky / float(sky @ LUMINANCE))
    return replace(changed, sky_colour=(red, green, blue))


def sun_notes(light: Light, sun: Sun) -> list[str]:
    """Return what was found of the sun, and what was taken instead of what was not, as sentences."""
    if sun.overcast:
        return ["The sky is grey and even and nothing throws a shadow: the light is taken to be overcast."]
    by = " and ".join(sun.cues) if sun.cues else "nothing: no clear sky, and no line that looks like a shadow's edge"
    notes = []
    if light.sun_azimuth_deg is not None:
        notes.append("The sun's direction is as given.")
    elif sun.azimuth_deg is None:
        notes.append(
            f"The plate doesn't tell where the sun stands (give or take {sun.azimuth_error_deg:.0f} degrees, by {by}): it stands where it "
            "models the facade. Give light.sun_azimuth_deg."
        )
    else:
        notes.append(
            f"The sun stands {sun.azimuth_deg:+.0f} degrees from straight before the facade, give or take "
            f"{sun.azimuth_error_deg:.0f}, by {by}."
        )
    if light.sun_elevation_deg is None:
        notes.append(
            f"It stands {sun.elevation_deg:.0f} degrees high, give or take {sun.elevation_error_deg:.0f}."
            if sun.elevation_deg is not None
            else f"The plate doesn't tell how high it stands (give or take {sun.elevation_error_deg:.0f} degrees): as the time of day has "
            "it. Give light.sun_elevation_deg."
        )
    if sun.sun_over_sky is not None:
        notes.append(f"Facing it a surface gets {sun.sun_over_sky:.1f} times what the whole sky gives.")
    return notes


def _small(picture: Picture) -> Floats:
    import cv2

    size = min(1.0, LOOKED_AT_PX / max(picture.size))
    if size < 1.0:
        shape = (max(round(picture.size[0] * size), 1), max(round(picture.size[1] * size), 1))
        picture = replace(picture, pixels=cv2.resize(picture.pixels, shape, interpolation=cv2.INTER_AREA))
    return to_light(picture)
