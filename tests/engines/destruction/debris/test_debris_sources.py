from dataclasses import replace

import numpy as np
import pytest
from debris_events import LONG, block, times_of, write_contacts, write_events
from small_scene import boxes, motion_of

from rushes.engines.destruction.building.solid import MATERIALS
from rushes.engines.destruction.debris.debris_field import Debris
from rushes.engines.destruction.debris.debris_sources import (
    MOST_PER_BLOW,
    RIDES,
    caught,
    landings,
    read_blows,
    ridden,
    surfaced,
)
from rushes.errors import StepFailedError


def test_blows_knock_off_what_their_energy_can_and_of_what_was_struck(tmp_path):
    pieces, motion = block()
    folder = write_events(tmp_path / "simulate", motion)
    write_contacts(folder, [(0.5, 3.0, 3.8, 2.0, 4e4, 3.0, 1), (0.6, 0.0, -3.0, 1.0, 100.0, 0.5, 0)])
    events = read_blows(folder / "contacts.npz", pieces)
    assert events.material.tolist() == [MATERIALS.index("brick"), MATERIALS.index("concrete")]
    assert events.count[0] > 1.0
    assert events.count[1] < 0.1
    assert not events.crushed.any()
    write_contacts(folder, [(0.5, 3.0, 3.8, 2.0, 1e9, 30.0, 1)])
    assert read_blows(folder / "contacts.npz", pieces).count[0] <= MOST_PER_BLOW * 1.2
    with pytest.raises(StepFailedError, match="holds no whole simulation"):
        read_blows(folder / "nothing.npz", pieces)


def falling_slab():
    """Return a slab that falls 0.3 m a picture for twenty pictures and then lies, and its motion."""
    pieces = boxes([[0, 0, 8.0]], [[3, 3, 0.2]], [("concrete", "slab")])
    motion = motion_of(pieces, frames=LONG)
    position = motion.position.copy()
    position[:, 0, 2] = 8.0 - 0.3 * np.clip(np.arange(len(position)), 0, 20)
    return pieces, replace(motion, position=position, released=np.full(1, -1.0, np.float32))


def test_what_rides_comes_off_on_top_of_its_piece_when_that_lands():
    pieces, motion = falling_slab()
    times = times_of(motion)
    assert (landings(motion, times)[:20, 0] == 20).all()
    assert (landings(motion, times)[22:, 0] == len(times)).all()
    place = np.tile([0.5, 0.5, 7.6], (2000, 1))
    rows, when, where, speed = ridden(np.full(2000, 0.1), place, pieces, motion, times, np.random.default_rng(1))
    assert len(rows) / 2000 == pytest.approx(RIDES, abs=0.05)
    assert ((when >= times[20]) & (when <= times[21])).all()
    assert (np.abs(where[:, :2]) < 3.0).all()
    assert where[:, 2] == pytest.approx(2.2, abs=0.1)
    assert (speed[:, 2] >= 0.0).all()


def test_a_chunk_that_falls_takes_along_what_it_goes_through():
    pieces, motion = falling_slab()
    place = np.array([[0.0, 0.0, 7.1], [0.0, 0.0, 4.0], [2.9, 2.9, 7.1]])
    held, speed = caught(place, pieces, motion, times_of(motion), 3, np.arange(3))
    assert held.tolist() == [0]
    assert speed[0] == pytest.approx([0.0, 0.0, -0.3 * 24], abs=1e-3)
    held, _ = caught(place - [0.0, 0.0, 5.1], pieces, motion, times_of(motion), 30, np.arange(3))
    assert len(held) == 0, "what lies still takes nothing along"


def test_what_is_buried_from_birth_to_the_end_is_left_out():
    pieces, motion = block()
    frame = motion.frame
    position = np.zeros((len(frame), 3, 3), np.float32)
    position[:] = [[0.0, 0.0, 0.1], [0.0, 0.0, 1.1], [8.0, 0.0, 0.1]]
    made = Debris(
        frame=frame,
        shape=np.zeros(3, np.uint8),
        scale=np.full((3, 3), 0.1, np.float32),
        birth=np.full(3, 1000.0, np.float32),
        position=position,
        orientation=np.zeros((len(frame), 3, 4), np.float32),
    )
    assert surfaced(made, pieces, motion).tolist() == [False, True, True]
