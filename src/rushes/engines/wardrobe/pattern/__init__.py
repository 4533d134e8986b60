"""What a garment is made of: curves, edges, panels, seams."""
