"""Every check speaks when its fault is there, and is silent in a room that is right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_room import small_room

from rushes.engines.setdesign.model.ceiling import CeilingPiece
from rushes.engines.setdesign.model.checks import checked, faults
from rushes.engines.setdesign.model.finish import Finish
from rushes.engines.setdesign.model.furniture import KINDS, Item
from rushes.engines.setdesign.model.level import Flight, Level
from rushes.engines.setdesign.model.polygon import rectangle
from rushes.engines.setdesign.model.shell_checks import span_m
from rushes.engines.setdesign.model.structure import Column, Structure
from rushes.engines.setdesign.model.wall import Wall
from rushes.errors import BadInputError

ROOM = small_room()
DOOR, WINDOW = ROOM.openings


def item(kind, x, y, z=0.0, yaw=0.0, name="F09", size=None):
    return Item(name, kind, (x, y, z), yaw, size or KINDS.get(kind, KINDS["sofa"]).size)


def with_items(*items):
    return replace(ROOM, items=(*ROOM.items, *items))


def with_door(**changes):
    return replace(ROOM, openings=(replace(DOOR, **changes), WINDOW))


def moved_camera(**changes):
    return replace(ROOM, setups=(replace(ROOM.setups[0], **changes),))


PLATFORM = rectangle(-3.0, -2.0, -1.0, 0.0)

WRONG = {
    "area": replace(ROOM, outline=((0.0, 0.0), (1.0, 0.0), (2.0, 0.0))),
    "outline": replace(ROOM, outline=tuple(reversed(ROOM.outline))),
    "walls": replace(ROOM, walls=ROOM.walls[:3]),
    "opening_wall": with_door(wall="Q"),
    "opening_size": with_door(height=0.0),
    "opening_wider_than_wall": with_door(width=5.0, leaves=0, swing="none"),
    "opening_place": with_door(at=0.3),
    "opening_height": with_door(height=2.9),
    "openings_overlap": replace(ROOM, openings=(DOOR, WINDOW, replace(WINDOW, name="W2", at=3.4))),
    "slit_width": replace(ROOM, openings=(DOOR, replace(WINDOW, kind="slit"))),
    "door_width": with_door(width=0.7),
    "door_height": with_door(height=1.8),
    "leaf_width": with_door(width=1.8, leaves=1, swing="out"),
    "level_place": replace(ROOM, levels=(Level("dais", rectangle(-4, -2, -2, 0), 0.15),)),
    "level_rail": replace(ROOM, levels=(Level("dais", PLATFORM, 0.7),)),
    "level_steps": replace(ROOM, levels=(Level("dais", PLATFORM, 0.4),)),
    "steps": replace(ROOM, flights=(Flight("S", (0.0, -1.0), 0.0, 0.0, 1.0, 3, 0.3, 0.2),)),
    "headroom": replace(
        ROOM, ceiling=replace(ROOM.ceiling, pieces=(CeilingPiece("b", "beam", (0, 0), (6, 0.3, 1.0), 2.8),))
    ),
    "ceiling_piece": replace(
        ROOM, ceiling=replace(ROOM.ceiling, pieces=(CeilingPiece("b", "beam", (0, 0), (6, 0.3, 1.0), 4.8),))
    ),
    "span": replace(ROOM, structure=Structure("timber_joists", 0.2)),
    "column": replace(ROOM, structure=Structure(columns=(Column("c", (5.0, 0.0), "round", (0.3, 0.3), 2.8),))),
    "item_name": with_items(item("sofa", -1.5, -1.4, name="F01")),
    "item_kind": with_items(item("spaceship", -1.5, -0.5)),
    "item_size": with_items(item("sofa", 0, 0, size=(0.0, 1.0, 1.0))),
    "item_outside": with_items(item("sofa", -2.5, 0.0)),
    "item_height": with_items(item("sofa", -1.5, 0.0, z=0.4)),
    "item_edge": replace(with_items(item("stool", -1.0, -0.5)), levels=(Level("dais", PLATFORM, 0.15),)),
    "item_steps": replace(
        with_items(item("stool", 0, 0)), flights=(Flight("S", (0.0, -0.5), 0.0, 0.0, 1.0, 3, 0.16, 0.3),)
    ),
    "item_column": replace(
        with_items(item("stool", 0, 0)),
        structure=Structure(columns=(Column("c", (0.0, 0.0), "round", (0.3, 0.3), 2.8),)),
    ),
    "items_overlap": with_items(item("lounge_chair", 0.5, 1.2)),
    "door_swing": with_items(item("side_table", 2.5, 0.0)),
    "door_free": replace(with_items(item("side_table", 2.6, 0.0)), openings=(replace(DOOR, swing="out"), WINDOW)),
    "item_top": with_items(item("telephone", 1.0, -0.5, z=0.7)),
    "item_wall": with_items(item("art_frame", 0.0, 0.0, z=1.0)),
    "item_opening": with_items(item("art_frame", 0.0, 1.975, z=1.0)),
    "item_ceiling": with_items(item("pendant", 0.0, 0.0, z=2.6)),
    "slot": with_items(replace(item("sofa", -1.5, -1.2), materials={"wings": "brass"})),
    "finish": replace(ROOM, floor="lava"),
    "kelvin": replace(ROOM, practicals=(replace(ROOM.practicals[0], kelvin=50.0),)),
    "lumens": replace(ROOM, practicals=(replace(ROOM.practicals[0], lumens=0.0),)),
    "lamp_item": replace(ROOM, practicals=(replace(ROOM.practicals[0], item="F77"),)),
    "lamp_place": replace(ROOM, practicals=(replace(ROOM.practicals[0], item="", at=(9.0, 0.0, 1.0)),)),
    "lens": moved_camera(lens_mm=3.0),
    "camera_place": moved_camera(at=(9.0, 0.0, 1.6)),
    "camera_wild": moved_camera(at=(0.0, 5.0, 1.6), wild="C"),
    "aisle": replace(
        with_items(item("bar", 0.0, 0.3, yaw=90, size=(3.3, 0.6, 1.1))),
        openings=(DOOR, WINDOW, replace(DOOR, name="D2", wall="D")),
        items=(item("bar", 0.0, 0.0, yaw=90, size=(3.3, 0.6, 1.1)),),
        practicals=(),
    ),
    "path": with_items(
        item("bench", -1.0, -0.3, size=(4.0, 0.4, 0.5)),
        item("bench", 1.2, 0.9, yaw=90, name="F10", size=(1.9, 0.3, 0.5)),
    ),
    "exit": with_door(exit=False),
    "exit_far": replace(
        ROOM,
        outline=rectangle(-30, -2, 3, 2),
        walls=tuple(
            Wall(w.name, a, b, 2.8, 0.15, w.wild)
            for w, a, b in zip(
                ROOM.walls, rectangle(-30, -2, 3, 2), (*rectangle(-30, -2, 3, 2)[1:], (-30.0, -2.0)), strict=True
            )
        ),
    ),
}


def test_a_room_that_is_right_has_no_fault() -> None:
    assert faults(ROOM) == ()
    assert checked(ROOM) is ROOM


@pytest.mark.parametrize("code", WRONG)
def test_each_fault_is_told_by_its_own_check(code: str) -> None:
    found = faults(WRONG[code])
    assert code in {fault.code for fault in found}
    for fault in found:
        assert fault.sentence.endswith(".")
        assert "\n" not in fault.sentence


def test_the_first_fault_refuses_the_room_and_counts_the_others() -> None:
    with pytest.raises(BadInputError, match=r"'Small room': The room has 0.0 m² of floor"):
        checked(WRONG["area"])
    with pytest.raises(BadInputError, match=r"D1 is 5.00 m wide but wall B only 4.00 m long"):
        checked(WRONG["opening_wider_than_wall"])


def test_a_large_room_needs_two_ways_out() -> None:
    big = rectangle(-6, -5, 6, 5)
    walls = tuple(
        Wall(w.name, a, b, 2.8, 0.15, w.wild) for w, a, b in zip(ROOM.walls, big, (*big[1:], big[0]), strict=True)
    )
    codes = {fault.code for fault in faults(replace(ROOM, outline=big, walls=walls))}
    assert {"exits", "span"} <= codes


def test_columns_shorten_the_span() -> None:
    columns = tuple(Column(f"c{k}", (x, 0.0), "round", (0.3, 0.3), 2.8) for k, x in enumerate((-1.5, 1.5)))
    assert span_m(ROOM) == pytest.approx(4.0)
    assert span_m(replace(ROOM, structure=Structure(columns=columns))) == pytest.approx(2.0)


def test_an_unknown_family_of_finish_is_told() -> None:
    room = replace(ROOM, finishes={**ROOM.finishes, "x": Finish("x", "unobtainium", "x", (0, 0, 0))})
    assert any("unobtainium" in fault.sentence for fault in faults(room))
