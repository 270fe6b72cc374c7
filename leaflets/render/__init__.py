"""How a leaflet looks: a page in, a PDF out."""
