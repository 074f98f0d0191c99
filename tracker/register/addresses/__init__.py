"""Addresses as Brazil and Peru write them: parts of a text, and keys by which streets are compared."""
