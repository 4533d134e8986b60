"""A row: houses of one kind side by side with a gap between them, each with its own storeys, bays and chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.solid import Face, Solid
from rushes.engines.destruction.spec import BuildingSpec

if TYPE_CHECKING:
    from rushes.engines.destruction.building.pieces import Pieces

BETWEEN = 1
"""Bays that are counted between two houses: so a house's bays and its lines of columns begin with the same number."""


def house_spec(spec: BuildingSpec, house: int) -> BuildingSpec:
    """Return the spec of one house of a row, as if it stood alone in the middle."""
    return spec.model_copy(update={"row": 1, "seed": (spec.seed + 7919 * house) % 2**31})


def house_x(spec: BuildingSpec, house: int) -> float:
    """Return where the middle of a house of a row is along the front [m], counted from the left from 0."""
    alone = spec.bays * spec.bay_width_m
    return (house - (spec.row - 1) / 2) * (alone + spec.gap_m)


def raise_row(spec: BuildingSpec) -> Iterator[Solid]:
    """Build every house of a row, from left to right."""
    from rushes.engines.destruction.building.building import raise_building

    unit = 0
    for house in range(spec.row):
        x, bays = house_x(spec, house), house * (spec.bays + BETWEEN)
        solids = raise_building(house_spec(spec, house))
        for solid in solids:
            yield replace(
                solid,
                faces=tuple(_shifted(face, x) for face in solid.faces),
                bay=(solid.bay[0] + bays, solid.bay[1]),
                unit=solid.unit if solid.unit < 0 else solid.unit + unit,
            )
        unit += 1 + max(solid.unit for solid in solids)


def _shifted(face: Face, x: float) -> Face:
    return Face(tuple((corner[0] + x, corner[1], corner[2]) for corner in face.polygon), face.inner)


def houses_at(spec: BuildingSpec, x: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the house of a row that places along the front [m] belong to: the nearest."""
    middles = np.array([house_x(spec, house) for house in range(spec.row)])
    return np.asarray(np.abs(x[:, None] - middles).argmin(axis=1))


def house_of(pieces: Pieces, house: int) -> tuple[Pieces, NDArray[np.int64], float]:
    """Take one house out of a row, put in the middle with bays of its own.

    Args:
        pieces: The row.
        house: Which, from 0 on the left.

    Returns:
        The house, its rows among the row's pieces, and how far it was moved to the left [m].
    """
    own = pieces.house == house
    rows = np.flatnonzero(own)
    place = np.cumsum(own) - 1
    bonds = own[pieces.bond_a] & own[pieces.bond_b]
    low, high = pieces.centre[own] - pieces.size[own] / 2, pieces.centre[own] + pieces.size[own] / 2
    walls = pieces.storey[own] < pieces.storeys
    x = float(low[walls, 0].min() + high[walls, 0].max()) / 2
    moved = np.array([x, 0.0, 0.0])
    vertices, triangles = (
        own[np.repeat(np.arange(len(pieces)), np.diff(start))] for start in (pieces.vertex_start, pieces.triangle_start)
    )
    per_piece = ("mass", "volume", "size", "material", "member", "storey", "cluster")
    per_bond = ("bond_area", "bond_class", "bond_strength")
    taken = {field.name: getattr(pieces, field.name) for field in fields(pieces)}
    taken |= {name: taken[name][own] for name in per_piece} | {name: taken[name][bonds] for name in per_bond}
    taken |= {
        "vertices": pieces.vertices[vertices],
        "vertex_start": np.concatenate([[0], np.cumsum(np.diff(pieces.vertex_start)[own])]),
        "triangles": pieces.triangles[triangles],
        "triangle_kind": pieces.triangle_kind[triangles],
        "triangle_start": np.concatenate([[0], np.cumsum(np.diff(pieces.triangle_start)[own])]),
        "centre": pieces.centre[own] - moved,
        "bay": pieces.bay[own] - np.array([house * pieces.house_bays, 0], np.int16),
        "solid": np.unique(pieces.solid[own], return_inverse=True)[1].astype(np.int32),
        "bond_a": place[pieces.bond_a[bonds]].astype(np.int32),
        "bond_b": place[pieces.bond_b[bonds]].astype(np.int32),
        "bond_centre": (pieces.bond_centre[bonds] - moved).astype(np.float32),
        "extent": np.array([low.min(axis=0), high.max(axis=0)]) - moved,
        "house_bays": 0,
    }
    return type(pieces)(**taken), rows, x
