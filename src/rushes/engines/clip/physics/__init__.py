"""What happens, by physics: bodies, what breaks them, the log of what touches what."""
