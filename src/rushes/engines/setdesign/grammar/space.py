"""A style's parameters as a design space: what options are spread over, steered in and locked by."""

from __future__ import annotations

from rushes.engines.lookdev.space import Choice as SpaceChoice
from rushes.engines.lookdev.space import Range, Space
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Style

PARTS = {
    "plan": (
        "width",
        "depth",
        "height",
        "plan",
        "corners",
        "bay",
        "pit",
        "columns",
        "pairs",
        "bays",
        "plots",
        "pitch",
        "dais",
        "roof",
        "wall",
        "layout",
        "corner",
    ),
    "light": (
        "motive",
        "slit_wall",
        "slit_share",
        "slit_height",
        "slit_sill",
        "windows",
        "glass",
        "sill",
        "time",
        "haze",
        "lamp",
        "gas",
    ),
    "materials": (
        "floor",
        "carpet",
        "marble",
        "stone",
        "paper",
        "wall_colour",
        "wall_above",
        "dado",
        "shell",
        "front",
        "upholstery",
        "wood",
        "metal",
        "wear",
    ),
}
"""What a designer locks at once; all else is `dressing`."""

LITTLE = {
    "wear": 0.4,
    "haze": 0.5,
    "slit_sill": 0.4,
    "sill": 0.3,
    "wall": 0.5,
    "steps_up": 0.5,
    "files": 0.3,
    "plants": 0.4,
}
"""Parameters that change the look less than others do; 1 is usual."""

MUCH = {
    "plan": 1.6,
    "layout": 1.5,
    "corner": 1.4,
    "corners": 1.4,
    "windows": 1.3,
    "slit_wall": 1.3,
    "motive": 1.3,
    "pit": 1.2,
    "columns": 1.2,
    "bar": 1.2,
    "bay": 1.3,
    "dais": 1.2,
}
"""Parameters that change the plan or where openings are: options are set apart by these first."""

WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "width": (("wider", "larger"), ("narrower", "smaller")),
    "depth": (("deeper", "longer", "larger"), ("shallower", "shorter", "smaller")),
    "height": (("higher", "taller", "loftier"), ("lower",)),
    "wear": (("more worn", "older", "shabbier"), ("newer", "cleaner")),
    "haze": (("hazier", "smokier"), ("clearer",)),
    "clutter": (("fuller", "busier", "more cluttered"), ("emptier", "barer", "sparser")),
    "slit_height": (("more daylight",), ("less daylight",)),
    "glass": (("more open", "more daylight"), ("more closed", "less daylight")),
    "wall": (("heavier", "more massive"), ("lighter",)),
}


def design_space(style: Style) -> Space:
    """Turn a style's parameters into the space that options are spread over."""
    return Space(tuple(_row(row) for row in style.parameters))


def part_of(name: str) -> str:
    """Say which part of a room a parameter belongs to."""
    return next((part for part, names in PARTS.items() if name in names), "dressing")


def _row(row: Parameter | Choice) -> Range | SpaceChoice:
    weight, part = (LITTLE | MUCH).get(row.name, 1.0), part_of(row.name)
    if isinstance(row, Choice):
        # what isn't explored stays the first, so that the usual way has to stand first
        values = (row.usual, *(option for option in row.options if option != row.usual))
        return SpaceChoice(row.name, values, row.meaning, weight, part)
    more, less = WORDS.get(row.name, ((), ()))
    unit = "" if row.whole else row.unit
    return Range(row.name, row.low, row.high, row.meaning, unit, weight, part, more, less)
