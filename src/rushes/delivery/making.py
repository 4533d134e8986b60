"""One delivered file: what it is made of, and how it is made and sealed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of_file
from rushes.delivery.exrs import is_same_file, write_delivered
from rushes.delivery.materials import Material
from rushes.delivery.movies import Shown, read_sound, write_movie
from rushes.delivery.profile import LOSSY, ExrSequence, Layout, Movie, Profile, SoundFile
from rushes.delivery.program import Program
from rushes.delivery.sealing import Sealer, Statement
from rushes.delivery.sounds import cut_out, laid_out, levelled, measured
from rushes.engines import TakeFile
from rushes.errors import CheckFailedError
from rushes.media.sound import quantise, read_wav, time_reference, write_wav
from rushes.provenance.seal import MANIFESTS, manifest_path
from rushes.show import FrameRange, timecode
from rushes.untrusted import parsed

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Item:
    """A file that is to be delivered.

    Attributes:
        path: From the package's folder.
        asked: What the profile says of it.
        materials: The takes that it shows.
        frames: Its frames, in the take's numbers (of a cut: in the cut's).
        element: Which element of a take it is.
        file: The take's own file that it is made from; None for movies and sound.
        frame: Its frame; None for what is not one frame.
        program: What it shows, if it is a movie.
    """

    path: str
    asked: ExrSequence | Movie | SoundFile
    materials: tuple[Material, ...]
    frames: FrameRange
    element: str = "comp"
    file: TakeFile | None = None
    frame: int | None = None
    program: Program | None = None

    @property
    def role(self) -> str:
        """Return what ``package.json`` calls it."""
        if self.file is not None:
            return self.file.role
        return "movie" if self.program is not None else "sound"

    @property
    def is_of_cut(self) -> bool:
        """Whether it is of the whole cut, and of no single take."""
        return isinstance(self.asked, Movie) and self.asked.of == "cut"

    @property
    def rate(self) -> Fraction:
        """Return its frames per second."""
        return self.materials[0].take.rate


@dataclass(frozen=True, slots=True)
class Done:
    """A file that was made and sealed.

    Attributes:
        path: From the package's folder.
        sha256: Of its bytes.
        manifest: Its manifest's path; empty where that is inside.
        source: The take's file that it was made from; empty where there are more.
        source_sha256: That file's SHA-256; of movies and sound the take's ``frames_sha256``.
        copied: Whether it is the take's file, byte for byte, under its own seal.
        facts: What was measured while it was made.
        said: What a person should know of it.
    """

    path: str
    sha256: str
    manifest: str
    source: str = ""
    source_sha256: str = ""
    copied: bool = False
    facts: Mapping[str, float | str] = field(default_factory=dict)
    said: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as the record of what is done holds it."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "manifest": self.manifest,
            "source": self.source,
            "source_sha256": self.source_sha256,
            "copied": self.copied,
            "facts": dict(self.facts),
            "said": list(self.said),
        }

    @classmethod
    def from_json(cls, text: str) -> Done:
        """Read it back.

        Raises:
            ValueError, KeyError, TypeError: It is no such record.
        """
        return cls(**{**(record := parsed(text)), "said": tuple(record["said"])})


def make(
    item: Item, folder: Path, profile: Profile, sealer: Sealer, drawn: Callable[[int], None] = lambda _: None
) -> Done:
    """Make one file and seal it.

    Args:
        item: Which.
        folder: The package's folder, where it is being put together.
        profile: Whose.
        sealer: Seals it.
        drawn: Called with the number of a movie's pictures that are drawn so far; what it raises stops the movie.

    Raises:
        RushesError: Its source is another than was circled, or can't be read; it can't be what is asked, written or sealed.
    """
    target = folder / item.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(item.asked, ExrSequence):
        return _make_exr(item, item.asked, target, profile, sealer)
    if isinstance(item.asked, Movie):
        return _make_movie(item, item.asked, target, profile, sealer, drawn)
    return _make_sound(item, item.asked, target, profile, sealer)


def _make_exr(item: Item, asked: ExrSequence, target: Path, profile: Profile, sealer: Sealer) -> Done:
    assert item.file is not None  # noqa: S101 - every frame has its source
    material = item.materials[0]
    source = material.path(item.file)
    if sha256_of_file(source) != item.file.sha256:
        raise CheckFailedError(f"{source} is not the file that was circled. Bring the true one back from a copy.")
    if is_same_file(asked, source):
        shutil.copyfile(source, target)
        beside = sealer.folder / MANIFESTS / f"{item.path}.c2pa"
        beside.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(material.take.folder / manifest_path(item.file.path), beside)
        inside = beside.relative_to(sealer.folder).as_posix()
        return Done(item.path, item.file.sha256, inside, item.file.path, item.file.sha256, copied=True)
    write_delivered(target, source, asked, item.rate)
    words = f"{asked.colour}, {asked.compression.upper()}, {asked.channels} of {item.element}."
    said = Statement(
        path=item.path,
        role=item.role,
        action="c2pa.converted",
        words=words,
        takes=(material.admitted,),
        profile=profile.name,
        source_sha256=item.file.sha256,
        frame=item.frame,
        extra={"lossless": asked.compression not in LOSSY},
    )
    manifest = sealer.seal(said)
    return Done(item.path, sha256_of_file(target), manifest, item.file.path, item.file.sha256)


def _make_movie(
    item: Item, asked: Movie, target: Path, profile: Profile, sealer: Sealer, drawn: Callable[[int], None]
) -> Done:
    program = item.program
    assert program is not None  # noqa: S101 - every movie has one
    sound: Samples | None = None
    facts: dict[str, float | str] = {}
    said: tuple[str, ...] = ()
    if asked.sound != "none":
        samples, said = program.sound(asked.sound)
        laid = levelled(samples, asked.loudness, f"The sound of {item.path}")
        sound, said = laid.samples, (*said, *laid.said)
        facts = _levels(laid.before.lufs, laid.before.dbtp, laid.gain_db)
    part = target.with_name(f"{target.name}.part")
    write_movie(
        part,
        _counted(program.pictures(), drawn),
        sound,
        codec=asked.coded,
        rate=program.rate,
        timecode=program.timecode,
        title=target.stem,
    )
    part.replace(target)
    marks = [words for words, there in (("a slate", asked.slate), ("a burn-in", asked.burn_in)) if there]
    sealer.seal(
        Statement(
            path=item.path,
            role="movie",
            action="c2pa.transcoded",
            words=f"{asked.coded.title}, {asked.colour.removesuffix(' - Display')}, through the ACES SDR view.",
            takes=tuple(one.admitted for one in item.materials),
            profile=profile.name,
            marks=f"With {' and '.join(marks)}." if marks else "",
            watermarked=asked.watermark,
            trimmed=any(len(item.frames) < len(one.take.frames) for one in item.materials),
        )
    )
    return Done(item.path, sha256_of_file(target), "", "", _frames_of(item), facts=facts, said=said)


def _counted(pictures: Iterator[Shown], drawn: Callable[[int], None]) -> Iterator[Shown]:
    for number, picture in enumerate(pictures, 1):
        yield picture
        drawn(number)


def _make_sound(item: Item, asked: SoundFile, target: Path, profile: Profile, sealer: Sealer) -> Done:
    material = item.materials[0]
    take = material.take
    assert material.sound is not None  # noqa: S101 - looked at before
    samples = cut_out(material.path(material.sound), take.frames, item.frames, take.rate)
    laid_samples, words = laid_out(samples, asked.layout)
    laid = levelled(laid_samples, asked.loudness, f"The sound of {item.path}")
    write_wav(
        target, quantise(laid.samples), start=time_reference(item.frames.first, take.rate), description=target.stem
    )
    sealer.seal(
        Statement(
            path=item.path,
            role="sound",
            action="c2pa.converted",
            words=f"{asked.layout}, 48 kHz, 24 bit, {laid.gain_db:+.2f} dB.",
            takes=(material.admitted,),
            profile=profile.name,
            trimmed=len(item.frames) < len(take.frames),
        )
    )
    facts = _levels(laid.before.lufs, laid.before.dbtp, laid.gain_db)
    said = (*((words,) if words else ()), *laid.said)
    return Done(item.path, sha256_of_file(target), "", "", _frames_of(item), facts=facts, said=said)


def _frames_of(item: Item) -> str:
    """Return the hash of what a file was made from: of one take its frames; of a cut nothing, its takes have theirs."""
    return item.materials[0].admitted.frames_sha256 if len(item.materials) == 1 else ""


def _levels(lufs: float, dbtp: float, gain_db: float) -> dict[str, float | str]:
    """Return how loud a sound was, as numbers that JSON has."""
    return {
        name: round(value, 3)
        for name, value in (("was_lufs", lufs), ("was_dbtp", dbtp), ("gain_db", gain_db))
        if np.isfinite(value)
    }


def heard(path: Path, layout: Layout) -> tuple[float, float]:
    """Return loudness [LUFS] and true peak [dBTP] of a delivered file's sound; minus infinity where it has none."""
    if layout == "none":
        return -np.inf, -np.inf
    samples = read_wav(path).samples if path.suffix == ".wav" else read_sound(path)
    level = measured(samples)
    return level.lufs, level.dbtp


def start_of(item: Item) -> str:
    """Return the timecode of a file's first frame."""
    return item.program.timecode if item.program is not None else timecode(item.frames.first, item.rate)
