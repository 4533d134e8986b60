from __future__ import annotations

import itertools

import numpy as np
import pytest

from rushes.engines.destruction.building.building import raise_building
from rushes.engines.destruction.building.furniture import ITEMS
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.building.solid import MEMBERS, bounds
from rushes.engines.destruction.spec import BuildingSpec


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_boards_touch_never_overlap_and_fill_the_items_box(item):
    boxes = np.array(item.boards)
    assert boxes[:, 0].min(axis=0) == pytest.approx([0, 0, 0])
    assert boxes[:, 1].max(axis=0) == pytest.approx(item.size)
    joined = {0}
    for _ in boxes:
        for a, b in itertools.permutations(range(len(boxes)), 2):
            overlap = np.minimum(boxes[a, 1], boxes[b, 1]) - np.maximum(boxes[a, 0], boxes[b, 0])
            assert overlap.min() < 1e-9, (a, b)
            if a in joined and overlap.min() > -0.03 and (overlap > 0.01).sum() >= 2:
                joined.add(b)
    assert joined == set(range(len(boxes)))
    assert 3 <= len(boxes) <= 6


def test_furniture_stands_on_floors_inside_the_walls_and_shares_its_room():
    spec = BuildingSpec(seed=5)
    solids = raise_building(spec)
    boards = [solid for solid in solids if solid.member == "furniture"]
    others = [bounds(solid.faces) for solid in solids if solid.member != "furniture"]
    assert len({solid.unit for solid in boards}) > 10
    for unit in {solid.unit for solid in boards}:
        own = np.array([bounds(solid.faces) for solid in boards if solid.unit == unit])
        low, high = own[:, 0].min(axis=0), own[:, 1].max(axis=0)
        storey = next(solid.storey for solid in boards if solid.unit == unit)
        assert low[2] == pytest.approx(spec.floor_m(storey))
        assert (np.abs([low[1], high[1]]) < spec.depth_m / 2 - 0.2).all()
        for other in others:
            assert (np.minimum(high, other[1]) - np.maximum(low, other[0])).min() < 1e-6
    # Balconies' units are others.
    assert not {solid.unit for solid in boards} & {solid.unit for solid in solids if solid.member == "balcony"}


def test_pieces_grow_by_less_than_a_twentieth():
    pieces = break_building(BuildingSpec())
    boards = int((pieces.member == MEMBERS.index("furniture")).sum())
    assert 60 < boards < len(pieces) / 20


def test_a_coarse_building_has_none():
    assert not [solid for solid in raise_building(BuildingSpec(detail=0.5)) if solid.member == "furniture"]
