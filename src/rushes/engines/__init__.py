"""Room 4: the makers. A recipe goes in, a take comes out; engines know nothing of each other."""

from rushes.engines.camera import CameraPath
from rushes.engines.take import Finding, Take, TakeFile, is_impression

__all__ = ["CameraPath", "Finding", "Take", "TakeFile", "is_impression"]
