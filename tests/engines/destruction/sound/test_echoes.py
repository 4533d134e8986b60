from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief import Light
from rushes.engines.destruction.shot.light import light_rig
from rushes.engines.destruction.sound.echoes import (
    GROUND_REFLECTS,
    WALL_REFLECTS,
    dulled,
    ears_of,
    echoes,
    street,
    tail_s,
    walls_of,
    walls_unknown,
)
from rushes.engines.destruction.stage.streets import lay_street
from rushes.media import timbre

RIGHT = np.array([1.0, 0, 0])


def house(x, y, width=20.0, depth=10.0, storeys=5):
    return {"x": x, "y": y, "width": width, "depth": depth, "storeys": storeys, "storey": 3.0}


def test_a_wall_behind_the_camera_slaps_back_when_its_distance_says():
    # The camera stands 30 m before the source, the house's front 20 m behind the camera: 40 m more of way.
    walls = walls_of({"houses": [house(0, -55)]})
    found = echoes(walls, np.array([0.0, 0, 1.7]), np.array([0.0, -30, 1.7]), RIGHT)
    late = found.delay[found.delay > 0.01]
    assert late == pytest.approx([40 / 343], abs=0.0005)
    assert found.gain[found.delay > 0.01] == pytest.approx([WALL_REFLECTS * 30 / 70])


def test_what_a_house_hides_is_not_heard():
    far = [house(0, -55)]
    source, ear = np.array([0.0, 0, 1.7]), np.array([0.0, -30, 1.7])
    assert len(echoes(walls_of({"houses": far}), source, ear, RIGHT).delay) == 2
    hidden = walls_of({"houses": [*far, house(0, -40, width=30, depth=4)]})
    late = echoes(hidden, source, ear, RIGHT).delay
    assert late[late > 0.01] == pytest.approx([2 * 8 / 343], abs=0.0005)  # only the nearer one's front


def test_a_wall_that_ends_before_the_mirror_point_gives_nothing_back():
    low = walls_of({"houses": [house(0, -55, storeys=1)]})
    assert len(echoes(low, np.array([0.0, 0, 25]), np.array([0.0, -30, 1.7]), RIGHT).delay) == 1
    aside = walls_of({"houses": [house(60, -55)]})
    assert len(echoes(aside, np.array([0.0, 0, 2]), np.array([0.0, -30, 1.7]), RIGHT).delay) == 1


def test_a_house_on_the_right_answers_from_the_right():
    walls = walls_of({"houses": [house(25, -15, width=10, depth=60)]})
    found = echoes(walls, np.array([0.0, 0, 1.7]), np.array([0.0, -30, 1.7]), RIGHT)
    assert found.pan[found.delay > 0.01][0] > 0.5
    assert ears_of(0.9)[1] > ears_of(0.9)[0]
    assert ears_of(0.0) == pytest.approx([1, 1])


@given(st.floats(-40, 40), st.floats(0, 30), st.floats(2, 60))
def test_no_reflection_is_early_or_louder_than_its_wall(x, z, away):
    walls = walls_of({"houses": [house(-30, -20, depth=50), house(30, -20, depth=50), house(0, -90)]})
    found = echoes(walls, np.array([x / 4, 0.0, z]), np.array([0.0, -away, 1.7]), RIGHT)
    assert (found.delay >= 0).all()
    assert (found.gain <= max(WALL_REFLECTS, GROUND_REFLECTS)).all()
    assert (np.diff(found.gain) <= 0).all()


def test_the_street_of_the_picture_answers(street_camera):
    walls = walls_of(lay_street(20.0, 14.0, street_camera, light_rig(Light(), camera_azimuth_deg=0.0), seed=3))
    assert len(walls) % 4 == 0
    found = echoes(walls, np.array([0.0, -7, 6]), street_camera.position[0], RIGHT)
    assert len(found.delay) >= 2
    # Each is the way over some wall's mirror, to the millisecond.
    ear, source = street_camera.position[0], np.array([0.0, -7, 6])
    ways = [
        np.linalg.norm(source - 2 * ((source - foot) @ out) * out - ear)
        for foot, out in zip(walls.centre, walls.normal, strict=True)
    ]
    ways.append(np.linalg.norm(source * [1, 1, -1] - ear))
    direct = np.linalg.norm(source - ear)
    for delay in found.delay:
        assert np.abs(np.array(ways) - direct - delay * 343).min() < 0.05


def test_a_narrow_street_rings_longer_than_a_square(street_camera):
    ear = np.array([0.0, 0, 1.7])
    narrow = walls_of({"houses": [house(x, y) for x in (-40, -20, 0, 20, 40) for y in (-12, 12)]})
    wide = walls_of({"houses": [house(x, y, storeys=2) for x in (-40, -20, 0, 20, 40) for y in (-60, 60)]})
    assert tail_s(narrow, ear) > tail_s(wide, ear)
    assert 0.6 <= tail_s(walls_unknown(street_camera), street_camera.position[0]) <= 2.2


def test_the_response_is_later_and_softer_than_the_sound_and_ends(street_camera):
    walls = walls_unknown(street_camera)
    room = street(street_camera, walls, np.array([0.0, 0.0, 5.0]), 3)
    assert room.shape[1] == 2
    assert room[0] == pytest.approx([0, 0], abs=1e-3)
    assert 0.02 < np.square(room).sum() < 1.0
    assert np.square(room[: round(0.25 * 48_000)]).sum() > 0.75 * np.square(room).sum()
    assert np.array_equal(room, street(street_camera, walls, np.array([0.0, 0.0, 5.0]), 3))
    seconds = tail_s(walls, street_camera.position[0])
    assert timbre.decay_s(room[round(0.15 * 48_000) :], 300, 2500) == pytest.approx(seconds, rel=0.35)


def test_a_camera_that_turns_hears_the_wall_on_its_other_side(street_camera):
    half = np.sqrt(0.5)
    back = replace(street_camera, orientation=np.tile([0.0, 0.0, half, half], (96, 1)))
    one, other = walls_unknown(street_camera), walls_unknown(back)
    assert one.normal[0] == pytest.approx(-other.normal[0], abs=1e-9)


def test_a_facade_gives_back_a_duller_sound():
    click = np.zeros(4800)
    click[100] = 1.0
    assert timbre.centroid_hz(dulled(click)) < 0.5 * timbre.centroid_hz(click)
