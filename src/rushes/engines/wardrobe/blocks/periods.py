"""Periods: what a decade's cut changes in a block's style. Parameters, never another drawing.

Widths and heights are our own reading of period drafts and photographs; a designer's own numbers stand above them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rushes.engines.wardrobe.blocks.coat_body import CoatEase
from rushes.engines.wardrobe.blocks.lapel import LapelStyle
from rushes.errors import BadInputError

PERIODS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "1920s": {
        "trousers": {"rise": 0.04, "pleats": 2, "knee": 0.52, "hem": 0.52, "turn_up": 0.045},
        "jacket": {"ease": CoatEase(waist=0.16, pad=0.006), "lapel": LapelStyle(width=0.078), "buttons": 3},
        "tailcoat": {"lapel": LapelStyle(width=0.085, peak=0.03)},
        "waistcoat": {"opening": 0.16, "point": 0.11},
        "shirt": {"chest_ease": 0.18, "waist": 0.0, "point": 0.06},
        "dress": {"drop": 0.17, "waist_ease": 0.1, "skirt": "pleated"},
        "skirt": {"cut": "pleated"},
        "coat": {"ease": CoatEase(chest=0.24, waist=0.34, hip=0.26, scye=0.04, shoulder=0.015, pad=0.008)},
    },
    "1940s": {
        "trousers": {"rise": 0.035, "pleats": 2, "knee": 0.54, "hem": 0.46, "turn_up": 0.045},
        "jacket": {
            "ease": CoatEase(chest=0.16, waist=0.13, shoulder=0.022, pad=0.018),
            "lapel": LapelStyle(width=0.105, peak=0.03),
        },
        "tailcoat": {"lapel": LapelStyle(width=0.105, peak=0.035)},
        "dress": {"skirt": "circle", "share": 0.4, "sleeve": 0.24},
        "skirt": {"cut": "circle", "share": 0.4},
    },
    "1950s": {
        "trousers": {"rise": 0.02, "pleats": 2, "hem": 0.46, "turn_up": 0.04},
        "jacket": {"ease": CoatEase(waist=0.15), "lapel": LapelStyle(width=0.08), "buttons": 3},
        "dress": {"skirt": "circle", "share": 1.0},
        "skirt": {"cut": "circle", "share": 1.0},
    },
    "1960s": {
        "trousers": {"rise": -0.005, "pleats": 0, "seat_ease": 0.04, "hem": 0.37},
        "jacket": {
            "ease": CoatEase(chest=0.10, waist=0.10, pad=0.006),
            "lapel": LapelStyle(width=0.058, collar=0.028, notch=0.028),
            "buttons": 3,
            "longer": -0.02,
        },
        "shirt": {"chest_ease": 0.10, "waist": 0.022, "point": 0.062},
        "skirt": {"cut": "pencil", "long": 0.50},
    },
    "1970s": {
        "trousers": {"rise": -0.03, "pleats": 0, "seat_ease": 0.02, "knee": 0.44, "hem": 0.60},
        "jacket": {
            "ease": CoatEase(chest=0.09, waist=0.07, hip=0.14, shoulder=0.0, pad=0.006),
            "lapel": LapelStyle(width=0.118, collar=0.05, notch=0.05, fall=0.055),
        },
        "tailcoat": {"lapel": LapelStyle(width=0.118, peak=0.042, collar=0.048, fall=0.055)},
        "waistcoat": {"chest_ease": 0.06, "waist_ease": 0.045, "opening": 0.10, "point": 0.15},
        "shirt": {"chest_ease": 0.08, "waist": 0.025, "point": 0.095, "fall": 0.055, "back_pleat": 0.0},
        "coat": {"lapel": LapelStyle(width=0.14, collar=0.065, notch=0.06, stand=0.036, fall=0.07), "long": 0.72},
        "skirt": {"cut": "circle", "share": 0.33, "long": 0.66},
    },
    "1980s": {
        "trousers": {"rise": 0.03, "pleats": 2, "seat_ease": 0.11, "knee": 0.54, "hem": 0.40},
        "jacket": {
            "ease": CoatEase(chest=0.20, waist=0.22, hip=0.14, shoulder=0.03, pad=0.022, scye=0.03),
            "lapel": LapelStyle(width=0.10, gorge=0.075),
        },
        "dress": {"sleeve": 0.26, "chest_ease": 0.12},
    },
}


def period_style(block: str, period: str) -> dict[str, Any]:
    """The style fields that a period changes in a block; none where its cut is today's.

    Raises:
        BadInputError: The period is unknown.
    """
    if period not in PERIODS:
        raise BadInputError(f"There is no cut of the {period}. There are: {', '.join(PERIODS)}.")
    return dict(PERIODS[period].get(block, {}))
