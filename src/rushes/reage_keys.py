"""Key frames for an artist, from a shot's newest take: cleared like everything that is made of a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Brief
from rushes.clearance import Verdict
from rushes.engines import Take
from rushes.engines.reage.comp_step import halves
from rushes.engines.reage.key_files import write_key
from rushes.engines.reage.key_frames import choose
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.tracks import Tracks
from rushes.errors import BadInputError, EscalatedError, RefusedError
from rushes.judgement import asked_about, judge
from rushes.media.exr import read_exr
from rushes.show import Show
from rushes.untrusted import parsed


def write_keys(
    shot_folder: Path, *, numbers: tuple[int, ...] = (), count: int | None = None
) -> tuple[list[Path], list[int]]:
    """Write the keys of a shot's newest take.

    Args:
        shot_folder: ``SHOW/shots/SHOT``.
        numbers: Which frames; chosen from the shot when empty.
        count: How many are chosen.

    Returns:
        The files that an artist paints, and the frames that were painted already and are left alone.

    Raises:
        RefusedError: The performer's consent does not cover it.
        EscalatedError: A person has to decide first.
        BadInputError: There is no take of a re-age, or a frame is not in it.
    """
    take = cleared_take(shot_folder)
    tracks = Tracks.load(take.folder / "elements" / "track")
    wanted = numbers or choose(tracks, count)
    if missing := [frame for frame in wanted if frame not in take.frames]:
        raise BadInputError(f"Frame {missing[0]} is not in the shot ({take.frames}).")
    written, kept = [], []
    comps = {int(path.name.split(".")[-2]): path for path in take.paths("comp")}
    for frame in wanted:
        layers = _layers(take, frame)
        if write_key(shot_folder / "keys", frame, halves(comps[frame]), layers, rate=take.rate):
            written.append(shot_folder / "keys" / f"key.{frame:04d}.exr")
        else:
            kept.append(frame)
    return written, kept


def cleared_take(shot_folder: Path) -> Take:
    """Return a shot's newest take of a re-age, once its brief is cleared at this moment: whoever looks into it shows the performer.

    Raises:
        RefusedError: The performer's consent does not cover it.
        EscalatedError: A person has to decide first.
        BadInputError: There is no such take.
    """
    shot_folder = shot_folder.resolve()
    show = Show.load(shot_folder.parent.parent)
    take = _newest(show, shot_folder.name)
    brief = Brief.model_validate(parsed((take.folder / "brief.json").read_text(encoding="utf-8")))
    clearance = judge(brief, show)
    if clearance.verdict is not Verdict.CLEARED:
        kind = RefusedError if clearance.verdict is Verdict.REFUSED else EscalatedError
        raise kind(f"Shot {brief.shot}: {clearance.verdict}. Say why with: rushes clear, and bring what it asks for.")
    asked_about(brief, show).again(clearance)
    return take


def _newest(show: Show, shot: str) -> Take:
    for version in reversed(show.versions(shot)):
        take = Take.load(show.version_folder(shot, version) / "take.json")
        if take.kind == "reage":
            return take
    raise BadInputError(
        f"Shot {shot} has no take of a re-age yet, from which keys could begin. Make its brief first: rushes make."
    )


def _layers(take: Take, frame: int) -> dict[str, NDArray[Any]]:
    """Return plate, matte and regions as planes for the painter."""
    elements = {
        path.name.split(".")[-2] + path.parent.name: path for path in take.paths("element") if path.suffix == ".exr"
    }
    plate = read_exr(elements[f"{frame:04d}plate"]).channels
    change = FrameChange.read(elements[f"{frame:04d}layers"])
    planes: dict[str, NDArray[Any]] = {f"plate.{band}": plate[band] for band in "RGB"}
    planes["matte.A"] = change.matte.astype(np.float16)
    return planes | {
        f"region.{name}": change.whole(weight).astype(np.float16) for name, weight in change.regions.items()
    }
