"""The room model: its parts, their geometry, and the checks that it has to pass."""
