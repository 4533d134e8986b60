"""What things are of: how it looks, what it weighs, how it rubs and bounces, how it sounds, and whether it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rushes.brief.colours import SHADES, colour_words
from rushes.brief.scene import Matter
from rushes.engines.dressing.surface import STOCK as DRESSING
from rushes.engines.dressing.surface import Rgb, Surface
from rushes.errors import BadInputError


@dataclass(frozen=True)
class Substance:
    """A material.

    Attributes:
        look: How it looks where nobody said a colour.
        density: [kg/m3].
        sounds: Which of the struck materials it rings as.
        friction: Of sliding.
        bounce: Share of the speed that a drop keeps.
        breaks_at: Speed of a blow at which it breaks [m/s]; infinite for what doesn't.
        dust: How much dust it leaves where it breaks and lands, of what mortared brick leaves: by eye. What is grown in one piece, as marble is, parts
            along its grains into lumps and leaves little.
    """

    look: Surface
    density: float
    sounds: str
    friction: float = 0.6
    bounce: float = 0.15
    breaks_at: float = float("inf")
    dust: float = 0.0


def _of(kind: str, colour: Rgb, density: float, sounds: str, **more: float) -> Substance:
    return Substance(Surface(kind, colour), density, sounds, **more)


SUBSTANCES: Final[Mapping[Matter, Substance]] = {
    "wood": _of("wood", (0.23, 0.115, 0.05), 600, "wood", friction=0.55, bounce=0.25),
    "stone": _of("concrete_smooth", (0.34, 0.32, 0.28), 2400, "concrete", dust=0.4),
    "marble": _of("marble", (0.66, 0.64, 0.60), 2700, "concrete", bounce=0.2, dust=0.1),
    "brick": _of("brick", (0.30, 0.085, 0.05), 1800, "brick", dust=1.0),
    "concrete": _of("concrete_smooth", (0.36, 0.36, 0.34), 2400, "concrete", dust=0.7),
    "plaster": _of("plaster", (0.62, 0.59, 0.53), 1000, "plaster", breaks_at=3.0, dust=1.0),
    "steel": _of("brushed", (0.42, 0.42, 0.43), 7850, "steel", friction=0.4, bounce=0.3),
    "iron": _of("painted", (0.025, 0.025, 0.028), 7850, "steel", friction=0.4, bounce=0.2),
    "brass": _of("brushed", (0.78, 0.53, 0.23), 8500, "steel", friction=0.4, bounce=0.3),
    "copper": _of("brushed", (0.78, 0.33, 0.17), 8900, "steel", friction=0.4, bounce=0.25),
    "gold": _of("brushed", (0.90, 0.62, 0.20), 19300, "steel", friction=0.4),
    "silver": _of("polished", (0.86, 0.87, 0.88), 10500, "steel", friction=0.4, bounce=0.3),
    "glass": _of("glass", (0.72, 0.86, 0.84), 2500, "glass", friction=0.3, bounce=0.25, breaks_at=1.6),
    "crystal": _of("glass", (0.93, 0.95, 0.97), 2900, "glass", friction=0.3, breaks_at=1.6),
    "ice": _of("glass", (0.66, 0.82, 0.92), 920, "glass", friction=0.06, breaks_at=3.0),
    "ceramic": _of("ceramic", (0.62, 0.60, 0.55), 2300, "glass", friction=0.4, breaks_at=2.0),
    "plastic": _of("bakelite", (0.30, 0.32, 0.34), 1100, "wood", friction=0.45, bounce=0.4),
    "rubber": _of("bakelite", (0.30, 0.035, 0.03), 1100, "plaster", friction=0.9, bounce=0.72),
    "leather": _of("leather", (0.12, 0.05, 0.025), 900, "plaster", friction=0.7),
    "fabric": _of("cloth", (0.30, 0.27, 0.22), 300, "plaster", friction=0.8, bounce=0.05),
    "paper": _of("paper", (0.70, 0.66, 0.56), 700, "plaster", friction=0.5, bounce=0.05),
    "cardboard": _of("paper", (0.36, 0.23, 0.12), 250, "wood", friction=0.5, bounce=0.1),
    "wax": _of("plaster", (0.70, 0.62, 0.45), 900, "plaster"),
    "clay": _of("plaster", (0.38, 0.15, 0.07), 1800, "glass", breaks_at=2.0),
    "straw": _of("carpet", (0.50, 0.34, 0.10), 120, "plaster", friction=0.8, bounce=0.05),
}  # fmt: skip
"""Each material of a scene. Densities and friction are from tables; at which blow something breaks is set by eye."""


def shining(colour: Rgb, glow: float, kind: str = "lamp") -> Surface:
    """Return what shines by itself, on the scale of a scene's light."""
    return Surface(kind, colour, glow=glow, glow_colour=colour)


STOCK: Final[Mapping[str, Surface]] = {
    **DRESSING,
    "asphalt": Surface("concrete_smooth", (0.055, 0.055, 0.058), 0.5),
    "ember": shining((1.0, 0.16, 0.015), 9.0),
    "glass_frosted": Surface("shade", (0.80, 0.84, 0.82)),
    "glass_window": Surface("polished", (0.06, 0.075, 0.09)),
    "kerb": Surface("concrete_smooth", (0.30, 0.29, 0.27), 0.3),
    "lamp_amber": shining((1.0, 0.42, 0.05), 6.0),
    "lamp_green": shining((0.08, 1.0, 0.25), 4.0),
    "lamp_red": shining((1.0, 0.06, 0.03), 4.0),
    "lamp_white": shining((1.0, 0.86, 0.66), 8.0),
    "leaf_dry": Surface("foliage", (0.16, 0.17, 0.05)),
    "paint_white": Surface("plaster", (0.72, 0.72, 0.70), 0.3),
    "rock": Surface("concrete_smooth", (0.20, 0.17, 0.14), 0.5),
    "roof": Surface("plaster", (0.14, 0.075, 0.055), 0.4),
    "sand": Surface("carpet", (0.52, 0.34, 0.18), 0.1),
    "sea": Surface("polished", (0.05, 0.11, 0.13)),
    "snow": Surface("plaster", (0.82, 0.85, 0.90), 0.0),
    "tube": shining((1.0, 0.95, 0.85), 8.0),
    "tyre": Surface("plaster", (0.014, 0.014, 0.015), 0.2),
    "window_lit": shining((1.0, 0.66, 0.34), 0.45),
}
"""Looks that things and places bring themselves: slots that begin with ``@`` name one of these; lights are on the scale of a scene's."""


def stock(name: str) -> Surface:
    """Return a look by its name."""
    return STOCK[name]


LIGHTER: Final = {"pale": 0.55, "light": 0.4, "soft": 0.2, "faded": 0.3, "washed": 0.3}
DARKER: Final = {"deep": 0.55, "dark": 0.4, "rich": 0.8}


def colour_of(words: str, where: str) -> Rgb:
    """Return a colour's linear Rec.709, from ``#rrggbb`` or from the words that paint is sold under.

    Args:
        words: ``bottle green``, ``pale blue``, ``#aa3322``.
        where: What errors call the thing.

    Raises:
        BadInputError: It is no colour that we know.
    """
    text = " ".join(words.lower().split())
    known = colour_words()
    shades: list[str] = []
    while text not in known and text.split(" ")[0] in SHADES and " " in text:
        shade, _, text = text.partition(" ")
        shades.append(shade)
    code = known.get(text, text).removeprefix("#")
    try:
        srgb = [int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    except ValueError:
        srgb = []
    if len(code) != 6 or not srgb:
        raise BadInputError(
            f'{where}: "{words}" is no colour that we know. Write a plain one, such as dark red, or #rrggbb.'
        )
    colour = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in srgb]
    for shade in shades:
        lift, down = LIGHTER.get(shade, 0.0), DARKER.get(shade, 1.0)
        colour = [(part + (0.75 - part) * lift) * down for part in colour]
    red, green, blue = colour
    return red, green, blue
