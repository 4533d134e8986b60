"""The clip's USD stage."""
