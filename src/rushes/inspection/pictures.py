"""What the checks need to know of a frame, read once however many ask."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.media.exr import read_exr

BLACK = 0.001
"""Scene-linear value under which a pixel is black: ten stops and more under a white wall in the sun."""

_FRAME = re.compile(r"\.(\d{4,6})\.exr$")
_HALF_EXPONENT = np.uint16(0x7C00)
_READERS = 2


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a picture file holds.

    Attributes:
        problem: Why it can't be read; empty when it can.
        size: Width and height [px].
        not_finite: Values that are NaN or infinite, over all channels.
        lit: Share of pixels above ``BLACK`` in any of R, G and B.
        pixels: A hash over all channels' values, and nothing else.
        colour: The colour space that the header names; empty without.
        ap1: Whether the header's chromaticities are those of ACEScg; False without any.
    """

    problem: str
    size: tuple[int, int] = (0, 0)
    not_finite: int = 0
    lit: float = 0.0
    pixels: str = ""
    colour: str = ""
    ap1: bool = False


def frame_of(path: Path) -> int | None:
    """Return the frame number in a file's name, None without one."""
    match = _FRAME.search(path.name)
    return int(match[1]) if match else None


def comp_frames(take: Take) -> dict[int, Path]:
    """Return the take's composited frames by number, in order; files that carry no number are left out."""
    numbered = {frame_of(path): path for path in take.paths("comp")}
    return {frame: numbered[frame] for frame in sorted(frame for frame in numbered if frame is not None)}


def facts_of(paths: Sequence[Path]) -> list[PictureFacts]:
    """Return what each of these pictures holds, in their order."""
    with ThreadPoolExecutor(_READERS) as readers:
        return list(readers.map(_current, paths))


def comp_facts(take: Take) -> dict[int, PictureFacts]:
    """Return what each composited frame holds, by number."""
    frames = comp_frames(take)
    return dict(zip(frames, facts_of(tuple(frames.values())), strict=True))


def listed(frames: Sequence[int]) -> str:
    """Return frame numbers as people write them: ``1003-1007, 1011``."""
    runs: list[list[int]] = []
    for frame in sorted(frames):
        if runs and frame == runs[-1][1] + 1:
            runs[-1][1] = frame
        else:
            runs.append([frame, frame])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _current(path: Path) -> PictureFacts:
    try:
        state = path.stat()
    except OSError as error:
        return PictureFacts(problem=str(error.strerror))
    return _facts(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=20_000)
def _facts(path: Path, _changed: int, _size: int) -> PictureFacts:
    """Read a picture; its time and size are part of the name under which the answer is kept."""
    try:
        exr = read_exr(path)
    except BadInputError as error:
        return PictureFacts(problem=str(error))
    digest = hashlib.blake2b(digest_size=16)
    lit: NDArray[np.bool_] | None = None
    not_finite, shape = 0, (0, 0)
    for name in sorted(exr.channels):
        plane = np.ascontiguousarray(exr.channels[name])
        digest.update(name.encode())
        digest.update(plane.view(np.uint8).data)
        not_finite += _not_finite(plane)
        shape = (int(plane.shape[0]), int(plane.shape[1]))
        if name in ("R", "G", "B"):
            bright = plane > plane.dtype.type(BLACK)
            lit = bright if lit is None else lit | bright
    colour = exr.header.get("colorInteropID") or exr.header.get("rushes:colorSpace") or ""
    return PictureFacts(
        problem="",
        size=(shape[1], shape[0]),
        not_finite=not_finite,
        lit=float(lit.mean()) if lit is not None else 0.0,
        pixels=digest.hexdigest(),
        colour=str(colour),
        ap1=_is_ap1(exr.header.get("chromaticities")),
    )


def _not_finite(plane: NDArray[np.generic]) -> int:
    if plane.dtype == np.float16:  # an exponent of all ones, looked at as bits: ten times as fast
        return int(np.count_nonzero((plane.view(np.uint16) & _HALF_EXPONENT) == _HALF_EXPONENT))
    if np.issubdtype(plane.dtype, np.floating):
        return int(np.count_nonzero(~np.isfinite(plane.astype(np.float32, copy=False))))
    return 0


def _is_ap1(chromaticities: object) -> bool:
    from rushes.media.colour import AP1_CHROMATICITIES

    if chromaticities is None:
        return False
    found = np.asarray(chromaticities, float).ravel()
    known = np.asarray(AP1_CHROMATICITIES, float).ravel()
    return found.shape == known.shape and bool(np.allclose(found, known, atol=1e-3))
