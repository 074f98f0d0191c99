"""The register of accessible services: values and rules, from a city's file to a reviewed place (pure)."""
