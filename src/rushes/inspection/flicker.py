"""Does what stands still flicker more than the plate's own grain?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.pictures import comp_frames, frame_of, listed
from rushes.media.exr import read_exr

Floats = NDArray[np.float32]

TRIPLES: Final = 6
"""So many frames are looked at, each with its two neighbours, evenly over the shot."""

LEAST_PX: Final = 400
"""Fewer pixels that stand still than these, and nothing is said of a frame."""

STILL_PX, SOLID, CLEAR = 0.02, 0.999, 0.01
"""A pixel stands still when it moves by less than the first [px], is covered from the second on, and has no more dust than the last."""

BLOCK: Final = 4
"""Crawl is blotches of some pixels: grain evens out over a block of so many, crawl does not. The worse of both is what counts."""

PASSED, MOST_PASSED = 5.0, 0.4
"""A change of more than so many times the grain is a shadow's edge that passed, if no more than a share of all pixels had one."""

LIT_SHARE, STEADY = 1 / 40, 0.25
"""In a room all light comes by a few windows, and what falls before them darkens every wall. Where the mean over a share of the picture's
width changes by more than so many times the grain, light came or went, and nothing is said: crawl evens out over so much."""

CRAWL_LIMIT, FLICKER_LIMIT = 1.0, 1.1
"""In units of the grain. The composite holds the grain itself; a tenth is what a measure over some hundred pixels can't tell."""


def flicker(take: Take) -> tuple[Finding, ...]:
    """Measure how much the still part of the building changes from frame to frame, against the take's own grain.

    Looked at is what is covered by the same piece without motion in three frames on end, well inside. The second difference
    over time (a slow change of light is none) is divided by the grain's standard deviation at that light, and its median
    deviation taken, so that a shadow that sweeps by does not count. ``crawl`` is that of the traced building before grain,
    ``flicker`` that of the finished picture, which is only told where it has no grade but exposure.
    """
    look = _look(take)
    beauties = {frame_of(path): path for path in take.paths("pass") if path.name.count("beauty")}
    comps = comp_frames(take)
    dusts = {frame_of(path): path for path in take.paths("element") if path.parent.name == "dust"}
    if look is None or not beauties:
        return ()
    inner = [frame for frame in sorted(comps) if {frame - 1, frame + 1} <= beauties.keys() & comps.keys()]
    frames = sorted({inner[round(at)] for at in np.linspace(0, len(inner) - 1, TRIPLES)}) if inner else []
    crawl: dict[int, float] = {}
    seen: dict[int, float] = {}
    for frame in frames:
        three = [read_exr(beauties[near]).channels for near in (frame - 1, frame, frame + 1)]
        still = _still(three, [dusts.get(near) for near in (frame - 1, frame, frame + 1)])
        if look["inside"]:
            still &= _steadily_lit([_rgb(one) * look["exposure"] for one in three], still, look)
        if int(still.sum()) < LEAST_PX:
            continue
        crawl[frame] = _in_grains([_rgb(one) for one in three], still, look, with_grain=False)
        if look["plain"]:
            finished = [read_exr(comps[near]).picture()[..., :3] for near in (frame - 1, frame, frame + 1)]
            if look["inside"]:  # dust in the air and its shadow come and go over a whole wall, too
                still &= _steadily_lit([one / look["gain"] for one in finished], still, look)
            if int(still.sum()) < LEAST_PX:
                continue
            seen[frame] = _in_grains(finished, still, look, with_grain=True)
    return (
        *_finding("crawl", crawl, CRAWL_LIMIT, "The renderer's noise shows through: trace more paths."),
        *_finding(
            "flicker", seen, FLICKER_LIMIT, "What stands still changes by more than the grain. Look at its elements."
        ),
    )


def _finding(name: str, found: Mapping[int, float], limit: float, advice: str) -> tuple[Finding, ...]:
    if not found:
        return ()
    worst = max(found.values())
    over = [frame for frame, value in found.items() if value > limit]
    detail = f"Frames {listed(over)} of {listed(list(found))} looked at. {advice}" if over else ""
    return (Finding(name, not over, round(worst, 3), limit, "times the grain", detail),)


def _look(take: Take) -> dict[str, Any] | None:
    """Return what the composite was made with, or None when the take does not say."""
    path = next((path for path in take.paths("element") if path.name == "comp.json"), None)
    if path is None:
        return None
    record = json.loads(path.read_text(encoding="utf-8"))
    grade, look = record["grade"], record["look"]
    if not max(*look["read_noise"], *look["shot_noise"]) > 0:
        return None
    return {
        "inside": bool(record.get("inside", False)),
        "read": np.asarray(look["read_noise"], np.float32),
        "shot": np.asarray(look["shot_noise"], np.float32),
        "share": _block_share(float(look["grain_px"])),
        "gain": np.float32(2.0 ** float(grade["exposure_stops"])),
        "exposure": np.float32(look.get("exposure", 1.0)),
        "plain": float(grade["saturation"]) == 1.0 and float(grade["contrast"]) == 1.0 and float(grade["grain"]) == 1.0,
    }


def _block_share(size: float) -> float:
    """Return what is left of grain of a size [px] in the mean of a block, as a share of its standard deviation."""
    at = np.arange(-12, 13)
    one = np.exp(-0.5 * (at / size) ** 2) if size > 0.05 else (at == 0).astype(float)
    mean = np.convolve(one, np.full(BLOCK, 1.0 / BLOCK))
    return float((mean**2).sum() / (one**2).sum())


def _rgb(channels: Mapping[str, NDArray[Any]]) -> Floats:
    return np.stack([channels[band] for band in "RGB"], axis=-1).astype(np.float32)


def _still(three: list[Mapping[str, NDArray[Any]]], dusts: list[Path | None]) -> NDArray[np.bool_]:
    """Return where the same piece is seen in all three frames, covers the pixel and does not move, a few pixels inside."""
    import cv2

    first = three[0]
    still = np.ones(first["A"].shape, bool)
    for channels in three:
        still &= (channels["A"] >= SOLID) & (channels["CryptoObject00.R"] == first["CryptoObject00.R"])
        still &= np.abs(channels["depth.Z"] - first["depth.Z"]) < 1e-3 * np.abs(first["depth.Z"])
    for channels in three[:2]:
        still &= np.hypot(channels["motion.X"].astype(np.float32), channels["motion.Y"].astype(np.float32)) < STILL_PX
    for path in dusts:
        if path is not None:
            still &= np.asarray(read_exr(path).channels["A"]) < CLEAR
    return np.asarray(cv2.erode(still.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)


def _steadily_lit(three: list[Floats], still: NDArray[np.bool_], look: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Return where the light of what stands still, evened over its neighbourhood, is the same in three frames."""
    import cv2

    change = _change(three, look)
    size, weight = max(LIT_SHARE * still.shape[1], 5.0), still.astype(np.float32)
    even = cv2.GaussianBlur(change * weight[..., None], (0, 0), size)
    even /= np.maximum(cv2.GaussianBlur(weight, (0, 0), size), 1e-3)[..., None]
    return np.asarray(np.abs(even).max(axis=2) < STEADY)


def _change(three: list[Floats], look: Mapping[str, Any]) -> Floats:
    """Return the second difference over time in units of the grain's deviation at that light."""
    before, now, after = three
    light = np.maximum((before + now + after) / 3.0, 0.0)
    grain = np.sqrt(look["read"] ** 2 + look["shot"] * light)
    return np.asarray((before - 2.0 * now + after) / np.sqrt(6.0) / np.maximum(grain, 1e-6), dtype=np.float32)


def _in_grains(three: list[Floats], still: NDArray[np.bool_], look: Mapping[str, Any], *, with_grain: bool) -> float:
    """Return the temporal deviation of still pixels in units of the grain's, the worse of pixels and blocks."""
    import cv2

    change = _change([one / look["gain"] if with_grain else one * look["exposure"] for one in three], look)
    pixels = _deviation(change[still])
    height, width = (side // BLOCK * BLOCK for side in still.shape)
    whole = still[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).all(axis=(1, 3))
    if int(whole.sum()) * BLOCK**2 < LEAST_PX:
        return pixels
    means = cv2.resize(change[:height, :width], (width // BLOCK, height // BLOCK), interpolation=cv2.INTER_AREA)
    return max(pixels, _deviation(means[whole] / look["share"]))


def _deviation(change: Floats) -> float:
    """Return the standard deviation of changes, by their median; a few far ones are something that passed."""
    size = np.abs(change)
    near = size <= PASSED
    return 1.4826 * float(np.median(size[near] if near.mean() > 1 - MOST_PASSED else size))
