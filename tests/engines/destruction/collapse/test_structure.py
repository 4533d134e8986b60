"""Tests of the load path through a building: what stands on what, what it carries, what it holds."""

import numpy as np
import pytest

from rushes.engines.destruction.building.building import raise_building
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.building.solid import MEMBERS, Solid, box
from rushes.engines.destruction.collapse.structure import (
    GRAVITY,
    RESERVE,
    parts_of,
    parts_of_solids,
    section_holds,
    structure_of,
)
from rushes.engines.destruction.spec import BuildingSpec

MATERIALS = ("concrete", "brick", "steel", "glass", "wood")


def whole(structure):
    return np.ones(len(structure.support), bool), np.ones(len(structure.shear), bool)


@pytest.fixture(scope="module")
def block():
    return structure_of(parts_of_solids(raise_building(BuildingSpec(storeys=4, bays=3, bays_deep=2))))


@pytest.mark.parametrize("material", MATERIALS)
@pytest.mark.parametrize("storeys", [1, 3])
def test_what_reaches_the_ground_is_the_weight(material, storeys):
    parts = parts_of_solids(raise_building(BuildingSpec(storeys=storeys, bays=2, bays_deep=2, material=material)))
    structure = structure_of(parts)
    forces = structure.solve(*whole(structure))
    assert forces.held.all()
    assert structure.weight == pytest.approx(parts.mass.sum() * GRAVITY, rel=1e-9)
    assert forces.ground + structure.on_ground == pytest.approx(structure.weight, rel=1e-9)


@pytest.mark.parametrize("material", MATERIALS)
def test_a_building_stands_before_anything_happens(material):
    structure = structure_of(
        parts_of_solids(raise_building(BuildingSpec(storeys=12, bays=2, bays_deep=2, material=material)))
    )
    forces = structure.solve(*whole(structure))
    assert (forces.support <= structure.capacity).all()
    assert (-forces.support <= structure.tie).all()
    assert (forces.link <= structure.shear).all()


def test_pieces_and_members_carry_the_same():
    spec = BuildingSpec(storeys=2, bays=2, bays_deep=2)
    broken = structure_of(parts_of(break_building(spec)))
    built = structure_of(parts_of_solids(raise_building(spec)))
    assert len(broken.support) == len(built.support)
    np.testing.assert_allclose(
        broken.solve(*whole(broken)).support, built.solve(*whole(built)).support, rtol=0.05, atol=2e3
    )


def test_lower_storeys_carry_more(block):
    load = block.solve(*whole(block)).support
    storey = [load[block.storey == level].sum() for level in range(4)]
    assert storey == sorted(storey, reverse=True)
    assert storey[0] > 3 * storey[3]


def test_a_lost_column_is_carried_by_its_neighbours(block):
    stands, links = whole(block)
    before = block.solve(stands, links)
    ground = np.flatnonzero(block.storey == 0)
    place = block.place[ground, :2]
    lost = ground[np.linalg.norm(place, axis=1).argmin()]
    stands[lost] = False
    after = block.solve(stands, links)
    assert after.support[lost] == 0
    assert after.ground == pytest.approx(before.ground, rel=1e-9)
    gained = after.support[ground] - before.support[ground]
    gap = np.linalg.norm(place - block.place[lost, :2], axis=1)
    order = [row for row in np.argsort(gap) if ground[row] != lost]
    assert (gained[order[:4]] > 0).all()
    assert gained[order[0]] > 3 * abs(gained[order[-1]]), "the nearest carry the most of it"


def test_what_nothing_holds_is_told(block):
    stands, links = whole(block)
    stands[block.storey == 0] = False
    forces = block.solve(stands, links)
    assert not forces.held.any()
    assert forces.ground == 0


def test_a_support_is_built_for_its_load_and_never_more_than_its_section(block):
    load = block.solve(*whole(block)).support
    assert (block.capacity <= section_holds(block.parts, block.support) + 1).all()
    assert (block.capacity >= RESERVE * load - 1).all()


def test_a_column_braced_at_every_second_floor_buckles_sooner(block):
    once, twice = (section_holds(block.parts, block.support, length) for length in (1.0, 2.0))
    assert (twice < once).all()


def test_masonry_carries_and_the_infill_of_a_frame_does_not():
    names = {}
    for material in ("concrete", "brick"):
        structure = structure_of(
            parts_of_solids(raise_building(BuildingSpec(storeys=2, bays=2, bays_deep=2, material=material)))
        )
        names[material] = {MEMBERS[member] for member in structure.parts.member[structure.support]}
    assert names["concrete"] == {"column"}
    assert names["brick"] >= {"column", "facade", "partition"}


def test_a_deck_between_two_piers_hangs_on_its_neighbours():
    solids = [
        Solid(box((-6.2, -1.0, 0.0), (-5.8, 1.0, 5.0)), "column", "concrete", 0, (0, 0)),
        Solid(box((5.8, -1.0, 0.0), (6.2, 1.0, 5.0)), "column", "concrete", 0, (1, 0)),
        *(
            Solid(box((x, -1.0, 5.0), (x + 4.0, 1.0, 5.8)), "slab", "concrete", 0, (0, 0))
            for x in (-6.2, -2.2, 1.8, 5.8)
        ),
    ]
    structure = structure_of(parts_of_solids(tuple(solids)))
    assert len(structure.load) == 3, "two heads, and the span that touches neither"
    forces = structure.solve(*whole(structure))
    assert forces.held.all()
    assert forces.ground == pytest.approx(structure.weight, rel=1e-9)
