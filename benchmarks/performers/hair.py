"""Hair, brows, lashes and beards: strands rooted in the skin, combed over the skull. The old have less of it, and it is grey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from performers.base import MM
from performers.people import Layers, Person

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

POINTS: Final = 9
"""Points of a strand, its root first."""

HAIRS: Final = {"scalp": 22000, "brow": 800, "beard": 5200}
"""How many strands are tried; the hairline leaves some out."""

GREY: Final = (0.46, 0.45, 0.43)


@dataclass(frozen=True, eq=False)
class Strands:
    """Strands of hair.

    Attributes:
        roots: The finer mesh's vertex that each root is nearest to, shape [n].
        points: At rest [dm], shape [n, POINTS, 3].
        colour: Albedo of each, shape [n, 3].
        radius_mm: Of the root; the tip is a third of it.
    """

    roots: Ints
    points: Floats
    colour: Floats
    radius_mm: float


@dataclass(frozen=True, eq=False)
class Scalp:
    """What strands grow on: the finer mesh at rest, its normals, and where it lies on the map [mm]."""

    vertices: Floats
    normals: Floats
    faces: Ints
    at: Floats
    ears: Floats

    def nearest(self, points: Floats) -> Ints:
        """Return the vertex that each point is nearest to, shape [n]."""
        from scipy.spatial import cKDTree

        tree = cKDTree(self.vertices)
        _, found = tree.query(points)
        return np.asarray(found)


def strands(person: Person, scalp: Scalp, young: Scalp, layers: Layers) -> dict[str, Strands]:
    """Grow all of a performer's hair.

    Args:
        person: Whose.
        scalp: In the shape that is rendered.
        young: In the young shape, in which roots are chosen: no strand goes elsewhere with age but those that fall out.
        layers: How old the hair is.
    """
    grown = {"scalp": _scalp(person, scalp, young, layers.hair), "brow": _brows(person, scalp, young, layers.hair)}
    if person.beard_mm:
        grown["beard"] = _beard(person, scalp, young, layers.hair)
    return grown


def _scalp(person: Person, scalp: Scalp, young: Scalp, age: float) -> Strands:
    rng = np.random.default_rng(person.seed + 10)
    roots, at, die = _sown(young, rng, HAIRS["scalp"], lambda at: hairline(at, 0.0) & (young.ears < 0.25))
    back = age * person.bald
    thin = np.clip(1 - 0.25 * age - 0.75 * back * np.clip((at[:, 1] - 62) / 25, 0, 1), 0, 1)
    kept = hairline(at, back, die * 14) & (die < thin)
    roots, at, die = roots[kept], at[kept], die[kept]
    length = person.hair_mm * (0.75 + 0.5 * rng.uniform(size=len(die)))
    low = np.clip((at[:, 1] + 45) / 70, 0.3 if person.hair_mm < 60 else 0.85, 1)
    drape = 0.35 if person.hair_mm > 60 else 0.12
    points = _combed(scalp, roots, length * low, _fall(scalp, roots, person), drape, rng)
    return Strands(roots, points, _colours(person, rng, len(roots), age), 0.15 if person.hair_mm > 25 else 0.14)


def hairline(at: Floats, back: float, ragged: Floats | float = 0.0) -> NDArray[np.bool_]:
    """Return whether hair grows at places of the map [mm]; ``back`` is how far the line has gone back, 0 to 1."""
    round_ = np.abs(at[:, 0])
    front = np.interp(round_, [0, 30, 48, 62, 76, 92, 104, 118], [68, 70, 62, 40, 12, -8, 20, -38])
    temples = np.exp(-(((round_ - 40) / 20) ** 2))
    gone = back * (26 * temples + 44 * np.clip(1 - round_ / 75, 0, 1))
    return np.asarray(at[:, 1] - 0.4 * np.asarray(ragged) > front + gone)


def _brows(person: Person, scalp: Scalp, young: Scalp, age: float) -> Strands:
    rng = np.random.default_rng(person.seed + 20)
    thick = 4.4 if person.sex == "male" else 2.5

    def in_brow(at: Floats) -> NDArray[np.bool_]:
        along = np.abs(at[:, 0])
        line = np.interp(along, [12, 34, 52], [19.5, 25, 19.5])
        half = thick * np.interp(along, [12, 20, 40, 54], [0.7, 1.0, 0.75, 0.15])
        return np.asarray((along > 11) & (along < 54) & (np.abs(at[:, 1] - line) < half))

    roots, at, die = _sown(young, rng, HAIRS["brow"] * (2 if person.sex == "male" else 1) // 2, in_brow)
    side = np.sign(at[:, 0])
    tilt = np.interp(np.abs(at[:, 0]), [11, 22, 54], [1.1, 0.45, -0.15])
    towards = np.stack([side, tilt + 0.2 * rng.normal(size=len(side)), -0.2 * np.ones(len(side))], axis=1)
    length = (6.5 + 3.0 * age) * (0.7 + 0.6 * rng.uniform(size=len(die)))
    points = _combed(scalp, roots, length, towards, 0.05, rng, lift=0.25 + 0.25 * age)
    return Strands(roots, points, _colours(person, rng, len(roots), 0.7 * age), 0.12)


def _beard(person: Person, scalp: Scalp, young: Scalp, age: float) -> Strands:
    rng = np.random.default_rng(person.seed + 30)

    def on_jaw(at: Floats) -> NDArray[np.bool_]:
        round_ = np.abs(at[:, 0])
        top = np.interp(round_, [0, 20, 32, 60, 80, 92], [-50, -48, -62, -45, -15, 0])
        lips = ((round_ / 27) ** 2 + ((at[:, 1] + 69) / 9.0) ** 2) < 1
        return np.asarray((at[:, 1] < top) & (at[:, 1] > -118 + 0.12 * round_) & (round_ < 92) & ~lips)

    roots, at, die = _sown(young, rng, HAIRS["beard"], on_jaw)
    towards = np.stack([0.25 * np.sign(at[:, 0]), -np.ones(len(at)), 0.15 * np.ones(len(at))], axis=1)
    length = person.beard_mm * (0.6 + 0.6 * rng.uniform(size=len(die)))
    points = _combed(scalp, roots, length, towards, 0.1, rng, lift=0.5)
    return Strands(roots, points, _colours(person, rng, len(roots), age), 0.12)


def _sown(
    young: Scalp, rng: np.random.Generator, count: int, wanted: Callable[[Floats], NDArray[np.bool_]]
) -> tuple[Ints, Floats, Floats]:
    """Sow roots evenly where they are wanted: the vertices, their places on the map [mm] and a die each."""
    corners = young.vertices[young.faces]
    area = np.linalg.norm(np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]), axis=1)
    inside = (
        wanted(young.at[young.faces].mean(axis=1))
        if len(young.ears) == 0
        else wanted(young.at)[young.faces].all(axis=1)
    )
    share = area * inside
    chosen = rng.choice(len(share), size=count, p=share / share.sum())
    roots = young.faces[chosen, rng.integers(0, 4, count)]
    return roots, young.at[roots], rng.uniform(size=count)


def _fall(scalp: Scalp, roots: Ints, person: Person) -> Floats:
    """Return which way hair is combed at its roots: away from the crown; long hair from a parting to the sides and down."""
    places = scalp.vertices[roots]
    crown = np.array([0.12, scalp.vertices[:, 1].max() - 0.12, -0.35])
    away = places - crown
    if person.hair_mm > 60:
        side = np.where(places[:, 0] > 0.18, 1.0, -1.0)
        away = np.stack([1.1 * side, -0.9 + 0 * side, np.where(places[:, 2] > 0.6, -0.9, -0.25)], axis=1)
    elif person.hair_mm > 25:
        away = away + np.stack([0.9 + 0 * away[:, 0], 0 * away[:, 0], -0.55 * np.clip(places[:, 2], 0, 1)], axis=1)
    return np.asarray(away)


def _combed(
    scalp: Scalp,
    roots: Ints,
    length_mm: Floats,
    towards: Floats,
    drape: float,
    rng: np.random.Generator,
    lift: float = 0.45,
) -> Floats:
    """Grow strands from their roots, lifted a little, laid along the skin and drawn down by their weight, shape [n, POINTS, 3]."""
    from scipy.spatial import cKDTree

    tree = cKDTree(scalp.vertices)
    normal = scalp.normals[roots]
    jitter = rng.uniform(-0.5, 0.5, (len(roots), 3)) * 0.02
    point = scalp.vertices[roots] + jitter - 0.004 * normal
    step = (length_mm / MM / (POINTS - 1))[:, None]
    way = _unit(towards - (towards * normal).sum(1, keepdims=True) * normal)
    way = _unit(way + lift * normal + 0.16 * rng.normal(size=way.shape))
    room = 0.02 + 0.07 * rng.uniform(size=len(roots)) * min(1.0, float(np.median(length_mm)) / 30)
    out = [point]
    for number in range(1, POINTS):
        point = point + step * way
        _, near = tree.query(point)
        normal = scalp.normals[near]
        over = ((point - scalp.vertices[near]) * normal).sum(1)
        need = room * min(1.0, number / 3) - over
        point = point + np.clip(need, 0, None)[:, None] * normal
        along = way - np.clip((way * normal).sum(1, keepdims=True) + 0.12, 0, None) * normal * 0.55
        way = _unit(along + drape * np.array([0.0, -1.0, 0.0]) + 0.05 * rng.normal(size=way.shape))
        out.append(point)
    return np.stack(out, axis=1)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def _colours(person: Person, rng: np.random.Generator, count: int, age: float) -> Floats:
    """Return albedos: strands turn grey one by one, as they do."""
    grey = (rng.uniform(size=count) < 0.88 * age)[:, None]
    own = np.array(person.hair)[None] * (0.75 + 0.5 * rng.uniform(size=(count, 1)))
    white = np.array(GREY)[None] * (0.8 + 0.4 * rng.uniform(size=(count, 1)))
    return np.asarray(np.where(grey, white, own))
