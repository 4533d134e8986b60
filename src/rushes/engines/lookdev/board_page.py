"""The board as a web page: one file with everything inside, to be mailed or opened on a stage's tablet."""

from __future__ import annotations

import base64
from importlib import resources
from pathlib import Path

from rushes.engines.lookdev.board import Board
from rushes.engines.lookdev.board_pdf import write_whole
from rushes.engines.lookdev.sheet import sheet_of

_TYPES = {".jpg": "image/jpeg", ".svg": "image/svg+xml"}


def write_board_page(board: Board, target: Path) -> Path:
    """Write a board as HTML that needs nothing from any network; it holds what the PDF holds.

    Raises:
        BadInputError: A picture or drawing can't be read, or the file can't be written.
    """
    import jinja2

    sheet = sheet_of(board)

    def address(name: str) -> str:
        held = base64.b64encode(sheet.files[name]).decode("ascii")
        return f"data:{_TYPES[Path(name).suffix]};base64,{held}"

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["address"] = address
    template = resources.files("rushes.engines.lookdev").joinpath("board.html").read_text(encoding="utf-8")
    return write_whole(target, environment.from_string(template).render(b=sheet.record).encode("utf-8"))
