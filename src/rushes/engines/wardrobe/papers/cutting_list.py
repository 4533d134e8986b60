"""The cutting list: what is cut from which cloth, how often, and how much cloth that takes."""

from __future__ import annotations

from dataclasses import dataclass

from rushes.engines.wardrobe.papers.drawing import drawings
from rushes.engines.wardrobe.papers.marker import Marker, marker
from rushes.engines.wardrobe.pattern.garment import Garment

NARROW = ("shell", "lining", "interfacing", "pocketing", "contrast")


@dataclass(frozen=True)
class CuttingList:
    """What the cutting room asks for first.

    Attributes:
        rows: Piece, cloth, how many, note.
        markers: One for each cloth.
        closures: In words.
        measures: The draft's own, by name [m].
    """

    rows: tuple[tuple[str, str, int, str], ...]
    markers: tuple[Marker, ...]
    closures: tuple[str, ...]
    measures: tuple[tuple[str, float], ...]

    def text(self) -> str:
        """The list as plain text, in columns."""
        wide = max(len(row[0]) for row in self.rows)
        lines = [f"{name:<{wide}}  {cloth:<11} {count:>3}  {note}".rstrip() for name, cloth, count, note in self.rows]
        lines += ["", *(_cloth(one) for one in self.markers)]
        lines += ["", *self.closures] if self.closures else []
        lines += ["", *(f"{name} {100 * value:.1f} cm" for name, value in self.measures)]
        return "\n".join(lines) + "\n"


def cutting_list(garment: Garment, *, widths: dict[str, float] | None = None, nap: bool = False) -> CuttingList:
    """Make the list of a garment.

    Args:
        garment: Which.
        widths: Width of a cloth [m] by name, where it is not the usual one.
        nap: The shell may not be turned in the marker.

    Raises:
        BadInputError: A piece is wider than its cloth.
    """
    drawn = drawings(garment)
    cloths = [cloth for cloth in NARROW if any(one.cloth == cloth for one in drawn)]
    markers = tuple(marker(drawn, cloth, (widths or {}).get(cloth), nap=nap and cloth == "shell") for cloth in cloths)
    notes = {panel.name: panel.note for panel in garment.panels}
    rows = tuple((one.name.replace("_", " "), one.cloth, one.copies, notes[one.name]) for one in drawn)
    closures = tuple(f"{one.count} {one.kind}, {one.where}, {1000 * one.size:.0f} mm" for one in garment.closures)
    return CuttingList(rows, markers, closures, garment.measures)


def _cloth(one: Marker) -> str:
    return f"{one.cloth}: {one.length:.2f} m of {100 * one.width:.0f} cm, {100 * one.efficiency:.0f} % of it used"
