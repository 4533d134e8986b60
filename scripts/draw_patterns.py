"""Draws the pattern sheet of docs/patterns.md: `python scripts/draw_patterns.py`."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.blocks.periods import period_style
from rushes.engines.wardrobe.body.measures import Measures
from rushes.engines.wardrobe.papers.drawing import drawings
from rushes.engines.wardrobe.papers.sheet import sheet
from rushes.engines.wardrobe.papers.svg import svg

OUT = Path(__file__).parent.parent / "docs" / "patterns_tailcoat.webp"
SHOWN = {"front", "back", "side", "skirt", "top_sleeve", "under_sleeve", "collar", "facing"}


def main() -> None:
    """Draft a butler's tailcoat in a 1970s cut and draw its cloth pieces on one sheet."""
    import typst

    butler = Measures.usual(1.84, "slim", "male", 50)
    garment = draft("tailcoat", butler, **period_style("tailcoat", "1970s"))
    laid = sheet("tailcoat, 1970s cut", [one for one in drawings(garment) if one.name in SHOWN], width=1.9)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sheet.svg").write_text(svg(laid))
        page = Path(folder) / "page.typ"
        size = f"width: {1000 * laid.width}mm, height: {1000 * laid.height}mm"
        page.write_text(f'#set page({size}, margin: 0pt)\n#image("sheet.svg", width: 100%)\n')
        drawn = typst.compile(str(page), format="png", ppi=24.0)
    Image.open(io.BytesIO(drawn)).convert("L").save(OUT, quality=70)
    print(f"{OUT}: {OUT.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
