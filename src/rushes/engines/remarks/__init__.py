"""How engines answer what is said of a version: what they share of it."""
