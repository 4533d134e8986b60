"""Which generator builds which form."""

from __future__ import annotations

from rushes.engines.destruction.forms.bridge import bridge
from rushes.engines.destruction.forms.chimney import chimney
from rushes.engines.destruction.forms.room import room
from rushes.engines.destruction.forms.tower import tower
from rushes.engines.destruction.forms.wall import wall
from rushes.engines.destruction.solid import Solid
from rushes.engines.destruction.spec import BuildingSpec


def raise_form(spec: BuildingSpec) -> tuple[Solid, ...]:
    """Build a form that is no block; parts touch and never overlap."""
    makers = {"wall": wall, "tower": tower, "bridge": bridge, "chimney": chimney, "room": room}
    return makers[spec.form](spec)
