from dataclasses import replace

import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.lapping import OVER_M, lapped
from rushes.engines.wardrobe.drape.turning import loose


@pytest.mark.parametrize("laps", ["left", "right"])
def test_the_side_that_laps_lies_over_the_other(laps):
    cloth = cloth_of(draft("shirt", Measures.usual(sex="male"), laps=laps), 0.025)
    fronts = np.isin(cloth.panel, [cloth.names.index(f"front_{hand}") for hand in ("left", "right")])
    start = np.stack([cloth.flat[:, 0], np.zeros(len(cloth.flat)), cloth.flat[:, 1]], axis=1)
    start[:, 1] = 0.5 * start[:, 0] ** 2  # a chest: rounder to either side; outward is -y
    after = lapped(replace(cloth, ties=cloth.ties[fronts[cloth.ties].all(axis=1)]), start, loose(cloth))
    names = np.array([cloth.names[number] for number in cloth.panel])
    over, under = cloth.ties[fronts[cloth.ties].all(axis=1)].T
    assert set(names[over]) == {f"front_{laps}"}
    assert (after[under] - after[over])[:, 1] == pytest.approx(OVER_M, rel=0.1)
    flap = {
        hand: (names == f"front_{hand}") & (cloth.flat[:, 0] * sign < -1e-6)
        for hand, sign in (("left", 1), ("right", -1))
    }
    for hand in ("left", "right"):
        lifted = (start - after)[flap[hand], 1]
        assert (lifted > 0).all() if hand == laps else (lifted < 0).all()
    far = fronts & (np.abs(cloth.flat[:, 0]) > 0.06)
    assert np.allclose(after[far], start[far])
