"""Destruction: a building comes down, simulated and path-traced."""
