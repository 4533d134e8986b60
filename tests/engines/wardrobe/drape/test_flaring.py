from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.flaring import MET_M, full_panels, met
from rushes.engines.wardrobe.drape.piercing import pierced_edges
from rushes.engines.wardrobe.drape.placing import placed
from rushes.engines.wardrobe.pattern.garment import Garment

WOMAN = Measures.usual()


def _lengths(cloth, points):
    edges = np.concatenate([cloth.corners[:, [0, 1]], cloth.corners[:, [1, 2]]])
    own = np.isin(cloth.panel[edges[:, 0]], full_panels(cloth))
    flat = cloth.flat[edges[own, 0]] - cloth.flat[edges[own, 1]]
    there = points[edges[own, 0]] - points[edges[own, 1]]
    return np.linalg.norm(there, axis=1) / np.linalg.norm(flat, axis=1)


@settings(max_examples=3, deadline=None)
@given(
    st.one_of(
        st.fixed_dictionaries({"cut": st.just("circle"), "share": st.floats(0.3, 1.0), "long": st.floats(0.45, 0.9)}),
        st.fixed_dictionaries({"cut": st.just("pleated"), "pleats": st.sampled_from([12, 24, 36])}),
    ),
    st.sampled_from(["slim", "regular", "stout"]),
)
def test_a_wide_skirt_begins_without_going_through_itself_and_about_as_wide_as_it_is_cut(standing, style, build):
    cloth = cloth_of(draft("skirt", Measures.usual(build=build), **style), 0.025)
    points = placed(cloth, standing)
    through = pierced_edges(cloth.corners, points)
    beside = np.unique(cloth.pairs)  # two panels' edges may overlap a little where they are sewn
    at_seam = np.isin(through[:, :2], beside).any(axis=1) | np.isin(cloth.corners[through[:, 2]], beside).any(axis=1)
    assert at_seam.all()
    assert len(through) <= 4
    assert np.median(_lengths(cloth, points)) == pytest.approx(1.0, abs=0.12)


def test_a_cape_lies_over_shoulders_and_arms(standing):
    cloth = cloth_of(draft("cape", WOMAN), 0.025)
    points = placed(cloth, standing)
    cape = np.isin(cloth.panel, full_panels(cloth))
    assert len(pierced_edges(cloth.corners, points)) == 0
    hands = standing.vertices[: standing.mesh.skin, 0]
    assert points[cape, 0].min() < hands.min()
    assert points[cape, 0].max() > hands.max()


def test_what_hangs_side_by_side_is_one_from_the_beginning(standing):
    cloth = cloth_of(draft("skirt", WOMAN, cut="circle"), 0.04)
    points = placed(cloth, standing)
    pairs = met(cloth, points)
    seams = {cloth.names[number] for number in np.unique(cloth.panel[pairs])}
    assert seams == {"skirt_front", "skirt_back_left", "skirt_back_right"}
    assert np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1).max() < MET_M


def test_narrow_garments_have_no_full_panels():
    assert all(not full_panels(cloth_of(draft(name, WOMAN), 0.05)) for name in ("skirt", "trousers", "shirt"))


def test_the_centre_of_a_circle_is_kept_in_a_file_and_mirrored():
    garment = draft("cape", WOMAN)
    assert Garment.from_json(garment.to_json()) == garment
    left, right = (panel.placement for panel in cloth_of(garment, 0.1).garment.panels[:2])
    assert left.about is not None
    assert right == replace(left, angle=-left.angle, anchor=right.anchor, about=(-left.about[0], left.about[1]))
