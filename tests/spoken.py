"""Something like a voice, for tests of what is heard of one."""

from __future__ import annotations

import numpy as np

from rushes.media.sound import SAMPLE_RATE


def a_voice(seconds=1.5, seed=1):
    """Syllables of pulses and breath, each with a colour of its own."""
    chance = np.random.default_rng(seed)
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = np.zeros(len(time))
    for at in np.arange(0.05, seconds - 0.1, 0.17):
        shape = np.exp(-(((time - at) / 0.05) ** 2))
        for formant in chance.uniform((300, 900, 2100), (800, 2000, 3500)):
            wave += shape * np.sin(2 * np.pi * formant * time + chance.uniform(0, 6)) * (1 + 0.4 * np.sin(750 * time))
        wave += shape * 0.3 * chance.standard_normal(len(time))
    return wave / np.abs(wave).max()
