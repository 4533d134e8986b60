from __future__ import annotations

import numpy as np
import pytest

from rushes.brief.scene import KINDS as ALL_KINDS
from rushes.brief.scene import Thing
from rushes.engines.clip.model import hull_volume
from rushes.engines.clip.things.catalogue import INSTEAD, KINDS, grown, size_of
from rushes.errors import BadInputError

LEAFY = {"tree", "palm", "pine", "bush", "cactus", "building", "house", "hut", "church", "warehouse", "flag", "screen"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_stands_on_the_ground_at_its_size_and_weighs_something(kind):
    thing = Thing(kind)
    model = grown(thing, 1)
    low, high = model.bounds
    assert low[2] == pytest.approx(0.0, abs=0.1)
    tolerance = 0.35 if kind in LEAFY else 0.22
    assert high - low == pytest.approx(np.array(size_of(thing)), rel=tolerance, abs=0.12)
    assert sum(hull_volume(hull) for hull in model.hulls()) > 0


def test_every_kind_of_a_scene_is_grown_or_something_else_is_named():
    assert set(ALL_KINDS) - {"crowd"} == set(KINDS) | set(INSTEAD), "a crowd is people, whom the layout gathers"
    for kind in INSTEAD:
        with pytest.raises(BadInputError, match="can't show") as said:
            grown(Thing(kind), 1)
        assert INSTEAD[kind] in str(said.value)


def test_one_measure_keeps_a_things_proportions_and_scale_is_a_factor():
    wide, deep, high = size_of(Thing("car"))
    assert size_of(Thing("car", length_m=deep * 2)) == pytest.approx((wide * 2, deep * 2, high * 2))
    assert size_of(Thing("car", scale=3.0)) == pytest.approx((wide * 3, deep * 3, high * 3))


def test_a_colour_that_was_asked_for_is_on_the_thing():
    red = grown(Thing("bus", colour="#ff0000"), 1)
    assert any(part.look.colour == (1.0, 0.0, 0.0) for part in red.parts)


def test_a_colour_that_is_none_is_said_with_the_thing():
    with pytest.raises(BadInputError, match='bus: "octarine" is no colour'):
        grown(Thing("bus", colour="octarine"), 1)
