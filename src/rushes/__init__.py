"""Rushes: a consent-first generative studio for film and television."""

__version__ = "0.1.0"
