"""Pictures made ready for a board: any format, as it is seen, no larger than print needs."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rushes.engines.lookdev.looking import as_seen, pictures_of
from rushes.errors import BadInputError

PRINT_DPI: Final = 250
"""What an A3 print shows at arm's length; more makes the file large and nothing sharper."""

_JPEG_QUALITY: Final = 92
_LARGEST_SVG_BYTES: Final = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Print:
    """A picture as JPEG.

    Attributes:
        jpeg: The file's bytes.
        size: Width and height [px].
    """

    jpeg: bytes
    size: tuple[int, int]

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.size[0] / self.size[1]


def printed(path: Path, across_mm: float) -> Print:
    """Make a print of a picture (of a movie or sequence: its middle one).

    Args:
        path: The picture.
        across_mm: Its longest side on paper [mm].

    Raises:
        BadInputError: It is missing or can't be read.
    """
    from PIL import Image

    from rushes.media.colour import as_bytes

    pictures = list(pictures_of(path))
    image = Image.fromarray(as_bytes(as_seen(pictures[len(pictures) // 2])))
    longest = round(across_mm / 25.4 * PRINT_DPI)
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return Print(stream.getvalue(), image.size)


def read_drawing(path: Path) -> bytes:
    """Return a drawing's SVG.

    Raises:
        BadInputError: It is missing, unreadable, no SVG or larger than 20 MB.
    """
    try:
        drawing = path.read_bytes()
    except OSError as error:
        raise BadInputError(f"The drawing {path} can't be read ({error.strerror}). Make it again.") from error
    if b"<svg" not in drawing[:4096]:
        raise BadInputError(f"The drawing {path} is no SVG. Make it again.")
    if len(drawing) > _LARGEST_SVG_BYTES:
        raise BadInputError(f"The drawing {path} has {len(drawing) // 2**20} MB; a board takes 20. Simplify it.")
    return drawing
