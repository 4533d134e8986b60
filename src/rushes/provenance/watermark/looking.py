"""Looking for a mark in a file: which frames are looked at, what speaks for a mark, and when that is enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.apart import apart, each_apart
from rushes.media.movie import count_frames, movie_rate, sampled_frames, sought_frames
from rushes.media.picture import read_picture
from rushes.provenance.watermark.pattern import LINES
from rushes.provenance.watermark.payload import ID_BITS, mark_text
from rushes.provenance.watermark.reading import GRIDS, Grid, Reading, flattened, read, read_at

KNOWN: Final = 7.5
"""What has to speak for a mark that is looked for, in standard deviations."""

UNKNOWN: Final = 10.5
"""What has to speak for any mark whose check fits."""

MOST_FRAMES: Final = 96
"""Of a movie so many frames are looked at, spread over it."""

TOGETHER: Final = 8
"""So many of them are read as one: what they say adds up."""

SEARCHED: Final = 4
"""In so many of these the tiles are looked for at every size, where one alone shows none."""

READ_THROUGH: Final = 2000
"""A movie with more frames is not read through; what is looked at is sought."""

_STILLS: Final = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})
_LINEAR: Final = frozenset({".exr", ".dpx"})
_TALLEST: Final = 720

Frame = tuple[int, NDArray[np.float32]]
"""Which frame it is, from 0, and its luma without what is of the picture itself."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A mark that was read.

    Attributes:
        mark: The number, as ``mark_of`` gives it.
        first, last: The first and the last frame in which it was read, from 0.
        frames: In how many it was.
        certainty: What speaks for it at its clearest, in standard deviations of a picture without it.
        size: How large the picture's tiles are against a whole picture's: 1.11 when a tenth was cut away.
    """

    mark: int
    first: int
    last: int
    frames: int
    certainty: float
    size: float

    def to_json(self) -> dict[str, Any]:
        """Return it as ``rushes identify --json`` prints it."""
        return {
            "mark": mark_text(self.mark),
            "first": self.first,
            "last": self.last,
            "frames": self.frames,
            "certainty": round(self.certainty, 1),
            "size": round(self.size, 3),
        }


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking.

    Attributes:
        sightings: Every mark that was read, the first seen first.
        looked_at: How many frames were looked at.
        frames: How many there are, 1 for a still; None in a long movie.
        rate: A movie's frames per second, None for a still or where it does not say.
        clearest: What spoke most for any mark where none was read, in standard deviations.
        chance: The probability that a file without a mark would have shown one, at most.
    """

    sightings: tuple[Sighting, ...]
    looked_at: int
    frames: int | None
    rate: float | None
    clearest: float
    chance: float


@dataclass(frozen=True, slots=True)
class _Seen:
    mark: int
    grid: Grid
    certainty: float


def look(
    path: Path, known: Sequence[int] = (), *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Look:
    """Look for marks in a movie or a still.

    The time is bounded: at most 96 frames, eight at a time.

    Args:
        path: The file: what PyAV decodes, or a PNG, JPEG or TIFF.
        known: Marks that are looked for: one of them is found where it is too weak to be read unasked.
        progress: Called with frames done and their number.

    Raises:
        BadInputError: It can't be read, or holds scene-linear pictures, which are never marked.
    """
    total, rate = _length(path)
    if path.suffix.lower() in _LINEAR:
        raise BadInputError(
            f"{path} holds scene-linear light, which is never marked: its seal lies beside it. Ask `rushes verify` of it."
        )
    wanted = min(total, MOST_FRAMES)
    seen: list[tuple[tuple[int, ...], _Seen]] = []
    done, clearest = 0, 0.0
    last: _Seen | None = None
    for group in _groups(_frames(path, total)):
        found, best = _look_at(group, known, last)
        clearest = max(clearest, best)
        if found is not None:
            last = found
            seen.append((tuple(number for number, _ in group), found))
        done += len(group)
        progress(done, max(wanted, done))
    readings = (math.ceil(done / TOGETHER) * 2) * (GRIDS + 1)
    return Look(
        _sightings(seen),
        done,
        total if total <= READ_THROUGH else None,
        rate,
        clearest,
        chance_of(readings, len(known)),
    )


def chance_of(readings: int, known: int) -> float:
    """Return the probability that unmarked pictures show a mark in so many readings, at most.

    The signs of the chips are drawn without regard to any picture, so that whatever the picture is, their sum over its
    coefficients is above ``t`` standard deviations with a probability of at most ``exp(-t * t / 2)`` (Hoeffding,
    "Probability inequalities for sums of bounded random variables", 1963). There are ``2 ** 48`` marks whose check
    fits, and ``known`` that are looked for.
    """
    unasked = 2.0**ID_BITS * math.exp(-(UNKNOWN**2) / 2.0)
    asked = known * math.exp(-(KNOWN**2) / 2.0)
    return min(1.0, readings * (unasked + asked))


def _look_at(group: Sequence[Frame], known: Sequence[int], last: _Seen | None) -> tuple[_Seen | None, float]:
    """Look at frames that lie near each other: with tiles as large as before, then with any that one of them, or several, show."""
    flats = [flat for _, flat in group if flat.shape == group[0][1].shape]
    tries: list[Callable[[], Iterable[Reading]]] = [lambda: read(flats, 1)]
    if last is not None:
        grid = last.grid
        tries.insert(0, lambda: [read_at(flats, grid)])
    if len(flats) > 1:
        tries.append(lambda: read(flats, SEARCHED))
    clearest = 0.0
    for attempt in tries:
        for reading in attempt():
            seen, best = _judged(reading, known)
            clearest = max(clearest, best)
            if seen is not None:
                return seen, clearest
    return None, clearest


def _judged(reading: Reading, known: Sequence[int]) -> tuple[_Seen | None, float]:
    """Return the mark of a reading if enough speaks for it, and what spoke most for any."""
    told = reading.mark()
    best = 0.0
    for mark, enough in ((told, UNKNOWN), *((mark, KNOWN) for mark in known)):
        if mark is None:
            continue
        certainty = reading.certainty(mark)
        best = max(best, certainty)
        if certainty >= enough:
            return _Seen(mark, reading.grid, certainty), best
    return None, best


def _sightings(seen: Sequence[tuple[tuple[int, ...], _Seen]]) -> tuple[Sighting, ...]:
    marks = dict.fromkeys(one.mark for _, one in seen)
    found = []
    for mark in marks:
        mine = [(numbers, one) for numbers, one in seen if one.mark == mark]
        numbers = [number for group, _ in mine for number in group]
        best = max((one for _, one in mine), key=lambda one: one.certainty)
        found.append(Sighting(mark, min(numbers), max(numbers), len(numbers), best.certainty, best.grid.size))
    return tuple(found)


def _length(path: Path) -> tuple[int, float | None]:
    if path.suffix.lower() in _STILLS | _LINEAR:
        return 1, None
    rate = apart(movie_rate, path)
    return apart(count_frames, path, READ_THROUGH + 1), None if rate is None else float(rate)


def _frames(path: Path, total: int) -> Iterator[Frame]:
    if path.suffix.lower() in _STILLS:
        yield 0, _flat(apart(read_picture, path).pixels * np.float32(255.0))
        return
    if total > READ_THROUGH:
        taken: Iterable[tuple[int, NDArray[Any]]] = each_apart(
            sought_frames, path, np.linspace(0, 1, MOST_FRAMES).tolist()
        )
    else:
        taken = each_apart(sampled_frames, path, max(1, math.ceil(total / MOST_FRAMES)))
    for number, pixels in taken:
        yield number, _flat(pixels.astype(np.float32))


def _groups(frames: Iterator[Frame]) -> Iterator[tuple[Frame, ...]]:
    while group := tuple(islice(frames, TOGETHER)):
        yield group


def _flat(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a picture's luma without what is of itself; one that is larger than needed is made smaller first."""
    from PIL import Image

    luma = pixels @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    height, width = luma.shape
    if height > _TALLEST:
        size = (round(width * LINES / height), LINES)
        luma = np.asarray(Image.fromarray(luma).resize(size, Image.Resampling.LANCZOS), np.float32)
    return flattened(luma)
