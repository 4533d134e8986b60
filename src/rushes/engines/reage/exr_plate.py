"""What an EXR has to be before a face in it may be changed: asked of its header."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rushes.errors import BadInputError
from rushes.media.exr import read_header

CURVES: Final = ("log", "acescc", "adx", "cineon")
"""Words in the name of a colour space that say a logarithmic curve; read as light, every level of skin would be wrong."""

SPACES: Final = ("colorInteropID", "oiio:ColorSpace", "colorSpace", "colorspace")
"""Attributes in which programs name a file's colour space."""

NEARLY_SQUARE: Final = 0.01


def check_exr(path: Path, *, named: bool = False) -> None:
    """Stop at an EXR that can't be changed as it is.

    Args:
        path: Which.
        named: Whether the brief says how it is encoded.

    Raises:
        BadInputError: Its pixels are not square, it says that it holds a logarithmic curve, or it can't be read.
    """
    header = read_header(path)
    aspect = float(header.get("pixelAspectRatio", 1.0))
    if abs(aspect - 1.0) > NEARLY_SQUARE:
        raise BadInputError(
            f"The plate {path} has pixels of {aspect:g}:1, and a face is measured on square ones. Desqueeze it to its displayed size."
        )
    for name in () if named else SPACES:
        said = str(header.get(name, "")).lower()
        if any(curve in said for curve in CURVES):
            raise BadInputError(
                f'The plate {path} says that it is encoded logarithmically ({name} "{header[name]}"), and an EXR is read as scene-linear light. Name the curve with plate_colour in the brief, or export it in scene-linear ACEScg.'
            )
