"""Models that draw moving pictures, and sound, after words and after our scene: one contract for whatever runs them."""
