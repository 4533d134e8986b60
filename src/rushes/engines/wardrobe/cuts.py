"""What may be turned in a garment's cut: every field of its block's style by one flat name, with bounds where ``cuts.yaml`` has them.

A field of a part is called by both names: the width of a jacket's lapel is ``lapel_width``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from rushes.brief.units import parse_quantity
from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import BLOCKS
from rushes.engines.wardrobe.blocks.periods import PERIODS, period_style
from rushes.errors import BadInputError

Value = float | str
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Turn:
    """A field that options are spread over, or that a designer sets.

    Attributes:
        name: The field.
        low, high: Its bounds [m, or a count].
        means: What it changes.
        weight: How much it matters to the look; 0 is turned when asked only.
        more, less: Words that ask for more and less of it.
        whole, even: Whether it counts things, and in twos.
        only: The values of other fields that it needs to mean anything.
        when_open: Where the block takes it from the body: measures with their factors, and ``plus`` [m].
        least: What a body asks for at least, the same way: nobody's option is tighter, unless it was asked for.
    """

    name: str
    low: float
    high: float
    means: str
    weight: float = 1.0
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    whole: bool = False
    even: bool = False
    only: Mapping[str, str] | None = None
    when_open: Mapping[str, float] | None = None
    least: Mapping[str, float] | None = None

    def held(self, value: float) -> float:
        """Return a value brought within the bounds and, of what counts things, made whole."""
        value = min(max(value, self.low), self.high)
        if self.even:
            return float(2 * round(value / 2))
        return float(round(value)) if self.whole else round(value, 4)

    def usual(self, measures: Measures) -> float:
        """Return what stands for a field that the block leaves to the body [m]."""
        return self.held(_of(measures, self.when_open or {}))

    def lowest(self, measures: Measures) -> float:
        """Return what somebody is offered at least [m, or a count]."""
        return max(self.low, _of(measures, self.least)) if self.least else self.low


def _of(measures: Measures, parts: Mapping[str, float]) -> float:
    """Return a sum of measures, each times its factor; what is no measure counts as 1 m."""
    given = measures.to_json()
    return sum(share * given.get(name, 1.0) for name, share in parts.items())


@cache
def turns(block: str) -> tuple[Turn, ...]:
    """Return what may be turned in a block, the most telling in the order of the table."""
    rows = _table().get(block, {})
    known = flat_style(block) if block in BLOCKS else {}
    return tuple(_turn(name, row) for name, row in rows.items() if name in known)


def _turn(name: str, row: Mapping[str, Any]) -> Turn:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Turn(name, **given)


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    text = files("rushes.engines.wardrobe").joinpath("cuts.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def flat_style(block: str, period: str = "today") -> dict[str, Any]:
    """Return every field of a block's style with its usual value in a period, by its flat name."""
    chosen = period_style(block, period) if period in PERIODS else {}
    return _flat(replace(BLOCKS[block].style(), **chosen))


def _flat(style: Any, before: str = "") -> dict[str, Any]:  # noqa: ANN401 - any of the blocks' styles
    out: dict[str, Any] = {}
    for field in fields(style):
        value = getattr(style, field.name)
        if is_dataclass(value):
            out |= _flat(value, f"{before}{field.name}_")
        else:
            out[before + field.name] = value
    return out


def block_style(block: str, period: str, values: Values) -> dict[str, Any]:
    """Return a block's style as ``draft`` takes it: a period's, with fields of it set by their flat names.

    Raises:
        BadInputError: The block has no such field.
    """
    style = replace(BLOCKS[block].style(), **(period_style(block, period) if period in PERIODS else {}))
    for name, value in values.items():
        style = _set(block, style, name, value)
    return {field.name: getattr(style, field.name) for field in fields(style)}


def _set(block: str, style: Any, name: str, value: Value) -> Any:  # noqa: ANN401 - any of the blocks' styles
    for field in fields(style):
        held = getattr(style, field.name)
        if field.name == name and not is_dataclass(held):
            return replace(style, **{name: int(value) if _counts(field.type) and not isinstance(value, str) else value})
        if is_dataclass(held) and name.startswith(f"{field.name}_"):
            part: Any = held
            return replace(style, **{field.name: _set(block, part, name.removeprefix(f"{field.name}_"), value)})
    raise BadInputError(f"A {block} has no {name.replace('_', ' ')} to be set. It has: {', '.join(flat_style(block))}.")


def _counts(kind: Any) -> bool:  # noqa: ANN401 - a dataclass field's type
    return str(kind) in {"int", "<class 'int'>"}


def taken(block: str, period: str, name: str, given: Value, measures: Measures) -> Value:
    """Return a field's value as a brief gives it: a number [m], a length in words, a word, or a change of what is usual (``x1.25``, ``+0.02``).

    A number beyond the bounds is an error, since a designer's measure is not to be bent; a change stays within them.

    Raises:
        BadInputError: The block has no such field, or can't have it so.
    """
    usual = flat_style(block, period)
    if name not in usual:
        raise BadInputError(
            f"A {block} has no {name.replace('_', ' ')} to be set. It has: {', '.join(flat_style(block))}."
        )
    turn = next((one for one in turns(block) if one.name == name), None)
    if isinstance(usual[name], str):
        return str(given)
    value, change = _number(given), isinstance(given, str) and given[:1] in {"x", "+", "-"}
    if value is None:
        raise BadInputError(
            f"The {name.replace('_', ' ')} of a {block} is a length, not {given!r}. Write for example 0.1 or 10 cm."
        )
    if change:
        begun = usual[name] if usual[name] is not None else (turn.usual(measures) if turn else 0.0)
        value = begun * value if str(given)[0] == "x" else begun + value
        return turn.held(value) if turn else value
    if turn and not turn.low <= value <= turn.high:
        raise BadInputError(
            f"The {name.replace('_', ' ')} of a {block} ({turn.means}) is {value:g}; it goes from {turn.low:g} to {turn.high:g}"
            f"{'' if turn.whole else ' m'}. Change it."
        )
    return turn.held(value) if turn and turn.whole else value


def _number(given: Value) -> float | None:
    if not isinstance(given, str):
        return float(given)
    try:
        return float(given.removeprefix("x"))
    except ValueError:
        found = parse_quantity(given, "m")
        return None if found is None else float(found)
