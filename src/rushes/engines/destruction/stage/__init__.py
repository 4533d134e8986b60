"""The USD stage of a shot: written, read, traced, and its passes."""
