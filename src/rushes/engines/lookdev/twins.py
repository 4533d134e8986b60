"""Options that would look alike: found before anything is pictured, and set apart by turning what is still free."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Final

from rushes.engines.lookdev.option import Option
from rushes.engines.lookdev.space import Choice, Range, Space, Value
from rushes.errors import BadInputError

Seen = Callable[[Mapping[str, Value]], Hashable]
"""What is seen of a design: two for which it is equal look alike, whatever their parameters are."""

Ways = Callable[[Range | Choice], Sequence[Value]]
"""What a parameter may be turned to, what is tried first standing first."""

_LISTED: Final = 6


def set_apart(
    space: Space,
    rows: Sequence[Mapping[str, Value]],
    *,
    seen: Seen,
    held: Mapping[str, Value],
    ways: Ways,
    others: Sequence[Option] = (),
) -> list[dict[str, Value]]:
    """Turn one more parameter of each design that would look like another, what matters most to the look first.

    What isn't explored, such as how dark a picture is, is turned last: it is better than a picture shown twice.

    Args:
        space: What can be changed.
        rows: Designs, whose numbers go on from those of the others.
        seen: What is seen of a design; one that can't be made so raises ``BadInputError``.
        held: What stays as it is.
        ways: What a parameter may be turned to.
        others: Options that there are already; none of them is to be shown again.

    Raises:
        BadInputError: Two look alike whatever is turned; the sentence names them, and what is held.
    """
    known: dict[Hashable, int] = {}
    for option in others:
        known.setdefault(seen(option.values), option.number)
    first = max((option.number for option in others), default=0) + 1
    apart = []
    for number, row in enumerate(rows, start=first):
        made = next((one for one in _tries(space, row, held, ways) if _is_new(one, seen, known)), None)
        if made is None:
            raise BadInputError(_alike(known[seen(row)], number, held))
        known[seen(made)] = number
        apart.append(made)
    return apart


def _tries(space: Space, row: Mapping[str, Value], held: Mapping[str, Value], ways: Ways) -> Iterator[dict[str, Value]]:
    """Go from a design as it is to designs in which one parameter is turned."""
    yield dict(row)
    for one in sorted((one for one in space if one.name not in held), key=lambda one: -one.weight):
        for value in ways(one):
            if value != row[one.name]:
                yield {**row, one.name: value}


def _is_new(row: Mapping[str, Value], seen: Seen, known: Mapping[Hashable, int]) -> bool:
    try:
        return seen(row) not in known
    except BadInputError:  # it can't be made so, and is no way out
        return False


def _alike(one: int, other: int, held: Mapping[str, Value]) -> str:
    names = [name.replace("_", " ") for name in held]
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    locked = f" while {', '.join(names[:_LISTED])}{more} stay as they are" if names else ""
    return (
        f"Options {one} and {other} would be equal: nothing that is seen of them can be turned{locked}. "
        "Unlock some of it, or ask for fewer options."
    )
