"""Buttons sit where the pattern has them, on the cloth, one at each place."""

from dataclasses import replace

import numpy as np
import pytest
from small_outfit import RADIUS, small_skirt

from rushes.engines.wardrobe.picture.buttons import STUFFS, buttons, stuff_of, surface_of


@pytest.mark.parametrize("stuff", [*STUFFS, "self covered"])
def test_a_button_is_as_wide_as_is_usual_and_on_the_outside(stuff):
    worn = small_skirt()
    made = {piece.name: piece for piece in buttons(worn, stuff, "skirt", worn.points)}
    points = made["buttons"].points
    assert np.ptp(points[:, 0]) == pytest.approx(0.015, rel=0.03)
    assert np.ptp(points[:, 2]) == pytest.approx(0.015, rel=0.03)
    assert points[:, 1].max() < -RADIUS + 0.003  # nothing of it is inside
    assert points.mean(axis=0)[[0, 2]] == pytest.approx([0.0, 0.9], abs=0.002)
    assert ("shanks" in made) == (surface_of(worn, stuff).kind in {"horn", "pearl"})
    for piece in made.values():
        assert piece.corners.max() < len(piece.points)


def test_a_button_and_its_hole_are_one_place_and_covered_ones_are_not_seen():
    worn = small_skirt()
    both = replace(worn, marks=(replace(worn.marks[0], kind="buttonhole"), *worn.marks))
    assert len(buttons(both, "horn", "skirt", worn.points)[0].points) == len(
        buttons(worn, "horn", "skirt", worn.points)[0].points
    )
    hidden = replace(
        worn, covered=np.ones(len(worn.corners), np.bool_), marks=(replace(worn.marks[0], at=worn.points[0]),)
    )
    assert buttons(hidden, "horn", "skirt", worn.points) == []


def test_what_is_not_said_is_usual_for_the_fabric():
    assert stuff_of(small_skirt(fabric="cotton poplin"), None) == "pearl"
    assert stuff_of(small_skirt(fabric="denim"), None) == "brass"
    assert stuff_of(small_skirt(), "self_covered") == "self covered"
