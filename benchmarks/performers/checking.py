"""What a take's own checks say of a re-age on a performer, beside what they say of the truth itself: where a limit may stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rushes.inspection.reage import (
    EDGE_MOST,
    FLICKER_MOST,
    LOST_MOST,
    PAINTED_LEAST,
    TEXTURE_LEAST,
    identity_limit,
    smoothed,
)

TAKES: Final = {
    "bands": "**bands** and tone alone",
    "all": "**all sliders**, form and hair too",
    "keys": "**keys**, two, carried",
    "learned": "**learned** of the two keys",
    "truth": "the twin, as if every frame were painted",
}
"""What is held against the limits, in the table's order."""


def summed_up(report: Path) -> dict[str, float]:
    """Return the worst of a shot's frames by number, from the ``report.json`` of the step ``measure``: that which comes nearest to its limit, or goes furthest beyond.

    ``texture``, that of a blur that changes as much in the same frame and that of the keys where some are painted, ``identity`` and that of the worst ``null`` in the same frame, ``edge``, ``flicker`` and the plate's own
    ``light`` in the same frame. A number that no frame has is left out.
    """
    rows = json.loads(report.read_text(encoding="utf-8"))["frames"]
    found: dict[str, float] = {}
    if sampled := [row for row in rows if "texture_of_blur" in row]:
        one = max(sampled, key=lambda row: (smoothed(row), -row["texture"]))
        found |= {name: float(one[name]) for name in ("texture", "texture_of_blur", "texture_of_keys") if name in one}
    if edges := [float(row["edge"]) for row in rows if "edge" in row]:
        found["edge"] = max(edges)
    people = [row["identity"] for row in rows if row.get("identity")]
    if people:
        one = max(people, key=lambda one: one["reage"] - one["null"])
        found |= {"identity": float(one["reage"]), "null": float(one["null"])}
    moving = [row["flicker"] for row in rows if row.get("flicker")]
    if moving:
        one = max(moving, key=lambda one: one["edit"] - max(FLICKER_MOST, one["null"]))
        found |= {"flicker": float(one["edit"]), "light": float(one["null"])}
    return found


def table(found: Mapping[str, Mapping[str, Mapping[str, float]]], years: float) -> list[str]:
    """Return the lines of a table: by take, each number's range over the performers, and how many of them pass its limit.

    Args:
        found: ``summed_up`` by performer and take.
        years: That were asked.
    """
    limits = (
        f"texture, at least {TEXTURE_LEAST:g} (of keys its amount, at least {PAINTED_LEAST:g}) and at most {LOST_MOST:g} of the blur's loss",
        "of the matched blur",
        f"identity, at most {identity_limit(years, 0.0):.2f} over the null copies",
        f"edge, at most {EDGE_MOST:g}",
        f"flicker, at most {FLICKER_MOST:g} or the plate's own",
    )
    lines = ["| | " + " | ".join(limits) + " |", "|---|" + "--:|" * len(limits)]
    for take, label in TAKES.items():
        rows = [one[take] for one in found.values() if take in one]
        if rows:
            cells = [_cell(rows, *column, years) for column in _COLUMNS]
            lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return lines


_COLUMNS: Final = (("texture", 2), ("texture_of_blur", 2), ("identity", 2), ("edge", 3), ("flicker", 2))


def _cell(rows: list[Mapping[str, float]], name: str, digits: int, years: float) -> str:
    known = [row for row in rows if name in row]
    if not known:
        return "-"
    values = [row[name] for row in known]
    said = f"{min(values):.{digits}f} to {max(values):.{digits}f}"
    if name == "texture_of_blur":
        return said
    return f"{said}; {sum(passes(row, name, years) for row in known)} of {len(known)} pass"


def passes(row: Mapping[str, float], name: str, years: float) -> bool:
    """Return whether a shot's worst number is within its limit."""
    if name == "texture":
        return not smoothed(row)
    limits = {
        "identity": identity_limit(years, row.get("null", 0.0)),
        "edge": EDGE_MOST,
        "flicker": max(FLICKER_MOST, row.get("light", 0.0)),
    }
    return row[name] <= limits[name]
