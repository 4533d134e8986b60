"""From Blender's raw file to the picture that is kept: ACEScg, with depth, normals and mattes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.lookdev.controls import VIEW, view_of
from rushes.engines.wardrobe.picture.views import View
from rushes.media.colour import to_acescg
from rushes.media.exr import HALF_MAX, read_exr, write_exr

MATTES = "ViewLayer.CryptoObject"
"""Name of the Cryptomatte, as Blender's manifest has hashed it into its key."""


def develop(raw: Path, path: Path, view: View, *, frame: int = 1001, rate: Fraction = Fraction(24)) -> None:
    """Write an outfit's picture: R G B A, depth [m], normals in the world, and mattes by object as a Cryptomatte.

    The studio's light is set so that nothing is metered: black cloth stays black.

    Args:
        raw: What ``tracing.trace_outfit`` left.
        path: Where to.
        view: That it was traced with.
        frame: For the header.
        rate: For the header.
    """
    file = read_exr(raw)
    planes = {name.removeprefix("ViewLayer."): plane for name, plane in file.channels.items()}
    colour = np.stack([planes[f"Combined.{band}"] for band in "RGB"], axis=-1).astype(np.float32)
    picture = np.clip(to_acescg(np.nan_to_num(colour, posinf=HALF_MAX)), 0.0, HALF_MAX)
    channels: dict[str, NDArray[Any]] = {
        band: picture[..., place].astype(np.float16) for place, band in enumerate("RGB")
    }
    channels["A"] = np.ones(colour.shape[:2], np.float16)
    channels["depth.Z"] = np.minimum(np.nan_to_num(planes["Depth.Z"], posinf=1e4), 1e4).astype(np.float32)
    for band in "XYZ":
        channels[f"normal.{band}"] = planes[f"Normal.{band}"].astype(np.float32)
    mattes = {name: plane.astype(np.float32) for name, plane in file.channels.items() if name.startswith(MATTES)}
    header = {
        "rushes:camera": view.name,
        VIEW: view_of(view.at, view.target),
        **{key: value for key, value in file.header.items() if key.startswith("cryptomatte/")},
    }
    write_exr(path, {**channels, **mattes}, frame=frame, rate=rate, header=header)


def manifest(header: Mapping[str, Any]) -> dict[str, str]:
    """Return which matte is whose: names to hexadecimal ids."""
    for key, value in header.items():
        if key.startswith("cryptomatte/") and key.endswith("/manifest"):
            return dict(json.loads(value))
    return {}
