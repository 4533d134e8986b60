"""The plate: its camera, lens, sun and windows, what stands before the building, and what is behind it."""
