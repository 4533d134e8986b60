"""Pictures to mark: a lively one and a plain one, drawn here; and what happens to pictures on their way."""

from fractions import Fraction
from pathlib import Path

import numpy as np

MARK = 0x3F2A_9C1B_7D20


def street(frame: int = 0, height: int = 540, width: int = 960) -> np.ndarray:
    """Draw house fronts with windows before a cloudy sky; the camera moves with the frame."""
    rng = np.random.default_rng(5)
    tall, wide = height + 64, width + 256
    waves = np.fft.rfft2(rng.standard_normal((tall, wide)))
    radius = np.hypot(np.fft.fftfreq(tall)[:, None], np.fft.rfftfreq(wide)[None, :]) + 1.0 / wide
    cloudy = np.fft.irfft2(waves / radius**1.4, s=(tall, wide))
    grey = 128.0 + 34.0 * cloudy / cloudy.std()
    for left in range(20, wide - 100, 140):
        top = int(rng.integers(tall // 3, tall // 2))
        grey[top:, left : left + 110] = grey[top:, left : left + 110] * 0.5 + rng.integers(20, 90)
        for y in range(top + 14, tall - 30, 40):
            for x in range(left + 10, left + 95, 26):
                grey[y : y + 22, x : x + 14] -= 40.0
    moved = grey[16 : 16 + height, 2 * frame : 2 * frame + width]
    return np.clip(moved[..., None] * np.array([1.0, 0.95, 0.88]) + [4.0, 2.0, 0.0], 0, 255).astype(np.uint8)


def resized(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    from PIL import Image

    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BICUBIC))


def cropped(picture: np.ndarray, share: float = 0.10) -> np.ndarray:
    """Cut a share of the height and of the width away, more on one side than on the other."""
    height, width = picture.shape[:2]
    top, left = round(height * share * 0.7), round(width * share * 0.2)
    return picture[top : top + round(height * (1 - share)), left : left + round(width * (1 - share))]


def write(path: Path, pictures: list[np.ndarray], crf: int, rate: Fraction = Fraction(24)) -> Path:
    import av

    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.height, stream.width = (length // 2 * 2 for length in pictures[0].shape[:2])
        stream.pix_fmt, stream.options = "yuv420p", {"crf": str(crf)}
        for picture in pictures:
            even = np.ascontiguousarray(picture[: stream.height, : stream.width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(even, format="rgb24")))
        container.mux(stream.encode())
    return path
