"""Shapes on the map: isochrones, hexagons, counts carried from one layer of areas to another, roll-ups."""
