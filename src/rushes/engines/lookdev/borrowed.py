"""Colours taken over from a palette: of a design space's choices only those stay that come near it.

Finishes and cloths are a workshop's, not a picture's: nothing is dyed to the palette, the nearest that can be had is taken, and how near it came is
told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from rushes.engines.lookdev.colour import Colour
from rushes.engines.lookdev.oklab import distance
from rushes.engines.lookdev.palette import Palette
from rushes.engines.lookdev.space import Choice, Range, Space, Value

ColoursOf = Callable[[str, str], Sequence[Colour]]
"""Of a parameter and one of its values, the colours that it brings; none where it is no colour."""

NEAR: Final = 0.06
"""A value that is further off than the nearest by more than this, in OKLab, is left out: about the step from one shade of a cloth to the next."""

FAR: Final = 0.12
"""Where even the nearest is further off than this, it is told as far: another colour to anybody."""


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A space whose colours come from a palette.

    Attributes:
        space: With fewer values in its choices of colour, the nearest first.
        usual: The usual design in these colours.
        told: What was taken, and how near it came, in sentences.
    """

    space: Space
    usual: Mapping[str, Value]
    told: tuple[str, ...]


def borrowed(
    space: Space,
    usual: Mapping[str, Value],
    held: Mapping[str, Value],
    palette: Palette,
    colours_of: ColoursOf,
    *,
    called: str,
) -> Borrowed:
    """Narrow a design space to a palette.

    Args:
        space: What an engine explores.
        usual: The design that is usual in it.
        held: What was asked for: it stays as it is.
        palette: Where the colours come from.
        colours_of: What each value brings.
        called: What the palette is called, for example ``reference 1``.
    """
    rows: list[Range | Choice] = []
    first, near, far = dict(usual), list[str](), list[str]()
    for row in space:
        ranked = [] if isinstance(row, Range) or row.name in held else _ranked(row, palette, colours_of)
        if len(ranked) < 2:
            rows.append(row)
            continue
        best = ranked[0][0]
        kept = tuple(value for apart, value in ranked if apart <= best + NEAR)
        rows.append(replace(row, values=kept))  # type: ignore[arg-type] # a range is never ranked
        first[row.name] = kept[0]
        (near if best <= FAR else far).append(f"{row.name.replace('_', ' ')} {kept[0].replace('_', ' ')}")
    told = []
    if near:
        told.append(f"Colours of {called}: {', '.join(near)}.")
    if far:
        told.append(f"Nothing that can be had comes near {called} for {', '.join(far)}: the nearest was taken.")
    if not near and not far:
        told.append(f"Nothing here takes a colour of {called}: what has one was asked for otherwise.")
    return Borrowed(Space(tuple(rows)), first, tuple(told))


def _ranked(row: Choice, palette: Palette, colours_of: ColoursOf) -> list[tuple[float, str]]:
    """Return a choice's values by how near their colours come to the palette's; none unless each value is a colour."""
    found = []
    for value in row.values:
        colours = colours_of(row.name, value)
        if not colours:
            return []
        found.append((_apart(colours, palette), value))
    return sorted(found, key=lambda one: one[0])


def _apart(colours: Sequence[Colour], palette: Palette) -> float:
    """Return how far colours lie from a palette's. Of several together it counts as much that the palette's own are among them, the large ones first."""
    between = distance(
        np.stack([one.colour.oklab for one in palette.swatches])[:, None],
        np.stack([one.oklab for one in colours])[None],
    )
    away = float(between.min(axis=0).mean())
    if len(colours) == 1:
        return away
    shares = np.array([one.share for one in palette.swatches])
    missing = float((between.min(axis=1) * shares).sum() / max(float(shares.sum()), 1e-9))
    return (away + missing) / 2
