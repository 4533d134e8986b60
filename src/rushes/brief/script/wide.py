"""What words say of a scene as a whole: its light and weather, its place, the picture's shape, and how long it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from rushes.brief.scene.place import Place
from rushes.brief.scene.reading import read_part
from rushes.brief.script.script import Script
from rushes.brief.settle import time_of_day
from rushes.brief.words import Said
from rushes.errors import BadInputError
from rushes.show import rate_text

_NAMES: Final = {
    "light.time_of_day": "clip.time_of_day", "light.weather": "clip.weather", "light.wind_ms": "clip.wind_ms", "light.wind_from": "clip.wind_from",
    "aspect": "clip.aspect", "quality": "quality", "clip.frames": "frames",
}  # fmt: skip
"""Fields of the vocabulary, and of a brief."""

_OF_A_PLACE: Final = ("place", "style", "room", "room.wide", "room.deep", "room.high")

_HALLS: Final = frozenset({"warehouse", "church", "shop", "tent", "house", "hut"})
"""Buildings that a clip plays in, when it plays inside and names no room."""

_NEAR: Final = Fraction(1, 100)
"""How far a rate that is said may be from the show's [frames/s]: 23.98 is 24000/1001."""


def wide_words(script: Script, rate: Fraction) -> tuple[list[Said], tuple[str, ...]]:
    """Return what was said of the scene as a whole, by field of a brief; and the words that no clip can do.

    Args:
        script: What was read.
        rate: The show's frames per second, which turns seconds into frames.

    Raises:
        BadInputError: Another rate than the show's is asked for.
    """
    found: list[Said] = []
    unsaid: list[str] = []
    for each in script.said:
        if each.field in _NAMES:
            found.append(replace(each, field=_NAMES[each.field]))
        elif each.field == "light.hour" and isinstance(each.value, float):
            found.append(replace(each, field="clip.time_of_day", value=time_of_day(each.value)))
        elif each.field == "clip.seconds" and isinstance(each.value, float):
            found.append(replace(each, field="frames", value=float(round(Fraction(str(each.value)) * rate))))
        elif each.field == "rate":
            _check_rate(each, rate)
        elif each.field not in {*_OF_A_PLACE, "silent"}:
            unsaid.append(each.words)
    return found, tuple(dict.fromkeys(unsaid))


def _check_rate(said: Said, rate: Fraction) -> None:
    asked: Any = said.value
    if abs(Fraction(str(asked)) - rate) > _NEAR:
        raise BadInputError(
            f'The text says {asked:g} frames a second ("{said.words}"), and the show has {rate_text(rate)}. Make it in a show of that rate, or leave it out.'
        )


def place_of(script: Script, where: str) -> Place | None:
    """Return the place that words name; None where they name none.

    Raises:
        BadInputError: They name two.
    """
    said = [each for each in script.said if each.field in _OF_A_PLACE]
    if not said:
        return None
    kinds = list(_kinds(said))
    for one, other in zip(kinds, kinds[1:], strict=False):
        if one.value != other.value:
            raise BadInputError(
                f'{where}: a clip plays in one place, and the text names {one.value} ("{one.words}") and {other.value} ("{other.words}"). Keep one of them, or '
                "make two clips."
            )
    row: dict[str, object] = {"kind": str(kinds[0].value) if kinds else "interior"}
    for name, field in (
        ("style", "style"),
        ("room", "words"),
        ("room.wide", "width_m"),
        ("room.deep", "depth_m"),
        ("room.high", "height_m"),
    ):
        found = [each for each in said if each.field == name and each.value != "street"]
        if found:
            row[field] = found[0].value
    try:
        place: Place = read_part("clip.place", row)
    except ValueError as error:
        raise BadInputError(
            f'{where}: "{", ".join(each.words for each in said)}" is no place that can be made: {error}.'
        ) from error
    return place


def _kinds(said: Sequence[Said]) -> Iterator[Said]:
    """Yield the kinds of place; the style of set that is a street is one."""
    streets = {each.words for each in said if each.field == "style" and each.value == "street"}
    for each in said:
        if each.field == "place":
            yield replace(each, value="street") if each.words in streets else each


def house(script: Script) -> None:
    """Take a building for the room that a clip plays in, where its place is an interior: "interior, a warehouse, night"."""
    inside = any(each.field == "place" and each.value == "interior" for each in script.said)
    if not inside or any(each.field in {"style", "room"} for each in script.said):
        return
    for draft in script.drafts:
        is_met = any(draft in {act.whom, act.to} for act in script.acts) or any(
            one.of is draft for one in script.drafts
        )
        if draft.kind in _HALLS and not draft.relation and not is_met:
            script.drafts.remove(draft)
            script.said.append(Said("room", draft.kind, draft.words[0]))
            return


def place_words(script: Script) -> tuple[str, ...]:
    """Return the words that a place was read from."""
    return tuple(dict.fromkeys(each.words for each in script.said if each.field in _OF_A_PLACE))
