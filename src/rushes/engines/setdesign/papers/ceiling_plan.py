"""The ceiling plan: what hangs under the slab and which pieces come out, with lamps, as seen in a mirror on the floor."""

from __future__ import annotations

from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.papers.drawing import Drawing
from rushes.engines.setdesign.papers.plan import draw_walls


def ceiling_plan(room: Room) -> Drawing:
    """Draw the reflected ceiling plan."""
    drawing = Drawing("ceiling_plan", "Ceiling plan, reflected")
    xs, ys = [p[0] for p in room.outline], [p[1] for p in room.outline]
    for piece in sorted(room.ceiling.pieces, key=lambda row: -row.bottom):
        drawing.ring("A-CLNG", piece.ring(), fill=0.95 if piece.kind in {"beam", "rib"} else None)
        x, y = piece.at
        if piece.module:
            _grid(drawing, piece.ring(), piece.module)
        if piece.kind in {"beam", "duct", "skylight", "light_panel"}:
            drawing.words(
                (x, y - 0.04),
                f"{piece.name} {piece.kind} +{piece.bottom:.2f}",
                1.5,
                angle=piece.yaw_deg if piece.yaw_deg <= 90 else 0.0,
            )
    fields = [p for p in room.ceiling.pieces if p.kind in {"cove", "rose", "panel", "tile_grid"}]
    for piece in fields:
        drawing.words(
            (piece.at[0] - piece.size[0] / 2 + 0.1, piece.at[1] + piece.size[1] / 2 - 0.2),
            f"{piece.name} {piece.kind.replace('_', ' ')} +{piece.bottom:.2f}",
            1.5,
            anchor="start",
        )
    for column in room.structure.columns:
        drawing.ring("A-COLS", column.ring(), fill=0.45)
    items = {item.name: item for item in room.items}
    for item in room.items:
        if item.mount == "ceiling":
            if item.kind == "fluorescent":
                drawing.ring("A-LITE", item.ring(), fill=1.0)
            else:
                drawing.circle("A-LITE", item.at[:2], max(item.size[:2]) / 2, fill=1.0)
    for lamp in room.practicals:
        x, y, z = lamp.at
        if lamp.item and items[lamp.item].mount in {"floor", "top"}:
            continue
        if lamp.kind == "strip" and not lamp.item:
            half = lamp.size / 2
            ends = ((x - half, y), (x + half, y)) if lamp.yaw_deg % 180 == 0 else ((x, y - half), (x, y + half))
            drawing.line("A-LITE", *ends)
        else:
            drawing.circle("A-LITE", (x, y), 0.07)
        drawing.words(
            (x + 0.12, y + 0.08), f"{lamp.name} {lamp.kelvin:.0f} K +{z:.2f}", 1.3, layer="A-LITE", anchor="start"
        )
    draw_walls(drawing, room, cut=room.ceiling.height - 0.05)
    middle = (sum(xs) / len(xs), min(ys) - max(w.thickness for w in room.walls) - 0.55)
    drawing.words(
        middle,
        f"{room.ceiling.form} ceiling at +{room.ceiling.height:.2f}: {room.finish(room.ceiling.finish).trade}",
        1.8,
    )
    return drawing


def _grid(drawing: Drawing, ring: tuple[tuple[float, float], ...], module: float) -> None:
    x0, y0, x1, y1 = min(p[0] for p in ring), min(p[1] for p in ring), max(p[0] for p in ring), max(p[1] for p in ring)
    for k in range(1, int((x1 - x0) / module) + 1):
        drawing.line("A-FURN-DETL", (x0 + k * module, y0), (x0 + k * module, y1))
    for k in range(1, int((y1 - y0) / module) + 1):
        drawing.line("A-FURN-DETL", (x0, y0 + k * module), (x1, y0 + k * module))
