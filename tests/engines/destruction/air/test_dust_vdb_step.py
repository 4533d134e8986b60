"""What a VDB says of dust is what the picture shows of it on the mean: nothing of none, and ever more of more."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.air.dust_light import EXTINCTION_PER_M
from rushes.engines.destruction.air.dust_vdb_step import extinction_table
from rushes.engines.volumes.billows import billow_tile, billows_at, thickness


def test_the_table_is_the_mean_of_what_rays_meet() -> None:
    table = extinction_table()
    assert table["per_m"][0] == 0.0
    assert (np.diff(table["per_m"]) > 0).all()
    details = billows_at(billow_tile(), np.random.default_rng(5).uniform(0, 40, (4_000, 3)))
    for dust in (0.1, 0.4, 1.2):
        seen = EXTINCTION_PER_M * np.mean([thickness(dust, detail) for detail in details])
        assert np.interp(dust, table["dust"], table["per_m"]) == pytest.approx(seen, rel=0.08, abs=0.01)
