"""How the camera hears: distance, air and direction, struck pieces, and the mix; for whatever engine makes a sound."""
