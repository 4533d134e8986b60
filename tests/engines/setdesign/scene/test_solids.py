"""A set's solids are closed, convex, of the volume that its walls have, and fill what they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from small_room import small_room

from rushes.engines.setdesign.grammar.grow import grow
from rushes.engines.setdesign.model.polygon import area
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.solids import UNDER_M, bodies, prism


def world(body):
    turned = body.mesh.turned(body.yaw_deg).moved(*body.at)
    return turned.points


@pytest.mark.parametrize("style", ["bunker", "parlour", "lobby", "living"])
def test_every_solid_is_closed_and_convex_and_shown_by_a_piece(style):
    room = grow(style)
    made = tuple(bodies(room))
    shown = {piece.name for piece in assembled(room).pieces}
    assert {body.role for body in made} >= {"wall", "ceiling", "floor"}
    for body in made:
        mesh = body.mesh
        assert mesh.volume() > 0
        assert np.abs(mesh.face_normals().sum(axis=0)).max() < 1e-9  # closed
        starts = np.concatenate([[0], np.cumsum(mesh.counts)[:-1]])
        for normal, start in zip(mesh.face_normals(), starts, strict=True):
            side = (mesh.points - mesh.points[mesh.corners[start]]) @ (normal / np.linalg.norm(normal))
            assert side.max() < 1e-6  # nothing stands out of any face's plane
        assert body.shows in shown


def test_walls_have_the_volume_of_their_faces_less_their_openings():
    room = small_room()
    made = tuple(bodies(room))
    for wall in room.walls:
        face = wall.length * wall.height - sum(opening.area for opening in room.on(wall.name))
        own = [body for body in made if body.wall == wall.name]
        assert sum(body.mesh.volume() for body in own) == pytest.approx(face * wall.thickness)
        for body in own:  # behind the face, never in the room
            inward = (world(body)[:, :2] - np.asarray(wall.start)) @ np.asarray(wall.inward)
            assert inward.max() < 1e-6
            assert inward.min() == pytest.approx(-wall.thickness)
    ceiling = sum(body.mesh.volume() for body in made if body.role == "ceiling")
    assert ceiling == pytest.approx(room.area * room.ceiling.thickness)


def test_a_pit_is_a_hole_in_the_floor_with_a_floor_of_its_own():
    room = grow("bunker")
    (pit,) = [level for level in room.levels if level.height < 0]
    floor = [body for body in bodies(room) if body.name.startswith("Solid_Floor")]
    assert sum(body.mesh.volume() for body in floor) == pytest.approx(
        (room.area - area(pit.outline)) * (UNDER_M - pit.height)
    )
    (under,) = [body for body in bodies(room) if body.name == "Solid_Level_pit"]
    assert under.mesh.bounds()[1][2] == pytest.approx(pit.height)


def test_a_prism_runs_either_way_round():
    one = prism(((0, 0), (1, 0), (1, 1)), 0.0, 2.0)
    other = prism(((1, 1), (1, 0), (0, 0)), 0.0, 2.0)
    assert one.volume() == pytest.approx(other.volume()) == pytest.approx(1.0)
