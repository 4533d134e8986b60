from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from small_room import small_room

from rushes.engines.setdesign.model.ceiling import CeilingPiece
from rushes.engines.setdesign.model.level import Level
from rushes.engines.setdesign.model.polygon import rectangle
from rushes.engines.setdesign.scene.shell import hole, shell

ROOM = small_room()


def pieces(room):
    return {piece.name: piece for piece in shell(room)}


def test_walls_face_the_room_with_their_holes_cut():
    made = pieces(ROOM)
    for wall in ROOM.walls:
        mesh = made[f"Wall_{wall.name}"].mesh
        normals = mesh.face_normals()
        inward = np.array([*wall.inward, 0.0])
        middles = (
            np.add.reduceat(mesh.points[mesh.corners], np.cumsum(mesh.counts) - mesh.counts, axis=0)
            / mesh.counts[:, None]
        )
        on_face = (np.abs((middles - [*wall.start, 0.0]) @ inward) < 1e-6) & (normals @ inward > 1e-9)
        cut = sum(opening.area for opening in ROOM.on(wall.name))
        assert (normals[on_face] @ inward).sum() == pytest.approx(wall.length * wall.height - cut, rel=1e-4)


def test_the_floor_and_the_ceiling_look_at_each_other():
    made = pieces(ROOM)
    assert made["Floor"].mesh.face_normals()[:, 2].sum() == pytest.approx(ROOM.area, rel=1e-6)
    down = made["Ceiling"].mesh.face_normals()[:, 2]
    assert down[down < 0].sum() == pytest.approx(-ROOM.area, rel=1e-6)


def test_a_pit_is_cut_out_of_the_floor_and_has_sides():
    xs, ys = [p[0] for p in ROOM.outline], [p[1] for p in ROOM.outline]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    ring = rectangle(middle[0] - 0.5, middle[1] - 0.5, middle[0] + 0.5, middle[1] + 0.5)
    made = pieces(replace(ROOM, levels=(Level("pit", ring, -0.4),)))
    assert made["Floor"].mesh.area() == pytest.approx(ROOM.area - 1.0, rel=1e-6)
    side = made["Level_pit_side"].mesh
    centres = side.points[side.corners].reshape(4, 4, 3).mean(axis=1)
    assert ((np.array([*middle, -0.2]) - centres) * side.face_normals()).sum(axis=1).min() > 0


@pytest.mark.parametrize("head", ["flat", "round", "segmental", "canted"])
def test_a_hole_has_the_area_that_the_schedule_says(head):
    opening = replace(ROOM.openings[-1], head=head, width=1.2, height=1.8, sill=0.5)
    ring = np.array(hole(opening, 4.0))
    flat = abs((ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1]).sum() / 2)
    assert flat == pytest.approx(opening.area, rel=0.02)
    assert math.isclose(ring[:, 1].max(), opening.top)


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_vault_looks_down_into_the_room(axis):
    room = replace(ROOM, ceiling=replace(ROOM.ceiling, form="barrel", rise=1.2, axis=axis))
    mesh = pieces(room)["Ceiling"].mesh
    middle = np.array([0.0, 0.0, ROOM.ceiling.height])
    starts = np.cumsum(mesh.counts) - mesh.counts
    centres = np.add.reduceat(mesh.points[mesh.corners], starts, axis=0) / mesh.counts[:, None]
    assert ((middle - centres) * mesh.face_normals()).sum(axis=1).min() > 0
    assert mesh.bounds()[1][2] == pytest.approx(ROOM.ceiling.height + 1.2)


def test_a_skylight_is_a_hole_whose_sides_look_into_it():
    light = CeilingPiece("SK1", "skylight", (0.5, 0.2), (1.0, 0.6, 0.3), ROOM.ceiling.height + 0.3)
    ceiling = pieces(replace(ROOM, ceiling=replace(ROOM.ceiling, pieces=(light,))))["Ceiling"].mesh
    normals = ceiling.face_normals()
    assert normals[normals[:, 2] < -1e-9, 2].sum() == pytest.approx(-(ROOM.area - 0.6), rel=1e-6)
    starts = np.cumsum(ceiling.counts) - ceiling.counts
    centres = np.add.reduceat(ceiling.points[ceiling.corners], starts, axis=0) / ceiling.counts[:, None]
    sides = np.abs(normals[:, 2]) < 1e-9
    assert sides.sum() == 4
    assert ((np.array([0.5, 0.2, 0.0]) - centres[sides])[:, :2] * normals[sides, :2]).sum(axis=1).min() > 0
