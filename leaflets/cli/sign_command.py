"""Signing finished leaflets: ``sign``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

import leaflets
from leaflets.cli.options import ask_password, day_of, with_date, with_library

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--pfx", type=_FILE, metavar="KEY", help="A key with its certificate (PKCS#12).")
@click.option(
    "--pkcs11", type=_FILE, metavar="MODULE", help="The library that reaches a token or card."
)
@click.option("--token", metavar="LABEL", help="With --pkcs11: which token.")
@click.option("--certificate", metavar="LABEL", help="With --pkcs11: which certificate on it.")
@click.option(
    "--password-file",
    type=_FILE,
    metavar="FILE",
    help="The key's password, or the token's PIN. Without it, it is asked for.",
)
@click.option(
    "--timestamp",
    metavar="URL",
    help="A time-stamp server (RFC 3161). Nothing else is ever asked over a network.",
)
@click.option("--visible", is_flag=True, hidden=True)
@with_library
@with_date
@click.option(
    "--output-dir", type=_FILE, help="Where signed leaflets go. Default: in place of the others."
)
def sign(
    files: tuple[Path, ...],
    pfx: Path | None,
    pkcs11: Path | None,
    token: str | None,
    certificate: str | None,
    password_file: Path | None,
    timestamp: str | None,
    visible: bool,
    libraries: tuple[Path, ...],
    date: datetime.datetime | None,
    output_dir: Path | None,
) -> None:
    """Sign finished leaflets (PDF), as PAdES has it: B-B, or B-T with a time-stamp.

    Each is verified first. When one of them fails, none is written. The signature can't be seen
    on the page; every viewer that knows signatures tells of it.
    """
    if len({file.name for file in files}) < len(files) and output_dir:
        raise click.UsageError("two of these files have one name; give each its --output-dir")
    signer = leaflets.open_signer(
        pfx=pfx,
        pkcs11=pkcs11,
        token=token,
        certificate=certificate,
        password_file=password_file,
        timestamp=timestamp,
        visible=visible,
        ask=ask_password,
    )
    signed = leaflets.open_library(*libraries).sign(files, signer, day=day_of(date))
    for file, one in zip(files, signed, strict=True):
        click.echo(one.save(output_dir / one.file_name if output_dir else file))
