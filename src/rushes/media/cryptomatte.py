"""Mattes out of pictures: whose each pixel is, by name (Cryptomatte, specification 1.2)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.exr import Exr
from rushes.untrusted import parsed, table

Shares = NDArray[Any]


def owners_of(exr: Exr) -> dict[str, Shares] | None:
    """Return each object's share of each pixel, by its name, shape [h, w]; None where the picture holds no mattes.

    Args:
        exr: The picture, with its header.

    Raises:
        BadInputError: Its list of objects can't be read.
    """
    manifest = next((text for key, text in exr.header.items() if str(key).endswith("/manifest")), None)
    layers = sorted(name[:-2] for name in exr.channels if "CryptoObject" in name and name.lower().endswith(".r"))
    if manifest is None or not layers:
        return None
    planes = {name.lower(): plane for name, plane in exr.channels.items()}
    made: dict[str, Shares] = {}
    try:
        codes = {str(name): int(code, 16) for name, code in table(parsed(str(manifest))).items()}
        known = {name: np.array([code], np.uint32).view(np.float32)[0] for name, code in codes.items()}
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInputError("The picture's list of objects (its cryptomatte manifest) can't be read.") from error
    for name, wanted in known.items():
        share = np.zeros(next(iter(planes.values())).shape)
        for layer in layers:
            for number, amount in (("r", "g"), ("b", "a")):
                share += np.where(planes[f"{layer.lower()}.{number}"] == wanted, planes[f"{layer.lower()}.{amount}"], 0)
        made[name] = share
    return made
