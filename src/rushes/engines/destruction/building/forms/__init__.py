"""Forms that are no block: a wall, a tower, a bridge, a chimney, a room from inside; each one a generator of solids."""

from __future__ import annotations

from rushes.engines.destruction.building.forms.shapes import raise_form
from rushes.engines.destruction.building.forms.sizes import form_measures, ways_of

__all__ = ["form_measures", "raise_form", "ways_of"]
