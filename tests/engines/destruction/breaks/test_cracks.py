from dataclasses import replace

import numpy as np
import pytest
from small_scene import FRAMES, camera_at, motion_of

from rushes.engines.destruction.breaks.cracks import (
    BROKEN,
    JOINT,
    NEVER,
    SKIN,
    at_rest,
    faces_of,
    moved_to,
    opening,
    struck,
)
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.shot.projection import seen_faces
from rushes.engines.destruction.spec import BuildingSpec


@pytest.fixture(scope="module")
def house():
    return break_building(BuildingSpec(storeys=1, bays=2, bays_deep=1, balconies=False, seed=4))


@pytest.fixture(scope="module")
def faces(house):
    return faces_of(house)


def test_faces_are_flat_and_cover_every_triangle(house, faces):
    rest = at_rest(house)
    for row in range(0, len(faces.owner), 7):
        loop = rest[faces.corner[faces.start[row] : faces.start[row + 1]]]
        assert np.abs((loop - faces.middle[row]) @ faces.normal[row]).max() < 1e-4
    piece = np.repeat(np.arange(len(house)), np.diff(house.triangle_start))
    corner = rest[house.triangles + house.vertex_start[piece][:, None]]
    size = 0.5 * np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1)
    assert faces.area.sum() == pytest.approx(size.sum(), rel=1e-4)
    assert (faces.owner[faces.of_triangle] == piece).all()


def test_every_broken_face_lies_on_another_piece_of_its_member(house, faces):
    rows = np.flatnonzero(faces.kind == BROKEN)
    assert len(rows) > 50
    assert (faces.other[rows] >= 0).mean() > 0.98
    met = rows[faces.other[rows] >= 0]
    assert (house.solid[faces.owner[met]] == house.solid[faces.other[met]]).all()


def test_joints_lie_on_another_member_and_none_is_seen_before_anything_moves(house, faces):
    rows = np.flatnonzero(faces.kind == JOINT)
    assert len(rows) > 20
    assert (house.solid[faces.owner[rows]] != house.solid[faces.other[rows]]).all()
    seen = seen_faces(house, camera_at(y=-18.0, z=4.0, width=480, height=270))
    assert seen.sum() > 50
    assert (faces.kind[faces.of_triangle[seen]] == SKIN).mean() > 0.995


def test_a_crack_opens_when_its_sides_part_and_never_while_they_go_together(house, faces):
    row = int(np.flatnonzero((faces.kind == BROKEN) & (faces.other >= 0))[0])
    shift = np.zeros((len(house), 3))
    assert (opening(house, motion_of(house, shift=shift + [0.3, 0.0, -0.2]), faces) == NEVER).all()
    shift[faces.owner[row]] = [0.0, 0.0, 0.5]
    motion = motion_of(house, shift=shift)
    found = opening(house, motion, faces)
    assert found[row] < FRAMES.first + 1
    own = (faces.owner == faces.owner[row]) | (faces.other == faces.owner[row])
    assert (found[~own] == NEVER).all()


def test_places_go_with_their_piece(house):
    turned = motion_of(house, shift=np.tile([1.0, 0.0, 0.0], (len(house), 1)), turn=np.full(len(house), 0.5))
    place = house.centre[:3] + [0.2, 0.0, 0.1]
    moved = moved_to(house, turned, np.arange(3), place)
    away = moved - turned.position[:, :3]
    assert np.linalg.norm(away, axis=-1) == pytest.approx(np.hypot(0.2, 0.1), abs=1e-5)
    assert moved[1] == pytest.approx(place, abs=1e-5)
    assert away[..., 2] == pytest.approx(0.1, abs=1e-5)


def test_a_piece_is_struck_when_it_lands(house):
    motion = motion_of(house)
    assert (struck(motion) == NEVER).all()
    position = motion.position.copy()
    position[:3, 0, 2] += [1.0, 0.6, 0.2]
    position[:3, 1, 2] += [0.02, 0.01, 0.0]
    found = struck(replace(motion, position=position))
    assert found[0] == motion.frame[2]
    assert (found[1:] == NEVER).all()
