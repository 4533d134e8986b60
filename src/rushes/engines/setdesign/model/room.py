"""The room: one model in metres that papers, scene and picture are all made from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.finish import Finish
from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.level import Flight, Level
from rushes.engines.setdesign.model.light import Daylight, Practical
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.model.polygon import Point, area
from rushes.engines.setdesign.model.setup import SetUp
from rushes.engines.setdesign.model.structure import Structure
from rushes.engines.setdesign.model.wall import Trim, Wall
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True)
class Room:
    """A set. Metres, degrees, Z up; the floor is z = 0 and the plan's north is +Y turned by `north_deg`.

    Attributes:
        title: For the title block.
        style: Name of the style that it was grown by.
        seed: What it was grown with.
        params: The design parameters that it was grown with, by name.
        outline: Inner faces of its walls, counter-clockwise [m].
        walls: One for each edge of the outline, in its order, then partitions.
        openings: Doors, windows, slits, arches, hatches.
        ceiling: What closes it above.
        structure: What holds that.
        levels: Parts of the floor at other heights.
        flights: Steps.
        trims: What runs along walls.
        items: Furniture and dressing.
        practicals: Lamps.
        daylight: The day.
        finishes: By name; every surface and slot names one.
        floor: Name of the floor's finish.
        setups: Cameras.
        wear: 0 is new, 1 is ruined.
        north_deg: Clockwise from +Y to north.
        exterior: Whether it is out of doors: walls are fronts, and there is no ceiling.
        told: What the grammar left out or changed, in sentences.
    """

    title: str
    style: str
    seed: int
    outline: tuple[Point, ...]
    walls: tuple[Wall, ...]
    ceiling: Ceiling
    params: dict[str, float | str] = field(default_factory=dict)
    openings: tuple[Opening, ...] = ()
    structure: Structure = field(default_factory=Structure)
    levels: tuple[Level, ...] = ()
    flights: tuple[Flight, ...] = ()
    trims: tuple[Trim, ...] = ()
    items: tuple[Item, ...] = ()
    practicals: tuple[Practical, ...] = ()
    daylight: Daylight = field(default_factory=Daylight)
    finishes: dict[str, Finish] = field(default_factory=dict)
    floor: str = "floor"
    setups: tuple[SetUp, ...] = ()
    wear: float = 0.15
    north_deg: float = 0.0
    exterior: bool = False
    told: tuple[str, ...] = ()

    @property
    def area(self) -> float:
        """Floor area [m²] within the outline."""
        return area(self.outline)

    def wall(self, name: str) -> Wall:
        """Find a wall by its name.

        Raises:
            BadInputError: There is none of that name.
        """
        for wall in self.walls:
            if wall.name == name:
                return wall
        raise BadInputError(
            f"Set {self.title!r}: there is no wall {name!r}; it has {', '.join(w.name for w in self.walls)}."
        )

    def on(self, wall: str) -> tuple[Opening, ...]:
        """Find the openings of one wall, in order along it."""
        return tuple(sorted((o for o in self.openings if o.wall == wall), key=lambda o: o.at))

    def finish(self, name: str) -> Finish:
        """Find a finish by its name.

        Raises:
            BadInputError: The room has none of that name.
        """
        if name not in self.finishes:
            raise BadInputError(f"Set {self.title!r}: nothing is said of the finish {name!r}. Add it to its finishes.")
        return self.finishes[name]

    def to_json(self) -> str:
        """Write it as text that a person can read and change."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, *, name: str = "room.json") -> Room:
        """Read what `to_json` wrote.

        Args:
            text: JSON.
            name: File that it came from, for the sentence of an error.

        Raises:
            BadInputError: It is no JSON, or a part has the wrong form.
        """
        from pydantic import ValidationError

        try:
            return _adapter().validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the file"
            raise BadInputError(f"{name}: {where}: {first['msg']}. Write it as `rushes make` does.") from error

    def write(self, path: Path) -> None:
        """Write its JSON to a file."""
        path.write_text(self.to_json() + "\n", encoding="utf-8")


@cache
def _adapter() -> TypeAdapter[Room]:
    from pydantic import TypeAdapter

    return TypeAdapter(Room)
