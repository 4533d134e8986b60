"""From Blender's raw file to the picture that is kept: ACEScg, exposed, with depth, normals and mattes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.lookdev.controls import VIEW, view_of
from rushes.engines.setdesign.scene.piece import Camera
from rushes.engines.setdesign.scene.shafts import Shaft, haze_light
from rushes.media.colour import to_acescg
from rushes.media.exr import HALF_MAX, read_exr, write_exr
from rushes.media.metering import KEY, metered

MATTES = "ViewLayer.CryptoObject"
"""Name of the Cryptomatte, as Blender's manifest has hashed it into its key."""


def develop(
    raw: Path,
    path: Path,
    camera: Camera,
    *,
    haze: float = 0.0,
    shafts: Sequence[Shaft] = (),
    stops: float | None = None,
    key: float = KEY,
    frame: int = 1001,
    rate: Fraction = Fraction(24),
) -> float:
    """Write a set's picture: R G B A, depth [m], normals in the world, and mattes by object as a Cryptomatte.

    Args:
        raw: What ``tracing.trace_set`` left.
        path: Where to.
        camera: That it was traced with.
        haze: Of the air, 0 to 1.
        shafts: Of light in it.
        stops: Exposure; metered where not given.
        key: Log mean that it is metered to.
        frame: For the header.
        rate: For the header.

    Returns:
        The stops that it was exposed by.
    """
    file = read_exr(raw)
    planes = {name.removeprefix("ViewLayer."): plane for name, plane in file.channels.items()}
    colour = np.stack([planes[f"Combined.{band}"] for band in "RGB"], axis=-1).astype(np.float32)
    depth = np.minimum(np.nan_to_num(planes["Depth.Z"], posinf=1e4), 1e4).astype(np.float32)
    picture = to_acescg(np.nan_to_num(colour, posinf=HALF_MAX))
    if haze > 0 and shafts:
        picture = picture + to_acescg(haze_light(camera, depth, shafts, haze))
    said = metered(picture, key) if stops is None else stops
    exposed = np.clip(picture * 2.0**said, 0.0, HALF_MAX)
    channels: dict[str, NDArray[Any]] = {
        band: exposed[..., place].astype(np.float16) for place, band in enumerate("RGB")
    }
    channels["A"] = np.ones(depth.shape, np.float16)
    channels["depth.Z"] = depth
    for band in "XYZ":
        channels[f"normal.{band}"] = planes[f"Normal.{band}"].astype(np.float32)
    mattes = {name: plane.astype(np.float32) for name, plane in file.channels.items() if name.startswith(MATTES)}
    header = {
        "rushes:stops": said,
        "rushes:camera": camera.name,
        VIEW: view_of(camera.at, camera.target),
        **{key: value for key, value in file.header.items() if key.startswith("cryptomatte/")},
    }
    write_exr(path, {**channels, **mattes}, frame=frame, rate=rate, header=header)
    return said


def manifest(header: Mapping[str, Any]) -> dict[str, str]:
    """Return which matte is whose: names to hexadecimal ids."""
    for key, value in header.items():
        if key.startswith("cryptomatte/") and key.endswith("/manifest"):
            return dict(json.loads(value))
    return {}
