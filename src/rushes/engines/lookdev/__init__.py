"""What look development shares: palettes, options spread over a space, references and the board. It knows no engine."""
