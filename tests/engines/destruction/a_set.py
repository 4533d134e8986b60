"""A small set, as its own engine writes it, for tests of what comes down in it: five metres square, with a lamp that hangs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.finish import Finish
from rushes.engines.setdesign.model.furniture import KINDS, Item
from rushes.engines.setdesign.model.light import Practical
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.model.polygon import rectangle
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.setup import SetUp
from rushes.engines.setdesign.model.wall import Trim, Wall
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.usd import write_set

NAMES = ("floor", "wall", "ceiling", "joinery", "velvet", "brass")


def a_room() -> Room:
    outline = rectangle(-2.5, -2.5, 2.5, 2.5)
    walls = tuple(
        Wall(name, start, end, height=2.6, thickness=0.25, wild=name == "A", built="concrete")
        for name, start, end in zip("ABCD", outline, (*outline[1:], outline[0]), strict=True)
    )
    items = (
        Item("F01", "coffee_table", (0.9, 0.6, 0.0), 0.0, (1.0, 0.6, 0.4), "", {"top": "joinery", "legs": "brass"}),
        Item("F02", "vase", (0.9, 0.6, 0.4), 0.0, KINDS["vase"].size, "", {"body": "brass"}),
        Item(
            "F03",
            "pendant",
            (0.0, 0.0, 1.7),
            0.0,
            (0.5, 0.5, 0.4),
            "",
            {"stem": "brass", "shade": "velvet"},
            {"rod": 0.5},
        ),
        Item("F04", "art_frame", (2.475, 0.0, 1.2), 270.0, (0.9, 0.05, 0.6), "", {"frame": "joinery"}),
    )
    return Room(
        title="A set",
        style="parlour",
        seed=1,
        outline=outline,
        walls=walls,
        ceiling=Ceiling(height=2.6, thickness=0.2),
        params={},
        openings=(Opening("D1", "B", "door", 1.0, 0.95, 2.1, leaves=1, swing="in", hinge="left", exit=True),),
        items=items,
        practicals=(Practical("L1", "bulb", (0.0, 0.0, 1.8), 2700.0, 900.0, item="F03"),),
        finishes={name: Finish(name, "paint", name, (0.5, 0.5, 0.5)) for name in NAMES},
        setups=(SetUp("1", "master", (0.0, -3.2, 1.5), (0.0, 1.0, 1.2), 21.0, wild="A"),),
    )


def with_a_window() -> dict[str, object]:
    """Give what makes the room one with a window in the wall that the camera looks at, a skirting and a curtain before it."""
    window = Opening("W1", "C", "window", 3.4, 1.4, 1.3, sill=0.9, glazing="clear", bars=(2, 2), finish="joinery")
    curtain = Item("F05", "curtain", (-2.0, 2.42, 0.1), 0.0, (0.5, 0.12, 2.2), "", {"cloth": "velvet"})
    return {
        "openings": (*a_room().openings, window),
        "trims": (Trim("skirting", 0.0, 0.1, 0.02, "joinery"),),
        "items": (*a_room().items, curtain),
    }


def write_a_set(folder: Path, **changes: object) -> Path:
    path = folder / "set.usdc"
    write_set(assembled(replace(a_room(), **changes)), path)
    return path
