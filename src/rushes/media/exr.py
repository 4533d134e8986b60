"""OpenEXR in and out: half-float layers in ACEScg, an honest header, and never half a file under a whole one's name."""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError, StepFailedError
from rushes.media.colour import AP1_CHROMATICITIES
from rushes.media.half import merged, to_float

ColourPlane = NDArray[np.float16] | NDArray[np.float32] | NDArray[np.uint32]

ACESCG_ID = "lin_ap1_scene"
"""The Color Interop ID of scene-linear AP1, as OpenEXR 3.4 and later write it."""

HALF_MAX = 65504.0

_MAGIC = 20000630
_HALF_EXPONENT = 0x7C00
"""A half float with all of these bits is no number or infinite."""

_LINES = {0: 1, 1: 1, 2: 1, 3: 16, 4: 32, 5: 16, 6: 32, 7: 32, 8: 32, 9: 256}
"""Scan lines in a chunk, by the compression's number."""

_LONGEST_HEADER = 1 << 20
"""Bytes read of a header: ours have a few hundred."""

_TILED_OR_DEEP_OR_PARTS = 0x200 | 0x800 | 0x1000


@dataclass(frozen=True)
class Exr:
    """What an OpenEXR file holds.

    Attributes:
        channels: Planes by full name (``R``, ``depth.Z``), each of shape [height, width].
        header: Attributes by name.
    """

    channels: Mapping[str, NDArray[Any]]
    header: Mapping[str, Any]

    def picture(self, layer: str = "") -> NDArray[np.float32]:
        """Return a layer's R, G, B (and A, if it is there), shape [height, width, 3 or 4], float32.

        Raises:
            KeyError: The layer isn't there.
        """
        prefix = f"{layer}." if layer else ""
        names = [prefix + band for band in "RGB"] + ([f"{prefix}A"] if f"{prefix}A" in self.channels else [])
        planes = [self.channels[name] for name in names]
        if all(plane.dtype == np.float16 for plane in planes):
            return to_float(merged(planes))
        picture: NDArray[np.float32] = np.stack(planes, axis=-1).astype(np.float32)
        return picture


def write_exr(
    path: Path,
    channels: Mapping[str, NDArray[Any]],
    *,
    frame: int,
    rate: Fraction,
    header: Mapping[str, Any] | None = None,
    packed: bool = True,
) -> None:
    """Write planes as one single-part scan-line EXR, ZIP compressed, ACEScg, under its own name only when whole.

    A plane's type decides how it is stored: float16 and any other float as half, float32 given as float32 stays
    float (for depth and cryptomatte). Colour belongs in ``R G B A`` and has to be ACEScg already.

    Args:
        path: Where to.
        channels: Planes by full name, each of shape [height, width]. float64 is stored as half.
        frame: The frame's number; also gives the time code, counted from frame 0 at 00:00:00:00.
        rate: Frames per second.
        header: Further attributes: strings, numbers.
        packed: False leaves it uncompressed: for a file that is read once, soon, and deleted.

    Raises:
        StepFailedError: A plane holds NaN or infinity, or the disk refuses.
    """
    import OpenEXR

    planes = {name: _storable(name, plane, path) for name, plane in channels.items()}
    attributes: dict[str, Any] = {
        "compression": OpenEXR.ZIP_COMPRESSION if packed else OpenEXR.NO_COMPRESSION,
        "type": OpenEXR.scanlineimage,
        "chromaticities": AP1_CHROMATICITIES,
        "colorInteropID": ACESCG_ID,
        "rushes:colorSpace": ACESCG_ID,
        "framesPerSecond": rate,
        "timeCode": _time_code(frame, rate),
        "rushes:frame": frame,
        **(header or {}),
    }
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")  # nobody else's, should two make one frame
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        OpenEXR.File(attributes, planes).write(str(part))
        part.replace(path)
    except (OSError, RuntimeError) as error:
        with suppress(OSError):
            part.unlink()
        raise StepFailedError(
            f"Frame {frame}: {path} can't be written ({error})."
            " Make room on the disk or check the folder's permissions."
        ) from error


def write_picture(
    path: Path,
    picture: NDArray[Any],
    *,
    frame: int,
    rate: Fraction,
    header: Mapping[str, Any] | None = None,
) -> None:
    """Write one ACEScg picture, shape [height, width, 3 or 4] (alpha premultiplied), as half float."""
    half = np.clip(picture, -HALF_MAX, HALF_MAX).astype(np.float16)
    planes = {band: half[..., index] for index, band in enumerate("RGBA"[: half.shape[-1]])}
    write_exr(path, planes, frame=frame, rate=rate, header=header)


def read_exr(path: Path) -> Exr:
    """Read every plane of a single-part EXR.

    Raises:
        BadInputError: The file is missing, cut off, or no readable EXR.
    """
    import OpenEXR

    _check_file(path)
    try:
        with OpenEXR.File(str(path), separate_channels=True) as file:
            header = dict(file.header())
            channels = {name: np.asarray(channel.pixels) for name, channel in file.channels().items()}
    except (RuntimeError, ValueError) as error:
        raise BadInputError(f"{path} can't be read as OpenEXR ({error}). Export it again.") from error
    return Exr(channels=channels, header=header)


def read_picture(path: Path) -> NDArray[np.float32]:
    """Read an EXR's R, G, B (and A), shape [height, width, 3 or 4], float32."""
    exr = read_exr(path)
    if not {"R", "G", "B"} <= set(exr.channels):
        raise BadInputError(f"{path} has no R, G and B. It holds {', '.join(sorted(exr.channels))}.")
    return exr.picture()


def read_halves(path: Path, rows: tuple[int, int] | None = None) -> NDArray[np.float16]:
    """Read an EXR's R, G and B as they are stored, shape [rows, width, 3], half float.

    Args:
        path: A single-part scan-line file whose R, G and B are half floats, as ``write_picture`` writes it.
        rows: The first, and the one after the last, counted from the top of what the file holds; all when left out.

    Raises:
        BadInputError: The file is missing, cut off, or no such EXR.
    """
    import OpenEXR

    _check_file(path)
    try:
        if rows is None:
            with OpenEXR.File(str(path), separate_channels=True) as file:
                planes = [file.channels()[band].pixels for band in "RGB"]
        else:
            planes = _rows(path, *rows)
    except (RuntimeError, ValueError, KeyError, TypeError, OSError) as error:
        raise BadInputError(f"{path} can't be read as OpenEXR ({error}). Export it again.") from error
    if {plane.dtype for plane in planes} != {np.dtype(np.float16)}:
        raise BadInputError(f"{path} does not hold half floats in R, G and B. Export it as half float.")
    return merged(planes)


def _rows(path: Path, first: int, end: int) -> list[NDArray[np.float16]]:
    """Return some rows of R, G and B: only the chunks that hold them are unpacked."""
    import OpenEXR

    file = OpenEXR.InputFile(str(path))
    try:
        window = file.header()["dataWindow"]
        kinds = {str(kind): kind for kind in (file.header()["channels"][band].type for band in "RGB")}
        if set(kinds) != {"HALF"}:
            raise ValueError(f"R, G and B are {', '.join(sorted(kinds))}")
        top, wide = window.min.y, window.max.x - window.min.x + 1
        raw = file.channels(list("RGB"), kinds["HALF"], top + first, top + end - 1)
    finally:
        file.close()
    return [np.frombuffer(plane, np.float16).reshape(end - first, wide) for plane in raw]


def picture_size(path: Path) -> tuple[int, int]:
    """Return an EXR's width and height [px] from its header alone, once it is known to reach to its end.

    Raises:
        BadInputError: The file is missing, cut off, or no readable EXR.
    """
    (left, top), (right, foot) = read_header(path)["displayWindow"]
    return int(right) - int(left) + 1, int(foot) - int(top) + 1


def read_header(path: Path) -> dict[str, Any]:
    """Return an EXR's attributes by name, once it is known to reach to its end.

    Raises:
        BadInputError: The file is missing, cut off, or no readable EXR.
    """
    import OpenEXR

    _check_file(path)
    try:
        with OpenEXR.File(str(path), separate_channels=True, header_only=True) as file:
            return dict(file.header())
    except (RuntimeError, ValueError) as error:
        raise BadInputError(f"{path} can't be read as OpenEXR ({error}). Export it again.") from error


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise BadInputError(f"{path} is not there. Check the path, or make the frame again.")
    if is_cut_off(path):
        raise BadInputError(
            f"{path} is cut off: its end is missing. Copy it again from its source, or render it again."
        )


def is_cut_off(path: Path) -> bool:
    """Whether an EXR lacks its end; False for what is no EXR, and for kinds of which it can't be told (tiled, parts)."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_LONGEST_HEADER)
    except OSError:
        return False
    if len(head) < 8:
        return struct.pack("<I", _MAGIC).startswith(head[:4])
    magic, version = struct.unpack_from("<II", head)
    if magic != _MAGIC or version & _TILED_OR_DEEP_OR_PARTS:
        return False
    try:
        compression, *_ = _header(head)
    except (struct.error, ValueError, IndexError):
        return len(head) < _LONGEST_HEADER
    return compression in _LINES and not is_whole(path)


def is_whole(path: Path) -> bool:
    """Whether a file is an EXR that was written to its end.

    Reads the header and the table of chunks, and looks at the last chunk's length: a zero-byte, cut-off or broken-off
    file is not whole. Takes microseconds, whatever the picture's size.
    """
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            return _chunks_reach(stream.read(_LONGEST_HEADER), size, stream)
    except (OSError, struct.error, KeyError, ValueError, IndexError):
        return False


def _chunks_reach(head: bytes, size: int, stream: Any) -> bool:  # noqa: ANN401 - any binary stream
    magic, version = struct.unpack_from("<II", head)
    if magic != _MAGIC or version & _TILED_OR_DEEP_OR_PARTS:
        return False
    compression, top, bottom, table = _header(head)
    lines = _LINES[compression]
    chunks = -(-(bottom - top + 1) // lines)
    if table + 8 * chunks > size:
        return False
    stream.seek(table)
    offsets = struct.unpack(f"<{chunks}Q", stream.read(8 * chunks))
    if min(offsets) < table + 8 * chunks:
        return False
    last = max(offsets)
    stream.seek(last)
    line, length = struct.unpack("<iI", stream.read(8))
    return bool(top <= line <= bottom and last + 8 + length <= size)


def _header(head: bytes) -> tuple[int, int, int, int]:
    """Return compression, first line, last line and where the table of chunks begins."""
    at, compression, window = 8, -1, (0, 0, -1, -1)
    while head[at]:
        name_end = head.index(0, at)
        kind_end = head.index(0, name_end + 1)
        (length,) = struct.unpack_from("<I", head, kind_end + 1)
        value = kind_end + 5
        name = head[at:name_end]
        if name == b"compression":
            compression = head[value]
        elif name == b"dataWindow":
            window = struct.unpack_from("<4i", head, value)
        at = value + length
        if at >= len(head):
            raise ValueError("the header is longer than any of ours")
    if window[3] < window[1]:
        raise ValueError("no data window")
    return compression, window[1], window[3], at + 1


def _storable(name: str, plane: NDArray[Any], path: Path) -> NDArray[Any]:
    kept = plane if plane.dtype in {np.dtype(np.float32), np.dtype(np.uint32)} else plane.astype(np.float16)
    if kept.dtype != np.uint32 and not _finite(kept):
        raise StepFailedError(
            f"{path}: channel {name} holds {int((~np.isfinite(kept)).sum())} pixels that are NaN or infinite."
            " Nothing was written; make the frame again, and report it if it happens twice."
        )
    return np.ascontiguousarray(kept)


def _finite(plane: NDArray[Any]) -> bool:
    if plane.dtype != np.float16 or not plane.size:
        return bool(np.isfinite(plane).all())
    return bool((plane.view(np.uint16) & _HALF_EXPONENT).max() < _HALF_EXPONENT)  # several times as fast


def _time_code(frame: int, rate: Fraction) -> Any:  # noqa: ANN401 - OpenEXR's own type
    import OpenEXR

    per_second = round(rate)
    seconds, frames = divmod(frame, per_second)
    code = OpenEXR.TimeCode()
    code.hours, code.minutes, code.seconds = seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
    code.frame = frames
    return code
