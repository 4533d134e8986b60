"""Memory that a step frees is kept for its next frame: a picture's sheets are asked for by the hundred, and the system would clear each anew."""

from __future__ import annotations

import ctypes
from typing import Final

KEPT: Final = {-3: 64 << 20, -2: 64 << 20, -1: 512 << 20}
"""glibc's ``M_MMAP_THRESHOLD``, ``M_TOP_PAD`` and ``M_TRIM_THRESHOLD`` [bytes]: pieces up to 64 MiB come from memory that is kept, of which half a gibibyte may lie unused."""


def keep_memory() -> bool:
    """Let this process keep what it frees, and return whether it does: only glibc can be asked to.

    A third of a proposed frame's time is otherwise spent on pages that come and go (measured at 1080p, one face of 350 pixels).
    """
    try:
        ask = ctypes.CDLL(None).mallopt
    except (OSError, TypeError, AttributeError):
        return False
    return all(ask(which, value) == 1 for which, value in KEPT.items())
