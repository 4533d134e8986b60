from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief.scene import Character, Position, Scene, Thing
from rushes.engines.clip.layout.standing import staged

FEW = ("crate", "chair", "barrel", "vase", "car", "statue", "table")


@settings(max_examples=15, deadline=None)
@given(kinds=st.lists(st.sampled_from(FEW), min_size=2, max_size=5, unique=True))
def test_nothing_that_was_left_open_stands_in_anything_else(kinds):
    stage = staged(Scene(things=tuple(Thing(kind) for kind in kinds)), 1)
    boxes = [actor.bounds() for actor in stage.actors]
    for index, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[index + 1 :]:
            apart = (low[:2] >= other_high[:2] - 0.02).any() or (other_low[:2] >= high[:2] - 0.02).any()
            assert apart


def test_what_stands_on_something_stands_on_its_top():
    stage = staged(Scene(things=(Thing("table"), Thing("vase", where=Position(relation="on", of="table")))), 1)
    assert stage.called("vase")[0].at[2] == pytest.approx(0.75, abs=0.02)


def test_what_stands_on_a_chair_stands_on_its_seat():
    stage = staged(Scene(things=(Thing("chair"), Thing("bottle", where=Position(relation="on", of="chair")))), 1)
    assert 0.35 < stage.called("bottle")[0].at[2] < 0.55


def test_a_chandelier_hangs_from_the_ceiling_and_by_a_cable_under_the_sky():
    room = staged(Scene(place="interior", things=(Thing("chandelier"),)), 1)
    assert room.called("chandelier")[0].bounds()[1][2] == pytest.approx(room.setting.ceiling, abs=0.03)
    outside = staged(Scene(place="square", things=(Thing("chandelier"),)), 1)
    assert outside.called("chandelier")[0].bounds()[0][2] > 4.0


def test_chairs_stand_around_a_table_and_look_at_it():
    chairs = Thing("chair", count=4, where=Position(relation="around", of="table"))
    stage = staged(Scene(things=(Thing("table"), chairs)), 1)
    middle = np.array(stage.called("table")[0].at)
    for chair in stage.called("chair"):
        yaw = np.radians(chair.yaw_deg)
        front = np.array([np.sin(yaw), -np.cos(yaw)])
        way = (middle - np.array(chair.at))[:2]
        assert front @ way / np.linalg.norm(way) > 0.95


def test_several_of_one_character_are_all_there_and_stand():
    stage = staged(Scene(characters=(Character("guest", count=3),)), 1)
    assert len(stage.called("guest")) == 3
    assert all(actor.bounds()[0][2] == pytest.approx(0.0, abs=0.02) for actor in stage.actors)


def test_the_same_seed_gives_the_same_stage():
    scene = Scene(place="square", things=(Thing("crate", count=3),))
    one, two = staged(scene, 5), staged(scene, 5)
    assert [actor.at for actor in one.actors] == [actor.at for actor in two.actors]
    assert list(one.setting.scenery) == list(two.setting.scenery)


@pytest.mark.parametrize("kind", ["street", "square", "interior", "desert", "coast", "rooftop", "studio"])
@pytest.mark.parametrize("weather", ["clear", "snow"])
def test_every_place_has_ground_and_light(kind, weather):
    stage = staged(Scene(place=kind, weather=weather), 1)
    assert "ground" in stage.setting.scenery
    assert stage.setting.lamps or max(stage.sky.horizon) > 0
