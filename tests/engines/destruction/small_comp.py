"""One small frame in layers, and the camera and the light that it is composited under."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from rushes.brief import Camera, Light
from rushes.engines.destruction.picture.comp import Layers
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.engines.destruction.shot.light import light_rig
from rushes.show import FrameRange

RATE = Fraction(24)
FRAMES = FrameRange(1001, 1003)
SIZE = (36, 64)
CAMERA = camera_path(Camera(), np.array([[-10.0, -6.0, 0.0], [10.0, 6.0, 24.0]]), FRAMES, 64, 36, rate=RATE, seed=1)
LIGHT = light_rig(Light(), camera_azimuth_deg=24.0, seed=1)


def planes(value, channels=3):
    return np.full((*SIZE, channels), value, np.float32)


def layers(**changes):
    building = planes(0.0, 4)
    building[10:30, 20:40] = (0.3, 0.2, 0.1, 1.0)
    depth = np.where(building[..., 3] > 0, 50.0, 1e10).astype(np.float32)
    whole = Layers(
        background=planes(0.5),
        background_depth=None,
        building=building,
        depth=depth,
        holdout=building[..., 3],
        shadow=planes(1.0),
        dust=planes(0.0, 4),
        dust_shadow=planes(1.0),
    )
    return replace(whole, **changes)
