from __future__ import annotations

import json
import math

import pytest
from small_room import small_room

from rushes.engines.setdesign.model.room import Room
from rushes.errors import BadInputError


def test_a_room_survives_its_json() -> None:
    room = small_room()
    assert Room.from_json(room.to_json()) == room


def test_what_is_wrong_in_a_file_is_told_in_one_sentence() -> None:
    text = json.loads(small_room().to_json())
    text["walls"][1]["thickness"] = "thick"
    with pytest.raises(BadInputError, match=r"set.json: walls.1.thickness: .*number"):
        Room.from_json(json.dumps(text), name="set.json")
    with pytest.raises(BadInputError, match="the file"):
        Room.from_json("{")


def test_a_wall_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(BadInputError, match="no wall 'E'; it has A, B, C, D"):
        small_room().wall("E")
    with pytest.raises(BadInputError, match="finish 'gold'"):
        small_room().finish("gold")


def test_walls_look_into_the_room() -> None:
    room = small_room()
    for wall in room.walls:
        x, y = wall.at(wall.length / 2, 1.0)
        assert abs(x) < 3
        assert abs(y) < 2
    assert room.wall("C").yaw_deg == pytest.approx(0.0)
    assert room.area == pytest.approx(24.0)


def test_a_left_hinge_is_on_the_left_seen_from_the_room() -> None:
    room = small_room()
    door, wall = room.openings[0], room.wall("B")
    ((hinge, way),) = door.hinges()
    # wall B is the eastern one; seen from the room, left is north
    assert wall.at(hinge)[1] == pytest.approx(door.width / 2)
    assert way == -1
    (fan,) = door.swept(wall)
    assert max(math.dist(fan[-1], p) for p in fan) <= math.sqrt(2) * 0.95 + 1e-6
    assert min(p[0] for p in fan) == pytest.approx(3.0 - 0.95)


def test_a_lens_sees_its_angle() -> None:
    setup = small_room().setups[0]
    assert setup.width_deg == pytest.approx(52.9, abs=0.1)
    at, left, right = setup.cone(3.0)
    ahead = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    assert math.dist(at, ahead) == pytest.approx(3.0)
