"""What a piece of each material looks like, by name: the names that bind USD materials and pick Cycles' own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """A plain material that any program shows sensibly.

    Attributes:
        colour: Diffuse colour, linear Rec.709.
        roughness: 0 mirror to 1 matt.
        metallic: 0 or 1.
        opacity: 1 solid.
    """

    colour: Rgb
    roughness: float = 0.9
    metallic: float = 0.0
    opacity: float = 1.0


LOOKS: Mapping[str, Look] = {
    "concrete_facade": Look((0.42, 0.39, 0.345)),
    "concrete_balcony": Look((0.50, 0.485, 0.455)),
    "concrete_structure": Look((0.36, 0.35, 0.335)),
    "concrete_roof": Look((0.20, 0.195, 0.19)),
    "concrete_broken": Look((0.47, 0.455, 0.43), roughness=1.0),
    "brick_wall": Look((0.27, 0.095, 0.06)),
    "brick_broken": Look((0.38, 0.15, 0.09), roughness=1.0),
    "plaster_wall": Look((0.62, 0.60, 0.56)),
    "plaster_broken": Look((0.55, 0.53, 0.50), roughness=1.0),
    "wood_boards": Look((0.235, 0.145, 0.085), roughness=0.7),
    "wood_surface": Look((0.24, 0.145, 0.08), roughness=0.55),
    "wood_broken": Look((0.42, 0.29, 0.17)),
    "wood_veneer": Look((0.30, 0.185, 0.10), roughness=0.5),
    "cloth_cover": Look((0.31, 0.30, 0.27)),
    "floor_boards": Look((0.27, 0.165, 0.09), roughness=0.45),
    "steel_surface": Look((0.33, 0.33, 0.34), roughness=0.45, metallic=1.0),
    "steel_rebar": Look((0.15, 0.075, 0.045), roughness=0.75),
    "steel_frame": Look((0.55, 0.55, 0.54), roughness=0.4),
    "cloth_linen": Look((0.56, 0.52, 0.44)),
    "cloth_grey": Look((0.36, 0.36, 0.37)),
    "cloth_ochre": Look((0.50, 0.31, 0.10)),
    "cloth_wine": Look((0.27, 0.055, 0.06)),
    "cloth_blue": Look((0.10, 0.17, 0.30)),
    "cloth_green": Look((0.15, 0.24, 0.14)),
    "glass_shard": Look((0.10, 0.13, 0.12), roughness=0.08, opacity=0.7),
    "glass_clear": Look((0.9, 0.92, 0.91), roughness=0.02, opacity=0.12),
    "lamp_shade": Look((0.85, 0.80, 0.68), roughness=0.6),
    "ceiling_paint": Look((0.80, 0.79, 0.765)),
    "lining_paint": Look((0.68, 0.655, 0.60)),
    "door_paint": Look((0.55, 0.52, 0.46), roughness=0.5),
    "clock_face": Look((0.78, 0.76, 0.70), roughness=0.5),
    "glass_window": Look((0.03, 0.035, 0.04), roughness=0.04, opacity=0.55),
}
"""Every look there is, by the name of its material in the stage."""


_OF_MEMBER: Mapping[tuple[str, str], str] = {
    ("pane", ""): "glass_clear",
    ("lamp", "glass"): "lamp_shade",
    ("ceiling", ""): "ceiling_paint",
    ("door", ""): "door_paint",
    ("clock", ""): "clock_face",
    ("lining", "concrete"): "lining_paint",
    ("coping", "concrete"): "concrete_balcony",
    ("floor", ""): "floor_boards",
    ("joinery", ""): "wood_veneer",
    ("cushion", ""): "cloth_cover",
}
"""Looks that follow from the member, whatever it is made of (or of one material)."""


def outer_look(material: str, member: str) -> str:
    """Return the name of the look of a piece's skin."""
    if (look := _OF_MEMBER.get((member, material)) or _OF_MEMBER.get((member, ""))) is not None:
        return look
    if material == "concrete":
        if member in {"facade", "wall"}:
            return "concrete_facade"
        return {"balcony": "concrete_balcony", "roof": "concrete_roof"}.get(member, "concrete_structure")
    if material == "wood":
        return "wood_surface" if member == "furniture" else "wood_boards"
    if material == "steel":
        return "steel_frame" if member in {"window", "facade", "balcony"} else "steel_surface"
    return {
        "brick": "brick_wall",
        "plaster": "plaster_wall",
        "glass": "glass_window",
    }[material]


def inner_look(material: str, member: str) -> str:
    """Return the name of the look of a piece's broken faces."""
    if material == "glass" and member == "pane":
        return "glass_shard"
    if material in {"steel", "glass"}:
        return outer_look(material, member)
    return f"{material}_broken"
