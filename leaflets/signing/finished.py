"""Finished leaflets signed: each is verified first, as ``verify`` does it, from the same bytes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path

from leaflets.errors import LeafletsError, Problem, problem, raise_if_any
from leaflets.files import read_at_most
from leaflets.library.libraries import Library
from leaflets.making.recheck import LARGEST, recheck_content
from leaflets.signing.signed_leaflets import SignedLeaflet
from leaflets.signing.signers import SIGNED_ALREADY, SigningKey
from leaflets.verify.signed import WHOLE


def sign_files(
    library: Library, files: Iterable[Path], signer: SigningKey, day: datetime.date
) -> list[SignedLeaflet]:
    """The leaflets in these files, signed: all, or none.

    Raises LeafletsError with the problems of all that are no sound leaflets (PDF) of ours, or are
    signed already, and as ``SigningKey.sign`` does.
    """
    contents: list[tuple[Path, bytes]] = []
    problems: list[Problem] = []
    for file in files:
        try:
            content = read_at_most(LARGEST, file, "file-too-large", "no leaflet is as large")
            problems += _unsound(library, file, content, day)
        except LeafletsError as error:
            problems += error.problems
            continue
        contents.append((file, content))
    raise_if_any(problems)
    return [signer.signed_pdf(file.name, content) for file, content in contents]


def _unsound(library: Library, file: Path, content: bytes, day: datetime.date) -> Iterator[Problem]:
    """Why a file is not signed."""
    if not content.startswith(b"%PDF-"):
        yield problem("verification-no-pdf", "only a leaflet's PDF is signed", file=file)
        return
    for check in recheck_content(library, Path(f"{file.name}.pdf"), content, day):
        if check.name == WHOLE:
            yield problem("verification-signed", SIGNED_ALREADY, file=file)
        elif check.passed is False:
            yield problem("verification-failed", f"{check.name}: {check.note}", file=file)
