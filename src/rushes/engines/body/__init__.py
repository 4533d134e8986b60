"""Bodies: their measures, their shape, how they stand."""
