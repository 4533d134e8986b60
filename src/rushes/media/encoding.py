"""How a plate's numbers are to be read, where its file doesn't say: the curves of cameras, by short names.

The curves are those of OpenColorIO's built-in ACES configurations, pinned in ``rushes.media.colour``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from rushes.media.colour import SRGB_TEXTURE, Space
from rushes.media.picture import Picture

DECLARED: Final = "declared"
"""As the file says, and where it says nothing as its kind usually is."""

ENCODINGS: Final[Mapping[str, Space]] = {
    "display": SRGB_TEXTURE,
    "acescg": "ACEScg",
    "aces2065-1": "ACES2065-1",
    "linear-rec709": "Linear Rec.709 (sRGB)",
    "linear-rec2020": "Linear Rec.2020",
    "acescct": "ACEScct",
    "acescc": "ACEScc",
    "adx10": "ADX10",
    "logc3": "ARRI LogC3 (EI800)",
    "logc4": "ARRI LogC4",
    "s-log3": "S-Log3 S-Gamut3",
    "s-log3-cine": "S-Log3 S-Gamut3.Cine",
    "v-log": "V-Log V-Gamut",
    "canon-log2": "CanonLog2 CinemaGamut D55",
    "canon-log3": "CanonLog3 CinemaGamut D55",
    "log3g10": "Log3G10 REDWideGamutRGB",
    "apple-log": "Apple Log",
    "davinci-intermediate": "DaVinci Intermediate WideGamut",
    "bmdfilm-gen5": "BMDFilm WideGamut Gen5",
}
"""The colour space of each name that a brief's ``plate_colour`` may have, but ``declared``."""

DARKEST, BRIGHTEST = 0.03, 1.0
"""Light between these two alone, with no colour space named, may be a log curve: each has its black at 0.06 to 0.13 and ends at 1, and a scene's light has darker places or brighter ones."""


def space_of(encoding: str) -> Space | None:
    """Return the colour space that a brief names; None where it leaves that to the file."""
    return None if encoding == DECLARED else ENCODINGS[encoding]


def may_be_log(picture: Picture) -> bool:
    """Return whether what is taken for light looks like a log curve: nothing is dark, and nothing brighter than 1."""
    if picture.space == SRGB_TEXTURE:
        return False
    low, high = (float(np.percentile(picture.pixels, share)) for share in (0.1, 99.9))
    return low > DARKEST and high <= BRIGHTEST
