"""What the sliders make of one frame: deltas by layer and a matte, before anything is put together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.bands import NAMES, Change, band_deltas, tone_deltas
from rushes.engines.reage.regions import region_weights
from rushes.engines.reage.skin import skin_matte
from rushes.engines.reage.sliders import REGIONS, Sliders
from rushes.engines.reage.window import iod_px

Floats = NDArray[np.float32]

REGION_WEIGHT = {"fine": 1.0, "medium": 1.0, "broad": 1.0}
"""How much of a region's share each band takes, before the brief's own weights."""

ROUND_ABOUT = 0.35
"""Share of the mean slider that skin outside every region gets: a face that is smooth in patches reads as painted."""


def propose(light: Floats, mesh: Floats, sliders: Sliders) -> tuple[Change, dict[str, Floats]]:
    """Propose a change for the window of a frame.

    Args:
        light: Scene-linear ACEScg, shape [h, w, 3].
        mesh: In the window's pixels, shape [468, 3].
        sliders: What is asked.

    Returns:
        The change, and the regions' weights by name, shape [h, w] each.
    """
    size = (light.shape[1], light.shape[0])
    iod = iod_px(mesh)
    regions = region_weights(mesh, size)
    skin = skin_matte(light, mesh)
    amount = _amount(regions, sliders)
    gains = {name: amount * sliders.weights[name] * REGION_WEIGHT[name] for name in NAMES}
    deltas = band_deltas(light, skin, gains, iod)
    after = light + sum(deltas.values())
    deltas |= tone_deltas(np.asarray(after, np.float32), skin, sliders.skin["spots"], sliders.skin["evenness"], iod)
    return Change(deltas, skin), regions


def _amount(regions: dict[str, Floats], sliders: Sliders) -> Floats:
    """Return the share that is taken at each pixel: the regions' shares by their weights, and a little everywhere else."""
    shares = np.array([sliders.skin[name] for name in REGIONS], np.float32)
    weights = np.stack([regions[name] for name in REGIONS])
    total = weights.sum(axis=0)
    mean = np.einsum("r,rhw->hw", shares, weights) / np.maximum(total, 1e-6)
    covered = np.clip(total, 0.0, 1.0)
    return np.asarray(mean * covered + (1.0 - covered) * ROUND_ABOUT * float(shares.mean()), np.float32)
