"""What a clip sounds like: what hits, what lies under it, what was asked for, what is said."""
