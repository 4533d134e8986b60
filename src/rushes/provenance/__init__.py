"""Room 6: can it be proven? A take goes in sealed, and a stranger can verify it."""
