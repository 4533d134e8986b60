from dataclasses import replace

import numpy as np
import pytest

from rushes.engines.wardrobe.pattern.matching import notches, on_row, partners
from rushes.engines.wardrobe.pattern.worn import worn


def test_halves_unfold_and_pairs_mirror(bib):
    garment = worn(bib())
    assert [panel.name for panel in garment.panels] == ["back", "front_left", "front_right"]
    back, left, right = garment.panels
    assert [edge.name for edge in back.edges] == [
        "top_left",
        "side_left",
        "hem_left",
        "hem_right",
        "side_right",
        "top_right",
    ]
    assert back.area == pytest.approx(2 * bib().panel("back").area)
    assert right.area == pytest.approx(left.area)


def test_seams_follow_each_once(bib):
    garment = worn(bib())
    assert [seam.name for seam in garment.seams] == ["side_left", "side_right", "centre_left"]
    assert str(garment.seams[1].b[0]) == "back.side_right"


def test_what_meets_on_the_left_meets_on_the_right(bib):
    drawn, garment = bib(longer=0.01, ease=0.01), worn(bib(longer=0.01, ease=0.01))
    near = np.linspace(0, 0.41, 9)
    seam, right = drawn.seams[0], garment.seams[1]
    far = partners(drawn, seam, near)
    again = partners(garment, right, 0.41 - near)
    assert np.allclose(again, 0.4 - far)
    for a, b in zip(near, far, strict=True):
        for row, distance, back in (("a", a, 0.41 - a), ("b", b, 0.4 - b)):
            side, along = on_row(drawn, seam, row, float(distance))
            other, along_other = on_row(garment, right, row, float(back))
            point, mirror = drawn.edge(side).at([along])[0], garment.edge(other).at([along_other])[0]
            assert np.allclose(point, mirror * [-1, 1], atol=1e-9)


def test_a_notch_is_on_both_sides_of_its_seam_at_the_same_height(bib):
    garment = bib()
    (front,), (back,) = notches(garment, "front"), notches(garment, "back")
    heights = [
        garment.panel(name).edge(edge).at([along])[0][1]
        for name, (edge, along, _) in (("front", front), ("back", back))
    ]
    assert heights == [0.1, 0.1] or np.allclose(heights, 0.1)


def test_a_notch_on_a_seam_across_lies_at_one_place_of_the_drawn_panel(bib):
    garment = bib()
    seam = replace(garment.seams[1], notches=((0.1, 0.1),))
    crossed = replace(garment, seams=(seam,))
    assert notches(crossed, "front") == [("centre", 0.1, 1)]
