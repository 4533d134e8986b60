from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief.scene import Beat, Character, Motion, Position, Scene, Thing
from rushes.engines.clip.layout import arranged
from rushes.engines.clip.layout.blast import blast_at
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics.cast import travels_of

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


def test_what_is_tall_stands_behind_what_is_low_and_hides_it_not():
    stage = staged(Scene(place="studio", things=(Thing("domino", count=20), Thing("table"))), 1)
    nearest = min(actor.bounds()[0][1] for actor in stage.called("domino"))
    assert stage.called("table")[0].at[1] > nearest


def test_what_it_stands_by_is_put_there_first_whatever_the_order():
    things = (
        Thing("glass", where=Position(relation="on", of="table")),
        Thing("table", where=Position(relation="beside", of="man")),
    )
    stage = staged(Scene(things=things, characters=(Character("man"),)), 1)
    low, high = stage.called("table")[0].bounds()
    assert (low[:2] < stage.called("glass")[0].at[:2]).all()
    assert (stage.called("glass")[0].at[:2] < high[:2]).all()


def test_whoever_walks_to_something_comes_from_aside_and_is_there_before_the_end():
    walker = Character("woman", does=(Motion("walk", to="bench"),))
    scene = Scene(place="coast", things=(Thing("bench"),), characters=(walker,))
    stage = staged(scene, 1)
    bench, woman = stage.called("bench")[0], stage.called("woman")[0]
    assert np.hypot(*(np.array(woman.at) - bench.at)[:2]) > 2.5
    last = travels_of(scene, stage)["woman"].at(scene.seconds)
    low, high = bench.bounds()
    beyond = np.maximum(np.maximum(low[:2] - last[:2], last[:2] - high[:2]), 0.0)
    assert 0.2 < np.hypot(*beyond) < 0.5


def test_people_run_away_from_what_comes_down():
    runners = Character("people", count=6, does=(Motion("run", at_s=1.0),))
    beats = (Beat("topple", "tower", at_s=1.0),)
    scene = Scene(place="desert", things=(Thing("tower"),), characters=(runners,), beats=beats)
    stage = staged(scene, 1)
    tower = np.array(stage.called("tower")[0].at[:2])
    for travel in [travels_of(scene, stage)[actor.name] for actor in stage.called("people")]:
        before, after = (np.hypot(*(np.array(travel.at(time)[:2]) - tower)) for time in (1.0, 3.0))
        assert after > before + 3.0


def test_windows_of_shops_stand_in_the_fronts_of_houses():
    stage = staged(Scene(place="street", things=(Thing("pane", name="windows", count=4),)), 1)
    assert {round(actor.at[1] - stage.setting.front, 2) for actor in stage.called("windows")} == {-0.1}


def test_a_blast_is_before_what_shatters_by_it():
    windows = Thing("pane", name="windows", count=4)
    beats = (Beat("explosion", "", at_s=1.5), Beat("shatter", "windows", at_s=1.5))
    scene = Scene(place="street", things=(windows,), beats=beats)
    x, y = blast_at(scene, staged(scene, 1).actors)
    lows, highs = zip(*(actor.bounds() for actor in staged(scene, 1).called("windows")), strict=True)
    assert np.min(lows, axis=0)[0] < x < np.max(highs, axis=0)[0]
    assert y == pytest.approx(np.min(lows, axis=0)[1] - 2.5)
    assert blast_at(Scene(place="street", beats=beats[:1]), ()) == (0.0, 0.0)


def test_a_chandelier_hangs_before_the_traffic():
    stage = staged(Scene(place="square", things=(Thing("bus"), Thing("chandelier"))), 1)
    assert stage.called("chandelier")[0].at[1] < stage.called("bus")[0].at[1] - 3.0


@pytest.mark.parametrize("count", [1, 3, 50, 300])
def test_what_is_poured_is_in_nothing_else_that_is_poured(count):
    places = np.array(arranged.bunch(count, 1.0, 1.1, np.random.default_rng(3)))[:, :3]
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 9 * np.eye(count)
    assert apart.min() >= 1.0


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
