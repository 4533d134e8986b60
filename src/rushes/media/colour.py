"""Colour through OpenColorIO: one pinned configuration, and the few conversions that pictures here need.

Pictures are scene-linear ACEScg (AP1 primaries) from the moment they enter until somebody looks at them. The
configuration is the CG config that OpenColorIO carries itself, so nothing has to be installed or found.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rushes.media.half import to_float, to_half

CONFIG = "cg-config-v2.2.0_aces-v1.3_ocio-v2.4"
"""The built-in OpenColorIO configuration in force (ACES 1.3)."""

CAMERAS_CONFIG = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4"
"""The same with the curves of cameras: asked only for these."""

Space = Literal[
    "ACEScg",
    "Linear Rec.709 (sRGB)",
    "sRGB Encoded Rec.709 (sRGB)",
    "ACES2065-1",
    "ACEScct",
    "ACEScc",
    "Linear Rec.2020",
    "ADX10",
    "ARRI LogC3 (EI800)",
    "ARRI LogC4",
    "S-Log3 S-Gamut3",
    "S-Log3 S-Gamut3.Cine",
    "V-Log V-Gamut",
    "CanonLog2 CinemaGamut D55",
    "CanonLog3 CinemaGamut D55",
    "Log3G10 REDWideGamutRGB",
    "Apple Log",
    "DaVinci Intermediate WideGamut",
    "BMDFilm WideGamut Gen5",
]
Display = Literal["sRGB - Display", "Rec.1886 Rec.709 - Display"]

ACESCG: Space = "ACEScg"
LINEAR_REC709: Space = "Linear Rec.709 (sRGB)"
SRGB_TEXTURE: Space = "sRGB Encoded Rec.709 (sRGB)"

AP1_CHROMATICITIES = (0.713, 0.293, 0.165, 0.830, 0.128, 0.044, 0.32168, 0.33767)
"""Red, green, blue and white of AP1 in CIE x, y, as an EXR header wants them."""

LUMINANCE = np.array([0.2722287, 0.6740818, 0.0536895], dtype=np.float32)
"""Weights of ACEScg red, green and blue in luminance."""

_BRIGHTEST = float(np.finfo(np.float16).max)

_VIEW = "ACES 1.0 - SDR Video"

Picture = NDArray[np.float32]


def convert(picture: ArrayLike, source: Space, target: Space) -> Picture:
    """Convert a picture between colour spaces.

    Args:
        picture: Shape [..., 3] or [..., 4]; a fourth channel (alpha) passes through. Linear spaces may be
            premultiplied, encoded ones must not be.
        source: Where it comes from.
        target: Where it goes.

    Returns:
        A new array of the same shape, float32.
    """
    return _applied(picture, _conversion(source, target))


def to_acescg(picture: ArrayLike, source: Space = LINEAR_REC709) -> Picture:
    """Bring a picture, shape [..., 3 or 4], into ACEScg."""
    return convert(picture, source, ACESCG)


def for_display(picture: ArrayLike, display: Display = "sRGB - Display") -> Picture:
    """Show an ACEScg picture through the ACES SDR output transform: a film's shoulder and toe.

    Args:
        picture: Shape [..., 3] or [..., 4], ACEScg.
        display: What it is shown on.

    Returns:
        Display code values 0 to 1, float32, same shape.
    """
    shown = _applied(picture, _view(display))
    return np.clip(shown, 0.0, 1.0, out=shown)


def from_display(picture: ArrayLike, display: Display = "sRGB - Display") -> Picture:
    """Take a finished picture back to the ACEScg light that ``for_display`` would show as this picture.

    Args:
        picture: Display code values 0 to 1, shape [..., 3]. Near 1 the way back is steep (1.0 becomes 16.3).
        display: What it was made for.
    """
    return _applied(picture, _view(display, inverse=True))


def as_bytes(display_picture: ArrayLike) -> NDArray[np.uint8]:
    """Round display values 0 to 1 to 8-bit code values."""
    scaled: NDArray[np.float32] = np.clip(np.asarray(display_picture, dtype=np.float32), 0.0, 1.0) * 255.0
    return (scaled + 0.5).astype(np.uint8)


def quick_look(picture: ArrayLike) -> NDArray[np.uint8]:
    """Return ACEScg light about as ``for_display`` shows it, 8 bit, several times as fast: to be looked at by a program.

    The display's primaries, and in each channel the curve that the output transform has for greys. Greys come out alike;
    strong colours do not lose saturation toward white as they do there.

    Args:
        picture: Shape [..., 3], ACEScg. What is no number counts as black.
    """
    import cv2

    given = np.asarray(picture)
    light = to_float(given) if given.dtype == np.float16 else np.ascontiguousarray(given, np.float32)
    if not np.isfinite(light.sum()):
        light = np.nan_to_num(light, nan=0.0, posinf=_BRIGHTEST, neginf=0.0)
    shown = to_half(cv2.transform(light.reshape(1, -1, 3), _to_rec709().T.copy()))
    return np.take(_grey_codes(), shown.view(np.uint16)).reshape(light.shape)


@cache
def _to_rec709() -> Picture:
    return convert(np.eye(3, dtype=np.float32), ACESCG, LINEAR_REC709)


@cache
def _grey_codes() -> NDArray[np.uint8]:
    """Return the display's 8-bit code of each grey that a half float can say, by its bits; below 0 it is black."""
    greys = np.arange(1 << 15, dtype=np.uint16).view(np.float16).astype(np.float32)
    greys = np.nan_to_num(greys, nan=0.0, posinf=_BRIGHTEST)
    codes = np.zeros(1 << 16, np.uint8)
    codes[: 1 << 15] = as_bytes(for_display(np.repeat(greys[:, None], 3, axis=1))[:, 0])
    return codes


def _applied(picture: ArrayLike, processor: Any) -> Picture:  # noqa: ANN401 - OpenColorIO has no types
    pixels = np.array(picture, dtype=np.float32, order="C", copy=True)
    if processor.isNoOp():
        return pixels
    channels = pixels.shape[-1]
    if channels not in {3, 4}:
        raise ValueError(f"a picture has 3 or 4 channels, not {channels}")
    if pixels.size:
        flat = pixels.reshape(-1, channels)
        (processor.applyRGB if channels == 3 else processor.applyRGBA)(flat)
    return pixels


@cache
def _config(name: str = CONFIG) -> Any:  # noqa: ANN401 - OpenColorIO has no types
    import PyOpenColorIO

    return PyOpenColorIO.Config.CreateFromBuiltinConfig(name)


@cache
def _conversion(source: str, target: str) -> Any:  # noqa: ANN401 - OpenColorIO has no types
    known = all(_config().getColorSpace(name) is not None for name in (source, target))
    return _config(CONFIG if known else CAMERAS_CONFIG).getProcessor(source, target).getDefaultCPUProcessor()


@cache
def _view(display: str, *, inverse: bool = False) -> Any:  # noqa: ANN401 - OpenColorIO has no types
    import PyOpenColorIO

    transform = PyOpenColorIO.DisplayViewTransform(src=ACESCG, display=display, view=_VIEW)
    if inverse:
        transform.setDirection(PyOpenColorIO.TRANSFORM_DIR_INVERSE)
    return _config().getProcessor(transform).getDefaultCPUProcessor()
