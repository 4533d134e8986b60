# SPDX-License-Identifier: GPL-3.0-or-later
"""Write clouds as OpenVDB: ``python -m rushes.blender.vdb request.json``.

OpenVDB's Python module comes with Blender's wheel and nowhere else, so this runs as a program of its own. One line per written
frame: ``frame 1012 12 96 83215`` (frame, done, of how many, bytes). A failure is one line, ``fatal: ...``.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from rushes.blender.program import answered, say

LEAST = 0.004
"""Dust as thin as this is left out: its extinction would be 7 in a thousand metres."""


AIR_K, FLAME_K = 300.0, 2200.0
"""Of cold smoke, and of a white flame."""


def _write_all(request: Mapping[str, Any]) -> None:
    for done, frame in enumerate(request["frames"], start=1):
        size = write(frame, request)
        say(f"frame {frame['frame']} {done} {len(request['frames'])} {size}")


def openvdb() -> Any:
    """Return OpenVDB's module: it lies in a folder of Blender's own Python that nothing else looks into."""
    if importlib.util.find_spec("openvdb") is None:
        blender = importlib.util.find_spec("bpy")
        if blender is None or not blender.submodule_search_locations:
            raise ModuleNotFoundError("bpy, which holds OpenVDB, is not installed")
        folder = Path(next(iter(blender.submodule_search_locations)))
        sys.path.extend(str(path) for path in folder.glob("*/python/lib/python*/site-packages"))
    return importlib.import_module("openvdb")


def write(frame: Mapping[str, Any], request: Mapping[str, Any]) -> int:
    """Write one cloud, beside and renamed; return its bytes.

    Args:
        frame: ``frame``, ``cloud`` (what the step ``air`` left, or a clip's smoke, which has ``heat``) and ``path``.
        request: ``extinction``, a table of how much fine dust, as a share of dense, has how much [1/m]; by what share coarse dust
            counts less (``hidden_less``), ``rate``, ``creator``.
    """
    vdb = openvdb()
    path, part = Path(frame["path"]), Path(frame["path"] + ".part.vdb")
    with Path(frame["cloud"]).open("rb") as stream, np.load(stream) as file:
        arrays = {name: file[name] for name in file.files}
    grids = (
        smoke_grids_of(vdb, arrays)
        if "heat" in arrays
        else grids_of(vdb, arrays, request["extinction"], float(request["hidden_less"]))
    )
    metadata = {
        "frame": int(frame["frame"]),
        "rate": str(request["rate"]),
        "unit": "metre",
        "up": "Z",
        "creator": str(request["creator"]),
    }
    vdb.write(str(part), grids=grids, metadata=metadata)
    os.replace(part, path)  # noqa: PTH105 - the one atomic call
    return path.stat().st_size


def grids_of(vdb: Any, arrays: Mapping[str, Any], extinction: Mapping[str, Any], hidden_less: float) -> list[Any]:
    """Return a cloud's grids, sparse and in half floats, in metres of the scene."""
    origin, cell = arrays["origin"], float(arrays["cell"])
    body = arrays["density"].astype(np.float32)
    share = arrays["share"].astype(np.float32) / 255.0
    there = body > LEAST
    hides = np.interp(body * (1.0 - hidden_less * share), extinction["dust"], extinction["per_m"])
    fine = (origin + cell / 2, cell)
    hue = np.moveaxis(arrays["hue"].astype(np.float32) / 255.0, 0, -1)
    flow = np.moveaxis(arrays["flow"].astype(np.float32), 0, -1)
    near = _halved(there, flow.shape[:3])
    return [
        _grid(vdb, "density", np.where(there, hides, 0.0), fine, "1/m"),
        _grid(vdb, "coarse", np.where(there, share, 0.0), fine, "share"),
        _grid(vdb, "age", np.where(there, arrays["age"].astype(np.float32), 0.0), fine, "s"),
        _grid(vdb, "albedo", np.where(there[..., None], hue, 0.0), fine, "ACEScg"),
        _grid(vdb, "velocity", np.where(near[..., None], flow, 0.0), (origin + cell, 2.0 * cell), "m/s"),
    ]


def smoke_grids_of(vdb: Any, arrays: Mapping[str, Any]) -> list[Any]:
    """Return a clip's smoke: extinction, temperature as a black body of that colour has it, and what is scattered."""
    origin, cell = arrays["origin"], float(arrays["cell"])
    hides = arrays["density"].astype(np.float32)
    there = hides > LEAST
    warm = AIR_K + (FLAME_K - AIR_K) * np.clip(arrays["heat"].astype(np.float32), 0.0, 1.2)
    placed = (origin + cell / 2, cell)
    hue = arrays["hue"].astype(np.float32)
    return [
        _grid(vdb, "density", np.where(there, hides, 0.0), placed, "1/m"),
        _grid(vdb, "temperature", np.where(there, warm, 0.0), placed, "K"),
        _grid(vdb, "albedo", np.where(there[..., None], hue, 0.0), placed, "ACEScg"),
    ]


def _grid(vdb: Any, name: str, values: Any, placed: tuple[Any, float], unit: str) -> Any:
    grid = vdb.FloatGrid() if values.ndim == 3 else vdb.Vec3SGrid()
    # no tolerance: what is near its background is not the background, and colours would lose their dark ends
    grid.copyFromArray(np.ascontiguousarray(values, np.float32))
    grid.pruneInactive()
    middle, size = placed
    grid.transform = vdb.createLinearTransform(voxelSize=size)
    grid.transform.postTranslate(tuple(float(value) for value in middle))
    grid.name, grid.saveFloatAsHalf = name, True
    if name == "density":
        grid.gridClass = vdb.GridClass.FOG_VOLUME
    grid["unit"] = unit
    return grid


def _halved(there: Any, shape: tuple[int, ...]) -> Any:
    """Return which cells of twice the size hold dust."""
    room = np.zeros(tuple(2 * size for size in shape), bool)
    room[tuple(slice(0, size) for size in there.shape)] = there
    a, b, c = shape
    return room.reshape(a, 2, b, 2, c, 2).any(axis=(1, 3, 5))


if __name__ == "__main__":
    raise SystemExit(answered(_write_all))
