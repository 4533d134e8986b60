"""How a cut's clips lie on the takes: which frames of which version each of them shows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rushes.delivery.cut import Cut, Use
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.show import FrameRange


@dataclass(frozen=True, slots=True)
class Laid:
    """A clip that lies on a take.

    Attributes:
        use: The clip.
        take: The take.
        frames: The take's frames that it shows, those of transitions left out.
        needed: With those of transitions.
    """

    use: Use
    take: Take
    frames: FrameRange
    needed: FrameRange


def lay(cut: Cut, takes: Mapping[str, Take]) -> tuple[tuple[Laid, ...], tuple[str, ...]]:
    """Lay the clips of a cut on takes.

    Args:
        cut: The cut.
        takes: The take of each shot.

    Returns:
        The clips that lie on one, and sentences about those that don't and about what a person should know.
    """
    laid: list[Laid] = []
    said: list[str] = []
    for use in cut.uses:
        take = takes.get(use.shot)
        if take is None:
            said.append(f'"{use.name}" is {use.shot}, and no take of it is delivered: it is missing.')
            continue
        try:
            frames = frames_of(use, take)
        except BadInputError as error:
            said.append(str(error))
            continue
        needed = FrameRange(frames.first - use.before, frames.last + use.after)
        if needed.first < take.frames.first or needed.last > take.frames.last:
            said.append(
                f'"{use.name}" shows {needed} of {use.shot}, and {take.version} has {take.frames}: it is missing. Shorten it, or '
                "make the take longer."
            )
            continue
        if use.version and use.version != take.version:
            said.append(f'"{use.name}" was cut with {use.version} of {use.shot}, and lies on {take.version} now.')
        if use.speed != 1:
            speed = "frozen" if use.speed == 0 else f"at {float(use.speed) * 100:g} % of its speed"
            said.append(f'"{use.name}" ({use.shot}) runs {speed} in the cut: it is handed over as it was made.')
        laid.append(Laid(use, take, frames, needed))
    return tuple(laid), tuple(dict.fromkeys(said))


def frames_of(use: Use, take: Take) -> FrameRange:
    """Return the frames of a take that a clip shows, in the take's own numbers.

    Files of a sequence have their numbers; timecode counts frames from midnight as numbers do; a movie that begins at 0 is the
    take's review movie, which has a slate, when it is one frame longer than the take.

    Raises:
        BadInputError: Nobody can tell.
    """
    first = take.frames.first + _offset(use, take)
    length = max(1, math.ceil(use.length * abs(use.speed))) if use.speed != 1 else use.length
    if use.speed < 0:
        return FrameRange(first - length + 1, first)
    return FrameRange.of_length(length, first)


def _offset(use: Use, take: Take) -> int:
    """Return how many frames after the take's first a clip begins."""
    held = take.frames
    if use.media == "sequence" and use.first_file is not None and use.media_start is not None:
        return use.first_file + use.start - use.media_start - held.first
    if held.first - 1 <= use.start <= held.last or use.media_start in {held.first, held.first - 1}:
        return use.start - held.first
    if use.media_start is not None and use.media_length is not None:
        into = use.start - use.media_start
        known = {len(held): 0, len(held) + 1: -1, len(held) - 2 * take.handles: take.handles}
        if use.media_length in known:
            return into + known[use.media_length]
    last = use.start + use.length - 1
    raise BadInputError(
        f'"{use.name}" shows frames {use.start} to {last} of its media, and {use.shot} {take.version} has {held}: nobody can tell '
        "which these are, so it is missing. Cut with the take's own files, whose timecode counts their numbers."
    )


def covered(laid: tuple[Laid, ...], shot: str) -> FrameRange:
    """Return the frames of a shot that a cut needs, from the first to the last of all clips that show it.

    Raises:
        ValueError: None does.
    """
    own = [one.needed for one in laid if one.use.shot == shot]
    return FrameRange(min(one.first for one in own), max(one.last for one in own))
