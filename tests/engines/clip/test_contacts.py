from __future__ import annotations

import pytest

from rushes.engines.clip.physics.contacts import ContactLog, columns

STEP = 1 / 240


def run(forces):
    log = ContactLog()
    for number, force in enumerate(forces):
        rows = [(1, -1, force, (0.0, 0.0, 0.0))] if force else []
        log.step((number + 1) * STEP, STEP, rows, lambda _body: 2.0)
    return log


def test_an_impact_is_its_whole_impulse_at_its_first_moment():
    log = run([0] * 20 + [480.0, 480.0, 240.0] + [0] * 20)
    (impact,) = log.impacts
    assert impact.time == pytest.approx(21 * STEP)
    assert impact.impulse == pytest.approx(5.0)
    assert impact.speed == pytest.approx(2.5)


def test_what_lies_is_no_impact():
    log = run([0] * 5 + [480.0] + [19.6] * 200)
    assert len(log.impacts) == 1


def test_what_is_hit_while_it_lies_is_one():
    log = run([19.6] * 100 + [960.0] + [19.6] * 50)
    assert any(impact.time == pytest.approx(101 * STEP) for impact in log.impacts)


def test_columns_are_in_time():
    log = run([480.0] + [0] * 40 + [480.0] + [0] * 40)
    rows = columns(log.impacts)
    assert (rows["time"][1:] >= rows["time"][:-1]).all()
    assert rows["onset"].all()
