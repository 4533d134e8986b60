"""A factory chimney: a tapering round shell in rings of wedges, a plinth under it, a crown on top."""

from __future__ import annotations

from collections.abc import Iterator

from rushes.engines.destruction.building.forms.prismoid import sectors, wedge
from rushes.engines.destruction.building.solid import Solid
from rushes.engines.destruction.spec import BuildingSpec

SECTORS = 12
"""Wedges in a ring: the chord is within 2 cm of the curve of a chimney of four metres."""

RING_M = 1.6
"""Height of a ring [m]."""

TAPER = 0.62
"""Diameter at the top as a share of that at the foot."""

THINNING = 0.6
"""Thickness of the shell at the top as a share of that at the foot."""

PLINTH_M, PLINTH_OUT_M = 1.8, 0.22
CROWN_M, CROWN_OUT_M = 1.1, 0.2

PIECES_PER_WEDGE = 3.0

BANDS_M = 5.0
"""An iron band about so often [m]."""

BAND_M, BAND_THICK_M = 0.14, 0.02


def chimney(spec: BuildingSpec) -> tuple[Solid, ...]:
    """Build a chimney round the axis z."""
    return (*_shell(spec), *_collars(spec))


def _radius(spec: BuildingSpec, z: float) -> float:
    return spec.width_m / 2 * (1.0 - (1.0 - TAPER) * z / spec.roof_m)


def _thickness(spec: BuildingSpec, z: float) -> float:
    return spec.thickness_m * (1.0 - (1.0 - THINNING) * z / spec.roof_m)


def _rings(spec: BuildingSpec) -> Iterator[tuple[float, float]]:
    count = max(2, round(spec.roof_m / RING_M))
    for ring in range(count):
        yield spec.roof_m * ring / count, spec.roof_m * (ring + 1) / count


def _shell(spec: BuildingSpec) -> Iterator[Solid]:
    for z in _rings(spec):
        outer = (_radius(spec, z[0]), _radius(spec, z[1]))
        inner = (outer[0] - _thickness(spec, z[0]), outer[1] - _thickness(spec, z[1]))
        for sector in sectors(SECTORS):
            pieces = max(1, round(PIECES_PER_WEDGE * spec.detail))
            faces = wedge(sector, z, outer, inner)
            yield Solid(faces, "wall", spec.material, spec.storey_of(sum(z) / 2), (0, 0), pieces)


def _collars(spec: BuildingSpec) -> Iterator[Solid]:
    """Build what goes round the shell: plinth, crown, and iron bands between them."""
    top = spec.roof_m
    yield from _collar(spec, (0.0, min(PLINTH_M, top * 0.1)), PLINTH_OUT_M, spec.material)
    yield from _collar(spec, (top - min(CROWN_M, top * 0.06), top), CROWN_OUT_M, spec.material)
    count = int((top - PLINTH_M - CROWN_M) / BANDS_M)
    for band in range(1, count + 1 if spec.material == "brick" else 0):
        z = PLINTH_M + (top - PLINTH_M - CROWN_M) * band / (count + 1)
        yield from _collar(spec, (z, z + BAND_M), BAND_THICK_M, "steel")


def _collar(spec: BuildingSpec, z: tuple[float, float], out: float, material: str) -> Iterator[Solid]:
    within = (_radius(spec, z[0]), _radius(spec, z[1]))
    around = (within[0] + out, within[1] + out)
    member = "band" if material == "steel" else "wall"
    for sector in sectors(SECTORS):
        faces = wedge(sector, z, around, within)
        yield Solid(faces, member, material, spec.storey_of(sum(z) / 2), (0, 0))
