"""The register of places in the database."""
