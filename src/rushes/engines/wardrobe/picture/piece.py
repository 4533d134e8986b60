"""What a picture of an outfit is made of: meshes, strands of hair, their surfaces, and the people they are on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Surface:
    """What something is made of.

    Attributes:
        kind: A fabric's name, or `skin`, `hair`, `eye`, `calf`, `rubber`, `canvas`, `brass`, `horn`, `pearl`, `thread` and the like.
        colour: Linear, with the primaries of sRGB.
        more: What its maker takes beside.
    """

    kind: str
    colour: Rgb
    more: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"kind": self.kind, "colour": list(self.colour), "more": dict(self.more)}


WEAVES = ("stripe", "check", "herringbone")


@dataclass(frozen=True)
class Weave:
    """What is woven into a cloth.

    Attributes:
        kind: One of ``WEAVES``.
        other: The second colour, linear, with the primaries of sRGB; None for one that goes with the first.
        repeat_m: How wide it is [m]; None for what is usual.

    Raises:
        BadInputError: The kind is none, or the repeat is nothing that can be woven.
    """

    kind: str
    other: Rgb | None = None
    repeat_m: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in WEAVES:
            raise BadInputError(f"Nobody knows the weave {self.kind!r}. Say one of: {', '.join(WEAVES)}.")
        if self.repeat_m is not None and not 0.002 <= self.repeat_m <= 0.5:
            raise BadInputError(f"A weave can't be {self.repeat_m * 100:g} cm wide. Say 0.2 to 50 cm.")

    def to_json(self) -> dict[str, Any]:
        """Return it as its surface's maker takes it."""
        said = {"weave": self.kind, "other": self.other and list(self.other), "repeat_m": self.repeat_m}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, eq=False)
class Piece:
    """A mesh.

    Attributes:
        name: Its own in its group: `front_left`, `buttons`.
        group: The garment's name, or `body`.
        points: [m], shape [n, 3].
        corners: Faces of three or four points, anticlockwise from outside, shape [m, 3] or [m, 4].
        st: Each corner's place on the surface [m]: in the pattern, of cloth; shape [m, k, 2].
        surface: Name of its surface.
        edge: How far each corner is from the nearest seam and from the nearest hem, in the pattern [m], shape [m, k, 2].
        smooth: Whether it is to be subdivided by whoever shows it.
    """

    name: str
    group: str
    points: Floats
    corners: Ints
    st: Floats
    surface: str
    edge: Floats | None = None
    smooth: bool = False


@dataclass(frozen=True, eq=False)
class Strands:
    """Hair.

    Attributes:
        name: Its own in its group.
        group: `body`.
        points: Of every strand from root to tip [m], shape [s, k, 3].
        radius: At the root [m]; the tip is thinner.
        surface: Name of its surface.
    """

    name: str
    group: str
    points: Floats
    radius: float
    surface: str


@dataclass(frozen=True)
class Standing:
    """A person in a picture.

    Attributes:
        name: The person's group: everything on her begins with it.
        at: Where the soles are, x and y [m].
        yaw_deg: How far she is turned to her left [degrees]; 0 looks along -y.
        height: To the crown, shoes and hair left out [m].
    """

    name: str
    at: tuple[float, float]
    yaw_deg: float
    height: float


@dataclass(frozen=True, eq=False)
class OutfitScene:
    """Everything that a picture of an outfit shows.

    Attributes:
        title: For the file's comment.
        pieces: In the world, soles on z = 0.
        strands: In the world.
        surfaces: By name.
        people: Who stands there.
    """

    title: str
    pieces: tuple[Piece, ...]
    strands: tuple[Strands, ...]
    surfaces: Mapping[str, Surface]
    people: tuple[Standing, ...]

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lowest and highest corner of everything [m]."""
        every = [*(one.points for one in self.pieces), *(one.points.reshape(-1, 3) for one in self.strands)]
        return np.min([one.min(axis=0) for one in every], axis=0), np.max([one.max(axis=0) for one in every], axis=0)
