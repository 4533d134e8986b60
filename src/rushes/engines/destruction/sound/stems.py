"""What the sound of a destruction is the sum of."""

from __future__ import annotations

STEMS = ("impacts", "glass", "metal", "wood", "brick", "debris", "rumble", "sub", "room")
"""What the mix is the sum of."""
