"""Synthetic performers, each old and as the younger twin: ground truth for a re-age that is of nobody."""
