"""DPX: 8 to 16 bits a channel, as scanners and older pipelines write them, through FFmpeg's reader."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError

SUFFIX: Final = ".dpx"

_ORDERS: Final = {b"SDPX": "big", b"XPDS": "little"}
_SIZE_AT, _HEADER = 772, 2048


def dpx_size(path: Path) -> tuple[int, int]:
    """Return a DPX's width and height [px] from its header (SMPTE 268M, bytes 772 to 779).

    Raises:
        BadInputError: It is no DPX, or cut off.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEADER)
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Check its permissions.") from error
    order = _ORDERS.get(head[:4])
    if order is None or len(head) < _HEADER:
        raise BadInputError(f"{path} is no DPX, or is cut off. Copy it again from its source.")
    wide, high = (int.from_bytes(head[at : at + 4], order) for at in (_SIZE_AT, _SIZE_AT + 4))  # type: ignore[arg-type] # the two words above
    return wide, high


def read_dpx(path: Path) -> NDArray[np.float32]:
    """Return a DPX's red, green and blue as code values, shape [h, w, 3], 0 to 1 over all of its bits.

    Raises:
        BadInputError: It is no DPX, cut off, or of a kind that can't be read.
    """
    import av

    dpx_size(path)
    try:
        with av.open(str(path), format="dpx_pipe") as container:
            frame = next(container.decode(video=0))
            bits = frame.format.components[0].bits
            codes = frame.to_ndarray()
    except (av.FFmpegError, StopIteration, IndexError, ValueError) as error:
        raise BadInputError(
            f"{path} is damaged, cut off, or a DPX of an unusual kind ({error}). Export it as EXR."
        ) from error
    if codes.ndim == 2:
        codes = np.repeat(codes[..., None], 3, axis=2)
    return np.asarray(codes[..., :3], np.float32) / np.float32((1 << bits) - 1)
