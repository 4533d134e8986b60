"""Scenes, drawings and graphs that the engines' tests share are imported by name from these folders."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from rushes.engines.camera import CameraPath
from rushes.show import FrameRange

for shared in ("destruction", "matchmove"):
    sys.path.insert(0, str(Path(__file__).parent / shared))


@pytest.fixture
def street_camera():
    """Return a camera on the pavement, 32 m in front of the building, that looks along +Y for 96 frames."""
    frames = FrameRange(1001, 1096)
    half = np.sqrt(0.5)
    return CameraPath(
        frames=frames,
        width=960,
        height=540,
        sensor_width_mm=36.0,
        position=np.tile([2.0, -38.0, 1.7], (len(frames), 1)),
        orientation=np.tile([half, half, 0.0, 0.0], (len(frames), 1)),
        focal_length_mm=np.full(len(frames), 28.0),
    )
