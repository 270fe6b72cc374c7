"""Changes of translations that would harm a patient, for ``mutate_catalogs.py``.

``words/`` holds word lists, one a language; they are not those of the checks.
"""
