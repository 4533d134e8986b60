"""A garment: panels, the seams between them, and closures; checked when it is made."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.engines.wardrobe.pattern.seam import Seam, Side
from rushes.errors import BadInputError

MATCH = 0.001  # metres; what two sides of a seam may differ by without declared ease


@dataclass(frozen=True)
class Closure:
    """What holds an opening shut: `buttons`, `zip`, `hooks`, `buckle`, `tie`; how many, and how large [m]."""

    kind: str
    where: str
    count: int = 1
    size: float = 0.018


@dataclass(frozen=True)
class Garment:
    """Panels and the seams that make them a garment.

    Attributes:
        name: `trousers`.
        panels: As drawn: halves on the fold and one of each pair (`worn` makes all pieces of them).
        seams: Between drawn panels; what is sewn on the left is sewn on the right.
        closures: Buttons, zips, hooks.
        layer: What it is worn over: 0 shirt and trousers, 1 waistcoat, 2 jacket, 3 coat.
        laps: The side whose front lies over the other, where a front is buttoned: `left` as men wear it, or `right`.
        measures: The body's measures it was drafted for, and the draft's own [m], for the labels.

    Raises:
        BadInputError: A seam names no edge, or its two sides differ by more than 1 mm from the ease it declares.
    """

    name: str
    panels: tuple[Panel, ...]
    seams: tuple[Seam, ...]
    closures: tuple[Closure, ...] = ()
    layer: int = 0
    measures: tuple[tuple[str, float], ...] = ()
    laps: str = "left"

    def __post_init__(self) -> None:
        names = [panel.name for panel in self.panels]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BadInputError(f"Garment {self.name}: two panels are called {twice[0]}. Give each a name of its own.")
        for seam in self.seams:
            self._check(seam)

    def _check(self, seam: Seam) -> None:
        a, b = self.row_length(seam.a), self.row_length(seam.b)
        if abs(a - b - seam.ease) > MATCH:
            raise BadInputError(
                f"Garment {self.name}: the seam {seam.name} joins {_row(seam.a)} ({100 * a:.2f} cm) with {_row(seam.b)} ({100 * b:.2f} cm) and declares {100 * seam.ease:.2f} cm of ease, which leaves {100 * (a - b - seam.ease):.2f} cm. Correct the draft, or declare the ease."
            )
        for near, far in seam.notches:
            if not (0 < near < a and 0 < far < b):
                raise BadInputError(
                    f"Garment {self.name}: a notch of the seam {seam.name} lies outside it, at {100 * near:.1f} cm of {100 * a:.1f} cm and {100 * far:.1f} cm of {100 * b:.1f} cm. Correct the draft."
                )

    def panel(self, name: str) -> Panel:
        """The panel of that name.

        Raises:
            BadInputError: There is none.
        """
        for panel in self.panels:
            if panel.name == name:
                return panel
        raise BadInputError(
            f"Garment {self.name} has no panel called {name}. It has {', '.join(panel.name for panel in self.panels)}."
        )

    def edge(self, side: Side) -> Edge:
        """The edge that a seam's side names."""
        return self.panel(side.panel).edge(side.edge)

    def row_length(self, row: tuple[Side, ...]) -> float:
        """Length of a seam's row as drawn [m]."""
        return sum(self.edge(side).length for side in row)

    def to_json(self) -> dict[str, Any]:
        """The garment as plain values."""
        return {
            "name": self.name,
            "panels": [panel.to_json() for panel in self.panels],
            "seams": [seam.to_json() for seam in self.seams],
            "closures": [asdict(closure) for closure in self.closures],
            "layer": self.layer,
            "laps": self.laps,
            "measures": [list(pair) for pair in self.measures],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Garment:
        """The garment that `to_json` wrote."""
        return cls(
            name=data["name"],
            panels=tuple(map(Panel.from_json, data["panels"])),
            seams=tuple(map(Seam.from_json, data["seams"])),
            closures=tuple(Closure(**closure) for closure in data["closures"]),
            layer=data["layer"],
            laps=data["laps"],
            measures=tuple((str(name), float(value)) for name, value in data["measures"]),
        )


def _row(row: tuple[Side, ...]) -> str:
    return " + ".join(map(str, row))
