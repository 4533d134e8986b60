"""Fuzzing of every reader of untrusted bytes: ``python -m fuzz NAME --seconds N``, and ``python -m fuzz.hour``; see docs/fuzzing.md."""
