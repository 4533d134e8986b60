"""A camera over time, and what it sees where.

World: metres, Z up; a camera looks down its own -Z with Y up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.distortion import STRAIGHT, Distortion, overscan
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
        lens: Its distortion; places in the picture are as the lens bends them.
    """

    frames: FrameRange
    width: int
    height: int
    sensor_width_mm: float
    position: Array
    orientation: Array
    focal_length_mm: Array
    lens: Distortion = STRAIGHT

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
            **({"lens": self.lens.to_json()} if self.lens else {}),
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
            lens=Distortion(**record.get("lens", {})),
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
        focal = self.focal_px(frame)
        seen = self.lens.distorted(local[:, :2] / safe[:, None]) * focal
        return np.column_stack([self.width / 2 + seen[:, 0], self.height / 2 - seen[:, 1], depth])

    def sight(self, frame: int, width: int, height: int) -> tuple[Array, Array]:
        """Return where each pixel of a picture of this camera looks: right and up for a depth of 1, each shape [height, width].

        Args:
            frame: Which frame.
            width, height: Of the picture [px]; it may be smaller than the camera's.
        """
        focal = self.focal_px(frame) * width / self.width
        x = (np.arange(width) + 0.5 - width / 2) / focal
        y = (height / 2 - np.arange(height) - 0.5) / focal
        seen = self.lens.undistorted(np.stack(np.meshgrid(x, y), axis=-1))
        return seen[..., 0], seen[..., 1]

    def without_distortion(self, frame: int | None = None) -> CameraPath:
        """Return the same camera with a lens that bends nothing, whose picture holds all that this one's shows.

        Args:
            frame: Whose focal length counts; None the shortest of all.
        """
        if not self.lens:
            return self
        row = int(np.argmin(self.focal_length_mm)) if frame is None else self.index(frame)
        focal = float(self.focal_length_mm[row]) / self.sensor_width_mm * self.width
        wide, high = overscan((self.width, self.height), focal, self.lens)
        return replace(
            self, width=wide, height=high, sensor_width_mm=self.sensor_width_mm * wide / self.width, lens=STRAIGHT
        )
