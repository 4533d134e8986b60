"""What the sound of a clip is the sum of."""

from __future__ import annotations

STEMS = ("contacts", "effects", "speech", "beds")
"""Contacts out of the simulation, effects of what moves and what was asked for, lines, and what lies under it all."""
