"""Sets: rooms in metres, from a designer's words to papers, scenes and pictures."""
