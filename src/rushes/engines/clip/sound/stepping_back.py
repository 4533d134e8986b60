"""How far everything else steps back under a line of speech: as far as a listener needs it to."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.sound.noises import Array
from rushes.media.sound import SAMPLE_RATE, k_weighted

LEAST_DB: Final = {"contacts": 5.0, "effects": 7.0, "beds": 9.0}
"""How far each stem steps back under a line at least [dB]: that somebody speaks is heard in all of them."""

CLEAR_LU: Final = 12.0
"""What a line stands above all the rest, as far as ``MOST_DB`` allows [LU]. Torcoli, Freke-Morin, Paulus, Simon and Shirley 2019 (*Preferred
Levels for Background Ducking to Produce Esthetically Pleasing Audio for TV with Clear Speech*, JAES 67, 1003-1011) recommend 10 over music and
15 over ambience; effects of a film lie between."""

MOST_DB: Final = 24.0
"""A blast that steps back further is no blast any more [dB]."""

NEAR_S: Final = 0.12
"""So long before and after a voice everything is down already, and comes and goes over as much."""

HEARD_S, SAID_S = 0.1, 0.5
"""What lies under a line is weighed over so much time, and the line itself, a word or two [s]."""

SOUNDS: Final = 0.02
"""A voice is there above this [full scale]."""


def stepped_back(tracks: dict[str, Array]) -> dict[str, Array]:
    """Return stems, each of shape [samples, 2], of which all but ``speech`` have stepped back under it.

    Where a line is spoken the others go down by ``LEAST_DB``, and together by whatever more it takes until the line, as loud as it is over
    the half second around, stands ``CLEAR_LU`` above them.
    """
    voice = tracks["speech"]
    if not voice.any():
        return tracks
    others = {name: track for name, track in tracks.items() if name != "speech"}
    here = _here(np.abs(voice).max(axis=1))
    least = {name: track * _gain(LEAST_DB[name] * here)[:, None] for name, track in others.items()}
    more = _gain(_eased(_missing(voice, np.asarray(sum(least.values())), here > 0.5)))
    return {name: voice if name == "speech" else least[name] * more[:, None] for name in tracks}


def _here(level: Array) -> Array:
    """Return whether a voice is there, 0 to 1, and a moment around it."""
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    width = round(NEAR_S * SAMPLE_RATE)
    return np.asarray(uniform_filter1d((maximum_filter1d(level, 2 * width) > SOUNDS).astype(float), width))


def _missing(voice: Array, others: Array, speaks: NDArray[np.bool_]) -> Array:
    """Return by how much others are too loud for a line, at every sample [dB], 0 to ``MOST_DB``."""
    from scipy.ndimage import maximum_filter1d

    said = _weighed(voice, SAID_S)
    heard = maximum_filter1d(_weighed(others, HEARD_S), round(HEARD_S * SAMPLE_RATE) | 1)
    over = 10 * np.log10(np.maximum(heard, 1e-12) / np.maximum(said, 1e-12)) + CLEAR_LU
    return np.where(speaks, np.clip(over, 0.0, MOST_DB), 0.0)


def _eased(decibels: Array) -> Array:
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    width = round(NEAR_S * SAMPLE_RATE)
    return np.asarray(uniform_filter1d(maximum_filter1d(decibels, width | 1), width))


def _weighed(track: Array, seconds: float) -> Array:
    """Return a track's K-weighted power (BS.1770-4) over so much time [s], at every sample."""
    from scipy.ndimage import uniform_filter1d

    return np.asarray(uniform_filter1d(np.square(k_weighted(track)).sum(axis=1), round(seconds * SAMPLE_RATE)))


def _gain(decibels: Array) -> Array:
    return np.asarray(10 ** (-decibels / 20))
