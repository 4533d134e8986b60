"""The step ``plate``: the clip, frame by frame, in scene-linear ACEScg at its own size. All that follows changes these pixels only."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from rushes.media.encoding import DECLARED, may_be_log, space_of
from rushes.media.exr import is_whole, write_picture
from rushes.media.picture import Picture
from rushes.media.plate import find_plate, plate_identity, rate_note, read_plate, to_light
from rushes.plan import StepContext
from rushes.show import FrameRange


def plate(ctx: StepContext) -> None:
    """Write ``plate.####.exr`` for every frame (a still is repeated) and ``plate.json``.

    Params: ``frames`` [first, last], ``rate``, ``colour`` (the brief's ``plate_colour``). File: ``plate``.

    Raises:
        BadInputError: The plate is missing, unreadable, too short or changes its size.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    source = ctx.files["plate"]
    found = find_plate(source)
    colour = str(ctx.params["colour"])
    notes: list[str] = []
    size = (0, 0)
    for number, picture in read_plate(found, frames, space_of(colour)):
        if number == frames.first:
            size, notes = picture.size, [*picture.notes, *_doubts(picture, colour)]
        for frame in frames if found.kind == "still" else (number,):
            path = plate_file(ctx.out, frame)
            if not is_whole(path):
                write_picture(path, to_light(picture), frame=frame, rate=rate)
            ctx.report(frame - frames.first + 1, len(frames))
    if found.kind == "movie" and (note := rate_note(found.paths[0], rate)):
        notes.append(note)
    record = {
        "schema": "rushes/reage-plate/1",
        "kind": found.kind,
        "source": source.name,
        "sha256": plate_identity(source),
        "colour": colour,
        "size": list(size),
        "first_source_frame": found.first + found.start(frames),
        "notes": notes,
    }
    part = ctx.out / "plate.json.part"
    part.write_text(json.dumps(record, indent=1), encoding="utf-8")
    part.replace(ctx.out / "plate.json")


def _doubts(picture: Picture, colour: str) -> tuple[str, ...]:
    """Return a note where a file that names no curve looks like one."""
    if colour != DECLARED or not may_be_log(picture):
        return ()
    said = (
        "It is read as scene-linear light, but nothing in its first frame is darker than 3 % and nothing brighter than 1, as in a log curve. If it is one, name it with "
        "plate_colour in the brief."
    )
    return (said,)


def plate_file(folder: Path, frame: int) -> Path:
    """Return the file of a frame of the plate."""
    return folder / f"plate.{frame:04d}.exr"
