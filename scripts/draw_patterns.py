"""Draws the pattern sheets of docs/patterns.md and says what each garment takes of cloth: `python scripts/draw_patterns.py`."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import BLOCKS, draft
from rushes.engines.wardrobe.blocks.periods import period_style
from rushes.engines.wardrobe.papers.cutting_list import cutting_list
from rushes.engines.wardrobe.papers.drawing import drawings
from rushes.engines.wardrobe.papers.sheet import sheet
from rushes.engines.wardrobe.papers.svg import svg
from rushes.engines.wardrobe.pattern.garment import Garment

DOCS = Path(__file__).parent.parent / "docs"
INSIDE = {"lining", "inside"}
BUTLER = Measures.usual(1.84, "slim", "male", 50)
MAN, WOMAN = Measures.usual(sex="male"), Measures.usual()
WOMENS = {"blouse", "skirt", "dress"}


def main() -> None:
    """Draw a butler's tailcoat in a 1970s cut, a jacket and a tunic, and print the table of cloth."""
    tailcoat = draft("tailcoat", BUTLER, **period_style("tailcoat", "1970s"))
    _draw(tailcoat, "tailcoat, 1970s cut", "patterns_tailcoat.webp")
    _draw(draft("jacket", BUTLER), "jacket", "patterns_jacket.webp")
    _draw(draft("tunic", MAN), "tunic", "patterns_tunic.webp")
    print("| Garment | Shell, 150 cm | Used | Lining, 140 cm | Interfacing, 90 cm |\n|---|---|---|---|---|")
    for name in BLOCKS:
        markers = {one.cloth: one for one in cutting_list(draft(name, WOMAN if name in WOMENS else MAN)).markers}
        long = {cloth: f"{one.length:.2f} m" for cloth, one in markers.items()}
        shell = markers["shell"]
        row = (
            f"`{name}`",
            long["shell"],
            f"{100 * shell.efficiency:.0f} %",
            long.get("lining", ""),
            long.get("interfacing", ""),
        )
        print(f"| {' | '.join(row)} |")


def _draw(garment: Garment, title: str, name: str) -> None:
    """Draw the pieces of a garment that are cut of its cloth on one sheet."""
    import typst

    shown = {panel.name for panel in garment.panels if panel.ply not in INSIDE}
    laid = sheet(title, [one for one in drawings(garment) if one.name in shown], width=1.9)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sheet.svg").write_text(svg(laid))
        page = Path(folder) / "page.typ"
        size = f"width: {1000 * laid.width}mm, height: {1000 * laid.height}mm"
        page.write_text(f'#set page({size}, margin: 0pt)\n#image("sheet.svg", width: 100%)\n')
        drawn = typst.compile(str(page), format="png", ppi=24.0)
    Image.open(io.BytesIO(drawn)).convert("L").save(DOCS / name, quality=70)


if __name__ == "__main__":
    main()
