from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.dressing.cushions import PIPING_M, buttoned, cushion, piping


def test_a_cushion_is_filled_and_sat_on():
    made, sat = cushion(0.6, 0.6, 0.15, crown=0.03), cushion(0.6, 0.6, 0.15, crown=0.03, sit=0.02)
    assert made.volume() > 0.6 * 0.6 * 0.15
    assert made.bounds()[1][2] == pytest.approx(0.18, abs=0.004)
    assert 0 < made.volume() - sat.volume() < 0.6 * 0.6 * 0.02


def test_piping_runs_along_both_seams_at_the_rim():
    made = piping(0.6, 0.5, 0.15)
    low, high = made.bounds()
    np.testing.assert_allclose(high - low, [0.6 + 2 * PIPING_M, 0.5 + 2 * PIPING_M, 0.15 + 2 * PIPING_M], atol=1e-3)


def test_buttons_lie_deeper_than_the_domes_between_them():
    made = buttoned(1.0, 0.6, 0.1, 5, 3, tuft=0.03)
    front = made.points[: len(made.points) * 9 // 10]
    inside = front[(np.abs(front[:, 0]) < 0.35) & (front[:, 2] > 0.15) & (front[:, 2] < 0.45)]
    assert -inside[:, 1].max() == pytest.approx(0.07, abs=0.006)
    assert -inside[:, 1].min() == pytest.approx(0.1, abs=0.006)
