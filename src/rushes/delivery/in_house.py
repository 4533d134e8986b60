"""A cut laid on the show's own takes where they lie, for whoever cuts in the house: nothing leaves it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from rushes.delivery.admission import circled_version
from rushes.delivery.conforming import Laid, lay
from rushes.delivery.cut import read_cut
from rushes.delivery.timeline import Media, conformed, timeline_text
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.review.notes import read_notes
from rushes.show import FrameRange, Show, parse_name
from rushes.studio import spoken_errors, write_atomically


@dataclass(frozen=True, slots=True)
class Conformed:
    """A cut that lies on takes.

    Attributes:
        laid: Its clips that show one.
        circled: The shots of which it is a circled version.
        said: What else is in the cut, and what a person should know, as sentences.
    """

    laid: tuple[Laid, ...]
    circled: frozenset[str]
    said: tuple[str, ...]


def conform(show: Show, cut_path: Path, out: Path | None = None) -> Conformed:
    """Lay a cut on the newest circled take of each shot, on the newest of all where none is circled.

    Args:
        show: Whose takes.
        cut_path: The cut, ``.otio`` or ``.edl``.
        out: Where the cut is written anew; nowhere when left out.

    Raises:
        BadInputError: The cut can't be read, a take's record can't, or the new one can't be written.
    """
    cut = read_cut(cut_path, show)
    takes: dict[str, Take] = {}
    circled = set()
    for shot in dict.fromkeys(use.shot for use in cut.uses):
        version = circled_version(show, shot)
        circled |= {shot} if version else set()
        takes[shot] = Take.load(show.version_folder(shot, version or show.versions(shot)[-1]) / "take.json")
    laid, told = lay(cut, takes)
    if out is not None:
        _write(show, out, laid, conformed(
            cut, laid, (), lambda take: _media(take, out), lambda take: read_notes(show, take.shot, take.version), name=show.name
        ))  # fmt: skip
    return Conformed(laid, frozenset(circled), (*cut.said, *told))


def _write(show: Show, out: Path, laid: tuple[Laid, ...], timeline: object) -> None:
    if out.suffix != ".otio":
        raise BadInputError(f"{out} has to end in .otio: the cut is written as OpenTimelineIO.")
    if not laid:
        raise BadInputError(f"No clip of the cut lies on a take of {show.name}, so that nothing was written.")
    with spoken_errors(out):
        write_atomically(out, timeline_text(timeline))


def _media(take: Take, out: Path) -> Media | None:
    """Return a take's own frames, from where the cut is written."""
    first = next((path for path in take.paths("comp") if path.suffix == ".exr"), None)
    if first is None:
        return None
    path = Path(os.path.relpath(first, out.absolute().parent)).as_posix()
    return Media(path, FrameRange(take.frames.first, take.frames.last), parse_name(first.name).frame)
