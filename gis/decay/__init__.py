"""How much a place counts at a travel time: one falling weight a file."""
