"""Clouds of whatever engine: the detail that a grid cannot hold."""
