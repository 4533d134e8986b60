"""From a brief's room to the parameters of its style: what was asked is held, the rest is the style's, or explored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rushes.brief.room import Room as AskedRoom
from rushes.engines.lookdev.colour import named_colour
from rushes.engines.lookdev.oklab import distance
from rushes.engines.setdesign.grammar.finishes import finish
from rushes.engines.setdesign.grammar.grow import style
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style
from rushes.errors import BadInputError

_FIELDS: Final[Mapping[str, str]] = {
    "width_m": "width",
    "depth_m": "depth",
    "height_m": "height",
    "seats": "seats",
    "motive": "motive",
    "time": "time",
    "wear": "wear",
    "dressing": "clutter",
}
"""Fields of the brief, and the parameter that a style has for each, where it has one."""

_HOURS: Final = {"dawn": "morning", "late_afternoon": "afternoon"}
"""Times that no style tells apart from these."""

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "sofa": ("upholstery",),
    "chairs": ("upholstery",),
    "floor": ("floor",),
    "bar": ("metal", "wood"),
    "table": ("wood", "metal"),
    "wood": ("wood",),
    "walls": ("walls",),
    "rug": ("rug",),
    "curtains": ("curtains",),
    "somewhere": ("wood", "metal", "floor", "upholstery"),
}
"""Parts of a set in a brief's words, and the parameters of a style that say what they are of, the nearest first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a style is grown with.

    Attributes:
        style: The style's name.
        held: Parameters that somebody asked for.
        told: What was asked and the style can't do, in sentences.
        among: Of those held, each of which the words left several, since they name a material and no colour.
    """

    style: str
    held: Params
    told: tuple[str, ...]
    among: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def asked_of(room: AskedRoom) -> Asked:
    """Return what a brief's room asks of its style.

    A number beyond what the style is made for is an error, since a designer's measure is not to be bent; a word that the
    style has no parameter for is told and left out.

    Raises:
        BadInputError: A number is out of the style's range, or ``room.params`` names what the style has not.
    """
    made = style(room.style)
    held: Params = {}
    told: list[str] = []
    among: dict[str, tuple[str, ...]] = {}
    for asked, name in _FIELDS.items():
        value = getattr(room, asked)
        if value is not None:
            _take(made, name, _HOURS.get(value, value) if isinstance(value, str) else float(value), held, told)
    for part, words in room.materials.items():
        _furnish(made, part, words, held, told, among)
    for name, given in room.params.items():
        row = made.parameter(name)
        if row is None:
            told.append(f"A {made.title.lower()} has no {name}: {given} was left out.")
        else:
            held[name] = _turned(row, given)
            among.pop(name, None)
    whole = {name: made.complete({name: value})[name] for name, value in held.items()}
    return Asked(room.style, whole, tuple(told), among)


def _turned(row: Parameter | Choice, given: float | str) -> float | str:
    """Return a parameter's value: a factor (``x1.25``) or an amount (``+0.5``) is of what is usual, and stays within the range."""
    if isinstance(given, str) and isinstance(row, Parameter) and given[:1] in {"x", "+", "-"}:
        try:
            amount = float(given.removeprefix("x"))
        except ValueError:
            return given
        return row.clamped(row.usual * amount if given[0] == "x" else row.usual + amount)
    return given


def grown_params(style_name: str, values: Mapping[str, float | str]) -> Params:
    """Return explored values as the style takes them: what counts things is whole."""
    made = style(style_name)
    return {name: _whole(made.parameter(name), value) for name, value in values.items()}


def _whole(row: Parameter | Choice | None, value: float | str) -> float | str:
    return row.clamped(float(value)) if isinstance(row, Parameter) else str(value)


def _take(made: Style, name: str, value: float | str, held: Params, told: list[str]) -> None:
    row = made.parameter(name)
    if row is None:
        told.append(f"A {made.title.lower()} has no say over its {name}: {value} was left out.")
    elif isinstance(row, Choice) and value not in row.options:
        told.append(f"A {made.title.lower()} has its {name} as {' or '.join(row.options)}: {value} was left out.")
    else:
        held[name] = value


def _furnish(
    made: Style, part: str, words: str, held: Params, told: list[str], among: dict[str, tuple[str, ...]]
) -> None:
    """Hold the finish that comes nearest to a material's words, in the first parameter of that part that has one."""
    rows = [made.parameter(name) for name in _PARTS.get(part.split(" ", maxsplit=1)[0], ())]
    for row in rows:
        if isinstance(row, Choice) and row.name not in held:
            near = _nearest(row, words)
            if near:
                held[row.name] = near[0]
                if len(near) > 1:
                    among[row.name] = near
                return
    told.append(f"A {made.title.lower()} has no {words} for its {part}: it was left out.")


def _nearest(row: Choice, words: str) -> tuple[str, ...]:
    """Return the option that is of the material named, in the colour nearest to the one named; where no colour is, all that are of it, the usual first."""
    said = words.lower().replace("-", " ").split(" ")
    able = [option for option in row.options if set(option.split("_")[:1]) & set(said) or option in said]
    if not able:
        return ()
    colour = " ".join(word for word in said if word not in {option.split("_")[0] for option in able})
    near = dict(_distances(able, colour))
    if not near:
        return tuple(sorted(able, key=lambda option: option != row.usual))
    return (min(able, key=lambda option: near.get(option, 9.0)),)


def _distances(options: list[str], colour: str) -> Iterator[tuple[str, float]]:
    if not colour:
        return
    try:
        wanted = named_colour(colour).oklab
    except BadInputError:
        return
    from rushes.engines.lookdev.oklab import to_oklab

    for option in options:
        yield option, float(distance(to_oklab(finish(option).colour), wanted))
