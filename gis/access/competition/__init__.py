"""Measures of access in which people compete for what they reach, one a file."""
