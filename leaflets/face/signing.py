"""Signing: somebody's key, opened for leaflets, finished files and approvals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from leaflets.errors import LeafletsError, problem
from leaflets.face.telling import now
from leaflets.signing.configs import INVISIBLE, key_of_config
from leaflets.signing.keys import KeyPlace, password_in
from leaflets.signing.signed_leaflets import SignedLeaflet
from leaflets.signing.signers import SigningKey
from leaflets.verify.verified import Verified


@dataclass(frozen=True)
class Signer:
    """Whoever signs: their key, opened. Several leaflets can be signed, by one thread at a time."""

    _key: SigningKey = field(repr=False)

    @property
    def name(self) -> str:
        """The name in their certificate."""
        return self._key.name

    def sign(self, leaflet: Verified) -> SignedLeaflet:
        """The leaflet (PDF) with an invisible signature behind its last byte, as PAdES has it.

        Raises LeafletsError: kind "usage" for another format, "file" where the time-stamp server
        or the token does not answer.
        """
        return self._key.sign(leaflet)


def open_signer(
    config: str | PathLike[str] | None = None,
    *,
    pfx: str | PathLike[str] | None = None,
    pkcs11: str | PathLike[str] | None = None,
    token: str | None = None,
    certificate: str | None = None,
    password: str | None = None,
    password_file: str | PathLike[str] | None = None,
    timestamp: str | None = None,
    visible: bool = False,
    ask: Callable[[str], str] | None = None,
) -> Signer:
    """Whoever signs with a key: one that a file names, a PKCS#12 file, or one on a token.

    Of a token, ``pkcs11`` is the module that reaches it, ``certificate`` the label of the
    certificate. ``timestamp`` is the address of a time-stamp server: without one, there is no
    network. ``ask`` asks a person for the password, where none is given. A ``visible``
    signature is refused: it breaks PDF/UA and PDF/A.

    Raises LeafletsError: kind "usage" for no key or two, and a password that is missing or wrong;
    "file" for what can't be read or is no key; "refused" for a certificate that has expired.
    """
    if visible:
        raise LeafletsError(problem("usage-visible", INVISIBLE))
    if config is not None:
        place, address = key_of_config(Path(config))
        return Signer(SigningKey(place, address, ask, now()))
    secret = password_in(Path(password_file)) if password_file is not None else password
    place = KeyPlace(_path(pfx), _path(pkcs11), token, certificate, secret)
    return Signer(SigningKey(place, timestamp, ask, now()))


def _path(place: str | PathLike[str] | None) -> Path | None:
    return None if place is None else Path(place)
