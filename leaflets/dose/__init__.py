"""Doses: what a prescription says, its limits, its sentences, and the reader of these."""
