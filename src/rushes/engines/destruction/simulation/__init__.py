"""The collapse, simulated: damage, crushing and the heap over the rigid bodies, and what is recorded."""
