"""Details of a uniform: epaulettes, pockets, cuffs, a belt. They lie on a garment's panels, at the places that are said here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.belts import belt
from rushes.engines.wardrobe.blocks.strips import flap, patch_pocket, rectangle
from rushes.engines.wardrobe.pattern.curves import Point, heading, mix, toward
from rushes.engines.wardrobe.pattern.garment import Closure
from rushes.engines.wardrobe.pattern.panel import Laid, Panel
from rushes.engines.wardrobe.pattern.seam import Seam
from rushes.errors import BadInputError

POCKETS = ("none", "flap", "patch")
TIGHT = 0.06  # metres; ease of a uniform's belt
WIDE = 0.135  # metres, of a pocket on the breast; a fifth more below the waist


@dataclass(frozen=True)
class Details:
    """What may be changed; metres.

    Attributes:
        epaulettes: Width of the epaulettes; 0 for none.
        breast, hip: Pockets on the breast and below the waist: `none`, `flap` or `patch` (a patch with a flap).
        belt: Width of a belt at the waist; 0 for none.
        cuffs: Depth of the band on the sleeve; 0 for none.
    """

    epaulettes: float = 0.05
    breast: str = "patch"
    hip: str = "flap"
    belt: float = 0.0
    cuffs: float = 0.0


@dataclass(frozen=True)
class Extra:
    """Panels, seams and closures that come with details."""

    panels: tuple[Panel, ...]
    seams: tuple[Seam, ...]
    closures: tuple[Closure, ...]


def details(m: Measures, style: Details, front: Panel) -> Extra:
    """Draft a uniform's details.

    Args:
        m: The body's measures.
        style: Which details.
        front: The panel that they lie on.

    Raises:
        BadInputError: A pocket is of a kind that there isn't.
    """
    for kind in (style.breast, style.hip):
        if kind not in POCKETS:
            raise BadInputError(f"There is no pocket called {kind!r}. Say one of: {', '.join(POCKETS)}.")
    chest = front.edge("armhole").start
    high = (0.5 * chest[0] - 0.5 * WIDE + 0.012, chest[1] - 0.03)
    wide = 1.2 * WIDE
    low = (front.edge("hem").end[0] - wide - 0.02, -0.085)
    panels = [*_pocket("breast", style.breast, WIDE, high), *_pocket("hip", style.hip, wide, low)]
    closures, seams = [], []
    if style.epaulettes:
        panels.append(_epaulette(front, style.epaulettes))
        closures.append(Closure("buttons", "epaulettes", 2, 0.015))
    count = sum(2 for kind in (style.breast, style.hip) if kind != "none")
    if count:
        closures.append(Closure("buttons", "pockets", count, 0.015))
    if style.belt:
        around = m.waist_girth + TIGHT
        note = "Two plies; its end beyond the buckle is cut, not worn"
        piece, seam = belt(around, style.belt, 0.16, layer=3, note=note, fused=True)
        panels.append(piece)
        seams.append(seam)
        closures.append(Closure("buckle", "belt", 1, style.belt))
    if style.cuffs:
        panels.append(
            rectangle("cuff_band", 0.32, style.cuffs, across=True, ply="patch", note="Trim to the sleeve's hem")
        )
    return Extra(tuple(panels), tuple(seams), tuple(closures))


def _pocket(name: str, kind: str, wide: float, at: Point) -> tuple[Panel, ...]:
    """A pocket whose upper left corner lies at a point of the front [m]."""
    if kind == "none":
        return ()
    deep = 1.15 * wide
    lid = flap(f"{name}_flap", wide + 0.006, 0.055, on=Laid("front", (at[0] - 0.003, at[1] + 0.008)))
    if kind == "flap":
        return (lid,)
    return patch_pocket(f"{name}_pocket", wide, deep, on=Laid("front", at)), replace(
        lid, on=replace(lid.on, over=2)
    ) if lid.on else lid


def _epaulette(front: Panel, wide: float) -> Panel:
    """A strap along the shoulder from the sleeve's head towards the neck; it lies on the front's shoulder, and over it."""
    shoulder = front.edge("shoulder")
    outer, neck = shoulder.start, shoulder.end
    long = shoulder.length - 0.012
    strap = rectangle(
        "epaulette", long, wide, across=True, ply="patch", repeat=2, note="Two plies; its end is cut to a point"
    )
    way = heading(outer, neck)
    start = toward(mix(outer, neck, 0.02), way - 90.0, 0.45 * wide)
    return replace(strap, on=Laid("front", start, way))
