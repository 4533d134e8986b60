from dataclasses import replace

import numpy as np
import pytest
from small_tube import tube

from rushes.engines.body.measuring import tape
from rushes.engines.body.shape import Knobs, base
from rushes.engines.wardrobe.blocks.belts import belt
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.gate import gate
from rushes.engines.wardrobe.drape.girding import HOLES, belts, girded
from rushes.engines.wardrobe.drape.placing import placed

EASE_M, LEFT_M, OFF_M = 0.10, 0.05, 0.002


@pytest.fixture(scope="module")
def hip():
    return tape(base().body(Knobs(male=0.0)))["hip_girth"]


def _belted(hip, around):
    whole = tube(hip + EASE_M, 0.2)
    band, seam = belt(around, 0.04, 0.1, layer=2, note="")
    band = replace(band, placement=replace(band.placement, at="hip"))
    return replace(whole, panels=(*whole.panels, band), seams=(*whole.seams, seam))


@pytest.fixture(scope="module")
def hung(hip, standing, standing_field):
    cloth = cloth_of(_belted(hip, hip + LEFT_M), 0.03)
    return draped(cloth, standing, standing_field, fabric("cotton poplin"))


def _around(points):
    row = points[np.argsort(np.arctan2(*(points - points.mean(axis=0)).T))]
    return np.linalg.norm(np.diff(np.concatenate([row, row[:1]]), axis=0), axis=1).sum()


def test_a_belt_draws_in_what_it_lies_on_and_passes_the_gate(hung, hip, standing_field):
    report = gate(hung, standing_field)
    assert report.faults == ()
    band = hung.cloth.panel == belts(hung.cloth)[0]
    ring = hung.points[hung.cloth.edges["belt", "low"], :2]
    assert _around(ring) < (hip + LEFT_M) * 1.03
    near = ~band & (np.abs(hung.points[:, 2] - hung.points[band, 2].mean()) < 0.02)
    assert np.linalg.norm(hung.points[near, :2], axis=1).max() < np.linalg.norm(ring, axis=1).max()


def test_what_is_under_it_is_drawn_in_first_and_keeps_its_order(hip, standing, standing_field):
    cloth = cloth_of(_belted(hip, hip + LEFT_M), 0.03)
    before = placed(cloth, standing)
    off = np.full(len(before), OFF_M)
    _, after = girded(cloth, before, standing, off)
    band = cloth.panel == belts(cloth)[0]
    centre = before[~band, :2].mean(axis=0)
    far, now = (np.linalg.norm(points[~band, :2] - centre, axis=1) for points in (before, after))
    assert (now <= far + 1e-9).all()
    assert (now < far - 0.005).mean() > 0.5
    assert standing_field.at(after[~band]).min() > min(OFF_M, standing_field.at(before[~band]).min()) - 1e-6
    level = ~band & (np.abs(after[:, 2] - after[band, 2].mean()) < 0.03)
    ring = after[cloth.edges["belt", "low"], :2]
    turn, edge = (np.arctan2(*(points - centre).T) for points in (after[level, :2], ring))
    order = np.argsort(edge)
    outer = np.interp(turn, edge[order], np.linalg.norm(ring[order] - centre, axis=1), period=2 * np.pi)
    assert (np.linalg.norm(after[level, :2] - centre, axis=1) < outer).all()
    for one, two in cloth.pairs[band[cloth.pairs].all(axis=1)]:
        assert np.allclose(after[one], after[two])
        assert after[one, 0] == pytest.approx(0.0, abs=1e-6)
        assert after[one, 1] < centre[1]


def test_on_somebody_thicker_it_is_buckled_farther_out(hip, standing):
    cloth = cloth_of(_belted(hip, 0.95 * hip), 0.03)
    before = placed(cloth, standing)
    wider, _ = girded(cloth, before, standing, np.full(len(before), OFF_M))
    band = cloth.panel == belts(cloth)[0]
    assert 0.97 * hip < np.ptp(wider.flat[band, 0]) < 0.95 * hip * (1 + HOLES) + 1e-9
