import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.taken_up import FADE_M, STITCHED_M, taken_up

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


def test_a_skirts_pleats_are_stitched_down_and_hang_in_their_own_folds_from_there():
    cloth = cloth_of(draft("skirt", Measures.usual(), cut="pleated"), 0.025)
    folded, front = taken_up(cloth), cloth.panel == cloth.names.index("skirt_front")
    deep = -cloth.flat[:, 1]
    below = front & (deep > STITCHED_M)
    assert np.array_equal(folded[below], cloth.flat[below])
    ratio = np.ptp(folded[front & (deep < 1e-3), 0]) / np.ptp(cloth.flat[front & (deep < 1e-3), 0])
    band = np.ptp(cloth.flat[cloth.panel == cloth.names.index("waistband"), 0])
    assert ratio * 2 * np.ptp(cloth.flat[front, 0]) == pytest.approx(band, rel=0.02)
    half = front & (np.abs(deep - 0.5 * STITCHED_M) < 0.015) & (np.abs(cloth.flat[:, 0]) > 0.1)
    assert (ratio < folded[half, 0] / cloth.flat[half, 0]).all()
    assert (folded[half, 0] / cloth.flat[half, 0] < 1.0).all()


def test_a_gathered_sleeve_is_taken_up_at_its_cuff():
    cloth = cloth_of(draft("blouse", Measures.usual()), 0.03)
    sleeve = cloth.panel == cloth.names.index("sleeve_left")
    hem = sleeve & (cloth.flat[:, 1] < cloth.flat[sleeve, 1].min() + 1e-3)
    assert np.ptp(taken_up(cloth)[hem, 0]) < 0.7 * np.ptp(cloth.flat[hem, 0])
