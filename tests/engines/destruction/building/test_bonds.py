"""Tests of the bonds between pieces, and of what blows do to them."""

import numpy as np
import pytest

from rushes.engines.destruction.building.bonds import BETWEEN_CHUNKS, BETWEEN_MEMBERS, WITHIN_MEMBER
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.building.solid import MATERIALS
from rushes.engines.destruction.rigid.bodies import World
from rushes.engines.destruction.simulation.damage import Blows, BondGraph
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


def struck(pieces, piece, impulse, *, blow=True, block=True):
    """Return the bonds that one blow at a piece's centre breaks in the whole building, and what each piece passed on."""
    graph = BondGraph(pieces, strength=1.0, reach_m=4.0)
    world = World(pieces, step_s=1 / 120, friction=0.6)
    body = world.add(graph.components(np.arange(len(pieces)))[0], dynamic=True)
    blows = Blows(
        body=np.array([body]),
        start=np.array([0, 1]),
        piece=np.array([piece]),
        place=pieces.centre[[piece]],
        impulse=np.array([float(impulse)]),
        blow=np.array([blow]),
    )
    [broken], passed = graph.broken_by(blows, world, np.array([block]), np.zeros(len(pieces), bool))
    return graph, broken, passed


def test_a_harder_blow_breaks_more_and_chunks_part_first(pieces):
    middle = int(np.linalg.norm(pieces.centre - pieces.centre.mean(axis=0), axis=1).argmin())
    graph, soft, _ = struck(pieces, middle, 4e3)
    _, hard, _ = struck(pieces, middle, 2e5)
    assert set(soft.tolist()) < set(hard.tolist())
    near = np.linalg.norm(pieces.bond_centre - pieces.centre[middle], axis=1) < 1.0
    share = [np.isin(np.flatnonzero(near & (graph.kind == kind)), hard).mean() for kind in (0, 2)]
    assert share[0] > share[1]


def test_weight_alone_sends_no_cracks_through_a_body(pieces):
    _, blown, _ = struck(pieces, 5, 2e5)
    _, pressed, _ = struck(pieces, 5, 2e5, blow=False)
    assert set(pressed.tolist()) < set(blown.tolist())
    ends = pieces.solid[pieces.bond_a[pressed]], pieces.solid[pieces.bond_b[pressed]]
    assert ((ends[0] == pieces.solid[5]) | (ends[1] == pieces.solid[5])).all(), (
        "only the member that is pressed comes off"
    )


def test_a_chunk_takes_a_harder_blow_than_a_block(pieces):
    assert len(struck(pieces, 5, 6e4, block=False)[1]) < len(struck(pieces, 5, 6e4, block=True)[1])


def test_what_is_knocked_off_passes_on_no_more_than_held_it(pieces):
    _, torn, passed = struck(pieces, 5, 1e9, blow=False)
    assert len(torn)
    assert 0 < passed[5] < 1e8
    _, light, through = struck(pieces, 5, 1.0, blow=False)
    assert not len(light)
    assert through[5] == pytest.approx(1.0)


def test_what_no_longer_holds_is_told_in_groups(pieces):
    graph = BondGraph(pieces, strength=1.0, reach_m=4.0)
    rows = graph.components(np.arange(len(pieces)))[0]
    left = pieces.centre[:, 0] < 0
    graph.cut(np.flatnonzero(left[graph.a] != left[graph.b]))
    groups = graph.components(rows)
    assert len(groups) >= 2
    np.testing.assert_array_equal(np.sort(np.concatenate(groups)), rows)
    assert all(len(np.unique(left[group])) == 1 for group in groups)
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)


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
