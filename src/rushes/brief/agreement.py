"""What words and fields say of one thing, brought together: an exact value before a vague one, and no contradiction."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from rushes.brief.fields import Value, all_fields
from rushes.brief.grammar import About
from rushes.brief.words import Said
from rushes.errors import BadInputError

BRIEF: Final = "(brief)"
"""The words of what the brief gave itself."""

OPTION: Final = "(option)"
"""The words of what the command line gave."""

TOP: Final = "top"
"""A storey that is known once the building's height is; no number yet that could be out of bounds."""

_CLOSE: Final = 0.01

_WEATHERS: Mapping[object, frozenset[object]] = {"overcast": frozenset({"rain", "snow", "fog"})}
_HOURS: Mapping[object, frozenset[object]] = {
    "afternoon": frozenset({"late_afternoon"}),
    "late_afternoon": frozenset({"dusk"}),
    "morning": frozenset({"dawn"}),
}
_REFINES: Mapping[str, Mapping[object, frozenset[object]]] = {
    "clip.weather": _WEATHERS,
    "clip.time_of_day": _HOURS,
    "light.weather": _WEATHERS,
    "light.time_of_day": _HOURS,
}
"""Values that a nearer one may replace without a contradiction: rain comes from an overcast sky."""


def brought_together(
    said: Sequence[Said], chosen: dict[str, Value], options: Collection[str], where: str
) -> dict[str, list[str]]:
    """Bring what was said of fields together with what they were given; return the words of each field that was spoken of.

    Args:
        said: What the words said.
        chosen: What fields were given; what only words say is added, in place.
        options: The fields that the command line gave: words don't contradict those.
        where: What errors call the brief.

    Raises:
        BadInputError: Two of them contradict each other, or a value is out of bounds.
    """
    words: dict[str, list[str]] = {}
    for field in dict.fromkeys(each.field for each in said):
        group = [each for each in said if each.field == field]
        value = agreed(field, group)
        if field not in chosen:
            chosen[field] = value if value == TOP else bounded(field, value, group[0].words)
        elif field not in options:
            compare(field, chosen[field], group, where)
        words[field] = list(dict.fromkeys(each.words for each in group))
    return words


def agreed(field: str, group: Sequence[Said]) -> Value:
    """Return the value on which all that was said of a field agrees: an exact one before a vague one."""
    best = group[0]
    for other in group[1:]:
        nearer = _nearer(field, best, other)
        if nearer is None:
            raise BadInputError(
                f'The text contradicts itself: {field} would be {_say(field, best)} ("{best.words}") and '
                f'{_say(field, other)} ("{other.words}"). Keep one of them.'
            )
        best = nearer
    return best.value.value if isinstance(best.value, About) else best.value


def _nearer(field: str, one: Said, other: Said) -> Said | None:
    """Return the one that says more of two that agree; None when they contradict each other."""
    if _covers(field, other.value, one.value):
        return one
    return other if _covers(field, one.value, other.value) else None


def _covers(field: str, wide: Value | About, near: Value | About) -> bool:
    """Say whether a value leaves room for a nearer one (or is the same)."""
    if isinstance(wide, About):
        if isinstance(near, About):
            return wide.low <= near.value <= wide.high and near.high - near.low <= wide.high - wide.low
        return isinstance(near, int | float) and wide.low <= near <= wide.high
    if isinstance(near, About):
        return False
    return _same(wide, near) or near in _REFINES.get(field, {}).get(wide, frozenset())


def _same(a: object, b: object) -> bool:
    if isinstance(a, bool) or isinstance(b, bool) or isinstance(a, str) or isinstance(b, str):
        return a == b
    return isinstance(a, int | float) and isinstance(b, int | float) and math.isclose(a, b, rel_tol=_CLOSE)


def compare(field: str, value: Value, group: Sequence[Said], where: str) -> None:
    """Stop when the words say something else than the brief's own field."""
    for each in group:
        written = Said(field, value if isinstance(value, int | float | str) else str(value), BRIEF)
        if each.value != TOP and _nearer(field, written, each) is not written:
            raise BadInputError(
                f"{where}: {field} is {all_fields()[field].say(value)}, but the text says "
                f'{_say(field, each)} ("{each.words}"). Keep one of them.'
            )


def _say(field: str, said: Said) -> str:
    value = said.value
    if isinstance(value, About):
        return f"about {all_fields()[field].say(value.value)}"
    return all_fields()[field].say(value)


def bounded(field: str, value: Value, words: str) -> Value:
    """Return a value that words gave, in the field's kind and bounds.

    Raises:
        BadInputError: It is out of them.
    """
    try:
        return all_fields()[field].read(value)
    except ValueError as error:
        raise BadInputError(
            f'The text says "{words}", but {field} has to be {error}, not {all_fields()[field].say(value)}.'
        ) from error
