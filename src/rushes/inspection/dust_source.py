"""Does dust come from anywhere: is each cloud where dust was a frame before, or where dust was born?"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take

Grid = NDArray[np.float32]

UNEXPLAINED = 0.005
"""Share of a frame's dust that may be where nothing says it came from: what half floats and large cells leave."""

UNBALANCED = 0.01
"""Share of all dust born that may be missing from air, ground and what left the grid."""

STRAY_CELLS = 1
"""Cells [of about 2 m] that dust may go further in a frame than the fastest air, since it spreads within a cell."""

_READ = (
    *("frame", "cell", "step_s", "density", "born_where", "born_amount", "fastest_ms"),
    *("born_m3", "airborne_m3", "settled_m3", "out_m3"),
)


def dust_source(take: Take) -> tuple[Finding, ...]:
    """Follow the dust from frame to frame: a cloud hangs where one was within reach, or where dust was born.

    Reach is what the fastest air of the frame goes, and a cell. In each cell the dust may be what the densest cell within
    reach held, and what was born within reach. What is more hangs there without a source.
    """
    path = next((path for path in take.paths("element") if path.name == "air.npz"), None)
    if path is None:
        return ()
    air = _read(path)
    if air is None:
        said = f"{path.name} is broken off, not of this version, or holds what is no number. Make the take again."
        return (Finding("dust_source", False, 1.0, UNEXPLAINED, "share", said),)
    worst, frame = 0.0, 0
    before = np.zeros(air["density"].shape[1:], np.float32)
    for row, density in enumerate(air["density"]):
        born = np.zeros_like(before)
        mine = air["born_where"][:, 0] == row
        np.add.at(born, tuple(air["born_where"][mine, 1:].T), air["born_amount"][mine])
        reach = STRAY_CELLS + int(np.ceil(float(air["fastest_ms"][row]) * air["step_s"] / air["cell"]))
        allowed = _largest(before + born, reach) + born
        whole = float(density.sum())
        loose = float(np.maximum(density - 1.05 * allowed - 1e-3, 0.0).sum()) / whole if whole > 0 else 0.0
        if loose > worst:
            worst, frame = loose, int(air["frame"][row])
        before = density
    said = (
        f"At frame {frame} {100 * worst:.1f} % of the dust hangs where none was a frame before and none was born. "
        "Look at elements/dust/air.npz there, and make the step air again."
    )
    found = Finding(
        "dust_source", worst <= UNEXPLAINED, round(worst, 4), UNEXPLAINED, "share", said * (worst > UNEXPLAINED)
    )
    return (found, _budget(air))


def _budget(air: dict[str, NDArray[np.float64]]) -> Finding:
    """Compare all dust that was born with what is in the air, on the ground, and out of the grid."""
    born = air["born_m3"]
    missing = np.abs(born - air["airborne_m3"] - air["settled_m3"] - air["out_m3"]) / max(float(born.max()), 1e-6)
    worst, row = float(missing.max()), int(missing.argmax())
    said = (
        f"At frame {int(air['frame'][row])} {100 * worst:.1f} % of the dust that was born is neither in the air nor on the ground. "
        "Make the step air again."
    )
    return Finding(
        "dust_budget", worst <= UNBALANCED, round(worst, 5), UNBALANCED, "share", said * (worst > UNBALANCED)
    )


def _largest(grid: Grid, reach: int) -> Grid:
    """Return the largest value within so many cells along each axis."""
    from scipy.ndimage import maximum_filter

    return np.asarray(maximum_filter(grid, size=2 * reach + 1, mode="constant"), np.float32)


def _read(path: Path) -> dict[str, NDArray[np.float64]] | None:
    try:
        with path.open("rb") as stream, np.load(stream) as file:
            air = {name: np.asarray(file[name]) for name in file.files}
        air["density"] = air["density"].astype(np.float32)
        whole = all(np.isfinite(air[name]).all() for name in _READ)
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    return air if whole and len(air["density"]) else None
