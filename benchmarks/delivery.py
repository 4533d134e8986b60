"""How long a delivery takes beside writing the same files bare: what being sure of a package costs.

A circled take goes out as EXRs (ZIP, ACES2065-1) and as a ProRes 422 HQ movie. Ours admits it, writes, seals, reads every file
back and compares it with the take, admits it again, and hashes the package. The other side reads the same frames, turns their
colours by the same OpenColorIO transforms and writes the same two things with OpenEXR and FFmpeg's libraries (PyAV, the encoder and
its options), one frame after the other, and does nothing else; ours draws the movie's pictures in threads ahead of the encoder. Both take turns
in one process; the notes say where ours went.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from measuring import Figures, run
from measuring.circled_show import SHOT, circled_show
from rushes.delivery.codecs import CODECS
from rushes.delivery.deliver import deliver
from rushes.delivery.profile import parse_profile
from rushes.engines import Take
from rushes.media.colour import convert, for_display
from rushes.show import Show
from rushes.studio import Progress

LIMIT_TIMES = 3.0
"""Chosen by us: what is written once is hashed and sealed, decoded again beside its source, and hashed for the list. It may cost
three times the bare writing, so that nobody is tempted to leave it out."""

FRAMES, FULL_FRAMES = 12, 96
SIZE, FULL_SIZE = (540, 960), (1080, 1920)
TURNS, FULL_TURNS = 2, 3
DISPLAY = "Rec.1886 Rec.709 - Display"

PROFILE = """
name: measured
title: Measured
deliverables:
  - kind: exr
    name: "{shot}/{show}_{shot}_{version}.{frame:4}.exr"
    compression: zip
    colour: ACES2065-1
    channels: rgb
  - kind: movie
    name: "{shot}/{show}_{shot}_{version}.mov"
    codec: prores-422-hq
"""


def measure(asked: argparse.Namespace) -> Figures:
    """Deliver and write bare, in turns."""
    frames, size, turns = (FULL_FRAMES, FULL_SIZE, FULL_TURNS) if asked.full else (FRAMES, SIZE, TURNS)
    with tempfile.TemporaryDirectory(prefix="rushes-delivery-") as name:
        folder = Path(name)
        os.environ["RUSHES_HOME"] = str(folder / "settings")
        show, take = circled_show(folder / "BENCH", frames, size)
        parts = []
        bare = []
        for turn in range(turns + 1):  # the first is for the caches
            for side in (_bare, _delivered) if turn % 2 else (_delivered, _bare):
                if side is _bare:
                    bare.append(_bare(take, folder / f"bare{turn}"))
                else:
                    parts.append(_delivered(show, folder / f"package{turn}"))
        parts, bare = parts[1:], bare[1:]
    whole = statistics.median(sum(one.values()) for one in parts)
    other = statistics.median(sum(one) for one in bare)
    shares = {part: 100 * statistics.median(one[part] / sum(one.values()) for one in parts) for part in parts[0]}
    exrs, movie = (statistics.median(column) for column in zip(*bare, strict=True))
    return Figures(
        ours=whole,
        other=other,
        limit=LIMIT_TIMES * other,
        unit="s",
        ours_is=f"{frames} frames of {size[1]}x{size[0]} as EXRs and as a movie: admitted, written, sealed, read back, hashed; median of {turns}",
        other_is="the same EXRs and the same movie, written and nothing else, in turns with ours",
        limit_is=f"{LIMIT_TIMES:g} times the bare writing, chosen by us",
        notes=(
            "Of ours: " + ", ".join(f"{part} {share:.0f} %" for part, share in shares.items()) + ".",
            f"Writing and sealing alone is {shares[WRITING] / 100 * whole / other:.2f} times the bare writing.",
            f"Of the bare writing {exrs:.2f} s are the EXRs and {movie:.2f} s the movie.",
        ),
    )


ADMITTING, WRITING, READING, CLOSING = (
    "admitting the take (its seals, its hashes, consents)", "writing and sealing", "reading back",
    "admitting again, the record and the hash list",
)  # fmt: skip


def _delivered(show: Show, out: Path) -> dict[str, float]:
    """Deliver, and return how long each part took [s], by what the delivery itself says of how far it is."""
    seen: dict[str, float] = {}

    def tell(progress: Progress) -> None:
        if progress.step == "make":
            seen.setdefault("make", time.perf_counter())
        elif progress.step == "read back":
            seen.setdefault("read", time.perf_counter())
            seen["back"] = time.perf_counter()

    started = time.perf_counter()
    deliver(show, parse_profile(PROFILE, "measured.yaml"), out, asked=(SHOT,), progress=tell)
    ended = time.perf_counter()
    return {
        ADMITTING: seen["make"] - started,
        WRITING: seen["read"] - seen["make"],
        READING: seen["back"] - seen["read"],
        CLOSING: ended - seen["back"],
    }


def _bare(take: Take, out: Path) -> tuple[float, float]:
    """Write the EXRs, then the movie; return how long each took [s]."""
    out.mkdir()
    sources = [take.folder / file.path for file in take.files if file.role == "comp"]
    started = time.perf_counter()
    for source in sources:
        _write_exr(source, out / source.name)
    between = time.perf_counter()
    _write_movie(sources, out / "movie.mov", take.rate)
    return between - started, time.perf_counter() - between


def _read(source: Path) -> np.ndarray:
    import OpenEXR

    with OpenEXR.File(str(source), separate_channels=True) as opened:
        held = opened.channels()
        return np.stack([held[band].pixels.astype(np.float32) for band in "RGB"], axis=-1)


def _write_exr(source: Path, target: Path) -> None:
    import OpenEXR

    turned = convert(_read(source), "ACEScg", "ACES2065-1").astype(np.float16)
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    planes = {band: np.ascontiguousarray(turned[..., at]) for at, band in enumerate("RGB")}
    OpenEXR.File(header, planes).write(str(target))


def _write_movie(sources: list[Path], target: Path, rate: Fraction) -> None:
    import av

    codec = CODECS["prores-422-hq"]
    with av.open(str(target), "w") as container:
        stream = container.add_stream(codec.encoder, rate=rate, options=dict(codec.options))
        for index, source in enumerate(sources):
            picture = np.round(65535 * for_display(_read(source), DISPLAY)).astype(np.uint16)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb48le")
            if index == 0:
                stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, codec.pixels
            container.mux(stream.encode(frame.reformat(format=codec.pixels, dst_colorspace="ITU709")))
        container.mux(stream.encode())


if __name__ == "__main__":
    run("delivery", __doc__ or "", measure)
