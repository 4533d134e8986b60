"""A small room for tests: six by four metres, a door, a window, a sofa, a lamp."""

from __future__ import annotations

from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.finish import Finish
from rushes.engines.setdesign.model.furniture import KINDS, Item
from rushes.engines.setdesign.model.light import Practical
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.model.polygon import rectangle
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.setup import SetUp, Spot
from rushes.engines.setdesign.model.wall import Trim, Wall

NAMES = ("floor", "wall", "ceiling", "joinery", "velvet", "brass")


def small_room() -> Room:
    outline = rectangle(-3.0, -2.0, 3.0, 2.0)
    walls = tuple(
        Wall(name, start, end, height=2.8, thickness=0.15, wild=name == "A")
        for name, start, end in zip("ABCD", outline, (*outline[1:], outline[0]), strict=True)
    )
    return Room(
        title="Small room",
        style="parlour",
        seed=1,
        outline=outline,
        walls=walls,
        ceiling=Ceiling(height=2.8),
        params={"width": 6.0, "mood": "dark"},
        openings=(
            Opening("D1", "B", "door", 2.0, 0.95, 2.1, leaves=1, swing="in", hinge="left", exit=True),
            Opening("W1", "C", "window", 3.0, 1.5, 1.4, sill=0.9, glazing="clear", bars=(2, 2), beyond="street"),
        ),
        trims=(Trim("skirting", 0.0, 0.12, 0.02, "joinery"),),
        items=(
            Item(
                "F01",
                "sofa",
                (0.0, 1.4, 0.0),
                0.0,
                KINDS["sofa"].size,
                "seating",
                {"cloth": "velvet", "legs": "brass"},
                {"seats": 3},
            ),
            Item("F02", "floor_lamp", (-2.6, 1.6, 0.0), 0.0, KINDS["floor_lamp"].size, "seating", {"stem": "brass"}),
        ),
        practicals=(Practical("L1", "bulb", (-2.6, 1.6, 1.4), 2700.0, 800.0, item="F02"),),
        finishes={name: Finish(name, "paint", name, (0.5, 0.5, 0.5)) for name in NAMES},
        setups=(
            SetUp("1", "master", (-1.8, -1.4, 1.6), (0.5, 1.5, 0.9), 25.0, crew=(Spot("operator", (-2.2, -1.4)),)),
        ),
    )
