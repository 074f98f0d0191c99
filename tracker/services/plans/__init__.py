"""The plan of a study: worked out, tried with changes, begun from a template."""
