"""From tagged ways and nodes, of a map or of sidewalk data, to links: rules, cutting, kerbs."""
