"""What of our scene holds a model to it: depth, normals and lines, as pictures of the kind that ControlNets were trained with.

Depth is near white and far black, as MiDaS gives it (Ranftl et al., "Towards Robust Monocular Depth Estimation", 2020); normals are the camera's, x to the
right as red, y up as green, z towards the camera as blue; lines are white on black, where depth jumps or a surface folds. All of them are measured in the
scene: nothing is guessed from the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.exr import read_exr

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

VIEW: Final = "rushes:view"
"""Header of a picture that says where its camera looks: right, up and backwards, three numbers each, in the scene."""

FAR_M: Final = 1e3
"""What is further off than this [m] is nothing: the backing, the sky."""

_ENDS: Final = (0.01, 0.99)
"""Shares of the picture that depth is stretched between."""

_JUMP, _SLOPES, _LEAST = 0.01, 3.0, 1e-4
"""A step in the inverse of depth that is an edge: a hundredth of it, beside what the surface's own slope may be misread by, since a path is traced
through anywhere in its pixel; and the least [1/m]."""

_ROWS, _FOLD = 90, 0.324
"""Surfaces are compared over a ninetieth of the picture's height; bent by so much over the whole height, they fold. Both by eye, on three interiors."""


def view_of(at: Sequence[float], target: Sequence[float]) -> str:
    """Return the header ``VIEW`` of a camera that stands at a place and looks at another, upright.

    Args:
        at, target: In the scene, Z up [m].
    """
    forward = np.subtract(target, at).astype(np.float64)
    forward /= max(float(np.linalg.norm(forward)), 1e-9)
    right = np.cross(forward, (0.0, 0.0, 1.0))
    if np.linalg.norm(right) < 1e-6:  # it looks straight down, or up
        right = np.array((1.0, 0.0, 0.0))
    right /= np.linalg.norm(right)
    rows = (*right, *np.cross(right, forward), *-forward)
    return " ".join(f"{value:.6f}" for value in rows)


def control_pictures(path: Path, names: Sequence[str]) -> list[Bytes]:
    """Return a picture's controls, in the order of their names, shape [h, w, 3] each.

    Args:
        path: A picture of ours: EXR with ``depth.Z`` [m] and ``normal.X``, ``normal.Y``, ``normal.Z`` in the scene.
        names: ``depth``, ``normal``, ``lines``.

    Raises:
        BadInputError: It can't be read, or holds no such pass.
    """
    file = read_exr(path)
    return [_MADE[name](file.channels, file.header, path) for name in names]


def controls_over(paths: Sequence[Path], name: str) -> Bytes:
    """Return one control of every picture of a clip, shape [frames, h, w, 3]; depth is stretched over all of them alike, so that it doesn't flicker.

    Raises:
        BadInputError: As ``control_pictures``.
    """
    if name != "depth":
        return np.stack([control_pictures(path, (name,))[0] for path in paths])
    near = np.stack([_near(read_exr(path).channels, path) for path in paths])
    low, high = np.quantile(near[:, ::4, ::4], _ENDS)
    grey = np.clip((near - low) / max(float(high - low), 1e-6), 0.0, 1.0)
    return _as_picture(np.repeat(grey[..., None], 3, axis=-1))


def _near(channels: Mapping[str, Any], path: Path) -> Floats:
    """Return the inverse of depth [1/m], shape [h, w]; nothing for what is too far."""
    depth = _pass(channels, "depth.Z", path)
    return np.where(depth < FAR_M, 1.0 / np.maximum(depth, 1e-3), 0.0).astype(np.float32)


def _depth(channels: Mapping[str, Any], _: Mapping[str, Any], path: Path) -> Bytes:
    near = _near(channels, path)
    low, high = np.quantile(near, _ENDS)
    grey = np.clip((near - low) / max(float(high - low), 1e-6), 0.0, 1.0)
    return _as_picture(np.repeat(grey[..., None], 3, axis=-1))


def _normal(channels: Mapping[str, Any], header: Mapping[str, Any], path: Path) -> Bytes:
    view = str(header.get(VIEW, ""))
    try:
        turned = np.array([float(part) for part in view.split()], np.float32).reshape(3, 3)
    except ValueError as error:
        raise BadInputError(
            f"{path} doesn't say where its camera looks, which normals are turned by. Make the picture again, or take depth or lines as a control."
        ) from error
    seen = _normals(channels, path) @ turned.T
    length = np.linalg.norm(seen, axis=-1, keepdims=True)
    facing = np.where(length > 0.5, seen / np.maximum(length, 1e-6), np.array([0.0, 0.0, 1.0], np.float32))
    return _as_picture(facing * 0.5 + 0.5)


def _lines(channels: Mapping[str, Any], _: Mapping[str, Any], path: Path) -> Bytes:
    """Draw where the inverse of depth bends: it is even over a flat surface however that recedes, and however rough its shading is."""
    import cv2

    depth = _pass(channels, "depth.Z", path)
    near = np.where(depth < FAR_M, 1.0 / np.maximum(depth, 1e-3), 0.0).astype(np.float32)
    jumps = np.zeros(depth.shape, bool)
    slopes = [
        cv2.medianBlur(np.ascontiguousarray(np.abs(np.gradient(near, axis=axis)), np.float32), 5) for axis in (0, 1)
    ]
    slope = np.hypot(*slopes)
    for axis in (0, 1):
        jumps |= np.abs(_bend(near, 1, axis)) > _JUMP * near + _SLOPES * slope + _LEAST
    reach = max(3, round(depth.shape[0] / _ROWS))
    smooth = np.asarray(cv2.boxFilter(near, -1, (reach, reach)), np.float32)
    beside = cv2.dilate(jumps.astype(np.uint8), np.ones((2 * reach + 1,) * 2, np.uint8)) > 0
    folds = np.zeros(depth.shape, bool)
    for axis in (0, 1):
        bend = np.abs(_bend(smooth, 2 * reach, axis)) / np.maximum(near, 1e-4)
        across = np.ones((1, 2 * reach + 1) if axis else (2 * reach + 1, 1), np.uint8)
        folds |= (bend > 2 * reach * _FOLD / depth.shape[0]) & (bend >= cv2.dilate(bend, across)) & ~beside
    drawn = _without_specks(jumps | folds, max(4, reach))
    return _as_picture(np.repeat(drawn[..., None], 3, axis=-1).astype(np.float32))


def _without_specks(drawn: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Return what is drawn without pieces of fewer pixels: noise of the tracing, at grazing floors."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(drawn.astype(np.uint8), connectivity=8)
    kept = stats[:, cv2.CC_STAT_AREA] >= least
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def _bend(plane: Floats, reach: int, axis: int) -> Floats:
    """Return a plane's second differences over a reach [px] along an axis; none at its ends."""
    bent = np.zeros_like(plane)
    held, values = np.moveaxis(bent, axis, 0), np.moveaxis(plane, axis, 0)
    held[reach:-reach] = values[2 * reach :] - 2 * values[reach:-reach] + values[: -2 * reach]
    return bent


_MADE: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any], Path], Bytes]]] = {
    "depth": _depth,
    "normal": _normal,
    "lines": _lines,
}


def _normals(channels: Mapping[str, Any], path: Path) -> Floats:
    return np.stack([_pass(channels, f"normal.{band}", path) for band in "XYZ"], axis=-1)


def _pass(channels: Mapping[str, Any], name: str, path: Path) -> Floats:
    if name not in channels:
        raise BadInputError(
            f"{path} has no pass {name}, so that nothing holds a model to the scene. Make the picture again."
        )
    return np.nan_to_num(np.asarray(channels[name], np.float32), posinf=1e4)


def _as_picture(values: NDArray[Any]) -> Bytes:
    return np.asarray((np.clip(values, 0.0, 1.0) * 255 + 0.5).astype(np.uint8))
