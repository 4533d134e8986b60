from __future__ import annotations

import numpy as np
import pytest

from rushes.inspection import above_roof

LIFT = 0.3


def lifted(workshop, *, pieces=(2,), contacts=(), mass=19.2, apart=0.05):
    """Let cubes fall, and carry some of them up above the roof from frame 1003 on; the log has some contacts.

    The middle one drifts away from the others [m a frame].
    """
    position = workshop.falling()
    position[:, 1, 1] = apart * np.arange(8)
    for piece in pieces:
        position[4:, piece, 2] = 8.0 + LIFT * np.arange(1, 5) / 4
    workshop.motion(np.arange(1000, 1008), position)
    with np.load(workshop.folder / "sound/building.npz") as file:
        arrays = {**file, "mass": np.full(3, mass)}
    workshop.data("building", **arrays)
    rows = np.array(contacts, float).reshape(-1, 5)
    names = ("body_a", "body_b", "compound_a", "compound_b")
    bodies = {name: rows[:, 1 + at].astype("i4") for at, name in enumerate(names)}
    workshop.data("contacts", time=rows[:, 0], **bodies)
    return above_roof(workshop.take)


def at(frame):
    return (frame - 1001) / 24


def test_things_that_fall_stay_under_the_roof(empty):
    (finding,) = lifted(empty, pieces=())
    assert (finding.ok, finding.value) == (True, 0)


def test_a_piece_that_rises_with_nothing_hitting_it_is_found(empty):
    (finding,) = lifted(empty)
    assert not finding.ok
    assert finding.value == pytest.approx(LIFT, abs=1e-3)
    assert "1 pieces rise" in finding.detail
    assert "piece 2 by 0.30 m at frame 1007" in finding.detail


def test_what_a_contact_threw_may_rise(empty):
    (finding,) = lifted(empty, contacts=[(at(1003.5), 2, -1, 2, -1)])
    assert (finding.ok, finding.value) == (True, 0)


@pytest.mark.parametrize(
    "contact", [(at(1001.2), 2, -1, 2, -1), (at(1006.5), 2, -1, 2, -1), (at(1003.5), 1, -1, 1, -1)]
)
def test_a_contact_before_after_or_of_another_explains_nothing(empty, contact):
    (finding,) = lifted(empty, contacts=[contact])
    assert not finding.ok


def test_a_contact_of_the_body_that_it_moves_in_counts(empty):
    (finding,) = lifted(empty, pieces=(1, 2), contacts=[(at(1003.5), 1, -1, 1, -1)], apart=0.0)
    assert finding.ok


def test_what_a_blow_too_faint_for_the_log_could_throw_is_not_judged(empty):
    (finding,) = lifted(empty, mass=2.0)  # 2 kg at 2.4 m/s
    assert finding.ok


def test_without_a_log_no_opinion(empty):
    empty.falling()
    assert above_roof(empty.take) == ()


def test_no_motion_no_opinion(empty):
    assert above_roof(empty.take) == ()
