"""The register of accessible places in the window: what the API sends of it, in words, tables and views."""
