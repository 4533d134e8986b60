"""Tests of the building grammar and its pieces."""

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief import Brief
from rushes.brief.brief import Building, Collapse
from rushes.engines.destruction.building.building import raise_building
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.building.solid import DENSITY, MATERIALS, MEMBERS, bounds, volume_and_centre
from rushes.engines.destruction.spec import BuildingSpec, resolve
from rushes.errors import BadInputError

MATERIAL_NAMES = ("concrete", "brick", "steel", "glass", "wood")


@pytest.mark.parametrize("material", MATERIAL_NAMES)
def test_every_solid_is_closed_and_turned_outward(material):
    for solid in raise_building(BuildingSpec(storeys=2, bays=3, bays_deep=2, material=material)):
        assert volume_and_centre(solid.faces)[0] > 0
        edges = [
            (face.polygon[i], face.polygon[(i + 1) % len(face.polygon)])
            for face in solid.faces
            for i in range(len(face.polygon))
        ]
        assert {(b, a) for a, b in edges} == set(edges)


@pytest.mark.parametrize("material", MATERIAL_NAMES)
def test_solids_touch_and_do_not_overlap(material):
    solids = raise_building(BuildingSpec(storeys=2, bays=3, bays_deep=2, material=material))
    boxes = np.array([bounds(solid.faces) for solid in solids if solid.member != "roof" or material != "wood"])
    depth = np.minimum(boxes[:, None, 1], boxes[None, :, 1]) - np.maximum(boxes[:, None, 0], boxes[None, :, 0])
    overlap = depth.min(axis=2)
    np.fill_diagonal(overlap, 0)
    assert overlap.max() < 0.011


def test_pieces_keep_the_volume_of_the_solids():
    spec = BuildingSpec(storeys=2, bays=2, bays_deep=2)
    whole = sum(volume_and_centre(solid.faces)[0] for solid in raise_building(spec))
    assert break_building(spec).volume.sum() == pytest.approx(whole, rel=0.01)


def test_mass_is_density_times_volume():
    pieces = break_building(BuildingSpec(storeys=2, bays=2, bays_deep=2))
    density = np.array([DENSITY[name] for name in MATERIALS])
    np.testing.assert_allclose(pieces.mass, pieces.volume * density[pieces.material])


def test_meshes_are_watertight_convex_and_centred():
    pieces = break_building(BuildingSpec(storeys=1, bays=2, bays_deep=1))
    for row in range(len(pieces)):
        points, faces = pieces.points(row).astype(float), pieces.faces(row)
        edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
        assert {tuple(edge) for edge in edges.tolist()} == {tuple(edge[::-1]) for edge in edges.tolist()}
        corner, normal = (
            points[faces[:, 0]],
            np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]]),
        )
        length = np.linalg.norm(normal, axis=1)
        fat = length > 1e-5
        side = (points[None] - corner[fat, None]) @ (normal[fat] / length[fat, None])[..., None]
        assert side.max() < 2e-3


def test_storeys_bays_and_members_are_named():
    spec = BuildingSpec(storeys=3, bays=3, bays_deep=2)
    pieces = break_building(spec)
    names = {MEMBERS[index] for index in np.unique(pieces.member)}
    assert {"column", "beam", "slab", "facade", "window", "balcony", "roof", "stair"} <= names
    assert pieces.storey.max() == spec.storeys
    assert pieces.bay[:, 0].max() == spec.bays - 1
    assert pieces.triangle_kind.max() == 1
    assert pieces.extent[0, 2] == pytest.approx(0.0, abs=1e-6)


def test_chunks_do_not_follow_the_bay_grid():
    spec = BuildingSpec(storeys=4, bays=4, bays_deep=2)
    pieces = break_building(spec)
    shared = [
        len(np.unique(pieces.bay[pieces.cluster == chunk], axis=0)) for chunk in np.unique(pieces.cluster).tolist()
    ]
    assert np.mean(np.array(shared) > 1) > 0.7


def test_building_survives_the_disk(tmp_path):
    pieces = break_building(BuildingSpec(storeys=1, bays=2, bays_deep=1))
    pieces.save(tmp_path / "building.npz")
    again = Pieces.load(tmp_path / "building.npz")
    np.testing.assert_array_equal(again.vertices, pieces.vertices)
    assert again.storeys == 1
    assert not list(tmp_path.glob("*.part"))


def test_same_seed_same_building_other_seed_another():
    spec = BuildingSpec(storeys=1, bays=2, bays_deep=1)
    one, two = break_building(spec), break_building(spec)
    np.testing.assert_array_equal(one.vertices, two.vertices)
    other = break_building(spec.model_copy(update={"seed": 2}))
    assert other.vertices.shape != one.vertices.shape or not np.array_equal(other.vertices, one.vertices)


def test_large_buildings_get_fewer_pieces_a_bay():
    small = resolve(Brief(shot="010_0010", building=Building(storeys=4)), Fraction(24))
    large = resolve(Brief(shot="010_0010", building=Building(storeys=30)), Fraction(24))
    assert large.building.detail < small.building.detail == 1.0


def test_too_large_or_contradictory_is_refused():
    with pytest.raises(BadInputError, match="rooms to break"):
        resolve(Brief(shot="010_0010", building=Building(storeys=40, bays=20, bays_deep=10)), Fraction(24))
    with pytest.raises(BadInputError, match="impact is at storey 9"):
        resolve(Brief(shot="010_0010", collapse=Collapse(way="impact", impact_storey=9)), Fraction(24))
