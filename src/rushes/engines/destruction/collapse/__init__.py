"""How it fails: the load path, the ways of collapse, and what the artist directs."""
