"""What is asked, typed. Every length is in metres and every angle in degrees once it stands here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Quality = Literal["draft", "review", "final"]
Material = Literal["concrete", "brick", "steel", "glass", "wood"]
Way = Literal["soft_storey", "pancake", "implosion", "overturning", "zipper", "impact"]
TimeOfDay = Literal["dawn", "morning", "noon", "afternoon", "late_afternoon", "dusk", "night"]
Weather = Literal["clear", "overcast", "fog", "snow", "rain"]
Move = Literal["locked", "push_in", "handheld"]


class Section(BaseModel):
    """A frozen part of a brief; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Building(Section):
    """The building that comes down."""

    storeys: Annotated[int, Field(ge=1, le=40)] = 8
    floor_height_m: Annotated[float, Field(ge=2.2, le=8.0)] = 3.0
    bays: Annotated[int, Field(ge=1, le=20)] = 5
    bays_deep: Annotated[int, Field(ge=1, le=10)] = 3
    bay_width_m: Annotated[float, Field(ge=2.0, le=12.0)] = 4.0
    material: Material = "concrete"
    balconies: bool = True


class Collapse(Section):
    """How it comes down."""

    way: Way = "soft_storey"
    start_s: Annotated[float, Field(ge=0.0, le=60.0)] = 0.35
    toward: Literal["camera", "away", "left", "right"] = "left"
    impact_storey: Annotated[int, Field(ge=1, le=40)] | None = None
    impact_side: Literal["left", "centre", "right"] = "centre"


class Camera(Section):
    """The camera; what is left out is chosen so that the building fills the frame."""

    focal_length_mm: Annotated[float, Field(ge=8.0, le=400.0)] = 28.0
    sensor_width_mm: Annotated[float, Field(ge=4.0, le=70.0)] = 36.0
    height_m: Annotated[float, Field(ge=0.1, le=500.0)] = 1.7
    distance_m: Annotated[float, Field(ge=3.0, le=2000.0)] | None = None
    azimuth_deg: Annotated[float, Field(ge=-180.0, le=180.0)] = 24.0
    tilt_deg: Annotated[float, Field(ge=-60.0, le=60.0)] | None = None
    horizon: Annotated[float, Field(ge=-1.0, le=2.0)] | None = None
    place_x: Annotated[float, Field(ge=-0.5, le=1.5)] = 0.5
    move: Move = "locked"


class Light(Section):
    """Sun, sky and weather."""

    time_of_day: TimeOfDay = "afternoon"
    weather: Weather = "clear"
    sun_azimuth_deg: Annotated[float, Field(ge=-180.0, le=180.0)] | None = None
    sun_elevation_deg: Annotated[float, Field(ge=-10.0, le=90.0)] | None = None


class Dust(Section):
    """The dust that the crushing gives off."""

    amount: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0
    drift: Literal["none", "camera", "away", "left", "right"] = "none"


class Grade(Section):
    """A grade over the finished picture, in scene-linear light."""

    exposure_stops: Annotated[float, Field(ge=-6.0, le=6.0)] = 0.0
    saturation: Annotated[float, Field(ge=0.0, le=3.0)] = 1.0
    contrast: Annotated[float, Field(ge=0.2, le=3.0)] = 1.0
    grain: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0


class Reading(Section):
    """One thing that was understood or assumed.

    Attributes:
        field: The dotted field, for example ``building.storeys``.
        value: The value in words, with its unit.
        words: The words of the text it came from; empty when it was assumed.
    """

    field: str
    value: str
    words: str = ""


class Brief(Section):
    """A whole brief: what is asked, and how well it was understood."""

    kind: Literal["destruction"] = "destruction"
    shot: str
    text: str = ""
    plate: Path | None = None
    frames: Annotated[int, Field(ge=1, le=10_000)] = 96
    quality: Quality = "review"
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    people: tuple[str, ...] = ()
    building: Building = Building()
    collapse: Collapse = Collapse()
    camera: Camera = Camera()
    light: Light = Light()
    dust: Dust = Dust()
    grade: Grade = Grade()
    understood: tuple[Reading, ...] = ()
    assumed: tuple[Reading, ...] = ()
    not_understood: tuple[str, ...] = ()
