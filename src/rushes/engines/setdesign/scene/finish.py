"""Finishes as shaders know them: a kind, a linear colour, wear and light of its own, from the schedule's trade names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rushes.engines.dressing.surface import Rgb, Surface
from rushes.engines.setdesign.model.finish import Finish

_KINDS: Mapping[str, str] = {
    "board_concrete": "concrete_boards",
    "concrete": "concrete_smooth",
    "plaster": "plaster",
    "paint": "plaster",
    "wallpaper": "wallpaper",
    "brick": "brick",
    "stone": "stone",
    "marble": "marble",
    "terrazzo": "terrazzo",
    "tile": "tile",
    "carpet": "carpet",
    "wood": "wood",
    "parquet": "parquet",
    "lino": "lino",
    "brass": "brushed",
    "steel": "brushed",
    "chrome": "polished",
    "painted_metal": "painted",
    "rust": "rust",
    "glass": "glass",
    "mirror": "polished",
    "velvet": "velvet",
    "cloth": "cloth",
    "leather": "leather",
    "vinyl": "leather",
    "laminate": "bakelite",
    "plastic": "bakelite",
    "paper": "paper",
    "leaf": "foliage",
    "picture": "painting",
    "gilt": "brushed",
    "emissive": "lamp",
    "asphalt": "concrete_smooth",
}

_PATTERNS: Mapping[str, str] = {"leaves": "leaves", "trellis": "trellis", "rings": "circles", "grasscloth": "grass"}
"""What a wallpaper's trade name calls its figure, and how its maker does."""

_METALS: Mapping[str, Rgb] = {"brass": (0.80, 0.54, 0.23), "gilt": (0.86, 0.60, 0.24), "chrome": (0.86, 0.87, 0.88)}
"""Reflectance of metals, which a trade colour on paper does not say; the trade colour leads half of it."""


def surface(finish: Finish) -> Surface:
    """Return what a shader makes of a finish in the schedule.

    Raises:
        KeyError: Its family is unknown.
    """
    colour = linear(finish.colour)
    kind = _KINDS[finish.family]
    more: dict[str, Any] = {}
    if finish.family in _METALS:
        metal = _METALS[finish.family]
        tone = max(colour) / max(*linear((0.69, 0.55, 0.29)), 1e-06)
        colour = tuple_of(part * min(max(tone, 0.25), 1.15) for part in metal) if finish.family != "chrome" else metal
    elif finish.family == "mirror":
        colour = (0.88, 0.89, 0.88)
    elif finish.family == "steel":
        colour = tuple_of(part * 2.2 + 0.05 for part in colour)
    elif finish.family == "tile":
        more["size_m"] = finish.scale
        if "chequer" in finish.name or "chequer" in finish.trade:
            more["other"] = linear(finish.second)
    elif finish.family == "stone":
        more["size_m"] = finish.scale
    elif finish.family == "wallpaper":
        pattern = next((made for word, made in _PATTERNS.items() if word in finish.trade), "damask")
        more |= {"pattern": pattern, "repeat_m": finish.scale, "ink": linear(finish.second)}
    elif finish.family == "carpet" and ("rug" in finish.trade.lower() and "long pile" not in finish.trade):
        kind = "rug"
        more["ink"] = linear(finish.second)
    elif finish.family == "picture" and "landscape" in finish.trade:
        more["scene"] = "country"
    elif finish.family == "glass" and "opal" in finish.trade:
        kind = "shade"
    return Surface(kind, colour, finish.wear, more=more)


def linear(srgb: Rgb) -> Rgb:
    """Turn an sRGB colour, 0 to 1, into linear Rec.709."""
    return tuple_of(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in srgb)


def tuple_of(parts: Any) -> Rgb:  # noqa: ANN401 - anything that gives three numbers
    """Return three numbers as a colour."""
    red, green, blue = (min(max(float(part), 0.0), 1.0) for part in parts)
    return red, green, blue
