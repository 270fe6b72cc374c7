"""First files of a user's own library: examples that work at once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from leaflets.arithmetic import own_arithmetic
from leaflets.face.telling import day_or_today


@dataclass(frozen=True)
class Beginnings:
    """New files in a folder of your own, which is made where it is not there yet.

    Each method comes back with the files once they are written. It raises LeafletsError, and writes
    nothing, for the built-in library and for what would replace something of it (kind "usage"), and
    where there is such a file (kind "refused").
    """

    folder: Path

    @own_arithmetic()
    def sheet(self, name: str, *, day: datetime.date | None = None) -> tuple[Path, ...]:
        """A sheet of a made-up medicine called ``name``; its version is of ``day``."""
        from leaflets.desk.beginnings import first_sheet

        return first_sheet(self.folder, name, day_or_today(day))

    @own_arithmetic()
    def language(self, tag: str, *sheets: str) -> tuple[Path, ...]:
        """Catalogs of a language (BCP 47) to be translated: of ``sheets``, and of what it lacks.

        The fixed words and the list of terms are written where the language has none yet.
        """
        from leaflets.desk.beginnings import first_catalogs

        return first_catalogs(self.folder, tag, sheets)

    def publisher(self) -> tuple[Path, ...]:
        """Who publishes the leaflets: publisher.yaml."""
        from leaflets.desk.beginnings import first_publisher

        return first_publisher(self.folder)

    def profile(self, name: str = "own") -> tuple[Path, ...]:
        """Another order of the parts: templates/profiles/``name``.yaml."""
        from leaflets.desk.beginnings import first_profile

        return first_profile(self.folder, name)

    def order_file(self, name: str = "orders.csv") -> tuple[Path, ...]:
        """An order file, filled with orders of no patient."""
        from leaflets.desk.beginnings import first_orders
        from leaflets.face.print_runs import example_orders

        return (first_orders(self.folder / name, example_orders()),)


def new_in(folder: str | PathLike[str]) -> Beginnings:
    """What can be begun in a folder of your own; nothing is written yet."""
    return Beginnings(Path(folder))
