"""OpenStreetMap extracts as arrays: a fast reader of PBF, and osmium for the formats it does not know."""
