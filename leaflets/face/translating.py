"""Catalogs: begun, brought up to date, and how far they are."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from leaflets.arithmetic import own_arithmetic
from leaflets.desk.translators import (
    CatalogState,
    UpdatedCatalog,
    catalog_states,
    update_catalogs,
    write_templates,
)
from leaflets.face.telling import day_or_today
from leaflets.library.libraries import Library


@dataclass(frozen=True)
class Translations:
    """The catalogs of a library: what is written stands in its ``locales/``."""

    _files: Callable[[], Library]
    _seen: Callable[[], None]

    @own_arithmetic()
    def extract(
        self, *sheets: str, hear: Callable[[Path], None] = lambda _file: None
    ) -> tuple[Path, ...]:
        """The catalog templates of sheets, once they are written.

        Without ``sheets``, those of the library's own; nothing goes into the built-in library.
        ``hear`` is told of each as it is written. Raises LeafletsError.
        """
        written: list[Path] = []
        for file in write_templates(self._files(), sheets):
            written.append(file)
            hear(file)
        self._seen()
        return tuple(written)

    @own_arithmetic()
    def update(
        self,
        *sheets: str,
        languages: Iterable[str] = (),
        hear: Callable[[UpdatedCatalog], None] = lambda _file: None,
    ) -> tuple[UpdatedCatalog, ...]:
        """The templates and catalogs of sheets, brought up to date; of its own without ``sheets``.

        Those for ``languages`` (BCP 47) are begun, with the fixed words where they are in none. A
        changed source text makes its translation
        fuzzy: it is not printed until somebody has read it again. ``hear`` is told of each as it is
        written. Raises LeafletsError.
        """
        written: list[UpdatedCatalog] = []
        for one in update_catalogs(self._files(), sheets, tuple(languages)):
            written.append(one)
            hear(one)
        self._seen()
        return tuple(written)

    @own_arithmetic()
    def states(
        self,
        *,
        day: datetime.date | None = None,
        hear: Callable[[CatalogState], None] = lambda _state: None,
    ) -> tuple[CatalogState, ...]:
        """How far each catalog is, and whether it is draft, approved or expired on ``day``.

        Those of the library's own sheets; of all where it has none. ``hear`` is told of each
        that can be read. Raises LeafletsError, at the end, for faulty sheets and catalogs.
        """
        found: list[CatalogState] = []
        for state in catalog_states(self._files(), day_or_today(day)):
            found.append(state)
            hear(state)
        return tuple(found)
