"""Set-ups see what the room is about, and nothing stands before their lens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rushes.engines.setdesign.grammar.cameras import FILLED, Stand, _focus, _foreground, _is_hidden
from rushes.engines.setdesign.grammar.grow import grow
from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.polygon import contains


def test_a_lamp_before_the_lens_is_foreground_and_one_beside_or_behind_it_is_not():
    room, stand, focus = grow("bunker"), Stand((0.0, -3.0), ""), (0.0, 3.0, 0.7)
    lamp = Item("F99", "table_lamp", (0.2, -2.2, 1.1), 0.0, (0.4, 0.4, 0.55))
    bare = replace(room, items=())
    assert _foreground(bare, stand, focus) == 0.0
    assert _foreground(replace(bare, items=(lamp,)), stand, focus) > FILLED
    for at in ((3.0, -2.2, 1.1), (0.2, -3.8, 1.1), (0.2, 2.2, 1.1), (0.2, -2.2, 0.0)):
        assert _foreground(replace(bare, items=(replace(lamp, at=at),)), stand, focus) == 0.0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_bunkers_master_has_fire_bar_and_slit_before_it(seed):
    room = grow("bunker", {"width": 11, "depth": 8}, seed)
    (wild,) = [wall for wall in room.walls if wall.wild]
    assert not [o for o in room.on(wild.name) if o.kind == "slit"]
    for item in room.items:
        if item.kind in {"fireplace", "back_bar"}:
            x, y = item.at[0] - wild.start[0], item.at[1] - wild.start[1]
            assert x * wild.inward[0] + y * wild.inward[1] > 0.8
    for setup in room.setups:
        if not setup.wild:
            assert contains(room.outline, setup.at[:2])


@pytest.mark.parametrize(("style", "plan"), [("office", "core"), ("office", "ell"), ("bunker", "ell")])
def test_no_wall_stands_between_a_camera_and_what_the_room_is_about(style, plan):
    room = grow(style, {"plan": plan}, 3)
    assert room.setups
    assert not any(_is_hidden(room, Stand(one.at[:2], one.wild), _focus(room)) for one in room.setups)
    corner = min(room.outline, key=sum)
    behind = next(wall for wall in room.walls if wall.inward[0] < -0.9)  # looked at from outside of it
    outside = Stand(behind.at(behind.length / 2, -1.0), "")
    assert _is_hidden(room, outside, (*corner, 0.0))
