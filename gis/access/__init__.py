"""Measures of access, one a file, computed from travel times."""
