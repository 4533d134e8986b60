"""Cloth in fine triangles hangs as it did in coarse ones, and passes the gate."""

from dataclasses import replace

import numpy as np
import pytest
from small_tube import tube

from rushes.engines.body.measuring import tape
from rushes.engines.body.shape import Knobs, base
from rushes.engines.wardrobe.drape import draping
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.finer import FROM_M, carried_over
from rushes.engines.wardrobe.drape.gate import gate

FINE_M = 0.018


@pytest.fixture(scope="module")
def skirt():
    return tube(tape(base().body(Knobs(male=0.0)))["hip_girth"] + 0.05, 0.16)


def test_every_place_of_the_pattern_stays_where_it_hung(skirt):
    coarse, fine = cloth_of(skirt, FROM_M), cloth_of(skirt, FINE_M)
    turn = np.array([[0.6, -0.8], [0.8, 0.6], [0.1, 0.2]])
    cloth, points = carried_over(coarse, coarse, coarse.flat @ turn.T, fine)
    assert points == pytest.approx(fine.flat @ turn.T)
    assert np.array_equal(cloth.flat, fine.flat)


def test_what_was_let_out_is_let_out_in_finer_triangles_too(skirt):
    coarse, fine = cloth_of(skirt, FROM_M), cloth_of(skirt, FINE_M)
    longer = replace(coarse, flat=coarse.flat * np.array([1.0, 1.1]))
    cloth, _ = carried_over(coarse, longer, np.zeros((len(coarse.flat), 3)), fine)
    assert cloth.flat == pytest.approx(fine.flat * np.array([1.0, 1.1]))


def test_a_corner_that_the_coarse_outline_cut_off_begins_beside_it():
    """On a round edge, fine points lie outside of coarse triangles: they are not thrown off them."""
    skirt = tube(1.1, 0.16)
    coarse, fine = cloth_of(skirt, 0.05), cloth_of(skirt, FINE_M)
    cut = coarse.corners[~(coarse.corners == 0).any(axis=1)]  # the triangles at a corner are missing
    _, points = carried_over(replace(coarse, corners=cut), coarse, np.pad(coarse.flat, ((0, 0), (0, 1))), fine)
    off = np.linalg.norm(points[:, :2] - fine.flat, axis=1)
    corner = np.linalg.norm(fine.flat - coarse.flat[0], axis=1) < 0.02
    assert off[corner & (fine.panel == 0)].max() > 0.01
    assert np.isfinite(points).all()
    assert points[fine.panel == 0, :2].min() >= coarse.flat[cut[coarse.panel[cut[:, 0]] == 0]].min() - 0.05 * 0.1


def test_fine_cloth_hangs_as_the_coarse_did_and_passes_the_gate(skirt, standing, standing_field):
    poplin = fabric("cotton poplin")
    coarse = draped(cloth_of(skirt, FROM_M), standing, standing_field, poplin)
    fine = draped(cloth_of(skirt, FINE_M), standing, standing_field, poplin)
    assert gate(fine, standing_field).faults == ()
    assert len(fine.points) > 1.4 * len(coarse.points)
    _, where = carried_over(coarse.cloth, coarse.cloth, coarse.points, fine.cloth)
    assert np.percentile(np.linalg.norm(where - fine.points, axis=1), 95) < 0.012


def test_where_finer_cloth_would_go_through_itself_it_stays_coarse(skirt, standing, standing_field, monkeypatch):
    cloth, poplin = cloth_of(skirt, FINE_M), fabric("cotton poplin")
    coarse = draped(cloth_of(skirt, FROM_M), standing, standing_field, poplin)
    most = len(coarse.mesh.weights)
    monkeypatch.setattr(draping, "pierced_edges", lambda _, points: [1] * (len(points) > most))
    kept = draped(cloth, standing, standing_field, poplin)
    assert kept.cloth.edge_m == FROM_M
    assert np.array_equal(kept.points, coarse.points)
