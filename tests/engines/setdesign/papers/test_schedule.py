from __future__ import annotations

import math
from dataclasses import replace

import pytest
from small_room import small_room

from rushes.engines.setdesign.grammar.grow import grow
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.papers.schedule import build_notes, finish_areas, finishes, furniture, openings, wall_area

ROOM = small_room()


def test_areas_are_those_of_the_room() -> None:
    areas = finish_areas(ROOM)
    assert areas["floor"]["floor"] == pytest.approx(24.0)
    assert areas["ceiling"]["ceiling"] == pytest.approx(24.0)
    holes = 0.95 * 2.1 + 1.5 * 1.4
    assert areas["wall"]["walls"] == pytest.approx(20 * 2.8 - holes)


def test_a_round_head_takes_half_a_circle_less() -> None:
    arch = Opening("D9", "A", "arch", 3.0, 2.0, 3.0, head="round")
    assert arch.area == pytest.approx(2.0 * 2.0 + math.pi / 2)
    room = replace(ROOM, openings=(arch,))
    assert wall_area(room, room.wall("A")) == pytest.approx(6 * 2.8 - arch.area)


def test_flats_and_wild_walls_are_in_the_notes() -> None:
    notes = " ".join(build_notes(ROOM))
    assert "Wall A: 5 flats of 1200 mm, 2800 mm high" in notes
    assert "Wall B: 4 flats of 1200 mm, the last 400 mm" in notes
    assert "Wild: wall A" in notes
    assert "Ways out: D1" in notes


def test_alike_things_share_a_line_and_all_are_counted() -> None:
    for name in ("diner", "office"):
        room = grow(name)
        rows = furniture(room).rows
        assert sum(int(row[1]) for row in rows) == len(room.items)
        assert len(rows) < len(room.items)


@pytest.mark.parametrize("name", ["bunker", "lobby", "diner", "street"])
def test_floors_add_up_and_tables_are_whole(name: str) -> None:
    room = grow(name)
    floors = sum(
        value for where in finish_areas(room).values() for place, value in where.items() if place.startswith("floor")
    )
    assert floors == pytest.approx(room.area)
    for table in (finishes(room), openings(room), furniture(room)):
        assert table.rows
        assert all(len(row) == len(table.columns) == len(table.widths) for row in table.rows)
        assert table.to_csv().count("\n") >= len(table.rows) + 1
