"""Is everybody who did not agree, and everything around the performer, as it was in the plate?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.engines.reage.bystanders import others
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.tracks import Tracks
from rushes.inspection.pictures import comp_frames, frame_of, listed
from rushes.media.exr import read_exr

TRACK: Final = "elements/track"

LAYERS_OF: Final[Mapping[str, str]] = {"propose": "layers", "keys": "keys", "apply": "network", "bring": "model"}
"""In which folder of elements the layers of a step lie, by the step that the comp was made from."""


@dataclass(frozen=True, slots=True)
class _Elements:
    """A take's files by frame."""

    plate: Mapping[int, Path]
    layers: Mapping[int, Path]
    painted: Mapping[int, Path]


def bystanders(take: Take) -> tuple[Finding, ...]:
    """Compare the comp with the plate, to the bit: outside the performer's matte, and inside every other face's outline.

    A frame that an artist painted whole has no matte that binds it; in it the faces of others are compared. Takes of other kinds are none of
    its business.
    """
    comps = comp_frames(take)
    if take.kind != "reage" or not comps:
        return ()
    tracks = Tracks.load(take.folder / TRACK)
    elements = _elements(take)
    around: dict[int, int] = {}
    faces: dict[int, int] = {}
    for frame, path in comps.items():
        differs = (_bits(path) != _bits(elements.plate[frame])).any(axis=2)
        height, width = differs.shape
        faces[frame] = int((differs & others(tracks, frame, width, height)).sum())
        if frame not in elements.painted:
            around[frame] = int((differs & (FrameChange.read(elements.layers[frame]).matte == 0)).sum())
    met = sum(bool(seen) for face, seen in enumerate((tracks.confidence > 0).any(axis=0)) if face != tracks.performer)
    return (
        _finding("outside_matte", around, "outside the performer's matte", ""),
        _finding("bystanders", faces, "inside the face of somebody who is not the performer", _met(met)),
    )


def _met(count: int) -> str:
    if not count:
        return "No other face is in the plate."
    return f"{count} other face{'s are' if count > 1 else ' is'} in the plate, untouched."


def _finding(check: str, differing: Mapping[int, int], where: str, good: str) -> Finding:
    bad = [frame for frame, count in differing.items() if count]
    total = sum(differing.values())
    detail = f"{total} pixels {where} are not the plate's, in frames {listed(bad)}." if bad else good
    return Finding(check, not bad, total, 0, "pixels", detail)


def _elements(take: Take) -> _Elements:
    source = next(step["params"]["layers"] for step in take.recipe["steps"] if step["name"] == "comp")
    folders: dict[str, dict[int, Path]] = {}
    for path in take.paths("element"):
        frame = frame_of(path)
        if frame is not None:
            folders.setdefault(path.parent.name, {})[frame] = path
    return _Elements(folders.get("plate", {}), folders.get(LAYERS_OF[source], {}), folders.get("painted", {}))


def _bits(path: Path) -> NDArray[np.uint16]:
    """Return the bits of a picture's R, G and B, shape [h, w, 3]."""
    channels = read_exr(path).channels
    return np.stack([np.ascontiguousarray(channels[band], np.float16).view(np.uint16) for band in "RGB"], axis=-1)
