"""What is heard besides contacts and speech: beds that lie under a clip, and effects that are asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rushes.brief.scene.quantities import STRICT, Moment

Bed = Literal["wind", "rain", "room_tone", "traffic", "sea", "birds", "crowd", "fire", "night"]
EffectKind = Literal[
    "thunder", "bell", "horn", "siren", "whistle", "footsteps", "engine", "tyres", "knock", "creak", "whoosh", "boom"
]
Level = Literal["quiet", "usual", "loud"]


@dataclass(frozen=True, slots=True, config=STRICT)
class Effect:
    """A sound that is asked for beside those that contacts make.

    Attributes:
        kind: What is heard.
        at_s: When it begins [s] after the clip's first frame; None where what makes it does, or at the start.
        of: The name of the thing or character that it comes from; empty for off screen.
        level: How loud, beside the rest.
    """

    kind: EffectKind
    at_s: Moment | None = None
    of: str = ""
    level: Level = "usual"


def _spoken(value: object) -> object:
    return {"kind": value.strip().lower()} if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, config=STRICT)
class Sound:
    """What is heard.

    Attributes:
        beds: What lies under the whole clip. None as place and weather have it; an empty list is none.
        effects: What is asked for besides.
        contacts: Whether what hits, breaks and rolls is heard.
        silent: Whether nothing at all is heard.
    """

    beds: tuple[Bed, ...] | None = None
    effects: tuple[Annotated[Effect, BeforeValidator(_spoken, json_schema_input_type=Effect | EffectKind)], ...] = ()
    contacts: bool = True
    silent: bool = False
