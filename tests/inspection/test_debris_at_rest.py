import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "engines/destruction"))
from small_scene import RATE, boxes, camera_at, light, motion_of

from rushes.engines.destruction.debris.debris_field import Debris
from rushes.engines.destruction.debris.debris_shapes import SHAPES, by_name
from rushes.engines.destruction.stage.scene import write_scene
from rushes.inspection import debris_at_rest
from rushes.show import FrameRange

FRAMES = FrameRange(1001, 1018)
LUMP = by_name("concrete_lump")
HALF = 0.2 * SHAPES[LUMP].half[2]


def slab(at=0.5, material="concrete", *, sinks=0.0):
    """Return a slab 20 cm thick that floats with its top at a height, and its motion."""
    pieces = boxes([[0, 0, at - 0.1], [0, 30, 2]], [[2, 2, 0.1], [1, 1, 1]], [(material, "slab"), ("concrete", "slab")])
    return pieces, motion_of(pieces, shift=[[0, 0, -sinks], [0, 0, 0]], frames=FRAMES)


def judged(workshop, pieces, motion, places, *, moves=0.0, change=None):
    """Return the finding for lumps of 20 cm with their lowest points at places."""
    count = len(motion.frame)
    position = np.tile(np.array(places, np.float32), (count, 1, 1))
    position[..., 2] += HALF
    position[..., 0] += moves * np.arange(count)[:, None]
    if change is not None:
        change(position)
    many = len(places)
    debris = Debris(
        frame=motion.frame,
        shape=np.full(many, LUMP, np.uint8),
        scale=np.full((many, 3), 0.2, np.float32),
        birth=np.full(many, 1000.0, np.float32),
        position=position,
        orientation=np.tile(np.array([1, 0, 0, 0], np.float32), (count, many, 1)),
    )
    pieces.save(workshop.add("sound/building.npz", "contacts"))
    workshop.data(
        "motion",
        frame=motion.frame, time=(motion.frame - 1001) / 24, position=motion.position, orientation=motion.orientation,
        scale=motion.scale, released=motion.released,
    )  # fmt: skip
    path = workshop.add("scene/S_010_v001.usdc", "scene")
    write_scene(path, pieces, motion, camera=camera_at(), light=light(), frames=FRAMES, rate=RATE, debris=debris)
    (finding,) = debris_at_rest(workshop.take)
    return finding


def test_what_lies_on_a_slab_or_on_the_street_or_inside_of_a_piece_passes(empty):
    finding = judged(empty, *slab(), [[0, 0, 0.5], [1.9, -1.9, 0.52], [5, 5, 0.0], [0, 30, 2.0]])
    assert (finding.ok, finding.value, finding.detail) == (True, 0, "")


def test_what_hangs_in_the_air_is_counted_and_named(empty):
    finding = judged(empty, *slab(), [[0, 0, 0.5], [1, 1, 0.7], [5, 5, 3.0]])
    assert (finding.ok, finding.value) == (False, 2)
    assert "instance 2 at frame 1004, 3.0" in finding.detail


def test_what_hangs_under_a_slab_is_not_held_by_it(empty):
    assert judged(empty, *slab(at=3.0), [[0, 0, 2.0]]).value == 1


def test_one_corner_over_the_slab_is_enough(empty):
    assert judged(empty, *slab(), [[2.02, 0, 0.5]]).ok
    assert not judged(empty, *slab(), [[2.3, 0, 0.5]]).ok


def test_glass_holds_nothing(empty):
    assert not judged(empty, *slab(material="glass"), [[0, 0, 0.5]]).ok


def test_what_moves_is_not_at_rest(empty):
    assert judged(empty, *slab(), [[0, 0, 2.0]], moves=0.002).ok


@pytest.mark.parametrize(("sinks", "ok"), [(0.01, True), (0.06, False)])
def test_a_slab_that_sinks_away_leaves_it_in_the_air(empty, sinks, ok):
    assert judged(empty, *slab(at=0.9, sinks=sinks), [[0, 0, 0.9 - 10 * sinks]]).ok is ok


def test_the_top_of_a_bounce_is_no_rest(empty):
    def bounce(position):
        time = (np.arange(len(position)) - 6) / 24  # at its top midway between two looks
        position[:, 0, 2] += 1.0 - 0.5 * 9.81 * time**2

    assert judged(empty, *slab(), [[0, 0, 3.0]], change=bounce).ok


def test_a_slope_is_where_it_is_and_not_where_its_box_is(empty):
    pieces, motion = slab(at=2.0)
    turn = motion.orientation.copy()
    turn[:, 0] = [np.cos(np.pi / 12), 0.0, np.sin(np.pi / 12), 0.0]  # 30 degrees about y: what is at +x goes down
    motion = replace(motion, orientation=turn)
    on_it = 1.9 + 0.1 / np.cos(np.pi / 6) - np.tan(np.pi / 6)
    assert judged(empty, pieces, motion, [[1.0, 0.0, on_it]]).ok
    assert not judged(empty, pieces, motion, [[1.0, 0.0, on_it + 0.2]]).ok


def test_no_scene_or_no_debris_no_opinion(empty, workshop):
    assert debris_at_rest(workshop.take) == ()
    pieces, motion = slab()
    pieces.save(empty.add("sound/building.npz", "contacts"))
    empty.falling()
    path = empty.add("scene/S_010_v001.usdc", "scene")
    write_scene(path, pieces, motion, camera=camera_at(), light=light(), frames=FRAMES, rate=RATE)
    assert debris_at_rest(empty.take) == ()
