"""A production on disk: shows, shots, versions, frame ranges, names."""

from rushes.show.document import parse_document, read_document
from rushes.show.frames import FIRST_FRAME, HANDLES, FrameRange
from rushes.show.names import (
    Name,
    check_shot_name,
    check_show_name,
    format_name,
    parse_name,
    parse_version,
    version_name,
)
from rushes.show.rate import is_ntsc, nominal_rate, parse_rate, rate_text
from rushes.show.role import ROLES, Role
from rushes.show.show import Show
from rushes.show.timecode import (
    SAMPLE_RATE,
    drops_frames,
    frame_sample,
    frame_seconds,
    parse_timecode,
    seconds_to_frames,
    timecode,
)

__all__ = [
    "FIRST_FRAME",
    "HANDLES",
    "ROLES",
    "SAMPLE_RATE",
    "FrameRange",
    "Name",
    "Role",
    "Show",
    "check_shot_name",
    "check_show_name",
    "drops_frames",
    "format_name",
    "frame_sample",
    "frame_seconds",
    "is_ntsc",
    "nominal_rate",
    "parse_document",
    "parse_name",
    "parse_rate",
    "parse_timecode",
    "parse_version",
    "rate_text",
    "read_document",
    "seconds_to_frames",
    "timecode",
    "version_name",
]
