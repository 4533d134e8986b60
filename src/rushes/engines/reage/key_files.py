"""Painted keys on disk: what is written for an artist, and what is read back of it.

``SHOW/shots/SHOT/keys/`` holds for each key frame ``key.1001.exr`` (to be painted: half float, scene-linear ACEScg, the frame's own size), the same as
``key.1001.png`` for programs that paint what is shown (16 bit, sRGB), and ``layers.1001.exr`` with plate, matte and regions. ``keys.json`` remembers the hashes
of what was written: a file that is another by now was painted. Of the two, the EXR goes first when both were.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of_file
from rushes.errors import BadInputError, StepFailedError
from rushes.media.colour import for_display
from rushes.media.exr import write_exr, write_picture
from rushes.media.picture import read_picture
from rushes.media.plate import to_light
from rushes.show import FrameRange
from rushes.untrusted import parsed

Halves = NDArray[np.float16]
Floats = NDArray[np.float32]

MANIFEST: Final = "keys.json"
MOST: Final = 8
"""Keys that are proposed at most: more is painting the shot by hand."""

_NAME = re.compile(r"key\.(\d{3,8})\.(exr|png)")
_CODES = 65535


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One painted key: its frame, and the file that holds it."""

    frame: int
    path: Path


def painted(folder: Path) -> tuple[KeyFile, ...]:
    """Return the keys of a folder that somebody painted, by frame: whose file is no longer what was written.

    A file of whose writing nothing is known was brought by somebody, and counts.

    Raises:
        BadInputError: The folder's record can't be read.
    """
    written = _record(folder).get("written", {})
    found: dict[int, dict[str, Path]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = _NAME.fullmatch(path.name)
        if name and written.get(path.name) != sha256_of_file(path):
            found.setdefault(int(name[1]), {})[name[2]] = path
    return tuple(KeyFile(frame, kinds.get("exr") or kinds["png"]) for frame, kinds in sorted(found.items()))


def read_key(key: KeyFile, plate: Halves, frames: FrameRange) -> Halves:
    """Return a painted key as the frame it stands for, shape [h, w, 3], half float: an EXR's own bits.

    Of a PNG what was painted is what differs from the PNG that was written; all else is the plate with what had been proposed.

    Args:
        key: Which.
        plate: The plate of its frame.
        frames: The shot's.

    Raises:
        BadInputError: It is of another frame or another size, or can't be read.
    """
    if key.frame not in frames:
        raise BadInputError(
            f"The key {key.path} is of frame {key.frame}, and the shot has {frames}. Give it the number of the frame that was painted."
        )
    if key.path.suffix == ".exr":
        from rushes.media.exr import read_exr

        channels = read_exr(key.path).channels
        if not {"R", "G", "B"} <= set(channels):
            raise BadInputError(
                f"The key {key.path} has no R, G and B. Save the painted picture as R, G, B in half float."
            )
        picture = np.stack([channels[band] for band in "RGB"], axis=-1).astype(np.float16)
        _check(key, picture.shape, plate.shape)
    else:
        before = key.path.with_name(f".{key.path.stem}.written.png")
        code = read_picture(key.path)
        _check(key, code.pixels.shape, plate.shape)
        start = _started(key, plate)
        picture = np.asarray(to_light(code), np.float16)
        if before.is_file():
            same = (read_picture(before).pixels == code.pixels).all(axis=2, keepdims=True)
            picture = np.where(same, start, picture)
    if not np.isfinite(picture).all():
        raise BadInputError(f"The key {key.path} holds pixels that are no numbers (NaN or infinite). Paint them over.")
    return picture


def _started(key: KeyFile, plate: Halves) -> Halves:
    """Return what the PNG was written from: the EXR beside it, or the plate."""
    beside = key.path.with_suffix(".exr")
    if not beside.is_file():
        return plate
    from rushes.media.exr import read_exr

    channels = read_exr(beside).channels
    return np.stack([channels[band] for band in "RGB"], axis=-1).astype(np.float16)


def _check(key: KeyFile, shape: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if shape[:2] != wanted[:2]:
        raise BadInputError(
            f"The key {key.path} is {shape[1]}x{shape[0]}, and the plate is {wanted[1]}x{wanted[0]}. Paint it at the plate's own size."
        )


def write_key(
    folder: Path,
    frame: int,
    start: Halves,
    layers: Mapping[str, NDArray[Any]],
    *,
    rate: Fraction,
) -> bool:
    """Write what an artist is to paint; a key that was painted already is left alone.

    Args:
        folder: ``SHOW/shots/SHOT/keys``.
        frame: Its number.
        start: The picture to begin from, shape [h, w, 3].
        layers: Planes for ``layers.####.exr``.
        rate: Frames per second.

    Returns:
        Whether it was written.

    Raises:
        StepFailedError: The folder can't be written.
    """
    if any(key.frame == frame for key in painted(folder)):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    exr = folder / f"key.{frame:04d}.exr"
    write_picture(exr, start, frame=frame, rate=rate)
    write_exr(folder / f"layers.{frame:04d}.exr", layers, frame=frame, rate=rate)
    png = folder / f"key.{frame:04d}.png"
    code = np.round(np.clip(for_display(start.astype(np.float32)), 0, 1) * _CODES).astype(np.uint16)
    _write_png(png, code)
    _write_png(png.with_name(f".{png.stem}.written.png"), code)
    record = _record(folder)
    record["written"] = {**record.get("written", {}), **{path.name: sha256_of_file(path) for path in (exr, png)}}
    part = folder / f"{MANIFEST}.part"
    part.write_text(json.dumps(record, indent=1), encoding="utf-8")
    part.replace(folder / MANIFEST)
    return True


def _write_png(path: Path, code: NDArray[np.uint16]) -> None:
    import cv2

    part = path.with_name(f"{path.stem}.part.png")
    if not cv2.imwrite(str(part), code[..., ::-1]):
        raise StepFailedError(f"{path} can't be written. Make room on the disk or check the folder's permissions.")
    part.replace(path)


def _record(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        return {"schema": "rushes/keys/1"}
    try:
        record = parsed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInputError(
            f"{path} can't be read ({error}). Bring it back from a copy, or take it away: all keys count then."
        ) from error
    if not isinstance(record, dict):
        raise BadInputError(f"{path} is no record of keys. Take it away: all keys count then.")
    return record


def key_numbers(folder: Path) -> Iterator[int]:
    """Return the frames of all keys in a folder, painted or not."""
    seen = {int(name[1]) for path in folder.glob("key.*") if (name := _NAME.fullmatch(path.name))}
    yield from sorted(seen)
