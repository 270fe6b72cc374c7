"""The download site: every leaflet as a page, with its files."""
