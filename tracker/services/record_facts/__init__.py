"""What the guards of workflows look at, read from the tables, and what a move leaves behind."""
