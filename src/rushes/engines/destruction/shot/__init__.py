"""Camera, light and sky of a shot, and the plate thrown on what stands before it."""
