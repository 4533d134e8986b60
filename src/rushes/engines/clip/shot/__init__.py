"""Cameras of a clip: where they stand, and how they move."""
