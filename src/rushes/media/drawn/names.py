"""Names that the pages and the process that draws share."""

from __future__ import annotations

VIEWS = ("linear", "Rec.1886", "false colour")
"""Views of stills besides the show's own, which is the ACES SDR transform for an sRGB display."""
