"""The step ``papers``: what the workshop and the construction manager need."""

from __future__ import annotations
