"""The track of a shot's newest re-age, as an artist sees and mends it: a table, pictures with the mesh, and ``keys/track.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Take
from rushes.engines.reage.bystanders import outlines
from rushes.engines.reage.landmarks import INNER_LIPS, LEFT_BROW, LEFT_EYE, LIPS, OVAL, RIGHT_BROW, RIGHT_EYE
from rushes.engines.reage.places import FILE, Place, Places, read_places, write_places
from rushes.engines.reage.placing import five
from rushes.engines.reage.tracks import SURE, Tracks
from rushes.errors import BadInputError, StepFailedError
from rushes.media.colour import quick_look
from rushes.media.exr import read_picture
from rushes.reage_keys import cleared_take

Bytes = NDArray[np.uint8]
State = Literal["sure", "unsure", "not seen", "placed", "removed"]

LINES: Final = (OVAL, RIGHT_EYE, LEFT_EYE, RIGHT_BROW, LEFT_BROW, LIPS, INNER_LIPS)
MINE, DOUBTED, OTHERS = (90, 230, 120), (255, 150, 40), (230, 70, 200)
"""Colours of a sure mesh, of an unsure one, and of the outlines of others."""


@dataclass(frozen=True, slots=True)
class Row:
    """One frame of the table: its number, how sure the performer's mesh is there, and what that means."""

    frame: int
    confidence: float
    state: State


def track_table(shot_folder: Path) -> tuple[Row, ...]:
    """Return where the performer's mesh stands in each frame of the shot's newest take.

    Raises:
        RefusedError: The performer's consent does not cover it.
        EscalatedError: A person has to decide first.
        BadInputError: There is no take of a re-age.
    """
    return rows_of(_tracks(cleared_take(shot_folder)))


def rows_of(tracks: Tracks) -> tuple[Row, ...]:
    """Return the table of a track."""
    return tuple(_row(tracks, row, int(frame)) for row, frame in enumerate(tracks.frame))


def _row(tracks: Tracks, row: int, frame: int) -> Row:
    sure = float(tracks.confidence[row, tracks.performer])
    if frame in tracks.placed:
        return Row(frame, sure, "placed")
    if frame in tracks.removed:
        return Row(frame, sure, "removed")
    return Row(frame, sure, "sure" if sure >= SURE else "unsure" if sure > 0 else "not seen")


def mesh_pictures(shot_folder: Path, numbers: tuple[int, ...] = ()) -> tuple[Path, ...]:
    """Write pictures of frames with the mesh over them, ``SHOW/shots/SHOT/keys/track/mesh.####.png``.

    Args:
        shot_folder: ``SHOW/shots/SHOT``.
        numbers: Which frames; those that are unsure, placed or removed when empty.

    Raises:
        RefusedError: The performer's consent does not cover it.
        EscalatedError: A person has to decide first.
        BadInputError: There is no take of a re-age, or a frame is not in it.
        StepFailedError: The folder can't be written.
    """
    from PIL import Image

    take = cleared_take(shot_folder)
    tracks = _tracks(take)
    wanted = numbers or tuple(row.frame for row in rows_of(tracks) if row.state in {"unsure", "placed", "removed"})
    plates = {
        int(path.name.split(".")[-2]): path
        for path in take.paths("element")
        if path.parent.name == "plate" and path.suffix == ".exr"
    }
    written = []
    for frame in wanted:
        if frame not in take.frames:
            raise BadInputError(f"Frame {frame} is not in the shot ({take.frames}).")
        path = shot_folder / "keys" / "track" / f"mesh.{frame:04d}.png"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".png.part")
            Image.fromarray(drawn(quick_look(read_picture(plates[frame])[..., :3]), tracks, frame)).save(
                part, format="PNG"
            )
            part.replace(path)
        except OSError as error:
            raise StepFailedError(
                f"{path} can't be written ({error.strerror}). Make room on the disk, or check its permissions."
            ) from error
        written.append(path)
    return tuple(written)


def drawn(picture: Bytes, tracks: Tracks, frame: int) -> Bytes:
    """Return a picture with the performer's mesh over it, its five points as rings, and the outlines of others."""
    import cv2

    done = np.array(picture, order="C")
    row = frame - int(tracks.frame[0])
    mesh = tracks.mesh[row, tracks.performer]
    thick = max(1, round(picture.shape[0] / 720))

    def line(points: NDArray[np.float32], colour: tuple[int, int, int]) -> None:
        cv2.polylines(done, [np.round(points * 8).astype(np.int32)], True, colour, thick, cv2.LINE_AA, 3)

    if np.isfinite(mesh).all():
        colour = MINE if tracks.confidence[row, tracks.performer] >= SURE else DOUBTED
        for which in LINES:
            line(mesh[list(which), :2], colour)
        for x, y in five(mesh):
            cv2.circle(done, (round(float(x)), round(float(y))), 3 * thick, (255, 255, 255), thick, cv2.LINE_AA)
    for outline in outlines(tracks, frame):
        line(outline, OTHERS)
    return done


def change_places(shot_folder: Path, place: dict[int, Place], remove: frozenset[int]) -> tuple[Path, Places]:
    """Write the artist's decisions into ``keys/track.yaml``, beside those that are there; nothing is decoded for it.

    Raises:
        BadInputError: The file or a decision is wrong; the file stays as it was.
        StepFailedError: It can't be written.
    """
    if not shot_folder.is_dir():
        raise BadInputError(f"{shot_folder} is no folder of a shot. Give SHOW/shots/SHOT.")
    path = shot_folder / "keys" / FILE
    before = read_places(path) if path.is_file() else Places({}, frozenset())
    after = before.changed(place, remove)
    trial = path.with_name(f".{FILE}.trial")
    write_places(trial, after)
    try:
        after = read_places(trial)
    finally:
        trial.unlink()
    write_places(path, after)
    return path, after


def _tracks(take: Take) -> Tracks:
    return Tracks.load(take.folder / "elements" / "track")
