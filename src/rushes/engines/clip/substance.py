"""What things are of: how it looks, what it weighs, how it rubs and bounces, how it sounds, and whether it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rushes.brief.colours import SHADES, colour_words
from rushes.brief.scene import Matter
from rushes.errors import BadInputError

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Look:
    """What a shader is asked for.

    Attributes:
        kind: One of the finishes that the Blender program knows.
        colour: Linear Rec.709.
        wear: 0 new to 1 ruined.
        glow: Radiance of its own, on the scale of the scene; 0 for none.
        more: What the finish takes beside.
    """

    kind: str
    colour: Rgb
    wear: float = 0.15
    glow: float = 0.0
    more: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it for the program that runs Blender."""
        return {
            "kind": self.kind,
            "colour": list(self.colour),
            "wear": self.wear,
            "glow": self.glow,
            "glow_colour": list(self.colour),
            "more": dict(self.more),
        }


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
    """

    look: Look
    density: float
    sounds: str
    friction: float = 0.6
    bounce: float = 0.15
    breaks_at: float = float("inf")


def _of(kind: str, colour: Rgb, density: float, sounds: str, **more: float) -> Substance:
    return Substance(Look(kind, colour), density, sounds, **more)


SUBSTANCES: Final[Mapping[Matter, Substance]] = {
    "wood": _of("wood", (0.23, 0.115, 0.05), 600, "wood", friction=0.55, bounce=0.25),
    "stone": _of("concrete_smooth", (0.34, 0.32, 0.28), 2400, "concrete"),
    "marble": _of("marble", (0.66, 0.64, 0.60), 2700, "concrete", bounce=0.2),
    "brick": _of("brick", (0.30, 0.085, 0.05), 1800, "brick"),
    "concrete": _of("concrete_smooth", (0.36, 0.36, 0.34), 2400, "concrete"),
    "plaster": _of("plaster", (0.62, 0.59, 0.53), 1000, "plaster", breaks_at=3.0),
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

STOCK: Final[Mapping[str, Look]] = {
    "asphalt": Look("concrete_smooth", (0.055, 0.055, 0.058), 0.5),
    "black": Look("bakelite", (0.010, 0.010, 0.011)),
    "book_black": Look("leather", (0.014, 0.013, 0.013), 0.3),
    "book_blue": Look("leather", (0.022, 0.040, 0.095), 0.3),
    "book_brown": Look("leather", (0.105, 0.048, 0.022), 0.4),
    "book_cream": Look("cloth", (0.52, 0.45, 0.31), 0.3),
    "book_green": Look("leather", (0.025, 0.075, 0.045), 0.3),
    "book_ochre": Look("cloth", (0.33, 0.20, 0.05), 0.3),
    "book_red": Look("leather", (0.19, 0.022, 0.020), 0.3),
    "brass": Look("brushed", (0.78, 0.53, 0.23)),
    "chrome": Look("polished", (0.86, 0.87, 0.88)),
    "cork": Look("paper", (0.30, 0.17, 0.08)),
    "dark": Look("plaster", (0.012, 0.012, 0.013)),
    "dial": Look("paper", (0.72, 0.69, 0.60)),
    "gilt": Look("brushed", (0.80, 0.55, 0.22)),
    "glass_clear": Look("glass", (0.93, 0.95, 0.94)),
    "glass_frosted": Look("shade", (0.80, 0.84, 0.82)),
    "glass_green": Look("glass", (0.12, 0.30, 0.13)),
    "glass_window": Look("polished", (0.06, 0.075, 0.09)),
    "ink": Look("paper", (0.012, 0.012, 0.014)),
    "ivory": Look("ceramic", (0.62, 0.55, 0.42)),
    "key": Look("bakelite", (0.02, 0.02, 0.02)),
    "kerb": Look("concrete_smooth", (0.30, 0.29, 0.27), 0.3),
    "label": Look("paper", (0.66, 0.58, 0.40)),
    "lamp_amber": Look("lamp", (1.0, 0.42, 0.05), glow=6.0),
    "lamp_red": Look("lamp", (1.0, 0.06, 0.03), glow=4.0),
    "lamp_white": Look("lamp", (1.0, 0.86, 0.66), glow=8.0),
    "leaf": Look("foliage", (0.035, 0.10, 0.03)),
    "leaf_dry": Look("foliage", (0.16, 0.17, 0.05)),
    "linen": Look("cloth", (0.70, 0.69, 0.65)),
    "marble": Look("marble", (0.68, 0.66, 0.62)),
    "paint_white": Look("plaster", (0.72, 0.72, 0.70), 0.3),
    "paper": Look("paper", (0.74, 0.71, 0.62)),
    "rock": Look("concrete_smooth", (0.20, 0.17, 0.14), 0.5),
    "roof": Look("plaster", (0.14, 0.075, 0.055), 0.4),
    "sand": Look("carpet", (0.52, 0.34, 0.18), 0.1),
    "sea": Look("polished", (0.05, 0.11, 0.13)),
    "snow": Look("plaster", (0.82, 0.85, 0.90), 0.0),
    "soil": Look("carpet", (0.03, 0.02, 0.014)),
    "soot": Look("concrete_smooth", (0.022, 0.019, 0.017), 0.4),
    "steel": Look("brushed", (0.42, 0.42, 0.42)),
    "tray": Look("painted", (0.05, 0.055, 0.05)),
    "twig": Look("wood", (0.12, 0.085, 0.05)),
    "tyre": Look("plaster", (0.014, 0.014, 0.015), 0.2),
    "window_lit": Look("lamp", (1.0, 0.66, 0.34), glow=0.45),
}
"""Looks that things and places bring themselves: slots that begin with ``@`` name one of these; what isn't here is dark."""


def stock(name: str) -> Look:
    """Return a look by its name."""
    return STOCK.get(name, STOCK["dark"])


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
