"""The skin of broken masonry is drawn once: no tooth turns a part of it over, and both sides of a crack still agree."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief import Brief
from rushes.engines.destruction.breaks import broken_faces
from rushes.engines.destruction.breaks.broken_faces import STEP_M, roughened
from rushes.engines.destruction.breaks.cracks import SKIN, faces_of
from rushes.engines.destruction.breaks.unfolded import unfolded
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.spec import resolve


@pytest.fixture(scope="module")
def wall():
    brief = Brief(
        shot="060_0010",
        building={"form": "wall", "material": "brick", "length_m": 6.0, "height_m": 3.0},
        collapse={"way": "overturning", "toward": "camera"},
    )
    pieces = break_building(resolve(brief, Fraction(24)).building)
    return pieces, faces_of(pieces)


def skin_areas(pieces, faces):
    """Return the area of each triangle of the skin [m2], below 0 where it is turned over."""
    broken = roughened(pieces, faces, np.full(len(faces.owner), 1005.0), step_m=STEP_M["draft"])
    drawn = broken.pieces
    owner = np.repeat(np.arange(len(drawn)), np.diff(drawn.triangle_start))
    corners = drawn.vertices[drawn.triangles + drawn.vertex_start[owner][:, None]].astype(float)
    corners += drawn.centre[owner][:, None]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = (across * faces.normal[broken.source]).sum(axis=1) / 2
    skin = faces.kind[broken.source] == SKIN
    return areas[skin]


def test_no_part_of_the_skin_is_turned_over(wall, monkeypatch):
    kept = []

    def watched(rest, placed, triangles, normal):
        found = unfolded(rest, placed, triangles, normal)
        long, left = (np.linalg.norm(place - rest, axis=1) for place in (placed, found))
        kept.append(left[long > 0.01].mean() / long[long > 0.01].mean())
        return found

    monkeypatch.setattr(broken_faces, "unfolded", watched)
    areas = skin_areas(*wall)
    assert kept[0] > 0.4, "it is still toothed"
    monkeypatch.setattr(broken_faces, "unfolded", lambda _rest, placed, _triangles, _normal: placed)
    before = skin_areas(*wall)
    assert -before[before < 0].sum() > 0.05 * before.sum(), "teeth fold it when nobody draws them back"
    assert -areas[areas < 0].sum() < 6e-4 * areas.sum()
    assert areas.sum() == pytest.approx(before.sum(), rel=0.01)


def test_both_sides_of_a_crack_are_drawn_back_alike():
    rest = np.array(
        [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0.5, 0.5, 0], [1, 0, 0], [2, 0, 0], [2, 1, 0], [1, 1, 0]], float
    )
    placed = rest.copy()
    placed[[1, 5], 0] = -0.8  # a tooth that runs past the middle
    fan = np.array([[4, 0, 1], [4, 1, 2], [4, 2, 3], [4, 3, 0], [5, 6, 7], [5, 7, 8]])
    normal = np.tile([0.0, 0.0, 1.0], (len(fan), 1))
    found = unfolded(rest, placed, fan, normal)
    assert found[1] == pytest.approx(found[5])
    assert found[1, 0] > 0.0
    across = np.cross(found[fan][:, 1] - found[fan][:, 0], found[fan][:, 2] - found[fan][:, 0])[:, 2]
    assert (across > 0).all()


def test_what_does_not_fold_stays_as_it_was():
    rng = np.random.default_rng(4)
    rest = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0.5, 0.5, 0]], float)
    placed = rest + rng.uniform(-0.05, 0.05, rest.shape) * [1, 1, 0]
    fan = np.array([[4, 0, 1], [4, 1, 2], [4, 2, 3], [4, 3, 0]])
    assert (unfolded(rest, placed, fan, np.tile([0.0, 0.0, 1.0], (4, 1))) == placed).all()
