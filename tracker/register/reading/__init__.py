"""Readers of the files that a register is filled from: one format a file, all to the same tables."""
