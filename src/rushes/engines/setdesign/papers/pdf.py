"""Sheets as one PDF: each page has the sheet's own size, and a millimetre of it is a millimetre on paper."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from rushes.engines.setdesign.papers.sheet import Sheet
from rushes.engines.setdesign.papers.svg import sheet_svg


def font_bytes() -> bytes:
    """Take the drawing font: Aileron Regular (CC0), which comes with Pillow.

    Raises:
        RuntimeError: Pillow came without FreeType.
    """
    from PIL import ImageFont

    font = ImageFont.load_default(size=10)
    data = getattr(getattr(font, "path", None), "getvalue", None)
    if data is None:
        raise RuntimeError("Pillow was built without FreeType, so that there is no font to write drawings with.")
    return bytes(data())


def compile_pages(
    sheets: Sequence[str],
    sizes: Sequence[tuple[float, float]],
    *,
    form: Literal["pdf", "png"] = "pdf",
    ppi: float = 110.0,
) -> list[bytes]:
    """Set SVGs on pages of their own size.

    Args:
        sheets: SVG texts.
        sizes: Width and height of each page [mm].
        form: `pdf` (one file) or `png` (one a page).
        ppi: Of PNGs.
    """
    import typst

    folder = Path(tempfile.mkdtemp(prefix="rushes-sheets-"))
    try:
        (folder / "Aileron.ttf").write_bytes(font_bytes())
        pages = []
        for index, (text, (wide, high)) in enumerate(zip(sheets, sizes, strict=True)):
            (folder / f"{index}.svg").write_text(text, encoding="utf-8")
            pages.append(
                f'#page(width: {wide}mm, height: {high}mm, margin: 0mm)[#image("{index}.svg", width: {wide}mm, height: {high}mm)]'
            )
        source = folder / "sheets.typ"
        source.write_text("\n".join(pages) + "\n", encoding="utf-8")
        fonts, text = [str(folder)], str(source)
        made: object
        if form == "png":
            made = typst.compile(
                text, root=str(folder), font_paths=fonts, ignore_system_fonts=True, format="png", ppi=ppi
            )
        else:
            made = typst.compile(
                text, root=str(folder), font_paths=fonts, ignore_system_fonts=True, format="pdf", timestamp=0
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def write_pdf(sheets: Sequence[Sheet], path: Path) -> None:
    """Write sheets as one PDF to scale."""
    (made,) = compile_pages([sheet_svg(sheet) for sheet in sheets], [sheet.size for sheet in sheets])
    path.write_bytes(made)
