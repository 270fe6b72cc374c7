"""Verification: what was made is what was meant. It compares and never makes."""
