"""Searches of a street network: times, nearest services, ways and reached areas, by profile and reading."""
