"""Sound on its way out: the layout and the loudness that a client asks for, by gain alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.delivery.profile import CHANNELS, Layout, Loudness
from rushes.errors import CheckFailedError
from rushes.media.sound import SAMPLE_RATE, loudness_lufs, read_wav, samples_of, true_peak_dbtp
from rushes.show import FrameRange

Samples = NDArray[np.float64]

FADE_S: Final = 0.010
"""A sound that is cut in its middle fades over this time [s], so that it doesn't click."""

_LFE: Final = 3
"""The channel of 5.1 that loudness leaves out (BS.1770-4)."""

_HALF_POWER: Final = math.sqrt(0.5)
_PEAK_SLACK_DB: Final = 0.05


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a sound is.

    Attributes:
        lufs: Integrated loudness by ITU-R BS.1770 [LUFS]; minus infinity for silence, and for less than 0.4 s.
        dbtp: True peak [dBTP]; minus infinity for silence.
    """

    lufs: float
    dbtp: float

    @property
    def measurable(self) -> bool:
        """Whether it has a loudness at all."""
        return math.isfinite(self.lufs)


@dataclass(frozen=True, eq=False, slots=True)
class Laid:
    """A sound as it is delivered.

    Attributes:
        samples: Shape [samples, channels], -1 to 1, 48 kHz.
        before, after: How loud it was and is.
        gain_db: What was done to it [dB].
        said: What a person should know of it, as sentences.
    """

    samples: Samples
    before: Level
    after: Level
    gain_db: float
    said: tuple[str, ...] = ()


def measured(samples: Samples) -> Level:
    """Return how loud samples are, shape [samples, channels], 48 kHz; of 5.1 all but its LFE channel counts."""
    heard = np.delete(samples, _LFE, axis=1) if samples.shape[1] == CHANNELS["5.1"] else samples
    return Level(loudness_lufs(heard), true_peak_dbtp(samples))


def can_be(held: int, layout: Layout) -> str:
    """Return why a sound of so many channels can't be laid out so; nothing when it can."""
    if layout == "none" or held == CHANNELS[layout] or (layout == "stereo" and held == 1) or layout == "mono":
        return ""
    have = next((name for name, channels in CHANNELS.items() if channels == held), f"{held} channels")
    return f"its sound is {have}, and {layout} is asked for: nothing is mixed up here"


def laid_out(samples: Samples, layout: Layout) -> tuple[Samples, str]:
    """Lay samples out as asked, and say what that took.

    Mono of stereo is the sum at -3 dB; mono or stereo of 5.1 is the down-mix of ITU-R BS.775 (centre and surrounds at -3 dB, no
    LFE); stereo of mono is the same on both sides.

    Args:
        samples: Shape [samples, channels].
        layout: One of the layouts but ``none``, which `can_be` allowed.
    """
    held, wanted = samples.shape[1], CHANNELS[layout]
    if held == wanted:
        return samples, ""
    if held == 1:
        return np.repeat(samples, 2, axis=1), "The take's sound is mono: it is the same on both sides."
    said = ""
    if held == CHANNELS["5.1"]:
        left, right, centre, _, left_behind, right_behind = samples.T
        middle = _HALF_POWER * centre
        samples = np.stack(
            [left + middle + _HALF_POWER * left_behind, right + middle + _HALF_POWER * right_behind], axis=1
        )
        said = "Mixed down from 5.1 by ITU-R BS.775."
    if wanted == 1:
        samples = _HALF_POWER * samples[:, :1] + _HALF_POWER * samples[:, 1:2]
        said = said or "Mixed down from stereo."
    return samples, said


def cut_out(path: Path, held: FrameRange, wanted: FrameRange, rate: Fraction) -> Samples:
    """Return the part of a take's sound that belongs to some of its frames; silence where it ends sooner.

    Args:
        path: Its WAV, which starts with the take's first frame.
        held: The take's frames.
        wanted: Those that are delivered.
        rate: Frames per second.

    Raises:
        BadInputError: It can't be read.
        CheckFailedError: It is not 48 kHz.
    """
    sound = read_wav(path)
    if sound.sample_rate != SAMPLE_RATE:
        raise CheckFailedError(f"{path} has {sound.sample_rate} samples a second, not {SAMPLE_RATE}. Make it again.")
    start, end = (samples_of(frame - held.first, rate) for frame in (wanted.first, wanted.last + 1))
    part = sound.samples[start:end].copy()
    fade = min(round(FADE_S * SAMPLE_RATE), len(part) // 2)
    if start > 0:
        part[:fade] *= np.linspace(0.0, 1.0, fade)[:, None]
    if end < len(sound.samples):
        part[len(part) - fade :] *= np.linspace(1.0, 0.0, fade)[:, None]
    return np.concatenate([part, np.zeros((end - start - len(part), part.shape[1]))])


def levelled(samples: Samples, asked: Loudness | None, what: str) -> Laid:
    """Bring samples to the loudness that is asked, by gain alone.

    Args:
        samples: Shape [samples, channels], 48 kHz.
        asked: The loudness; None leaves them as they are.
        what: Whose sound it is, for sentences.

    Raises:
        CheckFailedError: Gain alone can't do it: the true peak would go over its limit.
    """
    before = measured(samples)
    if asked is None:
        return Laid(samples, before, before, 0.0)
    if not before.measurable:
        words = f"{what} is silent or shorter than 0.4 s, so that it has no loudness: it is left as it is."
        return Laid(samples, before, before, 0.0, (words,))
    gain = asked.target_lufs - before.lufs
    room = asked.true_peak_dbtp - before.dbtp
    least = asked.target_lufs - asked.tolerance_lu - before.lufs
    if least > room:
        raise CheckFailedError(
            f"{what} measures {before.lufs:.1f} LUFS with true peaks of {before.dbtp:.1f} dBTP. At "
            f"{asked.target_lufs:g} LUFS ({asked.standard}) its peaks would be {before.dbtp + gain:.1f} dBTP, and "
            f"{asked.true_peak_dbtp:g} are allowed: gain alone can't do it. Have it mixed with fewer peaks."
        )
    gain = min(gain, room)
    louder = samples * 10 ** (gain / 20)
    return Laid(louder, before, measured(louder), gain)


def loudness_faults(level: Level, asked: Loudness | None, what: str) -> list[str]:
    """Return what is wrong with how loud something is; nothing for silence, which has no loudness.

    Args:
        level: As it was measured in the delivered file.
        asked: What is asked; None for nothing.
        what: Which file, for sentences.
    """
    if asked is None or not level.measurable:
        return []
    faults = []
    if abs(level.lufs - asked.target_lufs) > asked.tolerance_lu + 0.05:
        faults.append(
            f"{what} measures {level.lufs:.1f} LUFS; {asked.target_lufs:g} within {asked.tolerance_lu:g} are asked for."
        )
    if level.dbtp > asked.true_peak_dbtp + _PEAK_SLACK_DB:
        faults.append(f"{what} has true peaks of {level.dbtp:.2f} dBTP; {asked.true_peak_dbtp:g} are allowed.")
    return faults
