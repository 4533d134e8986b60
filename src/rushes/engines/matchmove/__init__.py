"""The camera behind a photograph: its lens, how it was held, and where it stood."""

from rushes.engines.matchmove.bow import Bow, find_bow
from rushes.engines.matchmove.camera_match import CameraMatch, match_camera, match_through
from rushes.engines.matchmove.corners import Corners, check_corners, corners_of_mask, read_mask
from rushes.engines.matchmove.overlay import draw_overlay
from rushes.engines.matchmove.segments import find_segments
from rushes.engines.matchmove.stick import Stick, measure_stick
from rushes.engines.matchmove.sun import Sun, estimate_sun
from rushes.engines.matchmove.track import Track, in_building, read_track
from rushes.engines.matchmove.windows import Windows, find_windows

__all__ = [
    "Bow",
    "CameraMatch",
    "Corners",
    "Stick",
    "Sun",
    "Track",
    "Windows",
    "check_corners",
    "corners_of_mask",
    "draw_overlay",
    "estimate_sun",
    "find_bow",
    "find_segments",
    "find_windows",
    "in_building",
    "match_camera",
    "match_through",
    "measure_stick",
    "read_mask",
    "read_track",
]
