"""A shadow that is drawn into a plate at a known depth is told, and lifted back to the ground as it was."""

from __future__ import annotations

import cv2  # noqa: TID253 - this file is about pictures
import numpy as np
import pytest

from rushes.engines.destruction.plate.own_shadow import own_shadow

SIZE = (270, 480)
TRACED = np.array([0.24, 0.26, 0.30], np.float32)
"""What our own sun and sky leave in the shadow: other than the plate's."""


def ground(seed=3, stripes=True):
    """Return asphalt with patches, grain, and white stripes across."""
    rng = np.random.default_rng(seed)
    patches = cv2.GaussianBlur(rng.standard_normal(SIZE).astype(np.float32), (0, 0), 20) * 1.2
    grain = rng.standard_normal(SIZE).astype(np.float32) * 0.04
    tone = 0.22 * np.exp(patches + grain)
    if stripes:
        tone[:, ::60] *= 2.5
        tone[:, 1::60] *= 2.5
    return np.stack([tone, tone * 0.98, tone * 0.93], axis=-1).astype(np.float32)


def share(shift=0, soft=1.5, scale=1.0):
    """Return a shadow that lies to the right of a building, 0 to 1."""
    drawn = np.zeros(SIZE, np.float32)
    corners = np.array([[150, 120], [150 + 200 * scale, 150], [150 + 200 * scale, 215], [150, 215]]) + [shift, 0]
    cv2.fillPoly(drawn, [corners.astype(np.int32)], 1.0)
    return cv2.GaussianBlur(drawn, (0, 0), soft)


def multiplier(taken, deep):
    return 1.0 - taken[..., None] * (1.0 - np.asarray(deep, np.float32))


HIDDEN = np.zeros(SIZE, bool)
HIDDEN[40:215, 70:150] = True


@pytest.mark.parametrize("deep", [(0.30, 0.34, 0.42), (0.62, 0.63, 0.66)])
def test_a_known_shadow_is_told_and_lifted(deep):
    lit = ground()
    plate = lit * multiplier(share(), deep)
    found = own_shadow(plate, multiplier(share(soft=2.5), TRACED), HIDDEN)
    assert found.depth == pytest.approx(deep, rel=0.06)
    lifted = plate * found.lifted(np.ones_like(plate))
    inside = (share() > 0.95) & ~HIDDEN
    before = np.abs(plate[inside] / lit[inside] - 1).mean()
    after = np.abs(lifted[inside] / lit[inside] - 1)
    assert before > 0.3
    assert after.mean() < 0.07
    assert np.abs(lifted / lit - 1)[~HIDDEN & (share() < 0.01)].max() < 0.12
    assert f"{100 * np.mean(deep):.0f}"[0] in found.note


def test_what_stands_keeps_its_shadow_and_a_half_lifted_one_is_half_light():
    plate = ground() * multiplier(share(), (0.4, 0.4, 0.4))
    rest = multiplier(share(), TRACED)
    found = own_shadow(plate, rest, HIDDEN)
    assert found.lifted(rest).max() == pytest.approx(1.0, abs=0.02)
    half = found.lifted(multiplier(share() * 0.5, TRACED))
    whole = found.lifted(np.ones_like(plate))
    core = (share() > 0.98) & ~HIDDEN & (found.sure > 0.9)
    assert 1.2 < np.median(half[core]) < np.median(whole[core])


@pytest.mark.parametrize(
    ("plate", "rest", "why"),
    [
        (ground(), share(), "darker"),
        (ground() * multiplier(share(shift=150), (0.4, 0.4, 0.4)), share(shift=0, scale=0.3), "darker"),
        (ground(), share() * 0.02, "no shadow"),
    ],
    ids=["overcast", "elsewhere", "none traced"],
)
def test_what_the_plate_does_not_show_is_not_lifted(plate, rest, why):
    found = own_shadow(plate, multiplier(rest, TRACED), HIDDEN)
    assert found.depth is None
    assert why in found.note
    assert (found.lifted(np.ones_like(plate)) == 1.0).all()


def test_a_lit_thing_in_the_traced_shadow_is_left_as_it_is():
    lit = ground(stripes=False)
    taken = share()
    taken[160:200, 240:300] = 0.0  # a van that stands in the sun over the shadow
    plate = lit * multiplier(taken, (0.3, 0.3, 0.3))
    found = own_shadow(plate, multiplier(share(), TRACED), HIDDEN)
    assert found.depth is not None
    lifted = found.lifted(np.ones_like(plate))
    assert np.median(lifted[172:188, 258:282]) < 1.3
    assert np.median(lifted[140:150, 190:230]) > 2.5
