"""The picture: what is traced, composited, and handed to a compositor."""
