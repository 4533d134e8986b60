"""Does what stands still in a clip flicker more than its grain, seen from wherever the camera goes?"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.pictures import listed
from rushes.inspection.sights import Sight, Sights, sights_of

Array = NDArray[np.float64]

TRIPLES: Final = 3
"""Frames of each shot that are looked at, each with its two neighbours."""

GRAIN: Final = 0.012
"""A clip's own grain, as a share of the light. Written down here again: a check does not take the word of what it checks."""

BLOCK: Final = 4
"""What a denoiser leaves is blotches of some pixels, which even out less than grain over a block of so many."""

FARTHEST_M: Final = 250.0
"""What is further away is sky, or haze."""

SAME: Final = 0.01
"""A place is seen in a neighbouring frame when its depth there is what it should be, to this share."""

SMOOTH: Final = 0.06
"""Where brightness differs by more than this share between neighbouring pixels, a picture that is drawn along is no longer the same."""

FEWEST: Final = 40
"""With fewer blocks nothing is said of a frame."""

LIMIT: Final = 3.0
"""In units of the grain over a block. Thirteen drafts measured 1.0 to 2.1, a traced clip with 4 paths a pixel 2.2; one whose every second frame is
a twentieth darker measures 13."""


def clip_flicker(take: Take) -> tuple[Finding, ...]:
    """Measure how much a clip's still surroundings change from frame to frame, in units of its grain.

    Each place that is seen in three frames on end is followed by the stage's camera and the picture's own depth; what moves of itself is left
    out, and so are frames with fire or smoke in them, and clips in rain or snow. The second difference over time is taken in blocks of 4
    pixels, of which the median counts: a shadow that passes is no flicker.
    """
    sights = sights_of(take)
    if sights is None or _weather(take) in {"rain", "snow"}:
        return ()
    found: dict[int, float] = {}
    for shot in sights.facts["shots"]:
        first, last = int(shot["first"]) + 1, int(shot["last"]) - 1
        if last < first:
            continue
        for frame in np.unique(np.linspace(first, last, TRIPLES).round().astype(int)):
            value = _of(sights, int(frame))
            if value is not None:
                found[int(frame)] = value
    if not found:
        return ()
    worst = max(found.values())
    wrong = [frame for frame, value in found.items() if value > LIMIT]
    detail = (
        f"What stands still flickers in frames {listed(wrong)}. Look at their light, or ask for more paths."
        if wrong
        else ""
    )
    return (Finding("clip_flicker", not wrong, round(worst, 2), LIMIT, "grains", detail),)


def _weather(take: Take) -> str:
    steps: list[dict[str, Any]] = list(take.recipe.get("steps", ()))
    return next(
        (str(step["params"]["scene"].get("weather", "")) for step in steps if "scene" in step.get("params", {})), ""
    )


def _of(sights: Sights, frame: int) -> float | None:
    """Return a frame's change against its neighbours in units of the grain; None where too little of it can be judged."""
    if any(number not in sights.frames for number in (frame - 1, frame, frame + 1)):
        return None
    before, now, after = (sights.sight(number) for number in (frame - 1, frame, frame + 1))
    if any(one.smoky for one in (before, now, after)):
        return None
    light = _light(now)
    still = (now.depth < FARTHEST_M) & _smooth(light) & (light > 1e-4)
    still &= ~sights.matte(frame, sights.moving(frame - 1, frame + 1))
    drawn = []
    for other in (before, after):
        seen, there = _drawn_along(sights, now, other)
        still &= there
        drawn.append(seen)
    change = np.where(still, (drawn[0] - 2 * light + drawn[1]) / np.sqrt(6.0) / (GRAIN * np.maximum(light, 1e-6)), 0.0)
    height, width = (side // BLOCK * BLOCK for side in still.shape)
    shape = (height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    whole = still[:height, :width].reshape(shape).all(axis=(1, 3))
    if int(whole.sum()) < FEWEST:
        return None
    means = change[:height, :width].reshape(shape).mean(axis=(1, 3))[whole]
    return 1.4826 * float(np.median(np.abs(means))) * BLOCK


def _light(sight: Sight) -> Array:
    return np.asarray(sight.colour.astype(float).mean(axis=2))


def _smooth(light: Array) -> NDArray[np.bool_]:
    """Return where a picture is even enough to be drawn along by parts of a pixel."""
    import cv2

    even = cv2.GaussianBlur(light, (0, 0), 1.2)
    across, down = np.gradient(even)
    return np.asarray(np.hypot(across, down) < SMOOTH * np.maximum(even, 1e-6))


def _drawn_along(sights: Sights, now: Sight, other: Sight) -> tuple[Array, NDArray[np.bool_]]:
    """Return another frame's light where each pixel's place is seen in it, and whether it is."""
    import cv2

    height, width = now.depth.shape
    seen = sights.camera.project(now.places.reshape(-1, 3).astype(float), other.frame)
    scale = width / sights.camera.width
    x, y = (seen[:, axis].reshape(height, width) * scale - 0.5 for axis in (0, 1))
    depth = seen[:, 2].reshape(height, width)
    maps = (x.astype(np.float32), y.astype(np.float32))
    there = cv2.remap(other.depth, *maps, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=-1.0)
    light = cv2.remap(_light(other).astype(np.float32), *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return light.astype(float), np.asarray(np.abs(there - depth) < SAME * np.abs(depth))
