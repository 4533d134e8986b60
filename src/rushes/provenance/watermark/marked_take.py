"""Marking a take: its review movies, before they are inspected and sealed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of_file
from rushes.engines import Take
from rushes.errors import StepFailedError
from rushes.media.clip import SLATE_FRAMES
from rushes.media.movie import frame_identities, movie_size, write_with_luma
from rushes.provenance.watermark.marking import SMALLEST_LINES, change_of
from rushes.provenance.watermark.payload import mark_of
from rushes.studio import spoken_errors, write_atomically
from rushes.untrusted import parsed

Bytes = NDArray[np.uint8]

_BLACK: Final = 16.0
_RANGE: Final = 219.0
"""Coded luma: 16 is black, 235 is white."""


def marked_take(take: Take) -> Take:
    """Lay the take's mark over its review movies, but for the slate, and name their frames anew.

    Args:
        take: A take that is put together and not sealed yet.

    Returns:
        The take with its files as they are now, and with the marked ones in ``marked``. A movie of fewer than 180 lines is
        too small and stays as it is.

    Raises:
        BadInputError: A movie can't be read, or the disk is full.
    """
    mark = mark_of(take.to_json())
    movies = [file.path for file in take.files if file.role == "review" and file.path.endswith(".mp4")]
    movies = [path for path in movies if movie_size(take.folder / path)[1] >= SMALLEST_LINES]
    changed = set(movies)
    with spoken_errors(take.folder):
        for path in movies:
            _mark(take.folder / path, mark)
            table = f"{path.removesuffix('.mp4')}_frames.json"
            if any(file.path == table for file in take.files):
                _name_frames(take.folder / table, take.folder / path)
                changed.add(table)
    files = tuple(
        replace(file, sha256=sha256_of_file(take.folder / file.path)) if file.path in changed else file
        for file in take.files
    )
    return replace(take, files=files, marked=tuple(movies))


def _mark(movie: Path, mark: int) -> None:
    def laid(frame: int, coded: Bytes) -> Bytes:
        if frame < SLATE_FRAMES:
            return coded
        luma = (coded.astype(np.float32) - np.float32(_BLACK)) * np.float32(255.0 / _RANGE)
        change = change_of(luma, mark) * np.float32(_RANGE / 255.0)
        return np.clip(np.rint(coded + change), _BLACK, _BLACK + _RANGE).astype(np.uint8)

    part = movie.with_name(f"{movie.name}.part")
    write_with_luma(movie, part, laid)
    part.replace(movie)


def _name_frames(table: Path, movie: Path) -> None:
    """Write the hashes of the frames as they are now into the table that names them."""
    record = parsed(table.read_bytes())
    columns, found = record["columns"], frame_identities(movie)
    at = columns.index("sha256")
    if len(found) != len(record["frames"]):
        raise StepFailedError(
            f"{movie.name} holds {len(found)} frames and {table.name} names {len(record['frames'])}. Make the take again."
        )
    for row, frame in zip(record["frames"], found, strict=True):
        row[at] = frame.sha256
    write_atomically(table, json.dumps(record, indent=1))
