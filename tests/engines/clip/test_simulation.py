from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from small_scenes import dominoes, falling_vase

from rushes.brief.scene import Beat, Position, Scene, Shot, Thing
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics.simulation import simulate
from rushes.engines.clip.things.catalogue import KINDS

RATE = Fraction(24)


def ran(scene):
    return simulate(scene, staged(scene, 1), RATE, 1, lambda _done, _of: None)


def test_what_falls_falls_as_things_do_and_breaks_where_it_lands():
    found = ran(falling_vase())
    time, height = found.flights[:, 2], found.flights[:, 3]
    g = -2 * np.polyfit(time - time[0], height, 2)[0]
    assert g == pytest.approx(9.81, rel=0.01)
    assert len(found.shards) > 10
    broke = found.shards[0].since
    expected = 0.25 + np.sqrt(2 * (1.6 - 0.75) / 9.81)
    assert broke == pytest.approx(expected, abs=0.05)
    assert found.shown[1, 1] < len(found.position) - 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_whatever_is_put_somewhere_stands_there(kind):
    found = ran(Scene(things=(Thing(kind, where=Position(at_m=(0.0, 0.0, 0.0))),), shots=(Shot(seconds=1.0),)))
    assert np.abs(found.position[:, 0] - found.position[0, 0]).max() < 0.01
    assert np.abs(np.sum(found.orientation[:, 0] * found.orientation[0, 0], axis=1)).min() > np.cos(np.radians(1.0))


def test_what_stands_on_something_is_pushed_off_it():
    scene = Scene(
        things=(Thing("table"), Thing("vase", where=Position(relation="on", of="table"))),
        beats=(Beat("fall", "vase", at_s=0.2, toward="camera"),),
        shots=(Shot(seconds=1.5),),
    )
    found = ran(scene)
    assert found.position[4, 1, 2] > 0.7
    assert len(found.shards) > 5
    assert (found.position[-1, 2:, 1] < 0.0).mean() > 0.8


def test_dominoes_fall_one_after_the_other():
    found = ran(dominoes())
    tilts = np.degrees(2 * np.arccos(np.clip(np.abs(np.sum(found.orientation * found.orientation[:1], axis=2)), 0, 1)))
    began = [int(np.argmax(tilts[:, body] > 10.0)) for body in range(6)]
    assert all(one < two for one, two in zip(began, began[1:], strict=False))
    assert (tilts[-1] > 40.0).all()


def test_nothing_moves_before_its_beat_or_without_one():
    scene = Scene(
        things=(Thing("crate", count=3), Thing("column", where=Position(at_m=(3.0, 0.0, 0.0)))),
        beats=(Beat("topple", "column", at_s=0.5),),
        shots=(Shot(seconds=2.0),),
    )
    found = ran(scene)
    assert np.ptp(found.position[:, :3], axis=0).max() < 0.02
    assert np.ptp(found.position[:12, 3], axis=0).max() < 1e-3
    up = 1 - 2 * (found.orientation[-1, 3, 1] ** 2 + found.orientation[-1, 3, 2] ** 2)
    assert up < 0.5


@pytest.mark.parametrize("event", ["shatter", "explosion", "collapse"])
def test_what_is_broken_comes_apart_into_what_it_was(event):
    scene = Scene(
        things=(Thing("statue"),),
        beats=(Beat(event, "statue", at_s=0.2),),
        shots=(Shot(seconds=1.0),),
    )
    found = ran(scene)
    assert len(found.shards) > 8
    mass = sum(shard.mass for shard in found.shards)
    assert mass == pytest.approx(found.players[0].mass, rel=0.5)
    assert (found.position[-1, 1:, 2] > -0.3).all()


def test_what_is_poured_comes_out_one_after_the_other():
    scene = Scene(
        things=(Thing("ball", count=12, scale=0.4),),
        beats=(Beat("pour", "ball", at_s=0.1),),
        shots=(Shot(seconds=2.5),),
    )
    found = ran(scene)
    assert (found.position[0, :, 2] > 1.0).all()
    assert (found.position[-1, :, 2] < 0.6).all()
    middle = found.position[12, :, 2]
    assert middle.max() > 1.0 > middle.min()


def test_what_is_poured_into_a_bucket_is_in_it_and_nobody_sees_it_before():
    scene = Scene(
        things=(Thing("bucket", where=Position(at_m=(0.0, 0.0, 0.0)), scale=3.0), Thing("ball", count=10, scale=0.5)),
        beats=(Beat("pour", "ball", at_s=0.5, onto="bucket"),),
        shots=(Shot(seconds=3.5),),
    )
    found = ran(scene)
    last = found.position[-1, 1:]
    inside = np.hypot(last[:, 0], last[:, 1]) < 0.45
    assert inside.sum() >= 4
    assert (found.shown[1:, 0] >= 12).all()


def test_a_stack_that_collapses_does_not_stand_any_more():
    scene = Scene(
        things=(Thing("barrel", count=6, arranged="stack"),),
        beats=(Beat("collapse", "barrel", at_s=0.1),),
        shots=(Shot(seconds=2.5),),
    )
    found = ran(scene)
    assert found.position[0, :, 2].max() > 1.5
    assert found.position[-1, :, 2].max() < 1.0


def test_the_same_scene_moves_alike():
    one, two = ran(falling_vase()), ran(falling_vase())
    assert (one.position == two.position).all()
    assert (one.orientation == two.orientation).all()


def test_what_has_stood_for_long_is_pushed_off_too():
    scene = Scene(
        things=(Thing("table"), Thing("vase", where=Position(relation="on", of="table"))),
        beats=(Beat("fall", "vase", at_s=2.75),),
        shots=(Shot(seconds=4.0),),
    )
    assert len(ran(scene).shards) > 5
