"""Change catalogs in ways that would harm a patient; how many changes are refused?

A script, not a test:

    .venv/bin/python tests/mutate_catalogs.py [--count 4000] [--seed 1] > docs/mutations.md

Each round changes one message of one language's catalogs in one way (``mutations/``). It counts as
refused where the checks report that message. A sample of what was let through is listed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from mutations.messages import Catalogs
from mutations.report import report
from mutations.rounds import rounds

from leaflets.library.libraries import library


@click.command()
@click.option("--count", default=4000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(count: int, seed: int) -> None:
    """Print a report."""
    done = list(rounds(count, seed, Catalogs(library())))
    command = f"tests/mutate_catalogs.py --count {count} --seed {seed}"
    for line in report(done, command):
        click.echo(line)


if __name__ == "__main__":
    main()
