"""Pictures for people to look at, drawn in a process apart: small ones of movies, and stills of EXRs."""
