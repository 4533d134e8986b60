"""The building: its grammar, its solids, and the pieces and bonds that they break into."""
