"""The building grammar: from a spec to the solids that it is put together from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rushes.engines.destruction.building.facade import outer_wall
from rushes.engines.destruction.building.frame import Frame
from rushes.engines.destruction.building.furniture import FULL_DETAIL, furniture
from rushes.engines.destruction.building.roof import roof
from rushes.engines.destruction.building.row import raise_row
from rushes.engines.destruction.building.solid import Solid
from rushes.engines.destruction.spec import BuildingSpec


def raise_building(spec: BuildingSpec) -> tuple[Solid, ...]:
    """Build everything, from the columns to the aerial; parts touch and never overlap."""
    if spec.form != "block":
        from rushes.engines.destruction.building.forms import raise_form

        return raise_form(spec)
    if spec.row > 1:
        return tuple(raise_row(spec))
    frame = Frame.of(spec)
    rng = np.random.default_rng([spec.seed, 11])
    return (
        *_columns(frame),
        *_beams(frame),
        *_slabs(frame),
        *_partitions(frame, rng),
        *_stairs(frame),
        *furniture(frame, rng),
        *outer_wall(frame),
        *roof(frame),
    )


def _columns(frame: Frame) -> Iterator[Solid]:
    half = frame.style.column / 2
    for storey in frame.storeys():
        pieces = 3 if storey == 0 else 2
        for x in frame.xs:
            for y in frame.ys:
                low = (x - half, y - half, frame.floor(storey))
                high = (x + half, y + half, frame.ceiling(storey))
                yield frame.part(low, high, "column", frame.style.carrier, storey, pieces)


def _beams(frame: Frame) -> Iterator[Solid]:
    """Lay beams along every line of columns; inner lines across are left to the slabs."""
    wide, high = frame.style.beam
    half = frame.style.column / 2
    carrier = "concrete" if frame.style.carrier == "brick" else frame.style.carrier
    for storey in frame.storeys():
        z1 = frame.ceiling(storey)
        for row, y in enumerate(frame.ys):
            if frame.spec.detail < FULL_DETAIL and 0 < row < len(frame.ys) - 1 and row % 2:
                continue
            for x0, x1 in zip(frame.xs[:-1], frame.xs[1:], strict=True):
                low, top = (x0 + half, y - wide / 2, z1 - high), (x1 - half, y + wide / 2, z1)
                yield frame.part(low, top, "beam", carrier, storey, 2)
        for x in (frame.xs[0], frame.xs[-1]):
            for y0, y1 in zip(frame.ys[:-1], frame.ys[1:], strict=True):
                low, top = (x - wide / 2, y0 + half, z1 - high), (x + wide / 2, y1 - half, z1)
                yield frame.part(low, top, "beam", carrier, storey, 1)


def _slabs(frame: Frame) -> Iterator[Solid]:
    w, d, wall = frame.half_width, frame.half_depth, frame.style.wall
    xs = (-w + wall, *frame.xs[1:-1], w - wall)
    ys = (-d + wall, *frame.ys[1:-1], d - wall)
    for storey in frame.storeys():
        z0, z1 = frame.ceiling(storey), frame.spec.floor_m(storey + 1)
        for x0, x1 in zip(xs[:-1], xs[1:], strict=True):
            for y0, y1 in zip(ys[:-1], ys[1:], strict=True):
                pieces = max(2.0, (x1 - x0) * (y1 - y0) / 4.5)
                yield frame.part((x0, y0, z0), (x1, y1, z1), "slab", frame.style.floor, storey, pieces)


def _partitions(frame: Frame, rng: np.random.Generator) -> Iterator[Solid]:
    """Put inner walls between columns: across the building on most lines, along it on some."""
    half, thick = frame.style.column / 2, frame.style.partition / 2
    beam_high = frame.style.beam[1]
    chance = 0.0 if frame.style.skin == "plaster" else 0.75
    for storey in frame.storeys():
        z0, z1 = frame.floor(storey), frame.ceiling(storey)
        for x in frame.xs[1:-1]:
            for y0, y1 in zip(frame.ys[:-1], frame.ys[1:], strict=True):
                bearing = frame.spec.material == "brick"
                if storey == 0 and not bearing and rng.random() < 0.5:
                    continue
                if bearing or rng.random() < max(chance, 0.35):
                    low, high = (x - thick, y0 + half, z0), (x + thick, y1 - half, z1)
                    yield frame.part(low, high, "partition", frame.style.inner, storey, 3)
        for y in frame.ys[1:-1]:
            for x0, x1 in zip(frame.xs[:-1], frame.xs[1:], strict=True):
                if rng.random() < 0.4:
                    low, high = (x0 + half, y - thick, z0), (x1 - half, y + thick, z1 - beam_high)
                    yield frame.part(low, high, "partition", frame.style.inner, storey, 3)


def _stairs(frame: Frame) -> Iterator[Solid]:
    """Hang a half landing behind the strip window, between the columns of the stair's bay."""
    index = frame.spec.bays // 2
    half = frame.style.column / 2
    x0, x1 = frame.xs[index] + half, frame.xs[index + 1] - half
    y0 = frame.ys[0] - half
    y1 = min(y0 + 1.4, frame.ys[1] - half - 0.05)
    for storey in frame.storeys():
        middle = (frame.floor(storey) + frame.ceiling(storey)) / 2
        material = "wood" if frame.spec.material == "wood" else "concrete"
        yield frame.part((x0, y0, middle - 0.16), (x1, y1, middle), "stair", material, storey, 2)
