"""What is small and flies: debris from its birth to where it lies, shards, and curtains."""
