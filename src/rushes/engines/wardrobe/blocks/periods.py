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
    "1890s": {
        "trousers": {"rise": 0.05, "pleats": 0, "seat_ease": 0.045, "knee": 0.45, "hem": 0.43},
        "jacket": {
            "ease": CoatEase(chest=0.12, waist=0.13, hip=0.14, shoulder=-0.004, pad=0.0),
            "lapel": LapelStyle(width=0.058, gorge=0.034, collar=0.030, notch=0.024),
            "buttons": 3,
            "longer": 0.06,
        },
        "tailcoat": {"lapel": LapelStyle(width=0.075, peak=0.022)},
        "waistcoat": {"opening": 0.22, "point": 0.09, "buttons": 6},
        "shirt": {"chest_ease": 0.17, "waist": 0.0, "neck": "stand", "stand": 0.042, "band": 0.036},
        "blouse": {"neck": "stand", "stand": 0.045, "fullness": 0.14, "waist": 0.026, "chest_ease": 0.08},
        "coat": {"long": 0.96, "lapel": LapelStyle(width=0.085, gorge=0.034), "breaks": 0.16},
        "skirt": {"cut": "circle", "share": 0.5, "long": 1.0},
        "dress": {"skirt": "circle", "share": 0.5, "long": 1.03, "neck": 0.022, "sleeve": 0.57, "waist_ease": 0.032},
    },
    "1900s": {
        "trousers": {"rise": 0.045, "pleats": 0, "seat_ease": 0.05, "knee": 0.46, "hem": 0.42},
        "jacket": {
            "ease": CoatEase(chest=0.13, waist=0.15, hip=0.14, shoulder=0.0, pad=0.004),
            "lapel": LapelStyle(width=0.07, gorge=0.036, collar=0.032, notch=0.030),
            "buttons": 3,
            "longer": 0.05,
        },
        "tailcoat": {"lapel": LapelStyle(width=0.082, peak=0.026)},
        "waistcoat": {"opening": 0.20, "point": 0.10, "buttons": 6},
        "shirt": {"chest_ease": 0.16, "waist": 0.0, "neck": "stand", "stand": 0.042},
        "blouse": {"neck": "stand", "stand": 0.042, "fullness": 0.17, "gathers": 0.06, "chest_ease": 0.14},
        "coat": {"long": 0.92, "lapel": LapelStyle(width=0.095, gorge=0.036), "breaks": 0.14},
        "skirt": {"cut": "circle", "share": 0.36, "long": 0.97},
        "dress": {"skirt": "circle", "share": 0.36, "long": 1.0, "neck": 0.022, "sleeve": 0.56},
    },
    "1910s": {
        "trousers": {"rise": 0.04, "pleats": 0, "seat_ease": 0.05, "hem": 0.40, "turn_up": 0.04},
        "jacket": {
            "ease": CoatEase(chest=0.12, waist=0.11, hip=0.13, shoulder=0.0, pad=0.004),
            "lapel": LapelStyle(width=0.074, gorge=0.04),
            "buttons": 3,
            "longer": 0.03,
        },
        "tailcoat": {"lapel": LapelStyle(width=0.085, peak=0.028)},
        "waistcoat": {"opening": 0.18, "point": 0.10, "buttons": 6},
        "shirt": {"chest_ease": 0.15, "waist": 0.0, "stand": 0.040, "point": 0.058},
        "blouse": {"neck": "collar", "point": 0.08, "fullness": 0.12, "chest_ease": 0.14, "waist": 0.006},
        "coat": {
            "long": 0.85,
            "ease": CoatEase(chest=0.22, waist=0.28, hip=0.24, scye=0.035, shoulder=0.01, pad=0.006),
        },
        "skirt": {"cut": "pencil", "narrow": 0.02, "long": 0.88},
        "dress": {"skirt": "pencil", "long": 0.90, "waist_ease": 0.07, "sleeve": 0.5},
    },
    "1920s": {
        "trousers": {"rise": 0.04, "pleats": 2, "knee": 0.52, "hem": 0.52, "turn_up": 0.045},
        "jacket": {"ease": CoatEase(waist=0.16, pad=0.006), "lapel": LapelStyle(width=0.078), "buttons": 3},
        "tailcoat": {"lapel": LapelStyle(width=0.085, peak=0.03)},
        "waistcoat": {"opening": 0.16, "point": 0.11},
        "shirt": {"chest_ease": 0.18, "waist": 0.0, "point": 0.06},
        "dress": {"drop": 0.17, "chest_ease": 0.10, "skirt": "pleated"},
        "skirt": {"cut": "pleated"},
        "blouse": {"neck": "collar", "chest_ease": 0.16, "waist": 0.0, "fullness": 0.06},
        "coat": {"ease": CoatEase(chest=0.24, waist=0.34, hip=0.26, scye=0.04, shoulder=0.015, pad=0.008)},
    },
    "1930s": {
        "trousers": {"rise": 0.04, "pleats": 2, "seat_ease": 0.10, "knee": 0.55, "hem": 0.53, "turn_up": 0.045},
        "jacket": {
            "ease": CoatEase(chest=0.17, waist=0.10, hip=0.11, shoulder=0.016, pad=0.012),
            "lapel": LapelStyle(width=0.10, gorge=0.045, peak=0.03),
        },
        "tailcoat": {"lapel": LapelStyle(width=0.10, peak=0.034)},
        "waistcoat": {"opening": 0.15, "point": 0.11},
        "shirt": {"chest_ease": 0.16, "waist": 0.004, "point": 0.078},
        "blouse": {"neck": "tie", "fullness": 0.14, "chest_ease": 0.09},
        "coat": {"long": 0.80, "lapel": LapelStyle(width=0.13, collar=0.05, notch=0.048, stand=0.035, fall=0.06)},
        "skirt": {"cut": "circle", "share": 0.30, "long": 0.76},
        "dress": {"skirt": "circle", "share": 0.30, "long": 0.80, "waist_ease": 0.035, "sleeve": 0.18},
    },
    "1940s": {
        "trousers": {"rise": 0.035, "pleats": 2, "knee": 0.54, "hem": 0.46, "turn_up": 0.045},
        "jacket": {
            "ease": CoatEase(chest=0.16, waist=0.13, shoulder=0.022, pad=0.018),
            "lapel": LapelStyle(width=0.105, peak=0.03),
        },
        "tailcoat": {"lapel": LapelStyle(width=0.105, peak=0.035)},
        "waistcoat": {"opening": 0.15},
        "shirt": {"chest_ease": 0.15, "waist": 0.006, "point": 0.082},
        "blouse": {"neck": "collar", "point": 0.08, "fullness": 0.07, "chest_ease": 0.09},
        "coat": {
            "ease": CoatEase(chest=0.21, waist=0.22, hip=0.22, scye=0.035, shoulder=0.028, pad=0.02),
            "lapel": LapelStyle(width=0.125, collar=0.05, notch=0.048, stand=0.035, fall=0.06, peak=0.03),
        },
        "dress": {"skirt": "circle", "share": 0.4, "sleeve": 0.24},
        "skirt": {"cut": "circle", "share": 0.4},
    },
    "1950s": {
        "trousers": {"rise": 0.02, "pleats": 2, "hem": 0.46, "turn_up": 0.04},
        "jacket": {"ease": CoatEase(waist=0.15), "lapel": LapelStyle(width=0.08), "buttons": 3},
        "shirt": {"chest_ease": 0.17, "waist": 0.0, "point": 0.07},
        "blouse": {"neck": "collar", "point": 0.06, "fullness": 0.05, "waist": 0.024, "chest_ease": 0.08},
        "coat": {"ease": CoatEase(chest=0.24, waist=0.32, hip=0.26, scye=0.04, shoulder=0.014, pad=0.008)},
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
        "blouse": {"neck": "stand", "fullness": 0.05, "waist": 0.008},
        "coat": {"long": 0.52, "lapel": LapelStyle(width=0.085, collar=0.038, notch=0.036, stand=0.032, fall=0.05)},
        "dress": {"skirt": "pencil", "long": 0.47, "waist_ease": 0.10},
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
        "blouse": {"neck": "tie", "fullness": 0.18, "chest_ease": 0.08, "waist": 0.022},
        "dress": {"skirt": "circle", "share": 0.42, "long": 0.98, "sleeve": 0.56, "flare": 0.12},
        "skirt": {"cut": "circle", "share": 0.33, "long": 0.66},
    },
    "1980s": {
        "trousers": {"rise": 0.03, "pleats": 2, "seat_ease": 0.11, "knee": 0.54, "hem": 0.40},
        "jacket": {
            "ease": CoatEase(chest=0.20, waist=0.22, hip=0.14, shoulder=0.03, pad=0.022, scye=0.03),
            "lapel": LapelStyle(width=0.10, gorge=0.075),
        },
        "shirt": {"chest_ease": 0.20, "waist": 0.0, "point": 0.066},
        "blouse": {"neck": "tie", "fullness": 0.16, "chest_ease": 0.18, "waist": 0.0},
        "coat": {
            "ease": CoatEase(chest=0.26, waist=0.34, hip=0.26, scye=0.045, shoulder=0.034, pad=0.024),
            "lapel": LapelStyle(width=0.12, gorge=0.07, collar=0.05, notch=0.046, stand=0.035, fall=0.06),
            "long": 0.78,
        },
        "skirt": {"cut": "pencil", "long": 0.52},
        "dress": {"sleeve": 0.26, "chest_ease": 0.12},
    },
    "1990s": {
        "trousers": {"rise": 0.01, "pleats": 1, "seat_ease": 0.10, "hem": 0.43},
        "jacket": {
            "ease": CoatEase(chest=0.16, waist=0.17, hip=0.13, shoulder=0.016, pad=0.012),
            "lapel": LapelStyle(width=0.085, gorge=0.048),
            "buttons": 3,
            "longer": 0.02,
        },
        "tailcoat": {"lapel": LapelStyle(width=0.09, peak=0.034)},
        "shirt": {"chest_ease": 0.18, "waist": 0.0},
        "blouse": {"neck": "collar", "fullness": 0.05, "chest_ease": 0.14, "waist": 0.008},
        "coat": {"long": 0.82, "overlap": 0.03},
        "skirt": {"cut": "pencil", "long": 0.44},
        "dress": {"skirt": "pencil", "long": 0.50, "waist_ease": 0.09},
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
