"""What stands on the roof: parapet, stair head, plant, tank, chimneys, aerial; or a pitched roof over wood."""

from __future__ import annotations

from collections.abc import Iterator

from rushes.engines.destruction.building.facade import sides
from rushes.engines.destruction.building.frame import Frame
from rushes.engines.destruction.building.solid import Solid, prism

LEAST_ROOM_M = 1.5
"""A stair head is built where this much room [m] is left for it."""


def roof(frame: Frame) -> Iterator[Solid]:
    """Build everything above the roof slab."""
    if frame.spec.material == "wood":
        yield from _pitched(frame)
    else:
        yield from _parapet(frame)
        yield from _heads(frame)


def _parapet(frame: Frame) -> Iterator[Solid]:
    top = frame.spec.roof_m
    spec, wall = frame.spec, frame.style.wall
    height = 0.9 if spec.material != "glass" else 0.6
    for side in sides(frame):
        count = spec.bays if side.along == 0 else spec.bays_deep
        length = (side.end - side.start) / count
        for index in range(count):
            a = side.start + index * length
            corners = side.corners(a, a + length, -wall, 0.0, top, top + height)
            yield frame.part(*corners, "roof", frame.style.skin, spec.storeys, 2)


def _heads(frame: Frame) -> Iterator[Solid]:
    """Build the stair head, the plant box, the tank, two vents and the aerial, as far as there is room."""
    spec = frame.spec
    storey, top = spec.storeys, spec.roof_m
    bay = spec.bay_width_m
    middle = -frame.half_width + (spec.bays // 2 + 0.5) * bay
    size = min(3.2, bay * 0.8)
    x0, x1 = middle - size / 2, middle + size / 2
    y1 = frame.half_depth - frame.style.wall - 1.0
    y0 = max(-frame.half_depth + frame.style.wall + 0.5, y1 - size)
    skin = "brick" if spec.material == "brick" else "concrete"
    if y1 - y0 > LEAST_ROOM_M:
        yield from _stair_head(frame, (x0, y0), (x1, y1), skin)
    if spec.bays > 2 and spec.depth_m > 2 * LEAST_ROOM_M + 2:
        left = -frame.half_width + frame.style.wall + 0.7
        right = frame.half_width - frame.style.wall - 0.7
        back = frame.half_depth - frame.style.wall - 0.8
        yield frame.part((left, back - 1.6, top), (left + 2.6, back, top + 1.4), "roof", "steel", storey)
        yield frame.part((right - 1.8, back - 1.8, top), (right, back, top + 0.25), "roof", "concrete", storey)
        yield frame.part(
            (right - 1.7, back - 1.7, top + 0.25), (right - 0.1, back - 0.1, top + 1.9), "roof", "steel", storey
        )
        for x in (left + 0.6, right - 0.9):
            yield frame.part((x, -0.3, top), (x + 0.5, 0.3, top + 1.1), "roof", skin, storey)


def _stair_head(frame: Frame, start: tuple[float, float], end: tuple[float, float], skin: str) -> Iterator[Solid]:
    """Build four walls, a lid and an aerial between two corners (x, y) [m]."""
    (x0, y0), (x1, y1) = start, end
    storey, top, height, thick = frame.spec.storeys, frame.spec.roof_m, 2.4, 0.18
    for low, high in (
        ((x0, y0, top), (x1, y0 + thick, top + height)),
        ((x0, y1 - thick, top), (x1, y1, top + height)),
        ((x0, y0 + thick, top), (x0 + thick, y1 - thick, top + height)),
        ((x1 - thick, y0 + thick, top), (x1, y1 - thick, top + height)),
        ((x0 - 0.15, y0 - 0.15, top + height), (x1 + 0.15, y1 + 0.15, top + height + thick)),
    ):
        yield frame.part(low, high, "roof", skin, storey, 2)
    mast, lid = (x0 + x1) / 2, top + height + thick
    yield frame.part((mast - 0.05, y0 + 0.4, lid), (mast + 0.05, y0 + 0.5, lid + 2.6), "roof", "steel", storey)


def _pitched(frame: Frame) -> Iterator[Solid]:
    """Put a pitched roof over a wooden house: two slopes of boards and the gables under them."""
    spec = frame.spec
    top, storey, deep = spec.roof_m, spec.storeys, frame.half_depth
    rise = min(deep * 0.7, 4.5)
    over = 0.45
    thick = 0.2
    eave = top - over * rise / deep
    for index in range(spec.bays):
        a = -frame.half_width + index * spec.bay_width_m
        start = a - over if index == 0 else a
        end = a + spec.bay_width_m + (over if index == spec.bays - 1 else 0.0)
        for sign in (-1, 1):
            profile = [
                (sign * (deep + over), eave),
                (0.0, top + rise),
                (0.0, top + rise + thick),
                (sign * (deep + over), eave + thick),
            ]
            if sign < 0:
                profile.reverse()
            ordered = tuple(reversed(profile))
            y0, y1 = sorted((sign * (deep + over), 0.0))
            yield frame.shape(
                prism(ordered, start, end), (start, y0, eave), (end, y1, top + rise + thick), "roof", "wood", storey, 4
            )
    for x in (-frame.half_width, frame.half_width - frame.style.wall):
        for sign in (-1, 1):
            gable = ((0.0, top), (sign * deep, top), (0.0, top + rise))
            if sign < 0:
                gable = (gable[0], gable[2], gable[1])
            y0, y1 = sorted((sign * deep, 0.0))
            yield frame.shape(
                prism(gable, x, x + frame.style.wall),
                (x, y0, top),
                (x + frame.style.wall, y1, top + rise),
                "roof",
                "wood",
                storey,
                4,
            )
    chimney = frame.half_width * 0.4
    yield frame.part((chimney, -0.35, top), (chimney + 0.6, -0.02, top + rise * 0.6), "roof", "brick", storey, 2)
