"""Queries on the record: rows of every kind, plans and turns."""
