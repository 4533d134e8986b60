"""Set-ups see what the room is about, and nothing stands before their lens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rushes.engines.setdesign.grammar.cameras import FILLED, Stand, _foreground
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
