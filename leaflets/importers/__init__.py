"""Labels in public formats into draft sheets."""
