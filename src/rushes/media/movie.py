"""Movies through PyAV: reading one that comes in, writing one for review, and naming its frames."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.apart.carried import carried

if TYPE_CHECKING:
    import av
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

GOP: Final = 12
"""Longest group of pictures: half a second at 24, so that every player steps back without waiting."""

CRF: Final = 18
"""x264's quality: nobody sees the difference to the source at 18."""

AUDIO_RATE: Final = 48_000
AUDIO_BITS_PER_S: Final = 192_000
AAC_BLOCK: Final = 1024
"""Samples that AAC encodes at a time."""

_BT709, _LIMITED, _BT601 = 1, 1, 6
_FULL = 2
_HD_HEIGHT = 720


@carried
@dataclass(frozen=True, slots=True)
class MovieFrame:
    """A decoded frame's identity: when it is shown, and the SHA-256 of its Y, U and V bytes."""

    pts: Fraction
    sha256: str


def read_frames(path: Path) -> Iterator[Floats]:
    """Decode a movie into display values, upright, shape [h, w, 3], 0 to 1.

    Raises:
        BadInputError: It can't be read, or ends before it should.
    """
    with _opened(path) as container:
        stream = _picture_stream(container, path)
        announced, held = stream.frames, 0
        for frame in _decoded(container, stream, path):
            held += 1
            yield _rgb(frame)
        _whole(path, held, announced)


def sampled_frames(path: Path, every: int) -> Iterator[tuple[int, Bytes]]:
    """Decode a whole movie, but convert only every so many frames, the first and the last among them.

    Yields:
        Which frame it is, from 0, and its display values in 8 bit, upright, shape [h, w, 3].

    Raises:
        BadInputError: It can't be read, or ends before it should.
    """
    with _opened(path) as container:
        stream = _picture_stream(container, path)
        announced, held = stream.frames, 0
        waiting: VideoFrame | None = None
        for frame in _decoded(container, stream, path):
            waiting = None if held % every == 0 else frame
            if waiting is None:
                yield held, _upright(frame, "rgb24")
            held += 1
        _whole(path, held, announced)
        if waiting is not None:
            yield held - 1, _upright(waiting, "rgb24")


def count_frames(path: Path, enough: int) -> int:
    """Count a movie's frames, up to ``enough``, from its packets and the first picture.

    Raises:
        BadInputError: It can't be read, or ends before it should.
    """
    import av

    with _opened(path) as container:
        stream = _picture_stream(container, path)
        announced, held = stream.frames, 0
        try:
            for packet in container.demux(stream):
                held += packet.size > 0
                if held >= enough:
                    return held
        except av.FFmpegError as error:
            raise _damaged(path, held, error) from error
        _whole(path, held, announced)
        return held


def sought_frames(path: Path, places: Sequence[float]) -> Iterator[tuple[int, Bytes]]:
    """Decode only the frames that are shown at some places of a movie; a long one is not read through.

    Args:
        path: The movie.
        places: Where, 0 at its start to 1 at its end, in order.

    Yields:
        Which frame it is by its time, from 0, and its display values in 8 bit, upright, shape [h, w, 3].

    Raises:
        BadInputError: It can't be read, or does not say how long it is.
    """
    with _opened(path) as container:
        stream = _picture_stream(container, path)
        rate, length = stream.average_rate, stream.duration
        if not rate or not length or stream.time_base is None:
            raise BadInputError(f"The movie {path} does not say how long it is. Convert it to H.264 in an MP4.")
        start, last = stream.start_time or 0, length - int(1 / (rate * stream.time_base))
        for place in places:
            wanted = start + int(place * last)
            container.seek(wanted, stream=stream)
            frame = next((one for one in _decoded(container, stream, path) if (one.pts or 0) >= wanted), None)
            if frame is not None:
                yield round(((frame.pts or 0) - start) * stream.time_base * rate), _upright(frame, "rgb24")


def movie_size(path: Path) -> tuple[int, int]:
    """Return a movie's width and height [px], as they are coded."""
    with _opened(path) as container:
        stream = _picture_stream(container, path)
        return stream.width, stream.height


def movie_rate(path: Path) -> Fraction | None:
    """Return a movie's frames per second, None when it doesn't say."""
    with _opened(path) as container:
        rate = _picture_stream(container, path).average_rate
        return None if not rate else Fraction(rate)


def write_movie(
    path: Path,
    pictures: Iterable[Bytes],
    sound: NDArray[np.float32],
    *,
    rate: Fraction,
    tags: dict[str, str],
    timecode: str | None = None,
    drawn: Callable[[int], None] = lambda _: None,
) -> None:
    """Write a review movie: H.264 yuv420p bt709, closed groups of at most 12, AAC 48 kHz, made to start fast.

    The picture's time base is exactly one frame. Odd sizes are extended by their last column or line.

    Args:
        path: Where to write.
        pictures: Display values, shape [h, w, 3], all of one size.
        sound: From the first picture on, shape [samples, 2], -1 to 1; empty for a movie without sound.
        rate: Frames per second.
        tags: Metadata of the file, for example its title.
        timecode: Of the first picture; None for no timecode track.
        drawn: Called with the number of pictures written so far.

    Raises:
        BadInputError: There is no picture.
    """
    import av

    with av.open(str(path), "w", format="mp4", options=_options(timecode)) as container:
        container.metadata.update(tags)
        video: Any = None
        audio: Any = None
        heard = 0
        for index, pixels in enumerate(pictures):
            if video is None:
                video = _video_stream(container, (pixels.shape[1], pixels.shape[0]), rate, timecode)
                audio = _sound_stream(container) if len(sound) else None
            frame = _yuv(pixels)
            frame.pts, frame.time_base = index, 1 / rate
            container.mux(video.encode(frame))
            if audio is not None:
                heard = _mux_sound(container, audio, sound, heard, round((index + 1) / rate * AUDIO_RATE))
            drawn(index + 1)
        if video is None:
            raise BadInputError(f"There is no picture to put into {path}. Render the shot again.")
        container.mux(video.encode(None))
        if audio is not None:
            _mux_sound(container, audio, sound, heard, len(sound))
            container.mux(audio.encode(None))


def write_with_luma(path: Path, target: Path, luma_of: Callable[[int, Bytes], Bytes]) -> None:
    """Write a review movie anew, as ``write_movie`` would have, with another luma in its frames.

    Nothing else is converted: colour is handed on as it is coded, the sound's packets are copied, and times, tags and
    timecode stay.

    Args:
        path: A movie that ``write_movie`` wrote.
        target: Where to write.
        luma_of: Is given which frame it is, from 0, and its luma as coded, shape [h, w]; returns the new one.

    Raises:
        BadInputError: It can't be read, or is not 8-bit 4:2:0 at one rate.
    """
    import av

    with _opened(path) as source:
        picture, sounds = _picture_stream(source, path), source.streams.audio
        if picture.codec_context.pix_fmt != "yuv420p" or not picture.average_rate:
            raise BadInputError(f"The movie {path} is not 8-bit 4:2:0 at one rate. Make the take's clip again.")
        rate, timecode = Fraction(picture.average_rate), picture.metadata.get("timecode")
        with av.open(str(target), "w", format="mp4", options=_options(timecode)) as container:
            container.metadata.update(source.metadata)
            video: Any = _video_stream(container, (picture.width, picture.height), rate, timecode)
            audio = container.add_stream_from_template(sounds[0]) if sounds else None
            index = 0
            for packet in source.demux(picture, *sounds[:1]):
                if packet.stream is not picture:
                    if audio is not None and packet.dts is not None:
                        packet.stream = audio
                        container.mux(packet)
                    continue
                for frame in packet.decode():
                    container.mux(video.encode(_with_luma(frame, index, rate, luma_of)))
                    index += 1
            container.mux(video.encode(None))


def frame_identities(path: Path) -> list[MovieFrame]:
    """Decode a movie and name each of its frames.

    H.264 decodes to the same bytes everywhere, so that a stranger finds the same hashes.

    Raises:
        BadInputError: It can't be read.
    """
    with _opened(path) as container:
        stream = _picture_stream(container, path)
        frames = []
        for frame in _decoded(container, stream, path):
            digest = hashlib.sha256()
            for plane in frame.planes:
                lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
                digest.update(np.ascontiguousarray(lines[: plane.height, : plane.width]).tobytes())
            time = Fraction(frame.pts or 0) * Fraction(frame.time_base or 1)
            frames.append(MovieFrame(time, digest.hexdigest()))
        return frames


def _opened(path: Path) -> InputContainer:
    import av

    if not path.is_file():
        raise BadInputError(f"There is no movie at {path}. Check the path.")
    try:
        return av.open(str(path))
    except (av.FFmpegError, ValueError) as error:
        raise BadInputError(
            f"The movie {path} can't be opened: it is cut off, or no movie ({_why(error)}). Copy it again."
        ) from error


def _picture_stream(container: InputContainer, path: Path) -> VideoStream:
    if not container.streams.video:
        raise BadInputError(f"{path} has no picture in it. Give a movie with a picture.")
    stream = container.streams.video[0]
    if stream.codec_context is None:  # cut off before its header says what it is coded with, or coded as nothing known
        raise BadInputError(
            f"The movie {path} does not say how its picture is coded: it is cut off, or of a kind that can't be decoded "
            "here. Copy it again, or convert it to H.264 or ProRes."
        )
    stream.thread_type = "AUTO"
    stream.codec_context.thread_count = 2
    return stream


def _decoded(container: InputContainer, stream: VideoStream, path: Path) -> Iterator[VideoFrame]:
    import av

    held = 0
    try:
        for frame in container.decode(stream):
            held += 1
            yield frame
    except av.FFmpegError as error:
        raise _damaged(path, held, error) from error


def _whole(path: Path, held: int, announced: int) -> None:
    if held == 0:
        raise BadInputError(f"The movie {path} holds no whole frame: it is cut off. Copy it again.")
    if announced and held < announced:
        raise BadInputError(
            f"The movie {path} is cut off: it announces {announced} frames and holds {held}. Copy it again."
        )


def _damaged(path: Path, held: int, error: av.FFmpegError) -> BadInputError:
    return BadInputError(f"The movie {path} is damaged after {held} frames ({_why(error)}). Copy it again.")


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _rgb(frame: VideoFrame) -> Floats:
    return _upright(frame, "rgb48le").astype(np.float32) / np.float32(65535)


def _upright(frame: VideoFrame, pixels: str) -> NDArray[Any]:
    """Convert with the movie's own matrix and range; untagged pictures follow the custom of their size."""
    from av.video.reformatter import ColorRange, Colorspace

    matrix = Colorspace.ITU709 if frame.height >= _HD_HEIGHT else Colorspace.ITU601
    if frame.colorspace == _BT709:
        matrix = Colorspace.ITU709
    elif frame.colorspace in {5, _BT601}:
        matrix = Colorspace.ITU601
    full = frame.color_range == _FULL or "yuvj" in frame.format.name
    rgb = frame.reformat(
        format=pixels,
        src_colorspace=matrix,
        src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=_exact(),
    ).to_ndarray()
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(rgb, turns))


def _video_stream(
    container: Any,  # noqa: ANN401 - PyAV's output container is typed too narrowly for options
    size: tuple[int, int],
    rate: Fraction,
    timecode: str | None,
) -> VideoStream:
    stream: VideoStream = container.add_stream("libx264", rate=rate)
    stream.width, stream.height = (length + length % 2 for length in size)
    stream.pix_fmt = "yuv420p"
    stream.time_base = 1 / rate
    stream.options = {
        "crf": str(CRF),
        "preset": "medium",
        "profile": "high",
        # No picture waits for a later one: a frame sought is shown as soon as it is decoded, and costs a file 6 % (five clips)
        "x264-params": f"keyint={GOP}:min-keyint={GOP}:bframes=0:scenecut=0:open-gop=0:colorprim=bt709:transfer=bt709:"
        "colormatrix=bt709:range=tv",
    }
    context = stream.codec_context
    context.thread_count = 2
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED
    if timecode:
        stream.metadata["timecode"] = timecode
    return stream


def _sound_stream(container: Any) -> Any:  # noqa: ANN401 - PyAV's stream types don't cover a codec's attributes
    stream = container.add_stream("aac", rate=AUDIO_RATE)
    stream.codec_context.layout = "stereo"
    stream.codec_context.bit_rate = AUDIO_BITS_PER_S
    return stream


def _mux_sound(
    container: Any,  # noqa: ANN401 - as above
    stream: Any,  # noqa: ANN401 - as above
    sound: NDArray[np.float32],
    start: int,
    until: int,
) -> int:
    """Encode whole blocks of sound up to a sample (all that is left, when that is the last) and say how far."""
    import av

    until = min(until, len(sound))
    while start < until and (start + AAC_BLOCK <= until or until >= len(sound)):
        part = np.clip(sound[start : start + AAC_BLOCK], -1.0, 1.0).T
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part, dtype=np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = AUDIO_RATE, start, Fraction(1, AUDIO_RATE)
        container.mux(stream.encode(frame))
        start += part.shape[1]
    return start


def _options(timecode: str | None) -> dict[str, str]:
    """Return the container's options of a review movie."""
    options = {"movflags": "+faststart+write_colr", "fflags": "+bitexact"}
    return {**options, "write_tmcd": "1"} if timecode else options


def _with_luma(frame: Any, index: int, rate: Fraction, luma_of: Callable[[int, Bytes], Bytes]) -> VideoFrame:  # noqa: ANN401 - a picture of any stream
    import av

    planes = frame.to_ndarray(format="yuv420p")
    planes[: frame.height] = luma_of(index, planes[: frame.height])
    new = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    new.pts, new.time_base = index, 1 / rate
    return new


def _yuv(pixels: Bytes) -> VideoFrame:
    import av
    from av.video.reformatter import ColorRange, Colorspace

    height, width = pixels.shape[:2]
    even = np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(even), format="rgb24")
    return frame.reformat(
        format="yuv420p",
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        dst_colorspace=Colorspace.ITU709,
        interpolation=_exact(),
    )


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
