"""Searching the network: a contraction hierarchy that takes any weights, and plain searches beside it."""
