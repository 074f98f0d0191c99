"""Routes of the record."""
