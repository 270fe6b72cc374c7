"""Leaflets: one drug sheet in, every handout a patient needs out."""

__version__ = "0.1.0"
