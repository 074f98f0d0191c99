"""Layers of a study: read from files, stored, served, and the areas of a run."""
