"""Pictures of a clip: traced or drafted, then sky, air, weather and exposure."""
