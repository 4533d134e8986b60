"""A photograph that a test takes itself: a box with windows on a paved street, seen by a camera that it knows."""

from dataclasses import dataclass

import numpy as np

OVER = 3
"""Drawn so much larger and brought down again: edges are as soft as a lens's."""


@dataclass(frozen=True)
class Taken:
    """A camera: its lens in picture widths, its angles [deg], where it stands before the facade [m], and the facade [m]."""

    focal: float = 0.9
    yaw: float = 25.0
    tilt: float = 4.0
    roll: float = 0.0
    x: float = 6.0
    back: float = 32.0
    eye: float = 1.7
    facade_width: float = 20.0
    facade_height: float = 15.0
    depth: float = 12.0
    width: int = 960
    height: int = 640

    @property
    def axes(self):
        """The facade's axes as this camera sees them (x right, y down, z ahead), as columns."""
        yaw, tilt, roll = np.radians([self.yaw, self.tilt, self.roll])
        flat = np.array([-np.sin(yaw), np.cos(yaw), 0.0])
        right = np.array([np.cos(yaw), np.sin(yaw), 0.0])
        up = np.array([0.0, 0.0, 1.0])
        ahead = np.cos(tilt) * flat + np.sin(tilt) * up
        down = np.cross(ahead, right)
        lean = np.cos(roll) * right + np.sin(roll) * down, np.cos(roll) * down - np.sin(roll) * right
        return np.stack([*lean, ahead])

    @property
    def place(self):
        """Where it stands: x along the facade from its middle, y into the building, z up."""
        return np.array([self.x, -self.back, self.eye])

    def project(self, points):
        """Return pixels and depth, shape [n, 3]."""
        local = (np.asarray(points, dtype=float) - self.place) @ self.axes.T
        flat = local[:, :2] / local[:, 2:] * self.focal * self.width + [self.width / 2, self.height / 2]
        return np.column_stack([flat, local[:, 2]])

    @property
    def facade(self):
        """The facade's corners, bottom left first, in its own frame [m]."""
        w, h = self.facade_width / 2, self.facade_height
        return np.array([[-w, 0, 0], [w, 0, 0], [w, 0, h], [-w, 0, h]])

    @property
    def corners(self):
        """The same in the picture [px]."""
        return self.project(self.facade)[:, :2]

    @property
    def shares(self):
        """The same as shares of the picture."""
        return self.corners / [self.width, self.height]


def photograph(taken, *, noise=2.0, seed=1, paving=True):
    """Return the picture, 8 bit, shape [height, width, 3]."""
    import cv2

    rng = np.random.default_rng(seed)
    size = (taken.height * OVER, taken.width * OVER)
    picture = np.full((*size, 3), (214, 205, 190), np.uint8)
    up = np.linspace(0, 1, size[0])[:, None, None]
    picture = (picture * (0.75 + 0.25 * up)).astype(np.uint8)

    def fill(points, colour):
        seen = taken.project(points)
        if (seen[:, 2] > 0.5).all():
            cv2.fillPoly(picture, [np.round(seen[:, :2] * OVER * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)

    w, h, d = taken.facade_width / 2, taken.facade_height, taken.depth
    fill([[-60, -taken.back + 4, 0], [60, -taken.back + 4, 0], [60, 60, 0], [-60, 60, 0]], (96, 96, 100))
    if paving:
        for x in np.arange(-24, 24, 2.0):
            fill([[x, -taken.back + 4, 0], [x + 0.25, -taken.back + 4, 0], [x + 0.25, -1, 0], [x, -1, 0]], (60, 60, 62))
    fill([[w, 0, 0], [w, d, 0], [w, d, h], [w, 0, h]], (92, 100, 120))
    fill([[-w, 0, 0], [-w, d, 0], [-w, d, h], [-w, 0, h]], (92, 100, 120))
    fill(taken.facade, (150, 168, 190))
    step = 3.0
    for z in np.arange(0.8, h - 1.6, step):
        for x in np.arange(-w + 0.8, w - 1.8, 2.4):
            shade = int(rng.integers(30, 70))
            fill([[x, 0, z], [x + 1.3, 0, z], [x + 1.3, 0, z + 1.5], [x, 0, z + 1.5]], (shade, shade, shade))
        for y in np.arange(0.9, d - 1.9, 2.6):
            for side in (-w, w):
                shown = side * (taken.x - side) > 0
                if shown and abs(taken.x) > w:
                    fill([[side, y, z], [side, y + 1.3, z], [side, y + 1.3, z + 1.5], [side, y, z + 1.5]], (40, 40, 44))
    small = cv2.resize(picture, (taken.width, taken.height), interpolation=cv2.INTER_AREA).astype(float)
    return np.clip(small + rng.normal(0, noise, small.shape), 0, 255).astype(np.uint8)
