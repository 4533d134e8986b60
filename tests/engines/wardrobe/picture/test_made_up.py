"""Cloth that is made up has two faces, as far apart as the fabric is thick, and no hole between them."""

from dataclasses import replace

import numpy as np
import pytest
from small_outfit import small_skirt

from rushes.engines.wardrobe.picture.made_up import MOST_M, made_up
from rushes.engines.wardrobe.picture.refined import refined


def pieces_of(worn, rounds=2):
    return made_up(worn, refined(worn.points, worn.corners, worn.uv, worn.panel, rounds), "skirt")[1]


def test_cloth_is_thick_and_thicker_where_it_is_turned():
    from scipy.spatial import cKDTree

    worn = small_skirt(fabric="wool melton")
    worn = replace(worn, thickness=0.004)
    pieces = pieces_of(worn)
    outside = pieces[0]
    inside = {
        name: np.concatenate([one.points for one in pieces if one.name.endswith(name)]) for name in ("inside", "facing")
    }
    high, low = outside.points[:, 2].max() - 1e-6, outside.points[:, 2].min() + 1e-6
    middle = np.abs(outside.points[:, 2] - 0.7) < 0.05
    assert cKDTree(inside["inside"]).query(outside.points[middle])[0] == pytest.approx(0.004, rel=0.05)
    hem = (outside.points[:, 2] > high) | (outside.points[:, 2] < low)
    assert cKDTree(inside["facing"]).query(outside.points[hem])[0] == pytest.approx(0.004 + MOST_M, rel=0.05)


def test_faces_and_edges_close_the_cloth():
    pieces = pieces_of(small_skirt(), 1)
    sides = []
    for piece in pieces:
        ids = np.round(piece.points[piece.corners] * 1e6).astype(np.int64)
        for a, b in zip(range(ids.shape[1]), [*range(1, ids.shape[1]), 0], strict=True):
            sides.append(np.concatenate([ids[:, a], ids[:, b]], axis=1))
    forward = {tuple(row) for row in np.concatenate(sides).tolist()}
    assert all((*row[3:], *row[:3]) in forward for row in forward)


def test_cloth_well_under_another_is_left_out_and_its_rim_is_kept():
    worn = small_skirt()
    below = worn.points[worn.corners][..., 2].max(axis=1)
    covered = below < 0.8
    pieces = pieces_of(replace(worn, covered=covered), 1)
    shown = len(pieces[0].corners) / 4
    assert (~covered).sum() < shown < len(worn.corners)
    assert pieces[0].points[:, 2].min() < 0.8 - 0.06  # two rings of it
    assert pieces_of(replace(worn, covered=np.ones(len(covered), np.bool_)), 1) == []
