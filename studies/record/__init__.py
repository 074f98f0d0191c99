"""Kinds of the record, as definitions and the API write them: one model a kind, by family."""
