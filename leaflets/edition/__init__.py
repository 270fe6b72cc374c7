"""Editions: which forms a leaflet can have."""
