"""Where everything stands: positions that were said are kept, those left open are found."""
