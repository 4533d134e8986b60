"""Is the program whole: its Python, the system's libraries that Blender asks for, and the codecs that movies need."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rushes.doctor.examination import Place
from rushes.studio.trouble import Trouble

PYTHON: Final = (3, 11)
"""Blender as a Python module is built for this version and no other."""

LIBRARIES: Final[Mapping[str, str]] = {
    "libX11.so.6": "libx11-6",
    "libXrender.so.1": "libxrender1",
    "libXfixes.so.3": "libxfixes3",
    "libXi.so.6": "libxi6",
    "libXxf86vm.so.1": "libxxf86vm1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
}
"""What Blender loads on Linux and no wheel brings, with Debian's package of each; ``scripts/system_libraries`` has the same."""

REVIEW_ENCODERS: Final = ("libx264", "aac")
"""What a take's review movie is written with."""


def check_install(_place: Place) -> Iterator[Trouble]:
    """Look at Python, libraries and codecs."""
    from rushes.delivery.codecs import CODECS

    yield from python_troubles(sys.version_info[:2])
    if sys.platform == "linux":
        yield from library_troubles(LIBRARIES)
    delivered = {codec.encoder for codec in CODECS.values()} | {codec.sound for codec in CODECS.values()}
    yield from codec_troubles({*REVIEW_ENCODERS, *delivered})


def python_troubles(version: tuple[int, int]) -> Iterator[Trouble]:
    """Say whether a Python can run Blender's module."""
    if version != PYTHON:
        wanted = ".".join(map(str, PYTHON))
        yield Trouble(
            "install",
            f"This is Python {version[0]}.{version[1]}, and Blender's module runs in {wanted} only.",
            f"Install Rushes anew in an environment of Python {wanted}: python{wanted} -m venv .venv",
        )


def library_troubles(libraries: Mapping[str, str]) -> Iterator[Trouble]:
    """Say which system libraries can't be loaded.

    Args:
        libraries: Debian's package by the library's file name.
    """
    missing = {name: package for name, package in libraries.items() if not _loads(name)}
    if missing:
        yield Trouble(
            "install",
            f"Blender can't start here, since the system lacks {', '.join(missing)}.",
            f"Install what brings them, on Debian: sudo apt-get install {' '.join(missing.values())}",
        )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def codec_troubles(encoders: Iterable[str]) -> Iterator[Trouble]:
    """Say which encoders the FFmpeg of PyAV lacks."""
    import av
    import av.codec

    missing = []
    for name in sorted(encoders):
        try:
            av.codec.Codec(name, "w")
        except av.codec.codec.UnknownCodecError:
            missing.append(name)
    if missing:
        yield Trouble(
            "install",
            f"PyAV {av.__version__} was built against an FFmpeg without {', '.join(missing)}, so movies can't be written.",
            "Put the wheel in its place, which has them: pip install --force-reinstall --only-binary av av",
        )
