"""Tests of the bonds between pieces, and of what blows do to them."""

import numpy as np
import pytest

from rushes.engines.destruction.bonds import BETWEEN_CHUNKS, BETWEEN_MEMBERS, WITHIN_MEMBER
from rushes.engines.destruction.damage import BondGraph
from rushes.engines.destruction.pieces import break_building
from rushes.engines.destruction.solid import MATERIALS
from rushes.engines.destruction.spec import BuildingSpec


@pytest.fixture(scope="module")
def pieces():
    return break_building(BuildingSpec(storeys=2, bays=2, bays_deep=2))


def test_each_bond_joins_two_pieces_once(pieces):
    assert (pieces.bond_a < pieces.bond_b).all()
    pairs = set(zip(pieces.bond_a.tolist(), pieces.bond_b.tolist(), strict=True))
    assert len(pairs) == len(pieces.bond_a)


def test_bonds_lie_between_their_pieces(pieces):
    low = pieces.centre + np.minimum.reduceat(pieces.vertices, pieces.vertex_start[:-1])
    high = pieces.centre + np.maximum.reduceat(pieces.vertices, pieces.vertex_start[:-1])
    for end in (pieces.bond_a, pieces.bond_b):
        assert (low[end] - pieces.bond_centre).max() < 0.03
        assert (pieces.bond_centre - high[end]).max() < 0.03


def test_everything_stands_as_one(pieces):
    graph = BondGraph(pieces, strength=1.0, reach_m=4.0)
    parts = graph.components(np.arange(len(pieces)))
    assert len(parts[0]) > 0.97 * len(pieces)


def test_classes_follow_chunks_and_members(pieces):
    same_chunk = pieces.cluster[pieces.bond_a] == pieces.cluster[pieces.bond_b]
    same_solid = pieces.solid[pieces.bond_a] == pieces.solid[pieces.bond_b]
    kind = pieces.bond_class
    assert not same_chunk[kind == BETWEEN_CHUNKS].any()
    assert (same_chunk & ~same_solid)[kind == BETWEEN_MEMBERS].all()
    assert same_solid[kind == WITHIN_MEMBER].all()


def test_glass_holds_less_than_concrete(pieces):
    per_area = pieces.bond_strength / pieces.bond_area
    glass = pieces.material[pieces.bond_a] == MATERIALS.index("glass")
    concrete = (pieces.material[pieces.bond_a] == 0) & (pieces.material[pieces.bond_b] == 0)
    within = pieces.bond_class == WITHIN_MEMBER
    assert per_area[glass & within].mean() < 0.2 * per_area[concrete & within].mean()


def test_a_harder_blow_breaks_more_and_chunks_part_first(pieces):
    graph = BondGraph(pieces, strength=1.0, reach_m=4.0)
    bonds = graph.inside(np.arange(len(pieces)))
    point = pieces.centre.mean(axis=0)[None]
    soft = graph.strike(bonds, point, np.array([4e3]))
    hard = graph.strike(bonds, point, np.array([2e5]))
    assert set(soft.tolist()) < set(hard.tolist())
    share = [np.mean(np.isin(bonds[graph.kind[bonds] == kind], hard)) for kind in range(3)]
    assert share[0] > share[2]


def test_what_is_knocked_off_passes_on_no_more_than_held_it(pieces):
    graph = BondGraph(pieces, strength=1.0, reach_m=4.0)
    bonds = graph.inside(np.arange(len(pieces)))
    piece, blow = np.array([5]), np.array([1e9])
    torn, passed = graph.knocked_off(bonds, piece, blow, blow)
    assert len(torn)
    assert 0 < passed[5] < 1e8
    light, through = graph.knocked_off(bonds, piece, np.array([1.0]), np.array([1.0]))
    assert not len(light)
    assert through[5] == pytest.approx(1.0)


def test_a_block_held_on_one_side_shears(pieces):
    graph = BondGraph(pieces, strength=1.0, reach_m=4.0)
    rows = np.arange(len(pieces))
    bonds = graph.inside(rows)
    rng = np.random.default_rng(1)
    left = np.argsort(pieces.centre[:, 0])[:20]
    even = graph.shear(bonds, rows, rows, pieces.mass * 0.01, rng)
    one_sided = graph.shear(bonds, rows, left, np.full(20, 1e6), rng)
    assert len(one_sided) > len(even)
    assert (graph.kind[one_sided] == BETWEEN_CHUNKS).all()
