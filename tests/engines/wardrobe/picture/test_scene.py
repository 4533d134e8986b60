"""Whoever stands there, there is a picture of: whole, on the floor, with what was asked for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_outfit import small_person

from rushes.engines.body.shape import Knobs, base
from rushes.engines.body.stance import Stance, posed
from rushes.engines.wardrobe.picture.look import CUTS, SHOES, Look
from rushes.engines.wardrobe.picture.piece import WEAVES, Weave
from rushes.engines.wardrobe.picture.scene import Person, dressed
from rushes.engines.wardrobe.picture.shoes import lift_of
from rushes.errors import BadInputError


@settings(max_examples=4, deadline=None)
@given(
    st.builds(
        Knobs, male=st.sampled_from((0.0, 1.0)), age=st.floats(16, 100), weight=st.floats(0, 1), tall=st.floats(-1, 1)
    ),
    st.builds(Stance, hip_deg=st.floats(-7, 7), turn_deg=st.floats(-45, 45)),
    st.builds(Look, hair=st.sampled_from(CUTS), shoes=st.sampled_from(SHOES)),
)
def test_everybody_has_a_head_hair_and_feet_on_the_floor(knobs, stance, look):
    body = posed(base().body(knobs), stance)
    person = Person(body, [], np.zeros(len(body.vertices), np.bool_), look)
    scene = dressed([person], hairs=0.05)
    low, high = scene.bounds
    assert low[2] == pytest.approx(0.0, abs=0.012)
    assert -1e-9 < high[2] - scene.people[0].height - lift_of(look.shoes) < 0.12  # a bald head is as high as its body
    assert bool(scene.strands) == (look.hair != "bald")
    assert {one.surface for one in (*scene.pieces, *scene.strands)} <= set(scene.surfaces)
    names = [(one.group, one.name) for one in scene.pieces]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", WEAVES)
def test_what_is_woven_in_is_in_the_cloths_surface(kind):
    scene = dressed([replace(small_person(), weaves={"skirt": Weave(kind, (1.0, 1.0, 1.0), 0.02)})], rounds=1)
    assert scene.surfaces["person_1_skirt_shell"].more == {"weave": kind, "other": [1.0, 1.0, 1.0], "repeat_m": 0.02}
    assert Weave(kind).to_json() == {"weave": kind}


@pytest.mark.parametrize("asked", [("tartan", None, None), ("stripe", None, 3.0), ("check", None, float("nan"))])
def test_what_cannot_be_woven_is_refused(asked):
    with pytest.raises(BadInputError, match="Say"):
        Weave(*asked)


def test_cloth_is_pictured_where_the_drape_left_it():
    person = small_person()
    outer = replace(person.worn[0], layer=1, name="overskirt")
    turned = replace(
        outer, corners=outer.corners[:, ::-1], uv=outer.uv[:, ::-1]
    )  # as a lapel or a collar is turned over
    inner = replace(outer, name="inner", layer=0, points=outer.points * np.array([0.99, 0.99, 1.0]))
    alone, under, under_turned = (
        next(piece.points for piece in dressed([replace(person, worn=worn)], rounds=1).pieces if "inner" in piece.group)
        for worn in ([inner], [inner, outer], [inner, turned])
    )
    assert np.array_equal(alone, under)
    assert np.array_equal(alone, under_turned)


def test_shoes_are_drawn_in_under_what_hangs_over_them():
    person = small_person(male=1.0)
    ankle = person.body.joints["l-ankle"]
    leg = replace(
        person.worn[0],
        points=(person.worn[0].points - [0, 0, 0.45]) * [0.28, 0.28, 0.4] + [ankle[0], ankle[1], 0.06],
        name="leg",
    )
    parts = [
        next(
            piece.points
            for piece in dressed([replace(person, worn=worn)], rounds=1).pieces
            if piece.name == "left_quarters"
        )
        for worn in ([], [leg])
    ]
    away = [np.linalg.norm(points[:, :2] - ankle[:2], axis=1) for points in parts]
    moved = np.linalg.norm(parts[1] - parts[0], axis=1)
    assert moved.max() > 0.004
    assert away[1][moved > 1e-6].max() < 0.28 * 0.23
    assert (away[1] <= away[0] + 1e-3).all()
