"""Rendering: how a leaflet looks, on paper, on the web, in Braille, as text."""
