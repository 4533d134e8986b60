"""Delivered movies: written with a client's codec through PyAV, and read back for what they really are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.delivery.codecs import Codec
from rushes.errors import BadInputError, StepFailedError
from rushes.media.sound import SAMPLE_RATE

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

Shown = NDArray[np.float32]
Samples = NDArray[np.float64]

LAYOUTS: Final = {1: "mono", 2: "stereo", 6: "5.1"}
AAC_BITS_PER_S: Final = 320_000
BT709, LIMITED, FULL = 1, 1, 2

_AAC_BLOCK: Final = 1024
_PCM_BLOCK: Final = 48_000
_FULL_SCALE: Final = 1 << 31


@dataclass(frozen=True, slots=True)
class MovieFacts:
    """What a movie is, as its file says.

    Attributes:
        codec, profile, tag, pixels: How its pictures are coded.
        width, height: In pixels.
        rate: Frames per second, exactly.
        colour: Primaries, transfer, matrix and range, by their numbers in ITU-T H.273 (range: 1 is limited).
        timecode: Of its first frame; empty without one.
        sound: The codec of its sound; empty without one.
        channels: How many channels that has.
    """

    codec: str
    profile: str
    tag: str
    pixels: str
    width: int
    height: int
    rate: Fraction
    colour: tuple[int, int, int, int]
    timecode: str = ""
    sound: str = ""
    channels: int = 0


def write_movie(
    path: Path,
    pictures: Iterable[Shown],
    sound: Samples | None,
    *,
    codec: Codec,
    rate: Fraction,
    timecode: str,
    title: str,
) -> None:
    """Write a movie. Its time base is exactly one frame; BT.709, limited range, and it says so.

    Args:
        path: Where to.
        pictures: Display values, 0 to 1, shape [height, width, 3], all of one size.
        sound: From the first picture on, shape [samples, channels], -1 to 1; None for none.
        codec: How it is coded.
        rate: Frames per second.
        timecode: Of the first picture.
        title: Its title in the file.

    Raises:
        StepFailedError: There is no picture, or it can't be written.
    """
    import av

    options = {"movflags": "+faststart+write_colr", "fflags": "+bitexact", "write_tmcd": "1"}
    try:
        with av.open(str(path), "w", format=codec.container, options=options) as container:
            container.metadata["title"] = title
            video: Any = None
            audio: Any = None
            heard = 0
            for index, picture in enumerate(pictures):
                if video is None:
                    video = _video(container, picture, codec, rate, timecode)
                    audio = None if sound is None else _audio(container, codec, sound.shape[1])
                frame = _coded(picture, codec)
                frame.pts, frame.time_base = index, 1 / rate
                container.mux(video.encode(frame))
                if audio is not None and sound is not None:
                    heard = _mux(container, audio, sound, heard, round((index + 1) / rate * SAMPLE_RATE))
            if video is None:
                raise StepFailedError(f"There is no picture to put into {path.name}. Make the take again.")
            container.mux(video.encode(None))
            if audio is not None and sound is not None:
                _mux(container, audio, sound, heard, len(sound))
                container.mux(audio.encode(None))
    except (av.FFmpegError, OSError) as error:
        raise StepFailedError(
            f"{path} can't be written ({getattr(error, 'strerror', None) or error}). Make room on the disk, and run the "
            "same command again."
        ) from error


def read_movie(path: Path) -> tuple[MovieFacts, Iterator[tuple[Fraction, Shown]]]:
    """Return what a movie says of itself, and its decoded frames: when each is shown [s], exactly, and its display values.

    Raises:
        BadInputError: It can't be read, here or while its frames are taken.
    """
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise BadInputError(f"{path} has no picture in it.")
            video = container.streams.video[0]
            context = video.codec_context
            sound = container.streams.audio[0].codec_context if container.streams.audio else None
            facts = MovieFacts(
                codec=context.name,
                profile=str(context.profile or ""),
                tag=str(context.codec_tag),
                pixels=str(context.pix_fmt),
                width=context.width,
                height=context.height,
                rate=Fraction(video.average_rate or 0),
                colour=(
                    int(context.color_primaries), int(context.color_trc), int(context.colorspace), int(context.color_range),
                ),
                timecode=str(video.metadata.get("timecode", "")),
                sound=sound.name if sound else "",
                channels=sound.layout.nb_channels if sound else 0,
            )  # fmt: skip
    except (av.FFmpegError, OSError, ValueError) as error:
        raise BadInputError(f"{path} can't be read ({getattr(error, 'strerror', None) or error}).") from error
    return facts, _frames(path)


def read_sound(path: Path) -> Samples:
    """Decode a movie's sound as it is, shape [samples, channels], 48 kHz; nothing where there is none.

    Raises:
        BadInputError: It can't be decoded.
    """
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                return np.zeros((0, 1))
            resampler = av.AudioResampler(format="dblp", rate=SAMPLE_RATE)
            parts = []
            for frame in (*container.decode(container.streams.audio[0]), None):
                parts += [np.asarray(made.to_ndarray(), np.float64) for made in resampler.resample(frame)]
    except (av.FFmpegError, OSError, ValueError) as error:
        raise BadInputError(f"The sound of {path} can't be read ({error}).") from error
    return np.concatenate(parts, axis=1).T if parts else np.zeros((0, 1))


def _frames(path: Path) -> Iterator[tuple[Fraction, Shown]]:
    import av

    try:
        with av.open(str(path)) as container:
            video = container.streams.video[0]
            video.thread_type = "AUTO"
            video.codec_context.thread_count = 2
            for frame in container.decode(video):
                yield Fraction(frame.pts or 0) * Fraction(frame.time_base or 0), _decoded(frame)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise BadInputError(
            f"{path} can't be read to its end ({getattr(error, 'strerror', None) or error})."
        ) from error


def _video(container: Any, picture: Shown, codec: Codec, rate: Fraction, timecode: str) -> Any:  # noqa: ANN401 - PyAV types its output too narrowly
    stream = container.add_stream(codec.encoder, rate=rate)
    stream.width, stream.height = picture.shape[1], picture.shape[0]
    stream.pix_fmt = codec.pixels
    stream.time_base = 1 / rate
    stream.options = dict(codec.options)
    stream.metadata["timecode"] = timecode
    context = stream.codec_context
    context.thread_count = 2
    context.codec_tag = codec.tag
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED
    return stream


def _audio(container: Any, codec: Codec, channels: int) -> Any:  # noqa: ANN401 - as above
    stream = container.add_stream(codec.sound, rate=SAMPLE_RATE)
    stream.codec_context.layout = LAYOUTS[channels]
    if codec.sound == "aac":
        stream.codec_context.bit_rate = AAC_BITS_PER_S
    else:
        stream.codec_context.format = "s32"
    return stream


def _mux(container: Any, stream: Any, sound: Samples, start: int, until: int) -> int:  # noqa: ANN401 - as above
    """Encode whole blocks of sound up to a sample (all that is left, when that is the last) and say how far."""
    block = _AAC_BLOCK if stream.codec_context.name == "aac" else _PCM_BLOCK
    until = min(until, len(sound))
    while start < until and (start + block <= until or until >= len(sound)):
        part = sound[start : start + block]
        container.mux(stream.encode(_sound_frame(part, start, coded=stream.codec_context.name)))
        start += len(part)
    return start


def _sound_frame(part: Samples, start: int, *, coded: str) -> Any:  # noqa: ANN401 - as above
    import av

    layout = LAYOUTS[part.shape[1]]
    if coded == "aac":
        planes = np.ascontiguousarray(np.clip(part, -1.0, 1.0).T, dtype=np.float32)
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
    else:
        codes = np.clip(np.rint(part * (_FULL_SCALE >> 8)), -(_FULL_SCALE >> 8), (_FULL_SCALE >> 8) - 1).astype(
            np.int32
        )
        frame = av.AudioFrame.from_ndarray((codes << 8).reshape(1, -1), format="s32", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
    return frame


def _coded(picture: Shown, codec: Codec) -> VideoFrame:
    """Return a frame in the codec's own pixels: from 16 bits a channel, so that ten survive."""
    import av
    from av.video.reformatter import ColorRange, Colorspace

    codes = (np.clip(picture, 0.0, 1.0) * np.float32(65535) + np.float32(0.5)).astype(np.uint16)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(codes), format="rgb48le")
    return frame.reformat(
        format=codec.pixels,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        dst_colorspace=Colorspace.ITU709,
        interpolation=_exact(),
    )


def _decoded(frame: VideoFrame) -> Shown:
    from av.video.reformatter import ColorRange, Colorspace

    codes = frame.reformat(
        format="rgb48le",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG if frame.color_range == FULL else ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=_exact(),
    ).to_ndarray()
    return codes.astype(np.float32) / np.float32(65535)


def _exact() -> Any:  # noqa: ANN401 - a set of flags
    """Scale colour without shortcuts, and to the same bytes on every processor."""
    from av.video.reformatter import Interpolation

    return (
        Interpolation.BICUBIC
        | Interpolation.ACCURATE_RND
        | Interpolation.FULL_CHR_H_INT
        | Interpolation.FULL_CHR_H_INP
        | Interpolation.BITEXACT
    )
