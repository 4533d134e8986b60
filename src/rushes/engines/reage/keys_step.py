"""The step ``keys``: what the artist painted, carried through the shot, and held against itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.carrying import Key, blended, carry, weights
from rushes.engines.reage.kept_memory import keep_memory
from rushes.engines.reage.key_files import KeyFile, read_key
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window
from rushes.engines.reage.writer import Writer
from rushes.errors import BadInputError
from rushes.media.colour import for_display
from rushes.media.exr import is_whole, read_halves, write_picture
from rushes.plan import StepContext
from rushes.show import FrameRange

Halves = NDArray[np.float16]
Floats = NDArray[np.float32]

AT_ONCE = 2
"""So many keys at most speak in a frame: those that count most."""

PREFIX = "key "
"""What the files of painted keys are called among the step's files: ``key 1001``."""


def keys(ctx: StepContext) -> None:
    """Write ``layers.####.exr`` for every frame, ``painted.####.exr`` for those that were painted, and ``keys.json``.

    Params: ``frames``, ``rate``. Needs ``plate`` and ``track``. Files: ``key ####``, the painted keys.

    Raises:
        BadInputError: A key is of another size or frame, or is painted where the performer is not.
    """
    keep_memory()
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    tracks, folder = Tracks.load(ctx.inputs["track"]), ctx.inputs["plate"]
    ready: list[Key] = []
    for key, picture in ready_keys(ctx.files, folder, tracks, frames):
        ready.append(key)
        write_picture(ctx.out / f"painted.{key.frame:04d}.exr", picture, frame=key.frame, rate=rate)
    with Writer() as writer:
        for done, frame in enumerate(frames):
            path = ctx.out / f"layers.{frame:04d}.exr"
            if not is_whole(path):
                change = _carried(ready, folder, tracks, frame, len(frames))
                writer.write(partial(change.write, path, frame=frame, rate=rate))
            ctx.report(done, len(frames))  # the last one is still being written
    ctx.report(len(frames), len(frames))
    record = {
        "schema": "rushes/reage-keys/1",
        "painted": [key.frame for key in ready],
        "held_out": _held_out(ready, len(frames)),
    }
    part = ctx.out / "keys.json.part"
    part.write_text(json.dumps(record, indent=1), encoding="utf-8")
    part.replace(ctx.out / "keys.json")


def ready_keys(
    files: Mapping[str, Path], folder: Path, tracks: Tracks, frames: FrameRange
) -> Iterator[tuple[Key, Halves]]:
    """Read a step's painted keys, in order: each ready to be carried, and its picture to the bit.

    Raises:
        BadInputError: A key is of another size or frame, or is painted where the performer is not.
    """
    for label, path in sorted(files.items(), key=lambda one: int(one[0].removeprefix(PREFIX))):
        file = KeyFile(int(label.removeprefix(PREFIX)), path)
        plate = plate_of(folder, file.frame) if file.frame in frames else np.zeros((1, 1, 3), np.float16)
        picture = read_key(file, plate, frames)
        yield _key(file, plate, picture, tracks), picture


def plate_of(folder: Path, frame: int) -> Halves:
    """Return a frame of the plate as it is stored, shape [h, w, 3], half float."""
    return read_halves(plate_file(folder, frame))


def _key(file: KeyFile, plate: Halves, picture: Halves, tracks: Tracks) -> Key:
    """Return a key ready to be carried.

    Raises:
        BadInputError: The performer is not surely seen there, or something else was painted.
    """
    seen = tracks.of_performer(file.frame)
    if seen is None:
        raise BadInputError(
            f"The key {file.path} is of a frame in which the performer is not surely seen, so that it can't be carried. Paint another "
            "frame, or place the mesh there."
        )
    mesh, _ = seen
    window = Window.of(mesh, plate.shape[1], plate.shape[0])
    outside = (picture != plate).any(axis=2)
    outside[window.top : window.bottom, window.left : window.right] = False
    if outside.any():
        y, x = (int(axis[0]) for axis in np.nonzero(outside))
        raise BadInputError(
            f"The key {file.path} is painted at {x}, {y}, away from the performer's head: {int(outside.sum())} pixels. Only who agreed is "
            "changed. Take that out, and save the key at the plate's own values elsewhere."
        )
    return Key.of(file.frame, plate.astype(np.float32), picture.astype(np.float32), mesh)


def _carried(ready: list[Key], folder: Path, tracks: Tracks, frame: int, span: int) -> FrameChange:
    plate = plate_of(folder, frame).astype(np.float32)
    height, width = plate.shape[:2]
    seen = tracks.of_performer(frame)
    if seen is None or not ready:
        return FrameChange.nothing(width, height)
    mesh, _ = seen
    window = Window.of(mesh, width, height)
    delta, matte = carried_to(ready, window.cut(plate), mesh, window, frame, span)
    return FrameChange.of_window(window, width, height, {"key": delta}, matte, {})


def carried_to(
    ready: list[Key], light: Floats, mesh: Floats, window: Window, frame: int, span: int
) -> tuple[Floats, Floats]:
    """Return what keys add to a frame's window, shape [h, w, 3], and the matte, shape [h, w].

    Args:
        ready: The keys.
        light: The plate in the window.
        mesh: In the frame's pixels.
        window: The window.
        frame: Its number.
        span: How many frames the shot has.
    """
    counted = sorted(zip(weights(ready, frame, mesh, light, span), ready, strict=True), key=lambda one: -one[0])
    return blended([(weight, carry(key, light, mesh, window)) for weight, key in counted[:AT_ONCE]], light)


def _held_out(ready: list[Key], span: int) -> list[dict[str, Any]]:
    """Return for each key how far the others would have been from it, in 8-bit levels within what was painted; and nothing done."""
    return list(_errors(ready, span)) if len(ready) > 1 else []


def _errors(ready: list[Key], span: int) -> Iterator[dict[str, Any]]:
    for key in ready:
        others = [other for other in ready if other is not key]
        delta, _ = carried_to(others, key.light, key.mesh, key.window, key.frame, span)
        wanted = key.light * np.exp(key.gain)
        inside = key.matte > 0.5
        if not inside.any():
            continue
        levels = [
            float(255 * np.abs(for_display(one) - for_display(wanted))[inside].mean())
            for one in (key.light + delta, key.light)
        ]
        yield {"frame": key.frame, "error": round(levels[0], 3), "nothing_done": round(levels[1], 3)}
