"""Something that happens at a moment, by physics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from pydantic.dataclasses import dataclass

from rushes.brief.scene.position import Toward
from rushes.brief.scene.quantities import STRICT, Moment

Event = Literal["fall", "shatter", "topple", "pour", "domino", "explosion", "collapse"]

VERBS: Final[Mapping[Event, str]] = {
    "fall": "falls",
    "shatter": "shatters",
    "topple": "topples",
    "pour": "pours",
    "domino": "falls one after the other",
    "explosion": "explodes",
    "collapse": "collapses",
}
"""What is said of a thing that each event happens to."""


def verb_of(event: Event, count: int) -> str:
    """Return what is said of one thing, or of several, that an event happens to: ``falls``, ``fall``."""
    first, _, rest = VERBS[event].partition(" ")
    return f"{first if count == 1 else first.removesuffix('s')} {rest}".strip()


@dataclass(frozen=True, slots=True, config=STRICT)
class Beat:
    """An event and its moment.

    Attributes:
        event: ``fall``: what holds the thing lets go, or it is pushed off what it stands on; ``shatter``: it breaks where it stands; ``topple``: it is pushed over; ``pour``: its pieces run out from above;
            ``domino``: the first of a row is pushed over; ``explosion``: what stands at it is thrown away from it; ``collapse``: what holds it up gives way.
        thing: The name of the thing that it happens to; empty only of an explosion: before what shatters by it, else in the middle of the place.
        at_s: When it begins [s] after the clip's first frame, over all cuts. None where nobody said: a brief that was read has a moment in every beat.
        breaks: Whether what falls or topples breaks where it lands.
        toward: The side that it goes to, as the first shot sees it; None as it falls.
        onto: The name of the thing or the place that it is to land on; empty for wherever it lands.
    """

    event: Event
    thing: str = ""
    at_s: Moment | None = None
    breaks: bool = False
    toward: Toward | None = None
    onto: str = ""
