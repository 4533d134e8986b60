"""Whether a garment can be put on and done up by whom it is cut for: what has to pass through it, measured on the pattern."""

from __future__ import annotations

from typing import Final

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.look import LookPiece
from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.engines.wardrobe.pattern.worn import worn
from rushes.errors import BadInputError

GIVES: Final = {"cotton jersey": 0.3}
"""How far an opening of a fabric stretches while it is put on, as a share; woven cloth gives nothing worth counting on."""

HEEL: Final = 1.42
"""The girth over heel and instep, in girths of the ankle: what a trouser leg has to pass."""

SHOULDERS: Final = 1.08
"""The girth around shoulders and arms held up, in girths of the bust: what a garment that is put on over the head has to pass."""


def check_putting_on(garment: Garment, piece: LookPiece, measures: Measures) -> None:
    """Stop when a garment can't be put on, or not be done up.

    Args:
        garment: As drafted.
        piece: What of the look it is.
        measures: Of who wears it.

    Raises:
        BadInputError: It can't; the sentence says which opening is too small for what, and what would help.
    """
    drawn = dict(garment.measures)
    give = 1.0 + GIVES.get(piece.fabric, 0.0)
    name = piece.key.replace("_", " ")
    _worn_closed(name, drawn, measures, give)
    if "hem" in drawn and "inside leg" in drawn and drawn["hem"] * give < HEEL * measures.ankle_girth:
        raise BadInputError(
            f"The {name} can't be put on: the hem is {100 * drawn['hem']:.0f} cm around, and the heel {100 * HEEL * measures.ankle_girth:.0f}. "
            "Make the hem wider."
        )
    if garment.closures:
        return
    neck = _neck(garment)
    if neck and neck * give < measures.head_girth:
        raise BadInputError(
            f"The {name} can't be put on: it has no closure, its neck opening is {100 * neck:.0f} cm around, and the head {100 * measures.head_girth:.0f}. "
            "Give it a closure, a wider neck, or a knit."
        )
    passes, what = _passes(drawn, measures)
    waist = drawn.get("waist seam", drawn.get("waist"))
    if waist and waist * give < passes:
        raise BadInputError(
            f"The {name} can't be put on: it has no closure, its waist is {100 * waist:.0f} cm around, and has to pass the {what} of {100 * passes:.0f}. "
            "Give it a closure, more ease, or a knit."
        )


def _worn_closed(name: str, drawn: dict[str, float], measures: Measures, give: float) -> None:
    """Stop when a garment is smaller than the body that it is to close over."""
    rows = (
        ("waist", measures.waist_girth),
        ("waist seam", measures.waist_girth),
        ("chest", measures.bust_girth),
        ("bust", measures.bust_girth),
        ("seat", measures.hip_girth),
        ("neck", measures.neck_girth),
        ("knee", measures.knee_girth),
    )
    for what, girth in rows:
        if what in drawn and drawn[what] * give < girth - 1e-6 and not (what == "waist" and "lapel" in drawn):
            raise BadInputError(
                f"The {name} can't be done up: its {what} is {100 * drawn[what]:.1f} cm around, and the body's {100 * girth:.1f}. Give it more ease."
            )


def _neck(garment: Garment) -> float:
    """Return how far around the neck's opening is [m]; 0 where the garment has none."""
    edges = [
        edge
        for panel in worn(garment).panels
        if panel.placement.part == "torso"
        for edge in panel.edges
        if edge.name.startswith("neck")
    ]
    return sum(edge.length for edge in edges)


def _passes(drawn: dict[str, float], measures: Measures) -> tuple[float, str]:
    """Return what has to pass through a waist that doesn't open: the hips, or the shoulders where those are less."""
    over = SHOULDERS * measures.bust_girth
    if ("bust" in drawn or "chest" in drawn) and over < measures.hip_girth:
        return over, "shoulders"
    return measures.hip_girth, "hips"
