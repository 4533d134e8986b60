"""A surface as shaders know it: a kind, a linear colour, wear and light of its own; and those that dressing brings itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Surface:
    """What a shader is asked for.

    Attributes:
        kind: One of ``blender.set_finishes.MAKERS``.
        colour: Linear Rec.709.
        wear: 0 new to 1 ruined.
        glow: Radiance of its own [cd/m2]; 0 for none.
        glow_colour: Linear Rec.709.
        turned: Whether its map lies on its side: boards upright, grain up.
        more: What its maker takes beside.
    """

    kind: str
    colour: Rgb
    wear: float = 0.15
    glow: float = 0.0
    glow_colour: Rgb = (1.0, 1.0, 1.0)
    turned: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)

    def lit(self, radiance: float, colour: Rgb) -> Surface:
        """Return the same with light of its own [cd/m2]."""
        return replace(self, glow=radiance, glow_colour=colour)

    def to_json(self) -> dict[str, Any]:
        """Return it for the program that runs Blender."""
        return {
            "kind": self.kind,
            "colour": list(self.colour),
            "wear": self.wear,
            "glow": self.glow,
            "glow_colour": list(self.glow_colour),
            "turned": self.turned,
            "more": dict(self.more),
        }


STOCK: Mapping[str, Surface] = {
    "brass": Surface("brushed", (0.78, 0.53, 0.23)),
    "chrome": Surface("polished", (0.86, 0.87, 0.88)),
    "steel": Surface("brushed", (0.42, 0.42, 0.42)),
    "gilt": Surface("brushed", (0.80, 0.55, 0.22)),
    "black": Surface("bakelite", (0.010, 0.010, 0.011)),
    "ivory": Surface("ceramic", (0.62, 0.55, 0.42)),
    "ink": Surface("paper", (0.012, 0.012, 0.014)),
    "dial": Surface("paper", (0.72, 0.69, 0.60)),
    "key": Surface("bakelite", (0.02, 0.02, 0.02)),
    "paper": Surface("paper", (0.74, 0.71, 0.62)),
    "label": Surface("paper", (0.66, 0.58, 0.40)),
    "label_dark": Surface("paper", (0.05, 0.045, 0.04)),
    "leaves": Surface("paper", (0.62, 0.53, 0.36)),
    "tray": Surface("painted", (0.05, 0.055, 0.05)),
    "cork": Surface("paper", (0.30, 0.17, 0.08)),
    "soil": Surface("carpet", (0.03, 0.02, 0.014)),
    "twig": Surface("wood", (0.12, 0.085, 0.05)),
    "leaf": Surface("foliage", (0.035, 0.10, 0.03)),
    "soot": Surface("concrete_smooth", (0.022, 0.019, 0.017), 0.4),
    "ember": Surface("lamp", (1.0, 0.22, 0.03), glow=120.0, glow_colour=(1.0, 0.16, 0.015)),
    "marble": Surface("marble", (0.68, 0.66, 0.62)),
    "marble_dark": Surface("marble", (0.022, 0.021, 0.022)),
    "glass_clear": Surface("glass", (0.93, 0.95, 0.94)),
    "glass_green": Surface("glass", (0.12, 0.30, 0.13)),
    "glass_brown": Surface("glass", (0.30, 0.13, 0.04)),
    "glass_amber": Surface("glass", (0.62, 0.30, 0.06)),
    "whisky": Surface("liquid", (0.42, 0.16, 0.025)),
    "wine": Surface("liquid", (0.10, 0.008, 0.014)),
    "gin": Surface("liquid", (0.55, 0.60, 0.58)),
    "campari": Surface("liquid", (0.42, 0.025, 0.015)),
    "chartreuse": Surface("liquid", (0.30, 0.38, 0.05)),
    "book_red": Surface("leather", (0.19, 0.022, 0.020), 0.3),
    "book_green": Surface("leather", (0.025, 0.075, 0.045), 0.3),
    "book_blue": Surface("leather", (0.022, 0.040, 0.095), 0.3),
    "book_brown": Surface("leather", (0.105, 0.048, 0.022), 0.4),
    "book_black": Surface("leather", (0.014, 0.013, 0.013), 0.3),
    "book_ochre": Surface("cloth", (0.33, 0.20, 0.05), 0.3),
    "book_cream": Surface("cloth", (0.52, 0.45, 0.31), 0.3),
    "linen": Surface("cloth", (0.70, 0.69, 0.65)),
    "lamp_red": Surface("lamp", (1.0, 0.10, 0.05), glow=60.0, glow_colour=(1.0, 0.06, 0.03)),
    "lamp_green": Surface("lamp", (0.1, 1.0, 0.3), glow=60.0, glow_colour=(0.08, 1.0, 0.25)),
    "lamp_amber": Surface("lamp", (1.0, 0.5, 0.08), glow=80.0, glow_colour=(1.0, 0.42, 0.05)),
    "tube": Surface("lamp", (1.0, 0.95, 0.85), glow=3000.0),
    "dark": Surface("plaster", (0.012, 0.012, 0.013)),
    "beyond": Surface("plaster", (0.34, 0.30, 0.24), 0.3),
}
"""Finishes that dressing brings itself: slots that begin with ``@`` name one of these."""
