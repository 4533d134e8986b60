"""From a wardrobe's figure to an outfit that can be posed: its body is made again, stands straight, and carries what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.hands import rested
from rushes.engines.body.shape import Body, Knobs, base
from rushes.engines.body.stance import skinned, standing
from rushes.engines.clip.heads import hair_form, head_faces, head_form
from rushes.engines.clip.people import normals
from rushes.engines.clip.walking import UPRIGHT
from rushes.engines.clip.worn.binding import Skin, nearest, skin_weights, spread
from rushes.engines.clip.worn.figure import Drawn
from rushes.engines.clip.worn.outfit import Outfit
from rushes.engines.clip.worn.skirt import Skirts, is_skirt, limbs_of, offs, shared
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.surface import Rgb, Surface
from rushes.errors import BadInputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MADE_OF: Final[Mapping[str, str]] = {
    "cotton velvet": "velvet", "leather": "leather", "calf": "leather", "rubber": "bakelite", "horn": "bakelite", "pearl": "ceramic", "metal": "brushed",
    "brass": "brushed", "gilt": "brushed", "silver": "brushed", "skin": "plaster", "mannequin": "plaster",
}  # fmt: skip
"""The finish that a stuff is traced with; everything else is cloth."""

NEW: Final = 0.0
"""How worn clothes are that were just made."""

FITS_M: Final = 0.012
"""So far the figure's skin may be off the body that its numbers make, in the middle of all its points [m]."""


@dataclass(frozen=True)
class Wearer:
    """What a take says of a figure's body, and a scene of who it is.

    Attributes:
        knobs: Of the body.
        slope_deg: How much steeper its shoulders fall than the body's own [degrees].
        skin: Its colour, where the scene says it or the figure is a mannequin; None for the figure's own.
        hair: Its colour; None for none.
    """

    knobs: Knobs
    slope_deg: float
    skin: Rgb | None
    hair: Rgb | None


@dataclass(frozen=True, eq=False)
class _Bound:
    """A mesh of a figure with its weights.

    Attributes:
        drawn: The mesh.
        weights: Of each bone, then what is left of its way [m], shape [n, bones + 3].
        on: Which point of its garment's cloth each of an edge's or a button's goes with; None of the cloth itself.
        layer: The number of its garment where that hangs round both legs, from 1; 0 of everything else.
    """

    drawn: Drawn
    weights: Floats
    on: Ints | None = None
    layer: int = 0


def outfit_of(figure: Sequence[Drawn], wearer: Wearer) -> Outfit:
    """Return a figure bound to its body.

    Args:
        figure: Its meshes, as they hang on the body as it stands to be dressed.
        wearer: Whose body.

    Raises:
        BadInputError: The figure's skin is not that of the body.
    """
    shape = base().body(wearer.knobs)
    hung = _placed(standing(shape, wearer.slope_deg), figure)
    straight = _straight(shape, hung, wearer.slope_deg)
    carried = _carried(hung, straight)
    bones = hung.mesh.bones
    bound = _bound(figure, hung, carried)
    forms = _head(straight, wearer, figure)
    meshes = [carried.mesh(one.drawn, one.weights) for one in bound] + [form for form, _ in forms]
    looks = [_look(one.drawn, wearer) for one in bound] + [look for _, look in forms]
    of_neck = np.array([float(bone == "neck") for bone in bones])
    weights = [one.weights[:, : len(bones)] for one in bound]
    weights += [np.tile(of_neck, (len(form.points), 1)) for form, _ in forms]
    ground = np.concatenate(
        [np.full(len(mesh.points), at < len(bound) and bound[at].drawn.is_sole) for at, mesh in enumerate(meshes)]
    )
    return Outfit(
        tuple(zip(meshes, looks, strict=True)),
        np.concatenate(weights),
        bones,
        straight.joints,
        ground,
        _skirts(bound, meshes, straight),
    )


def _bound(figure: Sequence[Drawn], hung: Body, carried: _Carried) -> list[_Bound]:
    """Return the figure's meshes with their weights, each garment's cloth before its edges and buttons."""
    skin = _skin(hung, carried)
    garments = list(dict.fromkeys(_garment(one.name) for one in figure if one.is_cloth))
    made = []
    for garment in garments:
        cloth = [one for one in figure if one.is_cloth and _garment(one.name) == garment]
        made += _garment_bound(garment, cloth, figure, hung, skin, garments.index(garment) + 1)
    for one in figure:
        if _garment(one.name) not in garments:
            drawn = _headless(one, hung) if one.name == "skin" else one
            made.append(_Bound(drawn, skin_weights(drawn.points, drawn.normals(), drawn.triangles(), skin)[0]))
    return made


def _garment_bound(
    garment: str, cloth: Sequence[Drawn], figure: Sequence[Drawn], hung: Body, skin: Skin, layer: int
) -> list[_Bound]:
    """Return a garment's cloth, then its edges and buttons."""
    points = np.concatenate([one.points for one in cloth])
    starts = np.cumsum([0, *(len(one.points) for one in cloth)])
    normals = np.concatenate([one.normals() for one in cloth])
    faces = np.concatenate([one.triangles() + start for one, start in zip(cloth, starts, strict=False)])
    weights, away = skin_weights(points, normals, faces, skin)
    hangs = is_skirt(points, normals, hung)
    if hangs:
        weights = shared(points, weights, hung)
    weights = spread(points, faces, weights, away)
    level = layer if hangs else 0
    made = [_Bound(one, mine, None, level) for one, mine in zip(cloth, np.split(weights, starts[1:-1]), strict=True)]
    for one in figure:
        if _garment(one.name) == garment and not one.is_cloth:
            on = nearest(one.points, points)
            made.append(_Bound(one, weights[on], on, level))
    return made


def _skin(hung: Body, carried: _Carried) -> Skin:
    """Return a body's skin as cloth finds it, with what is left of its way to standing straight."""
    mesh, count = hung.mesh, hung.mesh.skin
    upper = mesh.share("upper_arm.L", "upper_arm.R")[:count]
    arm = upper + mesh.share("lower_arm.L", "lower_arm.R", "hand.L", "hand.R")[:count]
    weights = np.concatenate([mesh.weights, carried.rest], axis=1)[:count]
    return Skin(hung.vertices[:count], normals(hung)[:count], weights, arm > 0.5, upper > 0.5)


def _skirts(bound: Sequence[_Bound], meshes: Sequence[Mesh], straight: Body) -> Skirts | None:
    """Return what hangs round both legs; None where nothing does."""
    starts = np.cumsum([0, *(len(one.drawn.points) for one in bound)])
    mine: list[Ints] = []
    off: list[Floats] = []
    faces: list[Ints] = []
    trims: list[Ints] = []
    on: list[Ints] = []
    held = first = layer = 0
    limbs = limbs_of(straight)
    for one, mesh, start in zip(bound, meshes, starts, strict=False):
        if not one.layer:
            continue
        here = np.arange(len(one.drawn.points)) + start
        if one.on is None:
            first, layer = (first, layer) if layer == one.layer else (held, one.layer)
            mine.append(here)
            off.append(offs(mesh.points, straight, limbs, one.layer))
            faces.append(one.drawn.triangles() + held)
            held += len(here)
        else:
            trims.append(here)
            on.append(one.on + first)
    if not mine:
        return None
    none = [np.zeros(0, np.int64)]
    return Skirts(
        np.concatenate(mine),
        np.concatenate(off),
        np.concatenate(faces),
        np.concatenate(trims or none),
        np.concatenate(on or none),
        limbs,
    )


def _garment(name: str) -> str:
    """Return which garment a mesh belongs to, by its name: ``coat`` of ``coat_shell_outside``."""
    for ending in ("_shell_outside", "_lining_outside", "_edges", "_buttons"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def _placed(body: Body, figure: Sequence[Drawn]) -> Body:
    """Return the body where the figure stands: beside others, and as high as its heels are.

    Raises:
        BadInputError: It is another one.
    """
    from scipy.spatial import cKDTree

    skin = np.concatenate([one.points for one in figure if one.name == "skin"])
    bare = body.vertices[: body.mesh.skin]
    there = skin[skin[:, 2].argmax()] - bare[bare[:, 2].argmax()]
    moved = Body(body.vertices + there, {name: at + there for name, at in body.joints.items()})
    off = float(np.median(cKDTree(moved.vertices).query(skin)[0]))
    if off > FITS_M:
        raise BadInputError(
            f"its figure is off the body that the take's numbers make by {100 * off:.0f} cm. Make the clothes again."
        )
    return moved


def _straight(shape: Body, hung: Body, slope_deg: float) -> Body:
    """Return the body as it stands straight, its soles as high as the figure's, its arms as far off as there: sleeves are that thick."""
    shoulder, elbow = (hung.joints[f"l-{name}"] for name in ("shoulder", "elbow"))
    off = float(np.degrees(np.arctan2(elbow[0] - shoulder[0], shoulder[2] - elbow[2])))
    stance = replace(UPRIGHT, shoulders_deg=slope_deg, arms_deg=max(off, UPRIGHT.arms_deg))
    body = rested(skinned(shape, stance))
    up = np.array([0.0, 0.0, float(hung.vertices[: hung.mesh.skin, 2].min())])
    return Body(body.vertices + up, {name: at + up for name, at in body.joints.items()})


@dataclass(frozen=True, eq=False)
class _Carried:
    """How bones take a body from one stance to another.

    Attributes:
        moves: Of each bone, a rotation and what is added after it.
        rest: What is left of each vertex's way [m], shape [n, 3]: a spine bends, bones don't.
    """

    moves: tuple[tuple[Floats, Floats], ...]
    rest: Floats

    def mesh(self, drawn: Drawn, weights: Floats) -> Mesh:
        """Return a mesh of the first stance in the other.

        Args:
            drawn: The mesh.
            weights: Of each bone, then what is left of its way [m], shape [n, bones + 3].
        """
        bones = len(self.moves)
        points = self.taken(drawn.points, weights[:, :bones]) + weights[:, bones:]
        return Mesh(points, drawn.counts, drawn.corners, drawn.st)

    def taken(self, points: Floats, weights: Floats) -> Floats:
        """Return where bones take points, without what is left."""
        out = np.zeros_like(points)
        for (turn, shift), share in zip(self.moves, weights.T, strict=True):
            out += share[:, None] * (points @ turn.T + shift)
        return out


def _carried(one: Body, other: Body) -> _Carried:
    """Return how bones take a body to another stance: each as its own flesh goes (W. Kabsch, 1976)."""
    weights = one.mesh.weights
    moves = tuple(_turned(one.vertices, other.vertices, share**2) for share in weights.T)
    whole = _Carried(moves, np.zeros_like(one.vertices))
    return _Carried(moves, other.vertices - whole.taken(one.vertices, weights))


def _turned(start: Floats, end: Floats, share: Floats) -> tuple[Floats, Floats]:
    share = share / share.sum()
    middle, goal = share @ start, share @ end
    u, _, v = np.linalg.svd(((start - middle) * share[:, None]).T @ (end - goal))
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(v.T @ u.T))])
    turn = v.T @ flip @ u.T
    return turn, goal - turn @ middle


def _headless(drawn: Drawn, body: Body) -> Drawn:
    """Return a figure's skin without its head: a clip's people have a plain form for one."""
    from scipy.spatial import cKDTree

    head = np.zeros(len(body.vertices), np.bool_)
    head[body.mesh.faces[head_faces(body)]] = True
    gone = head[cKDTree(body.vertices).query(drawn.points)[1]]
    starts = np.cumsum(drawn.counts) - drawn.counts
    kept = ~np.logical_and.reduceat(gone[drawn.corners], starts)
    rows = np.repeat(kept, drawn.counts)
    used, corners = np.unique(drawn.corners[rows], return_inverse=True)
    return replace(
        drawn,
        points=drawn.points[used],
        counts=drawn.counts[kept],
        corners=corners.reshape(-1).astype(np.int64),
        st=drawn.st[rows],
    )


def _head(body: Body, wearer: Wearer, figure: Sequence[Drawn]) -> list[tuple[Mesh, Surface]]:
    faces = body.mesh.faces[head_faces(body)]
    own = next(one.colour for one in figure if one.name == "skin")
    made = [(head_form(body.vertices, faces), Surface("plaster", wearer.skin or own, NEW))]
    if wearer.hair is not None:
        made.append((hair_form(body.vertices, faces), Surface("carpet", wearer.hair, NEW)))
    return made


def _look(drawn: Drawn, wearer: Wearer) -> Surface:
    if drawn.name == "skin":
        return Surface("plaster", wearer.skin or drawn.colour, NEW)
    return Surface(MADE_OF.get(drawn.stuff, "cloth"), drawn.colour, NEW)
