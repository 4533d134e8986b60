"""Air: the flow round what falls, the dust in it and its light, wind, rain and snow."""
