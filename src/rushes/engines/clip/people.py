"""Characters as dressed stand-ins: a parametric body of nobody, with clothes and hair in colours, that stands or walks.

Clothes are the body's own surface, a little off it; what is long hangs as a flared tube. They are stand-ins and look like it:
who wants cloth that is cut and hangs asks for ``kind: wardrobe``.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character
from rushes.engines.body.hands import rested
from rushes.engines.body.shape import Body, Knobs, base
from rushes.engines.body.stance import Stance, skinned
from rushes.engines.clip.coarse import Coarse
from rushes.engines.clip.cut import (
    COAT_M,
    HEAD,
    LEGS,
    LOWER,
    OFF_M,
    SKIN,
    SKIRTS,
    UPPER,
    ends_of,
    layers,
    lines_of,
    looks_of_faces,
    outermost,
    straightened,
)
from rushes.engines.clip.heads import hair_form, head_faces, head_form
from rushes.engines.clip.model import Model, model
from rushes.engines.clip.substance import colour_of
from rushes.engines.dressing.mesh import Mesh, faces, joined
from rushes.engines.dressing.solids import lathe, sheet
from rushes.engines.dressing.surface import Rgb, Surface

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BUILDS: Final[Mapping[str, tuple[float, float]]] = {
    "thin": (0.35, 0.12), "slim": (0.45, 0.28), "regular": (0.5, 0.5), "athletic": (0.85, 0.48), "broad": (0.8, 0.65), "full": (0.45, 0.75), "stout": (0.45, 0.95),
}  # fmt: skip
"""Muscle and weight of each build, as the body's knobs have them; any other is regular."""

SKINS: Final[Mapping[str, Rgb]] = {
    "mannequin": (0.45, 0.43, 0.40), "porcelain": (0.62, 0.42, 0.34), "fair": (0.56, 0.34, 0.25), "olive": (0.42, 0.24, 0.15), "tan": (0.33, 0.17, 0.10),
    "brown": (0.20, 0.095, 0.055), "deep": (0.09, 0.042, 0.026),
}  # fmt: skip
HAIRS: Final[Mapping[str, Rgb]] = {
    "black": (0.012, 0.011, 0.011), "dark brown": (0.03, 0.018, 0.011), "brown": (0.06, 0.032, 0.016), "auburn": (0.11, 0.032, 0.014),
    "red": (0.19, 0.05, 0.016), "blonde": (0.34, 0.22, 0.09), "grey": (0.25, 0.25, 0.25), "white": (0.60, 0.60, 0.58),
}  # fmt: skip

LONG: Final[Mapping[str, float]] = {
    "coat": 0.26, "dress": 0.27, "pencil_skirt": 0.29, "circle_skirt": 0.27, "pleated_skirt": 0.27, "robe": 0.07, "tunic": 0.36, "cape": 0.3,
}  # fmt: skip
"""How far above the ground a long garment ends, as a share of the height."""

CLOTHES: Final = ("#3a4a63", "#6b5140", "#4f5b46", "#7a2f2f", "#8a8577", "#2f2f35")
"""What those wear of whom nobody said it, one after the other."""

TROUSERS: Final = ("#2f2f35", "#33384a", "#3d342c", "#2c3330")

HEM_STEPS: Final = 12
"""How often the line where a garment ends is drawn smooth."""

LINEN: Final = (0.62, 0.60, 0.56)
"""The colour of a shirt under a jacket that nobody said [linear Rec.709]."""

SMOOTHED: Final = 14
"""Rounds of smoothing that cloth is drawn with."""


@dataclass(frozen=True, eq=False)
class Person:
    """A character that can be posed.

    Attributes:
        body: In the mesh's own pose, scaled.
        face_look: The number of each face's look.
        looks: What each number is.
        off: How far each vertex is off the skin where all looks are drawn as one surface [m].
        layers: How far each look is off the skin [m].
        drawn: The faces with which each look is drawn, some rings under the others.
        ends: Which vertices lie on a line where one look ends: such lines are drawn already, and smoothing would pull them back.
        hem: How high a long garment ends [m]; 0 without one.
        hem_look: Its number.
        hair: Whether there is any.
    """

    body: Body
    face_look: Ints
    looks: tuple[Surface, ...]
    off: Floats
    layers: Mapping[int, float]
    drawn: Mapping[int, Ints]
    ends: NDArray[np.bool_]
    hem: float
    hem_look: int
    hair: bool


def person(one: Character, number: int, seed: int) -> Person:
    """Return a character's body and the looks of its faces.

    Raises:
        BadInputError: A colour is none.
    """
    chance = np.random.default_rng(zlib.crc32(f"{seed}/{one.name}/{number}".encode()))
    muscle, weight = BUILDS.get(str(one.build), (0.5, 0.5))
    male = {"male": 1.0, "female": 0.0}.get(str(one.sex), float(number % 2))
    made = base().body(Knobs(male=male, age=float(one.age), muscle=muscle, weight=weight))
    height = one.height_m or (1.78 if male > 0.5 else 1.66) + float(chance.uniform(-0.05, 0.05))
    by = height / float(made.vertices[: base().skin, 2].max())
    body = Body(made.vertices * by, {name: at * by for name, at in made.joints.items()})
    return _dressed(body, one, number, chance)


def _dressed(body: Body, one: Character, number: int, chance: np.random.Generator) -> Person:
    mesh, points = body.mesh, body.vertices
    garments = {piece.garment: piece for piece in one.clothes}
    upper_colour, lower_colour = _colours(one, number)
    skin = SKINS.get(
        str(one.skin), list(SKINS.values())[int(chance.integers(1, 7))] if one.skin is None else SKINS["olive"]
    )
    hair = HAIRS.get(str(one.hair_colour), list(HAIRS.values())[int(chance.integers(0, 4))])
    looks = (
        Surface("plaster", skin, 0.0),
        Surface("cloth", upper_colour),
        Surface("cloth", lower_colour),
        Surface("leather", (0.02, 0.016, 0.014)),
        Surface("carpet", hair, 0.0),
        Surface("cloth", _under(one)),
    )
    face_look = looks_of_faces(body, garments.keys())
    high = dict(OFF_M) | ({UPPER: OFF_M[UPPER] + COAT_M} if outermost(garments.keys()) else {})
    off = np.zeros(len(points))
    for layer, metres in sorted(high.items(), key=lambda pair: pair[1]):
        off[np.unique(mesh.faces[face_look == layer])] = metres
    share = min((LONG[name] for name in garments if name in LONG), default=0.0)
    only_legs = all(name in SKIRTS for name in garments if name in LONG)
    lined = straightened(_hemmed(points, mesh.faces, face_look), mesh.faces, face_look, lines_of(body, garments.keys()))
    worn = Body(lined, body.joints)
    crown = float(points[: mesh.skin, 2].max())
    return Person(
        worn,
        face_look,
        looks,
        off,
        high,
        layers(mesh.faces, face_look, high),
        ends_of(mesh.faces, face_look, len(points)),
        share * crown,
        LOWER if only_legs else UPPER,
        str(one.hair) != "bald",
    )


def _hemmed(points: Floats, faces: Ints, face_look: Ints) -> Floats:
    """Return a body's vertices with those where one look ends and another begins drawn into a line: faces end in steps, hems don't."""
    ends = np.sort(np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    looks = np.repeat(face_look, faces.shape[1])
    edges, which = np.unique(ends, axis=0, return_inverse=True)
    low, high = np.full(len(edges), len(face_look)), np.full(len(edges), -1)
    np.minimum.at(low, which.reshape(-1), looks)
    np.maximum.at(high, which.reshape(-1), looks)
    one, two = edges[(low < high) & (edges[:, 0] != edges[:, 1])].T
    count = np.bincount(np.concatenate([one, two]), minlength=len(points))[:, None]
    out = points.copy()
    for _ in range(HEM_STEPS):
        mean = np.zeros_like(out)
        np.add.at(mean, one, out[two])
        np.add.at(mean, two, out[one])
        out = np.where(count > 1, 0.4 * out + 0.6 * mean / np.maximum(count, 1), out)
    return out


def _under(one: Character) -> Rgb:
    """Return the colour of what is worn under a jacket, a coat or a waistcoat: of the piece that is named for it, else of linen."""
    over = outermost({piece.garment for piece in one.clothes})
    inner = [piece.colour for piece in one.clothes if piece.garment not in LEGS | {over} and piece.colour]
    return colour_of(inner[0], one.name) if inner else LINEN


def _colours(one: Character, number: int) -> tuple[Rgb, Rgb]:
    upper, lower, over = "", "", outermost({piece.garment for piece in one.clothes})
    for piece in one.clothes:
        if piece.garment in LEGS:
            lower = piece.colour or lower
        elif piece.garment == over or not over:
            upper = piece.colour or upper
    pick = zlib.crc32(one.name.encode()) + number
    first = CLOTHES[pick % len(CLOTHES)]
    second = TROUSERS[pick % len(TROUSERS)]
    return colour_of(upper or first, one.name), colour_of(lower or second, one.name)


STANDS: Final = Stance(arms_deg=12.0, elbows_deg=18.0, feet_apart=1.15, hip_deg=4.0, turn_deg=6.0, toes_deg=6.0)


def standing(who: Person) -> Model:
    """Return a character as it stands."""
    return shown(who, rested(skinned(who.body, STANDS)))


def shown(who: Person, body: Body, coarse: Coarse | None = None) -> Model:
    """Return a character in a pose, clothes off the skin and a long garment round the legs.

    Args:
        who: The character.
        body: Posed.
        coarse: How it is drawn with fewer points, as one of many; None with all of the body's.
    """
    mesh = body.mesh
    smooth, out = _smoothed(body, who), normals(body)
    points = smooth + out * who.off[:, None]
    parts = []
    for number, look in enumerate(who.looks):
        if number in who.drawn and coarse is not None:
            parts.append((coarse.drawn(points, number), look))
        elif number in who.drawn:
            layer = smooth + out * who.layers[number] if number != SKIN else body.vertices
            parts.append((_drawn(layer, who.drawn[number]), look))
    head = mesh.faces[who.face_look == HEAD]
    parts.append((head_form(points, head), who.looks[0]))
    if who.hair:
        parts.append((hair_form(points, head), who.looks[4]))
    if who.hem:
        parts.append((hanging(points[: mesh.skin], body, who.hem), who.looks[who.hem_look]))
    return model(parts, "fabric", filled=0.8)


def _drawn(points: Floats, quads: Ints) -> Mesh:
    used, corners = np.unique(quads, return_inverse=True)
    return faces(points[used], corners.reshape(-1, 4))


def _smoothed(body: Body, who: Person) -> Floats:
    """Return a body's vertices with those under cloth drawn smooth (Taubin, 1995): cloth hangs over hollows and shows no more than a figure."""
    from scipy.sparse import coo_matrix

    one, two = body.mesh.edges.T
    count = len(body.vertices)
    pairs = coo_matrix(
        (np.ones(2 * len(one)), (np.concatenate([one, two]), np.concatenate([two, one]))), shape=(count, count)
    ).tocsr()
    mean = pairs.multiply(1 / np.maximum(np.asarray(pairs.sum(axis=1)), 1))
    clothed = (who.off > 0.0) & ~who.ends
    points = body.vertices.copy()
    for step in range(2 * SMOOTHED):
        by = 0.63 if step % 2 == 0 else -0.34 * (step < SMOOTHED)
        points[clothed] += by * (mean @ points - points)[clothed]
    return points


def hanging(points: Floats, body: Body, hem: float) -> Mesh:
    """Return a long garment below the ribs: an oval tube that lies on the trunk, holds the legs and flares to its hem."""
    hips = float(body.joints["l-upper-leg"][2])
    trunk = body.mesh.share("trunk", "thigh.L", "thigh.R", "shin.L", "shin.R")[: len(points)] > 0.6
    mine = points[trunk]
    top = hips + 0.30 * hips
    angle = np.linspace(0, 2 * math.pi, 32, endpoint=False)
    middle = 0.5 * (body.joints["l-upper-leg"] + body.joints["r-upper-leg"])
    rows = []
    half, centre = np.array([0.15, 0.11]), middle[:2]
    for share in np.linspace(0, 1, 14):
        z = top + (hem - top) * share
        near = mine[np.abs(mine[:, 2] - z) < 0.03]
        if len(near):
            own = np.ptp(near[:, :2], axis=0) / 2 + 0.012
            centre = (near[:, :2].max(axis=0) + near[:, :2].min(axis=0)) / 2
            own = own * float(np.interp(share, (0.0, 0.2), (0.8, 1.0)))  # it comes out of the trunk, without a step
            half = own if z > hips else np.maximum(own * 1.14, half * 1.012)
        fold = 1 + 0.045 * max(share - 0.35, 0.0) * np.cos(9 * angle)
        ring = [centre[0] + half[0] * np.cos(angle) * fold, centre[1] + half[1] * np.sin(angle) * fold, np.full(32, z)]
        rows.append(np.stack(ring, axis=1))
    return sheet(np.stack(rows), around=True)


def normals(body: Body) -> Floats:
    """Return each vertex' normal, shape [n, 3]."""
    three = body.vertices[body.mesh.triangles]
    of_face = np.cross(three[:, 1] - three[:, 0], three[:, 2] - three[:, 0])
    out = np.zeros_like(body.vertices)
    for corner in range(3):
        np.add.at(out, body.mesh.triangles[:, corner], of_face)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))


def statue_of(height: float, male: float = 0.0) -> Mesh:
    """Return a standing body of nobody as one mesh, for stone [m]."""
    made = base().body(Knobs(male=male))
    is_head = head_faces(made)
    stood = rested(skinned(made, STANDS))
    by = height / float(stood.vertices[:, 2].max())
    points, body = stood.vertices * by, stood.mesh.faces[~is_head]
    used, corners = np.unique(body, return_inverse=True)
    return joined([faces(points[used], corners.reshape(-1, 4)), head_form(points, stood.mesh.faces[is_head])])


def plinth(wide: float, high: float) -> Mesh:
    """Return a round plinth [m]."""
    half = wide / 2
    return lathe(
        [
            (0, 0),
            (half, 0),
            (half, high * 0.12),
            (half * 0.86, high * 0.2),
            (half * 0.86, high * 0.86),
            (half * 0.96, high),
            (0, high),
        ]
    )
