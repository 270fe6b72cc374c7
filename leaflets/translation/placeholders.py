"""Placeholders of fixed words, filled in."""

from __future__ import annotations

import re


def fill(text: str, **values: str) -> str:
    """``text`` with its ``{names}`` filled in; nothing else in it is looked at."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)
