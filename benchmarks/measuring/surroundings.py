"""Where a figure was measured: the machine, how busy it was, and the versions of what ran."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from typing import Any

from rushes import __version__
from rushes.plan.calibration import machine

LIBRARIES = ("bpy", "usd-core", "numpy", "numba", "opencolorio", "cedarpy", "click")
"""Whose versions move the figures."""


def surroundings() -> dict[str, Any]:
    """Return the machine, its memory [GiB], its load when asked, and the versions of Rushes and its libraries."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "machine": machine(),
        "memory_gib": round(pages * size / 2**30, 1),
        "load": round(os.getloadavg()[0], 1),
        "versions": {
            "rushes": __version__,
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in LIBRARIES},
        },
    }


def describe(where: dict[str, Any]) -> str:
    """Return the surroundings in one line."""
    versions = ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    return f"{where['machine']}, {where['memory_gib']} GiB; load {where['load']} when it began; {versions}"
