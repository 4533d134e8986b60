from dataclasses import replace

import numpy as np
import pytest
from small_tube import tube

from rushes.engines.body.fitting import fitted
from rushes.engines.body.measures import Measures
from rushes.engines.body.measuring import tape
from rushes.engines.body.shape import Knobs, base
from rushes.engines.body.stance import NATURAL, posed
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape import outfit as outfits
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.outfit import ROOM_M, SNUG_M, Piece, outfit, room_for


@pytest.fixture(scope="module")
def two(standing, standing_field):
    """A tube around the hips and a shorter one over it."""
    hip = tape(base().body(Knobs(male=0.0)))["hip_girth"]
    coat, shirt = replace(tube(hip + 0.12, 0.12), layer=2), tube(hip + 0.05, 0.16)
    return outfit(
        [Piece(coat, fabric("denim")), Piece(shirt, fabric("poplin"), (0.9, 0.9, 0.8))], standing, 0.03, standing_field
    )


def test_the_outer_garment_lies_outside_the_inner_one(two, standing_field):
    inner, outer = two.drapes
    below, over = two.reports
    assert [mesh.layer for mesh in two.worn] == [0, 2]
    assert [mesh.colour for mesh in two.worn] == [(0.9, 0.9, 0.8), (0.5, 0.5, 0.5)]
    assert [mesh.fabric for mesh in two.worn] == ["cotton poplin", "denim"]
    assert below.faults == ()
    assert over.faults == ()
    assert np.median(standing_field.at(outer.points)) > np.median(standing_field.at(inner.points)) + 0.001


def test_what_is_covered_is_marked(two, standing):
    inner, outer = two.worn
    assert not outer.covered.any()
    heights = inner.points[inner.corners][:, :, 2]
    low, high = outer.points[:, 2].min(), outer.points[:, 2].max()
    assert 0.1 < inner.covered.mean() < 0.7
    assert heights[inner.covered].min() > low - 0.03
    assert heights[inner.covered].max() < high + 0.03
    skin = standing.vertices[two.hidden]
    assert len(skin) > 100
    assert skin[:, 2].min() > inner.points[:, 2].min() - 0.01
    assert skin[:, 2].max() < inner.points[:, 2].max() + 0.01
    assert np.abs(skin[:, 0]).max() < 0.25  # not the hands


def test_a_wide_garment_goes_under_a_tight_one(standing, standing_field):
    hip = tape(base().body(Knobs(male=0.0)))["hip_girth"]
    tight, wide = replace(tube(hip + 0.02, 0.12), layer=1), tube(hip + 0.3, 0.12)
    pieces = [Piece(tight, fabric("denim")), Piece(wide, fabric("denim"))]
    assert [one.through + one.outside for one in outfit(pieces, standing, 0.03, standing_field).reports] == [0, 0]


@pytest.fixture(scope="module")
def untucked(standing, standing_field):
    """A wide tube and a tight one over it that wasn't tucked; and what each worn mesh was told to be under, by layer."""
    told, made = {}, outfits.worn_mesh

    def recorded(drape, fabric, covered, colour, over):
        told[drape.cloth.garment.layer] = over
        return made(drape, fabric, covered, colour, over)

    hip = tape(base().body(Knobs(male=0.0)))["hip_girth"]
    tight, wide = replace(tube(hip + 0.02, 0.12), layer=1), tube(hip + 0.1, 0.12)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outfits, "worn_mesh", recorded)
        patch.setattr(outfits, "tucked", lambda drapes, *_: drapes)
        pieces = [Piece(tight, fabric("denim")), Piece(wide, fabric("denim"))]
        return outfit(pieces, standing, 0.03, standing_field), told


def test_garments_that_go_through_each_other_are_told(untucked):
    inner, outer = untucked[0].reports
    assert all(any("pierce what is worn over or under it" in fault for fault in one.faults) for one in (inner, outer))
    assert any("points lie outside of what is worn over them" in fault for fault in inner.faults)


def test_each_is_told_what_is_worn_over_it(untucked):
    made, told = untucked
    inner, outer = made.worn
    assert [mesh.layer for mesh in (inner, outer)] == [0, 1]
    assert np.array_equal(told[0], outer.points)
    assert told[1].shape == (0, 3)


def test_garments_leave_room_for_what_is_worn_under_them_there():
    measures = Measures.usual(1.84, "slim", "male", 50)
    shirt, trousers, coat = (draft(name, measures) for name in ("shirt", "trousers", "tailcoat"))
    pieces = [Piece(garment, fabric("wool suiting")) for garment in (shirt, trousers)]
    cloth = cloth_of(coat, 0.06)
    parts = np.array([panel.placement.part for panel in cloth.garment.panels])[cloth.panel]
    rooms = room_for(cloth, pieces)
    assert rooms[np.isin(parts, ["arm", "torso"])] == pytest.approx(ROOM_M)  # trousers are not under a coat's chest
    cloth = cloth_of(trousers, 0.06)
    parts = np.array([panel.placement.part for panel in cloth.garment.panels])[cloth.panel]
    assert room_for(cloth, pieces[:1])[parts == "waist"] == pytest.approx(SNUG_M)
    assert (room_for(cloth, []) == 0).all()


@pytest.mark.slow
def test_a_shirt_lies_under_a_waistcoat():
    measures = Measures.usual(1.84, "slim", "male", 50)
    fit = fitted(measures, male=1.0, age=50)
    body = posed(fit.body, replace(NATURAL, shoulders_deg=-fit.off["shoulder_slope_deg"]))
    pieces = [
        Piece(draft("shirt", measures), fabric("cotton poplin")),
        Piece(draft("waistcoat", measures), fabric("wool suiting")),
    ]
    shirt, waistcoat = outfit(pieces, body, 0.025).reports
    assert shirt.outside == waistcoat.outside == 0
    assert shirt.through == waistcoat.through == 0  # 20 to 60 when the body kept its size
    assert shirt.crossings == waistcoat.crossings == 0
    assert all(strain.good for strain in waistcoat.strains)
