from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cleared import permit
from rushes.brief import Brief
from rushes.brief.scene import Beat, Character, Motion, Place, Position, Scene, Shot, Thing
from rushes.engines.clip.engine import check, steps
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics import simulation
from rushes.engines.clip.physics.cast import travels_of
from rushes.engines.clip.places.rooms import room_setting
from rushes.engines.furnished import Furnished, read_furnished
from rushes.engines.setdesign.stage_step import stage
from rushes.errors import BadInputError, StepFailedError
from rushes.plan import StepContext

PARLOUR = Place("interior", style="parlour")


def built(folder: Path, scene: Scene) -> Furnished:
    step = steps(Brief(kind="clip", shot="010_0010", clip=scene), Fraction(24), "SHOW", "v001")[0]
    assert step.name == "room"
    stage(StepContext(folder, {}, {}, step.params, permit(), lambda _done, _of: None))
    return read_furnished(folder)


@pytest.fixture(scope="module")
def parlour(tmp_path_factory) -> Furnished:
    return built(tmp_path_factory.mktemp("parlour"), Scene(place=PARLOUR))


def test_a_room_is_open_to_the_camera_and_closed_elsewhere(parlour):
    wide, deep, _ = parlour.size
    sides = [np.abs(np.array(low) + high)[:2] / 2 for low, high in parlour.walls]
    assert any(x > wide / 2 - 0.5 for x, _ in sides)
    fronts = [high[1] for low, high in parlour.walls if high[0] - low[0] > 0.5 * wide]
    assert fronts
    assert min(fronts) > deep / 2 - 0.1  # the one across is behind


def test_nothing_of_a_room_hangs_in_the_air_where_its_wall_was(parlour):
    tops = [item for item in parlour.items if item.mount == "top"]
    floor = [item for item in parlour.items if item.mount in {"floor", "wall"}]
    for item in tops:
        under = 9.0
        for other in floor:
            points = np.concatenate([mesh.turned(other.yaw_deg).points for mesh, _ in other.parts]) + np.array(other.at)
            near = np.hypot(*(points[:, :2] - np.array(item.at[:2])).T) < 0.6
            if near.any():
                under = min(
                    under, abs(float(points[near, 2].max()) - item.at[2]), *np.abs(points[near, 2] - item.at[2])
                )
        assert under < 0.1, item.name


def test_the_chandelier_that_falls_is_the_rooms(parlour):
    scene = Scene(
        place=PARLOUR, things=(Thing("chandelier"),), beats=(Beat("fall", "chandelier", at_s=0.1),), shots=(Shot(seconds=0.9),)
    )  # fmt: skip
    made = staged(scene, 7, parlour)
    (chandelier,) = made.called("chandelier")
    item = next(item for item in parlour.items if item.kind == "chandelier")
    assert chandelier.hangs
    assert chandelier.at[:2] == pytest.approx(item.at[:2])
    assert item.name not in made.setting.scenery
    ran = simulation.simulate(scene, made, Fraction(24), 7, lambda _done, _of: None)
    assert ran.position[-1, 0, 2] < ran.position[0, 0, 2] - 0.5 or len(ran.shards) > 0


def test_what_is_said_to_be_red_is_brought_along(parlour):
    made = staged(Scene(place=PARLOUR, things=(Thing("sofa", colour="red"),)), 7, parlour)
    assert next(item.name for item in parlour.items if item.kind == "sofa") in made.setting.scenery
    assert made.called("sofa")[0].name == "sofa"


def test_somebody_who_sits_in_a_room_takes_one_of_its_seats(parlour):
    scene = Scene(place=PARLOUR, characters=(Character("woman", does=(Motion("sit"),)),))
    (woman,) = staged(scene, 7, parlour).called("woman")
    assert 0.3 < woman.seat_m < 0.7
    on = Scene(
        place=PARLOUR, things=(Thing("sofa"),),
        characters=(Character("woman", where=Position(relation="on", of="sofa"), does=(Motion("sit"),)),),
    )  # fmt: skip
    made = staged(on, 7, parlour)
    assert np.hypot(*(np.array(made.called("woman")[0].at) - np.array(made.called("sofa")[0].at))[:2]) < 1.2


def test_people_stand_on_the_rooms_free_floor(parlour):
    made = staged(Scene(place=PARLOUR, characters=(Character("man"),), things=(Thing("crowd", count=3),)), 7, parlour)
    boxes = [(item, *item.model.turned(item.yaw_deg).bounds) for item in staged_items(parlour) if item.mount == "floor"]
    for actor in made.actors:
        for item, low, high in boxes:
            x, y = actor.at[0] - item.at[0], actor.at[1] - item.at[1]
            assert not (low[0] < x < high[0] and low[1] < y < high[1]), item.name


def staged_items(room: Furnished):
    from rushes.engines.clip.places.rooms import room_setting

    return room_setting(room).items


def test_words_and_measures_of_a_room_are_the_sets_own(tmp_path):
    wide = built(tmp_path, Scene(place=Place("interior", style="diner", words="a diner at night", width_m=9.0)))
    assert 9.0 in [pytest.approx(side, abs=0.3) for side in wide.size]


def test_a_measure_beyond_a_style_is_said(tmp_path):
    with pytest.raises(BadInputError):
        built(tmp_path, Scene(place=Place("interior", style="parlour", height_m=15.0)))


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (Place("interior", words="museum"), 'there is no style of room for "museum". Write style: bunker, lobby'),
        (Place("interior", style="street"), "a street front is no interior"),
    ],
)
def test_what_is_no_room_is_said_before_anything_is_made(place, sentence):
    with pytest.raises(BadInputError, match=sentence):
        check(Scene(place=place), "010_0010", 1)


def test_a_room_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "room.json").write_text("{}")
    with pytest.raises(StepFailedError, match="no room that can be read"):
        read_furnished(tmp_path)


def test_somebody_who_walks_in_a_room_walks_through_nothing(parlour):
    walks = Character("man", does=(Motion("walk", toward="right"),))
    scene = Scene(place=PARLOUR, characters=(walks,), shots=(Shot(seconds=4.0),))
    made = staged(scene, 7, parlour)
    travel = travels_of(scene, made)["man"]
    boxes = [(item, *item.model.turned(item.yaw_deg).bounds) for item in staged_items(parlour) if item.mount == "floor"]
    places = [travel.at(time)[:2] for time in np.linspace(0, 4, 40)]
    assert np.ptp([x for x, _ in places]) > 0.5
    for x, y in places:
        for item, low, high in boxes:
            assert not (low[0] < x - item.at[0] < high[0] and low[1] < y - item.at[1] < high[1]), item.name


def test_no_sofa_has_its_back_to_the_camera_and_it_covers_the_floor_that_it_covered(parlour):
    before = {item.name: item for item in parlour.items if item.kind == "sofa"}
    assert any(abs(item.yaw_deg % 360 - 180) < 1 for item in before.values()), (
        "the set engine lets it look into the fire"
    )
    for item in room_setting(parlour).items:
        if item.kind in {"sofa", "armchair"}:
            assert abs((item.yaw_deg + 180) % 360 - 180) < 130, item.name
        if item.name in before:
            was = before[item.name]
            points = np.concatenate([mesh.turned(was.yaw_deg).points for mesh, _ in was.parts])[:, :2] + np.array(
                was.at[:2]
            )
            low, high = (corner[:2] + np.array(item.at[:2]) for corner in item.model.turned(item.yaw_deg).bounds)
            assert np.concatenate([low, high]) == pytest.approx(
                np.concatenate([points.min(axis=0), points.max(axis=0)]), abs=1e-6
            )


def test_a_room_goes_on_to_the_camera_from_where_it_is_open_and_no_wider(parlour):
    """A bay makes the room wider than its opening: beside that one looked past the wall into nothing."""
    _, deep, _ = parlour.size
    shell = next(item for item in parlour.items if item.name == "Shell")
    floor = np.concatenate([mesh.turned(shell.yaw_deg).points for mesh, _ in shell.parts]) + np.array(shell.at)
    front = floor[(np.abs(floor[:, 1] + deep / 2) < 0.02) & (floor[:, 2] < 0.06), 0]
    low, high = room_setting(parlour).scenery["apron"].bounds
    assert (low[0] + 0.2, high[0] - 0.2) == pytest.approx((front.min(), front.max()), abs=0.01)
    assert high[0] - low[0] < parlour.size[0], "the parlour has a bay"
