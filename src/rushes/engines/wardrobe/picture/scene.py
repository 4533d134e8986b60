"""A scene of people in their outfits: put together from what the drape gave, in one group for every garment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.drape.worn_mesh import WornMesh
from rushes.engines.wardrobe.picture.buttons import buttons, stuff_of, surface_of
from rushes.engines.wardrobe.picture.face import faceless
from rushes.engines.wardrobe.picture.hair import hair, scalp
from rushes.engines.wardrobe.picture.head import head_of, normals_of
from rushes.engines.wardrobe.picture.look import HAIR_COLOURS, SKINS, Look
from rushes.engines.wardrobe.picture.made_up import made_up
from rushes.engines.wardrobe.picture.person import skin, well_within
from rushes.engines.wardrobe.picture.piece import OutfitScene, Piece, Rgb, Standing, Strands, Surface, Weave
from rushes.engines.wardrobe.picture.pressed import pressed
from rushes.engines.wardrobe.picture.refined import Refined, refined
from rushes.engines.wardrobe.picture.shoes import STYLES, lift_of, raised, shod
from rushes.engines.wardrobe.picture.stitches import SEWN, bare
from rushes.engines.wardrobe.picture.tucked import tucked
from rushes.engines.wardrobe.picture.usd import normals

Floats = NDArray[np.float64]

HEMS_M = 0.35
"""Cloth that hangs lower than this may hang over shoes [m]."""

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
        weaves: What is woven into a garment's cloth, by garment.
    """

    body: Body
    worn: Sequence[WornMesh]
    hidden: NDArray[np.bool_]
    look: Look = field(default_factory=Look)
    linings: Mapping[str, Rgb] = field(default_factory=dict)
    buttons: Mapping[str, str] = field(default_factory=dict)
    weaves: Mapping[str, Weave] = field(default_factory=dict)


def dressed(people: Sequence[Person], title: str = "Outfit", *, rounds: int = 2, hairs: float = 1.0) -> OutfitScene:
    """Return the scene of people side by side, the first on the picture's left.

    Args:
        people: Who, and what they wear.
        title: For the file's comment.
        rounds: How often the cloth's triangles are cut into four: 1 is enough for a contact sheet.
        hairs: Share of a head's strands that are drawn.
    """
    pieces: list[Piece] = []
    strands: list[Strands] = []
    surfaces: dict[str, Surface] = {}
    standing = []
    for number, person in enumerate(people):
        name = f"person_{number + 1}"
        at = APART_M * (number - (len(people) - 1) / 2)
        made, hair, used = _one(person, name, rounds, hairs)
        pieces += [_moved(piece, at) for piece in made]
        strands += [replace(one, points=one.points + np.array([at, 0.0, 0.0])) for one in hair]
        surfaces |= used
        height = float(person.body.vertices[: person.body.mesh.skin, 2].max())
        standing.append(Standing(name, (at, 0.0), 0.0, height))
    return OutfitScene(title, tuple(pieces), tuple(strands), surfaces, tuple(standing))


def _moved(piece: Piece, across: float) -> Piece:
    return replace(piece, points=piece.points + np.array([across, 0.0, 0.0]))


def _one(person: Person, name: str, rounds: int, hairs: float) -> tuple[list[Piece], list[Strands], dict[str, Surface]]:
    """Return a person's pieces, hair and surfaces."""
    look = person.look
    up = np.array([0.0, 0.0, lift_of(look.shoes)])
    lifted = [
        replace(one, points=one.points + up, marks=tuple(replace(mark, at=mark.at + up) for mark in one.marks))
        for one in person.worn
    ]
    worn = [(one, pressed(one, _fine(one, rounds))) for one in lifted]
    body = raised(person.body, look.shoes)
    if worn:
        body = _under(body, worn)
    head = head_of(body)
    body, inside, face = faceless(body, head, name)
    shoes, shod_away = shod(person.body, look.shoes, name)
    shoes = _under_hems(shoes, worn)
    pieces = [*skin(body, well_within(body, person.hidden) | shod_away, inside, name, socks=look.socks), face, *shoes]
    surfaces = _person(look, name)
    if look.hair != "bald":
        pieces.append(scalp(head, name))
    strands = hair(head, look.hair, name, hairs)
    for garment, fine in worn:
        group = f"{name}_{garment.name}"
        stuff = stuff_of(garment, person.buttons.get(garment.name))
        outer, made = made_up(garment, fine, group)
        pieces += [*made, *buttons(garment, stuff, group, outer)]
        surfaces |= _cloths(garment, group, person.linings.get(garment.name), person.weaves.get(garment.name))
        surfaces[f"{group}_button"] = surface_of(garment, stuff)
    return pieces, strands, surfaces


def _fine(worn: WornMesh, rounds: int) -> Refined:
    return refined(worn.points, worn.corners, worn.uv, worn.panel, rounds, darts=bare(worn))


def _of_arms(worn: WornMesh, fine: Refined) -> NDArray[np.bool_]:
    """Return which points are of sleeves: a cuff that hangs before the trousers isn't under them."""
    named = [number for number, name in enumerate(worn.panels) if any(word in name for word in ("sleeve", "cuff"))]
    out = np.zeros(len(fine.points), np.bool_)
    out[fine.corners[np.isin(fine.panel, named)]] = True
    return out


def _under(body: Body, worn: Sequence[tuple[WornMesh, Refined]]) -> Body:
    """Return a body whose skin is under its clothes: arms under sleeves, the rest under the rest."""
    mesh = body.mesh
    points = np.concatenate([fine.points for _, fine in worn])
    outward = np.concatenate([fine.normals() for _, fine in worn])
    sleeves = np.concatenate([_of_arms(*one) for one in worn])
    normals = normals_of(body.vertices, mesh.triangles[(mesh.triangles < mesh.skin).all(axis=1)])
    moved = body.vertices.copy()
    skinned = np.arange(len(moved)) < mesh.skin
    arms = mesh.share(*(f"{bone}.{side}" for bone in ("upper_arm", "lower_arm", "hand") for side in "LR")) > 0.5
    for mine, theirs in ((arms & skinned, sleeves), (~arms & skinned, ~sleeves)):
        if theirs.any():
            moved[mine] = tucked(moved[mine], normals[mine], points[theirs], outward[theirs])
    return Body(moved, body.joints)


def _under_hems(shoes: Sequence[Piece], worn: Sequence[tuple[WornMesh, Refined]]) -> list[Piece]:
    """Return shoes drawn in under what hangs over them: the drape knows bare feet only."""
    low = [(fine, fine.points[:, 2] < HEMS_M) for _, fine in worn]
    points = np.concatenate([fine.points[mine] for fine, mine in low]) if worn else np.zeros((0, 3))
    if not len(points):
        return list(shoes)
    outward = np.concatenate([fine.normals()[mine] for fine, mine in low])
    soft = ("vamp", "quarters", "laces", "shaft")
    return [
        replace(one, points=tucked(one.points, normals(one), points, outward, 0.0015))
        if one.name.endswith(soft)
        else one
        for one in shoes
    ]


def _person(look: Look, name: str) -> dict[str, Surface]:
    """Return surfaces of skin, eyes, hair and shoes."""
    locks = HAIR_COLOURS[look.hair_colour]
    upper = STYLES[look.shoes].upper if look.shoes in STYLES else "calf"
    trained = look.shoes == "trainers"
    return {
        f"{name}_skin": Surface("mannequin" if look.skin == "mannequin" else "skin", SKINS[look.skin]),
        f"{name}_hair": Surface("hair", locks),
        f"{name}_scalp": Surface("scalp", _scaled(locks, 1.15)),
        f"{name}_shoe": Surface(upper, look.shoe_colour),
        f"{name}_sole": Surface("rubber", (0.62, 0.60, 0.56) if trained else (0.012, 0.010, 0.009)),
        f"{name}_lace": Surface("thread", (0.7, 0.68, 0.64) if trained else _scaled(look.shoe_colour, 0.8)),
        f"{name}_sock": Surface("cotton jersey", look.sock_colour, {"wale_m": 0.001}),
    }


def _cloths(worn: WornMesh, group: str, lining: Rgb | None, weave: Weave | None) -> dict[str, Surface]:
    """Return a garment's surfaces: its own fabric, its lining, its inside."""
    dyed = lining or _scaled(worn.colour, 0.7)
    out = {
        f"{group}_{cloth}": Surface(worn.fabric, worn.colour, weave.to_json() if weave else {})
        for cloth in set(worn.cloths)
    }
    lined = "lining" in worn.cloths or worn.layer > 0
    if "lining" in worn.cloths:
        out[f"{group}_lining"] = Surface("silk charmeuse", dyed, {"plain": True})
    out[f"{group}_inside"] = (
        Surface("silk charmeuse", dyed, {"plain": True})
        if lined
        else Surface(worn.fabric, worn.colour, {"plain": True})
    )
    sewing = SEWN.get(worn.fabric)
    contrast = sewing.contrast if sewing else None
    out[f"{group}_thread"] = Surface("thread", contrast or _thread(worn.colour))
    return out


def _thread(cloth: Rgb) -> Rgb:
    """Return a thread's colour to match a cloth: a shade lighter, as it shines; a touch darker on white."""
    light = sum(cloth) / 3
    return _scaled(cloth, 0.86) if light > 0.5 else _scaled(cloth, 1.25)


def _scaled(colour: Rgb, by: float) -> Rgb:
    red, green, blue = (part * by for part in colour)
    return red, green, blue
