"""A production on disk: shows, shots, versions, frame ranges, names."""

from rushes.show.frames import FIRST_FRAME, HANDLES, FrameRange

__all__ = ["FIRST_FRAME", "HANDLES", "FrameRange"]
