"""A scene as it stands before anything moves: actors, scenery, light and air."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character, Motion, Scene, Thing
from rushes.engines.clip.model import Model
from rushes.engines.dressing.surface import Rgb

Floats = NDArray[np.float64]


def everyone(scene: Scene) -> tuple[Thing | Character, ...]:
    """Return a scene's things, then its characters."""
    return (*scene.things, *scene.characters)


@dataclass(frozen=True, eq=False)
class Actor:
    """One thing or one character of a scene.

    Attributes:
        name: Unique in the stage; prims and mattes are named so.
        called: What the scene calls it; several may share it.
        model: About its own origin.
        at: Where its origin stands [m].
        yaw_deg: Its turn about the vertical, counter-clockwise as seen from above.
        fixed: Whether nothing but a beat moves it.
        hangs: Whether it hangs.
        does: What it does of its own.
        alive: Whether it is a character.
        number: Which of several alike.
        seat_m: How high what a character sits on is over their feet [m].
        sat_on: Whether somebody sits on it, so that nothing but a beat moves it.
    """

    name: str
    called: str
    model: Model
    at: tuple[float, float, float]
    yaw_deg: float = 0.0
    fixed: bool = False
    hangs: bool = False
    does: tuple[Motion, ...] = ()
    alive: bool = False
    number: int = 0
    seat_m: float = 0.0
    sat_on: bool = False

    def bounds(self) -> tuple[Floats, Floats]:
        """Return the lowest and the highest corner in the world [m]."""
        low, high = self.model.turned(self.yaw_deg).bounds
        return low + np.array(self.at), high + np.array(self.at)


@dataclass(frozen=True)
class Sun:
    """The light that has a direction.

    Attributes:
        direction: Towards it, length 1.
        strength: Irradiance on the scale of the scene; 0 under clouds and at night.
        colour: Linear Rec.709.
        angle_deg: What it measures across.
    """

    direction: tuple[float, float, float]
    strength: float
    colour: Rgb
    angle_deg: float


@dataclass(frozen=True)
class Sky:
    """The light that comes from everywhere, and the air.

    Attributes:
        zenith, horizon: Radiance, linear Rec.709.
        ground: Radiance below the horizon.
        clouds: Share of the sky with clouds, 0 to 1.
        glow: Radiance round the sun.
        haze_m: Way in the air after which a third of what is seen is left [m].
        haze: What it becomes instead.
    """

    zenith: Rgb
    horizon: Rgb
    ground: Rgb
    clouds: float
    glow: Rgb
    haze_m: float
    haze: Rgb


@dataclass(frozen=True)
class Lamp:
    """A lamp of the place.

    Attributes:
        at: Its middle [m].
        power: Radiant flux on the scale of the scene.
        colour: Linear Rec.709.
        size: Of the panel's side [m]; it shines down.
        toward: Where it shines; None all round.
    """

    at: tuple[float, float, float]
    power: float
    colour: Rgb
    size: float = 0.3
    toward: tuple[float, float, float] | None = None


@dataclass(frozen=True, eq=False)
class RoomItem:
    """A thing of a room that a scene may name, and so take as its own.

    Attributes:
        name: Unique in the room.
        kind: What a scene calls it; empty of what it can't name.
        model: About its foot's middle.
        at: Where that is [m].
        yaw_deg: Its turn about the vertical.
        mount: ``floor``, ``rug``, ``top``, ``wall`` or ``ceiling``.
    """

    name: str
    kind: str
    model: Model
    at: tuple[float, float, float]
    yaw_deg: float
    mount: str


@dataclass(frozen=True, eq=False)
class Setting:
    """A place without the things that were asked for.

    Attributes:
        kind: Of the place.
        scenery: Models in the world, by name: walls, streets, distant hills.
        solids: Boxes that stop what moves: lowest and highest corner [m].
        half: Half of the free floor's width and depth [m].
        ceiling: Its height [m]; 0 under the sky.
        azimuth_deg: Where a camera stands that shows it best: 0 in front, positive to the right.
        reach: How far a camera may stand from the middle [m].
        front: Where the fronts of the houses behind stand [m]; None where there are none.
        lamps: Lamps of its own.
        items: Of a room of the set engine, what is in it and isn't the scene's own yet.
        wide: Of such a room, from wall to wall [m]; 0 of any other place.
    """

    kind: str
    scenery: dict[str, Model]
    solids: tuple[tuple[tuple[float, float, float], tuple[float, float, float]], ...]
    half: tuple[float, float]
    ceiling: float = 0.0
    azimuth_deg: float = 0.0
    reach: float = 60.0
    front: float | None = None
    lamps: tuple[Lamp, ...] = field(default_factory=tuple)
    items: tuple[RoomItem, ...] = ()
    wide: float = 0.0


@dataclass(frozen=True, eq=False)
class Stage:
    """All of it.

    Attributes:
        setting: The place.
        actors: Things and characters.
        sun, sky: Light and air.
        told: What was decided that nobody said, in sentences.
    """

    setting: Setting
    actors: tuple[Actor, ...]
    sun: Sun
    sky: Sky
    told: tuple[str, ...] = ()

    def called(self, name: str) -> tuple[Actor, ...]:
        """Return the actors of a name."""
        return tuple(actor for actor in self.actors if actor.called == name)
