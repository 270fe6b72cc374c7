"""The commands. The only place that turns an error into an exit code."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from types import FrameType
from typing import NoReturn

import click

from leaflets import __version__
from leaflets.cli.exporting import export
from leaflets.cli.importing import import_labels
from leaflets.cli.looking import check, list_sheets, schema, verify
from leaflets.cli.making import leaflet
from leaflets.cli.print_runs import print_run, reprint, store, trace
from leaflets.cli.publishing import site
from leaflets.cli.reviewing import approve, diff, withdraw
from leaflets.cli.translating import translations
from leaflets.errors import EXIT_CODES, LeafletsError
from leaflets.surroundings import shut_out

# Pydantic would look through every installed package for plugins.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


_EXIT_CODES = """
\b
Exit codes: 0 done, 1 a run with failed orders, 2 usage, 3 sheet, 4 translation, 5 template,
6 rendering or a limit, 7 verification, 8 can't read or write, 9 a system library is missing,
10 order file, prescription or label, 11 not approved, expired or withdrawn, 12 refused to continue,
70 a bug, 130 and 143 interrupted.
"""


@click.group(epilog=_EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="leaflets")
def cli() -> None:
    """Medicine leaflets for patients: accessible PDFs in the patient's language."""


for _command in (
    leaflet,
    export,
    import_labels,
    list_sheets,
    check,
    verify,
    schema,
    approve,
    withdraw,
    diff,
    translations,
    print_run,
    reprint,
    trace,
    store,
    site,
):
    cli.add_command(_command)


def main() -> NoReturn:
    """Run the command line and exit with its exit code."""
    shut_out()
    # Of doubtful pictures, which are refused in words of ours.
    warnings.filterwarnings("ignore", module="PIL")
    signal.signal(signal.SIGTERM, _terminated)
    interrupts: list[int] = []

    def interrupted(signum: int, _frame: FrameType | None) -> None:
        # Raised in a destructor, an exception is lost; the note is not.
        interrupts.append(signum)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupted)
    try:
        cli.main(standalone_mode=False, obj=interrupts)
    except LeafletsError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_CODES["file"] if isinstance(error, click.FileError) else EXIT_CODES["usage"])
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(EXIT_CODES["interrupted"])
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_CODES["file"])
    except Exception as error:
        if os.environ.get("LEAFLETS_DEBUG"):
            raise
        name = type(error).__name__
        click.echo(f"a bug in leaflets ({name}); LEAFLETS_DEBUG=1 shows where [bug]", err=True)
        sys.exit(EXIT_CODES["bug"])
    sys.exit(EXIT_CODES["done"])


def _terminated(signum: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signum)
