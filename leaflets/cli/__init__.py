"""The commands. The only place that turns an error into an exit code.

It uses the public face of the package (``import leaflets``), and nothing else of it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
import warnings
from types import FrameType
from typing import NoReturn

import click

from leaflets import EXIT_CODES, LeafletsError, __version__, shut_out
from leaflets.cli import problems
from leaflets.cli.approval_commands import approve, diff, withdraw
from leaflets.cli.doctor_command import doctor
from leaflets.cli.examples import show_examples
from leaflets.cli.export_command import export
from leaflets.cli.import_command import import_labels
from leaflets.cli.leaflet_command import leaflet
from leaflets.cli.looking_commands import check, list_sheets, schema, verify
from leaflets.cli.new_commands import new
from leaflets.cli.options import talk_options
from leaflets.cli.print_run_commands import print_run, reprint, trace
from leaflets.cli.session import Session
from leaflets.cli.settings import settings
from leaflets.cli.sign_command import sign
from leaflets.cli.site_command import site
from leaflets.cli.store_command import store
from leaflets.cli.translation_commands import translations

# Pydantic would look through every installed package for plugins.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


_EXIT_CODES = """
\b
Exit codes: 0 done, 1 a run with failed orders, 2 usage, 3 sheet, 4 translation, 5 template,
6 rendering or a limit, 7 verification, 8 can't read or write, 9 a system library is missing,
10 order file, prescription or label, 11 not approved, expired or withdrawn, 12 refused to continue,
70 a bug, 130 and 143 interrupted. Several problems: the lowest of their codes above 2.
"""


_SHOWN = {"help_option_names": ["-h", "--help"], "show_default": True}


@click.group(epilog=_EXIT_CODES, context_settings=_SHOWN)
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
    sign,
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
    doctor,
    new,
):
    cli.add_command(_command)

for _command in (
    cli,
    *cli.commands.values(),
    *translations.commands.values(),
    *new.commands.values(),
):
    _command.params += (problems.errors_option(), *talk_options())
show_examples(cli)


def main() -> NoReturn:
    """Run the command line and exit with its exit code."""
    shut_out()
    # Python's own (700, 10, 10) looks for cycles among modules that stay to the end.
    gc.set_threshold(20_000, 20, 10)
    # Of doubtful pictures, which are refused in words of ours.
    warnings.filterwarnings("ignore", module="PIL")
    signal.signal(signal.SIGTERM, _terminated)
    session = Session(problems.wants_json(sys.argv[1:]))

    def interrupted(signum: int, _frame: FrameType | None) -> None:
        # Raised in a destructor, an exception is lost; the note is not.
        session.interrupts.append(signum)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupted)
    began = time.monotonic()
    with problems.silence(session):
        error, exit_code = _outcome(session)
    if session.is_talkative:
        session.tell(f"took {time.monotonic() - began:.1f} s")
    if session.as_json:
        told = problems.document(session, error, exit_code)
        click.echo(json.dumps(told), err=True)
    sys.exit(exit_code)


def _outcome(session: Session) -> tuple[LeafletsError | None, int]:
    """What went wrong with the command, told as text where it is to be, and the exit code."""
    exit_code = None
    try:
        session.settings = settings(cli)
        defaults = session.settings.defaults
        cli.main(standalone_mode=False, obj=session, default_map=defaults)
        return None, EXIT_CODES["done"]
    except LeafletsError as error:
        told = error
        if not isinstance(error, problems.SaidAlreadyError):
            _say(session, str(error))
    except click.ClickException as error:
        told = problems.of_click(error)
        if not session.as_json:
            error.show()
    except (click.Abort, KeyboardInterrupt):
        told = problems.interrupted()
        _say(session, "interrupted")
    except problems.Terminated:
        told, exit_code = problems.interrupted("told to end"), problems.TERMINATED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        told = problems.closed_pipe()
    except Exception as error:
        if os.environ.get("LEAFLETS_DEBUG"):
            raise
        told = problems.of_bug(error)
        _say(session, f"{told.problems[0].message} [bug]")
    return told, exit_code or told.exit_code


def _say(session: Session, text: str) -> None:
    if not session.as_json:
        click.echo(text, err=True)


def _terminated(_signum: int, _frame: FrameType | None) -> None:
    raise problems.Terminated
