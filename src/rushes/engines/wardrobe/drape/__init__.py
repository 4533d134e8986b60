"""Drape: a garment's panels on a body, as cloth."""
