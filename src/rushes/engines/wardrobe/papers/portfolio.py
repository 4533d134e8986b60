"""All papers of a garment in one folder: what a step writes and a cutting room is handed."""

from __future__ import annotations

import json
from pathlib import Path
from xml.sax.saxutils import escape

from rushes.engines.wardrobe.papers.cutting_list import CuttingList, cutting_list
from rushes.engines.wardrobe.papers.drawing import drawings
from rushes.engines.wardrobe.papers.dxf import write_dxf
from rushes.engines.wardrobe.papers.marker import Marker
from rushes.engines.wardrobe.papers.pdf import full_size, tiled
from rushes.engines.wardrobe.papers.sheet import sheet
from rushes.engines.wardrobe.papers.svg import FONT, svg
from rushes.engines.wardrobe.pattern.garment import Garment


def write_papers(
    garment: Garment, folder: Path, *, title: str = "", widths: dict[str, float] | None = None, nap: bool = False
) -> CuttingList:
    """Write a garment's pattern, sheets, marker and cutting list.

    Files, each with the garment's name: `NAME.json` (the pattern as data), `NAME.svg`, `NAME_full_size.pdf`, `NAME_a4.pdf`, `NAME.dxf`,
    `NAME_marker_CLOTH.svg` and `NAME_cutting_list.txt`.

    Args:
        garment: Which.
        folder: Where to; it is made.
        title: What stands on the sheets, such as the character's name; the garment's name follows it.
        widths: Width of a cloth [m] by its name, where it is not the usual one.
        nap: The shell has a pile or a one-way print, so no piece is turned.

    Returns:
        The cutting list.

    Raises:
        BadInputError: A piece is wider than its cloth.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = garment.name
    listed = cutting_list(garment, widths=widths, nap=nap)
    drawn = drawings(garment)
    laid = sheet(f"{title} · {name}" if title else name, drawn)
    (folder / f"{name}.json").write_text(json.dumps(garment.to_json(), indent=1) + "\n")
    (folder / f"{name}.svg").write_text(svg(laid))
    full_size(laid, folder / f"{name}_full_size.pdf")
    tiled(laid, folder / f"{name}_a4.pdf")
    write_dxf(drawn, folder / f"{name}.dxf", name)
    for one in listed.markers:
        (folder / f"{name}_marker_{one.cloth}.svg").write_text(marker_svg(one))
    (folder / f"{name}_cutting_list.txt").write_text(listed.text())
    return listed


def marker_svg(marker: Marker) -> str:
    """A marker as SVG, a tenth of its size: the cloth's width across, its length down."""
    wide, long = 100 * marker.width, 100 * marker.length
    parts = []
    for one in marker.laid:
        points = " ".join(f"{100 * x:.2f},{100 * y:.2f}" for x, y in one.cut)
        x, y = 100 * one.cut.mean(axis=0)
        words = escape(one.name.replace("_", " "))
        parts.append(f'<polygon points="{points}" fill="#dde6f2" stroke="#000" stroke-width="0.25"/>')
        parts.append(f'<text x="{x:.2f}" y="{y:.2f}" font-size="2.6" text-anchor="middle">{words}</text>')
    said = f"{marker.cloth}: {marker.length:.2f} m of {wide:.0f} cm, {100 * marker.efficiency:.0f} % used"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.1f}mm" height="{long + 8:.1f}mm" viewBox="0 0 {wide:.2f} {long + 8:.2f}" font-family="{FONT}">\n'
        f'<rect width="{wide:.2f}" height="{long:.2f}" fill="none" stroke="#888" stroke-width="0.3"/>\n'
        + "\n".join(parts)
        + f'\n<text x="1" y="{long + 6:.2f}" font-size="4">{escape(said)}</text>\n</svg>\n'
    )
