"""Do picture and sound begin and end together?"""

from __future__ import annotations

from rushes.engines import Finding, Take
from rushes.media.sound import SAMPLE_RATE, read_wav, samples_of, time_reference

LIMIT_SAMPLES = 1.0
"""Rounding of a rate such as 24000/1001, and nothing else."""


def equal_length(take: Take) -> tuple[Finding, ...]:
    """Compare length and timecode of the mix and of every stem with those of the picture."""
    paths = take.paths("sound") + take.paths("stem")
    if not paths:
        return ()
    length, begin = samples_of(len(take.frames), take.rate), time_reference(take.frames.first, take.rate)
    longest, latest = 0, 0
    said: list[str] = []
    for path in paths:
        sound = read_wav(path)
        if sound.sample_rate != SAMPLE_RATE:
            said.append(f"{path.name} has {sound.sample_rate} samples a second, not {SAMPLE_RATE}.")
        off = abs(len(sound.samples) - length)
        shift = abs((sound.time_reference or 0) - begin)
        longest, latest = max(longest, off), max(latest, shift)
        if off > LIMIT_SAMPLES:
            said.append(f"{path.name} lasts {sound.seconds:.3f} s, the picture {length / SAMPLE_RATE:.3f} s.")
        if shift > LIMIT_SAMPLES:
            said.append(f"{path.name} has not the timecode of frame {take.frames.first}.")
    right_rate = not any("samples a second" in sentence for sentence in said)
    detail = " ".join(said)
    return (
        Finding("equal_length", longest <= LIMIT_SAMPLES and right_rate, longest, LIMIT_SAMPLES, "samples", detail),
        Finding("sound_timecode", latest <= LIMIT_SAMPLES, latest, LIMIT_SAMPLES, "samples", detail),
    )
