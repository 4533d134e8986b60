"""The wardrobe engine: from a designer's words to garments that can be cut, draped and seen."""
