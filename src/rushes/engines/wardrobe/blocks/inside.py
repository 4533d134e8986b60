"""What lies inside a tailored coat: facing, lining, canvas, each copied from the panels that it backs."""

from __future__ import annotations

from dataclasses import replace

from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, bend, heading
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.engines.wardrobe.pattern.seam import Seam, sew

AT_SHOULDER, AT_HEM = (
    0.038,
    0.085,
)  # metres of the facing's width from the neck, and from the front's corner along the hem


OFF_INNER = 0.02  # metres off the facing at which a bust dart ends in the lining
FRONT = {"neck", "neck_lap", "gorge", "lapel_top", "lapel", "front"}
SIDE = {"side", "side_low", "bust_a", "bust_b", "side_high"}


def facing_and_lining(front: Panel) -> tuple[Panel, Panel, tuple[Seam, ...]]:
    """A facing from shoulder to hem, the lining of what it leaves, and their seams.

    The facing is drawn as it lies behind the front, seen from outside; its pair is cut mirrored, so either half can be taken.
    """
    shoulder, low = front.edge("shoulder"), front.edge("hem")
    outer, inner_shoulder = curves.split(shoulder.curve, shoulder.length - min(AT_SHOULDER, 0.4 * shoulder.length))
    hem_front, hem_rest = curves.split(low.curve, min(AT_HEM, 0.5 * low.length))
    edge = _inner(hem_front[-1][-1], inner_shoulder[0][0])
    around = tuple(e for e in front.edges if e.name in FRONT)
    waist = tuple(e for e in front.edges if e.name == "waist")
    facing = Panel(
        "facing",
        (replace(low, name="hem", curve=hem_front), Edge("inner", edge), Edge("shoulder", inner_shoulder), *around),
        ply="facing",
        grain=front.grain,
        placement=front.placement,
        lines=tuple(line for line in front.lines if line.name == "roll"),
        note="2 mm more along the lapel, so that it rolls",
    )
    rest = Panel(
        "front_lining",
        (
            Edge("hem", hem_rest, 0.01),
            *waist,
            *_side(front, max(x for x, _ in (edge[0][0], edge[-1][-1])) + OFF_INNER),
            front.edge("armhole"),
            Edge("shoulder", outer),
            Edge("inner", curves.backward(edge)),
        ),
        cloth="lining",
        ply="lining",
        grain=(
            (0.5 * (edge[0][0][0] + front.edge("armhole").start[0]), -0.05),
            (0.5 * (edge[0][0][0] + front.edge("armhole").start[0]), 0.1),
        ),
        darts=front.darts,
        placement=front.placement,
        note="Take in the front dart as a pleat",
    )
    seams = (
        *(
            sew(f"facing_{e.name}", f"front.{e.name}", f"facing.{e.name}", layered=True)
            for e in around
            if e.name in {"lapel_top", "lapel", "front"}
        ),
        sew("facing_inner", "facing.inner", "front_lining.inner"),
    )
    return facing, rest, seams


def _side(front: Panel, least: float) -> tuple[Edge, ...]:
    """The front's side for its lining: a bust dart ends where the lining has room for it [m]."""
    edges = []
    for edge in (e for e in front.edges if e.name in SIDE):
        (a, b), *_ = edge.curve if len(edge.curve[0]) == 2 else (((0.0, 0.0), (0.0, 0.0)),)
        if edge.name == "bust_a":
            edges.append(replace(edge, curve=((a, (max(b[0], least), b[1])),)))
        elif edge.name == "bust_b":
            edges.append(replace(edge, curve=(((max(a[0], least), a[1]), b),)))
        else:
            edges.append(edge)
    return tuple(edges)


def _inner(low: Point, high: Point) -> Curve:
    return bend(low, high, 92.0, heading(low, high) + 6.0, 0.3)


def lining(panel: Panel) -> Panel:
    """The lining of a panel: its shape, with a shorter hem and, at a back's centre, cloth for a pleat."""
    edges = tuple(
        replace(edge, allowance=0.01)
        if edge.finish == "hem"
        else replace(edge, allowance=0.03)
        if edge.name == "centre"
        else edge
        for edge in panel.edges
    )
    note = "2 cm of the centre's allowance are a pleat" if any(edge.name == "centre" for edge in edges) else ""
    return replace(
        panel, name=f"{panel.name}_lining", edges=edges, cloth="lining", ply="lining", marks=(), lines=(), note=note
    )


def canvas(front: Panel) -> Panel:
    """The canvas behind a front: its shape, without allowances."""
    edges = tuple(replace(edge, allowance=0.0, finish="raw") for edge in front.edges)
    return replace(
        front,
        name="canvas",
        edges=edges,
        holes=(),
        cloth="interfacing",
        ply="inside",
        marks=(),
        note="Cut on the straight grain; the chest piece of haircloth on the bias",
    )
