"""What the steps of a destruction share: the brief, resolved once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from rushes.brief import Brief
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.air.wind import Wind, wind_of
from rushes.engines.destruction.plate.site import PlateCamera
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.shot.projection import projection_of, projection_to_json
from rushes.engines.destruction.spec import DestructionSpec, building_extent
from rushes.engines.destruction.stage.region import share_at_rest
from rushes.engines.matchmove import Sun, Windows
from rushes.show import FrameRange

VERSION = "1"

SIZE = {"draft": (640, 360), "review": (960, 540), "final": (1920, 1080)}
"""Width and height [px] by quality."""

SAMPLES = {"draft": 3, "review": 6, "final": 48}
"""Paths traced per pixel by quality; measured to stay within the promised times on two cores."""

FRAME_MEGASAMPLES = 0.25
"""What a frame costs whatever its size, in megasamples of what is traced of it: reading poses, building what the rays meet,
writing. Measured over a plate of which six tenths are traced: 1.9, 3.7 and 6.1 CPU s a frame at 0.41, 0.94 and 1.66 of them."""

ENTRY = "rushes.engines.destruction"
ELEMENT = "elements/{name}/{show}_{shot}_{name}_{version}.{frame}.exr"


@dataclass(frozen=True, slots=True)
class Planned:
    """What the steps share."""

    brief: Brief
    spec: DestructionSpec
    frames: FrameRange
    rate: str
    camera: CameraPath
    azimuth_deg: float
    solved: PlateCamera | None
    light: LightRig
    sun: Sun | None
    windows: Windows | None
    show: str
    version: str

    @property
    def common(self) -> dict[str, Any]:
        """What every step over the frames is given."""
        return {"frames": [self.frames.first, self.frames.last], "rate": self.rate, "camera": self.camera.to_json()}

    @property
    def projection(self) -> dict[str, Any]:
        """How the plate is thrown on the building, when the building is the plate's own; nothing otherwise."""
        if self.solved is None or self.solved.match.eye is None:
            return {}
        rows = projection_to_json(projection_of(self.camera, self.solved.fit, self.solved.reference))
        return {"projection": rows, **self.reference}

    @property
    def sun_given(self) -> bool:
        """Whether the brief says where the sun stands, or it was read off the plate."""
        asked = self.brief.light
        found = self.sun is not None and self.sun.azimuth_deg is not None
        return asked.sun_azimuth_deg is not None or asked.sun_elevation_deg is not None or found

    @property
    def reference(self) -> dict[str, int]:
        """The frame that was marked, unless it is the first."""
        if self.solved is None or self.solved.reference == self.frames.first:
            return {}
        return {"reference": self.solved.reference}

    @property
    def moves(self) -> bool:
        """Whether the camera does."""
        tracked = self.solved is not None and self.solved.track is not None
        return self.brief.camera.move != "locked" or tracked

    @property
    def wind(self) -> Wind:
        """What the air does by itself."""
        asked = self.brief.light
        return wind_of(asked.wind_ms, asked.wind_from, self.brief.dust.drift, self.azimuth_deg, self.brief.seed)

    @property
    def framed(self) -> float:
        """The share of a frame that is traced while the building stands."""
        extent = building_extent(self.spec.building)
        return share_at_rest(extent, self.camera, self.light)

    @property
    def bays(self) -> int:
        """How many bays the building has, over all storeys."""
        building = self.spec.building
        return building.storeys * building.bays * building.bays_deep * building.row

    @property
    def megapixels(self) -> float:
        """All frames' pixels, in millions."""
        width, height = SIZE[self.brief.quality]
        return width * height * len(self.frames) / 1e6


def tools(*names: str) -> Mapping[str, str]:
    """Return the versions of the libraries that a step uses."""
    return {name: metadata.version(name) for name in names}
