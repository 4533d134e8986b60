from dataclasses import replace

import numpy as np
import pytest
from small_tube import tube

from rushes.engines.body.measuring import tape
from rushes.engines.body.shape import Knobs, base
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.gate import gate, stretch

EASE_M = 0.05


@pytest.fixture(scope="module")
def skirt(standing, standing_field):
    """A tube around the hips, held at its waist."""
    hip = tape(base().body(Knobs(male=0.0)))["hip_girth"]
    cloth = cloth_of(tube(hip + EASE_M, 0.24), 0.025)
    return draped(cloth, standing, standing_field, fabric("cotton poplin"))


def test_a_tube_around_the_hips_passes_the_gate(skirt, standing_field):
    report = gate(skirt, standing_field)
    assert report.faults == ()
    assert {one.panel for one in report.strains} == {"front", "back"}
    assert report.to_json()["faults"] == []


def test_it_goes_around_the_body(skirt, standing):
    hip = standing.vertices[4341, 2]
    assert skirt.points[:, 0].min() < -0.1 < 0.1 < skirt.points[:, 0].max()
    assert skirt.points[:, 1].min() < -0.05 < 0.03 < skirt.points[:, 1].max()
    assert abs(skirt.points[:, 2].mean() - hip) < 0.06


def test_the_gate_sees_what_is_wrong(skirt, standing_field):
    inside = skirt.points.copy()
    inside[0] = standing_field.low + np.array(standing_field.values.shape) * standing_field.step / 2
    assert any("inside the body" in fault for fault in gate(replace(skirt, points=inside), standing_field).faults)
    wide = skirt.points * np.array([1.1, 1.1, 1.0])
    assert (
        sum("of the edges are under 3%" in fault for fault in gate(replace(skirt, points=wide), standing_field).faults)
        == 2
    )
    opened = skirt.points.copy()
    opened[skirt.cloth.pairs[0, 0]] += 0.003
    assert any(
        "A seam is open by 5.2 mm" in fault for fault in gate(replace(skirt, points=opened), standing_field).faults
    )
    assert any("still moves" in fault for fault in gate(replace(skirt, speed=0.3), standing_field).faults)
    halved = replace(skirt, mesh=replace(skirt.mesh, corners=skirt.mesh.corners[: len(skirt.mesh.corners) // 2]))
    assert any("one side only" in fault for fault in gate(halved, standing_field).faults)


def test_the_gate_sees_cloth_that_goes_through_itself(skirt, standing_field):
    through = skirt.points.copy()
    front = skirt.cloth.panel == 0
    through[front, 1] += 0.25 * (through[front, 2] > np.median(through[:, 2]))
    assert any(
        "pierce the garment itself" in fault for fault in gate(replace(skirt, points=through), standing_field).faults
    )


def test_stretch_is_against_the_flat_pattern(skirt):
    flat = replace(skirt, points=np.pad(skirt.cloth.flat, ((0, 0), (0, 1))) * 1.02)
    assert stretch(flat)[1] == pytest.approx(0.02)


def test_the_same_drape_comes_out_the_same(standing, standing_field):
    cloth = cloth_of(tube(1.1, 0.1), 0.04)
    one, two = (draped(cloth, standing, standing_field, fabric("silk")) for _ in range(2))
    assert np.array_equal(one.points, two.points)
