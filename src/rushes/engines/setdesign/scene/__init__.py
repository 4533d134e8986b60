"""A room as a scene: geometry, finishes and light, written as USD and baked."""
