"""Measures of a run: what the API sends of them, in words, on the map, and in tables (pure)."""
