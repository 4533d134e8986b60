"""Rows of stitches lie where a fabric is topstitched, on the cloth, stitch by stitch."""

import numpy as np
import pytest
from small_outfit import HIGH, LOW, RADIUS, small_skirt

from rushes.engines.wardrobe.picture.refined import refined
from rushes.engines.wardrobe.picture.stitches import SEWN, Sewing, rows, stitches


@pytest.fixture(scope="module")
def fine():
    worn = small_skirt()
    return refined(worn.points, worn.corners, worn.uv, worn.panel)


def test_a_row_along_the_hems_goes_all_round_at_its_distance(fine):
    shown = np.ones(len(fine.corners), np.bool_)
    found = rows(fine, fine.points, fine.normals(), shown, 1, 0.01)
    lengths = sorted(np.linalg.norm(np.diff(path, axis=0), axis=1).sum() for path, _ in found)
    assert lengths[-2:] == pytest.approx([2 * np.pi * RADIUS] * 2, rel=0.03)
    heights = np.concatenate([path[:, 2] for path, _ in found])
    assert np.minimum(heights - LOW, HIGH - heights) == pytest.approx(0.01, abs=0.004)


def test_a_seam_is_topstitched_on_one_side_only(fine):
    shown = np.ones(len(fine.corners), np.bool_)
    sides = [path for path, _ in rows(fine, fine.points, fine.normals(), shown, 2, 0.01) if np.ptp(path[:, 2]) > 0.3]
    assert len(sides) in {1, 2}  # both seams of one panel, joined by rows along its hems or not
    assert all((path[:, 0] > -0.02).all() for path in sides)  # the first panel's


def test_stitches_are_as_long_as_asked_and_there_are_as_many(fine):
    shown = np.ones(len(fine.corners), np.bool_)
    made = stitches(fine, fine.points, shown, Sewing(hem_m=(0.01,), stitch_m=0.01, thread_m=0.001), "skirt")
    count = len(made[0].points) / 10
    assert count == pytest.approx(2 * 2 * np.pi * RADIUS / 0.01, rel=0.05)
    first = made[0].points[:10]
    assert np.linalg.norm(first[9] - first[0]) == pytest.approx(0.0076, rel=0.05)


def test_what_is_not_shown_is_not_sewn_and_every_fabric_is_one(fine):
    from rushes.engines.wardrobe.drape.fabrics import fabrics

    assert set(SEWN) <= set(fabrics())
    assert stitches(fine, fine.points, np.zeros(len(fine.corners), np.bool_), SEWN["denim"], "skirt") == []
