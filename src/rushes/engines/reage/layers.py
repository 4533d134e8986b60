"""A frame's change on disk: one EXR with the deltas by layer, the matte and the regions, that a compositor can dial.

Every layer is light to add to the plate, scene-linear ACEScg, already inside the matte: ``plate + fine + medium + broad + tone + ...`` is the
re-aged picture. Where the matte is 0 all of them are 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.window import Window
from rushes.media.exr import read_exr, write_exr

Floats = NDArray[np.float32]

LAYERS: Final[tuple[str, ...]] = ("fine", "medium", "broad", "tone", "form", "hair", "key", "network")
"""What a change may consist of, in the order in which it is added."""


@dataclass(frozen=True, eq=False)
class FrameChange:
    """A whole frame's change.

    Attributes:
        deltas: Light to add by layer, shape [h, w, 3], the frame's own size.
        matte: Shape [h, w]; 0 is untouched.
        regions: Weights by region, shape [h, w].
    """

    deltas: Mapping[str, Floats]
    matte: Floats
    regions: Mapping[str, Floats]

    @classmethod
    def nothing(cls, width: int, height: int) -> Self:
        """Return a change that changes nothing."""
        return cls({}, np.zeros((height, width), np.float32), {})

    @classmethod
    def of_window(
        cls,
        window: Window,
        width: int,
        height: int,
        deltas: Mapping[str, Floats],
        matte: Floats,
        regions: Mapping[str, Floats],
    ) -> Self:
        """Lay what was worked out in a window into the frame."""

        def whole(part: Floats) -> Floats:
            sheet = np.zeros((height, width, *part.shape[2:]), np.float32)
            sheet[window.top : window.bottom, window.left : window.right] = part
            return sheet

        return cls(
            {name: whole(delta) for name, delta in deltas.items()},
            whole(matte),
            {name: whole(weight) for name, weight in regions.items()},
        )

    def write(self, path: Path, *, frame: int, rate: Fraction) -> None:
        """Write the layers as half floats, beside and renamed."""
        planes = {"matte.A": self.matte.astype(np.float16)}
        for name, delta in self.deltas.items():
            planes |= {f"{name}.{band}": delta[..., i].astype(np.float16) for i, band in enumerate("RGB")}
        planes |= {f"region.{name}": weight.astype(np.float16) for name, weight in self.regions.items()}
        write_exr(path, planes, frame=frame, rate=rate)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what ``write`` wrote.

        Raises:
            BadInputError: It is missing or no readable EXR.
        """
        exr = read_exr(path)
        names = dict.fromkeys(name.partition(".")[0] for name in exr.channels)
        deltas: dict[str, Floats] = {name: exr.picture(name) for name in LAYERS if name in names}
        regions = {
            name.partition(".")[2]: plane.astype(np.float32)
            for name, plane in exr.channels.items()
            if name.startswith("region.")
        }
        return cls(deltas, exr.channels["matte.A"].astype(np.float32), regions)


def put_together(plate: NDArray[np.float16], change: FrameChange) -> NDArray[np.float16]:
    """Return plate plus change, shape [h, w, 3], half float: the one composite that every method goes through.

    Where the matte is 0 the plate's own bits stay.
    """
    if not change.deltas:
        return plate
    total = np.sum([np.asarray(delta, np.float32) for delta in change.deltas.values()], axis=0)
    after = np.maximum(plate.astype(np.float32) + total, 0.0).astype(np.float16)
    return np.where((change.matte > 0)[..., None], after, plate)
