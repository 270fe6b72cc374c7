"""The sheet: its source text with positions, its model, its messages, and what in it is wrong."""
