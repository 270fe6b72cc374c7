"""Content: what a leaflet says, word for word, and whether somebody approved it."""
