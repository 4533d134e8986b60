"""A camera over time, and what it sees where.

World: metres, Z up; a camera looks down its own -Z with Y up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.show import FrameRange

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CameraPath:
    """A camera, frame by frame.

    Attributes:
        frames: The frames it covers.
        width, height: The picture's size [px].
        sensor_width_mm: Width of the sensor [mm]; pixels are square.
        position: World position [m], shape [frames, 3].
        orientation: World orientation, unit quaternion (w, x, y, z), shape [frames, 4].
        focal_length_mm: Focal length [mm], shape [frames].
    """

    frames: FrameRange
    width: int
    height: int
    sensor_width_mm: float
    position: Array
    orientation: Array
    focal_length_mm: Array

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "frames": [self.frames.first, self.frames.last],
            "width": self.width,
            "height": self.height,
            "sensor_width_mm": self.sensor_width_mm,
            "position": self.position.tolist(),
            "orientation": self.orientation.tolist(),
            "focal_length_mm": self.focal_length_mm.tolist(),
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> CameraPath:
        """Read what ``to_json`` gave."""
        return cls(
            frames=FrameRange(*record["frames"]),
            width=int(record["width"]),
            height=int(record["height"]),
            sensor_width_mm=float(record["sensor_width_mm"]),
            position=np.asarray(record["position"], dtype=float),
            orientation=np.asarray(record["orientation"], dtype=float),
            focal_length_mm=np.asarray(record["focal_length_mm"], dtype=float),
        )

    def index(self, frame: int) -> int:
        """Return a frame's row, held at both ends (pre-roll and tail use the first and last)."""
        return min(max(frame - self.frames.first, 0), len(self.frames) - 1)

    def rotation(self, frame: int) -> Array:
        """Return the matrix that turns camera directions into world directions, shape [3, 3]."""
        w, x, y, z = self.orientation[self.index(frame)]
        return np.array(
            [
                [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
                [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
                [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
            ]
        )

    def focal_px(self, frame: int) -> float:
        """Return the focal length in pixels."""
        return float(self.focal_length_mm[self.index(frame)]) / self.sensor_width_mm * self.width

    def project(self, points: Array, frame: int) -> Array:
        """Project world points into the picture.

        Args:
            points: World points [m], shape [n, 3].
            frame: Which frame.

        Returns:
            Shape [n, 3]: x [px] from the left edge, y [px] from the top edge, depth [m] along the axis
            (negative behind the camera).
        """
        local = (points - self.position[self.index(frame)]) @ self.rotation(frame)
        depth = -local[:, 2]
        safe = np.where(np.abs(depth) < 1e-9, 1e-9, depth)
        scale = self.focal_px(frame) / safe
        return np.column_stack([self.width / 2 + local[:, 0] * scale, self.height / 2 - local[:, 1] * scale, depth])
