"""Where a grey beard is: hair in the lower face that is paler than this performer's own skin, and that nothing meant for skin may touch.

A beard stands inside the mesh's outline, so that its place says nothing, and dark skin's sheen is as grey as it, so that a colour on its own says
little. What tells it is red over green over some millimetres, beside the skin of the upper half of the same face in the same light.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage import landmarks as at
from rushes.engines.reage.bands import blurred
from rushes.engines.reage.regions import face_mask, spared, up
from rushes.engines.reage.skin import LEAST
from rushes.engines.reage.window import iod_px

Floats = NDArray[np.float32]

GREY: Final = (0.45, 0.68)
"""Log red over green as a share of the upper face's: below the first it is a beard for certain, above the second it is none. On three shaved faces that were looked
at, the palest twentieth of the lower face has 0.68 to 0.75; the grey beard of the fourth has 0.2 to 0.5."""

OVER: Final = 0.03
"""Size of what is judged as one [distances between the outer corners of the eyes]: some strands and the skin between them."""

BEGINS: Final = (0.0, 0.1)
"""Below the nose's foot a beard may begin, and may be whole by the second of these [the same]."""

WHISKERS: Final = (0.4, 1.2)
"""Further to the side than the first of these, a beard may begin higher, by so many times what lies beyond: it goes up before the ears [the same]."""

BEYOND: Final = 0.12
"""So far beyond the mesh's outline a beard stands out from the jaw [the same]."""

LEAST_PX: Final = 50
"""Fewer pixels of the upper face than these tell no colour of skin."""


def beard(light: Floats, mesh: Floats, person: Floats) -> Floats:
    """Return how far each pixel is a grey beard's, shape [h, w], 0 to 1.

    Args:
        light: Scene-linear ACEScg, shape [h, w, 3].
        mesh: In the picture's pixels, shape [468, 3].
        person: The matte of the person, shape [h, w]: what is behind a jaw is not to be mixed with it.
    """
    size = (light.shape[1], light.shape[0])
    inside, kept = face_mask(mesh, size), 1.0 - spared(mesh, size)
    iod = iod_px(mesh)
    below, aside = (sheet / iod for sheet in _from_nose(mesh, size))
    upper = (inside * kept > 0.9) & (below < 0)
    if int(upper.sum()) < LEAST_PX:
        return np.zeros(size[::-1], np.float32)
    red = _redness(light, np.asarray(kept * person + 1e-3, np.float32), OVER * iod)
    own = float(np.median(red[upper]))
    if own <= 0.0:
        return np.zeros(size[::-1], np.float32)
    grey = np.clip((GREY[1] - red / own) / (GREY[1] - GREY[0]), 0.0, 1.0)
    low = below + WHISKERS[1] * np.maximum(aside - WHISKERS[0], 0.0)
    reach = face_mask(mesh, size, grow=BEYOND) * np.clip((low - BEGINS[0]) / (BEGINS[1] - BEGINS[0]), 0.0, 1.0)
    return np.asarray(grey * reach, np.float32)


def _redness(light: Floats, weight: Floats, sigma: float) -> Floats:
    """Return log red over green of light that is mixed over a few millimetres, shape [h, w]."""
    red, green = (np.log(np.maximum(blurred(light[..., band], weight, max(0.8, sigma)), LEAST)) for band in (0, 1))
    return np.asarray(red - green, np.float32)


def _from_nose(mesh: Floats, size: tuple[int, int]) -> tuple[Floats, Floats]:
    """Return how far each pixel lies below the nose's foot and beside it, along the face and across it [px], shape [h, w] each."""
    down = -up(mesh) / max(float(np.linalg.norm(up(mesh))), 1e-6)
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    x, y = x - mesh[at.NOSE_FOOT, 0], y - mesh[at.NOSE_FOOT, 1]
    return np.asarray(x * down[0] + y * down[1], np.float32), np.asarray(np.abs(x * down[1] - y * down[0]), np.float32)
