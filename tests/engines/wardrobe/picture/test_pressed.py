"""A pressed crease stands out in a line, where the pattern has it and nowhere else."""

from dataclasses import replace

import numpy as np
import pytest
from small_outfit import AROUND, HIGH, LOW, RADIUS, small_skirt

from rushes.engines.wardrobe.picture.pressed import FADES_M, HIGH_M, WIDE_M, pressed
from rushes.engines.wardrobe.picture.refined import refined

AT = RADIUS * 2 * np.pi * 3.3 / AROUND
CREASE = (0, np.array([(AT, LOW), (AT, HIGH - 0.05)]))


def fine_of(worn):
    return refined(worn.points, worn.corners, worn.uv, worn.panel, 2)


def test_cloth_stands_out_along_the_crease():
    worn = replace(small_skirt(), creases=(CREASE,))
    plain = fine_of(worn)
    made = pressed(worn, plain)
    rise = np.linalg.norm(made.points[:, :2], axis=1) - np.linalg.norm(plain.points[:, :2], axis=1)
    off = np.full(len(made.points), np.inf)
    of_panel = made.panel == 0
    off[made.corners[of_panel]] = np.abs(made.uv[of_panel][..., 0] - AT)
    low = made.points[:, 2] < HIGH - 0.05 - FADES_M - 0.01
    assert rise[(off < 1e-9) & low].min() > 0.75 * HIGH_M
    assert np.abs(rise[off > WIDE_M + 0.01]).max() < 1e-3
    sides = made.uv[of_panel][..., 0] - AT
    under = made.uv[of_panel][..., 1].max(axis=1) < HIGH - 0.06
    assert (
        ((sides > 1e-9).any(axis=1) & (sides < -1e-9).any(axis=1)) & under
    ).sum() == 0  # no triangle lies across the fold
    assert made.points[:, 2].min() == pytest.approx(plain.points[:, 2].min(), abs=1e-3)


def test_what_is_not_pressed_stays_as_it_was():
    for worn in (replace(small_skirt(fabric="denim"), creases=(CREASE,)), small_skirt()):
        plain = fine_of(worn)
        assert pressed(worn, plain).points is plain.points
