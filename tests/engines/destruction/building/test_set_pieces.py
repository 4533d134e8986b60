"""A set breaks into pieces that weigh what it weighs, and that show what it showed."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from a_set import a_room, write_a_set

from rushes.engines.destruction.building.set_chunks import hull_of, matter_of
from rushes.engines.destruction.building.set_pieces import ABOVE, BROKEN, HUNG, STANDING, break_set
from rushes.engines.destruction.building.set_stage import read_set
from rushes.engines.destruction.building.solid import DENSITY, MEMBERS
from rushes.errors import BadInputError


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    stage = read_set(write_a_set(tmp_path_factory.mktemp("set")))
    return stage, *break_set(stage, 1)


def area(points):
    a, b, c = points.reshape(-1, 3, 3).astype(float).transpose(1, 0, 2)
    return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2


def test_the_structure_weighs_what_its_solids_do(made):
    _, pieces, _ = made
    for member, volume in (("ceiling", 25 * 0.2), ("lining", (4 * 5 * 2.6 - 0.95 * 2.1) * 0.25)):
        rows = pieces.member == MEMBERS.index(member)
        assert pieces.mass[rows].sum() == pytest.approx(volume * DENSITY["concrete"], rel=0.01)
        assert rows.sum() > 8


def test_every_thing_is_there_as_it_is_held_and_shows_all_of_its_surface(made):
    stage, pieces, shown = made
    for thing, storey in zip(stage.things, (HUNG, STANDING, STANDING, ABOVE, HUNG), strict=True):
        rows = np.flatnonzero(shown.item == thing.name)
        assert len(rows)
        assert set(pieces.storey[rows].tolist()) == {storey}
        seen = area(shown.points.reshape(-1, 9)[np.isin(shown.piece, rows)]).sum()
        whole = 0.0
        for faces in thing.meshes:
            starts = np.concatenate([[0], np.cumsum(faces.counts)[:-1]])
            for start, count in zip(starts, faces.counts, strict=True):
                ring = faces.points[faces.corners[start : start + count]]
                whole += area(np.array([[ring[0], ring[k], ring[k + 1]] for k in range(1, count - 1)])).sum()
        assert seen == pytest.approx(whole, rel=1e-4)
        assert 0.1 < pieces.mass[rows].sum() < 120


def test_a_walls_face_keeps_its_finish_and_its_map_and_breaks_have_their_own(made):
    _, pieces, shown = made
    wall = np.flatnonzero((pieces.member == MEMBERS.index("lining")) & (pieces.bay[:, 1] == 2))  # C, at y = 2.5
    rows = np.flatnonzero(np.isin(shown.piece, wall))
    looks = shown.looks[shown.look[rows]]
    assert set(looks.tolist()) == {"wall", f"{BROKEN}concrete"}
    face = rows[(shown.normals.reshape(-1, 3, 3)[rows][:, 0, 1] < -0.99) & (looks == "wall")]
    points = shown.points.reshape(-1, 3, 3)[face].reshape(-1, 3)
    assert area(points).sum() == pytest.approx(5 * 2.6, rel=1e-3)
    st = shown.st.reshape(-1, 3, 2)[face].reshape(-1, 2)
    np.testing.assert_allclose(st, np.column_stack([points[:, 0] + 2.5, points[:, 2] - shown.lift]), atol=1e-5)


def test_a_thing_that_touches_nothing_is_joined_to_what_holds_it(made):
    _, pieces, shown = made
    own = np.flatnonzero(shown.item == "F03")
    a, b = np.isin(pieces.bond_a, own), np.isin(pieces.bond_b, own)
    beyond = np.concatenate([pieces.bond_b[a & ~b], pieces.bond_a[b & ~a]])
    assert set(pieces.member[beyond].tolist()) == {MEMBERS.index("ceiling")}


def test_nothing_lies_under_the_ground(made):
    _, pieces, _ = made
    lowest = pieces.centre[:, 2] + np.minimum.reduceat(pieces.vertices[:, 2], pieces.vertex_start[:-1])
    assert lowest.min() > -1e-5


def test_the_same_set_breaks_alike(made):
    stage, pieces, shown = made
    again, same = break_set(stage, 1)
    assert np.array_equal(again.centre, pieces.centre)
    assert np.array_equal(same.points, shown.points)


def test_a_hull_is_closed_and_nowhere_thin():
    rng = np.random.default_rng(1)
    flat = np.column_stack([rng.uniform(0, 1, (40, 2)), np.zeros(40)])
    triangles = hull_of(flat, rng)
    a, b, c = triangles.transpose(1, 0, 2)
    normal = np.cross(b - a, c - a)
    assert np.abs(normal.sum(axis=0)).max() < 1e-9
    assert (a * normal).sum() / 6 == pytest.approx(np.prod(np.ptp(triangles.reshape(-1, 3), axis=0)), rel=1e-6)
    assert np.ptp(triangles[..., 2]) == pytest.approx(0.05)


def test_matter_goes_by_what_a_surface_is():
    assert matter_of("sofa", {"kind": "velvet"})[:2] == ("wood", "cushion")
    assert matter_of("pendant", {"kind": "brushed"})[:2] == ("steel", "lamp")
    assert matter_of("desk", {})[:2] == ("wood", "joinery")


def test_a_stage_without_solids_says_what_to_do(tmp_path):
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.CreateNew(str(tmp_path / "old.usda"))
    UsdGeom.Xform.Define(stage, "/Set")
    stage.Save()
    with pytest.raises(BadInputError, match="made before sets could be destroyed"):
        read_set(tmp_path / "old.usda")
    (tmp_path / "no.usda").write_text("nothing")
    with pytest.raises(BadInputError, match="is no USD file that can be read"):
        read_set(tmp_path / "no.usda")


def test_the_stage_says_light_cameras_and_what_goes_with_a_wall(made):
    stage, _, _ = made
    room = a_room()
    (light,) = [one for one in stage.lights.values() if one["item"]]
    assert light["item"] == "F03"
    (camera,) = stage.cameras.values()
    np.testing.assert_allclose(camera["at"], room.setups[0].at)
    assert camera["toward"] @ np.array([0.0, 1.0, 0.0]) > 0.99
    assert camera["wild"] == "A"
    assert "/Set/Shell/Wall_A" in stage.walls["A"]
