"""Spans: how far what holds a ceiling may reach, by rules of thumb for schemes."""

from __future__ import annotations

from typing import NamedTuple


class System(NamedTuple):
    """One way of bridging a room.

    Attributes:
        title: In plain words.
        ratio: Longest span over the member's depth.
        longest: Longest span at all [m].
    """

    title: str
    ratio: float
    longest: float


SYSTEMS: dict[str, System] = {
    "concrete_slab": System("a solid concrete slab", 30.0, 7.5),
    "ribbed_slab": System("a ribbed or coffered concrete slab", 24.0, 14.0),
    "concrete_beam": System("concrete beams", 18.0, 15.0),
    "timber_joists": System("timber joists", 18.0, 5.5),
    "timber_beam": System("heavy timber beams", 14.0, 8.0),
    "steel_beam": System("rolled steel beams", 24.0, 16.0),
    "steel_truss": System("steel trusses", 14.0, 40.0),
    "masonry_vault": System("a masonry vault, of which the depth is its rise", 4.0, 14.0),
    "open": System("nothing: it is open above", 1e9, 1e9),
}
"""Ratios of span to depth as taught for first schemes (simply supported; Eurocode 2 table 7.4N for slabs with light
reinforcement, trade rules for timber and steel). They tell a scheme from an impossible one; a set's real structure,
the flats and their bracing, is the construction manager's and an engineer's."""


def longest_m(system: str, depth: float) -> float:
    """How far a system of this depth [m] may reach [m]."""
    row = SYSTEMS[system]
    return row.longest if system == "open" else min(row.longest, row.ratio * depth)
