"""Room 8: the way out. Circled takes go in, a package comes out that was checked against the client's profile."""
