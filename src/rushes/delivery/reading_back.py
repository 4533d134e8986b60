"""What was delivered, read back: does every file say and show what the profile asks, and what its source shows?"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of_file
from rushes.delivery.exrs import exr_faults, psnr_db
from rushes.delivery.making import Done, Item
from rushes.delivery.movies import BT709, LIMITED, Shown, read_movie, read_sound
from rushes.delivery.profile import CHANNELS, ExrSequence, Loudness, Movie, SoundFile
from rushes.delivery.program import Program
from rushes.delivery.sounds import loudness_faults, measured
from rushes.errors import BadInputError
from rushes.media.sound import SAMPLE_RATE, read_wav, samples_of, time_reference
from rushes.show import rate_text

LARGEST_BIAS = 0.004
"""How far the mean of a channel may be from its source's, 1 being white: one step of 8 bit. A wrong matrix or range is more."""

SLATE_PSNR_DB = 28.0
"""The least luma PSNR of a slate [dB]: fine white letters beside saturated bars are what codecs are worst at."""

LEAST_OF_MARK = 0.25
"""How much of an invisible mark has to be left in a movie: codecs take some of it in plain places, and 0 is left of none."""

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)

_AAC_BLOCKS = 2 * 1024
"""Samples that AAC may add at its end, to fill a block."""


def faults(item: Item, done: Done, folder: Path) -> list[str]:
    """Read a delivered file back and return what is wrong with it, against the profile and against its source.

    Args:
        item: What it should be.
        done: What was made.
        folder: The package's folder.
    """
    path = folder / item.path
    try:
        if sha256_of_file(path) != done.sha256:
            return [f"{item.path} is not what was written."]
        read = item.asked.name.read(item.path)
        if item.frame is not None and read.frame != item.frame:
            return [f"{item.path} does not name frame {item.frame}."]
        if isinstance(item.asked, ExrSequence):
            assert item.file is not None  # noqa: S101 - every frame has its source
            source = item.materials[0].path(item.file)
            if done.copied:
                return [] if done.sha256 == item.file.sha256 else [f"{item.path} is not the take's file."]
            return [*_source_faults(item), *exr_faults(path, source, item.asked, item.rate)]
        if isinstance(item.asked, Movie):
            return _movie_faults(item, item.asked, path)
        return _sound_faults(item, item.asked, path)
    except (BadInputError, OSError) as error:
        return [f"{item.path} can't be read back: {error}"]


def _source_faults(item: Item) -> list[str]:
    if item.file is None or sha256_of_file(item.materials[0].path(item.file)) == item.file.sha256:
        return []
    return [f"{item.file.path} of {item.materials[0].take.stem} changed while it was delivered."]


def _movie_faults(item: Item, asked: Movie, path: Path) -> list[str]:
    program, codec = item.program, asked.coded
    assert program is not None  # noqa: S101 - every movie has one
    facts, frames = read_movie(path)
    found = []
    for what, is_so, wanted in (
        ("codec", facts.codec, codec.decoder),
        ("codec's profile", facts.profile, codec.profile),
        ("codec's tag", facts.tag, codec.tag),
        ("pixels", facts.pixels, codec.read_as or codec.pixels),
        ("size", f"{facts.width}x{facts.height}", "{}x{}".format(*program.size)),
        ("rate", rate_text(facts.rate), rate_text(program.rate)),
        ("timecode", facts.timecode, program.timecode),
        ("colour tags", facts.colour, (BT709, BT709, BT709, LIMITED)),
        ("sound", facts.sound, codec.sound if asked.sound != "none" else ""),
        ("channels", facts.channels, CHANNELS.get(asked.sound, 0)),
    ):
        if is_so != wanted:
            found.append(f"{item.path}: its {what} is {is_so or 'none'}, and {wanted or 'none'} is asked for.")
    found += _picture_faults(item, asked, program, frames)
    if asked.sound != "none":
        found += _heard_faults(item.path, read_sound(path), asked.loudness, program.length, program.rate)
    return found


def _picture_faults(item: Item, asked: Movie, program: Program, frames: Iterator[tuple[Fraction, Shown]]) -> list[str]:
    """Compare a movie, frame by frame, with what it should show."""
    count, found, left, laid = 0, [], 0.0, 0.0
    sources = program.pictures()
    bare = program.without_mark().pictures() if asked.watermark else iter(())
    for time, picture in frames:
        source = next(sources, None)
        if source is None:
            return [f"{item.path} holds more than the {program.length} frames that are asked for."]
        if time * program.rate != count:
            return [f"{item.path}: frame {count} is shown at {time} s, and not at {Fraction(count) / program.rate} s."]
        if picture.shape != source.shape:
            return [f"{item.path}: frame {count} has another size than its source."]
        is_slate = count == 0 and program.slate is not None
        least = SLATE_PSNR_DB if is_slate else asked.least_psnr_db or asked.coded.least_psnr_db
        psnr = psnr_db(picture @ LUMA, source @ LUMA)
        bias = float(np.abs(np.mean(picture - source, axis=(0, 1))).max())
        if psnr < least or bias > LARGEST_BIAS:
            found.append(
                f"{item.path}: frame {count} shows its source with {psnr:.1f} dB and is off by {bias:.4f} in colour; at least "
                f"{least:g} dB and at most {LARGEST_BIAS:g} are asked for."
            )
        if (unmarked := next(bare, None)) is not None:
            change = (source - unmarked) @ LUMA
            left += float(np.vdot((picture - unmarked) @ LUMA, change))
            laid += float(np.vdot(change, change))
        count += 1
    if left < LEAST_OF_MARK * laid:
        found.append(
            f"{item.path}: {max(left / laid, 0.0):.0%} of its invisible mark is left in it, and {LEAST_OF_MARK:.0%} is the least. "
            "Ask for a codec that loses less, or leave watermark out."
        )
    if count != program.length:
        found.insert(0, f"{item.path} holds {count} frames, and {program.length} are asked for.")
    return found[:3]


def _heard_faults(
    path: str, samples: NDArray[np.float64], asked: Loudness | None, frames: int, rate: Fraction
) -> list[str]:
    wanted = samples_of(frames, rate)
    if not wanted <= len(samples) < wanted + _AAC_BLOCKS:
        return [f"{path}: its sound has {len(samples)} samples, and its pictures last {wanted}."]
    return loudness_faults(measured(samples[:wanted]), asked, path)


def _sound_faults(item: Item, asked: SoundFile, path: Path) -> list[str]:
    sound = read_wav(path)
    wanted = samples_of(item.frames.last + 1 - item.materials[0].take.frames.first, item.rate) - samples_of(
        item.frames.first - item.materials[0].take.frames.first, item.rate
    )
    found = []
    for what, is_so, asked_for in (
        ("samples a second", sound.sample_rate, SAMPLE_RATE),
        ("bits", sound.bits, 24),
        ("channels", sound.samples.shape[1], CHANNELS[asked.layout]),
        ("samples", len(sound.samples), wanted),
        ("timecode", sound.time_reference, time_reference(item.frames.first, item.rate)),
    ):
        if is_so != asked_for:
            found.append(f"{item.path}: its {what} are {is_so}, and {asked_for} are asked for.")
    return found + loudness_faults(measured(sound.samples), asked.loudness, item.path)
