"""The file that says with which key is signed: ``--sign CONFIG``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from leaflets.errors import LeafletsError, problem, raise_if_any
from leaflets.files import read_at_most
from leaflets.sheet.source import MAX_BYTES, source_in
from leaflets.sheet.validation import problems_of
from leaflets.signing.keys import KeyPlace, password_in

INVISIBLE: Final = (
    "a visible signature brings a font that is not embedded and text that is not tagged, which"
    " breaks PDF/A (ISO 19005-3, 6.2.11.4) and PDF/UA (ISO 14289-1, 7.18): signatures are invisible"
)


class SigningConfig(BaseModel):
    """What such a file holds; its paths are beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pfx: str | None = None
    pkcs11: str | None = None
    token: str | None = None
    certificate: str | None = None
    password_file: str | None = None
    timestamp: str | None = None
    visible: str | None = None


def key_of_config(file: Path) -> tuple[KeyPlace, str | None]:
    """Where the key of a file is, and the time-stamp server's address.

    Raises LeafletsError: kind "file" where it or the password's file can't be read, "usage" for
    what it must not hold.
    """
    content = read_at_most(MAX_BYTES, file, "usage-too-large", "it names one key")
    source = source_in(file, content, "usage")
    try:
        said = SigningConfig.model_validate(source.data)
    except ValidationError as error:
        raise_if_any(sorted(problems_of(error, source, "usage", SigningConfig)))
        raise
    if said.visible not in (None, "no", "false"):
        place = source.position(("visible",))
        raise LeafletsError(
            problem("usage-visible", INVISIBLE, file=file, line=place.line, column=place.column)
        )

    def beside(path: str | None) -> Path | None:
        return None if path is None else file.parent / path

    secret = beside(said.password_file)
    password = None if secret is None else password_in(secret)
    module = beside(said.pkcs11)
    return KeyPlace(
        beside(said.pfx), module, said.token, said.certificate, password
    ), said.timestamp
