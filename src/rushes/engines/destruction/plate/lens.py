"""What a real camera leaves on a picture, measured on the plate and given to what was rendered.

Only what we made gets it: the plate has its own. Measured are noise (read and shot, per channel), softness of the
sharpest edges, the black level and a cautious hint of the white balance. Without a plate the whole picture gets a
modern camera's values.
"""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.media.colour import LUMINANCE

Floats = NDArray[np.float32]
Triple = tuple[float, float, float]

RENDER_SOFTNESS_PX: Final = 0.45
"""Standard deviation of the renderer's own pixel filter [px]."""

SOFTEST_PX: Final = 1.6
"""Softer than this [px] is a defocused plate, and no reason to defocus the building."""

DEEPEST_BLACK: Final = 0.02
"""Largest black level (scene-linear) that is taken for haze or glare rather than for a bright scene."""

BALANCE_STRENGTH, BALANCE_LIMIT = 0.3, 0.05
"""How much of the plate's white balance is followed, and the most a channel may change: sky and paint are no cast."""

CORE_SHARE: Final = 0.18
"""Share of the grain's variance that all channels have in common; film and debayered sensors both have it."""

NOISIEST, MIDDLE_GREY = 0.07, 0.18
"""Strongest noise that is believed, as a share of middle grey: a fast stock pushed."""

TEXTURE: Final = 3.0
"""So many times the strongest noise is texture alone, and says nothing of the noise: a wall of bricks measures five times as much."""

COARSEST_GRAIN_PX: Final = 1.4
"""Largest grain [px, standard deviation] that is believed: a plate enlarged threefold. What is larger is texture."""

GRAIN_SIZES: Final = np.linspace(0.0, COARSEST_GRAIN_PX, 29)
"""Sizes that a measured correlation is looked up among."""


@dataclass(frozen=True)
class Look:
    """A camera's traces, in scene-linear ACEScg.

    Attributes:
        read_noise: Standard deviation in black, per channel.
        shot_noise: Variance per unit of light, per channel.
        softness_px: Standard deviation of the blur over the sharpest edges [px].
        black: Light in the deepest black, per channel.
        balance: Factors towards the plate's white balance, of luminance 1.
        vignette: How much light the corners lose; 0 when it is not ours to say.
        exposure: Factor that brings our light to the plate's: a camera's own picture shows a grey card brighter
            than the show's view does, and was taken at its word.
        grain_px: Standard deviation of the blur that makes white noise the plate's: how far neighbours share grain [px].
    """

    read_noise: Triple = (0.0012, 0.0010, 0.0018)
    shot_noise: Triple = (0.00016, 0.00011, 0.00030)
    softness_px: float = 0.6
    black: Triple = (0.0, 0.0, 0.0)
    balance: Triple = (1.0, 1.0, 1.0)
    vignette: float = 0.10
    exposure: float = 1.0
    grain_px: float = 0.55

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Look:
        """Read what ``to_json`` gave; what is missing keeps its default."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in record.items()
        }
        return cls(**values)


def measure(picture: Floats, *, exposure: float = 1.0) -> Look:
    """Measure a plate's look.

    Args:
        picture: Scene-linear ACEScg at the size it will be seen, shape [h, w, 3].
        exposure: How much brighter than our light a grey card stands in it.
    """
    flat = _flat(picture)
    size = _grain_size(picture, flat)
    read, shot = _at_most(*_noise(picture, flat, size))
    return Look(read, shot, _softness(picture), _black(picture), _balance(picture), 0.0, exposure, size)


def matched(rgb: Floats, alpha: Floats, look: Look) -> Floats:
    """Give a premultiplied layer the plate's exposure, white balance and black level.

    Args:
        rgb: Premultiplied light, shape [h, w, 3].
        alpha: Shape [h, w].
        look: The plate's.
    """
    black = np.asarray(look.black, np.float32)
    gain = np.asarray(look.balance, np.float32) * np.float32(look.exposure)
    return np.asarray(rgb * gain * (1.0 - black) + alpha[..., None] * black)


def unmatched(rgb: Floats, look: Look) -> Floats:
    """Return what ``matched`` makes opaque plate pixels ``rgb`` of, shape [h, w, 3]; what lies below the plate's black is 0."""
    black = np.asarray(look.black, np.float32)
    gain = np.asarray(look.balance, np.float32) * np.float32(look.exposure)
    return np.asarray(np.maximum(rgb - black, 0.0) / (gain * (1.0 - black)))


def soften(layer: Floats, look: Look, strength: float = 1.0) -> Floats:
    """Blur a premultiplied layer (any channels) to the plate's softness, its alpha with it."""
    import cv2

    wanted = (look.softness_px * strength) ** 2 - RENDER_SOFTNESS_PX**2
    if wanted <= 0.01:
        return layer
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), float(np.sqrt(wanted)), borderType=cv2.BORDER_REFLECT_101))


def grain(picture: Floats, cover: Floats, look: Look, *, seed: int, frame: int, amount: float = 1.0) -> Floats:
    """Add the plate's noise where we made the picture.

    Args:
        picture: Scene-linear, shape [h, w, 3].
        cover: Where it is ours, 0 to 1, shape [h, w].
        look: The plate's.
        seed: Of the noise.
        frame: Of the noise: each frame has its own.
        amount: Times the measured noise.
    """
    import cv2

    if amount <= 0 or float(cover.max(initial=0.0)) <= 0:
        return picture
    chance = np.random.default_rng([seed, frame, 0x6121])
    waves = chance.standard_normal((*picture.shape[:2], 4), dtype=np.float32)
    if look.grain_px > 0.05:
        kernel = _blur_kernel(look.grain_px)
        waves = cv2.sepFilter2D(waves, cv2.CV_32F, kernel, kernel) / np.float32((kernel**2).sum())
    noise = waves[..., :3] * np.float32(np.sqrt(1 - CORE_SHARE)) + waves[..., 3:] * np.float32(np.sqrt(CORE_SHARE))
    read, shot = np.asarray(look.read_noise, np.float32), np.asarray(look.shot_noise, np.float32)
    spread = np.sqrt(read**2 + shot * np.maximum(picture, 0.0))
    # Under a cover of a half the plate's own noise is halved: variances add up, not deviations.
    missing = np.sqrt(np.clip(1.0 - (1.0 - cover) ** 2, 0.0, 1.0)).astype(np.float32)
    return np.asarray(picture + noise * spread * (missing[..., None] * np.float32(amount)))


def vignette(picture: Floats, loss: float) -> Floats:
    """Darken toward the corners by cos^4-like falloff; ``loss`` is the share of light that the corners lose."""
    if loss <= 0:
        return picture
    height, width = picture.shape[:2]
    y = ((np.arange(height) + 0.5) / height * 2 - 1)[:, None] * (height / width)
    x = ((np.arange(width) + 0.5) / width * 2 - 1)[None, :]
    radius2 = (x * x + y * y) / (1 + (height / width) ** 2)
    return np.asarray(picture * (1.0 - loss * radius2**1.3).astype(np.float32)[..., None])


def _flat(picture: Floats) -> NDArray[np.bool_]:
    """Return the flattest third of a picture, shape [h, w]: what varies there is noise."""
    import cv2

    luma = cv2.GaussianBlur(picture, (0, 0), 4.0) @ LUMINANCE
    slope = np.hypot(cv2.Sobel(luma, cv2.CV_32F, 1, 0), cv2.Sobel(luma, cv2.CV_32F, 0, 1)) / (np.abs(luma) + 0.02)
    return np.asarray(slope <= np.quantile(slope, 0.35))


def _grain_size(picture: Floats, flat: NDArray[np.bool_]) -> float:
    """Return the blur [px] that leaves white noise as alike from pixel to pixel as the flat parts of a picture are."""
    import cv2

    green = np.ascontiguousarray(picture[..., 1])
    rest = green - cv2.GaussianBlur(green, (0, 0), 2.0)
    limit = 4.0 * np.median(np.abs(rest[flat])) / 0.6745
    inside = flat & (np.abs(rest) <= limit)
    found = []
    for ours, next_one in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        both = inside[ours] & inside[next_one]
        if int(both.sum()) < 400 or limit <= 1e-9:
            return 0.0
        found.append(float((rest[ours][both] * rest[next_one][both]).mean() / (rest[inside] ** 2).mean()))
    expected = np.array([_likeness(size) for size in GRAIN_SIZES])
    return float(np.interp(np.mean(found), expected, GRAIN_SIZES))


def _likeness(size: float) -> float:
    """Return how alike neighbours are in white noise blurred by a size [px], after the high pass of ``_grain_size``."""
    seen = _response(size)
    blur = _blur_kernel(2.0, seen.shape[0])
    seen = seen - _through(seen, blur)
    return float((seen[:, 1:] * seen[:, :-1]).sum() / (seen**2).sum())


def _response(size: float, width: int = 41) -> NDArray[np.float64]:
    """Return what one grain of a size [px] looks like, shape [width, width]."""
    dot = np.zeros((width, width))
    dot[width // 2, width // 2] = 1.0
    return dot if size <= 0.05 else _through(dot, _blur_kernel(size, width))


def _through(picture: NDArray[np.float64], kernel: NDArray[np.float32]) -> NDArray[np.float64]:
    import cv2

    return np.asarray(cv2.sepFilter2D(picture, cv2.CV_64F, kernel, kernel, borderType=cv2.BORDER_CONSTANT))


def _blur_kernel(sigma: float, width: int = 9) -> NDArray[np.float32]:
    """Return a Gaussian of one dimension whose sum is 1."""
    at = np.arange(width) - width // 2
    weight = np.exp(-0.5 * (at / sigma) ** 2)
    return np.asarray(weight / weight.sum(), dtype=np.float32)


def _noise(picture: Floats, flat: NDArray[np.bool_], size: float) -> tuple[Triple, Triple]:
    """Fit variance = read^2 + shot * light to the flat parts (median absolute deviation of a high pass)."""
    import cv2

    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6.0  # Immerkaer 1996: unit variance
    grain = _response(size)
    # Grain that neighbours share passes the kernel weaker than white noise does.
    passed = float((cv2.filter2D(grain, cv2.CV_64F, kernel) ** 2).sum() / (grain**2).sum())
    light = cv2.GaussianBlur(picture, (0, 0), 2.0)
    high = cv2.filter2D(picture, cv2.CV_32F, kernel)
    read, shot = [], []
    for channel in range(3):
        level, detail = light[..., channel][flat], np.abs(high[..., channel][flat])
        steps = np.quantile(level, np.linspace(0.02, 0.98, 9))
        pairs = []
        for low, top in itertools.pairwise(steps):
            inside = (level >= low) & (level < top)
            if int(inside.sum()) >= 60:
                variance = float(np.median(detail[inside]) / 0.6745) ** 2 / passed
                pairs.append((float(level[inside].mean()), variance))
        floor, rate = _line(pairs)
        read.append(float(np.sqrt(floor)))
        shot.append(rate)
    return (read[0], read[1], read[2]), (shot[0], shot[1], shot[2])


def _at_most(read: Triple, shot: Triple) -> tuple[Triple, Triple]:
    """Return noise no stronger than a camera's: what is more is the texture of what was photographed.

    The further it is beyond, the less it says of the noise, and a usual camera's is taken instead.
    """
    limit = (NOISIEST * MIDDLE_GREY) ** 2
    most = max(r * r + s * MIDDLE_GREY for r, s in zip(read, shot, strict=True))
    share = min(1.0, limit / max(most, 1e-12))
    sure = float(np.clip((TEXTURE - np.sqrt(most / limit)) / (TEXTURE - 1.0), 0.0, 1.0))

    def mixed(found: float, usual: float) -> float:
        return sure * share * found + (1.0 - sure) * usual

    own = Look()
    root = [float(np.sqrt(mixed(r * r, u * u))) for r, u in zip(read, own.read_noise, strict=True)]
    rate = [mixed(s, u) for s, u in zip(shot, own.shot_noise, strict=True)]
    return (root[0], root[1], root[2]), (rate[0], rate[1], rate[2])


def _line(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """Fit variance over level with both terms at least zero."""
    if not pairs:
        return 0.0, 0.0
    level, variance = np.array(pairs).T
    level = np.maximum(level, 0.0)
    if len(pairs) < 2 or np.ptp(level) < 1e-4:
        return float(variance.mean()), 0.0
    slope, floor = np.polyfit(level, variance, 1, w=1.0 / (level + 0.05))
    if slope < 0:
        return float(np.median(variance)), 0.0
    if floor < 0:
        return 0.0, float((variance * level).sum() / (level**2).sum())
    return float(floor), float(slope)


def _softness(picture: Floats) -> float:
    """Return the blur of the sharpest edges [px]: a blurred step of height A climbs by at most A / (s sqrt(2 pi))."""
    import cv2

    luma = np.sqrt(np.maximum(picture @ LUMINANCE, 0.0)).astype(np.float32)
    across, down = np.gradient(luma, axis=1), np.gradient(luma, axis=0)
    climb = np.hypot(across, down)
    window = np.ones((9, 9), np.uint8)
    step = cv2.dilate(luma, window) - cv2.erode(luma, window)
    peak = climb >= cv2.dilate(climb.astype(np.float32), np.ones((5, 5), np.uint8)) * 0.999
    strong = peak & (climb > 0) & (step > max(0.08, float(np.quantile(step, 0.8))))
    if int(strong.sum()) < 30:
        return Look.softness_px
    width = step[strong] / (climb[strong] * np.sqrt(2 * np.pi))
    seen = float(np.quantile(width, 0.2)) ** 2 - 0.25  # a central difference widens an edge by about half a pixel
    return float(np.clip(np.sqrt(max(seen, 0.0)), RENDER_SOFTNESS_PX, SOFTEST_PX))


def _black(picture: Floats) -> Triple:
    red, green, blue = (
        float(np.clip(np.quantile(picture[..., channel], 0.002), 0.0, DEEPEST_BLACK)) for channel in range(3)
    )
    return red, green, blue


def _balance(picture: Floats) -> Triple:
    """Follow the plate's mean of the sixth power (Finlayson and Trezzi 2004) by a little."""
    bright = np.minimum(np.maximum(picture, 0.0), 1.0).reshape(-1, 3).astype(np.float64)
    tint = (bright**6).mean(axis=0) ** (1 / 6)
    tint /= max(float(tint @ LUMINANCE), 1e-6)
    gain = np.clip(np.maximum(tint, 1e-3) ** BALANCE_STRENGTH, 1 - BALANCE_LIMIT, 1 + BALANCE_LIMIT)
    gain /= float(gain @ LUMINANCE)
    return float(gain[0]), float(gain[1]), float(gain[2])
