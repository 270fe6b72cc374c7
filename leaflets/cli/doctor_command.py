"""What is there to work with: ``doctor``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

import leaflets
from leaflets.cli.options import with_json, with_library
from leaflets.cli.terminal_tables import print_table


@click.command()
@with_library
@with_json
def doctor(libraries: tuple[Path, ...], as_json: bool) -> None:
    """Tell what leaflets are made with here: libraries, fonts, versions, the store.

    What is missing is told with the line that installs it; exit code 9 where no leaflet can be
    made without it.
    """
    from leaflets.cli.reports import print_data

    found = leaflets.equipment(*libraries)
    if as_json:
        told = [asdict(one) | {"is_missing": one.is_missing} for one in found]
        print_data(told)
    else:
        print_table(("What", "Found", "To install"), [(o.name, o.told, o.install) for o in found])
    missing = [one for one in found if one.is_missing and one.is_needed]
    if missing:
        raise leaflets.LeafletsError(
            *(
                leaflets.Problem(
                    "", 0, 0, one.name, "system-library-missing", f"run: {one.install}"
                )
                for one in missing
            )
        )
