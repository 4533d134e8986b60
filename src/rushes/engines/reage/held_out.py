"""A key that was held out, to be looked at: what flow and a network made of it, beside the plate and what was painted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.media.burn_in import INK, PAPER, QUIET, fitting_font
from rushes.media.colour import as_bytes

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SHOWN: Final = ("plate", "painted", "flow", "network")
"""In the order in which they stand beside each other."""

_GAP, _LABEL = 8, 28


@dataclass(frozen=True, eq=False)
class HeldOut:
    """A key that neither flow nor network had seen.

    Attributes:
        frame: Its frame.
        regions: By region, mean error of flow, of the network and of nothing done [8-bit levels].
        shown: By ``SHOWN``, the key's window as displayed, 0 to 1, shape [h, w, 3].
    """

    frame: int
    regions: dict[str, dict[str, float]]
    shown: dict[str, Floats]

    @property
    def row(self) -> dict[str, Any]:
        """What is written down of it."""
        return {"frame": self.frame, "regions": self.regions}


def side_by_side(one: HeldOut, whole: str) -> Bytes:
    """Lay out what is shown of a key at 100 %, shape [h, w, 3]; under flow and network stands how far they are off.

    Args:
        one: The key.
        whole: The region whose errors are written under them.
    """
    from PIL import Image, ImageDraw

    tall, wide = one.shown[SHOWN[0]].shape[:2]
    image = Image.new("RGB", (_GAP + len(SHOWN) * (wide + _GAP), tall + 2 * _LABEL), PAPER)
    draw = ImageDraw.Draw(image)
    words = f"{one.frame:04d} held out: neither flow nor network has seen it"
    draw.text((_GAP, _LABEL / 2), words, fill=INK, font=fitting_font([words], image.width - 2 * _GAP, 18), anchor="lm")
    errors = one.regions.get(whole, {})
    for place, name in enumerate(SHOWN):
        x = _GAP + place * (wide + _GAP)
        image.paste(Image.fromarray(as_bytes(one.shown[name])), (x, _LABEL))
        off = errors.get("nothing" if name == "plate" else name)
        label = name if off is None else f"{name}, {off:.1f} levels off"
        draw.text((x, _LABEL * 1.5 + tall), label, fill=QUIET, font=fitting_font([label], wide, 15), anchor="lm")
    return np.asarray(image)


def write_held_out(folder: Path, one: HeldOut, whole: str) -> None:
    """Write ``held_out.FRAME.png``, beside and renamed."""
    from PIL import Image

    path = folder / f"held_out.{one.frame:04d}.png"
    part = path.with_name(f"{path.name}.part")
    Image.fromarray(side_by_side(one, whole)).save(part, format="PNG")
    part.replace(path)
