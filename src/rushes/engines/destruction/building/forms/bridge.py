"""A girder bridge: spans side by side on piers, an abutment at each end."""

from __future__ import annotations

from collections.abc import Iterator

from rushes.engines.destruction.building.solid import Point, Solid, box
from rushes.engines.destruction.spec import BuildingSpec

ROADWAY_M = 0.28
"""Thickness of the slab that is driven on [m]."""

PARAPET_M, PARAPET_THICK_M, KERB_M = 0.95, 0.22, 1.1
GIRDER_WIDE_M, GIRDERS_APART_M = 0.55, 2.4

DEPTH_TO_SPAN = 1 / 17
"""Height of a girder as a share of its span: what roads are built with."""

JOINT_M = 0.04
"""Gap between two spans [m]; they lie on the crosshead side by side."""

CROSSHEAD_M, CROSSHEAD_WIDE_M = 0.9, 1.7
COLUMN_M, COLUMNS_APART_M = 1.0, 3.6
ABUTMENT_M = 2.4

SLAB_PIECES_PER_M2 = 0.32
GIRDER_PIECES_PER_M = 0.45


def spans_of(length_m: float, span_m: float) -> int:
    """Return into how many spans a bridge of a length [m] is divided."""
    return max(1, round(length_m / span_m))


def girder_m(spec: BuildingSpec) -> float:
    """Return the height of a girder [m]."""
    return max(0.6, spec.bay_width_m * DEPTH_TO_SPAN)


def bearing_m(spec: BuildingSpec) -> float:
    """Return the height of the underside of the girders [m]."""
    return spec.roof_m - PARAPET_M - ROADWAY_M - girder_m(spec)


def bridge(spec: BuildingSpec) -> tuple[Solid, ...]:
    """Build a bridge along x; storey 0 is what carries it, storey 1 its spans, of which bay k is the k-th from the left."""
    return (*_abutments(spec), *_piers(spec), *_girders(spec), *_roadway(spec))


def supports(spec: BuildingSpec) -> list[float]:
    """Return where along x the piers stand [m]."""
    return [spec.width_m * (k / spec.bays - 0.5) for k in range(1, spec.bays)]


def _solid(spec: BuildingSpec, low: Point, high: Point, member: str, storey: int, bay: int, pieces: float) -> Solid:
    material = spec.material if member == "beam" else "concrete"
    return Solid(box(low, high), member, material, storey, (bay, 0), max(1, round(pieces * spec.detail)))


def _abutments(spec: BuildingSpec) -> Iterator[Solid]:
    """Build the two blocks that the ends lie on, with a wall behind the girders' ends."""
    reach, half, bearing = spec.width_m / 2, spec.depth_m / 2, bearing_m(spec)
    back = spec.roof_m - PARAPET_M
    for sign, bay in ((-1, 0), (1, spec.bays - 1)):
        for y0, y1 in ((-half, 0.0), (0.0, half)):
            x0, x1 = sorted((sign * (reach - CROSSHEAD_WIDE_M / 2), sign * (reach + ABUTMENT_M)))
            yield _solid(spec, (x0, y0, 0.0), (x1, y1, bearing), "abutment", 0, bay, 6)
            x0, x1 = sorted((sign * (reach + JOINT_M), sign * (reach + ABUTMENT_M)))
            yield _solid(spec, (x0, y0, bearing), (x1, y1, back), "abutment", 0, bay, 3)


def _piers(spec: BuildingSpec) -> Iterator[Solid]:
    """Build a row of columns under a crosshead at every joint of two spans; they count as the left one's."""
    half, top = spec.depth_m / 2, bearing_m(spec)
    low = top - CROSSHEAD_M
    count = max(2, round((spec.depth_m - COLUMN_M) / COLUMNS_APART_M) + 1)
    ys = [-(half - 0.9) + (spec.depth_m - 1.8) * k / (count - 1) for k in range(count)]
    r = COLUMN_M / 2
    for bay, x in enumerate(supports(spec)):
        for y in ys:
            yield _solid(spec, (x - r, y - r, 0.0), (x + r, y + r, low), "column", 0, bay, max(3.0, low * 1.4))
        wide = CROSSHEAD_WIDE_M / 2
        for y0, y1 in ((-half, 0.0), (0.0, half)):
            yield _solid(spec, (x - wide, y0, low), (x + wide, y1, top), "crosshead", 0, bay, 5)


def _ends(spec: BuildingSpec, bay: int) -> tuple[float, float]:
    each = spec.width_m / spec.bays
    start = -spec.width_m / 2 + bay * each
    return start + JOINT_M / 2, start + each - JOINT_M / 2


def _girders(spec: BuildingSpec) -> Iterator[Solid]:
    half, z0 = spec.depth_m / 2, bearing_m(spec)
    z1 = z0 + girder_m(spec)
    count = max(2, round((spec.depth_m - 1.0) / GIRDERS_APART_M) + 1)
    for bay in range(spec.bays):
        a, b = _ends(spec, bay)
        for k in range(count):
            y = -(half - 0.7) + (spec.depth_m - 1.4) * k / (count - 1)
            low, high = (a, y - GIRDER_WIDE_M / 2, z0), (b, y + GIRDER_WIDE_M / 2, z1)
            yield _solid(spec, low, high, "beam", 1, bay, (b - a) * GIRDER_PIECES_PER_M)


def _roadway(spec: BuildingSpec) -> Iterator[Solid]:
    """Lay the slab in fields of about three metres across both lanes, with kerbs and parapets on its edges."""
    half = spec.depth_m / 2
    z0 = bearing_m(spec) + girder_m(spec)
    z1 = z0 + ROADWAY_M
    for bay in range(spec.bays):
        a, b = _ends(spec, bay)
        fields = max(2, round((b - a) / 3.2))
        for k in range(fields):
            x0, x1 = a + (b - a) * k / fields, a + (b - a) * (k + 1) / fields
            for y0, y1 in ((-half, 0.0), (0.0, half)):
                pieces = (x1 - x0) * half * SLAB_PIECES_PER_M2
                yield _solid(spec, (x0, y0, z0), (x1, y1, z1), "slab", 1, bay, pieces)
            for sign in (-1, 1):
                y0, y1 = sorted((sign * half, sign * (half - PARAPET_THICK_M)))
                yield _solid(spec, (x0, y0, z1), (x1, y1, z1 + PARAPET_M), "parapet", 1, bay, 2)
                y0, y1 = sorted((sign * (half - PARAPET_THICK_M), sign * (half - KERB_M)))
                yield _solid(spec, (x0, y0, z1), (x1, y1, z1 + 0.16), "kerb", 1, bay, 1)
