"""Where an artist places or removes the face's mesh: ``SHOW/shots/SHOT/keys/track.yaml``, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rushes.errors import BadInputError, StepFailedError
from rushes.show import FrameRange
from rushes.show.document import read_document

Point = tuple[float, float]

FILE: Final = "track.yaml"
POINTS: Final = ("right_eye", "left_eye", "nose", "right_mouth", "left_mouth")
"""The five points, the person's own right and left: middles of the eyes, tip of the nose, corners of the mouth."""

_RANGE = re.compile(r"(\d{1,8})\s*-\s*(\d{1,8})")
_NUMBERS = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?),(-?\d{1,6}(?:\.\d{1,6})?)")
_HOW = "Write, for example, {frame: 1040, right_eye: [812, 401], ...} or {frame: 1041, as: 1040, by: [4, -1]}; see docs/track.md."


@dataclass(frozen=True, slots=True)
class Copied:
    """Another frame's mesh, moved by x and y [px]."""

    frame: int
    by: Point


Place = tuple[Point, ...] | Copied
"""Five points [px from the top left corner, y down], in the order of ``POINTS``; or another frame's mesh."""


@dataclass(frozen=True, slots=True)
class Places:
    """What the artist decided, by frame.

    Attributes:
        place: Where the mesh is placed.
        remove: Where there is none: the frame stays the plate's.
    """

    place: Mapping[int, Place]
    remove: frozenset[int]

    def changed(self, place: Mapping[int, Place], remove: frozenset[int]) -> Places:
        """Return these with newer decisions, each of which takes the place of an older one of its frame."""
        kept = {frame: one for frame, one in self.place.items() if frame not in remove}
        return Places({**kept, **place}, (self.remove - place.keys()) | remove)

    def check(self, frames: FrameRange, path: Path) -> None:
        """Stop at a frame that the shot does not have.

        Raises:
            BadInputError: There is one.
        """
        copied = [one.frame for one in self.place.values() if isinstance(one, Copied)]
        for frame in (*sorted(self.place), *sorted(self.remove), *copied):
            if frame not in frames:
                raise BadInputError(
                    f"{path} speaks of frame {frame}, and the shot has {frames}. Give it the number of a frame of the shot."
                )


def read_places(path: Path) -> Places:
    """Read the artist's file.

    Raises:
        BadInputError: It can't be read, holds a field that has no place there, or says two things of one frame.
    """
    fields = read_document(path)
    if unknown := sorted(fields.keys() - {"place", "remove"}):
        raise BadInputError(f'{path}: "{unknown[0]}" has no place there. There are: place, remove.')
    place: dict[int, Place] = {}
    for entry in _list(fields.get("place"), path, "place"):
        frame, one = _place(entry, path)
        if frame in place:
            raise BadInputError(f"{path} places the mesh in frame {frame} twice. Keep one of them.")
        place[frame] = one
    remove = frozenset(
        number for entry in _list(fields.get("remove"), path, "remove") for number in _numbers(entry, path)
    )
    if both := sorted(place.keys() & remove):
        raise BadInputError(f"{path} both places and removes the mesh in frame {both[0]}. Keep one of them.")
    for frame, one in place.items():
        if isinstance(one, Copied) and isinstance(place.get(one.frame), Copied):
            raise BadInputError(
                f"{path}, frame {frame}: it copies frame {one.frame}, which is a copy itself. Copy the frame that one is copied from."
            )
    return Places(place, remove)


def read_change(place: tuple[str, ...], remove: tuple[str, ...]) -> tuple[dict[int, Place], frozenset[int]]:
    """Read decisions as the command line writes them: ``1040:812,401:901,398:850,460:820,520:885,517``, ``1041=1040:4,-1``, ``1052-1060``.

    Raises:
        BadInputError: One of them is no decision.
    """
    given: dict[int, Place] = {}
    for text in place:
        head, *rest = text.split(":")
        frame, equals, source = head.partition("=")
        pairs = [_NUMBERS.fullmatch(pair) for pair in rest]
        if (
            not frame.isdecimal()
            or not all(pairs)
            or (equals and not source.isdecimal())
            or len(pairs) != (1 if equals else 5)
        ):
            raise BadInputError(
                f'--place is "{text}", but it has to be a frame and five points, 1040:X,Y:X,Y:X,Y:X,Y:X,Y, or a frame and the one it is copied '
                "from with a move, 1041=1040:X,Y."
            )
        points = tuple((float(pair[1]), float(pair[2])) for pair in pairs if pair)
        given[int(frame)] = Copied(int(source), points[0]) if equals else points
    gone = frozenset(
        number for text in remove for number in _numbers(int(text) if text.isdecimal() else text, Path("--remove"))
    )
    if both := sorted(given.keys() & gone):
        raise BadInputError(f"Frame {both[0]} is both placed and removed. Keep one of them.")
    return given, gone


def write_places(path: Path, places: Places) -> None:
    """Write the file beside and rename it. Comments that were in it are lost.

    Raises:
        StepFailedError: The folder can't be written.
    """
    lines = ["# Where the mesh of the performer's face is placed or removed by hand (docs/track.md).", "place:"]
    lines += [f"  - {_entry(frame, places.place[frame])}" for frame in sorted(places.place)]
    lines += ["remove:", *(f"  - {frame}" for frame in sorted(places.remove))]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_text("\n".join([*lines, ""]), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise StepFailedError(f"{path} can't be written ({error.strerror}). Check the folder's permissions.") from error


def _entry(frame: int, one: Place) -> str:
    if isinstance(one, Copied):
        return f"{{frame: {frame}, as: {one.frame}, by: [{one.by[0]:g}, {one.by[1]:g}]}}"
    points = ", ".join(f"{name}: [{x:g}, {y:g}]" for name, (x, y) in zip(POINTS, one, strict=True))
    return f"{{frame: {frame}, {points}}}"


def _list(value: object, path: Path, name: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadInputError(f"{path}: {name} has to be a list, one frame a line. {_HOW}")
    return value


def _place(entry: object, path: Path) -> tuple[int, Place]:
    if not isinstance(entry, dict) or not _is_whole(entry.get("frame")):
        raise BadInputError(f"{path}: a line of place has no frame. {_HOW}")
    frame = int(entry["frame"])
    where = f"{path}, frame {frame}"
    given = entry.keys() - {"frame"}
    if given and given <= {"as", "by"}:
        if not _is_whole(entry.get("as")) or entry["as"] == frame:
            raise BadInputError(f"{where}: as has to be the number of another frame. {_HOW}")
        return frame, Copied(int(entry["as"]), _point(entry.get("by", [0, 0]), where, "by"))
    if given != set(POINTS):
        wrong = sorted(given - set(POINTS)) or sorted(set(POINTS) - given)
        raise BadInputError(
            f'{where}: five points place a mesh, and "{wrong[0]}" is {"none of them" if given - set(POINTS) else "missing"}. {_HOW}'
        )
    points = tuple(_point(entry[name], where, name) for name in POINTS)
    _check_face(points, where)
    return frame, points


def _point(value: object, where: str, name: str) -> Point:
    if isinstance(value, list) and len(value) == 2 and all(_is_number(one) for one in value):
        return float(value[0]), float(value[1])
    raise BadInputError(f"{where}: {name} has to be [x, y] in pixels from the top left corner. {_HOW}")


def _check_face(points: tuple[Point, ...], where: str) -> None:
    """Stop at five points that are no face's, however it is turned in the picture's plane."""
    right, left, _, mouth_right, mouth_left = points
    across = (left[0] - right[0], left[1] - right[1])
    down = tuple((mouth_right[i] + mouth_left[i]) / 2 - (right[i] + left[i]) / 2 for i in (0, 1))
    if across[0] * down[1] - across[1] * down[0] <= 0 or mouth_right == mouth_left:
        raise BadInputError(
            f"{where}: these five points are no face's. Right and left are the person's own: in a head that stands upright the right eye is left "
            "in the picture, and the mouth is below."
        )


def _numbers(entry: object, path: Path) -> Iterator[int]:
    stretch = _RANGE.fullmatch(entry.strip()) if isinstance(entry, str) else None
    if stretch and int(stretch[1]) <= int(stretch[2]) <= int(stretch[1]) + 100_000:
        yield from range(int(stretch[1]), int(stretch[2]) + 1)
    elif _is_whole(entry):
        yield int(str(entry))
    else:
        raise BadInputError(f'{path}: "{entry}" is no frame to remove the mesh in. Write 1052, or 1052-1060.')


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**6
