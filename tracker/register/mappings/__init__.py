"""Mappings: what the columns of a source mean, as data that a person confirms."""
