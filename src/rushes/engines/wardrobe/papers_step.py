"""The step ``papers``: what cutter, buyer and workroom need of every garment, to scale, and what the materials cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from rushes.engines.lookdev.prices import Prices, prices
from rushes.engines.wardrobe.look import Dressed, LookPiece, drafted
from rushes.engines.wardrobe.materials import Row, as_csv, rows_of, to_json
from rushes.engines.wardrobe.papers.portfolio import write_papers
from rushes.engines.wardrobe.pattern_step import load_look
from rushes.plan import StepContext
from rushes.studio import write_atomically

NAPPED: Final = frozenset({"cotton velvet"})
"""Fabrics whose pieces all lie one way."""


def papers(ctx: StepContext) -> None:
    """Write of every garment its pattern (JSON, SVG, PDF at full size and on A4, DXF), markers and cutting list; ``materials.csv`` and ``.json``.

    Params: ``title``, ``currency``, ``prices``. Needs ``pattern``. Files: ``prices``, the show's own.

    Raises:
        BadInputError: A piece is wider than its cloth, or prices can't be read.
    """
    params = ctx.params
    own = prices(own=ctx.files.get("prices"), given=dict(params["prices"]), currency=str(params["currency"]))
    look = load_look(ctx.inputs["pattern"])
    rows: list[Row] = []
    worn = [(dressed, piece) for dressed in look.dressed for piece in dressed.pieces]
    for number, (dressed, piece) in enumerate(worn, start=1):
        rows += _written(piece, dressed, ctx.out, str(params["title"]), own)
        ctx.report(number, len(worn))
    write_atomically(ctx.out / "materials.csv", as_csv(rows, own.currency))
    write_atomically(ctx.out / "materials.json", json.dumps(to_json(rows, own.currency), indent=1) + "\n")


def _written(piece: LookPiece, one: Dressed, folder: Path, title: str, own: Prices) -> tuple[Row, ...]:
    widths = {"shell": own.widths[piece.fabric]} if piece.fabric in own.widths else None
    garment = drafted(piece, one)
    listed = write_papers(garment, folder, title=title, widths=widths, nap=piece.fabric in NAPPED)
    return rows_of(piece, listed, own, garment.name)
