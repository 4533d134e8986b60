"""Stills of EXRs: through the show's view, a pass made visible, a matte as grey. Drawn in the process apart."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.colour import LUMINANCE, SRGB_TEXTURE, as_bytes, convert, for_display
from rushes.media.cryptomatte import owners_of
from rushes.media.drawn.thumb import encoded
from rushes.media.exr import Exr, read_exr, read_header
from rushes.untrusted import parsed, table

Floats = NDArray[np.float32]

NOTHING_M = 1e9
"""Depth [m] from which there is nothing: passes hold 1e10 there."""

STOPS = (
    (-6.0, (0.25, 0.10, 0.35)),
    (-4.0, (0.13, 0.22, 0.62)),
    (-2.0, (0.12, 0.48, 0.58)),
    (-0.5, (0.30, 0.30, 0.30)),
    (0.5, (0.28, 0.55, 0.28)),
    (2.0, (0.62, 0.62, 0.62)),
    (3.5, (0.86, 0.76, 0.24)),
    (5.0, (0.90, 0.46, 0.14)),
    (99.0, (0.88, 0.14, 0.12)),
)
"""False colour: up to so many stops from mid grey (0.18), which colour; grey tones where a picture should have them."""

_NUMBER = re.compile(r"_?\d+$")
_PNG_QUICK = 1

Kind = Literal["picture", "depth", "normal", "motion", "alpha"]


def still(path: str, exposure: float, channel: str, view: str) -> bytes:
    """Return an ACEScg picture as a PNG of its full size.

    Args:
        path: The EXR.
        exposure: In stops.
        channel: ``rgb``, or one of ``r``, ``g``, ``b``, ``a`` and ``luma``, as grey.
        view: Empty for the show's own, or one of ``names.VIEWS``.

    Raises:
        BadInputError: The file can't be read, or has no such channel.
    """
    picture = _picture(read_exr(Path(path)), Path(path))
    if channel == "a":
        if picture.shape[2] < 4:
            raise BadInputError(f"{Path(path).name} has no alpha.")
        return _png(as_bytes(picture[..., 3]))
    light = np.nan_to_num(picture[..., :3]) * np.float32(2.0**exposure)
    if view == "false colour":
        return _png(_false_colour(light))
    if view == "linear":
        shown = np.clip(convert(np.maximum(light, 0.0), "ACEScg", SRGB_TEXTURE), 0.0, 1.0)
    else:
        shown = for_display(light, "Rec.1886 Rec.709 - Display" if view == "Rec.1886" else "sRGB - Display")
    if channel == "luma":
        return _png(as_bytes(shown @ np.array([0.2126, 0.7152, 0.0722], np.float32)))
    if channel in {"r", "g", "b"}:
        return _png(as_bytes(shown[..., "rgb".index(channel)]))
    return _png(as_bytes(shown))


def layers(path: str) -> bytes:
    """Return what an EXR can show, as JSON: its passes as [name, kind] after the element's name, and its mattes' names."""
    header = read_header(Path(path))
    names, groups = _names(header, Path(path))
    found: list[tuple[str, Kind]] = []
    if {"R", "G", "B"} <= names:
        found.append(("", "picture"))
    elif "A" in names:
        found.append(("", "alpha"))
    for layer, channel, kind in (
        ("depth", "depth.Z", "depth"),
        ("normal", "N.X", "normal"),
        ("motion", "motion.X", "motion"),
    ):
        if channel in names:
            found.append((layer, kind))  # type: ignore[arg-type] # three of Kind's words
    return json.dumps({"passes": found, "mattes": groups[:200]}).encode("utf-8")


def _names(header: Mapping[str, Any], path: Path) -> tuple[set[str], list[str]]:
    """Return the names of an EXR's channels, and of the groups of objects that it has mattes of."""
    try:
        names = {str(getattr(one, "name", one)) for one in header["channels"]}
        manifest = next((str(text) for key, text in header.items() if str(key).endswith("/manifest")), "{}")
        return names, sorted({_group(name) for name in table(parsed(manifest))})
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(f"{path.name} has a header that can't be read. Export it again.") from error


def pass_(path: str, kind: Kind) -> bytes:
    """Return a pass so that a person sees it: depth from near (white) to far, normals as colours, motion as a hue's direction.

    Raises:
        BadInputError: The file can't be read, or has no such pass.
    """
    exr = read_exr(Path(path))
    try:
        if kind == "picture":
            return _png(as_bytes(for_display(np.nan_to_num(exr.picture()[..., :3]))))
        if kind == "alpha":
            return _png(as_bytes(exr.channels["A"].astype(np.float32)))
        if kind == "depth":
            return _png(_depth(exr.channels["depth.Z"].astype(np.float32)))
        if kind == "normal":
            return _png(_normals(np.stack([exr.channels[f"N.{axis}"] for axis in "XYZ"], axis=-1).astype(np.float32)))
        return _png(_motion(*(exr.channels[f"motion.{axis}"].astype(np.float32) for axis in "XY")))
    except KeyError as error:
        raise BadInputError(f"{Path(path).name} has no {kind}.") from error


def matte(path: str, name: str) -> bytes:
    """Return how much of each pixel is a group of objects', as grey: ``concrete_slab`` is all of them.

    Raises:
        BadInputError: The file can't be read, or holds no such object.
    """
    owners = owners_of(read_exr(Path(path))) or {}
    shares = [share for owner, share in owners.items() if _group(owner) == name]
    if not shares:
        raise BadInputError(f"{Path(path).name} holds no matte of {name}.")
    return _png(as_bytes(np.clip(np.sum(shares, axis=0), 0.0, 1.0)))


def _group(name: str) -> str:
    """Return what an object is one of: ``concrete_slab_0042`` is one of ``concrete_slab``."""
    return _NUMBER.sub("", name) or name


def _picture(exr: Exr, path: Path) -> Floats:
    if not {"R", "G", "B"} <= set(exr.channels):
        raise BadInputError(f"{path.name} has no R, G and B.")
    return exr.picture()


def _png(pixels: NDArray[np.uint8]) -> bytes:
    import cv2

    return encoded(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, _PNG_QUICK])


def _false_colour(light: Floats) -> NDArray[np.uint8]:
    stops = np.log2(np.maximum(light @ LUMINANCE, 1e-9) / 0.18)
    place = np.digitize(stops, [limit for limit, _ in STOPS[:-1]])
    return as_bytes(np.array([colour for _, colour in STOPS], np.float32)[place])


def _depth(depth: Floats) -> NDArray[np.uint8]:
    there = np.isfinite(depth) & (depth < NOTHING_M) & (depth > 0)
    if not there.any():
        return np.zeros(depth.shape, np.uint8)
    near, far = (float(value) for value in np.percentile(np.log(depth[there]), [1, 99]))
    share = (np.log(np.where(there, depth, 1.0)) - near) / max(far - near, 1e-6)
    return as_bytes(np.where(there, 1.0 - 0.92 * np.clip(share, 0.0, 1.0), 0.0))


def _normals(normals: Floats) -> NDArray[np.uint8]:
    there = np.any(normals != 0, axis=-1, keepdims=True)
    return as_bytes(np.where(there, 0.5 + 0.5 * normals, 0.0))


def _motion(right: Floats, down: Floats) -> NDArray[np.uint8]:
    """Return motion as colour: the hue is its direction, the brightness how far it goes, up to the frame's 99th percentile."""
    import cv2

    far = np.hypot(right, down)
    most = max(float(np.percentile(far, 99)), 1e-3)
    hue = np.degrees(np.arctan2(down, right)) % 360.0
    colour = np.stack([hue, np.full_like(hue, 0.75), np.clip(far / most, 0.0, 1.0)], axis=-1).astype(np.float32)
    turned: Any = cv2.cvtColor(colour, cv2.COLOR_HSV2RGB)
    return as_bytes(turned)
