from dataclasses import replace

import numpy as np
import pytest
from small_tube import tube

from rushes.engines.body.measuring import tape
from rushes.engines.body.shape import Knobs, base
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.motion import Phase
from rushes.engines.wardrobe.drape.stack import stack_of
from rushes.engines.wardrobe.drape.tucking import welded_points


@pytest.fixture(scope="module")
def two(standing, standing_field):
    """Two tubes that go through each other."""
    hip, poplin = tape(base().body(Knobs(male=0.0)))["hip_girth"], fabric("poplin")
    short = (Phase(0.02, 2400, -9.81, keeps_off=True),)
    return [
        draped(cloth_of(tube(hip + 0.06, high), 0.03), standing, standing_field, poplin, layer=layer, hanging=short)
        for layer, high in ((0, 0.12), (1, 0.2))
    ]


def test_garments_are_one_mesh_that_can_be_taken_apart(two):
    stack = stack_of(two)
    points = np.concatenate([welded_points(one) for one in two])
    assert [len(one) for one in stack.split(points)] == [len(one.mesh.weights) for one in two]
    inner, outer = stack.split(stack.levels)
    assert inner.max() < outer.min()
    assert len(stack.corners) == len(stack.over) == sum(len(one.mesh.corners) for one in two)


def test_what_goes_through_each_other_is_sorted_out_in_order(two, standing_field):
    stack = stack_of(two)
    points = np.concatenate([welded_points(one) for one in two])
    before = stack.moved(points, standing_field, 1)
    assert before > 0
    for _ in range(30):
        left = stack.moved(points, standing_field, 8)
    assert left == 0
    inner, outer = (np.median(standing_field.at(one)) for one in stack.split(points))
    assert inner < outer


def test_squeezed_cloth_stays_where_it_is(two, standing_field):
    one = two[0]
    stack = stack_of([replace(one, mesh=replace(one.mesh, rests=one.mesh.rests * 1.5))])
    points = welded_points(one)
    points += 0.01 * (points - points.mean(axis=0))
    before = points.copy()
    assert stack.moved(points, standing_field, 10) == 0
    assert np.abs(points - before).max() < 1e-4
