"""One piece of cloth, drawn flat: the ring of its edges, what is marked inside, and where it is worn.

**How a panel is drawn.** Right side of the cloth towards the viewer, y up as worn, as the wearer's left side is seen from
outside: a front has its centre on x = 0 and the rest at x > 0, a back has its centre on x = 0 and the rest at x < 0. The ring
runs anticlockwise. So two panels sewn side to side always run against each other along their seam.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from rushes.engines.wardrobe.pattern.curves import Floats, Point
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.errors import BadInputError

CLOSE = 1e-6  # metres; ends of edges that meet are the same number but for rounding


@dataclass(frozen=True)
class Placement:
    """Where a panel is worn, for whoever hangs it on a body before sewing.

    The panel is wrapped about a part of the body: its x goes around the part, its y along it.

    Attributes:
        part: `torso`, `arm`, `leg`, `neck`, `waist` (a band around it), `head`, `shoulder` (a strap over it), `belt` (around
            the waist, over all that is there), `bow` (tied at the neck); arm and leg are the wearer's left ones.
        at: The landmark where the anchor sits: `neck_front`, `neck_back`, `neck_side`, `shoulder`, `bust`, `waist`, `hip`,
            `crotch`, `wrist`, `ankle`.
        angle: Where around the part the anchor lies [degrees]: 0 front, 90 the wearer's left, 180 back.
        anchor: The panel's point that sits there [m].
        layer: 0 lies on the body, higher ones over it.
        about: The centre of the circle that the panel is a part of [m], if it is cut as one, to hang in folds.
    """

    part: str = "torso"
    at: str = "waist"
    angle: float = 0.0
    anchor: Point = (0.0, 0.0)
    layer: int = 0
    about: Point | None = None


@dataclass(frozen=True)
class Mark:
    """A point that is marked on the cloth: `button`, `buttonhole`, `drill`, with the hole's direction [degrees], and on which of a pair."""

    kind: str
    point: Point
    direction: float = 0.0
    side: str = "both"


@dataclass(frozen=True)
class Laid:
    """Where a patch is sewn onto another panel.

    Attributes:
        panel: The panel that it lies on; of a pair, the one on its own side.
        at: Where the patch's origin lies on that panel [m].
        turned: By how much the patch is turned there, anticlockwise [degrees].
        over: How many plies of cloth it lies over: a flap over its pocket, two.
        seen: How much of its height is seen [m], where the rest is folded under; None is all of it.
    """

    panel: str
    at: Point
    turned: float = 0.0
    over: int = 1
    seen: float | None = None


@dataclass(frozen=True)
class Panel:
    """A piece of cloth as it is drawn; `copies` says how it is cut.

    Attributes:
        name: `front`, `top_sleeve`.
        edges: A closed ring, anticlockwise.
        copies: `fold` (half is drawn, cut once on the fold), `pair` (cut twice, mirrored) or `one` (cut once, as drawn).
        side: Of a panel cut once that is worn on one side: `left`, `right`, or `both`.
        cloth: `shell`, `lining`, `interfacing`, `pocketing` or `contrast`.
        ply: `outer` (hangs as the garment), `facing` or `lining` (inside it), `patch` (sewn on it), `inside` (hidden: pocket bags,
            interfacing). Only `outer` ones are needed to drape the garment.
        lines: Named curves drawn inside, that a seam may name (a pocket's place, a roll line, pleats).
        holes: Rings cut or sewn shut inside the panel (a dart with two points is a ring of two edges).
        darts: Pairs of the names of edges that are a dart's two legs.
        marks: Buttons, buttonholes, drill holes.
        grain: The grain line's two ends [m].
        placement: Where it is worn.
        repeat: How many of these are cut in all, beyond what `copies` says (two cuffs of two plies: 2).
        on: Of a patch: where it lies on another panel.
        fused: Whether it is interfaced: it bends many times as stiffly as the cloth alone.
        note: What the cutter should know, in a few words.
    """

    name: str
    edges: tuple[Edge, ...]
    copies: str = "pair"
    side: str = "both"
    cloth: str = "shell"
    ply: str = "outer"
    lines: tuple[Edge, ...] = ()
    holes: tuple[tuple[Edge, ...], ...] = ()
    darts: tuple[tuple[str, str], ...] = ()
    marks: tuple[Mark, ...] = ()
    grain: tuple[Point, Point] | None = None
    placement: Placement = field(default_factory=Placement)
    repeat: int = 1
    on: Laid | None = None
    fused: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        for ring in (self.edges, *self.holes):
            for edge, following in zip(ring, (*ring[1:], ring[0]), strict=True):
                if max(abs(edge.end[0] - following.start[0]), abs(edge.end[1] - following.start[1])) > CLOSE:
                    raise BadInputError(
                        f"Panel {self.name}: the edge {edge.name} ends at {_centimetres(edge.end)}, but {following.name} begins at {_centimetres(following.start)}. Close the ring."
                    )
        for edge in self.every:
            if edge.length < CLOSE:
                raise BadInputError(
                    f"Panel {self.name}: the edge {edge.name} has no length. Change the style or the measures that make it."
                )
        names = [edge.name for edge in self.every]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BadInputError(f"Panel {self.name}: two edges are called {twice[0]}. Give each a name of its own.")
        if self.area <= 0:
            raise BadInputError(
                f"Panel {self.name}: its edges run clockwise or cross. Draw them anticlockwise, as seen from the right side of the cloth."
            )
        if self.copies == "fold" and not all(abs(x) < CLOSE for edge in self.folds for x, _ in (edge.start, edge.end)):
            raise BadInputError(f"Panel {self.name}: its fold does not lie on x = 0. Move the panel.")

    @property
    def every(self) -> tuple[Edge, ...]:
        """All edges that have a name: the ring's, the holes' and the lines inside."""
        return (*self.edges, *(edge for ring in self.holes for edge in ring), *self.lines)

    @property
    def folds(self) -> tuple[Edge, ...]:
        """The edges that lie on the fold of the cloth."""
        return tuple(edge for edge in self.edges if edge.finish == "fold")

    def edge(self, name: str) -> Edge:
        """The edge or inside line of that name.

        Raises:
            BadInputError: There is none.
        """
        for edge in self.every:
            if edge.name == name:
                return edge
        raise BadInputError(
            f"Panel {self.name} has no edge called {name}. It has {', '.join(edge.name for edge in self.every)}."
        )

    def outline(self, step: float = 0.004) -> Floats:
        """The ring's points, [n, 2] in metres, anticlockwise, the first not repeated at the end."""
        return np.concatenate([edge.points(step)[:-1] for edge in self.edges])

    @cached_property
    def area(self) -> float:
        """The drawn area [m²] with holes, without allowances; negative when the ring runs clockwise."""
        x, y = self.outline().T
        return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))

    def to_json(self) -> dict[str, Any]:
        """The panel as plain values."""
        return {
            **{
                name: getattr(self, name)
                for name in ("name", "copies", "side", "cloth", "ply", "darts", "grain", "repeat", "fused", "note")
            },
            "edges": [edge.to_json() for edge in self.edges],
            "lines": [edge.to_json() for edge in self.lines],
            "holes": [[edge.to_json() for edge in ring] for ring in self.holes],
            "marks": [asdict(mark) for mark in self.marks],
            "placement": asdict(self.placement),
            "on": asdict(self.on) if self.on else None,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Panel:
        """The panel that `to_json` wrote."""
        place, grain = data["placement"], data["grain"]
        return cls(
            name=data["name"],
            edges=tuple(map(Edge.from_json, data["edges"])),
            copies=data["copies"],
            side=data["side"],
            cloth=data["cloth"],
            ply=data["ply"],
            lines=tuple(map(Edge.from_json, data["lines"])),
            holes=tuple(tuple(map(Edge.from_json, ring)) for ring in data["holes"]),
            darts=tuple((a, b) for a, b in data["darts"]),
            marks=tuple(
                Mark(mark["kind"], _pair(mark["point"]), mark["direction"], mark["side"]) for mark in data["marks"]
            ),
            grain=(_pair(grain[0]), _pair(grain[1])) if grain else None,
            placement=Placement(
                **{
                    **place,
                    "anchor": _pair(place["anchor"]),
                    "about": _pair(place["about"]) if place.get("about") else None,
                }
            ),
            repeat=data["repeat"],
            on=Laid(**{**data["on"], "at": _pair(data["on"]["at"])}) if data["on"] else None,
            fused=data["fused"],
            note=data["note"],
        )


def _pair(values: list[float]) -> Point:
    return float(values[0]), float(values[1])


def _centimetres(point: Point) -> str:
    return f"({100 * point[0]:.2f}, {100 * point[1]:.2f}) cm"
