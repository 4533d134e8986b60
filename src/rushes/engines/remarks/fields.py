"""Phrases of a note that turn one number or word of a brief: ``times dust.amount``, ``plus collapse.start_s``, ``light.weather``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rushes.brief import Brief
from rushes.brief.fields import all_fields
from rushes.brief.grammar import About
from rushes.brief.remark import Wanted
from rushes.errors import BadInputError
from rushes.plan import Turned

SIZE = "size"
"""What phrases call how much: a factor on what a plain word asks for."""

Usual = Callable[[Brief, str], float | None]
"""Returns what a field that a brief leaves open comes to; None where nobody can tell."""


def turn_fields(brief: Brief, wanted: Wanted, usual: Usual) -> tuple[Brief, tuple[Turned, ...]]:
    """Return a brief with the fields changed that a phrase turns, and what was changed.

    A word with a range (*thick dust*) changes nothing where the value lies in it already: then the thing was only named.

    Args:
        brief: As it was asked.
        wanted: The phrase; what it means is ``FIELD``, ``times FIELD``, ``plus FIELD`` or ``minus FIELD``.
        usual: What fields that are left open come to.

    Raises:
        BadInputError: A value can't go further that way, can't be told, or belongs to no field.
    """
    turned: list[Turned] = []
    for name, value in wanted.means.items():
        if name == SIZE:
            continue
        how, _, field = name.rpartition(" ")
        if field not in all_fields():
            raise BadInputError(f'"{wanted.words}" can\'t be changed by a note. Write it in the brief.')
        before = value_of(brief, field)
        after = _after(brief, field, how, value, size_of(wanted.means), usual)
        if after == before:
            if isinstance(value, About) or not how:
                continue  # it is so already: it was only named
            said = all_fields()[field].say(before)
            raise BadInputError(f'"{wanted.words}": {field} is {said} already, and goes no further that way.')
        brief, change = with_field(brief, field, after, wanted.words)
        turned.append(change)
    return brief, tuple(turned)


def size_of(means: Mapping[str, Any]) -> float:
    """Return how much a phrase asks for: 1, less for "a bit", more for "much"."""
    return float(means.get(SIZE, 1.0))


def value_of(brief: Brief, field: str) -> Any:  # noqa: ANN401 - any field of a brief
    """Return a field's value by its dotted name."""
    section, _, leaf = field.rpartition(".")
    return getattr(getattr(brief, section) if section else brief, leaf)


def with_field(brief: Brief, field: str, value: Any, words: str) -> tuple[Brief, Turned]:  # noqa: ANN401 - any field of a brief
    """Return a brief with one field set, and what was changed."""
    section, _, leaf = field.rpartition(".")
    spoken, before = all_fields()[field], value_of(brief, field)
    turned = Turned(field, spoken.say(before), spoken.say(value), words)
    if not section:
        return brief.model_copy(update={leaf: value}), turned
    part = getattr(brief, section).model_copy(update={leaf: value})
    return brief.model_copy(update={section: part}), turned


def _after(brief: Brief, field: str, how: str, value: Any, size: float, usual: Usual) -> Any:  # noqa: ANN401 - any field of a brief
    """Return what a field becomes."""
    spoken, before = all_fields()[field], value_of(brief, field)
    if not how:
        if isinstance(value, About):
            told = before if isinstance(before, int | float) else usual(brief, field)
            return before if told is not None and value.low <= told <= value.high else value.value
        try:
            return spoken.read(value)
        except ValueError as error:
            raise BadInputError(f"{field} has to be {error}.") from error
    start = before if before is not None else usual(brief, field)
    if start is None:
        raise BadInputError(
            f"{field} is left open, so that nobody can say what more or less of it is. Give it in the brief."
        )
    amount = float(value)
    if how == "times":
        moved = float(start) * amount**size
    else:
        moved = float(start) + (amount if how == "plus" else -amount) * size
    return _held(spoken.kind == "whole", spoken.low, spoken.high, float(start), moved)


def _held(whole: bool, low: float, high: float, start: float, moved: float) -> float | int:
    """Return a number within its bounds; of what is counted, at least one more or less."""
    held = min(max(moved, low), high)
    if not whole:
        return round(held, 6)
    if round(held) == round(start) and low < held < high and moved != start:
        held = start + (1 if moved > start else -1)
    return round(min(max(held, low), high))
