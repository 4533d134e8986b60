"""Sound out of the simulation: voices, rooms, reflections, the low end, the mix."""
