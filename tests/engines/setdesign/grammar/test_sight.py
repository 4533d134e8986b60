"""What a camera sees, asked with a few rays: backs of seats, walls close by, the light, and what the room has one of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rushes.engines.setdesign.grammar.cameras import _subject
from rushes.engines.setdesign.grammar.grow import grow, style
from rushes.engines.setdesign.grammar.sight import Eyes
from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.level import Level
from rushes.engines.setdesign.model.setup import SetUp

SOFA = Item("F1", "sofa", (0.0, 0.0, 0.0), 0.0, (2.2, 0.92, 0.74), "seating")


@pytest.fixture(scope="module")
def bare():
    return replace(grow("bunker", {"width": 11, "depth": 8, "pit": 0.0}), items=(), levels=(), flights=())


def seen(room, at, target=(0.0, 0.0, 0.6), wild=""):
    return Eyes(room, "seating").look(SetUp("1", "", at, target, 25.0, wild))


def test_a_sofa_shows_its_front_from_one_side_and_its_back_from_the_other(bare):
    room = replace(bare, items=(SOFA,))
    front, back = seen(room, (0.0, -3.0, 1.6)), seen(room, (0.0, 3.0, 1.6))
    assert front.backs == 0.0 < front.subject
    assert back.backs > 0.05
    assert seen(replace(room, items=(replace(SOFA, yaw_deg=180.0),)), (0.0, 3.0, 1.6)).backs == 0.0


def test_a_back_far_away_or_sunk_in_a_pit_counts_for_less(bare):
    room = replace(bare, items=(SOFA,))
    near, far = seen(room, (0.0, 2.5, 1.6)), seen(room, (0.0, 3.9, 1.6))
    assert near.backs > far.backs > 0.0
    pit = Level("pit", ((-2.0, -2.0), (2.0, -2.0), (2.0, 0.6), (-2.0, 0.6)), -0.5)
    sunk = replace(room, items=(replace(SOFA, at=(0.0, 0.0, -0.5)),), levels=(pit,))
    assert seen(sunk, (0.0, 3.0, 1.6)).backs < 0.7 * seen(room, (0.0, 3.0, 1.6)).backs


def test_a_wall_or_a_cupboard_before_the_lens_is_close_unless_it_is_out_for_the_camera(bare):
    wall = bare.walls[0]
    outside = (*wall.at(wall.length / 2, -wall.thickness - 0.5), 1.6)
    assert seen(bare, outside).close > 0.9
    assert seen(bare, outside, wild=wall.name).close < 0.2
    cupboard = Item("F2", "wardrobe", (0.0, -2.0, 0.0), 0.0, (1.2, 0.6, 2.0))
    assert seen(replace(bare, items=(cupboard,)), (0.0, -3.2, 1.6)).close > 0.3


def test_light_and_features_are_seen_where_they_are_and_nothing_stands_before_them(bare):
    slit = next(opening for opening in bare.openings if opening.kind == "slit")
    to = (*bare.wall(slit.wall).at(slit.at), slit.sill)
    assert seen(bare, (3.0, 0.0, 1.6), to).motive == 1.0
    assert seen(bare, (3.0, 0.0, 1.6), (9.0, 0.0, 1.6)).motive == 0.0
    screen = Item("F3", "screen_stand", (2.0, 0.0, 0.0), 90.0, (6.0, 0.3, 3.0))
    assert seen(replace(bare, items=(screen,)), (3.0, 0.0, 1.6), to).motive == 0.0
    fire = Item("F4", "fireplace", (0.0, 0.0, 0.0), 0.0, (1.6, 0.4, 1.3))
    assert seen(replace(bare, items=(fire,)), (0.0, -3.0, 1.6)).features == 1.0
    assert seen(replace(bare, items=(fire,)), (0.0, -3.0, 1.6), (0.0, -4.0, 1.6)).features == 0.0


@pytest.mark.parametrize("name", ["bunker", "parlour", "living", "loft", "office", "control"])
def test_grown_rooms_are_looked_at_from_where_backs_and_walls_do_not_fill_the_picture(name):
    """Six rooms a style, from all over its space: before this was asked, backs filled up to 0.57 and walls 0.82 of a picture."""
    made, rng = style(name), np.random.default_rng(17)
    lit = []
    for seed in range(6):
        room = grow(name, made.at(rng.random(len(made.parameters))), seed)
        eyes = Eyes(room, _subject(room))
        master, *others = (eyes.look(setup) for setup in room.setups[:3])
        assert master.backs < 0.11
        assert master.close < 0.2
        assert all(other.backs < 0.08 for other in others)
        lit.append(master.motive > 0)
    assert sum(lit) >= 3
