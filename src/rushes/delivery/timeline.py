"""The cut that goes along, as OpenTimelineIO: its clips are what was delivered, its markers the notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any, Final

from rushes.delivery.conforming import Laid
from rushes.delivery.cut import Cut
from rushes.engines import Take
from rushes.review.notes import Note
from rushes.show import FrameRange, rate_text

COLOURS: Final[Mapping[str, str]] = {"open": "RED", "addressed": "YELLOW", "verified": "GREEN"}
"""The colour of a note's marker, by its state."""

TITLE_LETTERS: Final = 60
TRACK: Final = "V1"


@dataclass(frozen=True, slots=True)
class Media:
    """The media of a take, as a clip refers to it.

    Attributes:
        path: A movie, or a sequence's first file, from where the cut lies.
        frames: The take's frames that it holds.
        frame: The number in that file's name; None for a movie.
        digits: How many digits that has.
        slate: Frames before the first of them, in a movie.
    """

    path: str
    frames: FrameRange
    frame: int | None = None
    digits: int = 4
    slate: int = 0


def conformed(
    cut: Cut | None,
    laid: Iterable[Laid],
    takes: Iterable[tuple[Take, FrameRange]],
    media: Callable[[Take], Media | None],
    notes: Callable[[Take], tuple[Note, ...]],
    *,
    name: str,
) -> Any:  # noqa: ANN401 - OpenTimelineIO has no types
    """Return a timeline whose clips show takes' media with their handles, and bear the notes of what they show as markers.

    Args:
        cut: The editor's; everything in it but the media of our clips stays as it is. None for one that is made of the takes.
        laid: The cut's clips that lie on a take.
        takes: Without a cut: the takes in order, each with the frames that are shown.
        media: Gives a take's media; None where it has none.
        notes: Gives the notes about a take.
        name: Of a timeline that is made.
    """
    import opentimelineio as otio

    if cut is None:
        timeline = otio.schema.Timeline(name)
        track = otio.schema.Track(TRACK, kind=otio.schema.TrackKind.Video)
        timeline.tracks.append(track)
        for take, frames in takes:
            clip = otio.schema.Clip(take.stem)
            _relink(clip, take, frames, media(take), notes(take))
            track.append(clip)
        return timeline
    timeline = cut.timeline.deepcopy()
    places = [(one, _path_of(one.use.clip)) for one in laid]
    found = [(one, _at(timeline, path)) for one, path in places]
    for one, clip in found:
        _relink(clip, one.take, one.frames, media(one.take), notes(one.take), length=one.use.length)
    return timeline


def timeline_text(timeline: Any) -> str:  # noqa: ANN401 - as above
    """Return a timeline as an ``.otio`` file holds it."""
    import opentimelineio as otio

    return str(otio.adapters.write_to_string(timeline, "otio_json"))


def _path_of(clip: Any) -> list[int]:  # noqa: ANN401 - as above
    """Return where a clip lies, as indices from the timeline's stack down."""
    path: list[int] = []
    child = clip
    while (parent := child.parent()) is not None:
        path.insert(0, list(parent).index(child))
        child = parent
    return path


def _at(timeline: Any, path: list[int]) -> Any:  # noqa: ANN401 - as above
    found = timeline.tracks
    for index in path:
        found = found[index]
    return found


def _relink(
    clip: Any,  # noqa: ANN401 - as above
    take: Take,
    frames: FrameRange,
    media: Media | None,
    notes: tuple[Note, ...],
    *,
    length: int | None = None,
) -> None:
    """Let a clip show a take's media: from the same frame on, for as long as before."""
    if media is not None:
        clip.media_reference = _reference(media, take.rate)
    clip.source_range = _range(frames.first, length or len(frames), take.rate)
    clip.metadata["rushes"] = {
        "show": take.show,
        "shot": take.shot,
        "version": take.version,
        "rate": rate_text(take.rate),
        "first_frame": frames.first,
        "last_frame": frames.last,
        "digital_source_type": take.digital_source_type,
    }
    known = {str(marker.metadata.get("rushes", {}).get("note", "")) for marker in clip.markers}
    for note in notes:
        if note.id not in known and note.frames.first <= frames.last and note.frames.last >= frames.first:
            clip.markers.append(_marker(note, take.rate))


def _reference(media: Media, rate: Fraction) -> Any:  # noqa: ANN401 - as above
    import opentimelineio as otio

    if media.frame is None:
        start = media.frames.first - media.slate
        reference = otio.schema.ExternalReference(media.path)
        reference.available_range = _range(start, len(media.frames) + media.slate, rate)
        return reference
    path = PurePosixPath(media.path)
    prefix, _, suffix = path.name.rpartition(f"{media.frame:0{media.digits}d}")
    return otio.schema.ImageSequenceReference(
        target_url_base=f"{path.parent.as_posix()}/",
        name_prefix=prefix,
        name_suffix=suffix,
        start_frame=media.frame,
        frame_step=1,
        rate=float(rate),
        frame_zero_padding=media.digits,
        missing_frame_policy=otio.schema.ImageSequenceReference.MissingFramePolicy.error,
        available_range=_range(media.frames.first, len(media.frames), rate),
    )


def _marker(note: Note, rate: Fraction) -> Any:  # noqa: ANN401 - as above
    """Return a note's marker, on the media's own frames. Who wrote it stays in the house; as what they did does not."""
    import opentimelineio as otio

    first, last = note.frames.first, note.frames.last
    title = (note.text.splitlines() or [""])[0][:TITLE_LETTERS]
    marker = otio.schema.Marker(
        name=title or "drawing", marked_range=_range(first, last - first + 1, rate), color=COLOURS[note.state]
    )
    marker.comment = note.text
    marker.metadata["rushes"] = {
        "note": note.id,
        "role": note.role,
        "state": note.state,
        "version": note.version,
        **({"answered_by": note.answered_by} if note.answered_by else {}),
    }
    return marker


def _range(first: int, length: int, rate: Fraction) -> Any:  # noqa: ANN401 - as above
    import opentimelineio as otio

    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(first, float(rate)), otio.opentime.RationalTime(length, float(rate))
    )
