from __future__ import annotations

import numpy as np
import pytest

from rushes.brief.scene import Thing
from rushes.engines.clip.model import hull_points, hull_volume
from rushes.engines.clip.physics.fracture import fractured
from rushes.engines.clip.things.catalogue import grown


def test_lumps_of_a_block_are_its_volume_and_lie_inside_it():
    block = grown(Thing("block"), 1)
    pieces = fractured(block, 20, np.random.default_rng(3))
    whole = hull_volume(block.hulls()[0])
    assert sum(hull_volume(hull_points(piece.model.points)) for piece in pieces) == pytest.approx(whole, rel=1e-6)
    low, high = block.bounds
    for piece in pieces:
        there = piece.model.points + piece.at
        assert (there >= low - 1e-6).all()
        assert (there <= high + 1e-6).all()


def test_shards_of_a_vase_are_its_surface():
    vase = grown(Thing("vase"), 1)
    pieces = fractured(vase, 24, np.random.default_rng(3))
    area = sum(part.mesh.area() for part in vase.parts)
    assert len(pieces) > 12
    assert sum(part.mesh.area() for piece in pieces for part in piece.model.parts) == pytest.approx(area, rel=1e-6)


def test_the_same_chance_breaks_alike_and_another_differently():
    block = grown(Thing("block"), 1)
    one, same, other = (fractured(block, 12, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert [piece.at.tolist() for piece in one] == [piece.at.tolist() for piece in same]
    assert [piece.at.tolist() for piece in one] != [piece.at.tolist() for piece in other]


def test_a_chandelier_comes_apart_into_its_own_parts():
    chandelier = grown(Thing("chandelier"), 1)
    pieces = fractured(chandelier, 30, np.random.default_rng(1))
    assert sum(len(piece.model.points) for piece in pieces) >= len(chandelier.points)
