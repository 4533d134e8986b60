"""What stands still is calmed; what moves, parts or changes its light is left as it is."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.picture.calm import REACH, calmed

SIZE = (40, 60)


def frames(light, count=9, noise=0.0, seed=1, motion=0.0):
    """Return a still wall's beauties under a light for each frame, with noise of that share."""
    rng = np.random.default_rng(seed)
    shown = []
    for frame in range(count):
        tone = np.full(SIZE, light(frame), np.float32) * (1.0 + noise * rng.standard_normal(SIZE).astype(np.float32))
        still = np.full(SIZE, motion, np.float16)
        shown.append(
            {
                **{band: tone.astype(np.float16) for band in "RGB"},
                "A": np.ones(SIZE, np.float16),
                "depth.Z": np.full(SIZE, 5.0, np.float32),
                "motion.X": still,
                "motion.Y": still,
                "CryptoObject00.R": np.ones(SIZE, np.float32),
            }
        )
    return shown


def over_time(shown):
    """Return the deviation of the second difference over time."""
    made = np.stack([calmed(shown[max(k - REACH, 0) : k + REACH + 1], min(k, REACH)) for k in range(len(shown))])
    middle = made[REACH:-REACH]
    return float((middle[:-2] - 2 * middle[1:-1] + middle[2:]).std())


def test_noise_shrinks_to_less_than_an_eighth():
    shown = frames(lambda _: 0.3, count=13, noise=0.05)
    rough = np.stack([one["R"].astype(np.float32) for one in shown])
    assert over_time(shown) < float((rough[:-2] - 2 * rough[1:-1] + rough[2:]).std()) / 8


def test_a_light_that_comes_on_is_not_smeared():
    shown = frames(lambda frame: 0.8 if frame >= 5 else 0.2)
    assert calmed(shown[1:8], 3)[20, 30, 0] == pytest.approx(0.2, abs=0.006)
    assert calmed(shown[2:9], 3)[20, 30, 0] == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("change", ["moves", "parts", "another"])
def test_what_does_not_stand_still_keeps_its_own_light(change):
    shown = frames(lambda frame: 0.3 + 0.01 * (frame % 2), motion=0.5 if change == "moves" else 0.0)
    if change == "parts":
        for one in shown:
            one["A"] = np.full(SIZE, 0.5, np.float16)
    if change == "another":
        for place, one in enumerate(shown):
            one["CryptoObject00.R"] = np.full(SIZE, float(place), np.float32)
    assert (calmed(shown[1:8], 3)[..., 0] == shown[4]["R"].astype(np.float32)).all()
