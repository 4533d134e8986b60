"""What a composite works out on the way, as elements: with them anybody puts the same picture together again."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.picture.comp import Composed, Layers

Floats = NDArray[np.float32]

MIX: Final = ("mix", "air", "haze", "fall")
"""The elements by name; the last is there in snow and rain only."""

FAINT: Final = 1e-4
"""Less than this of a layer has no share to speak of."""


def mix_elements(found: Layers, laid: Layers, made: Composed) -> dict[str, Floats]:
    """Return the elements of a frame, each of shape [h, w, 4].

    ``mix`` holds shares: R how much of the beauty is laid over (less where the plate shows it itself, and behind what stands
    before it), G how much of the background is the clean plate, B how much of dust and of its shadow, A how much of the
    building's shadow. The alpha of ``haze`` is how much of the ground's element lies on the background.

    Args:
        found: The layers as the elements on disk hold them.
        laid: As they were laid over one another.
        made: What came of it.
    """
    shape = found.building.shape[:2]
    painted = np.zeros(shape, np.float32) if laid.painted is None else laid.painted
    dusty = found.dust[..., 3] > FAINT
    veils = np.where(
        dusty,
        _share(laid.dust[..., 3], found.dust[..., 3]),
        _share((laid.dust_shadow - 1.0).sum(axis=-1), (found.dust_shadow - 1.0).sum(axis=-1)),
    )
    shares = [
        _share(laid.building[..., 3], found.building[..., 3]),
        painted,
        veils,
        _share((laid.shadow - 1.0).sum(axis=-1), (found.shadow - 1.0).sum(axis=-1)),
    ]
    mix = np.stack(shares, axis=-1).astype(np.float32)
    grounded = np.ones(shape, np.float32) if laid.grounded is None else laid.grounded
    haze = np.concatenate([np.broadcast_to(made.haze, (*shape, 3)), grounded[..., None]], axis=2).astype(np.float32)
    return {"mix": mix, "air": made.air, "haze": haze} | ({} if made.fall is None else {"fall": made.fall})


def _share(laid: Floats, found: Floats) -> Floats:
    """Return what is left of a layer, 0 to 1; 1 where there was next to nothing of it."""
    there = np.abs(found) > FAINT
    return np.clip(np.where(there, laid / np.where(there, found, 1.0), 1.0), 0.0, 1.0).astype(np.float32)
