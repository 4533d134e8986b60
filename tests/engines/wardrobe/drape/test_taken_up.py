import numpy as np
import pytest

from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.body.measures import Measures
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.taken_up import FADE_M, taken_up

MAN = Measures.usual(sex="male")


def _wide(cloth, flat, edge):
    row = flat[cloth.edges["back", edge]]
    return np.linalg.norm(np.diff(row, axis=0), axis=1).sum()


def test_a_pleated_edge_rests_at_what_it_is_sewn_to_and_the_cloth_far_from_it_as_it_is():
    cloth = cloth_of(draft("shirt", MAN, back_pleat=0.03), 0.025)
    folded = taken_up(cloth)
    for hand in ("left", "right"):
        edge = f"yoke_{hand}"
        assert _wide(cloth, cloth.flat, edge) - _wide(cloth, folded, edge) == pytest.approx(0.015, abs=1e-3)
    back = cloth.panel == cloth.names.index("back")
    height = cloth.flat[cloth.edges["back", "yoke_left"], 1].min()
    far = back & (cloth.flat[:, 1] < height - FADE_M)
    assert np.array_equal(folded[far], cloth.flat[far])


def test_a_pleated_skirt_hangs_in_its_own_folds_and_a_gathered_sleeve_does_not():
    cloth = cloth_of(draft("skirt", Measures.usual(), cut="pleated"), 0.05)
    assert np.array_equal(taken_up(cloth), cloth.flat)
    cloth = cloth_of(draft("blouse", Measures.usual()), 0.03)
    sleeve = cloth.panel == cloth.names.index("sleeve_left")
    hem = sleeve & (cloth.flat[:, 1] < cloth.flat[sleeve, 1].min() + 1e-3)
    assert np.ptp(taken_up(cloth)[hem, 0]) < 0.7 * np.ptp(cloth.flat[hem, 0])
