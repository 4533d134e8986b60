"""Finishes: materials by trade name, with what a workshop and a shader need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Value = float | str | bool

FAMILIES = (
    "board_concrete",
    "concrete",
    "plaster",
    "paint",
    "wallpaper",
    "brick",
    "stone",
    "marble",
    "terrazzo",
    "tile",
    "carpet",
    "wood",
    "parquet",
    "lino",
    "brass",
    "steel",
    "chrome",
    "painted_metal",
    "rust",
    "glass",
    "mirror",
    "velvet",
    "cloth",
    "leather",
    "vinyl",
    "laminate",
    "plastic",
    "paper",
    "leaf",
    "picture",
    "gilt",
    "emissive",
    "asphalt",
)
"""What shaders know how to make; each finish is one of these with a colour and parameters."""


@dataclass(frozen=True)
class Finish:
    """A finish as it stands in the schedule.

    Attributes:
        name: What surfaces and slots call it.
        family: One of `FAMILIES`.
        trade: How one would order it.
        colour: Its main colour, sRGB from 0 to 1.
        second: Another colour of it: veins, chips, joints, pattern; sRGB.
        roughness: 0 is a mirror, 1 is chalk.
        scale: Size of its module [m]: a board's width, a tile's side, a pattern's repeat.
        wear: 0 is new, 1 is ruined.
        params: What its family needs to know more.
        scenic: How a workshop makes it when not in the real thing; "" when it is bought as it is.
    """

    name: str
    family: str
    trade: str
    colour: tuple[float, float, float]
    second: tuple[float, float, float] = (0.0, 0.0, 0.0)
    roughness: float = 0.5
    scale: float = 1.0
    wear: float = 0.15
    params: dict[str, Value] = field(default_factory=dict)
    scenic: str = ""


Unit = Literal["m²", "m", "no."]
