"""The accessibility engine: arrays in, arrays out; no web, database, settings, clock or log."""

# Stored with every result; raise it whenever the same inputs could give other numbers.
ENGINE_VERSION = "0.3.0"
