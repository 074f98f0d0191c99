"""Use cases of the register of places."""
