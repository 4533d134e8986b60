"""What a delivered movie shows, in order: frames of takes, and black where the cut has a gap."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.delivery.materials import Material
from rushes.delivery.pictures import Marks, Shown, black, inside, marked, shown, slate_picture, watermarked
from rushes.delivery.profile import CHANNELS, Layout, Movie, Profile
from rushes.delivery.sounds import cut_out, laid_out
from rushes.engines import Take
from rushes.engines.review_clip import OTHERWISE, STATEMENTS
from rushes.media.burn_in import Slate
from rushes.media.clip import rate_words
from rushes.media.sound import samples_of
from rushes.provenance.watermark import mark_of
from rushes.show import FrameRange, nominal_rate, rate_text, timecode

START_HOURS: Final = 1
"""A cut starts at this hour of timecode, when it does not say where."""

_AHEAD: Final = 8

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a program.

    Attributes:
        material: The take; None for a gap.
        frames: Its frames, in the take's numbers; of a gap only the length counts.
    """

    material: Material | None
    frames: FrameRange


@dataclass(frozen=True, slots=True)
class Program:
    """What a movie shows.

    Attributes:
        segments: In order.
        rate: Frames per second.
        start: The frame number, counted from midnight, of its first picture (a slate comes before it).
        slate: What its slate says; None for no slate.
        marks: What is written on each picture; None for nothing.
        asked: The movie that it is for.
    """

    segments: tuple[Segment, ...]
    rate: Fraction
    start: int
    slate: Slate | None
    marks: Marks | None
    asked: Movie

    @property
    def materials(self) -> tuple[Material, ...]:
        """Return the takes that it shows, each once, in order."""
        shown_takes = (segment.material for segment in self.segments if segment.material is not None)
        return tuple({one.take.stem: one for one in shown_takes}.values())

    @property
    def size(self) -> tuple[int, int]:
        """Return its width and height [px]."""
        if self.asked.size is not None:
            return self.asked.size.width, self.asked.size.height
        return self.materials[0].size

    @property
    def length(self) -> int:
        """Return how many frames it has, its slate included."""
        return sum(len(segment.frames) for segment in self.segments) + (self.slate is not None)

    @property
    def timecode(self) -> str:
        """Return the timecode of its first frame, which is the slate where there is one."""
        return timecode(self.start - (self.slate is not None), self.rate)

    def pictures(self) -> Iterator[Shown]:
        """Yield its pictures as display values, a few read ahead.

        Raises:
            BadInputError: One can't be read.
        """
        width, height = self.size
        if self.slate is not None:
            yield slate_picture(self.slate, width, height)
        laid = {one.take.stem: mark_of(one.take.to_json()) for one in self.materials} if self.asked.watermark else {}
        places = [
            (segment.material, frame, laid.get(segment.material.take.stem) if segment.material else None)
            for segment in self.segments
            for frame in segment.frames
        ]
        with ThreadPoolExecutor(2) as pool:
            for start in range(0, len(places), _AHEAD):
                yield from pool.map(self._picture, places[start : start + _AHEAD])

    def without_mark(self) -> Program:
        """Return the same without invisible marks."""
        return replace(self, asked=self.asked.model_copy(update={"watermark": False}))

    def sound(self, layout: Layout) -> tuple[Samples, tuple[str, ...]]:
        """Return its sound, silence under the slate and in gaps, and what a person should know of it.

        Args:
            layout: One of the layouts but ``none``.

        Raises:
            RushesError: A take's sound can't be read.
        """
        said: list[str] = []
        parts: list[Samples] = []
        done = int(self.slate is not None)
        parts.append(np.zeros((samples_of(done, self.rate), CHANNELS[layout])))
        for segment in self.segments:
            start, done = done, done + len(segment.frames)
            length = samples_of(done, self.rate) - samples_of(start, self.rate)
            parts.append(np.zeros((length, CHANNELS[layout])))
            material = segment.material
            if material is None:
                continue
            if material.sound is None:
                said.append(f"{material.take.shot} has no sound: it is silent there.")
                continue
            samples = cut_out(material.path(material.sound), material.take.frames, segment.frames, self.rate)
            laid, words = laid_out(samples, layout)
            parts[-1][: len(laid)] = laid[:length]
            said += [words] if words else []
        return np.concatenate(parts), tuple(dict.fromkeys(said))

    def _picture(self, place: tuple[Material | None, int, int | None]) -> Shown:
        material, frame, mark = place
        if material is None:
            return black(*self.size)
        picture = shown(material.path(material.sequences["comp"][frame]), self.asked.colour, self.asked.size)
        if mark is not None:
            picture = watermarked(picture, mark, picture_size(material, self.asked))
        return marked(picture, frame, self.marks)


def picture_size(material: Material, asked: Movie) -> tuple[int, int]:
    """Return width and height of a take's own picture inside a movie's [px]."""
    return material.size if asked.size is None else inside(*material.size, asked.size)


def program_of_take(material: Material, asked: Movie, profile: Profile) -> Program:
    """Return what a movie of one take shows: the cut's frames and their handles, after a slate where one is asked."""
    take, frames = material.take, material.frames(asked)
    marks = Marks(f"{take.shot}  {take.version}", take.show, take.rate) if asked.burn_in else None
    slate = slate_of(material, asked, profile) if asked.slate else None
    return Program((Segment(material, frames),), take.rate, frames.first, slate, marks, asked)


def program_of_cut(
    segments: tuple[Segment, ...], asked: Movie, *, rate: Fraction, show: str, start: int | None = None
) -> Program:
    """Return what a movie of the whole cut shows.

    Args:
        segments: Its takes and gaps, in order.
        asked: The movie.
        rate: Frames per second.
        show: The show's name, for the slate.
        start: The frame number, from midnight, of its first picture; one hour when the cut does not say.
    """
    first = start if start is not None else START_HOURS * 3600 * nominal_rate(rate)
    program = Program(segments, rate, first, None, None, asked)
    if not asked.slate:
        return program
    takes = program.materials
    facts = (
        ("Shots", str(len(takes))),
        ("Frames", str(program.length)),
        ("Timecode", program.timecode),
        ("Rate", _rate(rate)),
        ("Size", "{} x {}".format(*program.size)),
        ("Codec", asked.coded.title),
        ("Colour", asked.colour.removesuffix(" - Display")),
    )
    return replace(program, slate=Slate(show, " / ".join(dict.fromkeys(statement(one.take) for one in takes)), facts))


def slate_of(material: Material, asked: Movie, profile: Profile) -> Slate:
    """Return what the slate of a take says: enough for whoever finds the file alone on a disk."""
    take, frames = material.take, material.frames(asked)
    width, height = (asked.size.width, asked.size.height) if asked.size else material.size
    handles = f"{asked.handles} + {len(material.cut)} + {asked.handles}" if asked.handles else "none"
    said = (
        ("Show", take.show),
        ("Shot", take.shot),
        ("Version", take.version),
        ("Frames", str(frames)),
        ("Handles", handles),
        ("Timecode", timecode(frames.first, take.rate)),
        ("Rate", _rate(take.rate)),
        ("Size", f"{width} x {height}"),
        ("Codec", asked.coded.title),
        ("Colour", asked.colour.removesuffix(" - Display")),
        ("Profile", profile.name),
        *((("Vendor", profile.vendor),) if profile.vendor else ()),
        ("Made", take.created[:10]),
        ("Circled by", ", ".join(material.admitted.approved_by)),
        ("Frames SHA-256", material.admitted.frames_sha256[:16]),
    )
    return Slate(f"{take.show}  {take.shot}  {take.version}", statement(take), said)


def statement(take: Take) -> str:
    """Return what a slate says of a take's pictures: what they truly are."""
    kind = take.digital_source_type.rsplit("/", 1)[-1]
    if kind == "trainedAlgorithmicMedia":
        return "AI-GENERATED PICTURE"
    words = STATEMENTS.get(take.kind, OTHERWISE)
    return f"{words} OVER A PLATE" if kind.startswith("composite") and take.kind == "destruction" else words


def _rate(rate: Fraction) -> str:
    """Return a rate as people say it, with its fraction where that is not a whole number."""
    return rate_words(rate) if rate.denominator == 1 else f"{rate_words(rate)} ({rate_text(rate)})"
