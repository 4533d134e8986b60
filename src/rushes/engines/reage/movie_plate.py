"""What a movie has to be before a face in it may be changed frame by frame: asked of its header and its first pictures."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final

from rushes.errors import BadInputError

ENCODED: Final = {
    16: "PQ (HDR10)",
    18: "HLG",
    9: "a logarithmic curve",
    10: "a logarithmic curve",
    8: "scene-linear light",
}
"""Transfer characteristics (ITU-T H.273) that are no display's: read as one, every level of skin would be wrong."""

HDR: Final = frozenset({16, 18})
"""Of these, curves of a display: no plate_colour names them."""

_NAME_IT: Final = " unless plate_colour in the brief names its curve"

LOOKED_AT: Final = 240
"""Packets whose times are compared: ten seconds at 24, in which a telephone changes its rate several times."""

UNEVEN: Final = 0.5
"""Steps between pictures may differ by this share of the usual one: what rounding to a coarse time base does is less."""


def check_movie(path: Path, named: bool = False) -> None:
    """Stop at a movie that can't be changed frame by frame as it is.

    A log curve that the file does not declare (most cameras declare none) can't be told from a flat picture, and is read as display values unless the brief names it.

    Args:
        path: Which.
        named: Whether the brief says how it is encoded: a declared log curve or light is let pass then.

    Raises:
        BadInputError: It is interlaced, of an uneven frame rate, HDR, log, or of pixels that are not square; or it can't be read.
    """
    import av

    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            frame = next(container.decode(stream))
            aspect = stream.sample_aspect_ratio
            problem = (
                _interlaced(interlaced=frame.interlaced_frame)
                or _curve(int(frame.color_trc), named=named)
                or _aspect(None if aspect is None else Fraction(aspect))
            )
        with av.open(str(path)) as container:
            times = [
                packet.pts
                for _, packet in zip(range(LOOKED_AT), container.demux(video=0), strict=False)
                if packet.pts is not None
            ]
    except (av.FFmpegError, StopIteration, IndexError, ValueError) as error:
        raise BadInputError(f"The movie {path} can't be read ({error}). Copy it again.") from error
    if problem := problem or _uneven(times):
        raise BadInputError(f"The plate {path} {problem}")


def _interlaced(*, interlaced: bool) -> str:
    if not interlaced:
        return ""
    return (
        "is interlaced: each picture holds two moments, and a face can't be followed in it. Deinterlace it first, for example: "
        "ffmpeg -i IN -vf bwdif OUT."
    )


def _curve(transfer: int, *, named: bool) -> str:
    if transfer not in ENCODED or (named and transfer not in HDR):
        return ""
    return (
        f"is encoded with {ENCODED[transfer]}, and a movie is read here as display values (Rec. 709){_NAME_IT if transfer not in HDR else ''}. Export it as an EXR sequence in "
        "scene-linear ACEScg, which keeps its range."
    )


def _aspect(aspect: Fraction | None) -> str:
    if not aspect or aspect == 1:
        return ""
    return (
        f"has pixels of {aspect.numerator}:{aspect.denominator}, and a face is measured on square ones. Desqueeze it, or export it as an EXR "
        "sequence at its displayed size."
    )


def _uneven(times: list[int]) -> str:
    steps = sorted(after - before for before, after in pairwise(sorted(times)))
    if not steps:
        return ""
    usual = steps[len(steps) // 2]
    if steps[-1] - usual <= UNEVEN * usual and usual - steps[0] <= UNEVEN * usual:
        return ""
    return (
        "has a variable frame rate: its pictures are not evenly spaced in time, so that motion and sound would part. Bring it to the show's rate first, "
        "for example: ffmpeg -i IN -vf fps=24 -fps_mode cfr OUT."
    )
