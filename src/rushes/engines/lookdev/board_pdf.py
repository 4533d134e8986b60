"""The board as PDF: A3 landscape, made by typst from one template; also as pictures of its sheets."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Literal

from rushes.engines.lookdev.board import Board
from rushes.engines.lookdev.sheet import sheet_of
from rushes.errors import BadInputError
from rushes.media.typeset import typeset

_TEMPLATE = "board.typ"


def write_board_pdf(board: Board, target: Path) -> Path:
    """Write a board as PDF/A-2b, so that it looks the same in an archive: fonts inside, nothing from a network.

    Equal boards are equal files.

    Raises:
        BadInputError: A picture or drawing can't be read or laid out, or the file can't be written.
    """
    return write_whole(target, _compiled(board, "pdf")[0])


def write_board_sheets(board: Board, folder: Path, *, dpi: float = 96) -> tuple[Path, ...]:
    """Write a picture of each sheet: ``sheet_1.png``, ``sheet_2.png`` and so on.

    Raises:
        BadInputError: As for ``write_board_pdf``.
    """
    sheets = _compiled(board, "png", dpi)
    return tuple(write_whole(folder / f"sheet_{at}.png", sheet) for at, sheet in enumerate(sheets, start=1))


def _compiled(board: Board, form: Literal["pdf", "png"], dpi: float = 96) -> list[bytes]:
    sheet = sheet_of(board)
    template = resources.files("rushes.engines.lookdev").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    files = {**sheet.files, "board.json": json.dumps(sheet.record).encode()}
    return typeset(template, files, form, dpi=dpi, name=f'The board "{board.title}"')


def write_whole(target: Path, held: bytes) -> Path:
    """Write a file under its own name only when it is whole.

    Raises:
        BadInputError: It can't be written.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(held)
        part.replace(target)
    except OSError as error:
        raise BadInputError(
            f"{target} can't be written ({error.strerror}). Make room or give write permission, and run again."
        ) from error
    return target
