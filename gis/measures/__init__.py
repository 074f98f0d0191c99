"""Measures of access by request: what may be asked for, the values, their sums by area, and tables."""
