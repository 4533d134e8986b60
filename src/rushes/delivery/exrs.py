"""Delivered EXRs: written with the client's packing and colour, and compared with the take's own frames."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.delivery.profile import LOSSY, ExrSequence, SceneSpace
from rushes.errors import BadInputError, StepFailedError
from rushes.media.colour import AP1_CHROMATICITIES, convert, for_display
from rushes.media.exr import ACESCG_ID, HALF_MAX, Exr, read_exr, read_header

CHROMATICITIES: Final[dict[SceneSpace, tuple[float, ...]]] = {
    "ACEScg": AP1_CHROMATICITIES,
    "ACES2065-1": (0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767),
    "Linear Rec.709 (sRGB)": (0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329),
    "Linear Rec.2020": (0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329),
}
"""Red, green, blue and white in CIE x, y."""

INTEROP_IDS: Final[dict[SceneSpace, str]] = {
    "ACEScg": ACESCG_ID,
    "ACES2065-1": "lin_ap0_scene",
    "Linear Rec.709 (sRGB)": "lin_rec709_scene",
    "Linear Rec.2020": "lin_rec2020_scene",
}
"""Color Interop IDs, as headers carry them."""

_PACKING: Final = {"zip": "ZIP_COMPRESSION", "zips": "ZIPS_COMPRESSION", "piz": "PIZ_COMPRESSION",
                   "dwaa": "DWAA_COMPRESSION", "dwab": "DWAB_COMPRESSION"}  # fmt: skip

_KEPT: Final = ("framesPerSecond", "timeCode", "rushes:frame", "pixelAspectRatio", "dataWindow", "displayWindow")
"""What a delivered header takes over from the take's."""

Pictures = NDArray[np.float32]


def is_same_file(asked: ExrSequence, source: Path) -> bool:
    """Say whether a take's frame is already what is asked, so that it is copied byte for byte.

    Raises:
        BadInputError: It can't be read.
    """
    import OpenEXR

    header = read_header(source)
    packed = header.get("compression") == getattr(OpenEXR, _PACKING[asked.compression])
    return packed and asked.compression not in LOSSY and asked.colour == "ACEScg" and asked.channels == "all"


def write_delivered(target: Path, source: Path, asked: ExrSequence, rate: Fraction) -> None:
    """Write a take's frame as the client wants it, under its own name only when whole.

    Args:
        target: Where to.
        source: The take's frame, ACEScg.
        asked: Packing, colour and channels.
        rate: Frames per second.

    Raises:
        BadInputError: The frame can't be read.
        StepFailedError: It can't be written.
    """
    import OpenEXR

    exr = read_exr(source)
    header: dict[str, Any] = {name: exr.header[name] for name in _KEPT if name in exr.header}
    header |= {
        "compression": getattr(OpenEXR, _PACKING[asked.compression]),
        "type": OpenEXR.scanlineimage,
        "framesPerSecond": rate,
    }
    if "R" in exr.channels:
        header |= {
            "chromaticities": CHROMATICITIES[asked.colour],
            "colorInteropID": INTEROP_IDS[asked.colour],
            "rushes:colorSpace": INTEROP_IDS[asked.colour],
        }
    if asked.compression in LOSSY:
        header["dwaCompressionLevel"] = float(asked.dwa_level)
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        planes = {name: np.ascontiguousarray(plane) for name, plane in wanted_channels(exr, asked).items()}
        OpenEXR.File(header, planes).write(str(part))
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(target)
    except (OSError, RuntimeError, TypeError) as error:
        with suppress(OSError):
            part.unlink()
        raise StepFailedError(
            f"{target} can't be written ({error}). Make room on the disk or check the folder's permissions."
        ) from error


def wanted_channels(exr: Exr, asked: ExrSequence) -> dict[str, NDArray[Any]]:
    """Return the channels that are delivered of a take's frame, in the colour that is asked, as they are stored."""
    kept = {
        name: plane
        for name, plane in exr.channels.items()
        if asked.channels == "all" or name in {"R", "G", "B"} or (name == "A" and asked.channels == "rgba")
    }
    if asked.colour != "ACEScg" and {"R", "G", "B"} <= set(kept):
        kind = kept["R"].dtype
        light = np.stack([kept[band].astype(np.float32) for band in "RGB"], axis=-1)
        turned = convert(light, "ACEScg", asked.colour)
        turned = np.clip(turned, -HALF_MAX, HALF_MAX) if kind == np.float16 else turned
        kept |= {band: turned[..., at].astype(kind) for at, band in enumerate("RGB")}
    return kept


def exr_faults(path: Path, source: Path, asked: ExrSequence, rate: Fraction) -> list[str]:
    """Read a delivered frame back and return what is wrong with it: its header, its size, its pixels.

    Args:
        path: The delivered frame.
        source: The take's frame that it has to show.
        asked: What is asked.
        rate: Frames per second.
    """
    import OpenEXR

    try:
        delivered, taken = read_exr(path), read_exr(source)
    except BadInputError as error:
        return [str(error)]
    faults = []
    header = delivered.header
    if header.get("compression") != getattr(OpenEXR, _PACKING[asked.compression]):
        faults.append(f"{path.name} is packed by {header.get('compression')}, not {asked.compression}.")
    said = Fraction(header.get("framesPerSecond", 0))
    if said != rate:
        faults.append(f"{path.name} says {said} frames a second, not {rate}.")
    if "R" in delivered.channels and header.get("colorInteropID") != INTEROP_IDS[asked.colour]:
        faults.append(f"{path.name} says that its colours are {header.get('colorInteropID')}, not {asked.colour}.")
    wanted = wanted_channels(taken, asked)
    if set(delivered.channels) != set(wanted):
        return [*faults, f"{path.name} holds {', '.join(sorted(delivered.channels))}, not {', '.join(sorted(wanted))}."]
    return faults + _pixel_faults(path.name, delivered, wanted, asked)


def _pixel_faults(name: str, delivered: Exr, wanted: dict[str, NDArray[Any]], asked: ExrSequence) -> list[str]:
    colour = {"R", "G", "B"} if asked.compression in LOSSY and {"R", "G", "B"} <= set(wanted) else set()
    for channel, plane in wanted.items():
        found = delivered.channels[channel]
        if found.shape != plane.shape:
            return [f"{name} is {found.shape[1]}x{found.shape[0]}, not {plane.shape[1]}x{plane.shape[0]}."]
        if channel not in colour and (found.dtype != plane.dtype or found.tobytes() != plane.tobytes()):
            return [f"{name}: channel {channel} is not the take's, bit for bit."]
    if not colour:
        return []
    psnr = _shown_psnr(delivered, wanted, asked.colour)
    if psnr < asked.least_psnr_db:
        return [f"{name} shows its source with {psnr:.1f} dB; {asked.least_psnr_db:g} are asked for."]
    return []


def _shown_psnr(delivered: Exr, wanted: dict[str, NDArray[Any]], space: SceneSpace) -> float:
    """Return the PSNR of two pictures as a person sees them, through the ACES SDR view [dB]."""
    seen = [
        for_display(convert(np.stack([planes[band].astype(np.float32) for band in "RGB"], axis=-1), space, "ACEScg"))
        for planes in (delivered.channels, wanted)
    ]
    return psnr_db(seen[0], seen[1])


def psnr_db(one: Pictures, other: Pictures) -> float:
    """Return the PSNR of two pictures of 0 to 1 [dB]; infinite when they are the same."""
    error = float(np.mean(np.square(one.astype(np.float64) - other)))
    return math.inf if error == 0 else -10 * math.log10(error)
