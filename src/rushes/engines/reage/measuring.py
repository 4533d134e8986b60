"""What a re-age did to a frame, in numbers: texture kept, the edge of the matte, the plate outside it, the person, and two controls.

A number that a plain blur reaches too proves nothing. So whatever is measured of the re-age is measured of copies of the plate that nobody re-aged
(shifted, noisy, compressed) and of a blur that changes as much as the re-age does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.faces import detect, embed
from rushes.clearance.likeness.seen import as_seen
from rushes.engines.reage.bands import SIGMAS, blurred
from rushes.engines.reage.carrying import mesh_map
from rushes.media.colour import ACESCG

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Bytes = NDArray[np.uint8]

DARK: Final = 5e-3
"""Light below which no logarithm is taken any further down: noise alone would speak there."""

SOLID: Final = 0.5
"""Matte from which on a pixel counts as inside."""

LEAST_PX: Final = 200
"""Fewer pixels inside than these, and nothing is said of a frame."""

OUTLINE: Final = 0.3
"""Where the plate's own light steps by more than this share beside it, an edge of the matte lies on an outline, as that of hair before a wall, and is none."""

SEEN_TO_FLICKER: Final = 0.04
"""Sigma [distances between the outer corners of the eyes] over which a change is averaged before its flicker is told. On synthetic performers whose every frame is the true
younger self, what is finer is a render's noise and a mesh's tremble: it makes two thirds of their second difference, and a tenth of that of a change that pulses by 15 %."""

WIDEST_BLUR: Final = 0.25
"""The matched blur is sought up to this sigma, in distances between the outer corners of the eyes."""


@dataclass(frozen=True, eq=False)
class Look:
    """A frame's face before and after.

    Attributes:
        before, after: Scene-linear ACEScg, the face's window, shape [h, w, 3].
        matte: Shape [h, w].
        mesh: In the window's pixels, shape [468, 3].
        iod: Distance between the outer corners of the eyes [px].
        form: The light by which the face's form was moved, part of ``after``, shape [h, w, 3]; None where it was not.
    """

    before: Floats
    after: Floats
    matte: Floats
    mesh: Floats
    iod: float
    form: Floats | None = None

    @property
    def in_place(self) -> Floats:
        """What was made before the form was moved: pores that moved with it are not where the plate has them."""
        return self.after if self.form is None else np.asarray(self.after - self.form, np.float32)

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Where it is looked."""
        return self.matte > SOLID

    @property
    def enough(self) -> bool:
        """Whether there is enough of it to be measured."""
        return int(self.inside.sum()) >= LEAST_PX

    @property
    def edit(self) -> Floats:
        """The change, as a logarithm without pores and grain, shape [h, w]."""
        return self._coarse(log_light(self.after) - log_light(self.before))

    @property
    def scene(self) -> Floats:
        """The plate's own light in the same measure, shape [h, w]."""
        return self._coarse(log_light(self.before))

    def _coarse(self, log: Floats) -> Floats:
        return blurred(log, np.maximum(self.matte, 1e-3), self.finest)

    @property
    def finest(self) -> float:
        """Sigma [px] below which there are pores and grain: what a re-age leaves alone."""
        return max(0.8, SIGMAS[0] * self.iod)


def changed_outside(plate: Halves, comp: Halves, matte: Floats) -> int:
    """Return how many pixels differ in any bit from the plate's where the matte is 0."""
    differ = (plate.view(np.uint16) != comp.view(np.uint16)).any(axis=-1)
    return int(np.count_nonzero(differ & (matte <= 0)))


def texture_kept(before: Floats, after: Floats, inside: NDArray[np.bool_], sigma: float) -> float:
    """Return the share of the plate's finest texture that is still there: 1 all of it, 0 none.

    The finest band of one is regressed on that of the other, so that grain which was put on after a blur is not taken for the plate's own.

    Args:
        before, after: Scene-linear, shape [h, w, 3].
        inside: Where to look, shape [h, w].
        sigma: What is finer counts [px].
    """
    import cv2

    one, other = (log - cv2.GaussianBlur(log, (0, 0), sigma) for log in (log_light(before), log_light(after)))
    own = float((one[inside] ** 2).sum())
    return float((one[inside] * other[inside]).sum()) / own if own > 1e-9 else 1.0


def edge_step(before: Floats, after: Floats, matte: Floats) -> float:
    """Return the step at the matte's edge: the 95th percentile of the change of light in its outermost pixels, as a share of the light.

    Pixels on an outline of the plate itself are left out: there something ends, and a change ends with it.
    """
    import cv2

    held = (matte > 0).astype(np.uint8)
    log = cv2.GaussianBlur(log_light(before), (0, 0), 1.0)
    beside = np.ones((5, 5), np.uint8)
    outline = cv2.dilate(log, beside) - cv2.erode(log, beside) > OUTLINE
    ring = (held > 0) & (cv2.erode(held, np.ones((3, 3), np.uint8), borderValue=1) == 0) & ~outline
    if not ring.any():
        return 0.0
    return float(np.percentile(np.abs(log_light(after) - log_light(before))[ring], 95))


def matched_blur(look: Look) -> Floats:
    """Return the plate's window under a blur, inside the matte, that changes its light as much as the re-age does, shape [h, w, 3]."""
    wanted = _size(look, look.after)
    low, high = 0.3, max(0.6, WIDEST_BLUR * look.iod)
    for _ in range(8):
        sigma = float(np.sqrt(low * high))
        low, high = (sigma, high) if _size(look, blur(look, sigma)) < wanted else (low, sigma)
    return blur(look, float(np.sqrt(low * high)))


def blur(look: Look, sigma: float) -> Floats:
    """Return the plate's window blurred inside the matte, shape [h, w, 3]; ``sigma`` in pixels."""
    import cv2

    soft = cv2.GaussianBlur(look.before, (0, 0), sigma)
    return np.asarray(look.before + (soft - look.before) * look.matte[..., None], np.float32)


def _size(look: Look, after: Floats) -> float:
    return float(np.abs(log_light(after) - log_light(look.before))[look.inside].mean())


def nulls(picture: Bytes) -> dict[str, Bytes]:
    """Return copies of a picture (sRGB, 8 bit) that nobody re-aged: shifted by a pixel, noisy, compressed."""
    import cv2

    noise = np.random.default_rng(1).normal(0.0, 2.0, picture.shape)
    _, packed = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])
    return {
        "shift": np.roll(picture, (1, 1), axis=(0, 1)),
        "noise": np.clip(picture + noise, 0, 255).astype(np.uint8),
        "jpeg": np.ascontiguousarray(cv2.imdecode(packed, cv2.IMREAD_COLOR)[..., ::-1]),
    }


def identity(look: Look) -> dict[str, float]:
    """Return how far the recogniser finds each picture from the plate (1 - cosine, SFace): ``reage``, ``blur``, and the worst null as ``null``.

    The face's place is found in the plate alone, and all pictures are cut at it. Nothing where the detector finds no face.
    """
    plate = as_seen(look.before, ACESCG)
    faces = detect(plate, lying=False)
    if not faces:
        return {}
    own = embed(plate, faces[0])

    def away(picture: Bytes) -> float:
        return max(0.0, 1.0 - float(own @ embed(picture, faces[0])))

    return {
        "reage": away(as_seen(look.after, ACESCG)),
        "blur": away(as_seen(matched_blur(look), ACESCG)),
        "null": max(away(copy) for copy in nulls(plate).values()),
    }


def flicker(three: tuple[Look, Look, Look]) -> dict[str, float]:
    """Return how unsteady the change is over three frames on end, once the face's motion is taken out, averaged over ``SEEN_TO_FLICKER``.

    ``edit`` is the second difference over time of the change as the face carries it, as a share of the change; ``null`` the plate's own second
    difference in the same measure, or where it stands if that is less, so that a mesh that trembles excuses nothing: light that truly changes may
    change the edit.
    """
    middle = three[1]
    inside = middle.inside.copy()
    edits, scenes = [], []
    for look in three:
        at = _place(middle, look)
        edits.append(_moved(_slow(look.edit, look), at))
        scenes.append(_moved(_slow(look.scene, look), at))
        inside &= _moved(look.matte, at) > SOLID
    if int(inside.sum()) < LEAST_PX:
        return {}
    size = max(_rms(edits[1][inside]), 1e-4)
    still = [_slow(look.scene, look) for look in three] if len({look.matte.shape for look in three}) == 1 else scenes
    return {
        "edit": _rms(_second(edits)[inside]) / size,
        "null": min(_rms(_second(seen)[inside]) for seen in (scenes, still)) / size,
    }


def _slow(sheet: Floats, look: Look) -> Floats:
    return blurred(sheet, np.maximum(look.matte, np.float32(1e-3)), SEEN_TO_FLICKER * look.iod)


def _place(middle: Look, other: Look) -> Floats:
    height, width = middle.matte.shape
    return mesh_map(middle.mesh, other.mesh, (width, height))


def _moved(sheet: Floats, at: Floats) -> Floats:
    import cv2

    mapped = np.ascontiguousarray(at, np.float32)
    return np.asarray(cv2.remap(sheet, mapped, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _second(three: list[Floats]) -> Floats:
    return np.asarray((three[0] - 2.0 * three[1] + three[2]) / np.sqrt(6.0), np.float32)


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))


def log_light(light: Floats) -> Floats:
    """Return the logarithm of a picture's light, shape [h, w], the darkest cut at ``DARK``."""
    return np.asarray(np.log(np.maximum(light.mean(axis=2), DARK)), np.float32)
