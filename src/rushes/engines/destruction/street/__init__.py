"""The street and its ground, where there is no plate and where something lands."""
