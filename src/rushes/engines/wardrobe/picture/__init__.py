"""Pictures of an outfit: the cloth as it is made up, who wears it, the studio, and the same as USD."""
