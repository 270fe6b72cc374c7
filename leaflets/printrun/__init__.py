"""Print runs: many handouts from one file of orders."""
