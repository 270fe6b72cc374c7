"""Two examples of each command, which ``--help`` shows."""

from __future__ import annotations

from typing import Final

import click

EXAMPLES: Final = {
    "leaflet": (
        "leaflet azathioprine --language es-MX",
        "leaflet azathioprine --language all --size large --output-dir handouts",
    ),
    "export": (
        "export azathioprine --format epi",
        "export azathioprine --format epi --language all --output -",
    ),
    "import": (
        "import label.xml",
        "import labels --format spl --output-dir my-library --report report.json",
    ),
    "list": ("list", "list azathioprine --json"),
    "check": ("check", "check my-medicine --library my-library"),
    "verify": ("verify build/azathioprine-en.pdf", "verify run --library my-library"),
    "schema": ("schema > sheet.schema.json", "schema --fields"),
    "approve": (
        'approve tiny -l es --by "A Name, pharmacist" --until 2027-12-31 --library my-library',
        'approve my-medicine -l en --by "A Name, pharmacist" --until 2027-12-31',
    ),
    "withdraw": (
        'withdraw 0123456789ab --reason "a wrong dose" --library my-library',
        'withdraw 0123456789ab --reason "a wrong dose" --date 2026-11-30',
    ),
    "diff": ("diff azathioprine -l es", "diff my-medicine -l en --library my-library"),
    "translations extract": (
        "translations extract --library my-library",
        "translations extract my-medicine --library my-library",
    ),
    "translations update": (
        "translations update my-medicine --library my-library",
        "translations update my-medicine --language pl --library my-library",
    ),
    "translations status": ("translations status", "translations status --json"),
    "print-run": (
        "print-run orders.csv --output-dir run",
        "print-run orders.csv --output-dir run --resume",
    ),
    "reprint": ("reprint run --order 7", "reprint run --order 7 --pages 3-4 --output again.pdf"),
    "trace": ("trace 0123456789ab run", "trace 0123456789ab run run-2 --json"),
    "store": ("store", "store --clear"),
    "site": (
        "site --output-dir public --base-url https://leaflets.example.org",
        "site --allow-drafts --sheet warfarin --language en --serve",
    ),
    "sign": (
        "sign build/azathioprine-en.pdf --pfx pharmacy.pfx --password-file pharmacy.txt",
        "sign build/azathioprine-en.pdf --pfx pharmacy.pfx --timestamp https://tsa.example.org",
    ),
    "doctor": ("doctor", "doctor --library my-library --json"),
    "new sheet": ("new sheet my-medicine", 'new sheet "My Medicine" --library my-library'),
    "new language": ("new language nl", "new language es my-medicine --library my-library"),
    "new publisher": ("new publisher", "new publisher --library my-library"),
    "new profile": ("new profile", "new profile short --library my-library"),
    "new order-file": ("new order-file", "new order-file orders.csv"),
}
"""By the command's name."""


def show_examples(group: click.Group, before: str = "") -> None:
    """Have each command of a group show its examples below its help."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            show_examples(command, f"{name} ")
        elif shown := EXAMPLES.get(before + name):
            lines = "\n".join(f"  leaflets {line}" for line in shown)
            command.epilog = f"\b\nExamples:\n{lines}"
