"""States, moves and guards of every kind in the record, as plain values: a module a family, one registry."""
