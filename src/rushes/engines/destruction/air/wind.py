"""Wind: a speed that grows with the height, and gusts that come and go; the same for dust, rain and snow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MEASURED_AT_M = 10.0
"""Height at which a wind is measured [m], by convention."""

ROUGHNESS_M = 0.5
"""Roughness length of a suburb [m]: Wieringa, *Updating the Davenport roughness classification*, J. Wind Eng. 41 (1992)."""

GUSTS_HZ = (0.07, 0.16, 0.31, 0.62)
"""How often gusts come [1/s]; slower ones don't show in a shot, and faster ones are eddies, which the air makes itself."""

DRIFT_MS = 2.6
"""Wind [m/s] at all heights that ``dust.drift`` asks for."""

From = Literal["left", "right", "camera", "behind"]


@dataclass(frozen=True, slots=True)
class Wind:
    """A wind over flat, built-up country.

    Attributes:
        x, y: Its velocity 10 m above the ground [m/s], in the world.
        drift_x, drift_y: What is added at all heights [m/s], without gusts.
        seed: Of the gusts.
    """

    x: float = 0.0
    y: float = 0.0
    drift_x: float = 0.0
    drift_y: float = 0.0
    seed: int = 0

    @property
    def speed(self) -> float:
        """Mean speed at 10 m [m/s], drift included."""
        return math.hypot(self.x + self.drift_x, self.y + self.drift_y)

    def to_json(self) -> dict[str, float]:
        """Return plain values; ``Wind(**values)`` is the same wind."""
        return {name: getattr(self, name) for name in ("x", "y", "drift_x", "drift_y", "seed")}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Wind:
        """Return the wind that ``to_json`` wrote."""
        return cls(**values)

    def at(self, height: Floats, time: float) -> Floats:
        """Return the wind at heights over the ground [m] and a time [s]: [m/s] along x, y and z, shape [n, 3].

        The mean follows the logarithmic law; gusts have the intensity that goes with it, 1 / ln(z / z0) at 10 m
        (EN 1991-1-4, 4.4).
        """
        whole = math.log(MEASURED_AT_M / ROUGHNESS_M)
        profile = np.log1p(np.maximum(height, 0.0) / ROUGHNESS_M) / math.log1p(MEASURED_AT_M / ROUGHNESS_M)
        along, across = self.gust(time)
        x = self.x * (1.0 + along / whole) - self.y * 0.5 * across / whole
        y = self.y * (1.0 + along / whole) + self.x * 0.5 * across / whole
        return np.stack([profile * x + self.drift_x, profile * y + self.drift_y, np.zeros_like(profile)], axis=-1)

    def way(self, height: float, time: float) -> tuple[float, float]:
        """Return how far air at a height [m] came since time 0 [m], along x and y: drift included."""
        whole = math.log(MEASURED_AT_M / ROUGHNESS_M)
        profile = math.log1p(max(height, 0.0) / ROUGHNESS_M) / math.log1p(MEASURED_AT_M / ROUGHNESS_M)
        phase, rate = self._waves()
        swing = (np.cos(phase) - np.cos(2.0 * math.pi * rate * time + phase)) / (2.0 * math.pi * rate)
        along, across = (swing.sum(axis=1) * math.sqrt(2.0 / len(GUSTS_HZ)) / whole).tolist()
        x = profile * (self.x * (time + along) - self.y * 0.5 * across)
        y = profile * (self.y * (time + along) + self.x * 0.5 * across)
        return x + self.drift_x * time, y + self.drift_y * time

    def gust(self, time: float) -> tuple[float, float]:
        """Return how far gusts are from the mean at a time, along and across the wind: a standard deviation of 1."""
        phase, rate = self._waves()
        swing = np.sin(2.0 * math.pi * rate * time + phase).sum(axis=1) * math.sqrt(2.0 / len(GUSTS_HZ))
        return float(swing[0]), float(swing[1])

    def _waves(self) -> tuple[Floats, Floats]:
        waves = np.random.default_rng([self.seed, 0x61D])
        phase = waves.uniform(0.0, 2.0 * math.pi, (2, len(GUSTS_HZ)))
        return phase, np.array(GUSTS_HZ) * waves.uniform(0.8, 1.25, (2, len(GUSTS_HZ)))


STILL = Wind()
"""No wind at all."""


def wind_of(speed_ms: float, coming: From, drift: str, camera_azimuth_deg: float, seed: int) -> Wind:
    """Return the wind that a brief asks for, in the world's axes.

    Args:
        speed_ms: At 10 m above the ground [m/s].
        coming: Where from, as the camera sees it.
        drift: Where the dust is carried besides: ``none``, ``camera``, ``away``, ``left`` or ``right``.
        camera_azimuth_deg: Where the camera stands.
        seed: Of the gusts.
    """
    azimuth = math.radians(camera_azimuth_deg)
    toward, right = (math.sin(azimuth), -math.cos(azimuth)), (math.cos(azimuth), math.sin(azimuth))
    ways = {"camera": toward, "away": _back(toward), "right": right, "left": _back(right), "none": (0.0, 0.0)}
    x, y = ways[{"left": "right", "right": "left", "camera": "away", "behind": "camera"}[coming]]
    drift_x, drift_y = ways[drift]
    return Wind(speed_ms * x, speed_ms * y, DRIFT_MS * drift_x, DRIFT_MS * drift_y, seed)


def _back(way: tuple[float, float]) -> tuple[float, float]:
    return -way[0], -way[1]
