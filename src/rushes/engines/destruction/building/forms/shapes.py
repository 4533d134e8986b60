"""Which generator builds which form."""

from __future__ import annotations

from rushes.engines.destruction.building.forms.bridge import bridge
from rushes.engines.destruction.building.forms.chimney import chimney
from rushes.engines.destruction.building.forms.room import room
from rushes.engines.destruction.building.forms.tower import tower
from rushes.engines.destruction.building.forms.wall import wall
from rushes.engines.destruction.building.solid import Solid
from rushes.engines.destruction.spec import BuildingSpec


def raise_form(spec: BuildingSpec) -> tuple[Solid, ...]:
    """Build a form that is no block; parts touch and never overlap."""
    makers = {"wall": wall, "tower": tower, "bridge": bridge, "chimney": chimney, "room": room}
    return makers[spec.form](spec)
