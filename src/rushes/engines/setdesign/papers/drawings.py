"""The set of papers: everything that a room is built from, as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rushes.engines.lookdev.prices import Prices
from rushes.engines.lookdev.prices import prices as usual_prices
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.papers import schedule
from rushes.engines.setdesign.papers.ceiling_plan import ceiling_plan
from rushes.engines.setdesign.papers.cost import costs, told
from rushes.engines.setdesign.papers.drawing import Drawing
from rushes.engines.setdesign.papers.dxf import write_dxf
from rushes.engines.setdesign.papers.elevation import elevations
from rushes.engines.setdesign.papers.pdf import write_pdf
from rushes.engines.setdesign.papers.plan import plan
from rushes.engines.setdesign.papers.section import section
from rushes.engines.setdesign.papers.sheet import Placed, Sheet, area_mm, fitting, packed
from rushes.engines.setdesign.papers.svg import drawing_svg, sheet_svg
from rushes.engines.setdesign.papers.tables import notes_drawing, table_drawing

TABLE_SCALE = 50
"""Tables have no scale; they are drawn as if at this one, so that they pack like drawings."""


def write_papers(
    room: Room, folder: Path, *, show: str = "", version: str = "v001", prices: Prices | None = None
) -> list[Path]:
    """Write all papers of a room into a folder.

    `drawings.pdf` (all sheets, to scale), `plan.dxf` (plan, elevations, sections and ceiling in metres, on layers), one SVG a
    sheet, `plan.svg` (the plan alone, for boards), and the schedules as CSV.

    Args:
        room: A room that passes its checks.
        folder: Where to; made when it isn't there.
        show: Title of the production, for the title block.
        version: For the title block.
        prices: Those in force; usual ones where none are given.

    Returns:
        What was written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    prices = prices or usual_prices()
    sheets = room_sheets(room, show=show, version=version, prices=prices)
    written = []
    for sheet in sheets:
        path = folder / f"{sheet.number}.svg"
        path.write_text(sheet_svg(sheet), encoding="utf-8")
        written.append(path)
    write_pdf(sheets, folder / "drawings.pdf")
    write_dxf([plan(room), *elevations(room), *_sections(room), ceiling_plan(room)], folder / "plan.dxf")
    (folder / "plan.svg").write_text(drawing_svg(plan(room, cameras=False)), encoding="utf-8")
    written += [folder / "drawings.pdf", folder / "plan.dxf", folder / "plan.svg"]
    for table in (_finishes(room, prices), schedule.openings(room), schedule.furniture(room), schedule.lamps(room)):
        path = folder / f"{table.name}.csv"
        path.write_text(table.to_csv(), encoding="utf-8")
        written.append(path)
    return written


def _sections(room: Room) -> list[Drawing]:
    return [section(room, "x"), section(room, "y")]


def _finishes(room: Room, prices: Prices) -> schedule.Table:
    amounts = {
        row.finish: f"{row.amount:,.0f}{' assumed' if row.price is not None and row.price.assumed else ''}"
        for row in costs(room, prices)
        if row.amount is not None
    }
    return schedule.finishes(room, amounts, prices.currency)


def room_sheets(room: Room, *, show: str = "", version: str = "v001", prices: Prices | None = None) -> list[Sheet]:
    """Lay out all sheets: plan, ceiling plan, elevations, sections, schedules, notes."""
    floor = plan(room)
    paper, scale = fitting(floor, (50, 100, 200))
    north = room.north_deg
    made: list[tuple[str, str, str, int, tuple[Placed, ...], float | None]] = []
    for name, title, drawings, arrow in (
        ("S-101", "Floor plan", [floor], north),
        ("S-102", "Ceiling plan", [] if room.exterior else [ceiling_plan(room)], north),
    ):
        made += [
            (name, title, paper, scale, rows, arrow) for rows in (packed(drawings, scale, paper) if drawings else [])
        ]
    for first, title, drawings in ((201, "Elevations", elevations(room)), (301, "Sections", _sections(room))):
        sheet_paper, sheet_scale = _together(drawings, paper, scale)
        for k, rows in enumerate(packed(drawings, sheet_scale, sheet_paper)):
            made.append((f"S-{first + k}", title, sheet_paper, sheet_scale, rows, None))
    for k, rows in enumerate(packed(_tables(room, paper, prices or usual_prices()), TABLE_SCALE, paper)):
        made.append((f"S-{401 + k}", "Schedules and notes", paper, 0, rows, None))
    return [_sheet(room, *row, count=len(made), show=show, version=version) for row in made]


def _together(drawings: Sequence[Drawing], paper: str, scale: int) -> tuple[str, int]:
    """Choose paper and scale for several drawings: each has to fit; small rooms are drawn 1:25."""
    wide, high = area_mm(paper)
    for try_scale in (25, 50, 100, 200):
        if try_scale > 25 and try_scale < scale:
            continue
        sizes = [drawing.bounds(try_scale) for drawing in drawings]
        fits = all(
            (x1 - x0) * 1000 / try_scale <= wide and (y1 - y0) * 1000 / try_scale + 9 <= high
            for x0, y0, x1, y1 in sizes
        )
        if fits and (try_scale != 25 or room_for(sizes, wide, high)):
            return paper, try_scale
    return paper, 200


def room_for(sizes: Sequence[tuple[float, float, float, float]], wide: float, high: float) -> bool:
    """Whether drawings at 1:25 come to four sheets at most."""
    return sum((x1 - x0) * (y1 - y0) * 40**2 for x0, y0, x1, y1 in sizes) <= 2.2 * wide * high


def _tables(room: Room, paper: str, prices: Prices) -> list[Drawing]:
    wide, _ = area_mm(paper)
    half = (wide - 14) / 2
    return [
        table_drawing(_finishes(room, prices), wide, TABLE_SCALE),
        table_drawing(schedule.openings(room), wide, TABLE_SCALE),
        table_drawing(schedule.furniture(room), wide, TABLE_SCALE),
        notes_drawing(
            "Notes for building",
            (*schedule.build_notes(room), told(costs(room, prices), prices.currency)),
            half,
            TABLE_SCALE,
        ),
        table_drawing(schedule.lamps(room), half * 0.9, TABLE_SCALE),
    ]


def _sheet(
    room: Room,
    number: str,
    title: str,
    paper: str,
    scale: int,
    rows: tuple[Placed, ...],
    north: float | None,
    *,
    count: int,
    show: str,
    version: str,
) -> Sheet:
    block = (
        ("Production", show or "-"),
        ("Set", room.title),
        ("Style", f"{room.style}, seed {room.seed}"),
        (
            "Floor",
            f"{room.area:.1f} m², {room.ceiling.height:.2f} m high" if not room.exterior else f"{room.area:.1f} m²",
        ),
        ("Scale", f"1:{scale} on {paper}" if scale else "none"),
        ("Version", f"{version}, {count} sheets"),
    )
    return Sheet(number, title, paper, rows, block, north)
