"""Texts in data that name a file."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator

from leaflets.files import made_of_names

NAMES_A_FILE: Final = AfterValidator(made_of_names)
"""Marks a text of which a file's name is made; it may have ``/`` between names."""

RelativePath: TypeAlias = Annotated[str, NAMES_A_FILE]
"""A path in data that leads to a file in some folder: names with ``/`` between them."""
