"""Sound in and out: 24-bit Broadcast WAV with timecode, loudness (BS.1770) and true peak.

A Broadcast WAV (EBU Tech 3285) is a WAV with a ``bext`` chunk. Its time reference counts samples since midnight,
which is how an editor's tool lays the file on the picture: frame ``f`` has the timecode ``f / rate``.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.apart.carried import carried

SAMPLE_RATE = 48_000
"""Samples per second of everything that Rushes writes."""

FULL_SCALE = 1 << 23
"""What 1.0 is as a 24-bit integer."""

OVERSAMPLING = 4
"""Times that true peak looks between the samples (BS.1770-4, annex 2)."""

SHORTEST_LOUDNESS_S = 0.4
"""One gating block of BS.1770: anything shorter has no loudness."""

_BEXT = struct.Struct("<256s32s32s10s8sQH64s5h180s")
_BEXT_VERSION = 2
_BEXT_UNKNOWN = 0x7FFF
_PCM = 1
_EXTENSIBLE = 0xFFFE

Samples = NDArray[np.float64]
Codes = NDArray[np.int32]


@carried
@dataclass(frozen=True, eq=False, slots=True)
class Sound:
    """A piece of sound.

    Attributes:
        samples: Shape [samples, channels], full scale is -1 to 1.
        sample_rate: Samples per second.
        bits: Bits a sample in the file.
        time_reference: Samples since midnight of the first sample; None when the file has no ``bext`` chunk.
        description: What the ``bext`` chunk says of it.
    """

    samples: Samples
    sample_rate: int
    bits: int
    time_reference: int | None
    description: str

    @property
    def seconds(self) -> float:
        """Length [s]."""
        return len(self.samples) / self.sample_rate


def samples_of(frames: int, rate: Fraction) -> int:
    """Return how many samples last as long as so many frames (rounded to a whole sample)."""
    return round(frames * SAMPLE_RATE / rate)


def time_reference(frame: int, rate: Fraction) -> int:
    """Return a frame's timecode as samples since midnight."""
    return round(frame * SAMPLE_RATE / rate)


def quantise(samples: Samples) -> Codes:
    """Return 24-bit integers for samples of -1 to 1; what is outside is held at the ends."""
    codes: Codes = np.clip(np.rint(samples * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1).astype(np.int32)
    return codes


def loudness_lufs(samples: Samples) -> float:
    """Return the integrated loudness [LUFS]; minus infinity for silence and for less than 0.4 s."""
    import pyloudnorm

    if len(samples) < SHORTEST_LOUDNESS_S * SAMPLE_RATE or not samples.any():
        return -math.inf
    return float(pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(samples))


def k_weighted(samples: Samples) -> Samples:
    """Return samples as loudness weighs them (BS.1770-4, annex 1), of the same shape; time runs along the first axis."""
    from pyloudnorm import Meter
    from scipy.signal import lfilter

    wave = samples
    for one in Meter(SAMPLE_RATE)._filters.values():  # noqa: SLF001 - its two filters have no other door
        wave = lfilter(one.b, one.a, wave, axis=0)
    return np.asarray(wave)


def true_peak_dbtp(samples: Samples) -> float:
    """Return the true peak [dBTP], looked for at four times the sample rate; minus infinity for silence."""
    peak = float(np.max(oversampled_peaks(samples), initial=0.0))
    return 20 * math.log10(peak) if peak > 0 else -math.inf


def oversampled_peaks(samples: Samples) -> Samples:
    """Return the largest absolute value at and after each sample, over all channels, shape [samples]."""
    from scipy.signal import resample_poly

    if not len(samples):
        return np.zeros(0)
    between = np.abs(resample_poly(samples, OVERSAMPLING, 1, axis=0)).max(axis=1)
    peaks: Samples = between.reshape(len(samples), OVERSAMPLING).max(axis=1)
    return np.maximum(peaks, np.abs(samples).max(axis=1))


def write_wav(path: Path, codes: Codes, *, start: int, description: str) -> None:
    """Write a 48 kHz 24-bit Broadcast WAV, beside and then renamed.

    Args:
        path: Where it goes.
        codes: 24-bit integers, shape [samples, channels], as ``quantise`` gives them.
        start: Samples since midnight of the first sample, as ``time_reference`` gives it.
        description: What it is, for the ``bext`` chunk (ASCII, at most 256 characters).
    """
    channels = codes.shape[1]
    frame_bytes = 3 * channels
    data = codes.astype("<i4").reshape(-1, 1).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    fmt = struct.pack("<HHIIHH", _PCM, channels, SAMPLE_RATE, SAMPLE_RATE * frame_bytes, frame_bytes, 24)
    body = b"WAVE" + _chunk(b"bext", _bext(codes, start, description)) + _chunk(b"fmt ", fmt)
    body += _chunk(b"data", data)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(_chunk(b"RIFF", body))
    part.replace(path)


def read_wav(path: Path) -> Sound:
    """Read a WAV (PCM or float) with its timecode.

    Raises:
        BadInputError: The file is missing, cut off, or no WAV.
    """
    import soundfile

    try:
        chunks = _chunks(path)
        samples, sample_rate = soundfile.read(path, dtype="float64", always_2d=True)
        code, channels, _, _, _, bits = struct.unpack("<HHIIHH", chunks[b"fmt "][:16])
        data = len(chunks[b"data"])
    except (OSError, KeyError, struct.error, soundfile.SoundFileError) as error:
        raise BadInputError(
            f"{path} can't be read as a WAV ({error}). Make the sound again, or give another file."
        ) from error
    if code in (_PCM, _EXTENSIBLE) and data != len(samples) * channels * bits // 8:
        raise BadInputError(f"{path} is cut off: its data end early. Make the sound again.")
    reference, description = None, ""
    if len(chunks.get(b"bext", b"")) >= _BEXT.size:
        fields = _BEXT.unpack(chunks[b"bext"][: _BEXT.size])
        reference, description = fields[5], fields[0].rstrip(b"\0").decode("ascii", "replace")
    return Sound(samples, int(sample_rate), bits, reference, description)


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _bext(codes: Codes, start: int, description: str) -> bytes:
    samples = codes / FULL_SCALE
    return _BEXT.pack(
        description.encode("ascii", "replace")[:256],
        b"Rushes",
        b"",
        b"",  # no date: the same recipe gives the same bytes; take.json says when it was made
        b"",
        start,
        _BEXT_VERSION,
        b"",
        _hundredths(loudness_lufs(samples)),
        _BEXT_UNKNOWN,
        _hundredths(true_peak_dbtp(samples)),
        _BEXT_UNKNOWN,
        _BEXT_UNKNOWN,
        b"",
    )


def _hundredths(level: float) -> int:
    return round(100 * level) if math.isfinite(level) and abs(level) < 99.99 else _BEXT_UNKNOWN


def _chunks(path: Path) -> dict[bytes, bytes]:
    content = path.read_bytes()
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise BadInputError(f"{path} is no WAV. Give a RIFF WAVE file.")
    found: dict[bytes, bytes] = {}
    offset = 12
    while offset + 8 <= len(content):
        name = content[offset : offset + 4]
        (size,) = struct.unpack_from("<I", content, offset + 4)
        found.setdefault(name, content[offset + 8 : offset + 8 + size])
        offset += 8 + size + size % 2
    return found
