"""Where something stands in a scene: in metres, by a part of the picture, or by another thing."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rushes.brief.scene.quantities import STRICT, Coordinate, Turn

Zone = Literal["centre", "left", "right", "foreground", "background"]
Relation = Literal[
    "on", "under", "above", "inside", "beside", "before", "behind", "left_of", "right_of", "around", "against", "hanging",
]  # fmt: skip
Toward = Literal["left", "right", "camera", "away", "up", "down"]


@dataclass(frozen=True, slots=True, config=STRICT)
class Position:
    """Where something stands; what is left open is found by the engine, so that nothing stands in anything else.

    Coordinates are metres: x to the right and y away from the first shot's camera, z up; 0, 0, 0 is the ground in the middle of the place.

    Attributes:
        at_m: The middle of its foot: x, y, z [m].
        zone: A part of the first shot's picture.
        relation: How it stands to ``of``; ``hanging`` alone is hung from the ceiling, from a cable where there is none, or from ``of``.
        of: The name of a thing or a character.
        facing: The way its front looks; None the camera.
        turned_deg: Turned by so much from that [deg], counter-clockwise as seen from above.
    """

    at_m: tuple[Coordinate, Coordinate, Coordinate] | None = None
    zone: Zone | None = None
    relation: Relation | None = None
    of: str = ""
    facing: Toward | None = None
    turned_deg: Turn = 0.0


_ZONES: Final = frozenset(get_args(Zone))
_RELATIONS: Final = tuple(sorted(get_args(Relation), key=len, reverse=True))


def _spoken(value: object) -> object:
    """Read ``left``, ``on table``, ``hanging`` and ``[1.5, 4]`` as a position."""
    if isinstance(value, list | tuple) and len(value) in {2, 3}:
        return {"at_m": (*value, 0.0)[:3]}
    if not isinstance(value, str):
        return value
    text = " ".join(value.lower().split())
    if text in _ZONES:
        return {"zone": text}
    for relation in _RELATIONS:
        for spelt in (relation, relation.replace("_", " ")):
            if text == spelt or text.startswith(f"{spelt} "):
                return {"relation": relation, "of": " ".join(value.split())[len(spelt) :].strip()}
    raise ValueError(
        f'"{value}" is no place. Write one of {", ".join(get_args(Zone))}, or on, under, beside, behind ... and a name, or [x, y] in metres'
    )


SpokenPosition = Annotated[
    Position, BeforeValidator(_spoken, json_schema_input_type=Position | str | tuple[Coordinate, ...])
]
"""A position, or what says it in a word or two: ``where: left``, ``where: on table``, ``where: [1.5, 4]``."""
