"""The parts of a scene as a brief's YAML holds them: how each is read, and what it has to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from rushes.brief.scene.beat import Beat
from rushes.brief.scene.character import Character
from rushes.brief.scene.place import Place
from rushes.brief.scene.scene import Scene
from rushes.brief.scene.shot import Shot
from rushes.brief.scene.sound import Sound
from rushes.brief.scene.speech import Line
from rushes.brief.scene.thing import KINDS, Matter, Thing

SECTION: Final = "clip"
"""The part of a brief that holds its scene."""

_PLAIN: Final = frozenset({"time_of_day", "weather", "wind_ms", "wind_from", "aspect"})
"""Fields that hold one value; all others are shapes."""

ScenePart = (
    Place | Sound | tuple[Thing, ...] | tuple[Character, ...] | tuple[Shot, ...] | tuple[Beat, ...] | tuple[Line, ...]
)

SHAPES: Final[Mapping[str, Any]] = {
    f"{SECTION}.{name}": hint
    for name, hint in get_type_hints(Scene, include_extras=True).items()
    if name not in _PLAIN and not name.startswith("_")
}
"""Fields of a clip's brief that hold more than one value, by their dotted names."""

DEMANDS: Final[Mapping[str, str]] = {
    "clip.place": "a place: street, square, interior, desert, coast, rooftop or studio; or for example {kind: interior, style: diner}",
    "clip.things": "a list of things, for example [{kind: bus, colour: red, where: left, does: brake}]",
    "clip.characters": "a list of people without a name, for example [{name: woman, clothes: [coat], does: walk}]",
    "clip.shots": "a list of shots, for example [{seconds: 4, camera: {move: push_in, lens_mm: 35}}]",
    "clip.beats": "a list of events, for example [{event: fall, thing: chandelier, at_s: 2}]",
    "clip.sound": "what is heard, for example {beds: [rain, traffic], effects: [{kind: horn, at_s: 1}]}",
    "clip.speech": 'a list of lines, for example [{who: woman, text: "Look out!", at_s: 1}]',
}

_LISTS: Final = frozenset({"clip.things", "clip.characters", "clip.shots", "clip.beats", "clip.speech"})

_BOUNDS: Final = {"greater_than_equal": "at least", "less_than_equal": "at most"}

SHOWN: Final = 12
"""So many words of a list are shown in an error; of longer ones the nearest is."""


@lru_cache(maxsize=len(DEMANDS))
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(SHAPES[name])


def read_part(name: str, value: object) -> Any:  # noqa: ANN401 - any part of a scene
    """Return what a field of ``SHAPES`` holds.

    Args:
        name: The dotted field.
        value: As YAML gives it; of a list one entry alone may stand there.

    Raises:
        ValueError: It is none; the message says what it has to be, and what is wrong.
    """
    if name in _LISTS and isinstance(value, Mapping):
        value = [value]
    try:
        return _adapter(name).validate_python(value)
    except ValidationError as error:
        raise ValueError(f"{DEMANDS[name]} ({_fault(error)})") from error


def _fault(error: ValidationError) -> str:
    """Return the first fault in words: where, and what; entries of a list count from 1."""
    first = error.errors()[0]
    place = " ".join(_spoken(part) for part in first["loc"])
    given, kind = first.get("input"), first["type"]
    if kind == "literal_error":
        said = _none_of(str(given), _choices(str(first["loc"][-1]), first))
    elif kind in {"unexpected_keyword_argument", "extra_forbidden"}:
        return f"{place.rpartition(' ')[2]} is no field there"
    elif kind in {"missing", "missing_argument"}:
        said = "is missing"
    elif kind in _BOUNDS:
        given = f"{given:g}" if isinstance(given, float) else given
        return f"{place} is {given}, and has to be {_BOUNDS[kind]} {next(iter(first['ctx'].values())):g}"
    else:
        said = first["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return f"{place}: {said}" if place else said


def _spoken(part: int | str) -> str:
    return f"number {part + 1}" if isinstance(part, int) else part


def _choices(field: str, fault: Any) -> Sequence[str]:  # noqa: ANN401 - pydantic's own record
    if field == "kind" and "skyscraper" in str(fault["ctx"]["expected"]):
        return KINDS
    if field == "material":
        return get_args(Matter)
    return [word.strip(" '") for word in str(fault["ctx"]["expected"]).replace(" or ", ", ").split(",")]


def _none_of(given: str, choices: Sequence[str]) -> str:
    if len(choices) <= SHOWN:
        return f'"{given}" is none of {", ".join(choices)}'
    from rapidfuzz import process

    near = [found[0] for found in process.extract(given, choices, limit=3, score_cutoff=50)]
    hint = f"; near it {'is' if len(near) == 1 else 'are'} {', '.join(near)}" if near else ""
    return f'"{given}" is none of the {len(choices)} that are known{hint}'
