"""From a building's outer measures to what it is built of: metres become storeys and bays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rushes.brief.fields import Value, all_fields
from rushes.errors import BadInputError

AGREEMENT = 0.15
"""How far a measure and what it is divided into may differ before they contradict each other: a ground floor is
higher than the others, and a row of bays has walls at its ends."""

_PARTS = {
    "building.height_m": ("building.storeys", "building.floor_height_m", "high"),
    "building.width_m": ("building.bays", "building.bay_width_m", "wide"),
    "building.depth_m": ("building.bays_deep", "building.bay_width_m", "deep"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A field's value, and the words that it came from."""

    field: str
    value: float
    words: str


def fit_sizes(sizes: Sequence[Measure], chosen: Mapping[str, Value], usual: Mapping[str, Any]) -> Iterator[Measure]:
    """Divide a building's height, width and depth [m] into storeys and bays.

    Args:
        sizes: What was said of them.
        chosen: What is settled already, by field; it is kept.
        usual: What is usual for this kind of building.

    Yields:
        The fields that follow, and for a measure that only agrees with what is settled, that field again.

    Raises:
        BadInputError: A measure contradicts what is settled, another one, or what a building can be.
    """
    settled = dict(chosen)
    said: dict[str, Measure] = {}
    for size in sorted(sizes, key=lambda each: list(_PARTS).index(each.field)):
        before = said.setdefault(size.field, size)
        if abs(before.value - size.value) > AGREEMENT * before.value:
            raise BadInputError(
                f'The text contradicts itself: the building is {before.value:g} m ("{before.words}") and '
                f'{size.value:g} m ("{size.words}"). Keep one of them.'
            )
        for part in _divide(size, settled, usual):
            settled[part.field] = part.value
            yield part


def _divide(size: Measure, settled: Mapping[str, Value], usual: Mapping[str, Any]) -> Iterator[Measure]:
    count_field, each_field, way = _PARTS[size.field]
    count, each = _number(settled.get(count_field)), _number(settled.get(each_field))
    if count is not None and each is not None:
        if abs(count * each - size.value) > AGREEMENT * max(size.value, count * each):
            raise BadInputError(
                f'The text says {size.value:g} m {way} ("{size.words}"), but {count_field} {count:g} and '
                f"{each_field} {each:g} m make {count * each:g} m. Leave one of the three out."
            )
        yield Measure(each_field, each, size.words)
        return
    if count is None:
        one = each or float(usual.get(each_field, all_fields()[each_field].default))
        number = max(1, round(size.value / one))
        yield Measure(count_field, _inside(count_field, number, size), size.words)
        count = number
    if each is None:
        yield Measure(each_field, _inside(each_field, round(size.value / count, 3), size), size.words)


def _inside(name: str, value: float, size: Measure) -> float:
    try:
        read = all_fields()[name].read(value)
    except ValueError as error:
        raise BadInputError(
            f'The text says "{size.words}"; that would make {name} {value:g}, which has to be {error}.'
        ) from error
    return read if isinstance(read, int | float) else value


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None
