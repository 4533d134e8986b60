"""A painted change is carried from its key to another frame: by the mesh first, then by dense flow, checked both ways.

What is carried is the change's logarithm, so that the other frame's own light, grain and pores stay under it. Where flow can't be trusted, its low frequencies
are carried by the mesh alone; where something stands before the face, nothing is painted.
Dense flow: Kroeger et al. 2016, *Fast optical flow using dense inverse search* (ECCV), as OpenCV has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.landmarks import RIGID
from rushes.engines.reage.skin import LEAST
from rushes.engines.reage.window import Window, iod_px

Floats = NDArray[np.float32]

SPREAD: Final = 0.07
"""How far a point of the mesh speaks for what is round it, in distances between the outer corners of the eyes."""

AGREES_PX: Final = 1.2
"""Forward and backward flow that differ by more than this [px] are not believed."""

SAME_LIGHT: Final = 0.35
"""Difference of log light, beyond a slow change, from which something else is seen there."""

LARGEST_GAIN: Final = 1.5
"""A painted change beyond this logarithm is no change of skin; it is carried cut off."""


@dataclass(frozen=True, eq=False)
class Key:
    """A painted key, ready to be carried.

    Attributes:
        frame: Its number.
        window: Where the head is.
        light: The plate there, shape [h, w, 3].
        gain: Logarithm of painted over plate, shape [h, w, 3].
        matte: Where it was painted, soft, shape [h, w].
        mesh: In the frame's pixels, shape [468, 3].
    """

    frame: int
    window: Window
    light: Floats
    gain: Floats
    matte: Floats
    mesh: Floats

    @classmethod
    def of(cls, frame: int, plate: Floats, key: Floats, mesh: Floats) -> Key:
        """Work out what was painted on a plate, both of shape [H, W, 3]."""
        import cv2

        window = Window.of(mesh, plate.shape[1], plate.shape[0])
        light, painted = window.cut(plate), window.cut(key)
        gain = np.log(np.maximum(painted, LEAST)) - np.log(np.maximum(light, LEAST))
        touched = (np.abs(gain).max(axis=2) > 1e-6).astype(np.float32)
        soft = max(1.0, 0.02 * iod_px(mesh))
        matte = np.clip(2 * cv2.GaussianBlur(touched, (0, 0), soft), 0, 1)
        limited = np.clip(gain, -LARGEST_GAIN, LARGEST_GAIN)
        return cls(frame, window, light, np.asarray(limited, np.float32), np.asarray(matte, np.float32), mesh)


@dataclass(frozen=True, eq=False)
class Carried:
    """A key's change in another frame's window.

    Attributes:
        detail: Logarithm of the change as flow brings it, shape [h, w, 3].
        low: Its low frequencies, as the mesh alone brings them, shape [h, w, 3].
        matte: Where it is, shape [h, w].
        trust: How far the flow is believed, shape [h, w].
    """

    detail: Floats
    low: Floats
    matte: Floats
    trust: Floats

    @property
    def gain(self) -> Floats:
        """Detail where the flow is believed, and the low frequencies elsewhere, shape [h, w, 3]."""
        return np.asarray(self.trust[..., None] * self.detail + (1 - self.trust[..., None]) * self.low, np.float32)


def carry(key: Key, light: Floats, mesh: Floats, window: Window) -> Carried:
    """Carry a key's change to another frame.

    Args:
        key: The key.
        light: The other plate in its window, shape [h, w, 3].
        mesh: The other mesh, in the frame's pixels.
        window: The other window.
    """
    import cv2

    at = mesh_map(window.inside(mesh), key.window.inside(key.mesh), (light.shape[1], light.shape[0]))
    there = _warped(key.light, at)
    own, other = _seen(light), _seen(there)
    forward, backward = _flow(own, other), _flow(other, own)
    trust = _agreement(forward, backward)
    fine = at + forward
    light_there = _warped(key.light, fine)
    seen = _same(light, light_there, iod_px(mesh))
    detail = _warped(key.gain, fine)
    sigma = max(1.0, 0.05 * iod_px(mesh))
    matte = _warped(key.matte, at)
    low = cv2.GaussianBlur(_warped(key.gain, at), (0, 0), sigma)
    return Carried(detail, np.asarray(low, np.float32), np.asarray(matte * seen, np.float32), trust)


def blended(parts: list[tuple[float, Carried]], light: Floats) -> tuple[Floats, Floats]:
    """Return the light that several carried changes add together, by weight, and its matte."""
    total = max(sum(weight for weight, _ in parts), 1e-9)
    gain = np.sum([weight / total * part.gain * part.matte[..., None] for weight, part in parts], axis=0)
    matte = np.max([part.matte for _, part in parts], axis=0)
    return np.asarray(light * np.expm1(gain), np.float32), np.asarray(matte, np.float32)


def mesh_map(mesh: Floats, target: Floats, size: tuple[int, int]) -> Floats:
    """Return where each pixel of a face lies in another picture of it, shape [h, w, 2].

    The head as a whole is moved by a similarity; what the mesh says beyond it is spread smoothly round its points and fades away from the face.

    Args:
        mesh, target: The same points in both pictures [px], shape [468, 3].
        size: Width and height of the first picture [px].
    """
    import cv2

    turn = _similarity(mesh[list(RIGID), :2], target[list(RIGID), :2])
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    base = np.stack(
        [turn[0, 0] * x + turn[0, 1] * y + turn[0, 2], turn[1, 0] * x + turn[1, 1] * y + turn[1, 2]], axis=-1
    )
    rest = target[:, :2] - (mesh[:, :2] @ turn[:, :2].T + turn[:, 2])
    sheet = np.zeros((size[1], size[0], 3), np.float32)
    column = np.clip(np.round(mesh[:, 0]).astype(int), 0, size[0] - 1)
    row = np.clip(np.round(mesh[:, 1]).astype(int), 0, size[1] - 1)
    np.add.at(sheet, (row, column), np.column_stack([rest, np.ones(len(rest))]).astype(np.float32))
    sigma = SPREAD * iod_px(mesh)
    spread = cv2.GaussianBlur(sheet, (0, 0), sigma)
    prior = 0.05 * float(spread[..., 2].max())
    return np.asarray(base + spread[..., :2] / (spread[..., 2:] + prior), np.float32)


def _similarity(points: Floats, target: Floats) -> NDArray[np.float64]:
    """Return the turn, size and shift that bring points nearest to others (Umeyama 1991), shape [2, 3]."""
    a, b = points - points.mean(axis=0), target - target.mean(axis=0)
    z = complex((a * b).sum(), (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / max(float((a * a).sum()), 1e-9)
    turn = np.array([[z.real, -z.imag], [z.imag, z.real]])
    return np.column_stack([turn, target.mean(axis=0) - turn @ points.mean(axis=0)])


def _warped(picture: Floats, at: Floats) -> Floats:
    import cv2

    mapped = np.ascontiguousarray(at, np.float32)
    return np.asarray(cv2.remap(picture, mapped, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _seen(light: Floats) -> NDArray[np.uint8]:
    """Return a picture for the flow: log light, its slow changes taken out, 8 bit."""
    import cv2

    log = np.log(np.maximum(light.mean(axis=2), 1e-3)).astype(np.float32)
    slow = cv2.GaussianBlur(log, (0, 0), max(4.0, 0.08 * log.shape[1]))
    return np.asarray(np.clip(128 + 90 * (log - slow), 0, 255), np.uint8)


def _flow(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Floats:
    import cv2

    solver: Any = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    solver.setFinestScale(1)
    return np.asarray(solver.calc(one, other, None), np.float32)


def _agreement(forward: Floats, backward: Floats) -> Floats:
    """Return how far a flow is believed, by whether one comes back to where one went from, shape [h, w]."""
    import cv2

    x, y = np.meshgrid(np.arange(forward.shape[1], dtype=np.float32), np.arange(forward.shape[0], dtype=np.float32))
    back = _warped(backward, np.stack([x, y], axis=-1) + forward)
    off = np.linalg.norm(forward + back, axis=2)
    return np.asarray(cv2.GaussianBlur(np.clip(2 - off / AGREES_PX, 0, 1).astype(np.float32), (0, 0), 2.0))


def _same(light: Floats, there: Floats, iod: float) -> Floats:
    """Return where both pictures show the same thing: a hand before the face is another, shape [h, w]."""
    import cv2

    off = np.log(np.maximum(light, 1e-3)) - np.log(np.maximum(there, 1e-3))
    slow = cv2.GaussianBlur(off, (0, 0), 0.25 * iod)
    rest = cv2.GaussianBlur(np.abs(off - slow).max(axis=2).astype(np.float32), (0, 0), max(1.0, 0.03 * iod))
    return np.asarray(np.clip(2 - rest / SAME_LIGHT, 0, 1), np.float32)


def weights(keys: list[Key], frame: int, mesh: Floats, light: Floats, span: int) -> list[float]:
    """Return how much each key counts in a frame: near in time, alike in pose, expression and light."""
    found = []
    for key in keys:
        time = (key.frame - frame) / max(1.0, span / 2)
        turn = _similarity(mesh[list(RIGID), :2], key.mesh[list(RIGID), :2])
        size = iod_px(key.mesh)
        shape = float(np.abs(mesh[:, :2] @ turn[:, :2].T + turn[:, 2] - key.mesh[:, :2]).mean()) / max(size, 1e-3)
        level = abs(float(np.log(np.maximum(light.mean(), LEAST) / np.maximum(key.light.mean(), LEAST))))
        found.append(float(np.exp(-((time / 0.5) ** 2) - (shape / 0.06) ** 2 - (level / 0.6) ** 2)) + 1e-6)
    return found
