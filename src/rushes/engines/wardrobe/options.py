"""Options of clothes: forms that lie apart, each in several colours, so that fewer outfits have to be draped than are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from rushes.engines.lookdev.explore import spread, whole_ways
from rushes.engines.lookdev.option import Exploration, Option
from rushes.engines.lookdev.space import Choice, Range, Space, Value
from rushes.engines.lookdev.twins import Seen, set_apart
from rushes.engines.wardrobe.space import BUTTONS, SCHEME, SHADE

FORMS: Final = 6
"""As many forms at most are spread; further options show them in other colours, or deeper and paler where every colour was asked for."""

DEEPER: Final = (0.0, 0.6, -0.6, 1.0)
"""Shades of the forms, round after round, where no colour is open."""


def is_colour(name: str) -> bool:
    """Return whether a parameter changes colours and trimmings alone, so that the drape stays as it is."""
    return name in {SCHEME, SHADE} or name.endswith(("_colour", f"_{BUTTONS}"))


def spread_looks(space: Space, count: int, seed: int, held: Mapping[str, Value], seen: Seen) -> Exploration:
    """Begin an exploration: forms over cut and fabric, colours over all options.

    Args:
        space: A wardrobe's.
        count: How many options.
        seed: The same seed gives the same options.
        held: What the brief has fixed.
        seen: What is seen of a look: black is no deeper for being shaded, and another form has to be shown then.

    Raises:
        BadInputError: Two looks would be equal, whatever is turned of what is left open.
    """
    forms, is_open = min(count, FORMS), _is_open(space, held)
    colours = spread(space, count, seed=seed, held=held).options
    shapes = spread(space, forms, seed=seed + 1, held=held).options
    rows = []
    for at, one in enumerate(colours):
        values = _both(shapes[at % forms].values, one.values)
        rows.append(values if is_open else {**values, SHADE: DEEPER[at // forms]})
    apart = set_apart(space, rows, seen=seen, held=held, ways=whole_ways(space))
    options = tuple(Option(at, values) for at, values in enumerate(apart, start=1))
    return replace(Exploration(space, options), held=dict(held))


def _is_open(space: Space, held: Mapping[str, Value]) -> bool:
    """Return whether any colour is left to be explored."""
    return any(
        is_colour(one.name) and _explored(one) and one.name not in held for one in space if one.name in {SCHEME, SHADE}
    )


def _explored(one: Range | Choice) -> bool:
    return one.weight > 0


def _both(form: Mapping[str, Value], colour: Mapping[str, Value]) -> dict[str, Value]:
    return {name: colour[name] if is_colour(name) else value for name, value in form.items()}
