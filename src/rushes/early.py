"""What the end of a make needs is imported while its first steps run elsewhere: this process only waits then."""

from __future__ import annotations

import importlib
import threading
from contextlib import suppress
from typing import Final

NEEDED: Final = (
    "scipy.signal",
    "cv2",
    "av",
    "OpenEXR",
    "c2pa",
    "PyOpenColorIO",
    "pxr.Sdf",
    "scipy.spatial",
    "soundfile",
    "jinja2",
)
"""What inspections, seal and page import, the longest first: two seconds of one core."""


def import_early() -> threading.Thread:
    """Begin to import; return the thread that does. What can't be imported is left to who needs it, and to its words."""

    def import_all() -> None:
        for name in NEEDED:
            with suppress(ImportError):
                importlib.import_module(name)

    thread = threading.Thread(target=import_all, name="imports", daemon=True)
    thread.start()
    return thread
