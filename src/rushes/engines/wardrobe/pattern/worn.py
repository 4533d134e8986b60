"""All pieces of a garment as they are worn: halves unfolded, pairs mirrored, every seam named for its side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.engines.wardrobe.pattern.panel import Mark, Panel, Placement
from rushes.engines.wardrobe.pattern.seam import Seam, Side

OTHER = {"left": "right", "right": "left"}


def worn(garment: Garment, *, plies: tuple[str, ...] = ("outer",)) -> Garment:
    """The garment with every piece of its own: nothing left to unfold or to mirror.

    A pair `front` becomes `front_left` and `front_right`, with the edges' names unchanged. A half on the fold stays one panel,
    `back`, with edges `side_left` and `side_right`. Seams follow; one that names a panel of another ply is left out.

    Args:
        garment: As drafted.
        plies: Which plies are wanted; the outer one is the garment that hangs.
    """
    kept = {panel.name for panel in garment.panels if panel.ply in plies}
    panels = tuple(
        piece
        for panel in garment.panels
        if panel.name in kept
        for piece in (_pieces(panel) if panel.copies != "fold" else (_unfolded(panel),))
    )
    seams: dict[frozenset[tuple[str, str]], Seam] = {}
    for seam in garment.seams:
        if not all(side.panel in kept for side in (*seam.a, *seam.b)):
            continue
        for hand in ("left", "right"):
            found = _handed(garment, seam, hand)
            if found:
                seams.setdefault(frozenset((side.panel, side.edge) for side in (*found.a, *found.b)), found)
    return replace(garment, panels=panels, seams=tuple(seams.values()))


def _handed(garment: Garment, seam: Seam, hand: str) -> Seam | None:
    a, b = (tuple(_side(garment, side, hand) for side in row) for row in (seam.a, seam.b))
    if None in a or None in b:
        return None
    sides_a, sides_b = tuple(side for side in a if side), tuple(side for side in b if side)
    if hand == "left":
        return replace(seam, name=f"{seam.name}_left", a=sides_a, b=sides_b)
    near, far = garment.row_length(seam.a), garment.row_length(seam.b)
    turned = tuple((near - p, far - q) for p, q in reversed(seam.notches))
    return replace(seam, name=f"{seam.name}_right", a=sides_a[::-1], b=sides_b[::-1], notches=turned)


def _side(garment: Garment, side: Side, hand: str) -> Side | None:
    hand = OTHER[hand] if side.across else hand
    panel = garment.panel(side.panel)
    if panel.copies == "pair":
        return Side(f"{panel.name}_{hand}", side.edge)
    if panel.copies == "fold":
        return Side(panel.name, f"{side.edge}_{hand}")
    if panel.side == OTHER[hand] or (panel.side == "both" and side.edge.endswith(f"_{OTHER[hand]}")):
        return None
    return Side(panel.name, side.edge)


def _pieces(panel: Panel) -> tuple[Panel, ...]:
    if panel.copies == "one":
        return (_mirrored(panel, panel.name) if panel.side == "right" else panel,)
    left = replace(panel, name=f"{panel.name}_left", copies="one", side="left", marks=_marks_of(panel, "left"))
    right = replace(panel, marks=_marks_of(panel, "right"))
    return left, replace(_mirrored(right, f"{panel.name}_right"), copies="one", side="right")


def _marks_of(panel: Panel, hand: str) -> tuple[Mark, ...]:
    return tuple(mark for mark in panel.marks if mark.side in {"both", hand})


def _mirrored(panel: Panel, name: str) -> Panel:
    return replace(
        panel,
        name=name,
        edges=_ring(panel.edges, str),
        holes=tuple(_ring(ring, str) for ring in panel.holes),
        lines=tuple(edge.mirrored(edge.name) for edge in panel.lines),
        darts=tuple((b, a) for a, b in panel.darts),
        marks=tuple(map(_mark, panel.marks)),
        grain=None if panel.grain is None else (_flip(panel.grain[0]), _flip(panel.grain[1])),
        placement=_placement(panel.placement),
        on=panel.on and replace(panel.on, at=_flip(panel.on.at), turned=-panel.on.turned),
    )


def _unfolded(panel: Panel) -> Panel:
    """Both halves of a panel on the fold. The drawn half is the wearer's left one."""
    at = max(i for i, edge in enumerate(panel.edges) if edge.finish == "fold")
    half = tuple(edge for edge in (*panel.edges[at + 1 :], *panel.edges[: at + 1]) if edge.finish != "fold")
    left, right = "{}_left".format, "{}_right".format
    return replace(
        panel,
        copies="one",
        edges=(*(_called(edge, left) for edge in half), *_ring(half, right)),
        holes=(
            *(tuple(_called(e, left) for e in ring) for ring in panel.holes),
            *(_ring(ring, right) for ring in panel.holes),
        ),
        lines=(
            *(_called(edge, left) for edge in panel.lines),
            *(edge.mirrored(right(edge.name)) for edge in panel.lines),
        ),
        darts=(*((left(a), left(b)) for a, b in panel.darts), *((right(b), right(a)) for a, b in panel.darts)),
        marks=(*panel.marks, *(_mark(mark) for mark in panel.marks if mark.point[0] != 0)),
    )


def _ring(edges: tuple[Edge, ...], name: Callable[[str], str]) -> tuple[Edge, ...]:
    return tuple(edge.mirrored(name(edge.name)) for edge in reversed(edges))


def _called(edge: Edge, name: Callable[[str], str]) -> Edge:
    return replace(edge, name=name(edge.name))


def _mark(mark: Mark) -> Mark:
    return replace(mark, point=_flip(mark.point), direction=180.0 - mark.direction)


def _placement(place: Placement) -> Placement:
    return replace(place, angle=-place.angle, anchor=_flip(place.anchor), about=place.about and _flip(place.about))


def _flip(point: tuple[float, float]) -> tuple[float, float]:
    return -point[0], point[1]
