"""Sheets into formats that other systems read."""
