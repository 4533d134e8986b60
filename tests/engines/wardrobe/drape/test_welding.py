import numpy as np
import pytest
from small_tube import tube

from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.welding import welded


@pytest.fixture(scope="module")
def cloth():
    return cloth_of(tube(0.9, 0.3, eased=0.01), 0.03)


def test_a_welded_tube_is_one_ring_and_weighs_what_it_did(cloth):
    denim = fabric("denim")
    mesh = welded(cloth, lambda _: denim)
    assert mesh.of.max() + 1 == len(cloth.flat) - len(cloth.pairs)
    assert mesh.weights.sum() == pytest.approx(0.9 * 0.305 * denim.weight, rel=1e-6)
    alone = welded(cloth, lambda _: denim, pairs=cloth.pairs[:0])
    assert len(mesh.hinges) == len(alone.hinges) + 2 * (len(cloth.edges["front", "right"]) - 1)


def test_a_flat_panel_is_at_rest(cloth):
    mesh = welded(cloth, lambda _: fabric("denim"), pairs=cloth.pairs[:0])
    flat = np.pad(cloth.flat, ((0, 0), (0, 1)))
    assert np.abs(np.einsum("hk,hkc->hc", mesh.shares, flat[mesh.hinges])).max() < 1e-12
    assert np.linalg.norm(flat[mesh.edges[:, 0]] - flat[mesh.edges[:, 1]], axis=1) == pytest.approx(mesh.rests)


def test_what_is_eased_is_held_by_the_shorter_side(cloth):
    mesh = welded(cloth, lambda _: fabric("denim"))
    seam = mesh.of[cloth.edges["front", "right"]]
    rows = {frozenset(pair): rest for pair, rest in zip(mesh.edges.tolist(), mesh.rests.tolist(), strict=True)}
    total = sum(rows[frozenset((int(a), int(b)))] for a, b in zip(seam, seam[1:], strict=False))
    assert total == pytest.approx(0.3)
