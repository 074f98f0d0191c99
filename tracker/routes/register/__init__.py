"""Routes of the register of places."""
