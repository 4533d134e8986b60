"""What a scene is made of: pieces with a finish, lights with units, cameras with lenses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.surface import Rgb, Surface

if TYPE_CHECKING:
    from rushes.engines.setdesign.scene.anchors import Anchor
    from rushes.engines.setdesign.scene.solids import Body

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Piece:
    """One mesh of one finish.

    Attributes:
        name: Unique in the scene; prims and mattes are named so.
        group: ``Shell``, ``Trim``, ``Openings``, ``Ceiling``, ``Structure`` or the name of its item.
        mesh: In the world [m], or about the item's own origin.
        surface: Name of its finish in the scene.
        at: Where its origin stands [m].
        yaw_deg: Its turn about the vertical.
        wall: Name of the wall that it belongs to; it goes with that wall when it is wild.
    """

    name: str
    group: str
    mesh: Mesh
    surface: str
    at: Place = (0.0, 0.0, 0.0)
    yaw_deg: float = 0.0
    wall: str = ""


@dataclass(frozen=True)
class Light:
    """A lamp or a window's sky.

    Attributes:
        name: Unique in the scene.
        kind: ``ball``, ``panel`` (shines along -z of its frame), ``spot`` or ``sun``.
        at: Its middle [m].
        toward: Direction that it shines in, length 1; of a ball none.
        flux: Lumens; of a sun its illuminance [lx].
        colour: Linear Rec.709, its largest part 1.
        size: Radius of a ball; width and height of a panel [m].
        across: Direction of a panel's width.
        angle_deg: Cone of a spot, or what a sun measures across.
        item: The thing that it is in; "" where it is built in.
    """

    name: str
    kind: str
    at: Place
    flux: float
    colour: Rgb
    size: tuple[float, float] = (0.04, 0.04)
    toward: Place = (0.0, 0.0, -1.0)
    across: Place = (1.0, 0.0, 0.0)
    angle_deg: float = 60.0
    item: str = ""


@dataclass(frozen=True)
class Camera:
    """A camera with its lens on the sensor that set-ups are meant for.

    Attributes:
        name: As slates call it.
        at: The film plane [m].
        target: What it looks at [m].
        lens_mm: Focal length.
        wild: Wall that has come out for it; "" for none.
        title: What it sees, in words.
    """

    name: str
    at: Place
    target: Place
    lens_mm: float
    wild: str = ""
    title: str = ""


@dataclass(frozen=True)
class SetScene:
    """A set as it stands, lit.

    Attributes:
        title: For the file's own words.
        pieces: Everything with a surface.
        surfaces: Finishes by name.
        lights: Everything that shines and isn't a surface.
        cameras: One for each set-up.
        backing: Radiance that is seen through openings [cd/m2].
        backing_colour: Linear Rec.709.
        told: What is not as the room says, in sentences.
        bodies: Its structure as closed solids, which no camera sees.
        anchors: Named places for people.
    """

    title: str
    pieces: tuple[Piece, ...]
    surfaces: Mapping[str, Surface]
    lights: tuple[Light, ...] = ()
    cameras: tuple[Camera, ...] = ()
    backing: float = 0.0
    backing_colour: Rgb = (0.6, 0.75, 1.0)
    told: tuple[str, ...] = field(default_factory=tuple)
    bodies: tuple[Body, ...] = ()
    anchors: tuple[Anchor, ...] = ()
