"""A shot's camera from what was said of it; what contradicts itself is told with both words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from rushes.brief.scene.camera import Camera
from rushes.brief.scene.reading import read_part
from rushes.brief.script.script import Take
from rushes.brief.words import Said
from rushes.errors import BadInputError

_FIELDS: Final = {"pace": "pace", "framing": "framing", "lens": "lens_mm", "high": "height_m", "far": "distance_m", "speed": "speed_ms", "way": "toward"}  # fmt: skip
_SPOKEN: Final = {"move": "move", "framing": "size of shot", "lens": "lens", "high": "height", "far": "distance", "speed": "speed", "way": "way", "pace": "pace"}  # fmt: skip
_UNITS: Final = {"lens": " mm", "high": " m", "far": " m", "speed": " m/s"}


def camera_of(take: Take, number: int, where: str) -> Camera:
    """Return what a shot is taken with.

    Args:
        take: What was said of it.
        number: Which shot it is, counted from 1.
        where: What errors call the brief.

    Raises:
        BadInputError: Two moves, sizes or lenses are asked of one shot, or a value is out of bounds.
    """
    said = [each for each in take.said if each.field in {"move", "hand", *_FIELDS}]
    move = _one("move", said, number, where)
    hand = [each for each in said if each.field == "hand"]
    row: dict[str, Any] = {"move": move.value if move else "handheld" if hand else "lock_off"}
    if move and hand:
        if move.value == "lock_off":
            raise BadInputError(
                f'{where}: shot {number} is to be locked off ("{move.words}") and handheld ("{hand[0].words}"). Keep one of them.'
            )
        row["handheld"] = True
    for name, field in _FIELDS.items():
        if (found := _one(name, said, number, where)) is not None:
            row[field] = found.value
    _tidy(row)
    if take.subject is not None:
        row["subject"] = take.subject.name
    return _read(row, said, number, where)


def _one(name: str, said: Sequence[Said], number: int, where: str) -> Said | None:
    found = [each for each in said if each.field == name]
    other = next((each for each in found if each.value != found[0].value), None)
    if other is not None:
        unit = _UNITS.get(name, "")
        one, two = (f'{_plain(each.value)}{unit} ("{each.words}")' for each in (found[0], other))
        what = {"lens": "lenses", "framing": "sizes"}.get(name, f"{_SPOKEN[name]}s")
        raise BadInputError(
            f'{where}: shot {number} would have two {what}: {one} and {two}. Keep one of them, or write "cut to" between them.'
        )
    return found[0] if found else None


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def _tidy(row: dict[str, Any]) -> None:
    """Leave out what says nothing: a pace of a camera that stands, a way of a move that has none."""
    if row["move"] in {"lock_off", "handheld"}:
        row.pop("pace", None)
    if row["move"] == "tilt" and "toward" not in row:
        row["toward"] = None


def _read(row: dict[str, Any], said: Sequence[Said], number: int, where: str) -> Camera:
    try:
        shots = read_part("clip.shots", {"camera": row})
    except ValueError as error:
        fault = str(error).rpartition(" (")[2].removesuffix(")").removeprefix("number 1 camera ")
        words = ", ".join(dict.fromkeys(each.words for each in said))
        raise BadInputError(
            f'{where}: shot {number} ("{words}") can\'t be taken so: {fault}. Say it in other numbers.'
        ) from error
    camera: Camera = shots[0].camera
    return camera
