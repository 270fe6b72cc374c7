"""Translations: catalogs read, templates for translators, and the checks of a translation."""
