"""Light with a motive: practicals that are seen, and the day that comes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Practical:
    """A lamp that is seen, or a tube that is hidden in the set.

    Attributes:
        name: What drawings call it: `L1` ...
        kind: `bulb`, `tube`, `strip` (hidden, along a cove or a shelf), `spot`, `candle`, `screen`, `fire`.
        at: Middle of what shines [m].
        kelvin: Colour temperature [K].
        lumens: All the light that it gives [lm]; as found in rooms. For pictures they are dimmed or boosted together.
        size: Length of a tube or strip, or diameter of a bulb [m].
        yaw_deg: Direction of a tube's length: 0 is along X.
        item: Name of the item that holds it; "" for what is built in.
        on: Whether it burns.
    """

    name: str
    kind: Literal["bulb", "tube", "strip", "spot", "candle", "screen", "fire"]
    at: tuple[float, float, float]
    kelvin: float
    lumens: float
    size: float = 0.08
    yaw_deg: float = 0.0
    item: str = ""
    on: bool = True


@dataclass(frozen=True)
class Daylight:
    """The day that comes in, and why.

    Attributes:
        motive: `slit` (one narrow cut), `shaft` (from a skylight or high window, seen in haze), `windows`, `none` (night or
            under ground).
        opening: Name of the opening or ceiling piece that the key comes through; "" for all.
        azimuth_deg: Where the sun stands in plan: 0 is +Y, clockwise.
        elevation_deg: Over the horizon.
        kelvin: Colour temperature of the sun [K].
        sun: Strength of the direct sun, 1 is a clear noon.
        sky: Strength of the sky, 1 is a clear noon.
        haze: Of the air in the room: 0 is none, 1 a smoked stage.
        time: In words, for the sheet: `late afternoon`.
    """

    motive: Literal["slit", "shaft", "windows", "none"] = "windows"
    opening: str = ""
    azimuth_deg: float = 200.0
    elevation_deg: float = 35.0
    kelvin: float = 5200.0
    sun: float = 1.0
    sky: float = 1.0
    haze: float = 0.0
    time: str = "day"
