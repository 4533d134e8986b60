"""Reading one picture as it comes: JPEG, PNG, TIFF, EXR or DPX, any depth, upright, three channels, nothing invented.

A picture knows its colour space; bringing it to scene-linear ACEScg is the plate's business. What was dropped or
assumed on the way (alpha, an ink profile, a missing colour space) is said in its notes.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.apart.carried import carried
from rushes.media.colour import ACESCG, LINEAR_REC709, SRGB_TEXTURE, Space
from rushes.media.dpx import SUFFIX as DPX_SUFFIX
from rushes.media.dpx import dpx_size, read_dpx
from rushes.media.exr import picture_size as exr_size
from rushes.media.exr import read_exr

if TYPE_CHECKING:
    from PIL import Image

Floats = NDArray[np.float32]

SMALLEST_PX: Final = 64
"""Shortest side of a picture that is worth standing a building in."""

LARGEST_PX: Final = 16_384
"""Longest side that is read: a 16k plate. More is a mistake or a bomb."""

EXR_SUFFIX: Final = ".exr"

_PRIMARIES: Final[dict[Space, tuple[float, ...]]] = {
    ACESCG: (0.713, 0.293, 0.165, 0.830, 0.128, 0.044),
    "ACES2065-1": (0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077),
    LINEAR_REC709: (0.64, 0.33, 0.30, 0.60, 0.15, 0.06),
}
_SPACE_WORDS: Final[tuple[tuple[str, Space], ...]] = (
    ("acescg", ACESCG),
    ("ap1", ACESCG),
    ("aces2065", "ACES2065-1"),
    ("ap0", "ACES2065-1"),
    ("rec709", LINEAR_REC709),
    ("rec.709", LINEAR_REC709),
)
_TURNS: Final = {2: (0, True), 3: (2, False), 4: (2, True), 5: (1, True), 6: (3, False), 7: (3, True), 8: (1, False)}
"""EXIF orientation: quarter turns to the left, and whether it is mirrored first (left to right)."""


@carried
@dataclass(frozen=True, eq=False)
class Picture:
    """A picture as it came.

    Attributes:
        pixels: Red, green, blue, shape [h, w, 3]; 0 to 1 when encoded, light when linear.
        space: Its colour space.
        notes: What was dropped or assumed, as sentences.
    """

    pixels: Floats
    space: Space
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height [px]."""
        return int(self.pixels.shape[1]), int(self.pixels.shape[0])


def read_picture(path: Path, space: Space | None = None) -> Picture:
    """Read a picture file.

    Args:
        path: Which.
        space: What its numbers are, whatever it says itself; None as it says, and where it says nothing as its kind usually is.

    Raises:
        BadInputError: It is missing, unreadable, cut off, too small or too large, has values that are no numbers, or is a DPX and no space is given.
    """
    if not path.is_file():
        raise BadInputError(f"There is no picture at {path}. Check the path.")
    suffix = path.suffix.lower()
    if suffix == DPX_SUFFIX:
        picture = _read_dpx(path, space)
    else:
        picture = _read_exr(path) if suffix == EXR_SUFFIX else _read_encoded(path)
    if space is not None:
        kept = tuple(note for note in picture.notes if "taken for" not in note)
        picture = Picture(picture.pixels, space, (*kept, f"It was read as {space}, as the brief says."))
    check_size(path, *picture.size)
    bad = int((~np.isfinite(picture.pixels)).any(axis=2).sum())
    if bad:
        raise BadInputError(
            f"{path} has {bad} pixels that are not a number or infinite. Export it again from the tool that made it."
        )
    return picture


def size_of(path: Path) -> tuple[int, int]:
    """Return the width and height [px] of a frame of a sequence, from its header where that says it.

    Raises:
        BadInputError: It is missing, cut off, or can't be read.
    """
    suffix = path.suffix.lower()
    if suffix == EXR_SUFFIX:
        return exr_size(path)
    return dpx_size(path) if suffix == DPX_SUFFIX else read_picture(path).size


def check_size(path: Path, width: int, height: int) -> None:
    """Stop when a picture is too small or too large to work with.

    Raises:
        BadInputError: It is.
    """
    if min(width, height) < SMALLEST_PX:
        raise BadInputError(
            f"{path} is {width}x{height}; a picture needs at least {SMALLEST_PX} pixels on its short side, for us to see what is in it. "
            "Give a larger picture."
        )
    if max(width, height) > LARGEST_PX:
        raise BadInputError(
            f"{path} is {width}x{height}; at most {LARGEST_PX} pixels a side are read. Give a smaller copy."
        )


def _read_encoded(path: Path) -> Picture:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged tags are no reason to write into somebody's terminal
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                check_size(path, *image.size)
                deep = _read_deep(path, image) if image.format in {"PNG", "TIFF"} else None
                return deep or _from_pillow(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadInputError(f"{path} is too large to be read safely ({error}). Give a smaller copy.") from error
    except UnidentifiedImageError as error:
        raise BadInputError(
            f"{path} is no picture that can be read. Give a JPEG, PNG, TIFF or EXR, or a movie."
        ) from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, struct.error) as error:
        raise BadInputError(f"{path} is damaged or cut off ({error}). Copy it again from its source.") from error


def _from_pillow(image: Image.Image) -> Picture:
    from PIL import ImageOps

    notes: list[str] = []
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in upright.info:
        notes.append("It has an alpha channel, which was left out: a plate is opaque.")
        upright = upright.convert("RGBA")
    rgb = _to_srgb(upright, notes)
    return Picture(np.asarray(rgb, dtype=np.float32) / np.float32(255), SRGB_TEXTURE, tuple(notes))


def _to_srgb(image: Image.Image, notes: list[str]) -> Image.Image:
    """Return 8-bit sRGB, through the picture's own ICC profile when it has one."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            name = ImageCms.getProfileDescription(source).strip()
            base = image.convert("RGB") if image.mode == "RGBA" else image
            converted = ImageCms.profileToProfile(base, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            notes.append("Its ICC profile can't be read; it was taken for sRGB.")
        else:
            if "srgb" not in name.lower():
                notes.append(f'It was converted from its ICC profile "{name}" to sRGB.')
            if converted is not None:
                return converted
    elif image.mode == "CMYK":
        notes.append("It is CMYK without a profile; its inks were converted by the simple formula.")
    return image.convert("RGB")


def _read_deep(path: Path, image: Image.Image) -> Picture | None:
    """Read more than 8 bits, which Pillow would cut to 8; None when there are only 8."""
    import cv2

    if image.mode in {"CMYK", "P", "1", "LAB", "YCbCr"}:
        return None
    held = np.fromfile(path, np.uint8)
    if image.format == "PNG" and not _chunks_fit(held.tobytes()):
        return None
    raw = cv2.imdecode(held, cv2.IMREAD_UNCHANGED)
    if raw is None or raw.dtype == np.uint8:
        return None
    notes: list[str] = []
    pixels = raw.astype(np.float32)
    if raw.dtype == np.uint16:
        pixels /= np.float32(65535)
        space: Space = SRGB_TEXTURE
    else:
        space = LINEAR_REC709
        notes.append("It is floating point and names no colour space; it was taken for linear Rec. 709.")
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    elif pixels.shape[2] == 4:
        notes.append("It has an alpha channel, which was left out: a plate is opaque.")
    if image.info.get("icc_profile"):
        notes.append("Its ICC profile was not applied to 16-bit values; they were taken for sRGB.")
    turns, mirrored = _TURNS.get(image.getexif().get(0x0112, 1), (0, False))
    upright = pixels[..., 2::-1]
    if mirrored:
        upright = upright[:, ::-1]
    return Picture(np.ascontiguousarray(np.rot90(upright, turns)), space, tuple(notes))


def _chunks_fit(png: bytes) -> bool:
    """Return whether each chunk of a PNG lies inside of it: OpenCV makes room for as much as a chunk says that it holds."""
    at = 8
    while at + 12 <= len(png):
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    return at <= len(png)


def _read_dpx(path: Path, space: Space | None) -> Picture:
    if space is None:
        raise BadInputError(
            f"{path} is a DPX, and what its header says of its encoding is seldom right. Say how it is encoded with plate_colour in the brief (of kind reage), or "
            "export it as EXR in scene-linear ACEScg."
        )
    return Picture(read_dpx(path), space)


def _read_exr(path: Path) -> Picture:
    exr = read_exr(path)
    channels = dict(exr.channels)
    notes: list[str] = []
    names = _rgb_names(path, channels)
    pixels = np.stack([np.asarray(channels[name], dtype=np.float32) for name in names], axis=2)
    if "A" in channels:
        notes.append("It has an alpha channel, which was left out: a plate is opaque.")
    return Picture(_in_display_window(pixels, exr.header), _exr_space(exr.header, notes), tuple(notes))


def _rgb_names(path: Path, channels: dict[str, Any]) -> tuple[str, str, str]:
    if {"R", "G", "B"} <= set(channels):
        return "R", "G", "B"
    if "Y" in channels:
        return "Y", "Y", "Y"
    raise BadInputError(
        f"{path} has no R, G and B channels (it has {', '.join(sorted(channels)) or 'none'}). Export it as RGB."
    )


def _in_display_window(pixels: Floats, header: Mapping[str, Any]) -> Floats:
    """Lay the data window into the display window; what lies outside is cut, what is missing is black."""
    (left, top), (right, foot) = (np.asarray(corner, int) for corner in header["displayWindow"])
    (data_left, data_top), _ = (np.asarray(corner, int) for corner in header["dataWindow"])
    if (data_left, data_top) == (left, top) and pixels.shape[:2] == (foot - top + 1, right - left + 1):
        return pixels
    whole = np.zeros((foot - top + 1, right - left + 1, 3), np.float32)
    y, x = data_top - top, data_left - left
    y0, x0 = max(y, 0), max(x, 0)
    y1, x1 = min(y + pixels.shape[0], whole.shape[0]), min(x + pixels.shape[1], whole.shape[1])
    if y1 > y0 and x1 > x0:
        whole[y0:y1, x0:x1] = pixels[y0 - y : y1 - y, x0 - x : x1 - x]
    return whole


def _exr_space(header: Mapping[str, Any], notes: list[str]) -> Space:
    for key in ("colorInteropID", "oiio:ColorSpace", "colorSpace", "colorspace"):
        word = str(header.get(key, "")).lower().replace("_", "")
        for part, space in _SPACE_WORDS:
            if part in word:
                return space
    given = header.get("chromaticities")
    if given is not None:
        flat = np.asarray(given, dtype=float).ravel()
        for space, primaries in _PRIMARIES.items():
            if np.abs(flat[:6] - primaries).max() < 2e-3:
                return space
        notes.append("Its chromaticities are of no space known here; it was taken for linear Rec. 709.")
    else:
        notes.append("It names no colour space; by OpenEXR's rule it was taken for linear Rec. 709.")
    return LINEAR_REC709
