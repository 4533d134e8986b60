"""A scene of people in their outfits: put together from what the drape gave, in one group for every garment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.body.shape import Body
from rushes.engines.wardrobe.drape.worn_mesh import WornMesh
from rushes.engines.wardrobe.picture.look import HAIR_COLOURS, SKINS, Look
from rushes.engines.wardrobe.picture.made_up import made_up
from rushes.engines.wardrobe.picture.person import skin
from rushes.engines.wardrobe.picture.piece import OutfitScene, Piece, Rgb, Standing, Strands, Surface

Floats = NDArray[np.float64]

APART_M = 0.85
"""How far people stand apart in one picture, middle to middle [m]."""


@dataclass(frozen=True, eq=False)
class Person:
    """A person and what she wears.

    Attributes:
        body: In its stance.
        worn: Garments, from the skin outwards, each with its colour.
        hidden: Which of the body's vertices cloth hides, shape [n].
        look: Skin, hair, shoes.
        linings: Colours of linings by garment; what isn't said is dyed to match.
        buttons: What buttons are made of by garment: `brass`, `horn`, `pearl`, and the vocabulary's others.
    """

    body: Body
    worn: Sequence[WornMesh]
    hidden: NDArray[np.bool_]
    look: Look = field(default_factory=Look)
    linings: Mapping[str, Rgb] = field(default_factory=dict)
    buttons: Mapping[str, str] = field(default_factory=dict)


def dressed(people: Sequence[Person], title: str = "Outfit", rounds: int = 2) -> OutfitScene:
    """Return the scene of people side by side, the first on the picture's left.

    Args:
        people: Who, and what they wear.
        title: For the file's comment.
        rounds: How often the cloth's triangles are cut into four: 1 is enough for a contact sheet.
    """
    pieces: list[Piece] = []
    strands: list[Strands] = []
    surfaces: dict[str, Surface] = {}
    standing = []
    for number, person in enumerate(people):
        name = f"person_{number + 1}"
        at = APART_M * (number - (len(people) - 1) / 2)
        made, hair, used = _one(person, name, rounds)
        pieces += [_moved(piece, at) for piece in made]
        strands += [replace(one, points=one.points + np.array([at, 0.0, 0.0])) for one in hair]
        surfaces |= used
        height = float(person.body.vertices[: person.body.mesh.skin, 2].max())
        standing.append(Standing(name, (at, 0.0), 0.0, height))
    return OutfitScene(title, tuple(pieces), tuple(strands), surfaces, tuple(standing))


def _moved(piece: Piece, across: float) -> Piece:
    return replace(piece, points=piece.points + np.array([across, 0.0, 0.0]))


def _one(person: Person, name: str, rounds: int) -> tuple[list[Piece], list[Strands], dict[str, Surface]]:
    """Return a person's pieces, hair and surfaces."""
    look = person.look
    surfaces = {
        f"{name}_skin": Surface("skin", SKINS[look.skin]),
        f"{name}_eye": Surface("eye", HAIR_COLOURS["brown"]),
        f"{name}_hair": Surface("hair", HAIR_COLOURS[look.hair_colour]),
    }
    pieces = skin(person.body, person.hidden, name)
    for worn in person.worn:
        group = f"{name}_{worn.name}"
        _, made = made_up(worn, group, rounds)
        pieces += made
        surfaces |= _cloths(worn, group, person.linings.get(worn.name))
    return pieces, [], surfaces


def _cloths(worn: WornMesh, group: str, lining: Rgb | None) -> dict[str, Surface]:
    """Return a garment's surfaces: its own fabric, its lining, its inside."""
    dyed = lining or _darker(worn.colour)
    out = {f"{group}_{cloth}": Surface(worn.fabric, worn.colour) for cloth in set(worn.cloths)}
    lined = "lining" in worn.cloths or worn.layer > 0
    if "lining" in worn.cloths:
        out[f"{group}_lining"] = Surface("silk charmeuse", dyed, {"plain": True})
    out[f"{group}_inside"] = (
        Surface("silk charmeuse", dyed, {"plain": True}) if lined else Surface(worn.fabric, worn.colour)
    )
    return out


def _darker(colour: Rgb) -> Rgb:
    red, green, blue = (part * 0.7 for part in colour)
    return red, green, blue
