"""What a thing or a character does of its own: a bus drives, a woman walks. What physics does to it is a beat."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rushes.brief.scene.position import Toward
from rushes.brief.scene.quantities import STRICT, Moment, Speed

ThingDoes = Literal[
    "stand", "drive", "brake", "reverse", "turn", "roll", "slide", "fly", "float", "spin", "swing", "sway"
]
CharacterDoes = Literal[
    "stand", "walk", "run", "sit", "kneel", "lie", "turn", "look", "point", "wave", "crouch", "jump", "dance", "talk",
]  # fmt: skip
Does = Literal[ThingDoes, CharacterDoes]


@dataclass(frozen=True, slots=True, config=STRICT)
class Motion:
    """Something that is done for a while.

    Attributes:
        does: What is done. Things ``stand``, ``drive``, ``brake`` (drive, and come to a stop), ``reverse``, ``turn`` (round a corner), ``roll``, ``slide``,
            ``fly``, ``float``, ``spin``, ``swing`` and ``sway``; characters ``stand``, ``walk``, ``run``, ``sit``, ``kneel``, ``lie``, ``turn`` (round), ``look``,
            ``point``, ``wave``, ``crouch``, ``jump``, ``dance`` and ``talk``.
        at_s: When it begins [s] after the clip's first frame.
        until_s: When it ends [s]; None with the clip, or where the next one begins.
        speed_ms: How fast [m/s], before it brakes if it does; None as is usual.
        toward: The way it goes, or looks, as the first shot sees it; None as the place has it.
        to: The name of a thing or a character that it goes to, or looks at.
    """

    does: Does = "stand"
    at_s: Moment = 0.0
    until_s: Moment | None = None
    speed_ms: Speed | None = None
    toward: Toward | None = None
    to: str = ""


def _spoken(value: object) -> object:
    rows = [value] if isinstance(value, str | dict) else value
    if not isinstance(rows, list | tuple):
        return value
    return [{"does": row.strip().lower()} if isinstance(row, str) else row for row in rows]


Motions = Annotated[
    tuple[Motion, ...], BeforeValidator(_spoken, json_schema_input_type=Does | Motion | tuple[Does | Motion, ...])
]
"""What is done, one after the other; a word alone is one: ``does: walk``."""
