"""A sheet as PDF through typst: one page at full size, or A4 pages to be glued together."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from rushes.engines.wardrobe.papers.sheet import SQUARE, Sheet
from rushes.engines.wardrobe.papers.svg import svg

A4 = (0.210, 0.297)
MARGIN = 0.010  # metres that home printers leave white
TILE = (A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN)


def full_size(sheet: Sheet, path: Path) -> None:
    """Write the sheet as one page, as large as it is."""
    wide, high = _mm(sheet.width), _mm(sheet.height)
    _compile(
        sheet,
        f'#set page(width: {wide}, height: {high}, margin: 0pt)\n#image("sheet.svg", width: {wide}, height: {high})\n',
        path,
    )


def tiled(sheet: Sheet, path: Path) -> int:
    """Write the sheet as A4 pages, row by row; pages with nothing on them are left out.

    Each page has a frame that is cut or folded away, crosses at its corners, and its row and column (`B3`).

    Returns:
        How many pages there are.
    """
    pages = _tiles(sheet)
    columns = max(column for _, column in pages) + 1
    rows = max(row for row, _ in pages) + 1
    head = f'#set page(width: {_mm(A4[0])}, height: {_mm(A4[1])}, margin: 0pt)\n#set text(font: "DejaVu Sans Mono", size: 8pt)\n'
    wide, high = _mm(sheet.width), _mm(sheet.height)
    body = []
    for row, column in pages:
        picture = f'#place(dx: {_mm(-column * TILE[0])}, dy: {_mm(-row * TILE[1])}, image("sheet.svg", width: {wide}, height: {high}))'
        window = f"#place(dx: {_mm(MARGIN)}, dy: {_mm(MARGIN)}, box(width: {_mm(TILE[0])}, height: {_mm(TILE[1])}, clip: true, stroke: 0.3pt + gray)[{picture}])"
        name = f"{_letter(row)}{column + 1}"
        word = f"#place(dx: {_mm(MARGIN + 0.004)}, dy: {_mm(0.005)})[{_typst_text(sheet.title)} · {name} of {_letter(rows - 1)}{columns} · print at 100 %]"
        body.append(window + "\n" + word + "\n" + "".join(_crosses()))
    _compile(sheet, head + "\n#pagebreak()\n".join(body), path)
    return len(pages)


def _tiles(sheet: Sheet) -> list[tuple[int, int]]:
    """Rows and columns, from the top left, on which something is drawn."""
    x, y = sheet.square
    square = np.array([[x, y], [x + SQUARE, y], [x + SQUARE, y + SQUARE], [x, y + SQUARE]])
    found: set[tuple[int, int]] = set()
    for ring in (square, *(drawing.cut for drawing in sheet.drawings)):
        closed = np.concatenate([ring, ring[:1]])
        fine = np.concatenate(
            [
                a + (b - a) * np.linspace(0, 1, max(2, int(np.linalg.norm(b - a) / 0.005)))[:, None]
                for a, b in zip(closed, closed[1:], strict=False)
            ]
        )
        low, high = ring.min(axis=0), ring.max(axis=0)
        grid = np.stack(
            np.meshgrid(np.arange(low[0], high[0], 0.02), np.arange(low[1], high[1], 0.02)), axis=-1
        ).reshape(-1, 2)
        for px, py in np.concatenate([fine, grid]):
            found.add((int((sheet.height - py) // TILE[1]), int(px // TILE[0])))
    return sorted(found)


def _crosses() -> list[str]:
    arms = []
    for x in (MARGIN, A4[0] - MARGIN):
        for y in (MARGIN, A4[1] - MARGIN):
            arms += [
                f"#place(line(start: ({_mm(x - 0.004)}, {_mm(y)}), end: ({_mm(x + 0.004)}, {_mm(y)}), stroke: 0.5pt))",
                f"#place(line(start: ({_mm(x)}, {_mm(y - 0.004)}), end: ({_mm(x)}, {_mm(y + 0.004)}), stroke: 0.5pt))",
            ]
    return arms


def _letter(row: int) -> str:
    return chr(ord("A") + row) if row < 26 else f"A{chr(ord('A') + row - 26)}"


def _typst_text(words: str) -> str:
    return '#"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _mm(metres: float) -> str:
    return f"{1000 * metres:.4f}mm"


def _compile(sheet: Sheet, source: str, path: Path) -> None:
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sheet.svg").write_text(svg(sheet))
        page = Path(folder) / "sheet.typ"
        page.write_text("#set document(date: none)\n" + source)
        path.write_bytes(typst.compile(str(page)))
