"""The cut that an editor sends, OTIO or EDL: which of its clips are shots of the show, and what the rest is."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlparse

from rushes.errors import BadInputError
from rushes.media.apart import apart
from rushes.show import Show, drops_frames, parse_name, parse_timecode, parse_version, rate_text, version_name

LARGEST_BYTES: Final = 64 * 1024 * 1024
"""Largest cut that is read [bytes]: a feature's has a few."""

FURTHEST: Final = 1e9
"""No time in a cut lies so many frames away: a year has 757 million at 24."""

_SHOT_LIKE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{1,8}_[0-9]{3,5}[A-Z]?(?![A-Za-z0-9])")
_VERSION = re.compile(r"(?<![A-Za-z0-9])v([0-9]{3,4})(?![A-Za-z0-9])")
_EVENT = re.compile(r"^\s*(?P<number>\d+)\s+\S+\s+(?P<channels>\S+)\s")
_LOCATOR = re.compile(r"^\*?\s*LOC:?\s*(?P<timecode>\d\d:\d\d:\d\d[:;]\d\d)\s+(?P<colour>\w*)\s*(?P<words>.*)$")


@dataclass(frozen=True, slots=True)
class Use:
    """A clip of the cut that shows a shot of ours.

    Attributes:
        name: As the editor calls it.
        shot: Which shot.
        version: Which version the cut was made with; empty when it does not say.
        start, length: The frames of its media that are shown: the first by its media's own count, and how many.
        rate: At which rate they are counted.
        before, after: Frames that transitions need besides.
        speed: How fast it runs; 0 for a frozen frame, negative for backwards.
        media: What its media says of itself: ``sequence``, ``movie`` or ``unknown``.
        media_start, media_length: Where its media begins in its own count, and how long it is; None when it does not say.
        first_file: The number of the first file of a sequence; None for others.
        track: Which video track it lies on, from 0.
        at: Where it begins in that track, in frames.
        clip: OpenTimelineIO's own.
    """

    name: str
    shot: str
    version: str
    start: int
    length: int
    rate: Fraction
    before: int
    after: int
    speed: Fraction
    media: str
    media_start: int | None
    media_length: int | None
    first_file: int | None
    track: int
    at: int
    clip: Any

    @property
    def is_plain(self) -> bool:
        """Whether it runs as it was made, without a transition."""
        return self.speed == 1 and not self.before and not self.after


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut.

    Attributes:
        path: Its file.
        timeline: OpenTimelineIO's own.
        rate: Frames per second.
        start: The frame number, from midnight, at which it starts; None when it does not say.
        uses: The clips that show shots of ours, in order.
        said: What else there is in it, and what could not be read, as sentences: nothing is dropped in silence.
    """

    path: Path
    timeline: Any
    rate: Fraction
    start: int | None
    uses: tuple[Use, ...]
    said: tuple[str, ...]


def read_cut(path: Path, show: Show) -> Cut:
    """Read a cut and find the show's shots in it: by metadata of ours, by what its media is called, by the clip's name.

    An EDL (CMX 3600) says no rate: its timecode is counted at the show's.

    Args:
        path: An ``.otio`` or ``.edl`` file.
        show: Whose shots.

    Raises:
        BadInputError: It can't be read, or shows nothing.
    """
    apart(_tried, path, show.folder)
    return _read(path, show)


def _tried(path: Path, folder: Path) -> None:
    """Read a cut where it may crash: what OpenTimelineIO makes of it can't be brought over, but that it lives through it can."""
    _read(path, Show.load(folder))


def _read(path: Path, show: Show) -> Cut:
    text = _text(path)
    if path.suffix.lower() == ".edl":
        timeline = _edl(path, text, show.rate)
    elif path.suffix.lower() == ".otio":
        timeline = _otio(path, text)
    else:
        raise BadInputError(
            f"{path} is neither .otio nor .edl. Export the cut as OpenTimelineIO, or as a CMX 3600 EDL."
        )
    try:
        return _looked_through(path, timeline, show)
    except (ValueError, OverflowError, ZeroDivisionError, TypeError, AttributeError) as error:
        raise BadInputError(
            f"{path} has a part that can't be understood ({_short(error)}). Export it again."
        ) from error


def _looked_through(path: Path, timeline: Any, show: Show) -> Cut:  # noqa: ANN401 - OpenTimelineIO has no types
    shots = _shots(show)
    uses: list[Use] = []
    said: list[str] = []
    for number, track in enumerate(timeline.video_tracks()):
        at = 0
        for child, before, after in _children(track):
            if words := _other(child, track):
                said.append(words)
            elif _is_clip(child):
                found = _use(child, before, after, (number, at), show, shots)
                if isinstance(found, str):
                    said.append(found)
                else:
                    uses.append(found)
            at += _length(child)
    said += [
        f"Its sound track {track.name or '(no name)'} is not looked at: takes bring their own sound."
        for track in timeline.audio_tracks()
    ]
    start = timeline.global_start_time
    return Cut(
        path, timeline, show.rate, None if start is None else whole(start), tuple(uses), tuple(dict.fromkeys(said))
    )


def exact_rate(rate: float) -> Fraction:
    """Return the frame rate that OpenTimelineIO's decimal stands for: 23.976023976 is 24000/1001."""
    ntsc = Fraction(round(rate) * 1000, 1001)
    return (
        ntsc
        if abs(float(ntsc) - rate) < 1e-3 * abs(rate - round(rate)) + 1e-6
        else Fraction(rate).limit_denominator(1001)
    )


def whole(time: Any) -> int:  # noqa: ANN401 - OpenTimelineIO has no types
    """Return a time's whole frames.

    Raises:
        BadInputError: It lies between two frames.
    """
    value = float(time.value)
    if not abs(value) < FURTHEST:
        raise BadInputError(f"The cut has a time of {value:g} frames. Export it again.")
    if abs(value - round(value)) > 1e-3:
        raise BadInputError(
            f"The cut has a time between two frames ({value:g} at {time.rate:g}). Export it on whole frames."
        )
    return round(value)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadInputError(f"The cut {path} can't be read ({error.strerror}). Check the path.") from error
    if len(data) > LARGEST_BYTES:
        raise BadInputError(f"{path} is larger than {LARGEST_BYTES >> 20} MiB. Is it a cut?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _otio(path: Path, text: str) -> Any:  # noqa: ANN401 - as above
    import opentimelineio as otio

    try:
        timeline = otio.adapters.read_from_string(text, "otio_json")
    except Exception as error:  # the reader lets everything through that a field can make it raise
        raise BadInputError(
            f"{path} is no OpenTimelineIO that can be read ({_short(error)}). Export it again."
        ) from error
    if not isinstance(timeline, otio.schema.Timeline):
        raise BadInputError(f"{path} holds a {type(timeline).__name__} and no timeline. Export the whole timeline.")
    return timeline


def _edl(path: Path, text: str, rate: Fraction) -> Any:  # noqa: ANN401 - as above
    """Read an EDL by OpenTimelineIO's adapter, and add what that leaves out: locators in drop-frame timecode."""
    import opentimelineio as otio

    modes = set(re.findall(r"^FCM:\s*(NON-DROP|DROP)", text, re.MULTILINE))
    if len(modes) > 1:
        raise BadInputError(f"{path} counts partly in drop-frame timecode and partly not. Export it in one of the two.")
    drops = bool(re.search(r"\d\d:\d\d:\d\d;\d\d", text)) or modes == {"DROP"}
    if drops and not drops_frames(rate):
        raise BadInputError(
            f"{path} counts in drop-frame timecode, and the show runs at {rate_text(rate)}, which has none. Export it at the show's rate."
        )
    if drops:  # some write ":" and say so in a line only; it has to stand in the timecode itself
        text = re.sub(r"(\d\d:\d\d:\d\d)[:;](\d\d)", r"\1;\2", text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=float(rate))
    except Exception as error:  # the adapter lets everything through that a line can make it raise
        raise BadInputError(
            f"{path} is no CMX 3600 EDL that can be read ({_short(error)}). Export it again."
        ) from error
    _add_locators(timeline, text, rate)
    return timeline


def _add_locators(timeline: Any, text: str, rate: Fraction) -> None:  # noqa: ANN401 - as above
    """Put locators in drop-frame timecode, which the adapter skips, on the clip of the event that they follow."""
    import opentimelineio as otio

    clips = [child for track in timeline.video_tracks() for child in track if isinstance(child, otio.schema.Clip)]
    events: list[str] = []
    for line in text.splitlines():
        event = _EVENT.match(line)
        if event and "V" in event["channels"] and event["number"] not in events[-1:]:
            events.append(event["number"])
        match = _LOCATOR.match(line.strip())
        if match and ";" in match["timecode"] and 0 < len(events) <= len(clips):
            at = otio.opentime.RationalTime(parse_timecode(match["timecode"], rate), float(rate))
            marker = otio.schema.Marker(
                name=match["words"],
                marked_range=otio.opentime.TimeRange(at, otio.opentime.RationalTime(0, float(rate))),
                color=match["colour"].upper() or "RED",
            )
            clips[len(events) - 1].markers.append(marker)


def _children(track: Any) -> Iterator[tuple[Any, int, int]]:  # noqa: ANN401 - as above
    """Yield what a track holds, and how many frames the transitions beside each clip need of it before and after."""
    import opentimelineio as otio

    children = list(track)
    for index, child in enumerate(children):
        before = children[index - 1] if index else None
        after = children[index + 1] if index + 1 < len(children) else None
        lead = whole(before.in_offset) if isinstance(before, otio.schema.Transition) else 0
        tail = whole(after.out_offset) if isinstance(after, otio.schema.Transition) else 0
        yield child, lead, tail


def _other(child: Any, track: Any) -> str:  # noqa: ANN401 - as above
    """Return what a part of a track is that no shot can be found in; nothing for clips and gaps."""
    import opentimelineio as otio

    where = track.name or "a track without a name"
    if isinstance(child, otio.schema.Stack | otio.schema.Track):
        return f'"{child.name}" on {where} holds a cut of its own: flatten it, or send that cut by itself.'
    if isinstance(child, otio.schema.Transition):
        return f"A transition ({child.transition_type}) on {where} takes its frames from the handles."
    return ""


def _is_clip(child: Any) -> bool:  # noqa: ANN401 - as above
    import opentimelineio as otio

    return isinstance(child, otio.schema.Clip)


def _use(clip: Any, before: int, after: int, place: tuple[int, int], show: Show, shots: list[str]) -> Use | str:  # noqa: ANN401 - as above
    """Return the use that a clip is, or a sentence about what else it is."""
    import opentimelineio as otio

    name = clip.name or "a clip without a name"
    shot, version = _named(clip, show, shots)
    if not shot:
        return f'"{name}" is no shot of {show.name}: it is left as it is.'
    if shot not in shots:
        return f'"{name}" is {shot}, and {show.name} has no take of it yet: it is missing.'
    try:
        span = clip.trimmed_range()
    except otio.exceptions.OTIOError:
        return f'"{name}" ({shot}) does not say which frames it shows: it is missing.'
    rate = exact_rate(span.start_time.rate)
    if rate != show.rate or exact_rate(span.duration.rate) != rate:
        return f'"{name}" ({shot}) is counted at {rate_text(rate)} and {show.name} at {rate_text(show.rate)}: it is missing.'
    start, length = whole(span.start_time), whole(span.duration)
    if length < 1:
        return f'"{name}" ({shot}) shows no frame: it is missing.'
    media, first_file = _media(clip.media_reference)
    available = clip.media_reference.available_range if clip.media_reference is not None else None
    return Use(
        name=name,
        shot=shot,
        version=version,
        start=start,
        length=length,
        rate=rate,
        before=before,
        after=after,
        speed=_speed(clip),
        media=media,
        media_start=whole(available.start_time) if available else None,
        media_length=whole(available.duration) if available else None,
        first_file=first_file,
        track=place[0],
        at=place[1],
        clip=clip,
    )


def _length(child: Any) -> int:  # noqa: ANN401 - as above
    """Return how many frames a part of a track takes; none for a transition, and for what does not say."""
    import opentimelineio as otio

    try:
        return 0 if isinstance(child, otio.schema.Transition) else whole(child.duration())
    except otio.exceptions.OTIOError:
        return 0


def _speed(clip: Any) -> Fraction:  # noqa: ANN401 - as above
    import opentimelineio as otio

    speed = Fraction(1)
    for effect in clip.effects:
        if isinstance(effect, otio.schema.FreezeFrame):
            return Fraction(0)
        if isinstance(effect, otio.schema.LinearTimeWarp):
            speed *= Fraction(effect.time_scalar).limit_denominator(10_000)
    return speed


def _media(reference: Any) -> tuple[str, int | None]:  # noqa: ANN401 - as above
    import opentimelineio as otio

    if isinstance(reference, otio.schema.ImageSequenceReference):
        return "sequence", int(reference.start_frame)
    return ("movie", None) if isinstance(reference, otio.schema.ExternalReference) else ("unknown", None)


def _named(clip: Any, show: Show, shots: list[str]) -> tuple[str, str]:  # noqa: ANN401 - as above
    """Return shot and version that a clip says, by the first of its words that says any; empty where it says none."""
    ours = clip.metadata.get("rushes")
    if ours is not None and isinstance(ours.get("shot"), str) and ours.get("show", show.name) == show.name:
        return str(ours["shot"]), _version(str(ours.get("version", "")))
    words = list(_words(clip))
    for word in words:
        try:
            name = parse_name(word.rstrip("."))
        except BadInputError:
            continue
        if name.show == show.name:
            return name.shot, version_name(name.version)
    for shot in shots:
        said = next((word for word in words if re.search(rf"(?<![A-Za-z0-9]){shot}(?![A-Za-z0-9])", word)), None)
        if said is not None:
            found = _VERSION.search(said)
            return shot, _version(f"v{found[1]}") if found else ""
    alone = next((found[0] for word in words if (found := _SHOT_LIKE.fullmatch(word))), "")
    return alone, ""


def _words(clip: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """Yield what may name a clip's shot: its media's file, its own name, its reel, its comments."""
    reference = clip.media_reference
    url = getattr(reference, "target_url", None)
    if url:
        yield PurePosixPath(unquote(urlparse(str(url)).path) or str(url)).name.replace("\\", "/").rpartition("/")[2]
    prefix = getattr(reference, "name_prefix", None)
    if prefix:
        yield str(prefix)
    if clip.name:
        yield str(clip.name)
    listed = clip.metadata.get("cmx_3600") or {}
    if listed.get("reel"):
        yield str(listed["reel"])
    yield from (str(comment) for comment in listed.get("comments") or ())


def _version(text: str) -> str:
    try:
        return version_name(parse_version(text))
    except BadInputError:
        return ""


def _shots(show: Show) -> list[str]:
    """Return the shots that have takes, the longest names first: none is taken for a part of another."""
    if not show.shots.is_dir():
        return []
    found = []
    for folder in show.shots.iterdir():
        try:
            if folder.is_dir() and show.versions(folder.name):
                found.append(folder.name)
        except BadInputError:
            continue
    return sorted(found, key=lambda shot: (-len(shot), shot))


def _short(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
