"""Places of a clip: ground, what stands around, and how far one may go."""
