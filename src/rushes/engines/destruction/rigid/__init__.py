"""The rigid-body solver: hulls, contacts, ties, the ledger of energy, and the motion that comes of it."""
