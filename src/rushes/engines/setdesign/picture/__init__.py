"""Pictures of a set: traced, with passes and haze in its shafts of light."""
